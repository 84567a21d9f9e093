// Rows counted by combinations of codes: of a million events what is asked is then asked of each combination that occurs, a few
// thousand times.
import type {FieldValue} from '../audit/fields.ts';
import {type AmongTest, amongTest, type Combination} from './among.ts';
import {SEGMENT_BITS, SEGMENT_MASK} from './column.ts';
import {Counts} from './counts.ts';
import {UNINDEXED} from './dictionary.ts';
import {failureOf} from './histogram.ts';
import {bytesOf} from './record-bytes.ts';
import type {RowId, RowSet} from './row-set.ts';
import type {CodedField, Table} from './table.ts';
import {TupleIds} from './tuple-ids.ts';

/** A column to count by. */
export type CountedColumn = {
  readonly column: CodedField;
  /** Codes are below it. */
  readonly size: number;
  /** Leads from codes of the column to those that are counted, where these are fewer. */
  readonly fold?: Uint32Array;
};

export type Counted = {
  /** A tuple of codes for each combination, in the order in which they came. */
  readonly ids: TupleIds;
  /** By the numbers of `ids`. */
  readonly counts: Counts;
  /** Combinations with a value that has no code. */
  readonly others: readonly (readonly FieldValue[])[];
  /** By the places in `others`. */
  readonly otherCounts: Counts;
};

export type CountOptions = {
  /** Samples of each combination. */
  readonly samples: number;
  /** The values of a row not all of which have a code, as they are counted. */
  readonly read: (row: RowId) => readonly FieldValue[];
  /** Combinations besides which none is wanted; they may come all the same. */
  readonly among?: readonly Combination[] | undefined;
  /** Whether failures and bytes are wanted. */
  readonly whole: boolean;
};

/** Rows counted at a time; a segment holds a whole number of them. */
const SLICE_ROWS = 1024;

/** Rows counted between two yields, more or less. */
const STRIDE = 2048;

/** In place of the number of a combination. */
const BY_VALUE = 0xffffffff;

/** Writes the places in their segment of the rows of `set` in [first, first + SLICE_ROWS); returns how many there are. */
function placesIn({words}: RowSet, first: RowId, places: Uint16Array): number {
  const end = Math.min(words.length, (first + SLICE_ROWS) >>> 5);
  let count = 0;
  for (let i = first >>> 5; i < end; i++) {
    const base = (i << 5) & SEGMENT_MASK;
    for (let left = words[i]!; left !== 0; left &= left - 1) places[count++] = base + 31 - Math.clz32(left & -left);
  }
  return count;
}

/** The codes of one field for the rows at `places`, every `width`-th from `at` on. @returns whether one has no code */
function stage(
  {column, fold}: CountedColumn,
  segment: number,
  [places, count]: readonly [Uint16Array, number],
  [codes, at, width]: readonly [Uint32Array, number, number],
): boolean {
  const own = column.codes.segment(segment);
  let isWhole = true;
  for (let k = 0, to = at; k < count; k++, to += width) {
    const code = own[places[k]!]!;
    if (code === UNINDEXED) isWhole = false;
    codes[to] = fold === undefined || code === UNINDEXED ? code : fold[code]!;
  }
  return !isWhole;
}

/** Combinations of values that have no code. A class because values and counts have the same numbers. */
class Others {
  readonly keys: (readonly FieldValue[])[] = [];
  readonly counts: Counts;
  readonly #ids = new Map<string, number>();

  constructor(samples: number) {
    this.counts = new Counts(samples);
  }

  idOf(key: readonly FieldValue[]): number {
    const text = JSON.stringify(key.map(value => value ?? null));
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    this.#ids.set(text, this.keys.length);
    this.counts.reserve(this.keys.length + 1);
    return this.keys.push(key) - 1;
  }
}

/** Yields where it may be paused or given up. */
export function* countRows(
  set: RowSet,
  columns: readonly CountedColumn[],
  table: Table,
  {samples, read, among, whole}: CountOptions,
): Generator<undefined, Counted> {
  const width = columns.length;
  const wanted =
    among &&
    (yield* amongTest(
      columns.map(({column}) => column),
      among.map(values => values.map((value, i) => (columns[i]!.fold === undefined ? value : undefined))),
    ));
  const isFailed = whole ? failureOf(table) : undefined;
  const writeBytes = whole ? bytesOf(table) : undefined;
  const tuples = new TupleIds(columns.map(({size}) => size));
  const counts = new Counts(samples);
  const others = new Others(samples);

  const places = new Uint16Array(SLICE_ROWS);
  const codes = new Uint32Array(SLICE_ROWS * width);
  const ids = new Uint32Array(SLICE_ROWS);
  const bytes = new Float64Array(SLICE_ROWS);
  /** Takes the codes of some fields, all or those by which it is told what is wanted. @returns whether all have one */
  const stageAll = (segment: number, count: number, isMeant: (i: number) => boolean): boolean => {
    let isWhole = true;
    for (let i = 0; i < width; i++)
      if (isMeant(i) && stage(columns[i]!, segment, [places, count], [codes, i, width])) isWhole = false;
    return isWhole;
  };
  /** Leaves those of the first `count` places that anybody wants. */
  const keepWanted = (segment: number, count: number, {fields, test}: AmongTest): number => {
    stageAll(segment, count, i => fields[i]!);
    let kept = 0;
    for (let k = 0; k < count; k++) if (test(codes, k * width)) places[kept++] = places[k]!;
    return kept;
  };
  /** The numbers of the combinations at the first `count` places. @returns whether all have one */
  const number = (segment: number, count: number): boolean => {
    const isWhole = stageAll(segment, count, () => true);
    for (let k = 0, at = 0; k < count; k++, at += width)
      ids[k] = !isWhole && codes.subarray(at, at + width).includes(UNINDEXED) ? BY_VALUE : tuples.idOf(codes, at);
    counts.reserve(tuples.size);
    return isWhole;
  };
  const countSlice = (first: RowId, all: number): void => {
    const segment = first >>> SEGMENT_BITS;
    const base = segment << SEGMENT_BITS;
    const times = table.stageTime.segment(segment);
    const failed = isFailed?.(segment);
    const count = wanted === undefined ? all : keepWanted(segment, all, wanted);
    const isWhole = number(segment, count);
    writeBytes?.(bytes, segment, places, count);
    for (let k = 0; k < count; k++) {
      const place = places[k]!;
      const row = base | place;
      const isOther = !isWhole && ids[k] === BY_VALUE;
      const into = isOther ? others.counts : counts;
      const id = isOther ? others.idOf(read(row)) : ids[k]!;
      into.add(id, row, times[place]!);
      if (failed === undefined) continue;
      into.bytes[id]! += bytes[k]!;
      if (failed(place)) into.failed[id]!++;
    }
  };
  let worked = 0;
  for (let first = 0; first < set.size; first += SLICE_ROWS) {
    const count = placesIn(set, first, places);
    if (count > 0) countSlice(first, count);
    worked += count + (SLICE_ROWS >>> 5);
    if (worked < STRIDE) continue;
    worked = 0;
    yield;
  }
  return {ids: tuples, counts, others: others.keys, otherCounts: others.counts};
}
