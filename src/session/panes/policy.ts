// The Policy tab: the rule that decided about the open event, as it stands in the policy's file, what each rule before it
// missed, and whether the log agrees.
import type {AuditEvent} from '../../audit/event.ts';
import {type FieldName, fieldOf} from '../../audit/fields.ts';
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

/** A line, and the field and value of the event that it speaks of. */
export type PolicyLine = {readonly line: Line; readonly field?: FieldName; readonly value?: string};

/** What a rule asks of a request, by the field that tells it. */
const FIELD_OF: Readonly<Record<string, FieldName>> = {
  level: 'level',
  users: 'user.username',
  userGroups: 'user.groups',
  verbs: 'verb',
  namespaces: 'objectRef.namespace',
  group: 'objectRef.apiGroup',
  resources: 'objectRef.resource',
  resourceNames: 'objectRef.name',
  nonResourceURLs: 'path',
  resourceRequest: 'objectRef.resource',
  omitStages: 'stage',
};

/** `wanted`: of several values of the event the one that the rule names. */
function spokenOf(key: string | undefined, event: AuditEvent, wanted = ''): Omit<PolicyLine, 'line'> {
  const field = key === undefined ? undefined : FIELD_OF[key];
  if (field === undefined) return {};
  const values = [fieldOf(field).read(event) ?? ''].flat().map(String);
  return {field, value: values.find(value => wanted.includes(value)) ?? values[0] ?? ''};
}

/** The key that a line of a rule in YAML begins with. */
const KEY = /^[\s-]*\{?\s*["']?(\w+)["']?\s*:/;

function rule(
  {policy, lines}: KnownPolicy,
  ruleIndex: number,
  event: AuditEvent,
  width: number,
): readonly PolicyLine[] {
  const all = ruleLines(lines, policy.rules[ruleIndex]!, RULE_LINES);
  const indent = sharedIndent(all);
  const digits = String(all.at(-1)?.number ?? 0).length;
  // Items of a list stand below their key.
  let key: string | undefined;
  return all.flatMap(({number, text}) => {
    const shown = visible(text.slice(indent));
    const isComment = shown.trimStart().startsWith('#');
    key = isComment ? key : (KEY.exec(text)?.[1] ?? key);
    const about = isComment || text.trim() === '' ? {} : spokenOf(key, event, text);
    const value: Span = isComment ? span(shown, 'dim') : span(shown, 'string');
    const laid = wrapLine([span(`  ${String(number).padStart(digits)} `, 'dim'), value], width, digits + 5);
    return laid.map(line => ({line, ...about}));
  });
}

function missed(
  {policy}: KnownPolicy,
  {failed}: Explanation,
  shown: (text: string) => string,
  event: AuditEvent,
  width: number,
): readonly PolicyLine[] {
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
    ).map(line => ({line, ...spokenOf(condition.condition, event)})),
  );
}

/**
 * Lines of at most `width` cells, safe for a terminal.
 * @param reveal shows what of the request would be masked
 */
export function policyContent(
  pane: PolicyPane,
  event: AuditEvent,
  reveal: boolean,
  width: number,
): readonly PolicyLine[] {
  const said = (text: string, style: Span['style'], about: Omit<PolicyLine, 'line'> = {}): readonly PolicyLine[] =>
    words(text, width, style).map(line => ({line, ...about}));
  if (pane.kind === 'none') return said(visible(pane.why ?? HOW_TO), 'dim');
  if (event.level === undefined)
    return said('No audit policy decides about this: it is none of the API server’s own events.', 'dim');
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
  const logged = agreementText(agrees, {level: event.level ?? 'None', stage: event.stage});
  const level = spokenOf('level', event);
  return [
    ...said(decided, 'title', level),
    ...said(
      visible(`${logged}.`.replace(/^t/, 'T')),
      agrees === 'agrees' ? 'ok' : 'warn',
      agrees === 'stage is omitted' ? spokenOf('omitStages', event) : level,
    ),
    ...(agrees === 'agrees'
      ? []
      : said('It may not be the policy that was in force: the API server reads it when it starts.', 'dim')),
    ...said(visible(`${pane.file}${at}, ${pane.how}`), 'dim'),
    ...(ruleIndex === null ? [] : [{line: []}, ...rule(pane, ruleIndex, event, width)]),
    {line: []},
    ...(failed.length === 0
      ? said('No rule comes before it.', 'dim')
      : [
          ...said(
            ruleIndex === null
              ? 'The first condition that each rule fails'
              : `The ${failed.length === 1 ? 'rule' : 'rules'} before it, and the first condition that each fails`,
            'label',
          ),
          ...missed(pane, explanation, shown, event, width),
        ]),
  ];
}

export const policyLines = (...given: Parameters<typeof policyContent>): readonly Line[] =>
  policyContent(...given).map(({line}) => line);
