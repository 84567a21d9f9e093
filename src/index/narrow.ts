// Expressions that columns alone answer, a segment after the other: each term of an `and` looks at those rows only that the
// terms before it left. What a term says of whole segments is remembered, for questions have terms in common.
import type {Steps} from '../audit/steps.ts';
import type {Expr} from '../query/ast.ts';
import {SEGMENT_BITS, SEGMENT_ROWS} from './column.ts';
import {acceptedCodes, codedOf, isColumnTerm, type Narrow, narrowUncoded, pickCodes, type Term} from './filter.ts';
import {countBits, fullSet, type RowSet} from './row-set.ts';
import type {Table} from './table.ts';

const WORDS = SEGMENT_ROWS >>> 5;

/** Words of a set between two pauses: a millisecond, unless a term is asked of every row. */
const STRIDE = 4 * WORDS;

/** Terms remembered. */
const TERMS = 24;

/** Where one row in so many is asked for, all rows of the segment are answered and remembered. */
const WORTH = 4;

type Known = {
  accepted: Uint8Array;
  /** By segment, its rows that satisfy the term. */
  readonly words: Uint32Array<ArrayBufferLike>[];
  /** By segment, below which of its rows that was answered: the last segment grows. */
  readonly rows: number[];
};

/** A class because what is remembered is forgotten in the order in which it was last wanted. */
export class Terms {
  readonly #table: Table;
  readonly #known = new Map<string, Known>();

  constructor(table: Table) {
    this.#table = table;
  }

  /** `undefined` where events have to be read, for some of the rows at least. */
  narrow(expr: Expr): Narrow | undefined {
    switch (expr.kind) {
      case 'and': {
        const all = this.#all(expr.of);
        return all && every(all);
      }
      case 'or': {
        const all = this.#all(expr.of);
        return all && either(all);
      }
      case 'not': {
        const inner = this.narrow(expr.of);
        return inner && but(inner);
      }
      default:
        return isColumnTerm(expr) && codedOf(expr, this.#table)?.unindexed.isEmpty !== false
          ? this.term(expr)
          : undefined;
    }
  }

  #all(of: readonly Expr[]): readonly Narrow[] | undefined {
    // What is remembered costs next to nothing.
    const isKnown = (expr: Expr) => this.#known.has(JSON.stringify(expr));
    const all = [...of.filter(isKnown), ...of.filter(expr => !isKnown(expr))].map(expr => this.narrow(expr));
    return all.every(each => each !== undefined) ? all : undefined;
  }

  /** Of rows whose value has no code it says nothing. Requires `isColumnTerm(term)`. */
  term(term: Term): Narrow {
    const key = JSON.stringify(term);
    const known = this.#known.get(key) ?? {accepted: new Uint8Array(), words: [], rows: []};
    if (this.#known.delete(key)) this.#known.set(key, known);
    return this.#remembering(this.#narrowTerm(term, known), known, key);
  }

  /** Of the rows that are there by now: what comes while it is at work may have values that it has not heard of. */
  #remembering(narrow: Narrow, known: Known, key: string): Narrow {
    const {size} = this.#table;
    return (words, segment) => {
      const rows = Math.min(words.length * 32, size - (segment << SEGMENT_BITS));
      if ((known.rows[segment] ?? -1) < rows) {
        if (countBits(words) * WORTH < rows) {
          narrow(words, segment);
          return;
        }
        const {words: all} = fullSet(rows);
        narrow(all, segment);
        known.words[segment] = all;
        known.rows[segment] = rows;
        this.#keep(key, known);
      }
      const kept = known.words[segment]!;
      for (let i = 0; i < words.length; i++) words[i]! &= kept[i]!;
    };
  }

  #keep(key: string, known: Known): void {
    if (this.#known.has(key)) return;
    this.#known.set(key, known);
    const [oldest] = this.#known.keys();
    if (this.#known.size > TERMS && oldest !== undefined) this.#known.delete(oldest);
  }

  #narrowTerm(term: Term, known: Known): Narrow {
    const column = codedOf(term, this.#table);
    if (column === undefined || !('field' in term)) return narrowUncoded(term, this.#table);
    known.accepted = acceptedCodes(term, column, known.accepted);
    const {accepted} = known;
    return (words, segment) => pickCodes(words, column.codes.segment(segment), accepted);
  }
}

function isAny(words: Uint32Array): boolean {
  for (let i = 0; i < words.length; i++) if (words[i] !== 0) return true;
  return false;
}

const every =
  (all: readonly Narrow[]): Narrow =>
  (words, segment) => {
    for (const each of all) {
      if (!isAny(words)) return;
      each(words, segment);
    }
  };

function but(inner: Narrow): Narrow {
  const buffer = new Uint32Array(WORDS);
  return (words, segment) => {
    const those = buffer.subarray(0, words.length);
    those.set(words);
    inner(those, segment);
    for (let i = 0; i < words.length; i++) words[i]! &= ~those[i]!;
  };
}

function either(all: readonly Narrow[]): Narrow {
  const [left, some] = [new Uint32Array(WORDS), new Uint32Array(WORDS)];
  return (words, segment) => {
    const those = some.subarray(0, words.length);
    left.set(words);
    for (const each of all) {
      those.set(left.subarray(0, words.length));
      each(those, segment);
      for (let i = 0; i < words.length; i++) left[i]! &= ~those[i]!;
    }
    for (let i = 0; i < words.length; i++) words[i]! &= ~left[i]!;
  };
}

/** The rows of `care` that are left. Pauses now and then. */
export function* narrowed(care: RowSet, narrow: Narrow): Steps<RowSet> {
  const words = care.words.slice();
  for (let first = 0; first < words.length; first += WORDS) {
    if (first % STRIDE === 0) yield;
    const part = words.subarray(first, first + WORDS);
    if (isAny(part)) narrow(part, first / WORDS);
  }
  return {size: care.size, words};
}
