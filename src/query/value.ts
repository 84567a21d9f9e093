// A term on one value of a field: what columns ask once for each distinct value, and events once for each event.
import type {FieldValue} from '../audit/fields.ts';
import type {Expr} from './ast.ts';

/** A leaf of the AST that speaks of one field. */
export type FieldTerm = Extract<Expr, {readonly kind: 'in' | 'like' | 'match' | 'compare' | 'has'}>;

/** Any value a term can be asked about: of FIELDS, or a scalar in a body. */
export type TestedValue = FieldValue | boolean | null;

const isAbsent = (value: TestedValue): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

const ESCAPE = /[\\^$.|+()[\]{}/]/g;

/** `*` is any run of characters, newlines included, `?` any one; over the whole value, ignoring case. */
export const globToRegExp = (glob: string): RegExp =>
  new RegExp(`^(?:${glob.replace(ESCAPE, '\\$&').replaceAll('*', '[^]*').replaceAll('?', '[^]')})$`, 'iu');

/** Ignoring case; with the flag `u` where the source allows it. @throws SyntaxError if it is no regular expression. */
export function toRegExp(source: string): RegExp {
  try {
    return new RegExp(source, 'iu');
  } catch {
    return new RegExp(source, 'i');
  }
}

const PLAIN_NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

function numberOf(value: string | number | boolean): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && PLAIN_NUMBER.test(value) ? Number(value) : Number.NaN;
}

/** `term` as a test of one scalar that is not absent. */
function scalarTest(term: FieldTerm): (value: string | number | boolean) => boolean {
  switch (term.kind) {
    case 'in': {
      const values = new Set(term.values);
      return value => values.has(String(value));
    }
    case 'like': {
      const pattern = globToRegExp(term.glob);
      return value => pattern.test(String(value));
    }
    case 'match': {
      const pattern = toRegExp(term.source);
      return value => pattern.test(String(value));
    }
    case 'compare': {
      const {op, value: limit} = term;
      if (op === '<') return value => numberOf(value) < limit;
      if (op === '<=') return value => numberOf(value) <= limit;
      if (op === '>') return value => numberOf(value) > limit;
      return value => numberOf(value) >= limit;
    }
    case 'has':
      return () => true;
  }
}

/** `term` as a test of a value. Of a list any element; an absent value satisfies only `in` with '' among its values. */
export function compileValue(term: FieldTerm): (value: TestedValue) => boolean {
  const test = scalarTest(term);
  const absent = term.kind === 'in' && term.values.includes('');
  return value => {
    if (isAbsent(value)) return absent;
    if (Array.isArray(value)) return value.some(element => test(element));
    return test(value as string | number | boolean);
  };
}
