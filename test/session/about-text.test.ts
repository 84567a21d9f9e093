import {expect, test} from 'vitest';
import {readText, rowsText} from '../../src/session/about-text.ts';

const LOG = {events: 2630, requests: 2110};
const BOTH = {events: 2643, requests: 2123, alerts: 13};

test.each([
  [LOG, 'latest', undefined, '2,110 requests'],
  [LOG, 'all', undefined, '2,630 events'],
  [LOG, 'latest', 1, '1 request'],
  [BOTH, 'latest', undefined, '2,123 rows'],
  [BOTH, 'all', undefined, '2,643 rows'],
  [BOTH, 'latest', 1, '1 row'],
] as const)('%o, %s, %s: %s', (about, stages, count, text) => {
  expect(rowsText(about, stages, count)).toBe(text);
});

test.each([
  [LOG, '2,630 events of 2,110 requests'],
  [BOTH, '2,630 events and 13 alerts'],
  [{events: 1, requests: 1, alerts: 1}, '0 events and 1 alert'],
])('what was read of %o: %s', (about, text) => {
  expect(readText(about)).toBe(text);
});
