// Facets: all fields of one filter in one scan. Lists are counted whole first, and then by their elements: there are few different ones.
import type {FieldName} from '../../audit/fields.ts';
import type {Facet} from '../source.ts';
import type {Cells} from './engine.ts';
import type {Layout} from './layout.ts';
import {fieldSql} from './rows.ts';
import {alias, commas, integer, type Sql, sql} from './sql.ts';

/** A value as text; '' is none. A list as it is. */
function valueSql(name: FieldName, layout: Layout): Sql {
  const {kind, sql: value} = fieldSql(name, layout);
  if (kind === 'list') return value;
  return kind === 'text' ? sql`toString(${value})` : sql`ifNull(toString(${value}), '')`;
}

const isList = (name: FieldName, layout: Layout): boolean => fieldSql(name, layout).kind === 'list';

/** Of a row of one set, in which all other fields are empty: its value, or the elements of its list. */
function elements(texts: readonly Sql[], lists: readonly Sql[]): Sql {
  const text = texts.length === 0 ? sql`''` : texts.length === 1 ? texts[0]! : sql`concat(${commas(texts)})`;
  if (lists.length === 0) return text;
  const list = lists.length === 1 ? lists[0]! : sql`arrayConcat(${commas(lists)})`;
  return sql`arrayJoin(if(notEmpty(${list}), arrayDistinct(arrayMap(x -> toString(x), ${list})), [${text}]))`;
}

/**
 * The `top` values of each field with their counts, and how many there are: rows of (set, value, count, distinct). Which bits a
 * set has depends on the server's settings; the set of no field, which is asked for as well, tells.
 */
export function facetsQuery(fields: readonly FieldName[], where: Sql, top: number, layout: Layout): Sql {
  const names = fields.map((_, i) => alias('v', i));
  const values = fields.map((name, i) => sql`${valueSql(name, layout)} AS ${names[i]!}`);
  const sets = names.length === 1 ? names[0]! : sql`GROUPING SETS ((), ${commas(names.map(name => sql`(${name})`))})`;
  const set = names.length === 1 ? sql`1` : sql`grouping(${commas(names)})`;
  const lists = names.filter((_, i) => isList(fields[i]!, layout));
  const texts = names.filter(name => !lists.includes(name));
  const counted = sql`SELECT ${commas(names)}, ${set} AS __s, count() AS __c FROM (SELECT ${commas(values)} FROM ${layout.table} WHERE ${where}) GROUP BY ${sets}`;
  const each = sql`SELECT __s, ${elements(texts, lists)} AS __v, __c FROM (${counted})`;
  const summed =
    lists.length === 0
      ? sql`SELECT __s, __v, __c AS __n FROM (${each})`
      : sql`SELECT __s, __v, sum(__c) AS __n FROM (${each}) GROUP BY __s, __v`;
  return sql`SELECT __s, __v, __n, count() OVER (PARTITION BY __s) AS __d FROM (${summed}) ORDER BY __s, __n DESC, __v = '', __v LIMIT ${integer(Math.max(1, top))} BY __s`;
}

export function readFacets(fields: readonly FieldName[], rows: readonly Cells[], top: number): readonly Facet[] {
  const every = 2 ** fields.length - 1;
  // By the standard a field that is not in the set has its bit, on older servers one that is.
  const isStandard = fields.length > 1 && rows.some(([set]) => Number(set) === every);
  return fields.map((field, i) => {
    const bit = 2 ** (fields.length - 1 - i);
    const wanted = isStandard ? every - bit : bit;
    const own = rows.filter(([set]) => Number(set) === wanted);
    return {
      field,
      values: own
        .slice(0, top)
        .map(([, value, count]) => ({value: value === '' ? undefined : String(value), count: Number(count)})),
      distinct: Number(own[0]?.[3] ?? 0),
    };
  });
}
