// Regular expressions mean the same to the server or are refused.
import {expect, test} from 'vitest';
import {toRe2} from '../../../src/source/clickhouse/re2.ts';

test.each([
  ['pod-\\d+', 'pod-\\d+'],
  ['^kube$', '^kube$'],
  ['a/b', 'a/b'],
  ['a\\/b\\-c', 'a\\/b\\-c'],
  ['[a-z_]+', '[a-z_]+'],
  ['[[]x', '[\\[]x'],
  ['\\u00fc\\u{1F600}\\x41', '\\x{00fc}\\x{1F600}\\x{41}'],
  ['(?:a|b){2,3}?', '(?:a|b){2,3}?'],
  ['(?<name>x)', '(?<name>x)'],
  ['\\p{Lu}', '\\p{Lu}'],
  ['\\0', '\\x{0}'],
])('/%s/ is asked as %s', (source, pattern) => {
  expect(toRe2(source)).toEqual({ok: true, pattern: `(?i-s)${pattern}`});
});

test.each([
  ['a(?=b)', 'ahead'],
  ['a(?!b)', 'ahead'],
  ['(?<=a)b', 'behind'],
  ['(?<!a)b', 'behind'],
  ['(a)\\1', 'refers back'],
  ['(?<n>a)\\k<n>', 'refers back'],
  ['[]', 'empty class'],
  ['[^]', 'empty class'],
  ['[[:alpha:]]', 'class'],
  ['\\cA', 'something else'],
])('/%s/ is refused: %s', (source, reason) => {
  expect(toRe2(source)).toMatchObject({ok: false, reason: expect.stringContaining(reason)});
});
