import fc from 'fast-check';
import {expect, test} from 'vitest';
import {compileGlob, compileRegex, regexOf} from '../../src/query/pattern.ts';
import {effort} from '../support/effort.ts';

test.each<[glob: string, value: string, matches: boolean]>([
  ['a*', 'ABC', true],
  ['*c', 'abc', true],
  ['a*c', 'ac', true],
  ['aa*aa', 'aaa', false],
  ['a?c', 'abc', true],
  ['?', '😀', true],
  ['??', '😀', false],
  ['*', '', true],
  ['*', 'a\nb', true],
  ['*a*b*', 'xxaxxbxx', true],
  ['*a*b*', 'xxbxxaxx', false],
  ['a.c', 'abc', false],
  ['[a]*', '[a]b', true],
  ['É*', 'été', true],
])('%s on %j: %j', (glob, value, expected) => {
  expect(compileGlob(glob)(value)).toBe(expected);
});

test('a glob is the regular expression that one would write for it', () => {
  const letters = fc.string({unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8});
  fc.assert(
    fc.property(letters, fc.string({unit: fc.constantFrom('a', 'b', 'A'), maxLength: 10}), (glob, value) => {
      const source = glob.replaceAll('*', '.*').replaceAll('?', '.');
      expect(compileGlob(glob)(value)).toBe(new RegExp(`^${source}$`, 'isu').test(value));
    }),
    {numRuns: 2000},
  );
});

test('many stars take no exponential time', () => {
  const matches = compileGlob(`${'*a'.repeat(40)}*b`);
  expect(effort(() => expect(matches('a'.repeat(5000))).toBe(false))).toBeLessThan(1000);
});

test('an expression that u forbids is taken without', () => {
  expect(compileRegex('a\\-b')).toMatchObject({flags: 'i'});
  expect(compileRegex('^.$')).toMatchObject({flags: 'iu'});
  expect(compileRegex('a(')).toEqual({reason: 'Unterminated group'});
  expect(() => regexOf('a(')).toThrow('/a(/ does not compile: Unterminated group');
});
