import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {isVisible, visible, visibleJson} from '../../src/audit/visible.ts';

// Written by hand and not from visible.ts: ranges that must never reach a terminal.
const FORBIDDEN: readonly (readonly [from: number, to: number])[] = [
  [0x00, 0x1f],
  [0x7f, 0xa0],
  [0xad, 0xad],
  [0x034f, 0x034f],
  [0x061c, 0x061c],
  [0x115f, 0x1160],
  [0x1680, 0x1680],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x2000, 0x200f],
  [0x2028, 0x202f],
  [0x205f, 0x206f],
  [0x2800, 0x2800],
  [0x3000, 0x3000],
  [0x3164, 0x3164],
  [0xd800, 0xdfff],
  [0xfdd0, 0xfdef],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffb],
  [0xfffe, 0xffff],
  [0x1fffe, 0x1ffff],
  [0xe0000, 0xe0fff],
  [0x10fffe, 0x10ffff],
];

const isForbidden = (code: number) => FORBIDDEN.some(([from, to]) => code >= from && code <= to);
const forbiddenIn = (text: string) =>
  [...text]
    .map(char => char.codePointAt(0)!)
    .filter(isForbidden)
    .map(code => code.toString(16));

/** Strings that are mostly trouble: forbidden code points, lone surrogates, and plain text between. */
const hostileText = fc
  .array(
    fc.oneof(
      fc.constantFrom(...FORBIDDEN).chain(([from, to]) => fc.integer({min: from, max: to})),
      fc.integer({min: 0, max: 0x10ffff}),
      fc.integer({min: 0x20, max: 0x7e}),
    ),
    {maxLength: 40},
  )
  .map(codes => codes.map(code => String.fromCodePoint(code)).join(''));

describe('visible', () => {
  test.each<[claim: string, text: string, seen: string]>([
    ['plain text stays', 'GET /api/v1/pods?limit=500', 'GET /api/v1/pods?limit=500'],
    ['the empty text stays', '', ''],
    ['letters of other scripts stay', 'müller 王芳 🚀', 'müller 王芳 🚀'],
    ['combining marks stay', 'e\u0301', 'e\u0301'],
    ['ESC and newline are pictures', '\x1b[2J\n', '␛[2J␊'],
    ['tab, NUL, CR and DEL are pictures', '\t\0\r\x7f', '␉␀␍␡'],
    ['C1 CSI is named', 'a\u009b31m', 'a‹U+009B›31m'],
    ['a bidi override is named', 'user\u202egpj', 'user‹U+202E›gpj'],
    ['an isolate is named', '\u2066x\u2069', '‹U+2066›x‹U+2069›'],
    ['zero-width joiners and BOM are named', 'a\u200db\ufeff', 'a‹U+200D›b‹U+FEFF›'],
    ['a soft hyphen is named', 'ad\u00admin', 'ad‹U+00AD›min'],
    ['a variation selector is named', '❤\ufe0f', '❤‹U+FE0F›'],
    ['tag characters are named', '\u{e0041}', '‹U+E0041›'],
    ['a Hangul filler is named', '\u3164', '‹U+3164›'],
    ['line and paragraph separators are named', '\u2028\u2029', '‹U+2028›‹U+2029›'],
    ['a no-break space is told from a space', 'admin\u00a0', 'admin‹U+00A0›'],
    ['lone surrogates are named', '\ud800x\udfff', '‹U+D800›x‹U+DFFF›'],
    ['noncharacters are named', '\ufffe\u{1ffff}', '‹U+FFFE›‹U+1FFFF›'],
    ['the replacement character stays', '\ufffd', '\ufffd'],
  ])('%s', (_claim, text, seen) => {
    expect(visible(text)).toBe(seen);
  });

  test('every forbidden code point of the table is replaced', () => {
    const kept: string[] = [];
    for (const [from, to] of FORBIDDEN) {
      for (let code = from; code <= to; code++) kept.push(...forbiddenIn(visible(`a${String.fromCodePoint(code)}b`)));
    }
    expect(kept).toEqual([]);
  });

  test('no output holds a forbidden code point', () => {
    fc.assert(fc.property(hostileText, text => forbiddenIn(visible(text)).length === 0));
  });

  test('twice is once', () => {
    fc.assert(fc.property(hostileText, text => visible(visible(text)) === visible(text)));
  });

  test('isVisible says whether visible changes it', () => {
    fc.assert(fc.property(hostileText, text => isVisible(text) === (visible(text) === text)));
  });
});

describe('visibleJson', () => {
  test.each<[claim: string, json: string, seen: string]>([
    ['newlines and indents of the JSON stay', '{\n\t"a": 1\n}', '{\n\t"a": 1\n}'],
    ['carriage returns of the JSON go', '{\r\n"a":\r1}', '{\n"a": 1}'],
    ['C1 becomes an escape', '"\u009b"', '"\\u009b"'],
    ['an astral character becomes a pair of escapes', '"\u{e0041}"', '"\\udb40\\udc41"'],
    ['what is escaped already stays', '"\\u001b"', '"\\u001b"'],
    ['text that can be seen stays', '"王芳"', '"王芳"'],
    ['an ESC that no JSON may hold is still not written', '\x1b[2J', '\\u001b[2J'],
  ])('%s', (_claim, json, seen) => {
    expect(visibleJson(json)).toBe(seen);
  });

  test.each([undefined, 2, '\t'])('with indent %j it is JSON of the same value, and safe', indent => {
    const value = fc.dictionary(hostileText, fc.oneof(hostileText, fc.array(hostileText)));
    fc.assert(
      fc.property(value, data => {
        const json = JSON.stringify(data, undefined, indent);
        const safe = visibleJson(json);
        expect(JSON.parse(safe)).toEqual(JSON.parse(json));
        expect(forbiddenIn(safe.replace(/[\n\t]/g, ''))).toEqual([]);
        expect(visibleJson(safe)).toBe(safe);
      }),
    );
  });
});
