// THEMES: one row a theme, every style in it. `16` uses the terminal's own palette, which its owner has made readable on their
// background; `dark` and `light` use colours of the 256 whose values are the same on every terminal, so that a test can hold
// their contrast. What a colour says, something else says as well: bold, underline, inverse, or the text itself.
import type {Style} from '../session/line.ts';
import type {ThemeName} from '../session/look.ts';

/** SGR parameters that start a style; '' is nothing. */
export type Styles = Readonly<Record<Style, string>>;

export type Theme = {
  readonly doc: string;
  /** Backgrounds that its colours are made for, as #rrggbb; none if they are the terminal's own. */
  readonly against: readonly string[];
  readonly styles: Styles;
};

/** Colour `n` of the 256, after the attributes. */
const x = (n: number, ...attributes: readonly number[]): string => [...attributes, 38, 5, n].join(';');

const BOLD = 1;
const UNDERLINE = 4;
const STRIKE = 9;

export const THEMES: Readonly<Record<ThemeName, Theme>> = {
  dark: {
    doc: 'for a dark background; 256 colours',
    against: ['#000000', '#1e1e1e', '#002b36'],
    styles: {
      plain: '',
      dim: x(248),
      title: '1',
      label: x(248),
      accent: x(80, BOLD),
      ok: x(114),
      warn: x(221),
      error: x(210, BOLD),
      key: x(80),
      string: x(114),
      number: x(176),
      literal: x(176),
      punct: x(247),
      masked: x(179),
      match: x(221, BOLD, UNDERLINE),
      input: '1',
      chip: x(114, BOLD),
      chipOut: x(210, STRIKE),
      bar: x(75),
      barFailed: x(210, BOLD),
      cell: '1;4',
      cursor: '7',
      rule: x(247),
      added: x(114),
      removed: x(210),
    },
  },
  light: {
    doc: 'for a light background; 256 colours',
    against: ['#ffffff', '#fdf6e3'],
    styles: {
      plain: '',
      dim: x(240),
      title: '1',
      label: x(240),
      accent: x(25, BOLD),
      ok: x(22),
      warn: x(94),
      error: x(124, BOLD),
      key: x(24),
      string: x(22),
      number: x(90),
      literal: x(90),
      punct: x(241),
      masked: x(94),
      match: x(94, BOLD, UNDERLINE),
      input: '1',
      chip: x(22, BOLD),
      chipOut: x(124, STRIKE),
      bar: x(25),
      barFailed: x(124, BOLD),
      cell: '1;4',
      cursor: '7',
      rule: x(241),
      added: x(22),
      removed: x(124),
    },
  },
  '16': {
    doc: 'the sixteen colours of the terminal’s own palette',
    against: [],
    styles: {
      plain: '',
      dim: '2',
      title: '1',
      label: '2',
      accent: '1;36',
      ok: '32',
      warn: '33',
      error: '1;31',
      key: '36',
      string: '32',
      number: '35',
      literal: '35',
      punct: '2',
      masked: '33;2',
      match: '1;33',
      input: '1',
      chip: '1;32',
      chipOut: '9;31',
      bar: '34',
      barFailed: '31',
      cell: '1;4',
      cursor: '7',
      rule: '2',
      added: '32',
      removed: '31',
    },
  },
  none: {
    doc: 'no colour: bold, dim, underline and inverse; failures in the histogram are shaded',
    against: [],
    styles: {
      plain: '',
      dim: '2',
      title: '1',
      label: '',
      accent: '1',
      ok: '',
      warn: '1',
      error: '1;7',
      key: '',
      string: '',
      number: '',
      literal: '',
      punct: '2',
      masked: '2',
      match: '1;4',
      input: '1',
      chip: '1',
      chipOut: '9;2',
      // Blocks hide an underline: the histogram shades failures, and t tells their number.
      bar: '2',
      barFailed: '1',
      cell: '1;4',
      cursor: '7',
      rule: '2',
      added: '1',
      removed: '2',
    },
  },
};
