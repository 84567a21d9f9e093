// Counts of the values of a field over a set of rows.
import {forEachRow, type RowSet} from './row-set.ts';
import type {CodedField} from './table.ts';

export type ValueCount = {readonly value: string | undefined; readonly count: number};
export type FieldCounts = {
  readonly values: readonly ValueCount[];
  readonly distinct: number;
  /** Whether every row's value was counted: past a limit some are not indexed. */
  readonly isWhole: boolean;
};

/** Counts of each code over the rows of `set`; index is the code. */
function countCodes(set: RowSet, column: CodedField): Uint32Array {
  const counts = new Uint32Array(column.dictionary.size);
  const {codes} = column;
  forEachRow(set, row => {
    counts[codes.at(row)]!++;
  });
  return counts;
}

/** A row counts once for each element of its list. */
function countElements(counts: Uint32Array, lists: readonly (readonly string[])[]): ReadonlyMap<string, number> {
  const byElement = new Map<string, number>();
  counts.forEach((count, code) => {
    if (count === 0) return;
    for (const element of new Set(lists[code])) byElement.set(element, (byElement.get(element) ?? 0) + count);
  });
  return byElement;
}

const byCount = (a: ValueCount, b: ValueCount): number =>
  b.count - a.count || (a.value === undefined ? 1 : b.value === undefined ? -1 : a.value < b.value ? -1 : 1);

/** The `top` most frequent values, most frequent first, then by value. */
export function countValues(set: RowSet, column: CodedField, top: number): FieldCounts {
  const counts = countCodes(set, column);
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
