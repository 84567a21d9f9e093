// The meaning of a query on one parsed event: slow and plain. Every engine must answer as this does, and is tested by it.
import type {AuditEvent} from '../audit/event.ts';
import {fieldOf} from '../audit/fields.ts';
import type {CompareOp, Expr} from './ast.ts';
import {compileGlob, regexOf} from './pattern.ts';
import {isPresent, type Scalar, scalarsOf, stringsOf} from './read.ts';
import {parseNumber} from './values.ts';

export {compileText, textPrefilter} from './prefilter.ts';

/** Whether the event is one that the query asks for. For many events use `compileMatcher`. */
export const matches = (expr: Expr, event: AuditEvent): boolean => compileMatcher(expr)(event);

/** As `matches`, with globs and regular expressions compiled once. */
export function compileMatcher(expr: Expr): (event: AuditEvent) => boolean {
  const test = compile(expr);
  return event => test(subjectOf(event));
}

/** An event and its text, made when a term first asks for it. */
type Subject = {
  readonly event: AuditEvent;
  readonly compact: () => string;
  readonly compactLower: () => string;
};

type Test = (subject: Subject) => boolean;

function subjectOf(event: AuditEvent): Subject {
  let compact: string | undefined;
  let lower: string | undefined;
  const text = () => (compact ??= stringify(event));
  return {event, compact: text, compactLower: () => (lower ??= text().toLowerCase())};
}

/** Some engines run out of stack on a body nested a hundred thousand deep; its strings are still searched one by one. */
function stringify(event: AuditEvent): string {
  try {
    return JSON.stringify(event);
  } catch (error) {
    if (error instanceof RangeError) return '';
    throw error;
  }
}

function compile(expr: Expr): Test {
  switch (expr.kind) {
    case 'and': {
      const all = expr.of.map(compile);
      return subject => all.every(test => test(subject));
    }
    case 'or': {
      const any = expr.of.map(compile);
      return subject => any.some(test => test(subject));
    }
    case 'not': {
      const inner = compile(expr.of);
      return subject => !inner(subject);
    }
    case 'in':
      return compileIn(expr);
    case 'like':
      return anyScalar(expr.field, compileGlob(expr.glob));
    case 'match': {
      const regex = regexOf(expr.source);
      return anyScalar(expr.field, value => regex.test(value));
    }
    case 'compare':
      return compileCompare(expr);
    case 'has':
      return ({event}) => isPresent(expr.field, event);
    case 'time':
      return compileTime(expr);
    case 'text':
      return compileContains(expr.text);
    case 'regex':
      return compileRegexAnywhere(expr.source);
  }
}

const anyScalar =
  (field: (Expr & {kind: 'in'})['field'], test: (value: string) => boolean): Test =>
  ({event}) =>
    scalarsOf(field, event).some(value => test(String(value)));

function compileIn({field, values}: Expr & {kind: 'in'}): Test {
  const wanted = new Set(values);
  const some = anyScalar(field, value => wanted.has(value));
  return wanted.has('') ? subject => !isPresent(field, subject.event) || some(subject) : some;
}

const COMPARE: Readonly<Record<CompareOp, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

function compileCompare({field, op, value}: Expr & {kind: 'compare'}): Test {
  const compare = COMPARE[op];
  const isPath = field.kind === 'path';
  return ({event}) =>
    scalarsOf(field, event).some(scalar => {
      const number = numberOf(scalar, isPath);
      return number !== undefined && compare(number, value);
    });
}

/** Bodies often hold numbers as text (resourceVersion); a path compares them too. */
function numberOf(scalar: Scalar, readText: boolean): number | undefined {
  if (typeof scalar === 'number') return scalar;
  return readText && typeof scalar === 'string' ? parseNumber(scalar) : undefined;
}

function compileTime({from = -Infinity, to = Infinity}: Expr & {kind: 'time'}): Test {
  const {read} = fieldOf('stageTimestamp');
  return ({event}) => {
    const time = read(event);
    return typeof time === 'number' && time >= from && time < to;
  };
}

/** In the compact JSON, or in one decoded string: these differ only where JSON escapes. */
function compileContains(text: string): Test {
  const needle = text.toLowerCase();
  return ({event, compactLower}) => {
    const compact = compactLower();
    if (compact.includes(needle)) return true;
    if (compact !== '' && !compact.includes('\\')) return false;
    for (const string of stringsOf(event)) if (string.toLowerCase().includes(needle)) return true;
    return false;
  };
}

function compileRegexAnywhere(source: string): Test {
  const regex = regexOf(source);
  return ({event, compact}) => {
    if (regex.test(compact())) return true;
    for (const string of stringsOf(event)) if (regex.test(string)) return true;
    return false;
  };
}
