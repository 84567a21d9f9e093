import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {visible} from '../../src/audit/visible.ts';
import {ASCII, asciiText} from '../../src/screen/ascii.ts';
import {widthOf} from '../../src/session/text/fit.ts';
import {runs} from '../support/runs.ts';
import {ROOT} from '../support/terminal.ts';

describe.each(Object.entries(ASCII))('%s', (symbol, sign) => {
  test(`is ${sign}, of the same width`, () => {
    expect(sign).toMatch(/^[\x20-\x7e]$/);
    expect(widthOf(symbol)).toBe(1);
  });
});

const sources = (folder: string): readonly string[] =>
  readdirSync(join(ROOT, folder), {recursive: true, encoding: 'utf8'})
    .filter(name => /\.tsx?$/.test(name))
    .map(name => join(ROOT, folder, name));

/** Without comments. What visible.ts writes for control characters has no sign of its own: it becomes `?`. */
const symbolsIn = (file: string): readonly string[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(line => !/^\s*(\/\/|\/?\*)/.test(line))
    .flatMap(line => line.match(/[^\x00-\x7f]/g) ?? []);

test('every symbol that session writes has a sign', () => {
  const unknown = sources('src/session').flatMap(file =>
    symbolsIn(file)
      .filter(symbol => ASCII[symbol] === undefined)
      .map(symbol => `${symbol} in ${file.slice(ROOT.length)}`),
  );
  expect(unknown).toEqual([]);
});

test('the blocks of the histogram grow darker, each another', () => {
  const signs = [...'▁▂▃▄▅▆▇█'].map(block => asciiText(block));
  expect(new Set(signs).size).toBe(8);
});

test('failures of the histogram have signs of their own where there is no colour', () => {
  const signs = [...'▁▂▃▄▅▆▇█░▒▓┈'].map(block => asciiText(block));
  expect(new Set(signs).size).toBe(12);
});

test.each([
  ['plain text', 'plain text'],
  ['a…b', 'a~b'],
  ['字幕', '????'],
  ['e\u0301tat', 'etat'],
  ['🙂', '??'],
  ['␛[2J', '?[2J'],
])('%s becomes %s', (text, ascii) => expect(asciiText(text)).toBe(ascii));

test('whatever the text, its cells stay as many, and all of it is ASCII', () => {
  const part = fc.oneof(
    fc.string({unit: 'grapheme', maxLength: 12}),
    fc.string({unit: 'binary', maxLength: 12}),
    fc.constantFrom(...Object.keys(ASCII)),
  );
  fc.assert(
    fc.property(fc.array(part, {maxLength: 6}), parts => {
      const text = visible(parts.join(''));
      const made = asciiText(text);
      expect(made).toMatch(/^[\x20-\x7e]*$/);
      expect(made.length).toBe(widthOf(text));
    }),
    {numRuns: runs(150)},
  );
});

test('whatever stands before it, a text starts in the column where it started', () => {
  const part = fc.oneof(
    fc.constantFrom('字', '字幕', '한글', 'Ａ', '🙂', '👍🏽', '🇩🇪', 'กำ', 'नि', 'é', 'e\u0301', 'ᄀ', 'ab'),
    fc.constantFrom(...Object.keys(ASCII)),
    fc.string({unit: 'grapheme', maxLength: 3}).map(visible),
  );
  fc.assert(
    fc.property(fc.array(part, {maxLength: 5}), fc.array(part, {maxLength: 3}), (before, after) => {
      const [left, right] = [before.join(''), after.join('')];
      expect(asciiText(`${left} | ${right}`).slice(widthOf(left))).toBe(` | ${asciiText(right)}`);
    }),
    {numRuns: runs(100)},
  );
});
