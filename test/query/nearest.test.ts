import {expect, test} from 'vitest';
import {editDistance, nearest} from '../../src/query/nearest.ts';

test.each([
  ['', '', 0],
  ['verb', 'VERB', 0],
  ['verb', 'vreb', 1],
  ['verb', 'ver', 1],
  ['kitten', 'sitting', 3],
])('from %j to %j there are %d edits', (a, b, edits) => {
  expect(editDistance(a, b)).toBe(edits);
  expect(editDistance(b, a)).toBe(edits);
});

test.each([
  ['vreb', 'verb'],
  ['resorce', 'resource'],
  ['resou', 'resource'],
  ['zzz', undefined],
  ['x', undefined],
  ['', undefined],
  ['v'.repeat(1000), undefined],
])('nearest to %s is %s', (word, found) => {
  expect(nearest(word, ['u', 'verb', 'resource'])).toBe(found);
});
