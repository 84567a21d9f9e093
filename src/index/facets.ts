// Counts of the values of a field over a set of rows.
import type {RowSet} from './row-set.ts';
import type {CodedField} from './table.ts';
import {type AddWord, addDifference, Tallies} from './tallies.ts';

export type ValueCount = {readonly value: string | undefined; readonly count: number};
export type FieldCounts = {
  readonly values: readonly ValueCount[];
  readonly distinct: number;
  /** Whether every row's value was counted: past a limit some are not indexed. */
  readonly isWhole: boolean;
};

const ALL = -1;

/** Counts of each code, index is the code. Codes without a count of their own are left out. */
const codeAdder =
  (column: CodedField, counts: Int32Array) =>
  (segment: number): AddWord => {
    const codes = column.codes.segment(segment);
    return (place, bits, sign) => {
      if (bits === ALL) {
        for (let i = place; i < place + 32; i++) counts[codes[i]!]! += sign;
        return;
      }
      for (let left = bits; left !== 0; left &= left - 1)
        counts[codes[place + 31 - Math.clz32(left & -left)]!]! += sign;
    };
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

function told(counts: Int32Array, column: CodedField, top: number): FieldCounts {
  const found: ValueCount[] = [];
  if (counts[0]! > 0) found.push({value: undefined, count: counts[0]!});
  if (column.kind === 'list') {
    for (const [value, count] of countElements(counts, column.dictionary.lists)) found.push({value, count});
  } else {
    for (let code = 1; code < counts.length; code++) {
      if (counts[code]! > 0) found.push({value: column.dictionary.values[code]!, count: counts[code]!});
    }
  }
  return {values: found.sort(byCount).slice(0, top), distinct: found.length, isWhole: column.unindexed.isEmpty};
}

/** A class because the counts of one question are what the next one starts from. Rows must keep their values. */
export class FacetCounter {
  readonly #column: CodedField;
  readonly #tallies = new Tallies<Int32Array>();

  constructor(column: CodedField) {
    this.#column = column;
  }

  /** The `top` most frequent values, most frequent first, then by value. Pauses about every millisecond. */
  *count(set: RowSet, top: number): Generator<undefined, FieldCounts> {
    const known = this.#tallies.nearest(set);
    const counts = new Int32Array(this.#column.dictionary.size);
    if (known !== undefined) counts.set(known.counts);
    yield* addDifference(known?.set, set, codeAdder(this.#column, counts));
    this.#tallies.keep({set, counts});
    return told(counts, this.#column, top);
  }
}
