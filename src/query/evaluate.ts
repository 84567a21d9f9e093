// The meaning of a query on one parsed event: slow and plain. Every engine must answer as this does, and is tested by it.
import type {AuditEvent} from '../audit/event.ts';
import {fieldOf} from '../audit/fields.ts';
import type {Expr} from './ast.ts';
import {regexOf} from './pattern.ts';
import {leavesOf, stringsOf} from './read.ts';
import {acceptsAbsent, compileScalar, compileValue, type FieldTerm} from './value.ts';

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
    case 'like':
    case 'match':
    case 'compare':
    case 'has':
      return compileField(expr);
    case 'time':
      return compileTime(expr);
    case 'text':
      return compileContains(expr.text);
    case 'regex':
      return compileRegexAnywhere(expr.source);
  }
}

function compileField(term: FieldTerm): Test {
  const {field} = term;
  if (field.kind === 'field') {
    const {read} = fieldOf(field.name);
    const test = compileValue(term);
    return ({event}) => test(read(event));
  }
  const test = compileScalar(term);
  const absent = acceptsAbsent(term);
  return ({event}) => {
    const leaves = leavesOf(field.segments, event);
    if (leaves.length === 0) return absent;
    return term.kind === 'has' || leaves.some(leaf => typeof leaf !== 'object' && test(leaf));
  };
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
