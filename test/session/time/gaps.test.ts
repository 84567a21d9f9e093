import {expect, test} from 'vitest';
import {gapIn, gapsOf} from '../../../src/session/time/gaps.ts';
import type {InputReport} from '../../../src/source/source.ts';

const file = (from: number, to: number): InputReport => ({
  name: 'audit.log',
  kind: 'plain',
  bytes: 1,
  events: 1,
  forms: [],
  from: from * 60e6,
  to: to * 60e6,
  state: 'read',
});

test.each<
  [name: string, minutes: readonly (readonly [number, number])[], gaps: readonly (readonly [number, number])[]]
>([
  ['none', [], []],
  ['one file', [[0, 10]], []],
  [
    'files that go on',
    [
      [0, 10],
      [10.5, 20],
    ],
    [],
  ],
  [
    'a file missing between two',
    [
      [0, 10],
      [20, 30],
    ],
    [[10, 20]],
  ],
  [
    'files in any order',
    [
      [20, 30],
      [0, 10],
      [40, 50],
    ],
    [
      [10, 20],
      [30, 40],
    ],
  ],
  [
    'a gap that another node’s file covers',
    [
      [0, 10],
      [20, 30],
      [5, 25],
    ],
    [],
  ],
  [
    'a short file inside a long one',
    [
      [0, 100],
      [10, 20],
      [100.5, 110],
    ],
    [],
  ],
])('%s', (_, minutes, gaps) => {
  const inputs = minutes.map(([from, to]) => file(from, to));
  expect(gapsOf({inputs, loading: false})).toEqual(gaps.map(([from, to]) => ({from: from * 60e6, to: to * 60e6})));
});

test('while files are read nothing is called a gap', () =>
  expect(gapsOf({inputs: [file(0, 10), file(20, 30)], loading: true})).toEqual([]));

test('a bar touches a gap where they overlap, not where they meet', () => {
  const gaps = [{from: 10, to: 20}];
  expect(gapIn(gaps, 0, 10)).toBeUndefined();
  expect(gapIn(gaps, 5, 11)).toBe(gaps[0]);
  expect(gapIn(gaps, 12, 13)).toBe(gaps[0]);
  expect(gapIn(gaps, 20, 30)).toBeUndefined();
});
