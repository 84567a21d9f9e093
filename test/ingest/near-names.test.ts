import {describe, expect, test} from 'vitest';
import {distance, nearNames} from '../../src/ingest/near-names.ts';

test.each<[a: string, b: string, far: number]>([
  ['', '', 0],
  ['', 'abc', 3],
  ['audit', 'audit', 0],
  ['audit', 'audi', 1],
  ['audit', 'audti', 2],
  ['kitten', 'sitting', 3],
])('from %j to %j is %i', (a, b, far) => {
  expect(distance(a, b)).toBe(far);
  expect(distance(b, a)).toBe(far);
});

describe('nearNames', () => {
  test('nearest first, at most three', () => {
    const names = ['audit.log.4', 'audit.log.1', 'audit.lo', 'other.txt', 'audit.log.2', 'adit.log'];
    expect(nearNames('audit.log', names)).toEqual(['adit.log', 'audit.lo', 'audit.log.1']);
  });

  test('nothing that is like it', () => {
    expect(nearNames('audit.log', ['kubelet.conf', 'x'])).toEqual([]);
  });
});
