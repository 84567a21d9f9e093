// ASCII only, for terminals that show nothing else: every symbol of the screen as one character of the same width, so that
// all lines up as before. What a log holds and ASCII has no sign for becomes `?`, one a cell.
import {graphemes, widthOf} from '../session/text/fit.ts';

/** One row a symbol that the panes draw. The blocks of the histogram grow darker, and so do its shades, in signs of their own. */
export const ASCII: Readonly<Record<string, string>> = {
  '▁': '_',
  '▂': ':',
  '▃': ';',
  '▄': '=',
  '▅': '+',
  '▆': '*',
  '▇': '#',
  '█': '@',
  '░': 'x',
  '▒': 'X',
  '▓': '!',
  '…': '~',
  '–': '-',
  '−': '-',
  '─': '-',
  '│': '|',
  '┈': '~',
  '·': '.',
  '●': '*',
  '○': 'o',
  '▸': '>',
  '▾': 'v',
  '‹': '<',
  '›': '>',
  '←': '<',
  '→': '>',
  '↑': '^',
  '↓': 'v',
  '✓': '+',
  '✗': 'x',
  '±': '+',
  '≥': '>',
  '’': "'",
  '“': '"',
  '”': '"',
  µ: 'u',
};

const PLAIN = /^[\x20-\x7e]*$/;

function one(grapheme: string): string {
  const known = ASCII[grapheme];
  if (known !== undefined) return known;
  const width = widthOf(grapheme);
  // A letter under a mark stays readable.
  return width === 1 && PLAIN.test(grapheme[0]!) ? grapheme[0]! : '?'.repeat(width);
}

/** As many cells as `text`. */
export function asciiText(text: string): string {
  if (PLAIN.test(text)) return text;
  const made = graphemes(text).map(one).join('');
  // The whole may measure other than its parts, in scripts whose marks take cells.
  const width = widthOf(text);
  return made.length === width ? made : made.slice(0, width).padEnd(width, '?');
}
