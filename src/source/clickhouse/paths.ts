// Any path of the event: what lies at its end, as query/read.ts has it. An array on the way means each of its elements.
import {integer, type Sql, sql, text} from './sql.ts';

/** Elements instead of arrays, two levels deep: `[[1]]` is rare, deeper is unheard of. */
const spread = (values: Sql): Sql => {
  const once = (of: Sql) =>
    sql`arrayFlatten(arrayMap(v -> if(JSONType(v) = 'Array', JSONExtractArrayRaw(v), [v]), ${of}))`;
  return once(once(values));
};

const isIndex = (segment: string) => /^\d{1,9}$/.test(segment);

function step(values: Sql, segment: string): Sql {
  const key = text(segment);
  const inside = sql`arrayMap(v -> JSONExtractRaw(v, ${key}), ${spread(values)})`;
  if (!isIndex(segment)) return sql`arrayFilter(v -> v != '', ${inside})`;
  const at = integer(Number(segment) + 1);
  const element = sql`arrayFlatten(arrayMap(v -> multiIf(
    JSONType(v) = 'Array' AND JSONLength(v) >= ${at}, [JSONExtractRaw(v, ${at})],
    JSONType(v) = 'Array', arrayMap(e -> JSONExtractRaw(e, ${key}), JSONExtractArrayRaw(v)),
    [JSONExtractRaw(v, ${key})]), ${values}))`;
  return sql`arrayFilter(v -> v != '', ${element})`;
}

/** The JSON texts of what lies at the end of a path: no null, '' or empty object is among them. */
export function leaves(raw: Sql, segments: readonly string[]): Sql {
  const ends = segments.reduce(step, sql`[${raw}]`);
  return sql`arrayFilter(v -> v NOT IN ('', 'null', '""', '{}', '[]'), ${spread(ends)})`;
}

/** Whether a leaf is a scalar, and its text, decoded. */
export const isScalar = (leaf: Sql): Sql => sql`JSONType(${leaf}) != 'Object'`;
export const scalarText = (leaf: Sql): Sql =>
  sql`if(JSONType(${leaf}) = 'String', JSONExtractString(${leaf}), ${leaf})`;

/** What the raw line must hold for the path to end anywhere; undefined where it may be written in other ways. */
export const neededText = (segments: readonly string[]): string | undefined =>
  segments
    .filter(segment => /^[\w./-]+$/.test(segment) && !isIndex(segment))
    .toSorted((a, b) => b.length - a.length)
    .map(segment => `"${segment}"`)[0];
