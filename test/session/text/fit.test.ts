import fc from 'fast-check';
import truncatedWidth from 'fast-string-truncated-width';
import {describe, expect, test} from 'vitest';
import {visible} from '../../../src/audit/visible.ts';
import {type Line, STYLES, span} from '../../../src/session/line.ts';
import {
  clip,
  fitLine,
  fitMiddle,
  fit as fitted,
  graphemes,
  lineText,
  lineWidth,
  slice,
  sliceLine,
  widthOf,
  wrapLine,
} from '../../../src/session/text/fit.ts';
import {effort} from '../../support/effort.ts';

/** What the terminal library says, without our fast path. */
const cells = (text: string) => truncatedWidth(text).width;

const WIDE = '日本語のポッド';

const anyText = fc
  .array(
    fc.oneof(
      fc.string({unit: 'grapheme', maxLength: 12}),
      fc.string({unit: 'binary', maxLength: 6}),
      fc.constantFrom(
        WIDE,
        '👩‍👩‍👧',
        '🇩🇪',
        'é',
        '…',
        '‹masked 1234›',
        '𠀀𠀁',
        '한국어',
        'ก็',
        ' ',
        '│',
        '👍🏽',
        'e\u0301\u0301',
      ),
      fc.stringMatching(/^[ -~]{0,20}$/),
    ),
    {maxLength: 5},
  )
  .map(parts => visible(parts.join('')));

const anyLine: fc.Arbitrary<Line> = fc.array(fc.record({text: anyText, style: fc.constantFrom(...STYLES)}), {
  maxLength: 5,
});

const width = fc.nat({max: 40});

describe('widthOf', () => {
  test.each([
    ['', 0],
    ['pods', 4],
    ['…', 1],
    ['日本', 4],
    ['e\u0301', 1],
    ['👍', 2],
    ['␛[31m', 5],
    ['Ω', 1],
    ['𠀀', 2],
  ])('%j takes %i cells', (text, expected) => {
    expect(widthOf(text)).toBe(expected);
  });

  test('the fast path agrees with the library', () => {
    fc.assert(fc.property(anyText, text => widthOf(text) === cells(text)));
  });

  test('every character of the fast path is one cell', () => {
    for (let code = 0x20; code < 0x2600; code++) {
      const text = String.fromCharCode(code);
      if (visible(text) === text) expect([code.toString(16), widthOf(text)]).toEqual([code.toString(16), cells(text)]);
    }
  });
});

test('every wide character of the fast path is two cells', () => {
  for (let code = 0x3000; code < 0x10000; code++) {
    const text = String.fromCharCode(code).repeat(3);
    if (visible(text) === text) expect([code.toString(16), cells(fitted(text, 4))]).toEqual([code.toString(16), 4]);
  }
});

describe('fit', () => {
  test.each<[text: string, width: number, align: 'left' | 'right', expected: string]>([
    ['pods', 6, 'left', 'pods  '],
    ['pods', 6, 'right', '  pods'],
    ['pods', 4, 'left', 'pods'],
    ['deployments', 6, 'left', 'deplo…'],
    ['deployments', 6, 'right', 'deplo…'],
    ['deployments', 1, 'left', '…'],
    ['deployments', 0, 'left', ''],
    ['日本語', 6, 'left', '日本語'],
    ['日本語', 5, 'left', '日本…'],
    ['日本語', 4, 'left', '日… '],
    ['日本語', 4, 'right', ' 日…'],
    ['日', 1, 'left', '…'],
    ['abe\u0301', 3, 'left', 'abe\u0301'],
    ['abe\u0301d', 3, 'left', 'ab…'],
  ])('%j in %i cells, %s, is %j', (text, cellsWanted, align, expected) => {
    expect(fitted(text, cellsWanted, align)).toBe(expected);
  });

  test('always takes exactly the width', () => {
    fc.assert(
      fc.property(anyText, width, (text, w) => cells(fitted(text, w)) === w && cells(fitted(text, w, 'right')) === w),
    );
  });

  test('keeps whole characters from the start', () => {
    fc.assert(
      fc.property(anyText, width, (text, w) => {
        const kept = fitted(text, w).trimEnd();
        const start = kept.endsWith('…') && !text.startsWith(kept) ? kept.slice(0, -1) : kept;
        const parts = graphemes(text);
        let prefix = '';
        const prefixes = new Set([prefix, ...parts.map(part => (prefix += part))].map(each => each.trimEnd()));
        return prefixes.has(start.trimEnd());
      }),
    );
  });

  test('does not measure a megabyte to show a line of it', () => {
    const text = '日'.repeat(1_000_000);
    const often = () => {
      for (let i = 0; i < 100; i++) fitted(text, 80);
    };
    expect(effort(often)).toBeLessThan(2000);
  });

  test('clip does not pad', () => {
    expect([clip('pods', 9), clip('pods', 3), clip('pods', 0)]).toEqual(['pods', 'po…', '']);
  });
});

describe('fitMiddle', () => {
  test.each([
    ['coredns-7db6d8ff4d-x2x8p', 12, 'coredn…x2x8p'],
    ['pods', 6, 'pods  '],
    ['abcdef', 3, 'a…f'],
    ['abcdef', 2, 'a…'],
    ['abcdef', 1, '…'],
    ['日本語日本語', 7, '日本…語'],
  ])('%j in %i cells is %j', (text, w, expected) => {
    expect(fitMiddle(text, w)).toBe(expected);
  });

  test('always takes exactly the width', () => {
    fc.assert(fc.property(anyText, width, (text, w) => cells(fitMiddle(text, w)) === w));
  });
});

describe('slice', () => {
  test.each([
    ['abcdef', 2, 3, 'cde'],
    ['abc', 2, 3, 'c  '],
    ['abc', 5, 2, '  '],
    ['日本語', 1, 3, ' 本'],
    ['日本語', 0, 3, '日 '],
  ])('%j from cell %i, %i cells, is %j', (text, from, w, expected) => {
    expect(slice(text, from, w)).toBe(expected);
  });

  test('always takes exactly the width', () => {
    fc.assert(fc.property(anyText, width, width, (text, from, w) => cells(slice(text, from, w)) === w));
  });
});

describe('fitLine', () => {
  const line: Line = [span('key', 'key'), span(': ', 'punct'), span('value', 'string')];

  test.each<[number, Line]>([
    [12, [...line, span('  ')]],
    [10, line],
    [9, [line[0]!, line[1]!, span('val…', 'string')]],
    [5, [line[0]!, span(':…', 'punct')]],
    [3, [span('ke…', 'key')]],
    [0, []],
  ])('in %i cells keeps the styles', (w, expected) => {
    expect(fitLine(line, w)).toEqual(expected);
  });

  test('always takes exactly the width', () => {
    fc.assert(fc.property(anyLine, width, (any, w) => lineWidth(fitLine(any, w)) === w));
  });

  test('scrolled sideways it takes exactly the width', () => {
    fc.assert(fc.property(anyLine, width, width, (any, from, w) => lineWidth(sliceLine(any, from, w)) === w));
    expect(sliceLine(line, 2, 5)).toEqual([span('y', 'key'), span(': ', 'punct'), span('va', 'string')]);
  });
});

describe('wrapLine', () => {
  test.each<[name: string, width: number, indent: number, expected: string[]]>([
    ['short enough', 10, 0, ['key: value']],
    ['cut where it is full', 4, 0, ['key:', ' val', 'ue']],
    ['continuations indented', 6, 2, ['key: v', '  alue']],
    ['an indent of at most half the width', 4, 9, ['key:', '   v', '  al', '  ue']],
  ])('%s', (_, w, indent, expected) => {
    expect(wrapLine([span('key', 'key'), span(': value')], w, indent).map(lineText)).toEqual(expected);
  });

  test('an empty line stays one line', () => {
    expect(wrapLine([], 5, 2)).toEqual([[]]);
    expect(wrapLine([span('')], 5, 2).map(lineText)).toEqual(['']);
  });

  test('styles go on in the next line', () => {
    expect(wrapLine([span('ab', 'key'), span('cd', 'string')], 3)).toEqual([
      [span('ab', 'key'), span('c', 'string')],
      [span('d', 'string')],
    ]);
  });

  test('no line is too wide, and nothing is lost', () => {
    fc.assert(
      fc.property(anyLine, fc.integer({min: 2, max: 30}), (line, w) => {
        const lines = wrapLine(line, w);
        expect(lines.every(each => lineWidth(each) <= w)).toBe(true);
        expect(lines.map(lineText).join('')).toBe(lineText(line));
      }),
    );
  });

  test('one cell is enough to get on', () => {
    expect(wrapLine([span('a日b')], 1).map(lineText)).toEqual(['a', '…', 'b']);
  });
});
