import {describe, expect, test} from 'vitest';
import {type FlagSpec, type PositionalSpec, parseArgs} from '../../src/cli/flags.ts';

const FLAGS: readonly FlagSpec[] = [
  {name: 'output', short: 'o', value: 'FORMAT', doc: ''},
  {name: 'all-stages', short: 'a', doc: ''},
  {name: 'reveal', short: 'r', doc: ''},
];
const WORDS: readonly PositionalSpec[] = [
  {name: 'EXPR', doc: 'a query', required: true, query: true},
  {name: 'PATH', doc: '', many: true},
];

const parsed = (argv: readonly string[]) => {
  const result = parseArgs(argv, FLAGS, WORDS);
  return result.ok ? [Object.fromEntries(result.args.flags), result.args.positionals] : result.message;
};

describe('arguments', () => {
  test.each<[argv: string[], flags: Record<string, string>, words: string[]]>([
    [['x', 'a.log'], {}, ['x', 'a.log']],
    [['x', '-o', 'json', 'a.log'], {output: 'json'}, ['x', 'a.log']],
    [['x', '--output=json'], {output: 'json'}, ['x']],
    [['x', '-ojson'], {output: 'json'}, ['x']],
    [['-ar', 'x'], {'all-stages': '', reveal: ''}, ['x']],
    [['-user:system:*'], {}, ['-user:system:*']],
    [['-(verb:get)', 'f'], {}, ['-(verb:get)', 'f']],
    [['-annotations["a/b"]:x'], {}, ['-annotations["a/b"]:x']],
    [['x', '--', '-weird.log'], {}, ['x', '-weird.log']],
    [['x', '-'], {}, ['x', '-']],
    [['', 'f'], {}, ['', 'f']],
    [['x', '-o', 'a', '-o', 'b'], {output: 'b'}, ['x']],
  ])('%j', (argv, flags, words) => {
    expect(parsed(argv)).toEqual([flags, words]);
  });

  test.each<[argv: string[], message: string]>([
    [[], 'EXPR is missing: a query'],
    [['x', '--ouput', 'json'], 'There is no flag --ouput; did you mean --output?'],
    [['x', '-z'], 'There is no flag -z'],
    [['x', '-o'], '--output needs a value: FORMAT.'],
    [['x', '--reveal=yes'], '--reveal takes no value.'],
  ])('%j is refused', (argv, message) => {
    expect(parsed(argv)).toBe(message);
  });
});
