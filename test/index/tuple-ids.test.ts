import fc from 'fast-check';
import {expect, test} from 'vitest';
import {TupleIds} from '../../src/index/tuple-ids.ts';

test('equal tuples have one number, counted from 0 in the order in which they come', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(3), fc.nat(3), fc.nat({max: 99})), {maxLength: 300}),
      fc.constantFrom(100, 2 ** 32),
      (tuples, size) => {
        // By slots of their own, and by hash.
        const ids = new TupleIds([4, 4, size]);
        const known = new Map<string, number>();
        for (const tuple of tuples) {
          const found = ids.find(Uint32Array.from(tuple));
          expect(found).toBe(known.get(tuple.join(' ')));
          const id = ids.idOf(Uint32Array.from([7, ...tuple]), 1);
          const key = tuple.join(' ');
          expect(id).toBe(known.get(key) ?? known.size);
          known.set(key, id);
        }
      },
    ),
  );
});

test('they keep their numbers as the table grows', () => {
  const ids = new TupleIds([2 ** 20, 2 ** 20]);
  const tuple = (i: number) => Uint32Array.of(i % 70, Math.floor(i / 70));
  const first = Array.from({length: 4900}, (_, i) => ids.idOf(tuple(i)));
  expect(first).toEqual(Array.from({length: 4900}, (_, i) => i));
  expect(Array.from({length: 4900}, (_, i) => ids.idOf(tuple(i)))).toEqual(first);
});
