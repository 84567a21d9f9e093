// A term on one value of a field: what columns ask once for each distinct value, and events once for each event.
import type {FieldValue} from '../audit/fields.ts';
import type {CompareOp, Expr} from './ast.ts';
import {compileGlob, regexOf} from './pattern.ts';
import {parseNumber} from './values.ts';

/** A leaf of the AST that speaks of one field. */
export type FieldTerm = Extract<Expr, {readonly kind: 'in' | 'like' | 'match' | 'compare' | 'has'}>;

export type Scalar = string | number | boolean;

const COMPARE: Readonly<Record<CompareOp, (value: number, limit: number) => boolean>> = {
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
};

/** Bodies and annotations often hold numbers as text (resourceVersion). NaN compares with nothing. */
function numberOf(value: Scalar): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' ? (parseNumber(value) ?? Number.NaN) : Number.NaN;
}

/** `term` as a test of one scalar that is not ''. */
export function compileScalar(term: FieldTerm): (value: Scalar) => boolean {
  switch (term.kind) {
    case 'in': {
      const values = new Set(term.values);
      return value => values.has(String(value));
    }
    case 'like': {
      const like = compileGlob(term.glob);
      return value => like(String(value));
    }
    case 'match': {
      const regex = regexOf(term.source);
      return value => regex.test(String(value));
    }
    case 'compare': {
      const compare = COMPARE[term.op];
      const limit = term.value;
      return value => compare(numberOf(value), limit);
    }
    case 'has':
      return () => true;
  }
}

/** Whether `term` accepts a field without a value: only `in` with '' among its values does. */
export const acceptsAbsent = (term: FieldTerm): boolean => term.kind === 'in' && term.values.includes('');

/** `term` as a test of a field's value. Of a list any element; '' is no value, in a list as elsewhere. */
export function compileValue(term: FieldTerm): (value: FieldValue) => boolean {
  const test = compileScalar(term);
  const absent = acceptsAbsent(term);
  return value => {
    if (value === undefined || value === '') return absent;
    if (typeof value !== 'object') return test(value);
    const elements = value.filter(element => element !== '');
    return elements.length === 0 ? absent : elements.some(test);
  };
}
