// A page of rows by keyset: the query, its answer, and what the server has of the stages of those requests.
import {STAGES, type Stage} from '../../audit/event.ts';
import {type FieldName, type FieldValue, fieldOf} from '../../audit/fields.ts';
import type {EventId, Order, Row} from '../source.ts';
import type {Cells} from './engine.ts';
import {Unsupported} from './failure.ts';
import {type FieldSql, type Layout, micros, weightOf} from './layout.ts';
import {fromCursor, fromMoment, keysOf, orderBy, valueKeys} from './order.ts';
import {alias, all, commas, integer, type Sql, sql, text, texts, unsigned} from './sql.ts';
import {moment} from './translate.ts';

/** A row of an answer: its id and cells, when its request was received, and its weight in that. */
export type Found = {readonly row: Omit<Row, 'stages'>; readonly received: number; readonly weight: string};

const ID_COLUMNS = 6;

/** What names an event: its time, auditID, stage, place and when its request was received. */
export const idColumns = (layout: Layout): Sql =>
  sql`${micros(layout.time)} AS __t, ${layout.auditID} AS __a, ${layout.stage} AS __s, toString(${layout.place}) AS __p, ${layout.received} AS __r, toString(${weightOf(layout)}) AS __w`;

/** The hash of an event is not enough by itself: two of them may be alike by chance in many years of events. */
export const placeText = (time: number, hash: string): string => `${time}.${hash}`;
export const hashOf = (id: EventId): string => id.place.slice(id.place.indexOf('.') + 1);

export function idOf([time, auditID, stage, hash]: Cells): EventId {
  const at = Number(time);
  return {time: at, auditID: String(auditID), stage: String(stage) as Stage, place: placeText(at, String(hash))};
}

/** The one event of an id. */
export const isEvent = (id: EventId, layout: Layout): Sql =>
  all([
    layout.where,
    sql`${layout.time} = ${moment(id.time)}`,
    sql`${layout.auditID} = ${text(id.auditID)}`,
    sql`${layout.stage} = ${text(id.stage)}`,
    sql`${layout.place} = ${unsigned(hashOf(id))}`,
  ]);

const ABSENT: Readonly<Record<'text' | 'list' | 'number', Sql>> = {
  text: sql`''`,
  list: sql`CAST([], 'Array(String)')`,
  number: sql`CAST(NULL, 'Nullable(Float64)')`,
};

/**
 * What no event of an API server has is absent in every one.
 * @throws Unsupported if the table does not keep the field
 */
export function fieldSql(name: FieldName, layout: Layout): FieldSql {
  const found = layout.fields.get(name);
  if (found !== undefined) return found;
  const {kind, of} = fieldOf(name);
  if (layout.raw !== undefined || of !== undefined)
    return {kind, sql: kind === 'text' || kind === 'list' ? ABSENT[kind] : ABSENT.number, isColumn: true};
  throw new Unsupported(`The table has no column for ${fieldOf(name).label.toLowerCase()}.`);
}

/** A cell as JSON has it: lists without what is no text, NULL for nothing. */
const cellSql = (name: FieldName, layout: Layout): Sql => layout.fields.get(name)?.sql ?? sql`NULL`;

export function cellOf(name: FieldName, value: unknown): FieldValue {
  if (value === null || value === undefined || value === '') return undefined;
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(String);
  const {kind} = fieldOf(name);
  return kind === 'text' || kind === 'list' ? String(value) : Number(value);
}

export type PageQuery = {
  readonly order: Order;
  readonly back: boolean;
  readonly limit: number;
  readonly cells: readonly FieldName[];
  /** Where it begins: a moment, or an event with the values that it sorts by. */
  readonly at?: number | {readonly id: EventId; readonly values: readonly unknown[]};
};

/** The condition of a place; everything without one. */
export function placeCondition({order, back, at}: PageQuery, layout: Layout): Sql {
  if (at === undefined) return all([]);
  if (typeof at === 'number') return fromMoment(layout, at, order.descending, back);
  const {id, values} = at;
  const cursor = [...values, id.time, id.auditID, id.stage, hashOf(id)];
  return fromCursor(keysOf(order, layout), cursor, back);
}

/** @param where the view */
export function pageQuery(where: Sql, query: PageQuery, layout: Layout): Sql {
  const cells = query.cells.map(name => cellSql(name, layout));
  const columns = [idColumns(layout), ...cells.map((cell, i) => sql`${cell} AS ${alias('c', i)}`)];
  const keys = keysOf(query.order, layout);
  return sql`SELECT ${commas(columns)} FROM ${layout.table} WHERE ${all([where, placeCondition(query, layout)])} ORDER BY ${orderBy(keys, query.back)} LIMIT ${integer(query.limit)}`;
}

/** In the order of the view, also of a page that was asked for backwards. */
export function readPage(rows: readonly Cells[], {cells, back}: Pick<PageQuery, 'cells' | 'back'>): readonly Found[] {
  const found = rows.map(row => ({
    row: {id: idOf(row), cells: cells.map((name, i) => cellOf(name, row[ID_COLUMNS + i]))},
    received: Number(row[4]),
    weight: String(row[5]),
  }));
  return back ? found.reverse() : found;
}

/** What an event has to be sorted by. */
export const valuesQuery = (id: EventId, order: Order, layout: Layout): Sql => {
  const keys = valueKeys(order, layout);
  return sql`SELECT ${commas(keys.map((key, i) => sql`${key.sql} AS ${alias('k', i)}`))} FROM ${layout.table} WHERE ${isEvent(id, layout)} LIMIT 1`;
};

/** Of some requests: auditID, received, their stages, and the weight of the latest of their events that are in `among`. */
export const requestsQuery = (auditIDs: readonly string[], among: Sql, layout: Layout): Sql => {
  const where = all([layout.where, sql`${layout.auditID} IN ${texts([...new Set(auditIDs)])}`]);
  const latest = sql`toString(maxIf(${weightOf(layout)}, ${among}))`;
  return sql`SELECT ${layout.auditID} AS __a, ${layout.received} AS __r, groupUniqArray(toString(${layout.stage})) AS __s, ${latest} AS __m FROM ${layout.table} WHERE ${where} GROUP BY __a, __r`;
};

const requestKey = (auditID: unknown, received: unknown) => `${String(auditID)} ${Number(received)}`;

/** Rows with the stages of their requests, and whether each is the latest event of its own. */
export function withRequests(
  found: readonly Found[],
  requests: readonly Cells[],
): readonly {readonly row: Row; readonly isLatest: boolean}[] {
  const known = new Map(requests.map(request => [requestKey(request[0], request[1]), request]));
  return found.map(({row, received, weight}) => {
    const request = known.get(requestKey(row.id.auditID, received));
    const seen = (request?.[2] as readonly string[] | undefined) ?? [row.id.stage];
    const stages = STAGES.filter(stage => seen.includes(stage));
    return {row: {...row, stages}, isLatest: request === undefined || request[3] === weight};
  });
}
