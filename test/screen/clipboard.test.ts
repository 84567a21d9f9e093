import {describe, expect, test} from 'vitest';
import {clipboardSequence, MOST_BYTES, whatAllows} from '../../src/screen/clipboard.ts';

const TEXT = 'alice ‹masked 1f3a9c04› 字\n';
const BASE64 = Buffer.from(TEXT).toString('base64');

/** What a multiplexer hands on to its terminal of a device control string. */
const unwrapped = (wrapped: string) =>
  [...wrapped.matchAll(/\x1bP([\s\S]*?)\x1b\\/g)].map(([, inner]) => inner!).join('');

describe('the bytes of OSC 52', () => {
  test('are the base64 of UTF-8', () => {
    expect(clipboardSequence(TEXT, {})).toBe(`\x1b]52;c;${BASE64}\x07`);
  });

  test('in tmux come plain and wrapped, each ESC doubled', () => {
    const plain = `\x1b]52;c;${BASE64}\x07`;
    expect(clipboardSequence(TEXT, {TMUX: '/tmp/tmux-0/default,1,0'})).toBe(
      `${plain}\x1bPtmux;\x1b\x1b]52;c;${BASE64}\x07\x1b\\`,
    );
    expect(whatAllows({TMUX: 'x'})).toContain('set-clipboard');
  });

  test('in screen come in pieces that it takes, which are the whole', () => {
    const long = 'x'.repeat(2000);
    const wrapped = clipboardSequence(long, {STY: '1234.pts-0'})!;
    expect(unwrapped(wrapped)).toBe(`\x1b]52;c;${Buffer.from(long).toString('base64')}\x07`);
    for (const [piece] of wrapped.matchAll(/\x1bP[\s\S]*?\x1b\\/g)) expect(piece.length).toBeLessThan(256);
  });

  test('hold nothing that a terminal could obey, whatever the text', () => {
    expect(clipboardSequence('\x1b]0;title\x07\x9c\x1b\\', {})).toMatch(/^\x1b\]52;c;[A-Za-z0-9+/=]*\x07$/);
  });

  test.each([
    ['as long as terminals take', 'x'.repeat(MOST_BYTES), true],
    ['a byte longer', 'x'.repeat(MOST_BYTES + 1), false],
    ['longer in bytes, not in letters', '字'.repeat(MOST_BYTES / 2), false],
  ])('%s', (_, text, fits) => expect(clipboardSequence(text, {}) !== undefined).toBe(fits));
});
