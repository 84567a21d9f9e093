// Rows in typed arrays against one object for each.
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {ROW_STAGES, type Stage} from '../../../src/audit/event.ts';
import {addSeen, nothingSeen, requestsIn, type Seen, samplesOf} from '../../../src/rules/findings/seen.ts';
import {SeenRows} from '../../../src/rules/findings/seen-rows.ts';
import {fakeColumns, fakeId} from '../../support/fake-columns.ts';

const counted = fc.record({
  row: fc.nat(40),
  stage: fc.constantFrom<Stage>(...ROW_STAGES, 'ResponseLater' as Stage),
  count: fc.integer({min: 1, max: 9}),
  from: fc.nat(1000),
  long: fc.nat(50),
  events: fc.array(fc.nat(10_000), {maxLength: 7}),
});

test('rows hold what objects would', () => {
  fc.assert(
    fc.property(fc.array(counted, {maxLength: 200}), all => {
      const rows = new SeenRows(fakeColumns());
      const plain = new Map<number, {seen: Seen; events: number[]}>();
      for (const {row, stage, count, from, long, events} of all) {
        rows.add(row, stage, count, [from, from + long], Uint32Array.from(events));
        const known = plain.get(row) ?? {seen: nothingSeen(), events: []};
        plain.set(row, known);
        addSeen(known.seen, stage, count, [from, from + long], {samples: []});
        known.events.push(...events);
      }
      for (let row = 0; row < 42; row++) expect(rows.has(row)).toBe(plain.has(row));
      for (const [row, {seen, events}] of plain) {
        const {from, to, ...rest} = rows.seen(row);
        expect([from, to, requestsIn(rest)]).toEqual([seen.from, seen.to, requestsIn(seen)]);
        expect(rows.from(row)).toBe(from);
        const kept = events.slice(0, 32).map(fakeId);
        expect(samplesOf(rest).map(({place}) => place)).toEqual(
          kept.sort((a, b) => a.time - b.time || (a.place < b.place ? -1 : 1)).map(({place}) => place),
        );
      }
    }),
  );
});

test('a row costs less than fifty bytes', () => {
  const rows = new SeenRows(fakeColumns());
  for (let row = 0; row < 10_000; row++) rows.add(row, 'ResponseComplete', 1, [row, row], Uint32Array.of(row));
  expect(rows.bytes / rows.size).toBeLessThan(50);
});
