// What follows the colon: one item of a list of values, read by the kind of its field.
import {type FieldKind, fieldOf} from '../audit/fields.ts';
import {parseDuration} from '../audit/time.ts';
import type {CompareOp, Expr, FieldRef} from './ast.ts';
import {type QueryError, queryError} from './errors.ts';
import {fieldText} from './names.ts';
import {nearest} from './nearest.ts';
import {compileRegex, isGlob} from './pattern.ts';
import {quote} from './scan.ts';
import {readSubresource} from './subresource.ts';
import {durationUnit, type ParseContext, parseTime} from './times.ts';

/** An item as scanned. `text` is without operator, quotes or slashes. */
export type Item = {
  readonly at: readonly [number, number];
  readonly form: 'bare' | 'quoted' | 'regex';
  readonly op?: CompareOp;
  readonly text: string;
};

/** One value to be equal to; the exact values of a list become one `in`. */
export type Exact = {readonly exact: string};

type Read = Exact | Expr | QueryError;

export const kindOf = (field: FieldRef): FieldKind | 'path' =>
  field.kind === 'path' ? 'path' : fieldOf(field.name).kind;

export const valuesOf = (field: FieldRef): readonly string[] | undefined =>
  field.kind === 'path' ? undefined : fieldOf(field.name).values;

/** The values of a field whose order means more and less. */
const orderOf = (field: FieldRef): readonly string[] | undefined =>
  field.kind === 'field' && fieldOf(field.name).ordered === true ? fieldOf(field.name).values : undefined;

/** Other words for values of closed sets. */
const SYNONYMS: Readonly<Record<string, string>> = {
  deny: 'forbid',
  denied: 'forbid',
  forbidden: 'forbid',
  allowed: 'allow',
};

export function readItem(field: FieldRef, item: Item, context: ParseContext): Read {
  const kind = kindOf(field);
  const isMoment = kind === 'time' || kind === 'duration';
  const order = orderOf(field);
  if (order !== undefined && (item.op !== undefined || (item.form === 'bare' && item.text.includes('..'))))
    return readOrdered(field, order, item);
  if (item.form === 'regex') return isMoment ? notA(kind, field, item) : readRegex(field, item);
  if (item.op !== undefined) return readCompare(field, kind, item.op, item, context);
  if (item.form === 'quoted' && (item.text === '' || !isMoment)) return {exact: item.text};
  switch (kind) {
    case 'text':
    case 'list':
      return readSubresource(field, item.text) ?? readText(field, item);
    case 'number':
      return readNumber(field, item, context);
    case 'path':
      return readPathValue(field, item, context);
    case 'duration':
    case 'time':
      return readRange(field, kind, item, context) ?? readMoment(field, kind, item, context);
  }
}

function readRegex(field: FieldRef, item: Item): Read {
  return badRegex(item) ?? {kind: 'match', field, source: item.text};
}

export function badRegex({text, at}: Item): QueryError | undefined {
  const regex = compileRegex(text);
  return regex instanceof RegExp
    ? undefined
    : queryError(
        'BAD_REGEX',
        at,
        `The regular expression is wrong: ${regex.reason}. Put it in quotes to find it as text.`,
      );
}

function readText(field: FieldRef, item: Item): Read {
  if (isGlob(item.text)) return {kind: 'like', field, glob: item.text};
  const values = valuesOf(field);
  if (values === undefined) return {exact: item.text};
  const value = canonical(values, item.text);
  if (value !== undefined) return {exact: value};
  const message = `${item.text} is no ${fieldText(field)}: it is one of ${values.join(', ')}.`;
  return queryError('BAD_VALUE', item.at, message, nearest(item.text, values));
}

/** `warning..`, `notice..error` and `>=error`: the values that lie there, by name, so that every source can find them. */
function readOrdered(field: FieldRef, order: readonly string[], item: Item): Read {
  const [low = '', high = ''] = item.op === undefined ? item.text.split(/\.\.(.*)/s) : [item.text, item.text];
  const named = [low, high].map(end => (end === '' ? end : canonical(order, end)));
  const bad = [low, high].find((_, i) => named[i] === undefined);
  if (bad !== undefined || (low === '' && high === '')) {
    const message = `${bad ?? '..'} is no ${fieldText(field)}: it is one of ${order.join(', ')}.`;
    return queryError('BAD_VALUE', item.at, message, bad === undefined ? undefined : nearest(bad, order));
  }
  const [from, to] = [order.indexOf(named[0]!), order.indexOf(named[1]!)];
  const isIn = {
    '<': (at: number) => at < from,
    '<=': (at: number) => at <= from,
    '>': (at: number) => at > from,
    '>=': (at: number) => at >= from,
  };
  const values = order.filter((_, at) =>
    item.op !== undefined ? isIn[item.op](at) : at >= from && (high === '' || at <= to),
  );
  return {kind: 'in', field, values};
}

/** The value of a closed set that `text` names: ignoring case, a synonym, or the only one with such a beginning or last word. */
function canonical(values: readonly string[], text: string): string | undefined {
  const lower = text.toLowerCase();
  const word = Object.hasOwn(SYNONYMS, lower) ? SYNONYMS[lower]! : lower;
  const exact = values.find(value => value.toLowerCase() === word);
  if (exact !== undefined) return exact;
  const beginning = values.filter(value => value.toLowerCase().startsWith(word));
  if (beginning.length > 0) return beginning.length === 1 ? beginning[0] : undefined;
  const lastWord = values.filter(value =>
    value
      .slice(value.search(/[A-Z][a-z]*$/))
      .toLowerCase()
      .startsWith(word),
  );
  return lastWord.length === 1 ? lastWord[0] : undefined;
}

const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;

/** A plain finite number, or `undefined`. */
export function parseNumber(text: string): number | undefined {
  const value = NUMBER.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value || 0 : undefined;
}

function readNumber(field: FieldRef, item: Item, context: ParseContext): Read {
  const hundreds = /^([1-9])xx$/i.exec(item.text);
  if (hundreds !== null) return between(field, Number(hundreds[1]) * 100, Number(hundreds[1]) * 100 + 99);
  const range = readRange(field, 'number', item, context);
  if (range !== undefined) return range;
  if (isGlob(item.text)) return {kind: 'like', field, glob: item.text};
  const value = parseNumber(item.text);
  return value === undefined ? notA('number', field, item) : {exact: String(value)};
}

/** Of a path the kind is not known: two dots make a range only between numbers. */
function readPathValue(field: FieldRef, item: Item, context: ParseContext): Read {
  if (isNumericRange(item.text)) return readRange(field, 'path', item, context) ?? {exact: item.text};
  return isGlob(item.text) ? {kind: 'like', field, glob: item.text} : {exact: item.text};
}

export const isNumericRange = (text: string): boolean => {
  const ends = text.split('..');
  return ends.length === 2 && text !== '..' && ends.every(end => end === '' || parseNumber(end) !== undefined);
};

/** The number that one end of a range or one side of a comparison stands for. */
function parsePoint(kind: FieldKind | 'path', text: string, context: ParseContext): number | undefined {
  switch (kind) {
    case 'duration': {
      const micros = parseDuration(text);
      return micros === undefined || !Number.isFinite(micros) ? undefined : micros || 0;
    }
    case 'time':
      return parseTime(text, context)?.from;
    default:
      return parseNumber(text);
  }
}

function readCompare(
  field: FieldRef,
  kind: FieldKind | 'path',
  op: CompareOp,
  item: Item,
  context: ParseContext,
): Read {
  if (kind === 'text' || kind === 'list') {
    const text = quote(`${op}${item.text}`);
    const message = `${fieldText(field)} holds text, which ${op} cannot compare. To find that text, quote it: ${text}.`;
    return queryError('NOT_COMPARABLE', item.at, message);
  }
  const value = parsePoint(kind, item.text, context);
  return value === undefined ? notA(kind, field, item) : {kind: 'compare', field, op, value};
}

/** `a..b`, both ends included; `a..` and `..b` are open. `undefined` if the item is no range. */
function readRange(field: FieldRef, kind: FieldKind | 'path', item: Item, context: ParseContext): Read | undefined {
  const dots = item.text.indexOf('..');
  if (dots === -1) return undefined;
  const ends = [item.text.slice(0, dots), item.text.slice(dots + 2)] as const;
  if (ends[0] === '' && ends[1] === '') return notA(kind, field, item);
  const [low, high] = ends.map(end => (end === '' ? undefined : (parsePoint(kind, end, context) ?? Number.NaN)));
  if (Number.isNaN(low) || Number.isNaN(high)) return notA(kind, field, item);
  return between(field, low, high);
}

function between(field: FieldRef, low: number | undefined, high: number | undefined): Expr {
  const from: Expr[] = low === undefined ? [] : [{kind: 'compare', field, op: '>=', value: low}];
  const to: Expr[] = high === undefined ? [] : [{kind: 'compare', field, op: '<=', value: high}];
  const both = [...from, ...to];
  return both.length === 1 ? both[0]! : {kind: 'and', of: both};
}

/** A single time or duration means as much as it says: took:31ms is 31 ms and less than 32. */
function readMoment(field: FieldRef, kind: 'time' | 'duration', item: Item, context: ParseContext): Read {
  const from = parsePoint(kind, item.text, context);
  if (from === undefined) return notA(kind, field, item);
  if (kind === 'duration') return halfOpen(field, from, from + durationUnit(item.text));
  const window = parseTime(item.text, context)!;
  return field.kind === 'field' && field.name === 'stageTimestamp'
    ? {kind: 'time', ...window}
    : halfOpen(field, window.from, window.to);
}

const halfOpen = (field: FieldRef, from: number, to: number): Expr => ({
  kind: 'and',
  of: [
    {kind: 'compare', field, op: '>=', value: from},
    {kind: 'compare', field, op: '<', value: to},
  ],
});

/** The error of a value that is not what its field holds. */
export function notA(kind: FieldKind | 'path', field: FieldRef, item: Item): QueryError {
  if (kind === 'time') return badTime(item);
  const name = fieldText(field);
  if (kind === 'duration') {
    const message = `${item.text} is not a duration: write ${name}:>250ms, ${name}:1s..2m or ${name}:<3h.`;
    return queryError('BAD_DURATION', item.at, message);
  }
  const example = kind === 'number' ? `${name}:404, ${name}:4xx, ${name}:>=400 or ${name}:400..499` : `${name}:>3`;
  return queryError('BAD_NUMBER', item.at, `${item.text} is not a number: write ${example}.`);
}

export const badTime = ({text, at}: Item): QueryError =>
  queryError(
    'BAD_TIME',
    at,
    `${text} is not a time: write 15m (ago), 10:30, yesterday, monday, 2026-11-20 or 2026-11-20T10:00Z.`,
  );

/** The items of a list as one expression: any of them. */
export function anyOf(field: FieldRef, items: readonly (Exact | Expr)[]): Expr {
  const exact = items.flatMap(item => ('exact' in item ? [item.exact] : []));
  const alternatives = items.flatMap(item => ('exact' in item ? [] : [item]));
  const equal: Expr[] = exact.length === 0 ? [] : [{kind: 'in', field, values: [...new Set(exact)]}];
  const all = [...alternatives, ...equal];
  return all.length === 1 ? all[0]! : {kind: 'or', of: all};
}
