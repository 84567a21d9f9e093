import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {Counts} from '../../src/index/counts.ts';

describe('counts', () => {
  test('of each number the rows, their times, and samples that are spread evenly from the first on', () => {
    const added = fc.tuple(fc.nat(20), fc.oneof(fc.nat(1000), fc.constant(Number.NEGATIVE_INFINITY)));
    fc.assert(
      fc.property(fc.array(added, {maxLength: 300}), fc.nat(4), (all, wanted) => {
        const counts = new Counts(wanted);
        const plain = new Map<number, {rows: number[]; times: number[]}>();
        for (const [row, [id, time]] of all.entries()) {
          counts.reserve(id + 1);
          counts.add(id, row, time);
          const known = plain.get(id) ?? {rows: [], times: []};
          plain.set(id, known);
          known.rows.push(row);
          if (time >= 0) known.times.push(time);
        }
        for (const [id, {rows, times}] of plain) {
          expect(counts.rows[id]).toBe(rows.length);
          expect([counts.from[id], counts.to[id]]).toEqual([Math.min(...times), Math.max(...times)]);
          let step = 1;
          // Never twice as many as are wanted.
          while (wanted > 0 && Math.ceil(rows.length / step) >= wanted * 2) step *= 2;
          const samples = wanted === 0 ? [] : rows.filter((_, i) => i % step === 0);
          expect([...counts.samplesOf(id)]).toEqual(samples);
          expect(counts.listOf(id)).toEqual(samples);
        }
      }),
    );
  });
});
