// The Policy tab: the rule that decided about the open event, as it stands in the policy's file, what each rule before it
// missed, and whether the log agrees.
import type {AuditEvent} from '../../audit/event.ts';
import {redactValue} from '../../audit/redact.ts';
import {visible} from '../../audit/visible.ts';
import {attributesOf} from '../../rules/policy/attributes.ts';
import {agreement, type Explanation, explain} from '../../rules/policy/explain.ts';
import {ruleLines, sharedIndent} from '../../rules/policy/explain-lines.ts';
import {agreementText, conditionText, decisionText} from '../../rules/policy/explain-text.ts';
import type {Policy} from '../../rules/policy/policy.ts';
import {type Line, type Span, span} from '../line.ts';
import {wrapLine} from '../text/fit.ts';
import {wrapWords, wrapWordsLine} from '../words.ts';

export type KnownPolicy = {
  readonly kind: 'known';
  /** As it is called, not safe for a terminal. */
  readonly file: string;
  /** Why this one: a few words, as `given by --policy`. */
  readonly how: string;
  readonly policy: Policy;
  /** Of the whole file. */
  readonly lines: readonly string[];
};

/** `why`: one sentence; the usual one without it. */
export type PolicyPane = KnownPolicy | {readonly kind: 'none'; readonly why?: string};

export const NO_POLICY: PolicyPane = {kind: 'none'};

const HOW_TO =
  'No policy is known: name it with --policy FILE, or as "policy: FILE" in the config file, and this tab tells which rule logged the request, and why.';

/** Of a rule, so many lines are shown. */
const RULE_LINES = 40;

const words = (text: string, width: number, style: Span['style'] = 'plain'): readonly Line[] =>
  wrapWords(text, width).map(part => [span(part, style)]);

function rule({policy, lines}: KnownPolicy, ruleIndex: number, width: number): readonly Line[] {
  const all = ruleLines(lines, policy.rules[ruleIndex]!, RULE_LINES);
  const indent = sharedIndent(all);
  const digits = String(all.at(-1)?.number ?? 0).length;
  return all.flatMap(({number, text}) => {
    const shown = visible(text.slice(indent));
    const value: Span = shown.trimStart().startsWith('#') ? span(shown, 'dim') : span(shown, 'string');
    return wrapLine([span(`  ${String(number).padStart(digits)} `, 'dim'), value], width, digits + 5);
  });
}

function missed(
  {policy}: KnownPolicy,
  {failed}: Explanation,
  shown: (text: string) => string,
  width: number,
): readonly Line[] {
  const digits = String(failed.length).length;
  const places = failed.map((_, i) => `line ${policy.rules[i]!.at.line}`);
  const wide = Math.max(0, ...places.map(place => place.length));
  return failed.flatMap((condition, i) =>
    wrapWordsLine(
      [
        span(`  ${String(i + 1).padStart(digits)} `, 'key'),
        span(`${places[i]!.padEnd(wide)}  `, 'dim'),
        span(shown(conditionText(condition))),
      ],
      width,
      digits + wide + 5,
    ),
  );
}

/**
 * Lines of at most `width` cells, safe for a terminal.
 * @param reveal shows what of the request would be masked
 */
export function policyLines(pane: PolicyPane, event: AuditEvent, reveal: boolean, width: number): readonly Line[] {
  if (pane.kind === 'none') return words(visible(pane.why ?? HOW_TO), width, 'dim');
  if (event.level === undefined)
    return words('No audit policy decides about this: it is none of the API server’s own events.', width, 'dim');
  const explanation = explain(pane.policy, attributesOf(event));
  const {decision, failed} = explanation;
  const {ruleIndex} = decision;
  const agrees = agreement(decision, event);
  const shown = (text: string) => visible(reveal ? text : redactValue(text));
  const count = pane.policy.rules.length;
  const at = ruleIndex === null ? '' : `:${pane.policy.rules[ruleIndex]!.at.line}`;
  const decided =
    ruleIndex === null
      ? `No rule matches, so nothing is logged.`
      : `Rule ${ruleIndex + 1} of ${count} decides: ${decisionText(decision)}.`;
  return [
    ...words(decided, width, 'title'),
    ...words(
      visible(`${agreementText(agrees, {level: event.level ?? 'None', stage: event.stage})}.`.replace(/^t/, 'T')),
      width,
      agrees === 'agrees' ? 'ok' : 'warn',
    ),
    ...(agrees === 'agrees'
      ? []
      : words('It may not be the policy that was in force: the API server reads it when it starts.', width, 'dim')),
    ...words(visible(`${pane.file}${at}, ${pane.how}`), width, 'dim'),
    ...(ruleIndex === null ? [] : [[], ...rule(pane, ruleIndex, width)]),
    [],
    ...(failed.length === 0
      ? words('No rule comes before it.', width, 'dim')
      : [
          ...words(
            ruleIndex === null
              ? 'The first condition that each rule fails'
              : `The ${failed.length === 1 ? 'rule' : 'rules'} before it, and the first condition that each fails`,
            width,
            'label',
          ),
          ...missed(pane, explanation, shown, width),
        ]),
  ];
}
