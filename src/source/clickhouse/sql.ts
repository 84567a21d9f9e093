// SQL that cannot be built from anybody's text: a template takes other SQL, values that the server binds, and nothing else.

/** A value that goes beside the query, as a parameter of the server's type. */
export type Bound = {readonly type: string; readonly value: unknown};

export type Sql = {readonly parts: readonly (string | Bound)[]};

/** A piece of a query. Names of columns come from `ident`, values from the functions below. */
export const sql = (strings: TemplateStringsArray, ...holes: readonly (Sql | Bound)[]): Sql => ({
  parts: strings.flatMap((text, i) => {
    const hole = holes[i];
    if (hole === undefined) return [text];
    return 'parts' in hole ? [text, ...hole.parts] : [text, hole];
  }),
});

export const NOTHING: Sql = {parts: []};

export const text = (value: string): Bound => ({type: 'String', value});
export const texts = (value: readonly string[]): Bound => ({type: 'Array(String)', value});
export const numbers = (value: readonly number[]): Bound => ({type: 'Array(Float64)', value});
export const float = (value: number): Bound => ({type: 'Float64', value});
/** Whole, and less than 2^53. */
export const integer = (value: number): Bound => ({type: 'Int64', value});
export const integers = (value: readonly number[]): Bound => ({type: 'Array(Int64)', value});
/** A whole number of 64 bits, in decimal. */
export const unsigned = (value: string): Bound => ({type: 'UInt64', value});

/** A name of the server's, from its own tables or the config file. */
export const ident = (name: string): Sql => ({parts: [`\`${name.replace(/[\\`]/g, '\\$&')}\``]});

/** A text that stands in this program, for places where the server binds none. */
export function literal(constant: string): Sql {
  if (!/^[\w.:/ -]*$/.test(constant)) throw new Error(`${constant} is no constant of this program`);
  return {parts: [`'${constant}'`]};
}

/** A number of this program, for places where the server binds none. */
export const constant = (number: number): Sql => ({parts: [String(number)]});

/** The name of a column of an answer. No table has a column that begins so, and none that this hides is asked for. */
export const alias = (kind: string, at?: number): Sql => ({parts: [`__${kind}${at ?? ''}`]});

export const join = (of: readonly Sql[], between: Sql): Sql => ({
  parts: of.flatMap((each, i) => (i === 0 ? each.parts : [...between.parts, ...each.parts])),
});

export const commas = (of: readonly Sql[]): Sql => join(of, sql`, `);

export const TRUE: Sql = sql`1`;
export const FALSE: Sql = sql`0`;

const isSame = (a: Sql, b: Sql) => a.parts.length === 1 && a.parts[0] === b.parts[0];

/** All of them; those that are always true fall away. */
export function all(of: readonly Sql[]): Sql {
  const needed = of.filter(each => !isSame(each, TRUE));
  if (needed.some(each => isSame(each, FALSE))) return FALSE;
  if (needed.length === 0) return TRUE;
  return needed.length === 1 ? needed[0]! : sql`(${join(needed, sql` AND `)})`;
}

/** Any of them; those that are never true fall away. */
export function any(of: readonly Sql[]): Sql {
  const possible = of.filter(each => !isSame(each, FALSE));
  if (possible.some(each => isSame(each, TRUE))) return TRUE;
  if (possible.length === 0) return FALSE;
  return possible.length === 1 ? possible[0]! : sql`(${join(possible, sql` OR `)})`;
}

export const not = (of: Sql): Sql => (isSame(of, TRUE) ? FALSE : isSame(of, FALSE) ? TRUE : sql`NOT (${of})`);

export type Statement = {readonly query: string; readonly params: Readonly<Record<string, unknown>>};

/** The text of a query and the values that go beside it; equal values are sent once. */
export function statement({parts}: Sql): Statement {
  const names = new Map<string, string>();
  const params: Record<string, unknown> = {};
  const query = parts.map(part => {
    if (typeof part === 'string') return part;
    const key = JSON.stringify([part.type, part.value]);
    const name = names.get(key) ?? `p${names.size}`;
    names.set(key, name);
    params[name] = part.value;
    return `{${name}:${part.type}}`;
  });
  return {query: query.join(''), params};
}
