import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {finish} from '../../src/audit/steps.ts';
import {inTimeOrder} from '../../src/index/listing.ts';
import {pageNear} from '../../src/index/near-page.ts';
import {countRows, emptySet, type RowSet} from '../../src/index/row-set.ts';

/** An order of some rows, of which the set holds some; later rows may be in the order and not in the set. */
const ordered = fc.record({size: fc.nat(80), more: fc.nat(5)}).chain(({size, more}) =>
  fc.record({
    byTime: fc.shuffledSubarray(
      Array.from({length: size + more}, (_, row) => row),
      {minLength: size + more},
    ),
    rows: fc.subarray(Array.from({length: size}, (_, row) => row)),
    size: fc.constant(size),
    place: fc.nat(size + more),
    back: fc.boolean(),
    limit: fc.nat(12),
  }),
);

function setOf(rows: readonly number[], size: number): RowSet {
  const set = emptySet(size);
  for (const row of rows) set.words[row >>> 5]! |= 1 << (row & 31);
  return set;
}

describe('a page near a place', () => {
  test('is what stands there in the list of all rows, or nothing if that is too far away', () => {
    fc.assert(
      fc.property(ordered, fc.constantFrom(3, 20, 1000), ({byTime, rows, size, place, back, limit}, near) => {
        const order = Uint32Array.from(byTime);
        const set = setOf(rows, size);
        const listing = finish(inTimeOrder(set, order, countRows(set)));
        const index = byTime.slice(0, place).filter(row => rows.includes(row)).length;
        const from = back ? Math.max(0, index - limit) : index;
        const page = pageNear(set, rows.length, order, {place, back, limit}, near);
        if (page === undefined) expect(byTime.length).toBeGreaterThan(near);
        else expect(page).toEqual({rows: [...listing.subarray(from, back ? index : index + limit)], index: from});
      }),
    );
  });

  test('costs no more than the rows between it and the nearer end', () => {
    const order = Uint32Array.from({length: 1000}, (_, row) => row);
    const set = setOf([...order], 1000);
    expect(pageNear(set, 1000, order, {place: 1000, back: true, limit: 3}, 3)).toEqual({
      rows: [997, 998, 999],
      index: 997,
    });
    expect(pageNear(set, 1000, order, {place: 998, back: false, limit: 3}, 3)).toEqual({rows: [998, 999], index: 998});
    expect(pageNear(set, 1000, order, {place: 500, back: false, limit: 3}, 3)).toBeUndefined();
  });
});
