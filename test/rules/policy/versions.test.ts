import {expect, test} from 'vitest';
import {minorOf} from '../../../src/rules/policy/versions.ts';

test.each<[version: string, minor: number | undefined]>([
  ['1.30', 30],
  ['v1.30.4', 30],
  ['1.30.4+k3s1', 30],
  ['v1.31.0-rc.1', 31],
  ['1', undefined],
  ['2.1', undefined],
  ['1.x', undefined],
  ['', undefined],
])('%j is minor version %s', (version, minor) => {
  expect(minorOf(version)).toBe(minor);
});
