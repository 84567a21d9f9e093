// Events of equal values counted together, with their bytes. Unlike groups, a list is one value.
import {type FieldName, type FieldValue, fieldOf} from '../audit/fields.ts';
import type {Micros} from '../audit/time.ts';
import type {Combination} from './among.ts';
import {type CountedColumn, countRows} from './count-rows.ts';
import type {Counts} from './counts.ts';
import type {RowId, RowSet} from './row-set.ts';
import type {CodedField, Table} from './table.ts';

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

/** Tallies made between two yields. */
const STRIDE = 4096;

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

/** The value of a code that the column has. */
export function valueAt(column: CodedField, code: number): FieldValue {
  if (code === 0) return undefined;
  if (column.kind === 'list') return column.dictionary.lists[code]!;
  const text = column.dictionary.values[code]!;
  return column.field.kind === 'number' ? Number(text) : text;
}

/** @throws Error if it is no column of the index */
export function countedColumn(table: Table, name: FieldName): CodedField {
  const column = table.coded.get(name);
  if (column === undefined)
    throw new Error(`${fieldOf(name).label} cannot be counted by: it is no column of the index.`);
  return column;
}

function told(key: readonly FieldValue[], counts: Counts, id: number): RowTally {
  const [count, failed, bytes] = [counts.rows[id]!, counts.failed[id]!, Math.round(counts.bytes[id]!)];
  const [from, to] = [counts.from[id]!, counts.to[id]!];
  const samples = counts.listOf(id);
  return from <= to ? {key, count, failed, bytes, from, to, samples} : {key, count, failed, bytes, samples};
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
  const columns = by.map(wanted => countedColumn(table, nameOf(wanted)));
  const folds = by.map((wanted, i) => foldOf(wanted, columns[i]!));
  const counted = columns.map((column, i): CountedColumn => {
    const fold = folds[i];
    return fold === undefined
      ? {column, size: column.dictionary.size}
      : {column, size: fold.values.length, fold: fold.codes};
  });
  const {ids, counts, others, otherCounts} = yield* countRows(set, counted, table, {
    samples,
    read: row => read(row).map((value, i) => folded(by[i]!, value)),
    among,
    whole: true,
  });
  const keyOf = (id: number): readonly FieldValue[] => {
    const key: FieldValue[] = [];
    for (let i = 0; i < columns.length; i++) {
      const code = ids.codeAt(id, i);
      const fold = folds[i];
      key.push(fold === undefined ? valueAt(columns[i]!, code) : fold.values[code]);
    }
    return key;
  };
  const all: RowTally[] = [];
  for (let id = 0; id < ids.size; id++) {
    if (id % STRIDE === STRIDE - 1) yield;
    all.push(told(keyOf(id), counts, id));
  }
  return [...all, ...others.map((key, id) => told(key, otherCounts, id))];
}
