// Events of equal values counted together, with their bytes: what is asked about a million events is then asked about each
// combination of values that occurs, a few thousand times. Unlike groups, a list is one value.
import {type FieldName, type FieldValue, fieldOf} from '../audit/fields.ts';
import type {Micros} from '../audit/time.ts';
import {UNINDEXED} from './dictionary.ts';
import {failureTest} from './histogram.ts';
import {forEachRow, type RowId, type RowSet} from './row-set.ts';
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

/** Every so many-th of the rows it is shown, such that it never holds more than twice `wanted`. */
class Spread {
  readonly rows: RowId[] = [];
  readonly #wanted: number;
  #seen = 0;
  #step = 1;

  constructor(wanted: number) {
    this.#wanted = wanted;
  }

  add(row: RowId): void {
    if (this.#seen++ % this.#step !== 0) return;
    this.rows.push(row);
    if (this.rows.length < this.#wanted * 2) return;
    this.#step *= 2;
    for (let i = 0; i < this.rows.length / 2; i++) this.rows[i] = this.rows[i * 2]!;
    this.rows.length = Math.ceil(this.rows.length / 2);
  }
}

type Gathering = {
  readonly key: readonly FieldValue[];
  count: number;
  failed: number;
  bytes: number;
  from: number;
  to: number;
  samples: Spread;
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

function valueAt(column: CodedField, code: number): FieldValue {
  if (code === 0) return undefined;
  if (column.kind === 'list') return column.dictionary.lists[code]!;
  const text = column.dictionary.values[code]!;
  return column.field.kind === 'number' ? Number(text) : text;
}

/** Bytes of each row's record with its newline; events that share a record share its bytes. */
function bytesOf(table: Table): (row: RowId) => number {
  let first = -1;
  let share = 0;
  let end = -1;
  return row => {
    const {block, offset, length, item} = table.place(row);
    const next = row + 1 < table.size ? table.place(row + 1) : undefined;
    if (item === 0 && next?.item !== 1) return length + 1;
    if (row >= first && row < end) return share;
    first = row;
    while (first > 0 && table.place(first).item > 0) first--;
    end = row + 1;
    while (end < table.size) {
      const other = table.place(end);
      if (other.block !== block || other.offset !== offset) break;
      end++;
    }
    share = (length + 1) / (end - first);
    return share;
  };
}

/** Rows counted between two yields. */
const SLICE_ROWS = 4096;

/**
 * A tally for each combination that occurs, in the order in which they come. Yields where it may be paused or given up.
 * @param read the values of a row whose fields are not all indexed
 * @throws Error if a field is no column of the index
 */
export function* tallyRows(
  set: RowSet,
  by: readonly TallyField[],
  table: Table,
  samples: number,
  read: (row: RowId) => readonly FieldValue[],
): Generator<undefined, readonly RowTally[]> {
  const columns = by.map(wanted => {
    const name = nameOf(wanted);
    const column = table.coded.get(name);
    if (column === undefined)
      throw new Error(`${fieldOf(name).label} can not be counted by: it is no column of the index.`);
    return {column, fold: foldOf(wanted, column)};
  });
  const failed = failureTest(table);
  const bytes = bytesOf(table);
  const ids = new TupleIds(columns.length);
  const tuple = new Uint32Array(columns.length);
  const byId: Gathering[] = [];
  /** Of values that have no code. */
  const byText = new Map<string, Gathering>();
  const begin = (key: readonly FieldValue[]): Gathering => ({
    key,
    count: 0,
    failed: 0,
    bytes: 0,
    from: Number.POSITIVE_INFINITY,
    to: Number.NEGATIVE_INFINITY,
    samples: new Spread(samples),
  });

  const unindexed = (row: RowId): Gathering => {
    const key = read(row).map((value, i) => folded(by[i]!, value));
    const text = JSON.stringify(key.map(value => value ?? null));
    const known = byText.get(text) ?? begin(key);
    byText.set(text, known);
    return known;
  };
  const gatheringOf = (row: RowId): Gathering => {
    for (let i = 0; i < columns.length; i++) {
      const {column, fold} = columns[i]!;
      const code = column.codes.at(row);
      if (code === UNINDEXED) return unindexed(row);
      tuple[i] = fold === undefined ? code : fold.codes[code]!;
    }
    const id = ids.idOf(tuple);
    let known = byId[id];
    if (known === undefined) {
      known = begin(
        columns.map(({column, fold}, i) => (fold === undefined ? valueAt(column, tuple[i]!) : fold.values[tuple[i]!]!)),
      );
      byId.push(known);
    }
    return known;
  };
  const count = (row: RowId): void => {
    const gathering = gatheringOf(row);
    gathering.count++;
    gathering.bytes += bytes(row);
    if (failed(row)) gathering.failed++;
    gathering.samples.add(row);
    const time = table.stageTime.at(row);
    if (time === Number.NEGATIVE_INFINITY) return;
    if (time < gathering.from) gathering.from = time;
    if (time > gathering.to) gathering.to = time;
  };
  for (let from = 0; from < set.size; from += SLICE_ROWS) {
    forEachRow(set, count, from, Math.min(from + SLICE_ROWS, set.size));
    yield;
  }
  return [...byId, ...byText.values()].map(({samples: spread, from, to, ...rest}) => ({
    ...rest,
    ...(from <= to ? {from, to} : {}),
    bytes: Math.round(rest.bytes),
    samples: spread.rows,
  }));
}
