// Every colour of the screen. Styles are mapped to the sixteen colours of the terminal's own palette, which its owner has
// made readable on their background, light or dark; without colour (NO_COLOR, TERM=dumb) to bold, dim, underline, inverse.
import type {Line, Style} from '../session/line.ts';

type Sgr = {
  /** Parameters of the SGR sequence that starts it; '' is nothing. */
  readonly colour: string;
  readonly mono: string;
};

export const THEME: Readonly<Record<Style, Sgr>> = {
  plain: {colour: '', mono: ''},
  dim: {colour: '2', mono: '2'},
  title: {colour: '1', mono: '1'},
  label: {colour: '2', mono: ''},
  accent: {colour: '1;36', mono: '1'},
  ok: {colour: '32', mono: ''},
  warn: {colour: '33', mono: '1'},
  error: {colour: '1;31', mono: '1;7'},
  key: {colour: '36', mono: ''},
  string: {colour: '32', mono: ''},
  number: {colour: '35', mono: ''},
  literal: {colour: '35', mono: ''},
  punct: {colour: '2', mono: '2'},
  masked: {colour: '33;2', mono: '2'},
  match: {colour: '1;33', mono: '1;4'},
  input: {colour: '1', mono: '1'},
  chip: {colour: '1;32', mono: '1'},
  chipOut: {colour: '9;31', mono: '9;2'},
  bar: {colour: '34', mono: ''},
  barFailed: {colour: '31', mono: '1'},
  cell: {colour: '1;4', mono: '1;4'},
  cursor: {colour: '7', mono: '7'},
  rule: {colour: '2', mono: '2'},
  added: {colour: '32', mono: '1'},
  removed: {colour: '31', mono: '2'},
};

const CURSOR = {focused: '7', other: '2;7'} as const;

export type Colours = 'colour' | 'mono';

/** https://no-color.org: any value but the empty one switches colours off. */
export const coloursFor = (env: {
  readonly NO_COLOR?: string | undefined;
  readonly TERM?: string | undefined;
}): Colours => ((env.NO_COLOR ?? '') !== '' || env.TERM === 'dumb' ? 'mono' : 'colour');

export type Paint = (line: Line, cursor?: 'focused' | 'other') => string;

const RESET = '\x1b[0m';

/** A line as the terminal gets it. Painted lines are kept for as long as the line itself. */
export function painter(colours: Colours): Paint {
  const known = {
    none: new WeakMap<Line, string>(),
    focused: new WeakMap<Line, string>(),
    other: new WeakMap<Line, string>(),
  };
  return (line, cursor) => {
    const memory = known[cursor ?? 'none'];
    const before = memory.get(line);
    if (before !== undefined) return before;
    const under = cursor === undefined ? '' : CURSOR[cursor];
    let text = '';
    for (const part of line) {
      let sgr = THEME[part.style][colours];
      if (under !== '') {
        // Dim on inverse is hard to read, and an inverse part would stand out of the cursor as if it had none.
        const kept = sgr.split(';').filter(code => code !== '2' && code !== '7' && code !== '');
        sgr = [under, ...kept].join(';');
      }
      text += sgr === '' ? part.text : `\x1b[${sgr}m${part.text}${RESET}`;
    }
    memory.set(line, text);
    return text;
  };
}
