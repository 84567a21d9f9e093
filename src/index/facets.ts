// Counts of the values of a field over a set of rows.
import type {Steps} from '../audit/steps.ts';
import {type Codes, SEGMENT_BITS} from './column.ts';
import type {RowSet} from './row-set.ts';
import type {CodedField} from './table.ts';
import {Asked, addDifference, Tallies} from './tallies.ts';

export type ValueCount = {readonly value: string | undefined; readonly count: number};
export type FieldCounts = {
  readonly values: readonly ValueCount[];
  readonly distinct: number;
  /** Whether every row's value was counted: past a limit some are not indexed. */
  readonly isWhole: boolean;
};

/** Of full segments: the one code of all their rows, or -1. Some fields are the same for hours. */
const constants = new WeakMap<Codes, number>();

function constantOf(codes: Codes): number {
  const known = constants.get(codes);
  if (known !== undefined) return known;
  const [first] = codes;
  let at = 1;
  while (at < codes.length && codes[at] === first) at++;
  const constant = at === codes.length ? first! : -1;
  constants.set(codes, constant);
  return constant;
}

/** Dictionaries so small are counted in two places by turns: adding to one value again and again waits for itself. */
const SMALL = 256;

type Add<T extends Codes> = (
  counts: Int32Array,
  other: Int32Array,
  codes: T,
  places: Uint16Array,
  count: number,
  sign: 1 | -1,
) => void;

// Counts of each code, index is the code; what has no code of its own is left out. Written out for each width: one loop for
// all of them would look at what it has in every step.
const addBytes: Add<Uint8Array> = (counts, other, codes, places, count, sign) => {
  let i = 0;
  for (; i + 1 < count; i += 2) {
    counts[codes[places[i]!]!]! += sign;
    other[codes[places[i + 1]!]!]! += sign;
  }
  if (i < count) counts[codes[places[i]!]!]! += sign;
};
const addShorts: Add<Uint16Array> = (counts, other, codes, places, count, sign) => {
  let i = 0;
  for (; i + 1 < count; i += 2) {
    counts[codes[places[i]!]!]! += sign;
    other[codes[places[i + 1]!]!]! += sign;
  }
  if (i < count) counts[codes[places[i]!]!]! += sign;
};
const addWords: Add<Uint32Array> = (counts, other, codes, places, count, sign) => {
  let i = 0;
  for (; i + 1 < count; i += 2) {
    counts[codes[places[i]!]!]! += sign;
    other[codes[places[i + 1]!]!]! += sign;
  }
  if (i < count) counts[codes[places[i]!]!]! += sign;
};

const addCodes: Add<Codes> = (counts, other, codes, ...rest) => {
  if (codes instanceof Uint8Array) addBytes(counts, other, codes, ...rest);
  else if (codes instanceof Uint16Array) addShorts(counts, other, codes, ...rest);
  else addWords(counts, other, codes, ...rest);
};

/** A row counts once for each element of its list. */
function countElements(counts: Int32Array, lists: readonly (readonly string[])[]): ReadonlyMap<string, number> {
  const byElement = new Map<string, number>();
  counts.forEach((count, code) => {
    if (count === 0) return;
    for (const element of new Set(lists[code])) byElement.set(element, (byElement.get(element) ?? 0) + count);
  });
  return byElement;
}

const byCount = (a: ValueCount, b: ValueCount): number =>
  b.count - a.count || (a.value === undefined ? 1 : b.value === undefined ? -1 : a.value < b.value ? -1 : 1);

/** Past so many, sorting all values is as good as keeping the best. */
const FEW = 64;

/** The first `top` values in order, out of values that come in any. */
class Best {
  readonly values: ValueCount[] = [];
  readonly #top: number;
  distinct = 0;

  constructor(top: number) {
    this.#top = top;
  }

  add(value: string | undefined, count: number): void {
    this.distinct++;
    const {values} = this;
    if (this.#top > FEW) {
      values.push({value, count});
      return;
    }
    const last = values.at(-1);
    const isFull = values.length >= this.#top;
    if (isFull && (last === undefined || count < last.count)) return;
    const found = {value, count};
    if (isFull && byCount(found, last!) > 0) return;
    let at = values.length;
    while (at > 0 && byCount(found, values[at - 1]!) < 0) at--;
    values.splice(at, 0, found);
    if (values.length > this.#top) values.pop();
  }

  sorted(): readonly ValueCount[] {
    return this.#top > FEW ? this.values.sort(byCount).slice(0, this.#top) : this.values;
  }
}

/** Values between two pauses. */
const STRIDE = 1 << 16;

function* told(counts: Int32Array, column: CodedField, top: number): Steps<FieldCounts> {
  const best = new Best(top);
  if (counts[0]! > 0) best.add(undefined, counts[0]!);
  if (column.kind === 'list') {
    for (const [value, count] of countElements(counts, column.dictionary.lists)) best.add(value, count);
  } else {
    const {values} = column.dictionary;
    for (let code = 1; code < counts.length; code++) {
      if (code % STRIDE === 0) yield;
      if (counts[code]! > 0) best.add(values[code]!, counts[code]!);
    }
  }
  return {values: best.sorted(), distinct: best.distinct, isWhole: column.unindexed.isEmpty};
}

type Counts = Int32Array;

/** A class because the counts of one question are what the next one starts from. Rows must keep their values. */
export class FacetCounters {
  readonly #tallies = new Map<CodedField, Tallies<Counts>>();

  /**
   * Of each column the `top` most frequent values, most frequent first, then by value. All are counted in one go over the rows.
   * Pauses now and then.
   */
  *count(set: RowSet, columns: readonly CodedField[], top: number): Steps<readonly FieldCounts[]> {
    const asked = new Asked(set);
    const known = columns.map(column => this.#of(column).nearest(asked));
    const counts = columns.map((column, at) => {
      const made = new Int32Array(column.dictionary.size);
      const base = known[at];
      if (base !== undefined) made.set(base.counts);
      return made;
    });
    const spares = counts.map(({length}) => (length <= SMALL ? new Int32Array(length) : undefined));
    const full = set.size >>> SEGMENT_BITS;
    for (const base of new Set(known.map(each => each?.set))) {
      const together = columns.map((_, at) => at).filter(at => known[at]?.set === base);
      yield* addDifference(base, set, (segment, places, count, sign) => {
        for (const at of together) {
          const codes = columns[at]!.codes.segment(segment);
          const constant = segment < full ? constantOf(codes) : -1;
          if (constant === -1) addCodes(counts[at]!, spares[at] ?? counts[at]!, codes, places, count, sign);
          else counts[at]![constant]! += sign * count;
        }
      });
    }
    for (const [at, spare] of spares.entries())
      spare?.forEach((count, code) => {
        counts[at]![code]! += count;
      });
    const all: FieldCounts[] = [];
    for (const [at, column] of columns.entries()) {
      this.#of(column).keep(asked, counts[at]!);
      all.push(yield* told(counts[at]!, column, top));
      yield;
    }
    return all;
  }

  #of(column: CodedField): Tallies<Counts> {
    const known = this.#tallies.get(column) ?? new Tallies<Counts>();
    this.#tallies.set(column, known);
    return known;
  }
}
