import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {formatMicroTime} from '../../src/audit/time.ts';
import {Table} from '../../src/index/table.ts';
import {compareByTime, lowerBoundOf, TimeOrder} from '../../src/index/time-order.ts';
import {event, TEN_PAST} from '../support/events.ts';
import {addBlock} from '../support/table.ts';

const seconds = fc.oneof(fc.nat(50), fc.constant(undefined));

describe('the order of time', () => {
  test('equals a sort by time, file and place, whatever blocks arrive in whatever order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({start: fc.nat(9), times: fc.array(seconds, {maxLength: 12})}), {maxLength: 8}),
        blocks => {
          const table = new Table();
          const compare = compareByTime(table, () => 0);
          const order = new TimeOrder(compare);
          for (const {start, times} of blocks) {
            const from = table.size;
            addBlock(
              table,
              start * 1000,
              times.map(time => {
                const {stageTimestamp: _, ...without} = event();
                return time === undefined ? without : event({stageTimestamp: formatMicroTime(TEN_PAST + time * 1e6)});
              }),
            );
            order.insert(
              from,
              Float64Array.from({length: table.size - from}, (_, i) => table.stageTime.at(from + i)),
            );
          }
          const all = Array.from({length: table.size}, (_, row) => row);
          const key = (row: number) => [table.stageTime.at(row), table.blocks[table.blockOf(row)]!.start, row] as const;
          all.sort((a, b) => {
            const [x, y] = [key(a), key(b)];
            return x[0] < y[0] ? -1 : x[0] > y[0] ? 1 : x[1] - y[1] || x[2] - y[2];
          });
          expect([...order.rows]).toEqual(all);
          for (const row of all) expect(lowerBoundOf(order.rows, row, compare)).toBe(all.indexOf(row));
        },
      ),
    );
  });
});
