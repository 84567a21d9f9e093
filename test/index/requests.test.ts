import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {ROW_STAGES} from '../../src/audit/event.ts';
import {finish} from '../../src/audit/steps.ts';
import {emptySet, forEachRow, fullSet, type RowSet} from '../../src/index/row-set.ts';
import {anyEvent, request, TEN_PAST} from '../support/events.ts';
import {tableOf} from '../support/table.ts';

const rowsOf = (set: RowSet): number[] => {
  const rows: number[] = [];
  forEachRow(set, row => rows.push(row));
  return rows;
};

describe('joining the events of a request', () => {
  test.each<[claim: string, order: readonly number[]]>([
    ['in the order of the stages', [0, 1, 2]],
    ['backwards', [2, 1, 0]],
    ['the last one first', [2, 0, 1]],
  ])('%s', (_, order) => {
    const events = request(['RequestReceived', 'ResponseStarted', 'ResponseComplete']);
    const {table, requests} = tableOf(order.map(i => events[i]!));
    expect(requests.count).toBe(1);
    expect(rowsOf(requests.latest(3))).toEqual([order.indexOf(2)]);
    expect(requests.rowsOf(1).map(row => table.stage(row))).toEqual([
      'RequestReceived',
      'ResponseStarted',
      'ResponseComplete',
    ]);
  });

  test('the same auditID at another time is another request', () => {
    const {requests} = tableOf([
      ...request(['ResponseComplete']),
      ...request(['ResponseComplete'], {}, TEN_PAST + 5e6),
    ]);
    expect(requests.count).toBe(2);
  });

  test('agrees with grouping by auditID and requestReceivedTimestamp, for any events in any blocks', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, {maxLength: 60}), fc.array(fc.nat(20), {maxLength: 6}), (events, sizes) => {
        const {requests} = tableOf(events, sizes);
        const groups = new Map<string, number[]>();
        events.forEach((e, row) => {
          const key = `${e.auditID} ${e.requestReceivedTimestamp}`;
          groups.set(key, [...(groups.get(key) ?? []), row]);
        });
        const isLater = (a: number, b: number) =>
          ROW_STAGES.indexOf(events[a]!.stage) - ROW_STAGES.indexOf(events[b]!.stage) ||
          (events[a]!.stageTimestamp! < events[b]!.stageTimestamp!
            ? -1
            : events[a]!.stageTimestamp! > events[b]!.stageTimestamp!
              ? 1
              : a - b);
        const sorted = [...groups.values()].map(rows => [...rows].sort(isLater));
        expect(requests.count).toBe(groups.size);
        const distinct = new Set(
          events.map(e => `${e.auditID} ${e.requestReceivedTimestamp} ${e.stage} ${e.stageTimestamp}`),
        );
        expect(requests.duplicates).toBe(events.length - distinct.size);
        expect(rowsOf(requests.latest(events.length))).toEqual(sorted.map(rows => rows.at(-1)!).sort((a, b) => a - b));
        for (const rows of sorted) for (const row of rows) expect(requests.rowsOf(row)).toEqual(rows);
        // Of any subset, the latest of each request.
        const subset = emptySet(events.length);
        for (let row = 0; row < events.length; row += 2) subset.words[row >>> 5]! |= 1 << (row & 31);
        const even = sorted.map(rows => rows.filter(row => row % 2 === 0).at(-1)).filter(row => row !== undefined);
        expect(rowsOf(finish(requests.latestOf(subset)))).toEqual(even.sort((a, b) => a - b));
        expect(rowsOf(finish(requests.latestOf(fullSet(events.length))))).toEqual(
          rowsOf(requests.latest(events.length)),
        );
      }),
    );
  });

  test('holds for more requests than the first hash table has slots', () => {
    const many = Array.from({length: 20_000}, (_, i) =>
      request(['RequestReceived', 'ResponseComplete'], {auditID: `id-${i}`}),
    ).flat();
    const {requests} = tableOf(many);
    expect(requests.count).toBe(20_000);
    expect(requests.rowsOf(39_999)).toEqual([39_998, 39_999]);
  });
});
