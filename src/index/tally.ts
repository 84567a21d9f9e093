// Events of equal values counted together, with their bytes: what is asked about a million events is then asked about each
// combination of values that occurs, a few thousand times. Unlike groups, a list is one value.
import {type FieldName, type FieldValue, fieldOf} from '../audit/fields.ts';
import type {Micros} from '../audit/time.ts';
import {type AmongTest, amongTest, type Combination} from './among.ts';
import {SEGMENT_BITS, SEGMENT_MASK} from './column.ts';
import {UNINDEXED} from './dictionary.ts';
import {failureOf} from './histogram.ts';
import {bytesOf} from './record-bytes.ts';
import type {RowId, RowSet} from './row-set.ts';
import type {CodedField, Table} from './table.ts';
import {TupleIds} from './tuple-ids.ts';

/** A field, or one of which only some values are told apart: the others count as `OTHER`, elements of lists not at all. */
export type TallyField = FieldName | {readonly field: FieldName; readonly only: readonly string[]};

/** A noncharacter, which no name has in it. */
export const OTHER = '\ufdd0';

export const nameOf = (by: TallyField): FieldName => (typeof by === 'string' ? by : by.field);

/** A value as a tally by `by` has it. */
export function folded(by: TallyField, value: FieldValue): FieldValue {
  if (typeof by === 'string' || value === undefined) return value;
  if (typeof value !== 'object') return by.only.includes(String(value)) ? value : OTHER;
  const kept = value.filter(element => by.only.includes(element));
  return kept.length === 0 ? undefined : kept;
}

export type RowTally = {
  /** A value for each field asked for, in that order. */
  readonly key: readonly FieldValue[];
  readonly count: number;
  readonly failed: number;
  /** As they stand in the input, newlines included. */
  readonly bytes: number;
  /** The least and the greatest stageTimestamp; absent where none of its rows has one. */
  readonly from?: Micros;
  readonly to?: Micros;
  /** Some of its rows, spread evenly over all of them; all if they are few. */
  readonly samples: readonly RowId[];
};

/** Values by the codes of a tally, which are fewer than those of the column; `codes` leads from these to those. */
type Fold = {readonly codes: Uint32Array; readonly values: readonly FieldValue[]};

function foldOf(by: TallyField, column: CodedField): Fold | undefined {
  if (typeof by === 'string') return undefined;
  const codes = new Uint32Array(column.dictionary.size);
  const values: FieldValue[] = [undefined];
  const known = new Map<string, number>();
  for (let code = 1; code < codes.length; code++) {
    const value = folded(by, valueAt(column, code));
    if (value === undefined) continue;
    const text = JSON.stringify(value);
    const place = known.get(text) ?? values.push(value) - 1;
    known.set(text, place);
    codes[code] = place;
  }
  return {codes, values};
}

const valueFor = (column: CodedField, fold: Fold | undefined, code: number): FieldValue =>
  fold === undefined ? valueAt(column, code) : fold.values[code];

function valueAt(column: CodedField, code: number): FieldValue {
  if (code === 0) return undefined;
  if (column.kind === 'list') return column.dictionary.lists[code]!;
  const text = column.dictionary.values[code]!;
  return column.field.kind === 'number' ? Number(text) : text;
}

const NONE: RowId[] = [];

/** A combination of values, and what was counted of it so far. A class: very many are made, and all alike. */
class Gathering {
  readonly key: readonly FieldValue[];
  count = 0;
  failed = 0;
  bytes = 0;
  from = Number.POSITIVE_INFINITY;
  to = Number.NEGATIVE_INFINITY;
  /** An array that is pushed to takes room for many; most combinations have one row. */
  samples: RowId[] = NONE;
  /** Every so many-th of its rows is a sample, such that there are never twice as many as wanted. */
  #step = 1;

  constructor(key: readonly FieldValue[]) {
    this.key = key;
  }

  add(row: RowId, wanted: number): void {
    if (this.count++ % this.#step !== 0 || wanted === 0) return;
    const {samples} = this;
    if (samples === NONE) {
      this.samples = [row];
      return;
    }
    samples.push(row);
    if (samples.length < wanted * 2) return;
    this.#step *= 2;
    for (let i = 0; i < samples.length / 2; i++) samples[i] = samples[i * 2]!;
    samples.length = Math.ceil(samples.length / 2);
  }
}

const told = ({key, count, failed, bytes, from, to, samples}: Gathering): RowTally =>
  from <= to
    ? {key, count, failed, bytes: Math.round(bytes), from, to, samples}
    : {key, count, failed, bytes: Math.round(bytes), samples};

/** Rows counted between two yields, more or less; a segment holds a whole number of them. */
const SLICE_ROWS = 4096;

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

type Counted = {readonly column: CodedField; readonly fold: Fold | undefined};

/** The codes of one field for the rows at `places`, every `width`-th from `at` on. @returns whether one has no code */
function stage(
  {column, fold}: Counted,
  segment: number,
  [places, count]: readonly [Uint16Array, number],
  [codes, at, width]: readonly [Uint32Array, number, number],
): boolean {
  const own = column.codes.segment(segment);
  let isWhole = true;
  for (let k = 0, to = at; k < count; k++, to += width) {
    const code = own[places[k]!]!;
    if (code === UNINDEXED) isWhole = false;
    codes[to] = fold === undefined || code === UNINDEXED ? code : fold.codes[code]!;
  }
  return !isWhole;
}

/**
 * A tally for each combination that occurs, in the order in which they come; samples are spread evenly over its rows. Yields
 * where it may be paused or given up.
 * @param read the values of a row whose fields are not all indexed
 * @param among combinations besides which none is wanted; they may come all the same
 * @throws Error if a field is no column of the index
 */
export function* tallyRows(
  set: RowSet,
  by: readonly TallyField[],
  table: Table,
  samples: number,
  read: (row: RowId) => readonly FieldValue[],
  among?: readonly Combination[],
): Generator<undefined, readonly RowTally[]> {
  const columns = by.map((wanted): Counted => {
    const name = nameOf(wanted);
    const column = table.coded.get(name);
    if (column === undefined)
      throw new Error(`${fieldOf(name).label} can not be counted by: it is no column of the index.`);
    return {column, fold: foldOf(wanted, column)};
  });
  const width = columns.length;
  const wanted =
    among &&
    (yield* amongTest(
      columns.map(({column}) => column),
      among.map(values => values.map((value, i) => (columns[i]!.fold === undefined ? value : undefined))),
    ));
  const isFailed = failureOf(table);
  const writeBytes = bytesOf(table);
  const ids = new TupleIds(columns.map(({column, fold}) => fold?.values.length ?? column.dictionary.size));
  const byId: Gathering[] = [];
  /** Of values that have no code. */
  const byText = new Map<string, Gathering>();

  const unindexed = (row: RowId): Gathering => {
    const key = read(row).map((value, i) => folded(by[i]!, value));
    const text = JSON.stringify(key.map(value => value ?? null));
    const known = byText.get(text) ?? new Gathering(key);
    byText.set(text, known);
    return known;
  };
  const gatheringAt = (codes: Uint32Array, at: number): Gathering => {
    const id = ids.idOf(codes, at);
    const known = byId[id];
    if (known !== undefined) return known;
    const begun = new Gathering(columns.map(({column, fold}, i) => valueFor(column, fold, codes[at + i]!)));
    byId.push(begun);
    return begun;
  };

  const places = new Uint16Array(SLICE_ROWS);
  const codes = new Uint32Array(SLICE_ROWS * width);
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
  const countSlice = (first: RowId, all: number): void => {
    const segment = first >>> SEGMENT_BITS;
    const base = segment << SEGMENT_BITS;
    const times = table.stageTime.segment(segment);
    const failed = isFailed(segment);
    const count = wanted === undefined ? all : keepWanted(segment, all, wanted);
    const isWhole = stageAll(segment, count, () => true);
    writeBytes(bytes, segment, places, count);
    for (let k = 0; k < count; k++) {
      const place = places[k]!;
      const row = base | place;
      const at = k * width;
      const isRead = !isWhole && codes.subarray(at, at + width).includes(UNINDEXED);
      const gathering = isRead ? unindexed(row) : gatheringAt(codes, at);
      gathering.add(row, samples);
      gathering.bytes += bytes[k]!;
      if (failed(place)) gathering.failed++;
      const time = times[place]!;
      if (time === Number.NEGATIVE_INFINITY) continue;
      if (time < gathering.from) gathering.from = time;
      if (time > gathering.to) gathering.to = time;
    }
  };
  let worked = 0;
  for (let first = 0; first < set.size; first += SLICE_ROWS) {
    const count = placesIn(set, first, places);
    if (count > 0) countSlice(first, count);
    worked += count + (SLICE_ROWS >>> 5);
    if (worked < SLICE_ROWS) continue;
    worked = 0;
    yield;
  }
  return [...byId, ...byText.values()].map(told);
}
