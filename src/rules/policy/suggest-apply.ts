// Suggestions written into the text of a policy: lines are put in, every other line stays as it is.
import {linesOf, ruleLines} from './explain-lines.ts';
import type {Policy, Rule} from './policy.ts';
import {ruleYaml} from './profiles-print.ts';
import type {Suggestion} from './suggest.ts';

export type Applied =
  | {readonly ok: true; readonly text: string}
  /** One sentence: such a file is to be changed by hand. */
  | {readonly ok: false; readonly message: string};

type Insertion = {
  /** Index of the line before which it goes. */
  readonly at: number;
  readonly lines: readonly string[];
};

const dashIndent = (line: string): string | undefined => /^(\s*)-(\s|$)/.exec(line)?.[1];

/** The line of the dash of a rule, with the comment above it; undefined in flow style. */
function startOf(lines: readonly string[], {at}: Rule): {readonly line: number; readonly indent: string} | undefined {
  let line = at.line - 1;
  if (dashIndent(lines[line] ?? '') === undefined) line--;
  const indent = dashIndent(lines[line] ?? '');
  if (indent === undefined) return undefined;
  while (line > 0 && /^\s*#/.test(lines[line - 1]!)) line--;
  return {line, indent};
}

function ruleInsertion(lines: readonly string[], {rules}: Policy, {rule, before}: Suggestion): Insertion | undefined {
  const index = before ?? 0;
  const start = startOf(lines, rules[Math.min(index, rules.length - 1)]!);
  if (start === undefined) return undefined;
  const isLast = index >= rules.length;
  const at = isLast ? ruleLines(lines, rules.at(-1)!, Number.POSITIVE_INFINITY).at(-1)!.number : start.line;
  return {at, lines: ruleYaml(rule!, start.indent).split('\n')};
}

const SETTINGS = {stage: 'omitStages: ["RequestReceived"]', managedFields: 'omitManagedFields: true'} as const;

function settingInsertion(
  lines: readonly string[],
  {rules, omitStages}: Policy,
  kind: keyof typeof SETTINGS,
): Insertion | undefined {
  if (kind === 'stage' && omitStages.length > 0) return undefined;
  const before = lines.slice(0, rules[0]!.at.line).findLastIndex(line => /^\s*rules:\s*(#.*)?$/.test(line));
  if (before === -1) return undefined;
  const [indent] = /^\s*/.exec(lines[before]!)!;
  return {at: before, lines: [`${indent}${SETTINGS[kind]}`]};
}

/** `policy` must be that of `text`. */
export function applied(text: string, policy: Policy, suggestions: readonly Suggestion[]): Applied {
  const newline = /\r\n/.test(text) ? '\r\n' : '\n';
  const lines = [...linesOf(text)];
  const insertions: Insertion[] = [];
  for (const suggestion of suggestions) {
    const {kind} = suggestion;
    const insertion =
      kind === 'drop' || kind === 'lower'
        ? ruleInsertion(lines, policy, suggestion)
        : settingInsertion(lines, policy, kind);
    if (insertion === undefined)
      return {
        ok: false,
        message: 'this file is not written a line a rule, so that nothing can be put in; paste the rules by hand',
      };
    insertions.push(insertion);
  }
  // From the last to the first, so that the places of the others stay; of one place in their order.
  for (const {at, lines: added} of insertions.reverse().toSorted((a, b) => b.at - a.at)) lines.splice(at, 0, ...added);
  return {ok: true, text: lines.join(newline)};
}
