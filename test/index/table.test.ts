import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {anyEvent} from '../support/events.ts';
import {tableOf} from '../support/table.ts';

describe('the blocks of a table', () => {
  test('each row is in the block with which it came, whatever blocks have no rows', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, {maxLength: 30}), fc.array(fc.nat(4), {maxLength: 8}), (events, sizes) => {
        const {table} = tableOf(events, sizes);
        const wanted = sizes.flatMap((size, block) => Array<number>(size).fill(block));
        const rows = events.map((_, row) => row);
        expect(rows.map(row => table.blockOf(row))).toEqual(rows.map(row => wanted[row] ?? sizes.length));
        for (const row of rows) {
          const [from, to] = table.rowsOfBlock(table.blockOf(row));
          expect(from <= row && row < to).toBe(true);
          expect(table.place(row).block).toBe(table.blocks[table.blockOf(row)]);
        }
      }),
    );
  });
});
