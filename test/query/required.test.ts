// What must be in a match is in every match, whatever the expression is made of.
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../src/audit/event.ts';
import {matches} from '../../src/query/evaluate.ts';
import {compileRegex} from '../../src/query/pattern.ts';
import {compileRequired} from '../../src/query/prefilter.ts';
import {requiredTexts} from '../../src/query/required.ts';

describe('texts that a match must hold', () => {
  test.each<[source: string, texts: readonly string[] | undefined]>([
    ['secrets', ['secrets']],
    ['token.*leaked', ['leaked']],
    ['10\\.0\\.3\\.17', ['10.0.3.17']],
    ['pods?/exec', ['/exec']],
    ['abcd+e', ['abcd']],
    ['abcd{2,}e', ['abcd']],
    ['abcd{0,2}efgh', ['efgh']],
    ['(?:kube|etc)-system', ['-system']],
    ['kube-system|kube-public', ['kube-system', 'kube-public']],
    ['delete|.*', undefined],
    ['[a-z]+', undefined],
    ['ab', undefined],
    ['\\u0061bcdef', undefined],
    ['\\p{L}bcdef', undefined],
    ['^system:node$', ['system']],
    ['image: nginx:1\\.\\d+', [' nginx']],
    ['[)]abc', ['abc']],
    ['(a[)]b)cdef', ['cdef']],
  ])('of /%s/ are %j', (source, texts) => expect(requiredTexts(source)).toEqual(texts));
});

const pieces = fc.constantFrom(
  'abc',
  'get',
  'Sys',
  'kube',
  '1.0',
  '.',
  '.*',
  'x+',
  'y*',
  'z?',
  '(?:ab|cd)',
  '(sec)?',
  '[a-c]',
  '[^x]',
  '\\.',
  '\\d',
  '\\w+',
  '|',
  's{2}',
  'k{0,1}',
  '^',
  '$',
  ' ',
  '-',
  '/',
  ':',
  '"',
  '(?=get)',
  '(?!x)',
);
const sources = fc
  .array(pieces, {minLength: 1, maxLength: 5})
  .map(parts => parts.join(''))
  .filter(source => compileRegex(source) instanceof RegExp);
const texts = fc
  .array(
    fc.constantFrom(
      'abc',
      'GET',
      'sys',
      'ſys',
      'Kube',
      'kube',
      '1.0',
      '1',
      'x',
      'yy',
      'ss',
      'sec',
      'ab',
      ' ',
      '-',
      '/',
      '"',
      '&',
      '\n',
    ),
    {maxLength: 6},
  )
  .map(parts => parts.join(''));

test('a rejected line never matches', () => {
  let rejected = 0;
  fc.assert(
    fc.property(sources, texts, texts, (source, one, other) => {
      const event = {kind: 'Event', verb: one, requestObject: {data: {[other]: other}}} as unknown as AuditEvent;
      const line = JSON.stringify(event).replaceAll('&', '\\u0026');
      if (compileRequired(source)?.rejects(line) !== true) return;
      rejected++;
      expect(matches({kind: 'regex', source}, event)).toBe(false);
    }),
    {numRuns: 3000},
  );
  expect(rejected).toBeGreaterThan(50);
});
