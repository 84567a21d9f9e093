// Rows grouped by the values of some fields, with counts, failures and latencies: what `top` shows.
import {type FieldName, fieldOf} from '../audit/fields.ts';
import {UNINDEXED} from './dictionary.ts';
import {failureTest} from './histogram.ts';
import {forEachRow, type RowId, type RowSet} from './row-set.ts';
import type {CodedField, Table} from './table.ts';

/** Stands for all values that got no code of their own; never equal to a value, whatever a client chose. */
export const OTHER_VALUES = {other: true} as const;

/** `undefined` is absent. */
export type GroupValue = string | typeof OTHER_VALUES | undefined;

export type Group = {
  /** A value for each field asked for, in that order. */
  readonly key: readonly GroupValue[];
  readonly count: number;
  readonly failed: number;
  /** Microseconds, by nearest rank, of the rows that have a latency; `undefined` if none has. */
  readonly p50: number | undefined;
  readonly p90: number | undefined;
  readonly p99: number | undefined;
};

type Gathering = {
  readonly key: readonly GroupValue[];
  count: number;
  failed: number;
  readonly took: number[];
};

/** The smallest value that at least `share` of the sorted values do not exceed. */
function nearestRank(sorted: Float64Array, share: number): number | undefined {
  return sorted.length === 0 ? undefined : sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

function valuesOf(column: CodedField, code: number): readonly GroupValue[] {
  if (code === 0) return [undefined];
  if (code === UNINDEXED) return [OTHER_VALUES];
  return column.kind === 'list' ? [...new Set(column.dictionary.lists[code]!)] : [column.dictionary.values[code]!];
}

/** Every combination of one element of each list. */
const combinations = (lists: readonly (readonly GroupValue[])[]): readonly (readonly GroupValue[])[] =>
  lists.reduce<GroupValue[][]>((done, list) => done.flatMap(key => list.map(value => [...key, value])), [[]]);

function finished({key, count, failed, took}: Gathering): Group {
  const sorted = Float64Array.from(took).sort();
  return {
    key,
    count,
    failed,
    p50: nearestRank(sorted, 0.5),
    p90: nearestRank(sorted, 0.9),
    p99: nearestRank(sorted, 0.99),
  };
}

/** Values by their spelling, then the other ones, then absent. */
const rankOf = (value: GroupValue): number => (value === undefined ? 2 : typeof value === 'string' ? 0 : 1);

const compareKeys = (a: Group, b: Group): number => {
  for (const [i, x] of a.key.entries()) {
    const y = b.key[i];
    if (x !== y) return rankOf(x) - rankOf(y) || (x! < y! ? -1 : 1);
  }
  return 0;
};

/** Most frequent first, then by key. A row with a list among its fields counts in the group of each element. */
export function groupRows(set: RowSet, by: readonly FieldName[], table: Table): readonly Group[] {
  const columns = by.map(name => {
    const column = table.coded.get(name);
    if (column === undefined)
      throw new Error(`${fieldOf(name).label} cannot be grouped by: it is no column of the index.`);
    return column;
  });
  const failed = failureTest(table);
  const byKey = new Map<string, Gathering>();
  const byCodes = new Map<string, readonly Gathering[]>();
  const groupsOf = (row: RowId): readonly Gathering[] => {
    const codes = columns.map(column => column.codes.at(row));
    const codesKey = codes.join(' ');
    const known = byCodes.get(codesKey);
    if (known !== undefined) return known;
    const groups = combinations(columns.map((column, i) => valuesOf(column, codes[i]!))).map(key => {
      const text = JSON.stringify(key.map(value => value ?? null));
      const group = byKey.get(text) ?? {key, count: 0, failed: 0, took: []};
      byKey.set(text, group);
      return group;
    });
    byCodes.set(codesKey, groups);
    return groups;
  };
  forEachRow(set, row => {
    const took = table.took(row);
    for (const group of groupsOf(row)) {
      group.count++;
      if (failed(row)) group.failed++;
      if (took !== undefined) group.took.push(took);
    }
  });
  return [...byKey.values()].map(finished).sort((a, b) => b.count - a.count || compareKeys(a, b));
}
