import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../src/audit/event.ts';
import {compileText, matches, textPrefilter} from '../../src/query/evaluate.ts';
import {exprOf} from './samples.ts';

/** As Go's encoder: HTML characters and line separators by number. */
const goJson = (value: unknown): string =>
  JSON.stringify(value).replace(/[&<>\u2028\u2029]/g, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);

describe('a line is', () => {
  const LINE = goJson({verb: 'get', userAgent: 'kube "x" & <y>', user: {username: 'system:admin'}, code: 200});
  test.each([
    ['rejected', 'delete', LINE],
    ['rejected', 'requestobject', LINE],
    ['kept', 'GET', LINE],
    ['kept', 'x" & <y', LINE],
    ['kept', 'system:masters', LINE],
    ['rejected', 'system:masters', '{"user":{"username":"system:admin"}}'],
    ['kept', 'system:admin', '{"user":{"username":"system:admin"}}'],
    ['kept', 'delete', '{"verb":"\\u0064elete"}'],
    ['kept', 'a/b', '{"uri":"a\\/b"}'],
    ['kept', 'kelvin', '{"x":"\\u212aelvin"}'],
    ['kept', 'nfoo', '{"x":"\\u000afoo"}'],
    ['kept', '1000', '{"x":1e3}'],
    ['kept', 'null', '{"x":1e400}'],
    ['kept', '"verb":"get"', '{"verb": "get"}'],
    ['rejected', '10.0.0.1', '{"sourceIPs":["10.0.0.2"],"x":1.5}'],
    ['rejected', '403', '{"responseStatus":{"code":200},"stageTimestamp":"2026-11-20T10:02:11.310000Z"}'],
  ])('%s by %s: %s', (verdict, needle, line) => {
    expect(compileText(needle).rejects(line)).toBe(verdict === 'rejected');
  });
});

const escapes = fc.constantFrom(
  '\\u0041',
  '\\u000a',
  '\\n',
  '\\u0026',
  '\\/',
  '\\"',
  '\\\\',
  '\\u212A',
  '\\ud83d\\ude00',
  '\\u2028',
  '\\u0008',
  '\\u001f',
  '\\uD800',
  '\\u00e9',
);
const plain = fc.constantFrom(
  'a',
  'B',
  'n',
  'u',
  '0',
  '26',
  ' ',
  '/',
  ':',
  ',',
  '{',
  'é',
  'İ',
  'Σ',
  'ς',
  'K',
  '-',
  '.',
  'e',
  '\u2028',
  '😀',
);
const inString = fc.array(fc.oneof(plain, plain, escapes), {maxLength: 6}).map(parts => `"${parts.join('')}"`);
const numbers = fc.constantFrom('0', '-0', '1e3', '1.50', '12345678901234567890', '1E400', '200', '-1.0e-2', '100');
const space = fc.constantFrom('', '', '', ' ', '\n');
const json: fc.Arbitrary<string> = fc.letrec<{json: string}>(tie => ({
  json: fc.oneof(
    {maxDepth: 3},
    inString,
    fc.oneof(numbers, fc.constantFrom('true', 'null')),
    fc.tuple(fc.array(tie('json'), {maxLength: 3}), space).map(([all, gap]) => `[${all.join(`,${gap}`)}]`),
    fc
      .tuple(
        fc.array(fc.tuple(fc.oneof(inString, fc.constantFrom('"2"', '"1"', '"a"', '"__proto__"')), tie('json')), {
          maxLength: 3,
        }),
        space,
      )
      .map(([all, gap]) => `{${all.map(([key, value]) => `${key}:${gap}${value}`).join(`,${gap}`)}}`),
  ),
})).json;

test('a rejected line never matches', () => {
  const needles = fc.oneof(
    fc.array(plain, {minLength: 1, maxLength: 3}).map(parts => parts.join('')),
    fc.constantFrom(
      '1000',
      'nul',
      'u00',
      'nB',
      '/a',
      '":',
      '1,',
      '0.01',
      '1.5',
      '123456789012345',
      'k',
      'i',
      'd8',
      '00',
    ),
  );
  let rejected = 0;
  fc.assert(
    fc.property(json, needles, fc.nat(40), fc.nat(8), (line, made, from, length) => {
      const event = {x: JSON.parse(line)} as unknown as AuditEvent;
      const compact = JSON.stringify(event);
      // Half of the needles are cut out of the compact text: those match, and must not be rejected.
      for (const text of [made, compact.slice(from % compact.length).slice(0, length + 1)]) {
        const rejects = compileText(text).rejects(`{"x":${line}}`);
        if (!rejects) continue;
        rejected++;
        expect({text, line, matches: matches({kind: 'text', text}, event)}).toEqual({text, line, matches: false});
      }
    }),
    {numRuns: 20_000},
  );
  expect(rejected).toBeGreaterThan(2000);
});

test.each([
  ['foo verb:get', true],
  ['verb:get', undefined],
  ['foo OR bar', true],
  ['foo OR verb:get', undefined],
  ['-foo', undefined],
  ['(foo OR bar) verb:get', true],
  ['get OR bar', false],
  ['get foo', true],
])('%s as a whole rejects {"verb":"get"}: %j', (query, rejects) => {
  expect(textPrefilter(exprOf(query))?.rejects('{"verb":"get"}')).toBe(rejects);
});
