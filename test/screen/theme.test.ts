import {describe, expect, test} from 'vitest';
import {coloursFor, painter, THEME} from '../../src/screen/theme.ts';
import {STYLES, span} from '../../src/session/line.ts';

/** SGR parameters that set a colour. */
const COLOUR = /^([34]\d|9\d|10\d)$/;

describe('the theme', () => {
  test.each(STYLES)('%s has no colour where there is none', style => {
    expect(THEME[style].mono.split(';').filter(code => COLOUR.test(code))).toEqual([]);
  });

  test.each(STYLES)('%s uses only the sixteen colours of the terminal', style => {
    for (const code of THEME[style].colour.split(';')) expect(code).toMatch(/^(|[1-9]|3[0-7]|9[0-7])$/);
  });

  test.each(['error', 'warn', 'match', 'cursor', 'chipOut'] as const)('%s stands out without colour', style => {
    expect(THEME[style].mono).not.toBe('');
  });
});

test.each([
  [{}, 'colour'],
  [{NO_COLOR: ''}, 'colour'],
  [{NO_COLOR: '1'}, 'mono'],
  [{TERM: 'dumb'}, 'mono'],
] as const)('%j is %s', (env, colours) => expect(coloursFor(env)).toBe(colours));

describe('painting', () => {
  const line = [span('a'), span('b', 'error')];

  test('every sequence is closed', () => {
    expect(painter('colour')(line)).toBe('a\x1b[1;31mb\x1b[0m');
  });

  test('under the cursor all of it is inverse, also where the style is', () => {
    expect(painter('mono')(line, 'focused')).toBe('\x1b[7ma\x1b[0m\x1b[7;1mb\x1b[0m');
  });

  test('a line is painted once', () => {
    const paint = painter('colour');
    const [first] = line;
    const before = paint(line);
    Object.assign(first as object, {text: 'changed'});
    expect(paint(line)).toBe(before);
    Object.assign(first as object, {text: 'a'});
  });
});
