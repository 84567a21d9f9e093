import {expect, test} from 'vitest';
import {wrapLine} from '../../src/cli/policy-wrap.ts';

test.each<[name: string, line: string, width: number | undefined, hang: number, lines: string[]]>([
  ['a pipe loses nothing', `  ${'word '.repeat(40)}`, undefined, 2, [`  ${'word '.repeat(40)}`]],
  ['what fits stays', '  one two', 9, 2, ['  one two']],
  ['later lines are deeper', '  one two three', 10, 2, ['  one two', '    three']],
  ['as much deeper as is wanted', 'one two six', 8, 4, ['one two', '    six']],
  ['a word that is longer is cut', 'abcdefghij', 5, 2, ['abcd…']],
  ['wide letters count twice', '日本 日本', 5, 0, ['日本', '日本']],
])('%s', (_name, line, width, hang, lines) => {
  expect(wrapLine(line, width, hang)).toEqual(lines);
});
