// A query as a condition in SQL: always 0 or 1, never NULL, so that `not` means what it says.
import {type FieldName, fieldOf} from '../../audit/fields.ts';
import type {CompareOp, Expr} from '../../query/ast.ts';
import {acceptsAbsent, type FieldTerm} from '../../query/value.ts';
import {Unsupported} from './failure.ts';
import type {FieldSql, Layout} from './layout.ts';
import {isScalar, leaves, neededText, scalarText} from './paths.ts';
import {all, any, FALSE, float, integer, not, numbers, type Sql, sql, TRUE, text, texts} from './sql.ts';
import {contains, matchesAnywhere, patternOf} from './text.ts';

/** A glob as a LIKE pattern: only `*` and `?` mean more than themselves. */
export const likePattern = (glob: string): string =>
  glob
    .replace(/[\\%_]/g, '\\$&')
    .replaceAll('*', '%')
    .replaceAll('?', '_');

/** With longer ones the server works for minutes: its time grows with the square of them. In characters. */
const LONGEST_PATTERN = 1000;

/** A glob on a text. With one star or none it is a beginning and an end, which the server compares at once. */
function onGlob(glob: string, value: Sql): Sql {
  const lower = glob.toLowerCase();
  const parts = lower.split('*');
  const [head = '', tail = ''] = parts;
  if (!glob.includes('?') && parts.length === 1) return sql`lowerUTF8(${value}) = ${text(lower)}`;
  if (!glob.includes('?') && parts.length === 2) {
    const least = integer(Buffer.byteLength(head) + Buffer.byteLength(tail));
    return all([
      head === '' ? TRUE : sql`startsWith(lowerUTF8(${value}), ${text(head)})`,
      tail === '' ? TRUE : sql`endsWith(lowerUTF8(${value}), ${text(tail)})`,
      head === '' || tail === '' ? TRUE : sql`length(lowerUTF8(${value})) >= ${least}`,
    ]);
  }
  if (glob.length > LONGEST_PATTERN)
    throw new Unsupported(
      `A pattern of more than ${LONGEST_PATTERN} characters with several * or a ? takes ClickHouse minutes: shorten it.`,
    );
  return sql`${value} ILIKE ${text(likePattern(glob))}`;
}

const OPS: Readonly<Record<CompareOp, Sql>> = {'<': sql`<`, '<=': sql`<=`, '>': sql`>`, '>=': sql`>=`};

/** As query/values.ts reads a number that is written as text. */
const NUMBER = '^-?\\d+(\\.\\d+)?([eE][+-]?\\d+)?$';

const numberIn = (value: Sql): Sql => sql`toFloat64OrNull(if(match(${value}, ${text(NUMBER)}), ${value}, ''))`;

/** A term on one text that is not ''. */
function onText(term: FieldTerm, value: Sql): Sql {
  switch (term.kind) {
    case 'in': {
      const wanted = term.values.filter(each => each !== '');
      if (wanted.length === 0) return FALSE;
      return wanted.length === 1 ? sql`${value} = ${text(wanted[0]!)}` : sql`${value} IN ${texts(wanted)}`;
    }
    case 'like':
      return onGlob(term.glob, value);
    case 'match':
      return sql`match(${value}, ${text(patternOf(term.source))})`;
    case 'compare':
      return sql`ifNull(${numberIn(value)} ${OPS[term.op]} ${float(term.value)}, 0)`;
    case 'has':
      return TRUE;
  }
}

/** A term on a number that may be NULL. */
function onNumber(term: FieldTerm, value: Sql): Sql {
  const written = sql`toString(${value})`;
  switch (term.kind) {
    case 'in': {
      const wanted = term.values.filter(each => each !== '' && String(Number(each)) === each).map(Number);
      return wanted.length === 0 ? FALSE : sql`ifNull(has(${numbers(wanted)}, ${value}), 0)`;
    }
    case 'compare':
      return sql`ifNull(${value} ${OPS[term.op]} ${float(term.value)}, 0)`;
    case 'has':
      return sql`isNotNull(${value})`;
    default:
      return sql`ifNull(${onText(term, sql`assumeNotNull(${written})`)} AND isNotNull(${value}), 0)`;
  }
}

function onField(term: FieldTerm, {kind, sql: value}: FieldSql): Sql {
  const absent = acceptsAbsent(term);
  switch (kind) {
    case 'text':
      if (term.kind === 'in') return any([onText(term, value), ...(absent ? [sql`${value} = ''`] : [])]);
      return all([sql`${value} != ''`, onText(term, value)]);
    case 'list': {
      const some = sql`arrayExists(x -> x != '' AND ${onText(term, sql`x`)}, ${value})`;
      return absent ? any([some, sql`NOT arrayExists(x -> x != '', ${value})`]) : some;
    }
    default:
      return any([onNumber(term, value), ...(absent ? [sql`isNull(${value})`] : [])]);
  }
}

/** Fields that no table has are absent in every event. */
const onAbsent = (term: FieldTerm): Sql => (acceptsAbsent(term) ? TRUE : FALSE);

function onPath(term: FieldTerm, segments: readonly string[], layout: Layout): Sql {
  if (layout.raw === undefined)
    throw new Unsupported(`The table does not keep whole events, so ${segments.join('.')} cannot be asked for.`);
  const found = leaves(layout.raw, segments);
  if (term.kind === 'has') return all([needed(layout.raw, segments), sql`notEmpty(${found})`]);
  const some = sql`arrayExists(l -> ${isScalar(sql`l`)} AND ${onText(term, scalarText(sql`l`))}, ${found})`;
  if (acceptsAbsent(term)) return any([some, sql`empty(${found})`]);
  return all([needed(layout.raw, segments), some]);
}

/** Cheap, and false of most events that do not have the path. */
function needed(raw: Sql, segments: readonly string[]): Sql {
  const wanted = neededText(segments);
  return wanted === undefined ? TRUE : sql`position(${raw}, ${text(wanted)}) > 0`;
}

/** What DateTime64 holds: years 1900 to 2299, in microseconds. */
const FIRST = Date.UTC(1900, 0, 1) * 1000;
const LAST = Date.UTC(2299, 11, 31) * 1000;

/** A moment as the server compares columns with it. */
export const moment = (time: number): Sql =>
  sql`fromUnixTimestamp64Micro(${integer(Math.min(LAST, Math.max(FIRST, Math.ceil(time))))}, 'UTC')`;

/** stageTimestamp in [from, to). A row without a time is in no window. */
export function inWindow({time}: Layout, from: number | undefined, to: number | undefined): Sql {
  if (from === undefined && to === undefined) return TRUE;
  return all([
    from === undefined || from <= 0 ? sql`${time} != ${moment(0)}` : TRUE,
    from === undefined ? TRUE : sql`${time} >= ${moment(from)}`,
    to === undefined ? TRUE : sql`${time} < ${moment(to)}`,
  ]);
}

/** @throws Unsupported where the table or the server cannot answer this */
export function condition(expr: Expr, layout: Layout): Sql {
  switch (expr.kind) {
    case 'and':
      return all(expr.of.map(term => condition(term, layout)));
    case 'or':
      return any(expr.of.map(term => condition(term, layout)));
    case 'not':
      return not(condition(expr.of, layout));
    case 'time':
      return inWindow(layout, expr.from ?? Number.NEGATIVE_INFINITY, expr.to);
    case 'text':
    case 'regex':
      if (layout.raw === undefined)
        throw new Unsupported('The table does not keep whole events, so text cannot be searched: name a field.');
      return expr.kind === 'text' ? contains(layout.raw, expr.text) : matchesAnywhere(layout.raw, expr.source);
    default: {
      if (expr.field.kind === 'path') return onPath(expr, expr.field.segments, layout);
      const field = layout.fields.get(expr.field.name);
      return field === undefined ? onMissing(expr, expr.field.name, layout) : onField(expr, field);
    }
  }
}

/** A field that the table does not keep is not absent: nobody knows it. */
function onMissing(term: FieldTerm, name: FieldName, {raw}: Layout): Sql {
  if (raw !== undefined || fieldOf(name).of !== undefined) return onAbsent(term);
  throw new Unsupported(`The table has no column for ${fieldOf(name).label.toLowerCase()}.`);
}

/** Whether columns alone answer it, so that counting costs little. */
export function isCheap(expr: Expr, layout: Layout): boolean {
  switch (expr.kind) {
    case 'and':
    case 'or':
      return expr.of.every(each => isCheap(each, layout));
    case 'not':
      return isCheap(expr.of, layout);
    case 'time':
      return layout.fields.get('stageTimestamp')?.isColumn === true;
    case 'text':
    case 'regex':
      return false;
    default:
      return expr.field.kind === 'field' && layout.fields.get(expr.field.name)?.isColumn !== false;
  }
}
