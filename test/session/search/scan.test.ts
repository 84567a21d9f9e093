import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {RawLaid} from '../../../src/session/body/raw.ts';
import type {ContentLine} from '../../../src/session/detail-content.ts';
import {span} from '../../../src/session/line.ts';
import {marksOf} from '../../../src/session/search/marks.ts';
import {rangesOf} from '../../../src/session/search/ranges.ts';
import {LineScan, RawScan} from '../../../src/session/search/scan.ts';

const marks = marksOf({kind: 'text', text: 'abc'});

const line = (text: string, goesOn: boolean): ContentLine => ({
  line: [span(text)],
  ...(goesOn ? {continues: {indent: 0}} : {}),
});

const anyLines = fc
  .array(fc.tuple(fc.constantFrom('abc', 'ab', 'c', 'xx', 'abcabc'), fc.boolean()), {minLength: 1, maxLength: 40})
  .map(some => Array.from({length: 20}, () => some).flat())
  .map(some => some.map(([text, goesOn], at) => line(text, goesOn && at > 0)));

describe('matches are the same', () => {
  test('wherever lines stop for now', () => {
    fc.assert(
      fc.property(anyLines, fc.array(fc.nat(800)), (lines, stops) => {
        let known = 0;
        const scan = new LineScan(
          {
            get total() {
              return known;
            },
            get done() {
              return known === lines.length;
            },
            at: (from, count) => lines.slice(from, Math.min(from + count, known)),
          },
          marks,
          'request',
        );
        for (const stop of [...stops.toSorted((a, b) => a - b), lines.length]) {
          known = Math.max(known, Math.min(stop, lines.length));
          scan.run(Infinity);
        }
        const whole = rangesOf(lines, marks, 'request').flatMap(({starts}, at) => (starts ? at : []));
        expect(scan.done).toBe(true);
        expect(scan.found).toEqual(whole);
      }),
    );
  });

  test('in parts of a long line and in the whole of it', () => {
    const part = fc.array(fc.constantFrom('abc', 'ab', 'c', 'x', 'ABC', '\n', 'é'), {minLength: 1, maxLength: 9});
    fc.assert(
      fc.property(part, fc.integer({min: 3, max: 70}), (some, width) => {
        const text = some.join('');
        const laid = new RawLaid(text.repeat(Math.ceil(200_000 / text.length)), width);
        laid.run(Infinity);
        const scan = new RawScan(laid, marks);
        scan.run(Infinity);
        const wanted = new Set([...laid.text.matchAll(/abc/gi)].map(({index}) => laid.lineOf(index)));
        expect(scan.found.length).toBe(wanted.size);
        expect(scan.found.every(found => wanted.has(found))).toBe(true);
        expect(scan.done).toBe(true);
      }),
      {numRuns: 15},
    );
  });
});
