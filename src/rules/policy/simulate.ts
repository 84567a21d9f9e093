// What a policy would have logged of what is in a log: by rule, by who and what, and against the policy that was in force.
import type {Level, Stage} from '../../audit/event.ts';
import type {Micros} from '../../audit/time.ts';
import type {Source} from '../../source/source.ts';
import {combinedResource, type Decision, evaluate} from './evaluate.ts';
import {agreement} from './explain.ts';
import type {Policy} from './policy.ts';
import type {EventClass} from './simulate-classes.ts';
import {needsParts, Scales, type Size, sizeAt} from './simulate-sizes.ts';

export type Amount = {readonly events: number} & Size;

/** Of a rule; `ruleIndex` null is what no rule takes. */
export type RuleReport = Amount & {
  readonly ruleIndex: number | null;
  readonly level: Level;
  /** Events of the log that the rule takes, those that it does not write included. */
  readonly matched: number;
};

/** `None` on a side: not written. */
export type Change = {
  readonly from: string;
  readonly to: string;
  readonly events: number;
  readonly before: number;
  readonly after: number;
};

export type Spender = Amount & {readonly user: string | null; readonly verb: string; readonly resource: string};

export type Simulation = {
  /** What is in the log. */
  readonly log: {readonly events: number; readonly bytes: number};
  readonly span: Micros;
  /** What the policy would have written of it. */
  readonly would: Amount;
  /** What the policy that it is compared with would have written; without one, what is in the log. */
  readonly before: Amount;
  readonly rules: readonly RuleReport[];
  /** From 0. */
  readonly neverMatched: readonly number[];
  /** Most bytes gone first. */
  readonly changes: readonly Change[];
  /** Most bytes first. */
  readonly spenders: readonly Spender[];
  /** Events that the policy compared with would not have written as they are: it was not in force. */
  readonly unexplained: number;
  /** Requests whose RequestReceived the policy writes and the log lacks. */
  readonly receivedMissing: number;
};

type Sum = {events: number; bytes: number; approx: boolean; atLeast: boolean};
const newSum = (): Sum => ({events: 0, bytes: 0, approx: false, atLeast: false});

function add(sum: Sum, events: number, {bytes, approx, atLeast}: Size): void {
  sum.events += events;
  sum.bytes += bytes;
  sum.approx ||= approx;
  sum.atLeast ||= atLeast;
}

/** Whether and how the events of a class are written. */
export type Treatment = {
  readonly level: Level | 'None';
  readonly ruleIndex: number | null;
  readonly size: Size | undefined;
};

const writes = ({level, omitStages}: Decision, stage: string): boolean =>
  level !== 'None' && !omitStages.includes(stage as Stage);

/** What the events of a class take under a decision that writes them. */
export async function sizeUnder(
  of: EventClass,
  {level, omitManagedFields}: Pick<Decision, 'level' | 'omitManagedFields'>,
  scales: Scales,
): Promise<Size> {
  const weighed = needsParts(of, level, omitManagedFields) ? await scales.partsOf(of) : undefined;
  return sizeAt(of, level, omitManagedFields, weighed);
}

const EXACT = {approx: false, atLeast: false} as const;

async function treatment(of: EventClass, policy: Policy | undefined, scales: Scales): Promise<Treatment> {
  if (policy === undefined) return {level: of.level as Level, ruleIndex: null, size: {bytes: of.bytes, ...EXACT}};
  const decision = evaluate(policy, of.attributes);
  const {ruleIndex} = decision;
  if (!writes(decision, of.stage)) return {level: 'None', ruleIndex, size: undefined};
  return {level: decision.level, ruleIndex, size: await sizeUnder(of, decision, scales)};
}

/** What a class is about, in the words of a table. */
export const subjectOf = ({attributes}: EventClass): string =>
  attributes.isResourceRequest
    ? `${combinedResource(attributes)}${attributes.apiGroup === '' ? '' : `.${attributes.apiGroup}`}`
    : attributes.path;

/** Requests that came to an end, less those whose arrival is in the log. */
function missing(policy: Policy, classes: readonly EventClass[]): number {
  let ended = 0;
  let received = 0;
  for (const of of classes) {
    if (!writes(evaluate(policy, of.attributes), 'RequestReceived')) continue;
    if (of.stage === 'RequestReceived') received += of.count;
    else if (of.stage === 'ResponseComplete' || of.stage === 'Panic') ended += of.count;
  }
  return Math.max(0, ended - received);
}

const byBytes = (a: Amount, b: Amount) => b.bytes - a.bytes || b.events - a.events;

export type SimulationInput = {
  readonly source: Source;
  readonly classes: readonly EventClass[];
  readonly policy: Policy;
  readonly against?: Policy;
  readonly span: Micros;
};

export async function simulate({source, classes, policy, against, span}: SimulationInput): Promise<Simulation> {
  const scales = new Scales(source, classes);
  const [would, before] = [newSum(), newSum()];
  const rules = [...policy.rules.map(({level}) => level), 'None' as const].map(level => ({
    level,
    matched: 0,
    sum: newSum(),
  }));
  const changes = new Map<string, {from: string; to: string; events: number; before: number; after: number}>();
  const spenders = new Map<string, {user: string | null; verb: string; resource: string; sum: Sum}>();
  let unexplained = 0;
  for (const of of classes) {
    const old = await treatment(of, against, scales);
    const now = await treatment(of, policy, scales);
    if (old.size !== undefined) add(before, of.count, old.size);
    const rule = rules[now.ruleIndex ?? policy.rules.length]!;
    rule.matched += of.count;
    if (now.size !== undefined) {
      add(would, of.count, now.size);
      add(rule.sum, of.count, now.size);
      const key = {user: of.attributes.user?.name ?? null, verb: of.attributes.verb, resource: subjectOf(of)};
      const text = JSON.stringify(key);
      const spender = spenders.get(text) ?? {...key, sum: newSum()};
      spenders.set(text, spender);
      add(spender.sum, of.count, now.size);
    }
    const change = changes.get(`${old.level} ${now.level}`) ?? {
      from: old.level,
      to: now.level,
      events: 0,
      before: 0,
      after: 0,
    };
    changes.set(`${old.level} ${now.level}`, change);
    change.events += of.count;
    change.before += old.size?.bytes ?? 0;
    change.after += now.size?.bytes ?? 0;
    const logged = {level: of.level as Level, stage: of.stage as Stage};
    if (against !== undefined && agreement(evaluate(against, of.attributes), logged) !== 'agrees')
      unexplained += of.count;
  }
  const reports = rules.map(
    ({level, matched, sum}, i): RuleReport => ({
      ruleIndex: i === policy.rules.length ? null : i,
      level,
      matched,
      ...sum,
    }),
  );
  return {
    log: {
      events: classes.reduce((sum, {count}) => sum + count, 0),
      bytes: classes.reduce((sum, {bytes}) => sum + bytes, 0),
    },
    span,
    would,
    before,
    rules: reports,
    neverMatched: reports.flatMap(({ruleIndex, matched}) => (matched === 0 && ruleIndex !== null ? [ruleIndex] : [])),
    changes: [...changes.values()]
      .filter(({from, to, before: was, after}) => from !== to || was !== after)
      .sort((a, b) => a.after - a.before - (b.after - b.before) || b.events - a.events),
    spenders: [...spenders.values()].map(({sum, ...rest}) => ({...rest, ...sum})).sort(byBytes),
    unexplained,
    receivedMissing: missing(policy, classes),
  };
}

const DAY = 86_400e6;

/** A log of less tells nothing of a day. */
const LEAST_SPAN = 60e6;

/** At the rate of the log itself; undefined where it is too short to have one. */
export const aDay = (bytes: number, span: Micros): number | undefined =>
  span >= LEAST_SPAN ? Math.round((bytes * DAY) / span) : undefined;

/** Whether a rule takes every request. */
const isCatchAll = ({
  users,
  userGroups,
  verbs,
  resources,
  namespaces,
  nonResourceURLs,
}: Policy['rules'][number]): boolean =>
  [users, userGroups, verbs, resources, namespaces, nonResourceURLs].every(list => list.length === 0);

/** What a policy keeps out of a log whatever is asked: rules of level None, from 0, and whether it lets the rest pass. */
export function blindSpots({rules}: Policy): {readonly none: readonly number[]; readonly noCatchAll: boolean} {
  const all = rules.findIndex(isCatchAll);
  const live = all === -1 ? rules : rules.slice(0, all + 1);
  return {
    none: live.flatMap(({level}, i) => (level === 'None' ? [i] : [])),
    noCatchAll: all === -1,
  };
}
