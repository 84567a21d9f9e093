// The shell itself says whether a word arrives as it was.
import {spawnSync} from 'node:child_process';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {shellWord} from '../../src/audit/shell-word.ts';
import {runs} from '../support/runs.ts';

/** What /bin/sh makes of the words. */
function through(words: readonly string[]): readonly string[] {
  const {stdout, status} = spawnSync('/bin/sh', ['-c', `printf '%s\\0' ${words.map(shellWord).join(' ')}`]);
  expect(status).toBe(0);
  return stdout.toString().split('\0').slice(0, -1);
}

test.each([
  ['a plain word stays as it is', 'verb:delete', 'verb:delete'],
  ['nothing is still a word', '', "''"],
  ['a quote is closed and opened again', "it's", "'it'\\''s'"],
  ['a star is no glob', 'ns:prod-*', "'ns:prod-*'"],
  ['a tilde is no home', '~root', "'~root'"],
  ['a comment sign begins no comment', '#x', "'#x'"],
])('%s', (_, word, quoted) => expect(shellWord(word)).toBe(quoted));

test('whatever the words are, a shell hands them on unchanged', () => {
  const nasty = fc.constantFrom(
    "'",
    '"',
    '\\',
    '$(id)',
    '`id`',
    '!!',
    '*',
    '\n',
    '\t',
    '~',
    ';',
    '&&',
    '#',
    '字',
    '\x1b[2J',
    '-n',
  );
  const word = fc.oneof(
    fc.string({unit: 'binary'}).map(text => text.replaceAll('\0', '').toWellFormed()),
    fc
      .array(fc.oneof(nasty, fc.string({maxLength: 3})), {maxLength: 6})
      .map(parts => parts.join('').replaceAll('\0', '')),
  );
  fc.assert(
    fc.property(fc.array(word, {minLength: 1, maxLength: 40}), words => {
      expect(through(words)).toEqual(words);
    }),
    {numRuns: runs(40)},
  );
});
