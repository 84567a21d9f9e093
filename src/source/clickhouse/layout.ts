// What a table of events offers: an expression for each field that it has, whatever its columns are called.
import type {FieldKind, FieldName} from '../../audit/fields.ts';
import {type Sql, sql} from './sql.ts';

/**
 * Of kind `text` a String, '' where the event has none; `list` an Array(String); `number` a Nullable(Float64); `time` and
 * `duration` a Nullable(Int64) of microseconds.
 */
export type FieldSql = {
  readonly kind: FieldKind;
  readonly sql: Sql;
  /** Read from a column of its own, not out of the event. */
  readonly isColumn: boolean;
};

export type LayoutKind = 'recommended' | 'columns' | 'raw' | 'otel';

export type Layout = {
  readonly kind: LayoutKind;
  readonly table: Sql;
  /** Which of its rows are audit events. */
  readonly where: Sql;
  /** The whole event as JSON, a String; absent where the table does not keep it. */
  readonly raw?: Sql;
  /** stageTimestamp as a DateTime64(6, 'UTC'); the epoch where there is none. */
  readonly time: Sql;
  /** requestReceivedTimestamp as microseconds; 0 where there is none. */
  readonly received: Sql;
  readonly auditID: Sql;
  readonly stage: Sql;
  /** A UInt64 that tells events of one time, auditID and stage apart. */
  readonly place: Sql;
  /** What the events of one request have in common, in 128 bits. */
  readonly request: Sql;
  readonly fields: ReadonlyMap<FieldName, FieldSql>;
};

/** A DateTime64(6) as microseconds. */
export const micros = (time: Sql): Sql => sql`toUnixTimestamp64Micro(${time})`;

/** Where in a request a stage lies; -1 for what is none. */
export const rankOf = (stage: Sql): Sql =>
  sql`toInt8(indexOf(['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic', 'Alert'], toString(${stage})) - 1)`;

/** 2^60: more microseconds than there are in any time that the server holds. */
const MOST_MICROS: Sql = {parts: ['1152921504606846976']};

/**
 * Of one request's events the latest has the greatest: its stage, then its time, then what tells alike ones apart, in 128 bits. One
 * number, because the server compares tuples six times slower.
 */
export function weightOf({stage, time, place}: Layout): Sql {
  const rank = sql`transform(toString(${stage}), ['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic', 'Alert'], [1, 2, 3, 4, 5], 0)`;
  return sql`(bitShiftLeft(toUInt128(toUInt64(${rank} * ${MOST_MICROS} + ${micros(time)})), 64) + ${place})`;
}

/** Code 400 and above, or a panic. */
export const failedOf = ({fields, stage}: Layout): Sql =>
  sql`(${stage} = 'Panic' OR ifNull(${fields.get('responseStatus.code')?.sql ?? sql`NULL`} >= 400, 0))`;

/** The hash of a request: 128 bits, because whoever sends a request chooses its auditID. @param received in microseconds */
export const hashOfRequest = (auditID: Sql, received: Sql): Sql => sql`sipHash128(${auditID}, ${received})`;
