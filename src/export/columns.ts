// Text in aligned columns. Widths are what a terminal draws, not characters: a Chinese letter takes two columns.
import truncatedWidth from 'fast-string-truncated-width';
import {visible} from '../audit/visible.ts';

export type Column = {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** How narrow it may become where the terminal is; absent: it is never cut. */
  readonly least?: number;
};

const GAP = '  ';
const ELLIPSIS = '…';
const GRAPHEMES = new Intl.Segmenter(undefined, {granularity: 'grapheme'});

/** In columns of a terminal. */
export const textWidth = (text: string): number => truncatedWidth(text).width;

/**
 * At most `width` columns of it, with `…` where something is missing. Counted here, letter by letter: the library's own cut
 * (3.0.3) comes out a column too wide where letters of different blocks meet.
 */
export function cutText(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let kept = '';
  let used = 1;
  for (const {segment} of GRAPHEMES.segment(text)) {
    used += textWidth(segment);
    if (used > width) break;
    kept += segment;
  }
  return kept + ELLIPSIS;
}

/** How wide each column is for these rows, cut down to `total` where one is given and columns allow it. */
export function fitWidths(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  total?: number,
): readonly number[] {
  const widths = columns.map(({title}, i) =>
    rows.reduce((widest, row) => Math.max(widest, textWidth(row[i]!)), textWidth(title)),
  );
  if (total === undefined) return widths;
  let excess = widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length) - total;
  while (excess > 0) {
    // The widest gives first: short columns stay whole as long as there is a long one.
    let widest = -1;
    columns.forEach(({least}, i) => {
      if (least !== undefined && widths[i]! > least && (widest === -1 || widths[i]! > widths[widest]!)) widest = i;
    });
    if (widest === -1) break;
    widths[widest]!--;
    excess--;
  }
  return widths;
}

/** One line with its newline. Longer cells are cut if `cut`, else they push the rest aside: a pipe loses nothing. */
export function columnLine(
  columns: readonly Column[],
  widths: readonly number[],
  cells: readonly string[],
  cut: boolean,
): string {
  const texts = columns.map(({align}, i) => {
    const text = cut ? cutText(cells[i]!, widths[i]!) : cells[i]!;
    const blanks = ' '.repeat(Math.max(0, widths[i]! - textWidth(text)));
    return align === 'right' ? blanks + text : text + blanks;
  });
  return `${texts.join(GAP).trimEnd()}\n`;
}

/** A cell for one line; `-` where there is nothing, so that columns can still be split at white space. */
export const cellText = (text: string | undefined | null): string =>
  text === undefined || text === null || text === '' ? '-' : visible(text);
