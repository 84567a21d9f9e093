// Expr to text: the canonical query, which parses back to the same Expr. Times come out absolute.
import {formatMicroTime} from '../audit/time.ts';
import type {CompareOp, Expr, FieldRef} from './ast.ts';
import {fieldText} from './names.ts';
import {isGlob} from './pattern.ts';
import {KEYWORDS, quote, regexEnd} from './scan.ts';
import {isSubresource} from './subresource.ts';
import {durationText} from './times.ts';
import {isNumericRange, kindOf, parseNumber, valuesOf} from './values.ts';

export const print = (expr: Expr): string => printIn(expr, 'top');

/** What surrounds it: an `and` may stand bare in an `or`, not the other way round, and after - nothing of several terms. */
type Around = 'top' | 'and' | 'or' | 'not';

function printIn(expr: Expr, around: Around): string {
  switch (expr.kind) {
    case 'and':
      return printAnd(expr.of, around);
    case 'or':
      if (expr.of.length === 0) return parenthesize('-()', around === 'not');
      return parenthesize(expr.of.map(e => printIn(e, 'or')).join(' OR '), around === 'and' || around === 'not');
    case 'not':
      return parenthesize(printNot(expr.of), around === 'not');
    case 'in':
      if (expr.values.length === 0) return printIn({kind: 'or', of: []}, around);
      return `${fieldText(expr.field)}:${expr.values.map(value => valueText(expr.field, value)).join(',')}`;
    case 'like':
      return printLike(expr.field, expr.glob);
    case 'match':
      return `${fieldText(expr.field)}:${regexText(expr.source, true)}`;
    case 'compare':
      return printCompare(expr.field, expr.op, expr.value);
    case 'has':
      return `has:${fieldText(expr.field)}`;
    case 'time':
      return printTime(expr, around);
    case 'text':
      return isBareText(expr.text) ? expr.text : quote(expr.text);
    case 'regex':
      return regexText(expr.source, false);
  }
}

const parenthesize = (text: string, needed: boolean): string => (needed ? `(${text})` : text);

function printAnd(of: readonly Expr[], around: Around): string {
  if (of.length === 0) return around === 'top' ? '' : '()';
  if (of.length === 1) return printIn(of[0]!, around);
  return parenthesize(of.map(e => printIn(e, 'and')).join(' '), around === 'not' || around === 'and');
}

function printNot(of: Expr): string {
  return of.kind === 'not' ? `NOT ${printNot(of.of)}` : `-${printIn(of, 'not')}`;
}

function printTime({from, to}: Expr & {readonly kind: 'time'}, around: Around): string {
  const since = from === undefined ? [] : [`since:${formatMicroTime(from)}`];
  const until = to === undefined ? [] : [`until:${formatMicroTime(to)}`];
  const both = [...since, ...until];
  return both.length === 0 ? '()' : parenthesize(both.join(' '), both.length > 1 && around === 'not');
}

function printCompare(field: FieldRef, op: CompareOp, value: number): string {
  return `${fieldText(field)}:${op}${pointText(field, value)}`;
}

function pointText(field: FieldRef, value: number): string {
  switch (kindOf(field)) {
    case 'time':
      return formatMicroTime(value);
    case 'duration':
      return durationText(value);
    default:
      return String(value);
  }
}

/** A glob that no bare word can hold, having spaces or the like, as the regular expression that means the same. */
function printLike(field: FieldRef, glob: string): string {
  const isRegex = glob.startsWith('/') && regexEnd(glob, 0, true) !== undefined;
  const isBare = /^[^\s(),"<>][^\s(),]*$/.test(glob) && isGlob(glob) && !isRegex;
  const isOther = (kindOf(field) === 'number' && glob.includes('..')) || isSubresource(field, glob);
  if (isBare && !isOther) return `${fieldText(field)}:${glob}`;
  const source = glob.replace(/[\\^$.+|()[\]{}/]/g, '\\$&').replace(/[*?]/g, wild => (wild === '*' ? '[^]*' : '[^]'));
  return `${fieldText(field)}:${regexText(`^${source}$`, true)}`;
}

/** Slashes that are not escaped yet get a backslash; what would not be read back as one expression is written by number. */
function regexText(source: string, inList: boolean): string {
  if (source === '') return '/(?:)/';
  const text = `/${source.replace(/\\[\s\S]|\//g, part => (part === '/' ? '\\/' : part))}/`;
  if (regexEnd(text, 0, inList) === text.length) return text;
  const byNumber = (part: string) =>
    `\\u${part
      .charCodeAt(part.length - 1)
      .toString(16)
      .padStart(4, '0')}`;
  return text.replace(/\\?[\s":,]/g, byNumber).replace(/-\/$/, '\\u002d/');
}

const isBareText = (text: string): boolean =>
  /^[\p{L}\p{N}_.@=][\p{L}\p{N}_.@=/-]*$/u.test(text) && !text.endsWith('/') && !KEYWORDS.includes(text);

/** One exact value of a field as it stands after the colon, in quotes where it would mean something else without. */
export function valueText(field: FieldRef, value: string): string {
  const kind = kindOf(field);
  if ((kind === 'time' || kind === 'duration') && parseNumber(value) !== undefined) {
    return pointText(field, Number(value));
  }
  return isBareValue(field, value) ? value : quote(value);
}

/** A slash at the start must be followed by another inside, else a later slash of the query might seem to close it. */
const BARE_VALUE = /^(?:[^\s(),"*?<>/\p{C}]|\/[^\s(),"*?\\/\p{C}]+\/(?=.))[^\s(),"*?\p{C}]*(?<!\/)$/u;

function isBareValue(field: FieldRef, value: string): boolean {
  if (!BARE_VALUE.test(value) || isSubresource(field, value)) return false;
  const values = valuesOf(field);
  if (values !== undefined) return values.includes(value);
  switch (kindOf(field)) {
    case 'number':
      return String(parseNumber(value)) === value;
    case 'path':
      return !isNumericRange(value);
    case 'time':
    case 'duration':
      return false;
    default:
      return true;
  }
}

/** The term of one value: `verb:get`, or `-verb:get` to keep it out. `undefined` are the events without a value. */
export function termOf(field: FieldRef, value: string | undefined, keep: boolean): string {
  return `${keep ? '' : '-'}${fieldText(field)}:${valueText(field, value ?? '')}`;
}
