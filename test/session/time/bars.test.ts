import fc from 'fast-check';
import {expect, test} from 'vitest';
import {barAt, barOfCell, barSpan, edgeOf, markedBars, markedSpan} from '../../../src/session/time/bars.ts';

const histogram = {from: 100, step: 10, bars: Array.from({length: 5}, () => ({count: 1, failed: 0}))};

test.each([
  [100, 0],
  [109, 0],
  [110, 1],
  [0, 0],
  [9999, 4],
])('%i is in bar %i', (time, bar) => expect(barAt(histogram, time)).toBe(bar));

test('a mark covers its bars whole, whichever way it was made', () => {
  expect(markedBars(histogram, {at: 115, mark: 137})).toEqual([1, 3]);
  expect(markedSpan(histogram, {at: 115, mark: 137})).toEqual({from: 110, to: 140});
  expect(markedSpan(histogram, {at: 137, mark: 115})).toEqual({from: 110, to: 140});
  expect(markedSpan(histogram, {at: 115})).toEqual(barSpan(histogram, 1));
});

test('every cell belongs to the bar that is drawn there', () => {
  fc.assert(
    fc.property(fc.integer({min: 1, max: 300}), fc.integer({min: 0, max: 300}), (count, more) => {
      const width = count + more;
      for (let cell = 0; cell < width; cell++) {
        const bar = barOfCell(cell, count, width);
        expect(edgeOf(bar, count, width)).toBeLessThanOrEqual(cell);
        expect(edgeOf(bar + 1, count, width)).toBeGreaterThan(cell);
      }
    }),
    {numRuns: 50},
  );
});
