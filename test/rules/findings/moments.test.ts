import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Moment} from '../../../src/rules/findings/memory.ts';
import {MOMENT, MomentLists, Moments} from '../../../src/rules/findings/moments.ts';
import {fakeColumns, fakeId, fakeRows, fakeText} from '../../support/fake-columns.ts';

const codes = fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3), fc.nat(300));
const [USER, NAME] = [0, 3];

const plain = (row: readonly number[], event: number): Moment => {
  const [user, ip, ns, name] = MOMENT.map((field, i) => fakeText(field, row[i]!));
  return {user: user!, ip: ip!, ns: ns!, name: name!, time: event * 1000, id: fakeId(event)};
};

const copied = ({user, ip, ns, name, time, id}: Moment): Moment => ({user, ip, ns, name, time, id});

describe('moments', () => {
  test('are what was put in', () => {
    fc.assert(
      fc.property(fc.array(codes, {maxLength: 80}), rows => {
        const moments = new Moments(fakeColumns());
        const columns = fakeRows(rows);
        for (const row of rows.keys()) moments.push(columns, row);
        expect(moments.all().map(copied)).toEqual(rows.map(plain));
        expect(rows.map((_, place) => moments.text(place, NAME))).toEqual(rows.map(row => fakeText(MOMENT[3], row[3])));
      }),
    );
  });

  test('one can be put in the place of another', () => {
    const moments = new Moments(fakeColumns());
    const columns = fakeRows([
      [1, 1, 1, 1],
      [2, 2, 2, 2],
    ]);
    moments.push(columns, 0);
    moments.set(0, [2, 2, 2, 2], 7, 9);
    expect([moments.size, moments.time(0), moments.at(0).id]).toEqual([1, 7, fakeId(9)]);
  });
});

describe('lists of moments', () => {
  test('hold the first ones of each name, in the order in which they came', () => {
    fc.assert(
      fc.property(fc.array(codes, {maxLength: 80}), fc.integer({min: 1, max: 9}), (rows, most) => {
        const lists = new MomentLists(fakeColumns(), most);
        const columns = fakeRows(rows);
        for (const row of rows.keys()) lists.push(text => text(USER), columns, row);
        const expected = Map.groupBy(rows.map(plain), ({user}) => user);
        expect([...lists].map(([name, list]) => [name, list.map(copied)])).toEqual(
          [...expected].map(([name, list]) => [name, list.slice(0, most)]),
        );
        expect(lists.get('nobody')).toBeUndefined();
        for (const [name, list] of expected) expect(lists.get(name)).toHaveLength(Math.min(list.length, most));
      }),
    );
  });

  test('a moment of a list costs less than fifty bytes', () => {
    const lists = new MomentLists(fakeColumns(), 20_000);
    const rows = Array.from({length: 10_000}, (_, i) => [1, 1, 1, i]);
    const columns = fakeRows(rows);
    for (const row of rows.keys()) lists.push(text => text(USER), columns, row);
    expect(lists.bytes / rows.length).toBeLessThan(50);
  });
});
