import {expect, test} from 'vitest';
import {soak} from '../../bench/soak.ts';

test('10,000 events a second through rotation, compression and copytruncate: each once, in order, and still to be read', async () => {
  const {written, got, faults, problems, rotated, truncated, reread, chunks, blocks} = await soak(3, 10_000, 3);
  expect(faults).toEqual([]);
  expect(problems).toEqual([]);
  expect(written).toBe(30_000);
  expect(got).toBe(written);
  expect({rotated, truncated}).toEqual({rotated: 3, truncated: 1});
  expect(reread.of).toBeGreaterThan(300);
  expect(reread.right).toBe(reread.of);
  expect(chunks).toBeGreaterThan(25);
  // Five files of at most 6 MB.
  expect(blocks).toBeLessThanOrEqual(15);
});
