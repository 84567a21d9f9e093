import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {FieldName} from '../../src/audit/fields.ts';
import {finish} from '../../src/audit/steps.ts';
import {fewInTimeOrder, inTimeOrder, type Order, sortedBy, sortedByKey} from '../../src/index/listing.ts';
import {fullSet} from '../../src/index/row-set.ts';
import {compareByTime} from '../../src/index/time-order.ts';
import {atOnce} from '../../src/source/views.ts';
import {anyEvent} from '../support/events.ts';
import {tableOf} from '../support/table.ts';

describe('sorting', () => {
  test('by keys of any size equals a stable sort', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.nat(5), fc.nat(70_000), fc.maxSafeNat()), {maxLength: 100}), keys => {
        const rows = Uint32Array.from(keys, (_, i) => i);
        expect([...finish(sortedByKey(rows, row => keys[row]!))]).toEqual(
          [...rows].sort((a, b) => keys[a]! - keys[b]!),
        );
      }),
    );
  });

  test.each<FieldName>([
    'verb',
    'user.username',
    'responseStatus.code',
    'took',
    'requestReceivedTimestamp',
    'objectRef.name',
  ])('by %s puts absent values last either way and keeps equal ones in time order', field => {
    fc.assert(
      fc.property(fc.array(anyEvent, {maxLength: 40}), fc.boolean(), (events, descending) => {
        const {table} = tableOf(events);
        const rows = Uint32Array.from(events, (_, row) => row);
        const value = (row: number) => table.value(row, field) as string | number | undefined;
        const expected = [...rows].sort((a, b) => {
          const [x, y] = [value(a), value(b)];
          if (x === y) return a - b;
          if (x === undefined || y === undefined) return x === undefined ? 1 : -1;
          return (x < y ? -1 : 1) * (descending ? -1 : 1);
        });
        expect([...finish(sortedBy(rows, {field, descending}, table))]).toEqual(expected);
      }),
    );
  });

  test.each<[claim: string, order: Order]>([
    ['by a field', {field: 'verb', descending: false}],
    ['from the newest to the oldest', {field: 'stageTimestamp', descending: true}],
  ])('many rows %s give others their turn meanwhile', (_, order) => {
    const {table} = tableOf([anyOne]);
    const work = sortedBy(new Uint32Array(300_000), order, table);
    let pauses = 0;
    for (let step = work.next(); step.done !== true; step = work.next()) pauses++;
    expect(pauses).toBeGreaterThan(1);
  });

  test('time goes both ways', () => {
    const {table} = tableOf([anyOne]);
    const rows = Uint32Array.of(7, 5, 9);
    expect([...finish(sortedBy(rows, {field: 'stageTimestamp', descending: true}, table))]).toEqual([9, 5, 7]);
    expect([...finish(sortedBy(rows, {field: 'stageTimestamp', descending: false}, table))]).toEqual([7, 5, 9]);
  });

  test('stages sort in the order in which they happen', () => {
    const {table} = tableOf(
      [{stage: 'ResponseComplete'}, {stage: 'RequestReceived'}, {stage: 'Panic'}].map(
        c => ({...anyOne, ...c}) as never,
      ),
    );
    expect([...finish(sortedBy(Uint32Array.of(0, 1, 2), {field: 'stage', descending: false}, table))]).toEqual([
      1, 0, 2,
    ]);
  });
});

const anyOne = fc.sample(anyEvent, {numRuns: 1, seed: 1})[0]!;

test('few rows have the order that they have among all', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, {maxLength: 60}), fc.nat({max: 0xffffffff}), (events, mask) => {
      const {table} = tableOf(events);
      const compare = compareByTime(table, () => 0);
      const all = Uint32Array.from(events, (_, row) => row).sort(compare);
      const {size, words} = fullSet(events.length);
      const few = {size, words: words.map(word => word & mask)};
      expect(fewInTimeOrder(few, compare)).toEqual(atOnce(inTimeOrder(few, all, all.length)));
    }),
  );
});
