import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {isScalar, parseDocument, type Scalar, stringify} from 'yaml';
import {insideOf, locator} from '../../../src/rules/policy/position.ts';

describe('locator', () => {
  test.each<[claim: string, text: string, at: number, place: string]>([
    ['the start', 'ab\ncd', 0, '1:1'],
    ['a later line', 'ab\ncd', 4, '2:2'],
    ['CRLF counts as one end', 'ab\r\ncd', 4, '2:1'],
    ['the byte order mark has no column', '\ufeffab', 1, '1:1'],
    ['the end', 'ab\n', 3, '2:1'],
    ['past the end', 'ab', 9, '1:3'],
  ])('%s', (_claim, text, at, place) => {
    const {line, column} = locator(text)(at, at);
    expect(`${line}:${column}`).toBe(place);
  });

  test('a token ends with its line', () => {
    expect(locator('ab\r\ncd')(1, 6).length).toBe(1);
  });
});

const anyLine = fc
  .stringMatching(/^[a-z:#'" -]{0,12}$/)
  .filter(line => line === line.trim() && line !== '---' && line !== '...');
const anyText = fc.array(anyLine, {minLength: 1, maxLength: 6}).map(lines => `x: ${lines.join('\n')}\n`);

describe('insideOf', () => {
  test.each([
    ['BLOCK_LITERAL', '\n'],
    ['BLOCK_LITERAL', '\r\n'],
    ['QUOTE_DOUBLE', '\n'],
    ['QUOTE_SINGLE', '\n'],
  ] as const)('leads each character of a %s scalar to the same one in the file (%j)', (type, newline) => {
    fc.assert(
      fc.property(anyText, fc.constantFrom(2, 4), (inner, indent) => {
        const value = type === 'QUOTE_SINGLE' ? inner.replaceAll('\n', ' ') : inner;
        const text =
          type === 'QUOTE_DOUBLE'
            ? `a:\n  b: ${JSON.stringify(value)}\n`
            : stringify({a: {b: value}}, {indent, defaultStringType: type, defaultKeyType: 'PLAIN', lineWidth: 0});
        const file = text.replaceAll('\n', newline);
        const scalar = parseDocument(file, {version: '1.1'}).getIn(['a', 'b'], true) as Scalar<string>;
        fc.pre(isScalar(scalar) && scalar.type === type && scalar.value === value);
        const map = insideOf(file, scalar);
        const wrong = [...value].flatMap((char, i) => {
          const outer = file[map(i)];
          const isSame =
            outer === char || (char === '\n' && /[\n\r\\]/.test(outer ?? '')) || (char === '"' && outer === '\\');
          return isSame || (char === '\n' && i === value.length - 1) ? [] : [`${i}: ${char} is ${outer}`];
        });
        expect(wrong).toEqual([]);
      }),
      {numRuns: 100},
    );
  });

  test('where lines are folded, all stands at the start', () => {
    const file = 'a: >\n  one\n  two\n';
    const scalar = parseDocument(file).get('a', true) as unknown as Scalar<string>;
    const map = insideOf(file, scalar);
    expect([map(0), map(5)]).toEqual([3, 3]);
  });
});
