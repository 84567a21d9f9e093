// What an executable needs is read from it, not believed.
import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {glibcOf, isNewer, needsOf} from '../../scripts/package/elf.ts';

const isLinux = process.platform === 'linux';

describe('versions', () => {
  test.each([
    ['2.28', '2.4', true],
    ['2.4', '2.28', false],
    ['2.28', '2.28', false],
    ['2.2.5', '2.2', true],
  ])('%s is newer than %s: %s', (a, b, is) => {
    expect(isNewer(a, b)).toBe(is);
  });

  test('of glibc the newest counts, and nothing else', () => {
    expect(glibcOf({libraries: [], versions: ['GLIBC_2.4', 'GLIBC_2.17', 'GLIBCXX_3.4.21', 'GLIBC_PRIVATE']})).toBe(
      '2.17',
    );
    expect(glibcOf({libraries: [], versions: ['GCC_3.0']})).toBeUndefined();
  });
});

describe.runIf(isLinux)('of this runtime', () => {
  const needs = needsOf(readFileSync(process.execPath));

  test('the libraries', () => {
    expect(needs.libraries).toContain('libc.so.6');
  });

  test('the versions of their symbols', () => {
    expect(glibcOf(needs)).toMatch(/^2\.\d+$/);
    expect(needs.versions.some(version => version.startsWith('GLIBCXX_'))).toBe(true);
  });
});

test.each([
  ['a script', Buffer.from('#!/bin/sh\n'.padEnd(100))],
  ['nothing', Buffer.alloc(0)],
  ['an executable for 32 bits', Buffer.concat([Buffer.from([0x7f, 0x45, 0x4c, 0x46, 1, 1]), Buffer.alloc(100)])],
])('%s is told apart', (_, file) => {
  expect(() => needsOf(file)).toThrow('This is no executable of Linux for 64 bits.');
});
