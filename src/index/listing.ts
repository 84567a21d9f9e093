// The rows of a view in the order asked for. Sorting goes by ranks: a counting sort a digit, stable, so that equal values
// stay in the order of time.
import {type FieldName, fieldOf} from '../audit/fields.ts';
import type {Steps} from '../audit/steps.ts';
import {forEachRow, type RowId, type RowSet} from './row-set.ts';
import type {CodedField, Table} from './table.ts';
import type {CompareRows} from './time-order.ts';

export type Order = {readonly field: FieldName; readonly descending: boolean};

/** Rows between two pauses: a millisecond, or less. */
const STRIDE = 1 << 17;

/** So many times fewer rows than there are, are sorted in less time than all are gone through. */
export const FEW = 512;

/** The rows of `set`, which are few, in the order of time; all of them must be there. */
export function fewInTimeOrder(set: RowSet, compare: CompareRows): Uint32Array {
  const rows: RowId[] = [];
  forEachRow(set, row => rows.push(row));
  return Uint32Array.from(rows.sort(compare));
}

/** The rows of `set` in the order of `byTime`, which must stay as it is. Pauses now and then. */
export function* inTimeOrder(set: RowSet, byTime: Uint32Array, count: number): Generator<undefined, Uint32Array> {
  const rows = new Uint32Array(count);
  const {size, words} = set;
  let n = 0;
  for (let from = 0; from < byTime.length; from += STRIDE) {
    if (from > 0) yield;
    const to = Math.min(byTime.length, from + STRIDE);
    for (let i = from; i < to; i++) {
      const row = byTime[i]!;
      if (row < size && ((words[row >>> 5]! >>> (row & 31)) & 1) === 1) rows[n++] = row;
    }
  }
  // A row that was dropped has no place in time.
  return n === count ? rows : rows.subarray(0, n);
}

const DIGIT = 1 << 16;

/** Rows between two pauses while sorting: some milliseconds. */
const SORTED = 1 << 17;

/** Calls `work` for strides of [0, length), and pauses between them. */
function* inStrides(length: number, work: (from: number, to: number) => void): Steps<void> {
  for (let from = 0; from < length; from += SORTED) {
    if (from > 0) yield;
    work(from, Math.min(length, from + SORTED));
  }
}

/** `rows` sorted by `key`, stable. Keys are whole, at least 0 and below 2^53. Pauses now and then. */
export function* sortedByKey(rows: Uint32Array, key: (row: RowId) => number): Steps<Uint32Array> {
  const {length} = rows;
  let keys = new Float64Array(length);
  let max = 0;
  yield* inStrides(length, (from, to) => {
    for (let i = from; i < to; i++) {
      keys[i] = key(rows[i]!);
      if (keys[i]! > max) max = keys[i]!;
    }
  });
  let current = rows;
  for (let unit = 1; unit <= max || unit === 1; unit *= DIGIT) {
    const counts = new Uint32Array(DIGIT + 1);
    const digits = new Uint16Array(length);
    const [before, keysBefore] = [current, keys];
    yield* inStrides(length, (from, to) => {
      for (let i = from; i < to; i++) {
        digits[i] = Math.floor(keysBefore[i]! / unit) % DIGIT;
        counts[digits[i]! + 1]!++;
      }
    });
    for (let i = 1; i <= DIGIT; i++) counts[i]! += counts[i - 1]!;
    const next = new Uint32Array(length);
    const nextKeys = new Float64Array(length);
    yield* inStrides(length, (from, to) => {
      for (let i = from; i < to; i++) {
        const place = counts[digits[i]!]!++;
        next[place] = before[i]!;
        nextKeys[place] = keysBefore[i]!;
      }
    });
    current = next;
    keys = nextKeys;
  }
  return current;
}

/** Rank of each code by its value: numbers by size, text by code point; absent last. */
function ranksOf(column: CodedField): Uint32Array {
  const numeric = column.field.kind === 'number';
  const text = (code: number) =>
    column.kind === 'list' ? column.dictionary.lists[code]!.join(',') : column.dictionary.values[code]!;
  const codes = Array.from({length: column.dictionary.size - 1}, (_, i) => i + 1);
  if (numeric) codes.sort((a, b) => Number(text(a)) - Number(text(b)));
  else {
    const words = new Map(codes.map(code => [code, text(code)]));
    codes.sort((a, b) => (words.get(a)! < words.get(b)! ? -1 : words.get(a)! > words.get(b)! ? 1 : 0));
  }
  const ranks = new Uint32Array(column.dictionary.size);
  codes.forEach((code, rank) => {
    ranks[code] = rank;
  });
  ranks[0] = codes.length;
  return ranks;
}

/** Stages and levels sort by what they mean, not by their spelling. */
function ordinalRanks(column: CodedField, values: readonly string[]): Uint32Array {
  const ranks = new Uint32Array(column.dictionary.size).fill(values.length);
  if (column.kind === 'text') {
    column.dictionary.values.forEach((value, code) => {
      const rank = values.indexOf(value);
      if (rank >= 0) ranks[code] = rank;
    });
  }
  return ranks;
}

type SortKey = {
  /** Whole and at least 0. */
  readonly of: (row: RowId) => number;
  /** The key of rows without a value, greater than all others. */
  readonly absent: number;
};

function* sortKey(name: FieldName, table: Table, rows: Uint32Array): Steps<SortKey> {
  const column = table.coded.get(name);
  if (column !== undefined) {
    const {values} = fieldOf(name);
    const ranks = values === undefined ? ranksOf(column) : ordinalRanks(column, values);
    const absent = ranks[0]!;
    // A value that is not indexed sorts as if it were absent.
    return {of: row => ranks[column.codes.at(row)] ?? absent, absent};
  }
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  yield* inStrides(rows.length, (from, to) => {
    for (let i = from; i < to; i++) {
      const value = table.value(rows[i]!, name);
      if (typeof value !== 'number') continue;
      if (value < min) min = value;
      if (value > max) max = value;
    }
  });
  const absent = max >= min ? Math.floor(max - min) + 1 : 0;
  return {
    of: row => {
      const value = table.value(row, name);
      return typeof value === 'number' ? Math.floor(value - min) : absent;
    },
    absent,
  };
}

function* reversed(rows: Uint32Array): Steps<Uint32Array> {
  const {length} = rows;
  const out = new Uint32Array(length);
  yield* inStrides(length, (from, to) => {
    for (let i = from; i < to; i++) out[length - 1 - i] = rows[i]!;
  });
  return out;
}

/**
 * `rows`, which are in time order, sorted by a field: equal values stay in time order, absent ones come last either way.
 * Pauses now and then.
 */
export function* sortedBy(rows: Uint32Array, order: Order, table: Table): Steps<Uint32Array> {
  if (rows.length === 0) return rows;
  if (order.field === 'stageTimestamp') return order.descending ? yield* reversed(rows) : rows;
  const key = yield* sortKey(order.field, table, rows);
  if (!order.descending) return yield* sortedByKey(rows, key.of);
  return yield* sortedByKey(rows, row => {
    const value = key.of(row);
    return value === key.absent ? value : key.absent - 1 - value;
  });
}
