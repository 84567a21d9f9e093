// Rows grouped by the values of some fields: groups for `top`, tallies for whoever counts combinations.
import type {FieldName, FieldValue} from '../../audit/fields.ts';
import type {Group} from '../../index/groups.ts';
import {nameOf, OTHER, type TallyField} from '../../index/tally.ts';
import type {Tally} from '../source.ts';
import type {Cells} from './engine.ts';
import {failedOf, type Layout, micros} from './layout.ts';
import {cellOf, fieldSql, idOf} from './rows.ts';
import {alias, commas, constant, integer, type Sql, sql, text, texts} from './sql.ts';

/** Values less than this away from a whole place are that place: shares of numbers of rows are not exact in doubles. */
const RANK_SLACK = 1e-12;

/** The value that at least this share of the sorted values do not exceed. */
const rankOf = (share: number): Sql => constant(share - RANK_SLACK);

function groupValue(name: FieldName, layout: Layout): Sql {
  const {kind, sql: value} = fieldSql(name, layout);
  if (kind === 'list') return sql`arrayJoin(if(empty(${value}), [''], arrayDistinct(${value})))`;
  return kind === 'text' ? sql`toString(${value})` : sql`ifNull(toString(${value}), '')`;
}

/** Rows of (count, failed, p50, p90, p99, values...), most frequent first, then by their values, absent ones last. */
export function groupsQuery(by: readonly FieldName[], where: Sql, layout: Layout): Sql {
  const names = by.map((_, i) => alias('g', i));
  const values = by.map((name, i) => sql`${groupValue(name, layout)} AS ${names[i]!}`);
  const took = fieldSql('took', layout).sql;
  const ranks = commas([rankOf(0.5), rankOf(0.9), rankOf(0.99)].map(rank => sql`quantileExact(${rank})(__l)`));
  const rows = sql`SELECT ${commas(values)}, ${took} AS __l, ${failedOf(layout)} AS __b FROM ${layout.table} WHERE ${where}`;
  const order = commas(names.flatMap(name => [sql`${name} = ''`, name]));
  return sql`SELECT count() AS __n, countIf(__b) AS __f, countIf(isNotNull(__l)) AS __w, ${ranks}, ${commas(names)} FROM (${rows}) GROUP BY ${commas(names)} ORDER BY __n DESC, ${order}`;
}

export const readGroups = (rows: readonly Cells[]): readonly Group[] =>
  rows.map(([count, failed, timed, p50, p90, p99, ...key]) => {
    const rank = (value: unknown) => (Number(timed) === 0 ? undefined : Number(value));
    return {
      key: key.map(value => (value === '' ? undefined : String(value))),
      count: Number(count),
      failed: Number(failed),
      p50: rank(p50),
      p90: rank(p90),
      p99: rank(p99),
    };
  });

/** A value as a tally has it; see TallyField. */
function tallyValue(by: TallyField, layout: Layout): Sql {
  const {kind, sql: value} = fieldSql(nameOf(by), layout);
  const known = kind === 'list' ? value : kind === 'text' ? sql`toString(${value})` : sql`toString(${value})`;
  if (typeof by === 'string') return kind === 'number' ? value : known;
  if (kind === 'list') return sql`arrayFilter(x -> x IN ${texts(by.only)}, ${value})`;
  const folded = sql`if(${known} IN ${texts(by.only)}, ${known}, ${text(OTHER)})`;
  return kind === 'text' ? sql`if(${known} = '', '', ${folded})` : sql`if(isNull(${value}), NULL, ${folded})`;
}

/** Rows of (count, failed, bytes, from, to, samples, values...). */
export function talliesQuery(by: readonly TallyField[], samples: number, where: Sql, layout: Layout): Sql {
  const names = by.map((_, i) => alias('g', i));
  const values = by.map((field, i) => sql`${tallyValue(field, layout)} AS ${names[i]!}`);
  const size = layout.raw === undefined ? sql`0` : sql`length(${layout.raw}) + 1`;
  const id = sql`(${micros(layout.time)}, ${layout.auditID}, toString(${layout.stage}), toString(${layout.place}))`;
  const some = sql`groupArraySample(${constant(Math.max(1, samples))})`;
  const timed = sql`__t != ${integer(0)}`;
  const rows = sql`SELECT ${commas(values)}, ${micros(layout.time)} AS __t, ${size} AS __z, ${failedOf(layout)} AS __b, ${id} AS __i FROM ${layout.table} WHERE ${where}`;
  const counts = sql`count() AS __n, countIf(__b) AS __f, sum(__z) AS __y, minIf(__t, ${timed}) AS __from, maxIf(__t, ${timed}) AS __to, ${some}(__i) AS __e`;
  return sql`SELECT ${counts}, ${commas(names)} FROM (${rows}) GROUP BY ${commas(names)}`;
}

export const readTallies = (rows: readonly Cells[], by: readonly TallyField[], samples: number): readonly Tally[] =>
  rows.map(([count, failed, bytes, from, to, ids, ...key]) => ({
    key: key.map((value, i): FieldValue => {
      const field = by[i]!;
      return value === OTHER ? OTHER : cellOf(nameOf(field), value);
    }),
    count: Number(count),
    failed: Number(failed),
    bytes: Number(bytes),
    ...(Number(to) === 0 ? {} : {from: Number(from), to: Number(to)}),
    samples: samples === 0 ? [] : (ids as readonly Cells[]).map(idOf),
  }));
