import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {type Line, span} from '../../src/session/line.ts';
import {lineText, lineWidth} from '../../src/session/text/fit.ts';
import {wrapWordsLine} from '../../src/session/words.ts';

const line: fc.Arbitrary<Line> = fc
  .array(fc.tuple(fc.stringMatching(/^[a-z字 ]{0,30}$/), fc.constantFrom('plain', 'dim', 'title')), {maxLength: 8})
  .map(parts => parts.map(([text, style]) => span(text, style)));

const words = (text: string) => text.split(/ +/).filter(word => word !== '');

describe('lines broken at words', () => {
  test('fit, and lose and add nothing but blanks', () => {
    fc.assert(
      fc.property(line, fc.integer({min: 4, max: 60}), fc.integer({min: 0, max: 20}), (long, width, indent) => {
        const lines = wrapWordsLine(long, width, indent);
        for (const each of lines) expect(lineWidth(each)).toBeLessThanOrEqual(width);
        const bare = (text: string) => text.replaceAll(' ', '');
        expect(bare(lines.map(lineText).join(''))).toBe(bare(lineText(long)));
      }),
    );
  });

  test('a word that fits in a line is never broken', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,10}$/), {minLength: 1, maxLength: 20}), parts => {
        const lines = wrapWordsLine([span(parts.join(' '))], 12);
        expect(lines.flatMap(each => words(lineText(each)))).toEqual(parts);
      }),
    );
  });

  test('styles stay, also in a word of two', () => {
    const lines = wrapWordsLine([span('aa b', 'dim'), span('c dd', 'title')], 5, 1);
    expect(lines.map(lineText)).toEqual(['aa bc', ' dd']);
    expect(lines[0]!.map(part => part.style)).toEqual(['dim', 'dim', 'dim', 'title']);
  });

  test('what is longer than a line begins where it stands', () => {
    expect(wrapWordsLine([span('Path  /api/v1/namespaces')], 12, 2).map(lineText)).toEqual([
      'Path  /api/v',
      '  1/namespac',
      '  es',
    ]);
  });
});
