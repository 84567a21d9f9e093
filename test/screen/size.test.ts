// A terminal that says no size has one all the same.
import {expect, test} from 'vitest';
import {sizeOf} from '../../src/screen/size.ts';

test.each([
  [
    {columns: 120, rows: 40},
    {columns: 120, rows: 40},
  ],
  [
    {columns: 1, rows: 1},
    {columns: 1, rows: 1},
  ],
  [
    {columns: 0, rows: 0},
    {columns: 80, rows: 24},
  ],
  [
    {columns: 132, rows: 0},
    {columns: 132, rows: 24},
  ],
  [{} as {columns: number; rows: number}, {columns: 80, rows: 24}],
])('%j is %j', (said, size) => {
  expect(sizeOf(said)).toEqual(size);
});
