// One event, whole: as the table keeps it, or put together again from its columns.
import {type AuditEvent, DECISION, REASON, TRUNCATED} from '../../audit/event.ts';
import type {FieldName, FieldValue} from '../../audit/fields.ts';
import {formatMicroTime} from '../../audit/time.ts';
import {readExactly} from '../../ingest/record.ts';
import type {EventDetail, EventId} from '../source.ts';
import type {Cells} from './engine.ts';
import {type Layout, micros, rankOf} from './layout.ts';
import {cellOf, idColumns, isEvent} from './rows.ts';
import {alias, all, commas, type Sql, sql, text} from './sql.ts';

/** The fields out of which an event is put together, where the table keeps no whole ones. */
const partsOf = (layout: Layout): readonly FieldName[] => [...layout.fields.keys()];

export const eventQuery = (id: EventId, layout: Layout): Sql => {
  const columns = layout.raw ?? commas(partsOf(layout).map(name => layout.fields.get(name)!.sql));
  return sql`SELECT ${columns} FROM ${layout.table} WHERE ${isEvent(id, layout)} LIMIT 1`;
};

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
  if (row === undefined) throw new Error('This event is not in the table any more.');
  const at = {file: name, offset: -1};
  if (layout.raw !== undefined) {
    const written = String(row[0]);
    const {items, form, raw} = readExactly(written);
    const [event] = items;
    if (event === undefined) throw new Error('What the table holds for this row is no audit event.');
    return {event, raw: raw[0] ?? written, form, at};
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
