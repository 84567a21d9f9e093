// What `policy explain` prints for people: a block for each explanation, with the rule as it stands in the file.
import {counted, grouped} from '../audit/numbers.ts';
import {redactValue} from '../audit/redact.ts';
import {visible} from '../audit/visible.ts';
import type {Explanation} from '../rules/policy/explain.ts';
import {agreeing, type Block} from '../rules/policy/explain-blocks.ts';
import {ruleLines, sharedIndent} from '../rules/policy/explain-lines.ts';
import {agreementText, conditionText, decisionText, requestText} from '../rules/policy/explain-text.ts';
import type {LoadedPolicy} from './policy-file.ts';
import {wrapLine} from './policy-wrap.ts';

/** Of a rule, so many lines are shown. */
const RULE_LINES = 12;

/** Where the text of a line with a number before it begins. */
const hangOf = (line: string): number => /^ *(\d+ (?:\| *|:\d+ +)?)/.exec(line)?.[1]?.length ?? 2;

/** Text of a log: masked, and safe for a terminal. */
const shown = (text: string): string => visible(redactValue(text));

function deciding({policy, file, lines}: LoadedPolicy, ruleIndex: number): readonly string[] {
  const rule = policy.rules[ruleIndex]!;
  const all = ruleLines(lines, rule, RULE_LINES + 1);
  const indent = sharedIndent(all);
  const digits = String(all.at(-1)?.number ?? 0).length;
  const text = all
    .slice(0, RULE_LINES)
    .map(line => `    ${String(line.number).padStart(digits)} | ${visible(line.text.slice(indent))}`);
  return [
    `  rule ${ruleIndex + 1} of ${policy.rules.length} decides, ${visible(file)}:${rule.at.line}`,
    ...text,
    ...(all.length > RULE_LINES ? [`    ${' '.repeat(digits)} | …`] : []),
  ];
}

function earlier({policy, file}: LoadedPolicy, {decision, failed}: Explanation): readonly string[] {
  if (decision.ruleIndex === 0) return ['  no rule comes before it'];
  const places = failed.map((_, i) => `:${policy.rules[i]!.at.line}`);
  const wide = Math.max(...places.map(place => place.length));
  const digits = String(failed.length).length;
  return [
    decision.ruleIndex === null
      ? `  no rule of ${visible(file)} matches, so nothing is logged`
      : `  the ${failed.length === 1 ? 'rule' : 'rules'} before it, and the first condition that each fails`,
    ...failed.map(
      (condition, i) =>
        `    ${String(i + 1).padStart(digits)} ${places[i]!.padEnd(wide)} ${shown(conditionText(condition))}`,
    ),
  ];
}

/** Without its first line, which says what it is about. */
const body = (policy: LoadedPolicy, explanation: Explanation): readonly string[] => [
  ...(explanation.decision.ruleIndex === null ? [] : deciding(policy, explanation.decision.ruleIndex)),
  ...earlier(policy, explanation),
];

export function requestBlock(policy: LoadedPolicy, subject: string, explanation: Explanation, width?: number): string {
  const lines = [shown(subject), `  ${decisionText(explanation.decision)}`, ...body(policy, explanation)];
  return lines
    .flatMap(line => wrapLine(line, width, hangOf(line)))
    .map(line => `${line}\n`)
    .join('');
}

function block(policy: LoadedPolicy, {count, agreement, explanation, example}: Block): readonly string[] {
  const events = counted(count, 'event');
  return [
    `${events}${count === 1 ? ': ' : ', such as '}${shown(requestText(example.attributes))}`,
    `  ${decisionText(explanation.decision)}; ${agreementText(agreement, example)}`,
    ...body(policy, explanation),
  ];
}

/** At most `limit` blocks, then what was left out and how far the log agrees. */
export function blocksText(policy: LoadedPolicy, blocks: readonly Block[], limit: number, width?: number): string {
  const shownBlocks = blocks.slice(0, limit);
  const events = blocks.reduce((sum, {count}) => sum + count, 0);
  const left = blocks.slice(limit).reduce((sum, {count}) => sum + count, 0);
  const agree = agreeing(blocks);
  const verdict =
    agree === events
      ? `all ${grouped(events)} events are as this policy logs them`
      : `${grouped(agree)} of ${grouped(events)} events are as this policy logs them`;
  const lines = [
    ...shownBlocks.flatMap(one => [...block(policy, one), '']),
    ...(left > 0
      ? [`${grouped(left)} more events in ${grouped(blocks.length - limit)} more blocks; --limit 0 shows all`]
      : []),
    events === 1 && agree === 1 ? 'the event is as this policy logs it' : verdict,
  ];
  return lines
    .flatMap(line => wrapLine(line, width, hangOf(line)))
    .map(line => `${line}\n`)
    .join('');
}
