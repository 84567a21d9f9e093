// Why an event that was waited for may not have come.
import {visible} from '../audit/visible.ts';
import {type Examination, whyOff} from '../host/examine.ts';
import {knownOf, logsSome, outlook, outlookText} from '../host/would-log.ts';
import {type Expr, mentions, without} from '../query/ast.ts';
import {print} from '../query/print.ts';
import type {Policy} from '../rules/policy/policy.ts';
import type {Source, View} from '../source/source.ts';
import {strangeWords} from './verify-words.ts';

export type NamedPolicy = {readonly file: string; readonly policy: Policy};

const placeIn =
  ({file, policy}: NamedPolicy) =>
  (ruleIndex: number): string =>
    `rule ${ruleIndex + 1} (${file}:${policy.rules[ruleIndex]!.at.line})`;

/** What the policy does with such a request: one sentence. */
export function policyReason(expr: Expr, named: NamedPolicy): string {
  const look = outlook(named.policy, knownOf(expr));
  const text = outlookText(look, placeIn(named));
  return logsSome(look)
    ? `The policy logs such a request: ${text}.`
    : `The policy does not log such a request: ${text}.`;
}

const countOf = async (source: Source, where: Expr, window: Omit<View, 'where' | 'stages'>): Promise<number> =>
  (
    await source.rows(
      {...window, where, stages: 'all'},
      {order: {field: 'stageTimestamp', descending: true}, limit: 0, cells: []},
    )
  ).total;

const events = (count: number): string => `${count.toLocaleString('en-US')} ${count === 1 ? 'event' : 'events'}`;

/** Terms but for one of which something would have been found: what was mistaken, or at which other stage it is. */
export async function nearMisses(
  source: Source,
  expr: Expr,
  window: Omit<View, 'where' | 'stages'>,
): Promise<readonly string[]> {
  if (mentions(expr, 'stage')) {
    const others = await countOf(source, without(expr, 'stage'), window);
    if (others > 0) return [`${events(others)} would match at another stage: leave stage: out.`];
  }
  const terms = expr.kind === 'and' ? expr.of : [];
  if (terms.length < 2) return [];
  const sentences: string[] = [];
  for (const term of terms) {
    const rest: Expr = {kind: 'and', of: terms.filter(other => other !== term)};
    const count = await countOf(source, rest, window);
    if (count > 0) sentences.push(`Without ${print(term)} ${events(count)} would match.`);
  }
  return sentences.slice(0, 3);
}

/** What is known before anything comes: words that no request has, or a policy that logs none of it. Safe for a terminal. */
export function inVain(expr: Expr, named: NamedPolicy | undefined): readonly string[] {
  const strange = strangeWords(expr);
  if (strange.length > 0) return safeLines(strange);
  if (named === undefined || logsSome(outlook(named.policy, knownOf(expr)))) return [];
  return safeLines([policyReason(expr, named)]);
}

export type Waited = {
  /** Events of all kinds that came meanwhile. */
  readonly came: number;
  readonly waitedMs: number;
};

export function logReason({came, waitedMs}: Waited, log: string): string {
  if (waitedMs <= 0) return '';
  const time = `${Math.max(1, Math.round(waitedMs / 1000)).toLocaleString('en-US')}s`;
  return came > 0
    ? `${events(came)} came into ${log} in ${time}, but none that matches.`
    : `Nothing at all was written to ${log} in ${time}.`;
}

/** Doctor's verdict in one sentence, where the log is the one of this node. */
export function offReason(examination: Examination | undefined): string | undefined {
  const why = examination === undefined ? undefined : whyOff(examination);
  return why === undefined ? undefined : `Auditing does not work here: ${why}. See audit-tui doctor.`;
}

export const HA = 'Each control-plane node has its own log, and a request is in the log of the node that served it.';

export const safeLines = (sentences: readonly (string | undefined)[]): readonly string[] =>
  sentences.filter(sentence => sentence !== undefined && sentence !== '').map(sentence => visible(sentence!));
