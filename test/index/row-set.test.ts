import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {
  countRows,
  emptySet,
  forEachRow,
  fullSet,
  GrowingSet,
  hasRow,
  intersect,
  isEmpty,
  type RowSet,
  resized,
  subtract,
  union,
} from '../../src/index/row-set.ts';

const rowsOf = (set: RowSet, from?: number, to?: number): number[] => {
  const rows: number[] = [];
  forEachRow(set, row => rows.push(row), from, to);
  return rows;
};

function setOf(size: number, rows: Iterable<number>): RowSet {
  const set = emptySet(size);
  for (const row of rows) set.words[row >>> 5]! |= 1 << (row & 31);
  return set;
}

const sized = fc.integer({min: 0, max: 150}).chain(size =>
  fc.record({
    size: fc.constant(size),
    a: fc.uniqueArray(fc.integer({min: 0, max: Math.max(0, size - 1)}), {maxLength: size}),
    b: fc.uniqueArray(fc.integer({min: 0, max: Math.max(0, size - 1)}), {maxLength: size}),
  }),
);

describe('a set of rows', () => {
  test('agrees with a Set of numbers', () => {
    fc.assert(
      fc.property(sized, ({size, a, b}) => {
        const [x, y] = [setOf(size, a), setOf(size, b)];
        const sorted = (rows: Iterable<number>) => [...rows].sort((p, q) => p - q);
        expect(rowsOf(x)).toEqual(sorted(a));
        expect(rowsOf(intersect(x, y))).toEqual(sorted(a.filter(row => b.includes(row))));
        expect(rowsOf(union(x, y))).toEqual(sorted(new Set([...a, ...b])));
        expect(rowsOf(subtract(x, y))).toEqual(sorted(a.filter(row => !b.includes(row))));
        expect(countRows(x)).toBe(a.length);
        expect(isEmpty(x)).toBe(a.length === 0);
        expect(rowsOf(subtract(fullSet(size), x)).length).toBe(size - a.length);
        expect(a.every(row => hasRow(x, row))).toBe(true);
      }),
    );
  });

  test('is walked within bounds', () => {
    fc.assert(
      fc.property(sized, fc.nat(150), fc.nat(150), ({size, a}, from, to) => {
        const end = Math.min(to, size);
        expect(rowsOf(setOf(size, a), from, end)).toEqual(
          a.filter(row => row >= from && row < end).sort((p, q) => p - q),
        );
      }),
    );
  });

  test('keeps its rows when it is resized, without those past the end', () => {
    fc.assert(
      fc.property(sized, fc.nat(150), ({size, a}, other) => {
        const set = resized(setOf(size, a), other);
        expect(set.size).toBe(other);
        expect(rowsOf(set)).toEqual(a.filter(row => row < other).sort((p, q) => p - q));
        expect(countRows(set)).toBe(a.filter(row => row < other).length);
      }),
    );
  });

  test('that is changed in place agrees with a Set, and a snapshot stays as it was', () => {
    const change = fc.record({row: fc.oneof(fc.nat(90), fc.nat(70_000)), isAdded: fc.boolean(), size: fc.nat(100)});
    fc.assert(
      fc.property(fc.array(change, {maxLength: 60, size: 'max'}), changes => {
        const set = new GrowingSet();
        const model = new Set<number>();
        const below = (size: number) => [...model].filter(row => row < size).sort((a, b) => a - b);
        for (const {row, isAdded, size} of changes) {
          const before = set.snapshot(size);
          const rows = below(size);
          if (isAdded) set.add(row);
          else set.delete(row);
          if (isAdded) model.add(row);
          else model.delete(row);
          expect(rowsOf(before)).toEqual(rows);
          expect(rowsOf(set.snapshot(size))).toEqual(below(size));
          expect(set.snapshot(size)).toBe(set.snapshot(size));
          expect([set.isEmpty, set.has(row)]).toEqual([model.size === 0, isAdded]);
        }
      }),
    );
  });

  test('grows with its table', () => {
    const set = new GrowingSet();
    for (const row of [0, 31, 32, 70_000, 200_000]) set.add(row);
    set.delete(32);
    expect(rowsOf(set.snapshot(200_001))).toEqual([0, 31, 70_000, 200_000]);
    expect(rowsOf(set.snapshot(100))).toEqual([0, 31]);
    expect([set.has(70_000), set.has(32), set.has(9_999_999)]).toEqual([true, false, false]);
  });
});
