import fc from 'fast-check';
import {expect, test} from 'vitest';
import {FollowBuffer} from '../../src/ingest/follow-buffer.ts';

const STEPS = fc.array(fc.record({read: fc.nat(700_000), given: fc.double({min: 0, max: 1, noNaN: true})}), {
  maxLength: 12,
});

test('what is read and given in any steps is the file, in order, once', () => {
  fc.assert(
    fc.property(fc.nat(1000), STEPS, (start, steps) => {
      const buffer = new FollowBuffer(start);
      let next = 0;
      let given = 0;
      for (const {read, given: share} of steps) {
        const room = buffer.room(read);
        expect(room.length).toBeLessThanOrEqual(read);
        expect(room.length).toBeGreaterThanOrEqual(Math.min(read, 128 * 1024));
        for (let i = 0; i < room.length; i++) room[i] = (next + i) % 251;
        expect(buffer.append(room.length).length).toBe(room.length);
        next += room.length;
        expect([buffer.start, buffer.end, buffer.length]).toEqual([start + given, start + next, next - given]);
        const {bytes} = buffer;
        for (const i of [0, bytes.length >> 1, bytes.length - 1]) {
          if (bytes.length > 0) expect(bytes[i]).toBe((given + i) % 251);
        }
        const count = Math.floor(bytes.length * share);
        buffer.advance(count);
        given += count;
      }
    }),
    {numRuns: 40},
  );
});

test('what was cut off is read again into its place', () => {
  const buffer = new FollowBuffer(0);
  buffer.room(4).write('abcd');
  buffer.append(4);
  buffer.cutTo(1);
  expect([buffer.bytes.toString(), buffer.end]).toEqual(['a', 1]);
  buffer.room(1).write('x');
  buffer.append(1);
  expect(buffer.bytes.toString()).toBe('ax');
});
