// One line of the screen as cells that can be compared.
//
//     cell = UTF-16 unit | style << 16      second half of a wide character: unit 0
import {cellsOfUnit} from '../../session/text/fit.ts';
import type {Styles} from './styles.ts';

export type Row = {
  /** As it is painted: text and SGR sequences. */
  readonly text: string;
  /**
   * One a column. Absent where terminals may disagree about which character stands in which cell, as with emoji and marks:
   * such a line is only ever written as a whole.
   */
  readonly cells: Int32Array | undefined;
};

export const BLANK = 0x20;
export const unitOf = (cell: number): number => cell & 0xffff;
export const styleOf = (cell: number): number => cell >>> 16;

const ESC = 0x1b;
const BRACKET = 0x5b;
const M = 0x6d;

export const blankRow = (columns: number): Row => ({text: '', cells: new Int32Array(columns).fill(BLANK)});

function cellsOf(text: string, columns: number, styles: Styles): Int32Array | undefined {
  const cells = new Int32Array(columns).fill(BLANK);
  let style = 0;
  let x = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === ESC) {
      if (text.charCodeAt(at + 1) !== BRACKET) return undefined;
      let end = at + 2;
      // Parameters are digits and semicolons.
      while (end < text.length && text.charCodeAt(end) >= 0x30 && text.charCodeAt(end) <= 0x3b) end++;
      if (text.charCodeAt(end) !== M) return undefined;
      style = styles.after(style, text.slice(at + 2, end));
      if (style === -1) return undefined;
      at = end;
      continue;
    }
    const width = cellsOfUnit(unit);
    if (width === 0 || x + width > columns) return undefined;
    cells[x] = unit | (style << 16);
    if (width === 2) cells[x + 1] = style << 16;
    x += width;
  }
  return cells;
}

export const rowOf = (text: string, columns: number, styles: Styles): Row => ({
  text,
  cells: cellsOf(text, columns, styles),
});
