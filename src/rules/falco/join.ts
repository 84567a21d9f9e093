// From an alert to the requests that it speaks of, and from a request to its alerts: a few bounded questions to the source,
// whose answers link.ts judges.
import {alertField} from '../../audit/alert.ts';
import {type FieldName, type FieldValue, fieldOf} from '../../audit/fields.ts';
import type {Micros} from '../../audit/time.ts';
import {and, type Expr, NO_ALERTS} from '../../query/ast.ts';
import {type Call, type EventId, type Row, type Source, TIME_ORDER} from '../../source/source.ts';
import {
  type AlertFacts,
  type Certainty,
  certaintyOf,
  type Facts,
  isSession,
  LONGEST_OPEN,
  NEAR,
  type RequestFacts,
  rankOf,
  SESSIONS,
  type What,
} from './link.ts';

/** What both sides are asked for. */
const CELLS = [
  'user.username',
  'verb',
  'objectRef.resource',
  'objectRef.subresource',
  'objectRef.namespace',
  'objectRef.name',
  'requestReceivedTimestamp',
  'responseStatus.code',
  'alertSource',
  'rule',
  'priority',
  'output',
] as const satisfies readonly FieldName[];
type Cell = (typeof CELLS)[number];

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
/** An alert that names another request is not about this one, however near. */
const NAMELESS_ALERTS: Expr = and(ALERTS, {kind: 'not', of: {kind: 'has', field: NAMED}});

/** The value of a field, of a row or of an event. */
type Of = (name: Cell) => FieldValue;
const ofRow =
  ({cells}: Row): Of =>
  name =>
    cells[CELLS.indexOf(name)];
const text = (of: Of, name: Cell): string | undefined => {
  const value = of(name);
  return typeof value === 'string' ? value : undefined;
};
const number = (of: Of, name: Cell): number | undefined => {
  const value = of(name);
  return typeof value === 'number' ? value : undefined;
};

const whatOf = (of: Of): What => ({
  user: text(of, 'user.username'),
  verb: text(of, 'verb'),
  resource: text(of, 'objectRef.resource'),
  subresource: text(of, 'objectRef.subresource'),
  namespace: text(of, 'objectRef.namespace'),
  name: text(of, 'objectRef.name'),
});

const factsOf = ({time, stage, auditID}: EventId, of: Of): Facts => ({time, stage, auditID, ...whatOf(of)});

const requestOfRow = (row: Row): RequestFacts => ({
  ...factsOf(row.id, ofRow(row)),
  received: number(ofRow(row), 'requestReceivedTimestamp'),
  hasEnd: row.stages.some(stage => stage === 'ResponseComplete' || stage === 'Panic'),
});

/** Without a source it is an old version, whose k8s_audit alerts name a user or a verb of Kubernetes. */
const aboutOf = (source: string | undefined, {user, verb}: Facts): AlertFacts['about'] =>
  source === undefined
    ? user !== undefined || verb !== undefined
      ? 'audit'
      : 'pod'
    : source.startsWith('k8s')
      ? 'audit'
      : 'pod';

/** @param auditID that it names */
const alertOf = (id: EventId, of: Of, auditID: string | undefined): AlertFacts => {
  const facts = {...factsOf(id, of), auditID};
  return {...facts, about: aboutOf(text(of, 'alertSource'), facts)};
};

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

const judged = (alert: AlertFacts, rows: readonly Row[]): readonly Link[] =>
  rows.flatMap(row => {
    const certainty = certaintyOf(alert, requestOfRow(row));
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

async function requestsOf(source: Source, alert: AlertFacts, call: Call | undefined): Promise<readonly Link[]> {
  const {auditID, time} = alert;
  if (auditID !== undefined) {
    const named = judged(alert, await rowsOf(source, and(REQUESTS, is('auditID', auditID)), undefined, call));
    if (named.length > 0) return named;
  }
  if (alert.about === 'pod') {
    if (alert.name === undefined) return [];
    const sessions = and(REQUESTS, ...told({...alert, user: undefined}), is('objectRef.subresource', ...SESSIONS));
    const before = await rowsOf(source, sessions, undefined, call, {at: time + NEAR, back: true});
    const after = await rowsOf(source, sessions, undefined, call, {at: time + NEAR});
    return judged(alert, [...before, ...after]);
  }
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
  const judge = (rows: readonly Row[]): readonly Link[] =>
    rows.flatMap(row => {
      const alert = alertOf(row.id, ofRow(row), undefined);
      const certainties = requests.flatMap(request => certaintyOf(alert, request) ?? []);
      const surest = certainties.sort((a, b) => rankOf(a) - rankOf(b))[0];
      return surest === undefined ? [] : [linkOf(row, surest)];
    });
  for (const {time} of requests) links.push(...judge(await rowsOf(source, NAMELESS_ALERTS, moment(time), call)));
  if (last.name === undefined) return links;
  const {received = last.time} = last;
  const object = and(NAMELESS_ALERTS, is('objectRef.name', last.name));
  const end = last.hasEnd ? last.time : last.time + LONGEST_OPEN;
  const window = isSession(last) ? {from: received - NEAR, to: end + NEAR + 1} : around(last.time);
  return [...links, ...judge(await rowsOf(source, object, window, call))];
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
