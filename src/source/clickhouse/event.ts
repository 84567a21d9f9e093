// One event, whole: as the table keeps it, or put together again from its columns.
import {type AuditEvent, DECISION, REASON, TRUNCATED} from '../../audit/event.ts';
import type {FieldName, FieldValue} from '../../audit/fields.ts';
import {formatMicroTime} from '../../audit/time.ts';
import {readExactly} from '../../ingest/record.ts';
import type {EventDetail, EventId} from '../source.ts';
import type {Cells} from './engine.ts';
import {Failure} from './failure.ts';
import {type Layout, micros, rankOf} from './layout.ts';
import {cellOf, hashOf, idColumns, isEvent} from './rows.ts';
import {alias, all, commas, integer, integers, type Sql, sql, text, texts} from './sql.ts';

/** The fields out of which an event is put together, where the table keeps no whole ones. */
const partsOf = (layout: Layout): readonly FieldName[] => [...layout.fields.keys()];

export const eventQuery = (id: EventId, layout: Layout): Sql => {
  const columns = layout.raw ?? commas(partsOf(layout).map(name => layout.fields.get(name)!.sql));
  return sql`SELECT ${columns} FROM ${layout.table} WHERE ${isEvent(id, layout)} LIMIT 1`;
};

/** Events of one question, and the characters of them: what a server and this program hold at once. */
const TOGETHER = 250;
const TOGETHER_BYTES = 8 * 2 ** 20;

const placeKey = (id: EventId) => `${id.time} ${id.auditID} ${id.stage} ${hashOf(id)}`;

/**
 * Several events, in the order of their ids: rows of (its number in the ids, how many there are, columns...). No more than are
 * wanted, and one, in bytes; the rest is asked for again.
 */
export const eventsQuery = (ids: readonly EventId[], layout: Layout, bytes: number): Sql => {
  const {table, where, time, auditID, stage, place, raw} = layout;
  const columns = raw === undefined ? partsOf(layout).map(name => layout.fields.get(name)!.sql) : [raw];
  const times = sql`arrayMap(t -> fromUnixTimestamp64Micro(t, 'UTC'), ${integers([...new Set(ids.map(id => id.time))])})`;
  const which = sql`indexOf(${texts(ids.map(placeKey))}, concat(toString(${micros(time)}), ' ', ${auditID}, ' ', toString(${stage}), ' ', toString(${place})))`;
  const wanted = all([
    where,
    sql`${time} IN (SELECT arrayJoin(${times}))`,
    sql`${auditID} IN ${texts([...new Set(ids.map(id => id.auditID))])}`,
  ]);
  const cells = columns.map((column, i) => sql`${column} AS ${alias('e', i)}`);
  const names = columns.map((_, i) => alias('e', i));
  const size = raw === undefined ? sql`0` : sql`length(__e0)`;
  const found = sql`SELECT ${which} AS __i, ${commas(cells)} FROM ${table} WHERE ${wanted} AND __i > 0 LIMIT 1 BY __i`;
  const sized = sql`SELECT __i, ${commas(names)}, count() OVER () AS __k, sum(${size}) OVER (ORDER BY __i ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) - ${size} AS __u FROM (${found})`;
  return sql`SELECT __i, __k, ${commas(names)} FROM (${sized}) WHERE __u <= ${integer(bytes)} ORDER BY __i`;
};

/** In their order, some at a time; `undefined` for what is not in the table any more, or is no event. */
export async function* readEvents(
  ids: readonly EventId[],
  layout: Layout,
  name: string,
  ask: (query: Sql) => Promise<readonly Cells[]>,
): AsyncGenerator<EventDetail | undefined, void, void> {
  for (let at = 0; at < ids.length; ) {
    const some = ids.slice(at, at + TOGETHER);
    const rows = new Map((await ask(eventsQuery(some, layout, TOGETHER_BYTES))).map(row => [Number(row[0]) - 1, row]));
    const [first] = rows.values();
    const isWhole = first === undefined || rows.size === Number(first[1]);
    const upTo = isWhole ? some.length : Math.max(...rows.keys()) + 1;
    // One that is asked for twice is found once.
    const numbers = new Map(some.map((id, i) => [placeKey(id), i] as const).toReversed());
    for (const id of some.slice(0, upTo)) {
      const row = rows.get(numbers.get(placeKey(id))!);
      yield row === undefined ? undefined : eventIn(id, row.slice(2), layout, name);
    }
    at += upTo;
  }
}

type Got = (name: FieldName) => FieldValue;

const time = (value: FieldValue) => (typeof value === 'number' ? formatMicroTime(value) : undefined);

/** Only what its columns say; JSON leaves out what is undefined. */
function rebuilt(id: EventId, got: Got): AuditEvent {
  const some = <T extends object>(part: T): T | undefined =>
    Object.values(part).some(value => value !== undefined) ? part : undefined;
  const event = {
    level: got('level'),
    auditID: id.auditID,
    stage: id.stage,
    requestURI: got('requestURI') ?? got('path'),
    verb: got('verb'),
    user: {username: got('user.username'), groups: got('user.groups')},
    impersonatedUser: some({username: got('impersonatedUser.username')}),
    sourceIPs: got('sourceIPs') ?? (got('sourceIP') === undefined ? undefined : [got('sourceIP')]),
    userAgent: got('userAgent'),
    objectRef: some({
      resource: got('objectRef.resource'),
      namespace: got('objectRef.namespace'),
      name: got('objectRef.name'),
      apiGroup: got('objectRef.apiGroup'),
      apiVersion: got('objectRef.apiVersion'),
      subresource: got('objectRef.subresource'),
    }),
    responseStatus: some({
      code: got('responseStatus.code'),
      reason: got('responseStatus.reason'),
      message: got('responseStatus.message'),
    }),
    requestReceivedTimestamp: time(got('requestReceivedTimestamp')),
    stageTimestamp: time(got('stageTimestamp')),
    annotations: some({
      [DECISION]: got('decision'),
      [REASON]: got('authorizationReason'),
      [TRUNCATED]: got('truncated'),
    }),
  };
  return JSON.parse(JSON.stringify(event)) as AuditEvent;
}

/** @param name of the source, for the place of the event */
export function readEvent(id: EventId, rows: readonly Cells[], layout: Layout, name: string): EventDetail {
  const [row] = rows;
  if (row === undefined) throw new Failure('This event is not in the table any more.');
  const detail = eventIn(id, row, layout, name);
  if (detail === undefined) throw new Failure('What the table holds for this row is no audit event.');
  return detail;
}

function eventIn(id: EventId, row: Cells, layout: Layout, name: string): EventDetail | undefined {
  const at = {file: name, offset: -1};
  if (layout.raw !== undefined) {
    const written = String(row[0]);
    const {items, form, raw} = readExactly(written);
    const [event] = items;
    return event && {event, raw: raw[0] ?? written, form, at};
  }
  const names = partsOf(layout);
  const values = new Map(names.map((field, i) => [field, cellOf(field, row[i])]));
  const event = rebuilt(id, field => values.get(field));
  return {event, raw: JSON.stringify(event), form: 'columns', at};
}

/** All events of the request of an event, in the order of stages. */
export const relatedQuery = (id: EventId, cells: readonly FieldName[], layout: Layout): Sql => {
  const received = sql`(SELECT ${layout.received} FROM ${layout.table} WHERE ${isEvent(id, layout)} LIMIT 1)`;
  const where = all([
    layout.where,
    sql`${layout.auditID} = ${text(id.auditID)}`,
    sql`${layout.received} = ${received}`,
  ]);
  const columns = cells.map((name, i) => sql`${layout.fields.get(name)?.sql ?? sql`NULL`} AS ${alias('c', i)}`);
  return sql`SELECT ${commas([idColumns(layout), ...columns])} FROM ${layout.table} WHERE ${where} ORDER BY ${rankOf(layout.stage)}, ${micros(layout.time)}, ${layout.place}`;
};
