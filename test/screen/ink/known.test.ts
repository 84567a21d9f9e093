import {expect, test} from 'vitest';
import {known} from '../../../src/screen/ink/known.ts';

test('a text is looked at once, and however many there are, each gets its own answer', () => {
  let calls = 0;
  const lengthOf = known((text: string) => {
    calls++;
    return text.length;
  });
  expect([lengthOf('abc'), lengthOf('abc'), lengthOf('')]).toEqual([3, 3, 0]);
  expect(calls).toBe(2);
  for (let n = 0; n < 10_000; n++) expect(lengthOf('x'.repeat(n % 5000))).toBe(n % 5000);
});
