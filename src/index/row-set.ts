// Sets of rows as bits: what a filter gives, and what filters are combined from.

/** Position of an event in the table, in order of arrival. */
export type RowId = number;

/** A set of rows: bit `row & 31` of word `row >>> 5`. Bits at or past `size` are always 0. */
export type RowSet = {readonly size: number; readonly words: Uint32Array};

const wordsFor = (size: number) => (size + 31) >>> 5;

export const emptySet = (size: number): RowSet => ({size, words: new Uint32Array(wordsFor(size))});

let nothing: RowSet = {size: 0, words: new Uint32Array()};

/** The empty set of a size, which nobody may change: most answers have one. */
export function noRows(size: number): RowSet {
  if (nothing.size !== size) nothing = emptySet(size);
  return nothing;
}

export function fullSet(size: number): RowSet {
  const words = new Uint32Array(wordsFor(size)).fill(0xffffffff);
  if ((size & 31) !== 0) words[words.length - 1] = 2 ** (size & 31) - 1;
  return {size, words};
}

export const hasRow = (set: RowSet, row: RowId): boolean => ((set.words[row >>> 5]! >>> (row & 31)) & 1) === 1;

/** A new set of rows in both. Both must be of one size. */
export function intersect(a: RowSet, b: RowSet): RowSet {
  const words = new Uint32Array(a.words.length);
  for (let i = 0; i < words.length; i++) words[i] = a.words[i]! & b.words[i]!;
  return {size: a.size, words};
}

/** A new set of rows in either. Both must be of one size. */
export function union(a: RowSet, b: RowSet): RowSet {
  const words = new Uint32Array(a.words.length);
  for (let i = 0; i < words.length; i++) words[i] = a.words[i]! | b.words[i]!;
  return {size: a.size, words};
}

/** A new set of the rows of `a` that are not in `b`. Both must be of one size. */
export function subtract(a: RowSet, b: RowSet): RowSet {
  const words = new Uint32Array(a.words.length);
  for (let i = 0; i < words.length; i++) words[i] = a.words[i]! & ~b.words[i]!;
  return {size: a.size, words};
}

/** Number of bits set in a word. */
export function bitsIn(bits: number): number {
  let word = bits - ((bits >>> 1) & 0x55555555);
  word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
  return (((word + (word >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}

/** Number of bits set in all of `words`. */
export function countBits(words: Uint32Array): number {
  let count = 0;
  for (let i = 0; i < words.length; i++) count += bitsIn(words[i]!);
  return count;
}

/** Number of rows in the set. */
export const countRows = (set: RowSet): number => countBits(set.words);

export const isEmpty = (set: RowSet): boolean => set.words.every(word => word === 0);

/** Calls `visit` for each row in ascending order. */
export function forEachRow(set: RowSet, visit: (row: RowId) => void, from = 0, to = set.size): void {
  const last = wordsFor(to);
  for (let i = from >>> 5; i < last; i++) {
    let word = set.words[i]!;
    if (i === from >>> 5 && (from & 31) !== 0) word &= ~(2 ** (from & 31) - 1);
    while (word !== 0) {
      const bit = 31 - Math.clz32(word & -word);
      const row = (i << 5) | bit;
      if (row >= to) return;
      visit(row);
      word &= word - 1;
    }
  }
}

/** The first `size` bits, whether there are more or fewer. */
function copied(from: Uint32Array, size: number): RowSet {
  const words = new Uint32Array(wordsFor(size));
  words.set(from.subarray(0, Math.min(from.length, words.length)));
  if (size < from.length * 32 && (size & 31) !== 0) words[words.length - 1]! &= 2 ** (size & 31) - 1;
  return {size, words};
}

/** The same rows in a set of another size; rows at or past `size` are left out. */
export function resized(set: RowSet, size: number): RowSet {
  return size === set.size ? set : copied(set.words, size);
}

/** A set that grows with its table and is changed in place. */
export class GrowingSet {
  #words = new Uint32Array(2048);
  #count = 0;
  /** What was asked for last, until something changes. */
  #snapshot: RowSet | undefined;

  add(row: RowId): void {
    const word = row >>> 5;
    if (word >= this.#words.length) {
      const grown = new Uint32Array(Math.max(word + 1, this.#words.length * 2));
      grown.set(this.#words);
      this.#words = grown;
    }
    if (this.has(row)) return;
    this.#words[word]! |= 1 << (row & 31);
    this.#count++;
    this.#snapshot = undefined;
  }

  delete(row: RowId): void {
    if (!this.has(row)) return;
    this.#words[row >>> 5]! &= ~(1 << (row & 31));
    this.#count--;
    this.#snapshot = undefined;
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  has(row: RowId): boolean {
    return (((this.#words[row >>> 5] ?? 0) >>> (row & 31)) & 1) === 1;
  }

  /** A copy of the first `size` rows, which nobody may change: it is given again until something changes. */
  snapshot(size: number): RowSet {
    if (this.#snapshot?.size !== size) this.#snapshot = copied(this.#words, size);
    return this.#snapshot;
  }

  get bytes(): number {
    return this.#words.byteLength;
  }
}
