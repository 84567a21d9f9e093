import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {RequestSlots} from '../../src/index/request-slots.ts';

/** Rows of some requests; hashes of several parts, many of which meet in one slot. */
const hashOf = (request: number): number => (((request % 3) << 24) | ((request % 7) << 20) | (request % 5)) >>> 0;

const command = fc.record({
  what: fc.constantFrom('claim', 'claim', 'claim', 'delete', 'replace'),
  request: fc.nat(400),
});

describe('slots of requests', () => {
  test('agree with a Map, whatever is added, replaced and taken out', () => {
    fc.assert(
      fc.property(fc.array(command, {maxLength: 1200, size: 'max'}), commands => {
        const requestOf: number[] = [];
        const slots = new RequestSlots((a, b) => requestOf[a] === requestOf[b]);
        const model = new Map<number, number>();
        // Compared at once: an expectation takes far longer than what it is about.
        const said: (number | undefined)[] = [];
        const wanted: (number | undefined)[] = [];
        for (const {what, request} of commands) {
          const row = requestOf.push(request) - 1;
          const known = model.get(request);
          said.push(slots.latest(row, hashOf(request)));
          wanted.push(known);
          if (what === 'claim') {
            said.push(slots.claim(row, hashOf(request)));
            wanted.push(known ?? row);
            if (known === undefined) model.set(request, row);
          } else if (known !== undefined && what === 'delete') {
            slots.delete(known, hashOf(request));
            model.delete(request);
          } else if (known !== undefined) {
            slots.replace(known, hashOf(request), row);
            model.set(request, row);
          }
          said.push(slots.size);
          wanted.push(model.size);
        }
        for (const [request, row] of model) {
          said.push(slots.latest(requestOf.push(request) - 1, hashOf(request)));
          wanted.push(row);
        }
        expect(said).toEqual(wanted);
      }),
    );
  });

  test('many requests are found again, in at most three slots for each', () => {
    const count = 200_000;
    const hash = (row: number) => Math.imul(row % count, 0x9e3779b1) >>> 0;
    const slots = new RequestSlots((a, b) => a % count === b % count);
    for (let row = 0; row < count; row++) expect(slots.claim(row, hash(row))).toBe(row);
    for (let row = count; row < 2 * count; row++) {
      if (slots.claim(row, hash(row)) !== row - count) throw new Error(`row ${row} was not found`);
    }
    expect(slots.size).toBe(count);
    expect(slots.bytes).toBeLessThan(3 * 8 * count);
  });

  test('no chunk waits for all of the table to be copied', () => {
    const slots = new RequestSlots((a, b) => a === b);
    let before = 0;
    let most = 0;
    for (let row = 0; row < 400_000; row++) {
      slots.claim(row, Math.imul(row, 0x9e3779b1) >>> 0);
      if (row % 1000 !== 999) continue;
      if (row > 100_000) most = Math.max(most, (slots.bytes - before) / before);
      before = slots.bytes;
    }
    expect(most).toBeLessThan(0.05);
  });
});
