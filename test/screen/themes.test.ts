// Colours that can be read, and a sign beside each.
import {describe, expect, test} from 'vitest';
import {THEMES} from '../../src/screen/themes.ts';
import {STYLES} from '../../src/session/line.ts';
import {THEME_NAMES, type ThemeName} from '../../src/session/look.ts';

const NAMES = Object.keys(THEMES) as ThemeName[];

/** xterm's 256 colours from 16 on: a cube of six steps, then greys. @returns 0 to 255 each */
function rgbOf(colour: number): readonly number[] {
  if (colour >= 232) return Array(3).fill(8 + (colour - 232) * 10);
  const step = (at: number) => (at === 0 ? 0 : 55 + at * 40);
  const at = colour - 16;
  return [step(Math.floor(at / 36)), step(Math.floor(at / 6) % 6), step(at % 6)];
}

const ofHex = (hex: string): readonly number[] => [1, 3, 5].map(at => Number.parseInt(hex.slice(at, at + 2), 16));

/** Relative luminance and contrast as WCAG 2.1 has them. */
const luminance = (rgb: readonly number[]): number => {
  const [r, g, b] = rgb.map(value => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
};
const contrast = (a: readonly number[], b: readonly number[]): number => {
  const [light, dark] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return (light! + 0.05) / (dark! + 0.05);
};

/** Level AA, for text of this size. */
const LEAST = 4.5;

const colourOf = (sgr: string): number | undefined => {
  const found = /38;5;(\d+)$/.exec(sgr);
  return found === null ? undefined : Number(found[1]);
};

test('contrast is counted as WCAG has it', () => {
  expect(contrast(ofHex('#ffffff'), ofHex('#000000'))).toBeCloseTo(21);
  expect(contrast(ofHex('#767676'), ofHex('#ffffff'))).toBeCloseTo(4.54, 2);
  expect(rgbOf(208)).toEqual([255, 135, 0]);
  expect(rgbOf(244)).toEqual([128, 128, 128]);
});

test('every theme that can be chosen is there', () => {
  expect(NAMES.toSorted()).toEqual(THEME_NAMES.filter(name => name !== 'auto').toSorted());
});

describe.each(NAMES.filter(name => THEMES[name].against.length > 0))('%s', name => {
  const {against, styles} = THEMES[name];
  const pairs = against.flatMap(back => STYLES.map(style => [style, back, styles[style]] as const));

  test.each(pairs.filter(([, , sgr]) => sgr.includes('38')))('%s can be read on %s', (_, back, sgr) => {
    expect(contrast(rgbOf(colourOf(sgr)!), ofHex(back))).toBeGreaterThanOrEqual(LEAST);
  });

  test.each(STYLES)('%s is not made fainter by the terminal, and sets no background', style => {
    const attributes = styles[style]
      .split('38;5;')[0]!
      .split(';')
      .filter(code => code !== '');
    expect(['1', '4', '7', '9']).toEqual(expect.arrayContaining(attributes));
  });
});

describe('16', () => {
  test.each(STYLES)('%s uses only the sixteen colours of the terminal', style => {
    for (const code of THEMES['16'].styles[style].split(';')) expect(code).toMatch(/^(|[1-9]|3[0-7]|9[0-7])$/);
  });
});

describe('none', () => {
  test.each(STYLES)('%s has no colour', style => {
    expect(THEMES.none.styles[style]).toMatch(/^([1-9](;[1-9])*)?$/);
  });

  test.each(['error', 'warn', 'match', 'cursor', 'chipOut', 'barFailed', 'masked', 'added', 'removed'] as const)(
    '%s stands out',
    style => expect(THEMES.none.styles[style]).not.toBe(''),
  );

  test('failures of the histogram differ from what went well', () => {
    expect(THEMES.none.styles.barFailed).not.toBe(THEMES.none.styles.bar);
  });
});
