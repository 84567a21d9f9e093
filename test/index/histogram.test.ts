import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {formatMicroTime} from '../../src/audit/time.ts';
import {HistogramCounter, stepFor} from '../../src/index/histogram.ts';
import {fullSet, type RowSet} from '../../src/index/row-set.ts';
import {event, TEN_PAST} from '../support/events.ts';
import {done, setOf} from '../support/sets.ts';
import {tableOf} from '../support/table.ts';

describe('the histogram', () => {
  test.each<[span: number, bars: number, step: number]>([
    [3600e6, 62, 60e6],
    [60e6, 62, 1e6],
    [10e6, 100, 0.2e6],
    [0, 10, 1],
    [30 * 86_400e6, 80, 12 * 3600e6],
  ])('of %d µs in %d bars steps by %d µs', (span, bars, step) => {
    expect(stepFor(span, bars)).toBe(step);
  });

  test('counts every row within its bounds once, failures apart, in no more bars than asked for', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({at: fc.nat(1e9), code: fc.constantFrom(200, 404, 500)}), {minLength: 1, maxLength: 50}),
        fc.integer({min: 4, max: 60}),
        fc.array(fc.nat(60), {maxLength: 3}),
        (events, bars, before) => {
          const {table} = tableOf(
            events.map(e => event({stageTimestamp: formatMicroTime(TEN_PAST + e.at), responseStatus: {code: e.code}})),
          );
          const times = events.map(e => TEN_PAST + e.at);
          const counter = new HistogramCounter(table);
          const counted = (set: RowSet) => done(counter.count(set, Math.min(...times), Math.max(...times), bars));
          // Whatever was counted before changes nothing.
          for (const size of before) counted(setOf(events.length, row => row < size));
          const result = counted(fullSet(events.length));
          expect(result.bars.length).toBeLessThanOrEqual(bars);
          expect(result.bars.reduce((sum, bar) => sum + bar.count, 0)).toBe(events.length);
          expect(result.bars.reduce((sum, bar) => sum + bar.failed, 0)).toBe(events.filter(e => e.code >= 400).length);
          result.bars.forEach((bar, i) => {
            const low = result.from + i * result.step;
            expect(bar.count).toBe(times.filter(time => time >= low && time < low + result.step).length);
          });
        },
      ),
    );
  });
});
