// From an alert to the requests that it speaks of, and from a request to its alerts: a few bounded questions to the source,
// whose answers link.ts judges.
import {alertField} from '../../audit/alert.ts';
import {type FieldName, fieldOf} from '../../audit/fields.ts';
import type {Micros} from '../../audit/time.ts';
import {and, type Expr, NO_ALERTS} from '../../query/ast.ts';
import {type Call, type EventId, type Row, type Source, TIME_ORDER} from '../../source/source.ts';
import {alertOf, CELLS, number, ofRow, requestOfRow, text, whatOf} from './facts.ts';
import {
  type AlertFacts,
  type Certainty,
  CHANGES,
  certaintyOf,
  type Facts,
  isSession,
  isStart,
  LONGEST_OPEN,
  NEAR,
  type Pod,
  type RequestFacts,
  rankOf,
  SESSIONS,
  STARTS_WITHIN,
  type What,
} from './link.ts';

/** Of an alert the request, of a request an alert. Texts are as logged. */
export type Link = What & {
  readonly id: EventId;
  readonly certainty: Certainty;
  readonly code?: number | undefined;
  readonly rule?: string | undefined;
  readonly priority?: string | undefined;
  readonly output?: string | undefined;
};

/** Rows of one answer; more in one microsecond, or of one pod, are not looked at. */
const MOST_ROWS = 100;
/** Links that are told. */
const MOST_LINKS = 20;

const field = (name: FieldName) => ({kind: 'field', name}) as const;
const is = (name: FieldName, ...values: readonly string[]): Expr => ({kind: 'in', field: field(name), values});
const ALERTS: Expr = is('stage', 'Alert');
const REQUESTS: Expr = NO_ALERTS;
const AUDIT_ID = 'ka.auditid';
/** The auditID that an alert names, which is in no column. */
const NAMED = {kind: 'path', segments: ['alert', 'fields', AUDIT_ID]} as const;
/** What a token that is bound to a pod says of it, which is in no column. */
const POD_NAME = 'authentication.kubernetes.io/pod-name';
const TOKEN_POD = {kind: 'path', segments: ['user', 'extra', POD_NAME]} as const;
const ACCOUNT = /^system:serviceaccount:([^:]+):/;

/** An alert that names another request is not about this one, however near. */
const NAMELESS_ALERTS: Expr = and(ALERTS, {kind: 'not', of: {kind: 'has', field: NAMED}});

function linkOf(row: Row, certainty: Certainty): Link {
  const of = ofRow(row);
  return {
    id: row.id,
    certainty,
    ...whatOf(of),
    code: number(of, 'responseStatus.code'),
    rule: text(of, 'rule'),
    priority: text(of, 'priority'),
    output: text(of, 'output'),
  };
}

type Window = {readonly from: Micros; readonly to: Micros};

/** Of one moment, as its microsecond. */
const moment = (time: Micros): Window => ({from: time, to: time + 1});
const around = (time: Micros): Window => ({from: time - NEAR, to: time + NEAR + 1});

/** At most MOST_ROWS rows of events, from `at` on, or `back` before it. */
async function rowsOf(
  source: Source,
  where: Expr,
  window: Window | undefined,
  call: Call | undefined,
  page: {readonly at?: Micros; readonly back?: true} = {},
): Promise<readonly Row[]> {
  const view = {where, stages: 'all', ...window} as const;
  return (await source.rows(view, {order: TIME_ORDER, limit: MOST_ROWS, cells: CELLS, ...page}, call)).rows;
}

/** Surest first, then nearest in time; of one request the surest of its events only. */
function best(links: readonly Link[], time: Micros): readonly Link[] {
  const near = ({id}: Link) => Math.abs(id.time - time);
  const sorted = [...links].sort((a, b) => rankOf(a.certainty) - rankOf(b.certainty) || near(a) - near(b));
  const known = new Set<string>();
  return sorted.filter(({id}) => !known.has(id.auditID) && known.add(id.auditID)).slice(0, MOST_LINKS);
}

/** @param by the pod that made all of them, where that is known */
const judged = (alert: AlertFacts, rows: readonly Row[], by?: Pod): readonly Link[] =>
  rows.flatMap(row => {
    const certainty = certaintyOf(alert, {...requestOfRow(row), by});
    return certainty === undefined ? [] : [linkOf(row, certainty)];
  });

const told = (facts: Facts): readonly Expr[] =>
  (
    [
      ['user.username', facts.user],
      ['objectRef.resource', facts.resource],
      ['objectRef.namespace', facts.namespace],
      ['objectRef.name', facts.name],
    ] as const
  ).flatMap(([name, value]) => (value === undefined ? [] : [is(name, value)]));

/** Of an alert about system calls: sessions in its pod, what made or changed it, and what it asked for itself. */
async function requestsOfPod(source: Source, alert: AlertFacts, call: Call | undefined): Promise<readonly Link[]> {
  const {time, namespace, name} = alert;
  if (name === undefined) return [];
  const pod = and(REQUESTS, ...told({...alert, user: undefined}));
  const sessions = and(pod, is('objectRef.subresource', ...SESSIONS));
  const before = await rowsOf(source, sessions, undefined, call, {at: time + NEAR, back: true});
  const after = await rowsOf(source, sessions, undefined, call, {at: time + NEAR});
  const changes = and(pod, is('verb', ...CHANGES.verb), is('objectRef.subresource', ...CHANGES.subresource));
  const changed = await rowsOf(source, changes, {from: time - STARTS_WITHIN, to: time + NEAR + 1}, call);
  const links = judged(alert, [...before, ...after, ...changed]);
  if (namespace === undefined) return links;
  const accounts: Expr = {kind: 'like', field: field('user.username'), glob: `system:serviceaccount:${namespace}:*`};
  const own = and(REQUESTS, accounts, {kind: 'in', field: TOKEN_POD, values: [name]});
  return [...links, ...judged(alert, await rowsOf(source, own, around(time), call), {namespace, name})];
}

async function requestsOf(source: Source, alert: AlertFacts, call: Call | undefined): Promise<readonly Link[]> {
  const {auditID, time} = alert;
  if (auditID !== undefined) {
    const named = judged(alert, await rowsOf(source, and(REQUESTS, is('auditID', auditID)), undefined, call));
    if (named.length > 0) return named;
  }
  if (alert.about === 'pod') return requestsOfPod(source, alert, call);
  const unnamed = {...alert, auditID: undefined};
  const same = judged(unnamed, await rowsOf(source, REQUESTS, moment(time), call));
  return same.length > 0
    ? same
    : judged(unnamed, await rowsOf(source, and(REQUESTS, ...told(alert)), around(time), call));
}

async function alertsOf(source: Source, stages: readonly Row[], call: Call | undefined): Promise<readonly Link[]> {
  const requests = stages.map(requestOfRow);
  const [first, last] = [requests[0]!, requests.at(-1)!];
  const whole = {from: first.time - NEAR, to: last.time + NEAR + 1};
  const naming = await rowsOf(source, and(ALERTS, {kind: 'in', field: NAMED, values: [last.auditID!]}), whole, call);
  const links = naming.map(row => linkOf(row, 'named'));
  const judge = (rows: readonly Row[], by?: Pod): readonly Link[] =>
    rows.flatMap(row => {
      const alert = alertOf(row.id, ofRow(row), undefined);
      const certainties = requests.flatMap(request => certaintyOf(alert, {...request, by}) ?? []);
      const surest = certainties.sort((a, b) => rankOf(a) - rankOf(b))[0];
      return surest === undefined ? [] : [linkOf(row, surest)];
    });
  for (const {time} of requests) links.push(...judge(await rowsOf(source, NAMELESS_ALERTS, moment(time), call)));
  const by = await podOf(source, last, stages.at(-1)!.id, call);
  if (by !== undefined) {
    const ofPod = and(NAMELESS_ALERTS, is('objectRef.namespace', by.namespace), is('objectRef.name', by.name));
    links.push(...judge(await rowsOf(source, ofPod, around(last.time), call), by));
  }
  if (last.name === undefined) return links;
  const object = and(NAMELESS_ALERTS, is('objectRef.name', last.name));
  return [...links, ...judge(await rowsOf(source, object, windowOf(last), call))];
}

/** Where the alerts about the object of a request may be. */
function windowOf(last: RequestFacts): Window {
  const {time, received = time} = last;
  const end = last.hasEnd ? time : time + LONGEST_OPEN;
  if (isSession(last)) return {from: received - NEAR, to: end + NEAR + 1};
  return isStart(last) ? {from: time - NEAR, to: time + STARTS_WITHIN + 1} : around(time);
}

/** The pod whose token a request was made with. */
async function podOf(source: Source, {user = ''}: What, id: EventId, call: Call | undefined): Promise<Pod | undefined> {
  const [, namespace] = ACCOUNT.exec(user) ?? [];
  if (namespace === undefined) return undefined;
  const {event} = await source.event(id, call);
  const name = event.user.extra?.[POD_NAME]?.[0];
  return name === undefined ? undefined : {namespace, name};
}

/** `hasAlerts`: whether there are any alerts at all. */
export type Links = {readonly links: readonly Link[]; readonly hasAlerts: boolean};

/**
 * Of an alert the requests that it may speak of, of any other event the alerts about its request; surest first, and none where
 * there are no alerts.
 * @throws Error if the event can no longer be read
 */
export async function linksOf(source: Source, id: EventId, call?: Call): Promise<Links> {
  const count = await source.rows({where: ALERTS, stages: 'all'}, {order: TIME_ORDER, limit: 0, cells: []}, call);
  const hasAlerts = count.total > 0;
  if (!hasAlerts || id.time === 0) return {links: [], hasAlerts};
  const links =
    id.stage === 'Alert'
      ? await linksOfAlert(source, id, call)
      : await alertsOf(source, await source.related(id, CELLS, call), call);
  return {links: best(links, id.time), hasAlerts};
}

async function linksOfAlert(source: Source, id: EventId, call: Call | undefined): Promise<readonly Link[]> {
  const {event} = await source.event(id, call);
  if (event.alert === undefined) return [];
  const alert = alertOf(id, name => fieldOf(name).read(event), alertField(event.alert, AUDIT_ID));
  return requestsOf(source, alert, call);
}
