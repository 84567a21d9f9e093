// Orders as the server sorts by them, and places in them as conditions: an order is exactly its cursor, so that pages never
// skip or repeat a row.
import {fieldOf} from '../../audit/fields.ts';
import type {EventId, Order} from '../source.ts';
import {Unsupported} from './failure.ts';
import type {Layout} from './layout.ts';
import {all, any, type Bound, commas, float, join, type Sql, sql, text, texts, unsigned} from './sql.ts';
import {moment} from './translate.ts';

/** One thing that is sorted by. */
export type Key = {readonly sql: Sql; readonly descending: boolean; readonly value: (value: unknown) => Bound | Sql};

const asText = (value: unknown): Bound => text(String(value));
const asNumber = (value: unknown): Bound => float(Number(value));

/** Those by which events of one value of the field are sorted. */
const ties = (layout: Layout, descending: boolean): readonly Key[] => [
  {sql: layout.time, descending, value: value => moment(Number(value))},
  {sql: layout.auditID, descending, value: asText},
  {sql: layout.stage, descending, value: asText},
  {sql: layout.place, descending, value: value => unsigned(String(value))},
];

/** What a field is sorted by: whether it is absent, then its value. Numbers and ranks where its order is not of its letters. */
export function valueKeys({field, descending}: Order, layout: Layout): readonly Key[] {
  if (field === 'stageTimestamp') return [];
  const found = layout.fields.get(field);
  if (found === undefined) throw new Unsupported(`The table has no column for ${fieldOf(field).label.toLowerCase()}.`);
  const {values} = fieldOf(field);
  const isText = found.kind === 'text' || found.kind === 'list';
  const value = values === undefined ? found.sql : sql`indexOf(${texts(values)}, toString(${found.sql}))`;
  const absent = values !== undefined ? sql`${value} = 0` : isText ? sql`${value} = ''` : sql`isNull(${value})`;
  const sortable = values === undefined && !isText ? sql`ifNull(toFloat64(${value}), 0)` : value;
  return [
    {sql: absent, descending: false, value: asNumber},
    {sql: sortable, descending, value: values === undefined && isText ? asText : asNumber},
  ];
}

/** Equal values stay in the order of time, whichever way the field is sorted. */
export const keysOf = (order: Order, layout: Layout): readonly Key[] => [
  ...valueKeys(order, layout),
  ...ties(layout, order.field === 'stageTimestamp' && order.descending),
];

export const orderBy = (keys: readonly Key[], back: boolean): Sql =>
  commas(keys.map(key => (key.descending !== back ? sql`${key.sql} DESC` : sql`${key.sql} ASC`)));

/** What an event has for each key, the values of the field first. */
export const cursorOf = (id: EventId, hash: string, values: readonly unknown[]): readonly unknown[] => [
  ...values,
  id.time,
  id.auditID,
  id.stage,
  hash,
];

/** Rows at or after a place in an order, or all those before it. */
export function fromCursor(keys: readonly Key[], cursor: readonly unknown[], back: boolean): Sql {
  const bound = keys.map((key, i) => key.value(cursor[i]));
  const beyond = keys.map((key, i) => {
    const ahead = key.descending === back;
    return all([
      ...keys.slice(0, i).map((before, j) => sql`${before.sql} = ${bound[j]!}`),
      ahead ? sql`${key.sql} > ${bound[i]!}` : sql`${key.sql} < ${bound[i]!}`,
    ]);
  });
  const at = join(
    keys.map((key, i) => sql`${key.sql} = ${bound[i]!}`),
    sql` AND `,
  );
  const [first] = keys;
  // Said by itself the first key lets the server skip what lies outside.
  const prune = first!.descending === back ? sql`${first!.sql} >= ${bound[0]!}` : sql`${first!.sql} <= ${bound[0]!}`;
  return all([prune, any([...beyond, ...(back ? [] : [at])])]);
}

/** Rows from a moment on, in the order of time. */
export function fromMoment(layout: Layout, at: number, descending: boolean, back: boolean): Sql {
  if (descending)
    return back ? sql`${layout.time} > ${moment(Math.floor(at))}` : sql`${layout.time} <= ${moment(Math.floor(at))}`;
  return back ? sql`${layout.time} < ${moment(at)}` : sql`${layout.time} >= ${moment(at)}`;
}
