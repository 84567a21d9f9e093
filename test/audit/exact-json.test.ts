import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Json} from '../../src/audit/event.ts';
import {
  compactJson,
  hasDuplicateKeys,
  isContainer,
  isExactNumber,
  parseExact,
  stringifyExact,
  stringifyGo,
} from '../../src/audit/exact-json.ts';

describe('numbers come back as they were written', () => {
  test.each([
    '9007199254740993',
    '-9223372036854775808',
    '18446744073709551615',
    '1.0',
    '1.50',
    '1e3',
    '1E+3',
    '-0',
    '-0.0',
    '0.1000000000000000055511151231257827',
    '1e400',
    '123456789012345678901234567890',
  ])('%s', source => {
    for (const text of [source, `[${source}]`, `{"a":${source},"b":[1,${source}]}`]) {
      expect(stringifyExact(parseExact(text))).toBe(text);
    }
    expect(isExactNumber(parseExact(source))).toBe(true);
  });

  test.each(['0', '-1', '1.5', '9007199254740991', '0.25', '1e+21'])('%s needs no keeping and is a number', source => {
    expect(parseExact(source)).toBe(Number(source));
  });

  test('with indent too', () => {
    expect(stringifyExact(parseExact('{"a":[12345678901234567890]}'), 2)).toBe(
      '{\n  "a": [\n    12345678901234567890\n  ]\n}',
    );
  });
});

describe('parseExact', () => {
  /** Beside a number that needs keeping, so that the slow path reads it. */
  const slow = (json: string) => (parseExact(`[12345678901234567890,${json}]`) as readonly Json[])[1];

  test('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(undefined, 1, '\t'), (json, indent) => {
        const text = JSON.stringify(JSON.parse(json), undefined, indent);
        expect(JSON.stringify(slow(text))).toBe(JSON.stringify(JSON.parse(text)));
      }),
    );
  });

  test.each<[claim: string, json: string]>([
    ['escapes and quotes in strings', String.raw`{"a\"b\\":"c\\\"}]","\u0041":"\n"}`],
    ['__proto__ as a key', '{"__proto__":{"x":1},"constructor":null}'],
    ['empty objects and arrays', '[{},[],"",[[]],{"a":{}}]'],
    ['the last of two equal keys', '{"a":1,"a":[2]}'],
  ])('reads %s as JSON.parse does', (_claim, json) => {
    expect(JSON.stringify(slow(json))).toBe(JSON.stringify(JSON.parse(json)));
  });

  test('__proto__ stays data and changes no prototype', () => {
    const value = slow('{"__proto__":{"x":1}}') as {x?: Json};
    expect(value.x).toBeUndefined();
    expect(Object.keys(value)).toEqual(['__proto__']);
  });

  test('an object of the log that looks like an exact number is none', () => {
    expect(isExactNumber(parseExact('{"rawJSON":"1.0"}'))).toBe(false);
    expect(isContainer(parseExact('{"rawJSON":"1.0"}'))).toBe(true);
    expect(isContainer(parseExact('1.0'))).toBe(false);
  });

  test.each(['', '{', '[1.0', '{"a":01}', 'NaN', '{"a":1.0}}'])('%j is a SyntaxError', text => {
    expect(() => parseExact(text)).toThrow(SyntaxError);
  });

  test('a hundred thousand levels go in and out', () => {
    const text = `${'{"a":['.repeat(100_000)}1.0${']}'.repeat(100_000)}`;
    expect(stringifyExact(parseExact(text)) === text).toBe(true);
    expect(stringifyExact(parseExact(text), 2) === text).toBe(true);
  });
});

describe('hasDuplicateKeys', () => {
  test.each<[json: string, has: boolean]>([
    ['{"a":1,"b":{"a":2}}', false],
    ['[{"a":1},{"a":1}]', false],
    ['{"a":1,"a":1}', true],
    [String.raw`{"a":1,"\u0061":1}`, true],
    ['[{"x":{"__proto__":1,"__proto__":2}}]', true],
    ['{"toString":1}', false],
    ['"a"', false],
  ])('%s: %s', (json, has) => {
    expect(hasDuplicateKeys(json)).toBe(has);
  });
});

describe('stringifyGo', () => {
  test('escapes what Go escapes and parses to the same', () => {
    const value = {'<a>': 'b&c\u2028\u2029', n: 1};
    expect(stringifyGo(value)).toBe(String.raw`{"\u003ca\u003e":"b\u0026c\u2028\u2029","n":1}`);
    expect(JSON.parse(stringifyGo(value))).toEqual(value);
  });
});

describe('compactJson', () => {
  test('removes white space between tokens only', () => {
    const json = '{\r\n\t"a b" : "c \\" : d\\\\",\n "a b": [ 1.0 , {} ]\n}\n';
    expect(compactJson(json)).toBe('{"a b":"c \\" : d\\\\","a b":[1.0,{}]}');
  });

  test('gives what JSON.stringify gives', () => {
    fc.assert(
      fc.property(fc.json(), json => {
        const value: unknown = JSON.parse(json);
        expect(compactJson(JSON.stringify(value, undefined, 3))).toBe(JSON.stringify(value));
      }),
    );
  });
});
