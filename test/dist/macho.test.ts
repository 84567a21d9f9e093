// What a Mac would say of an executable, as far as the file tells it.
import {createHash} from 'node:crypto';
import {existsSync, readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {isSigned, machoOf} from '../../scripts/package/macho.ts';

const PAGE_BITS = 12;
const CODE_BYTES = 10_000;

/** Numbers of 32 bits, one after the other. */
function words(into: Buffer, at: number, numbers: readonly number[], order: 'LE' | 'BE'): void {
  for (const [i, number] of numbers.entries()) into[`writeUInt32${order}`](number, at + 4 * i);
}

/** A file of CODE_BYTES for macOS 13.2, and a signature of it. `flags` as <kern/cs_blobs.h> has them. */
function executable(flags: number): Buffer {
  const pages = Math.ceil(CODE_BYTES / 2 ** PAGE_BITS);
  const code = Buffer.alloc(CODE_BYTES, 'code');
  code.writeUInt32LE(0xfeedfacf, 0);
  code.writeUInt32LE(2, 16);
  words(code, 32, [0x32, 24, 1, (13 << 16) | (2 << 8), 0, 0], 'LE');
  words(code, 56, [0x1d, 16, CODE_BYTES, 0], 'LE');
  const directory = Buffer.alloc(44 + 32 * pages);
  words(directory, 0, [0xfade0c02, directory.length, 0x20400, flags, 44, 0, 0, pages, CODE_BYTES], 'BE');
  directory.set([32, 2, 0, PAGE_BITS], 36);
  for (let page = 0; page < pages; page++) {
    const bytes = code.subarray(page << PAGE_BITS, (page + 1) << PAGE_BITS);
    createHash('sha256')
      .update(bytes)
      .digest()
      .copy(directory, 44 + 32 * page);
  }
  const around = Buffer.alloc(20);
  words(around, 0, [0xfade0cc0, 20 + directory.length, 1, 0, 20], 'BE');
  return Buffer.concat([code, around, directory]);
}

describe('a signature', () => {
  test('of no one counts', () => {
    const {oldest, signature} = machoOf(executable(0x20002));
    expect(oldest).toBe('13.2');
    expect(signature).toEqual({isAdHoc: true, pages: 3, wrong: 0});
    expect(isSigned(signature)).toBe(true);
  });

  test('of somebody is told apart', () => {
    expect(machoOf(executable(0x10000)).signature?.isAdHoc).toBe(false);
  });

  test('of a file that was changed since does not count', () => {
    const changed = executable(0x20002);
    changed[5000]! ^= 1;
    expect(machoOf(changed).signature).toMatchObject({pages: 3, wrong: 1});
    expect(isSigned(machoOf(changed).signature)).toBe(false);
  });

  test('that is not there does not count', () => {
    const without = executable(0x20002);
    without.writeUInt32LE(1, 16);
    expect(machoOf(without)).toEqual({oldest: '13.2', signature: undefined});
    expect(isSigned(undefined)).toBe(false);
  });
});

test.each([
  ['nothing', Buffer.alloc(0)],
  ['an executable of Linux', Buffer.from('\x7fELF'.padEnd(64))],
])('%s is told apart', (_, file) => {
  expect(() => machoOf(file)).toThrow('This is no executable of macOS for 64 bits.');
});

const MADE = 'release/audit-tui-macos-arm64';
test.runIf(existsSync(MADE))('the one of release/ is signed ad hoc, for macOS 13', () => {
  const {oldest, signature} = machoOf(readFileSync(MADE));
  expect(oldest).toBe('13.0');
  expect(signature?.isAdHoc).toBe(true);
  expect(isSigned(signature)).toBe(true);
});
