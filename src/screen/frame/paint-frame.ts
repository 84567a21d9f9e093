// The bytes that make one screen of another: only cells that differ are written, and lines that moved are moved.
import {BLANK, blankRow, type Row, styleOf, unitOf} from './row.ts';
import {bestScroll, scrolled, scrollSequence} from './scroll.ts';
import type {Styles} from './styles.ts';

/** Writing so many cells again is no longer than going past them. */
const SHORT_GAP = 4;

const RESET = '\x1b[m';
const ERASE_REST = '\x1b[K';
const ERASE_SCREEN = '\x1b[2J';
/** Past its end a line goes on in the next one, unless that is switched off. */
const WRAP_OFF = '\x1b[?7l';
const WRAP_ON = '\x1b[?7h';

/** Where the terminal's cursor is and what it writes with. */
class Pen {
  out = '';
  readonly #styles: Styles;
  #x = -1;
  #y = -1;
  #style = 0;

  constructor(styles: Styles) {
    this.#styles = styles;
  }

  moveTo(x: number, y: number): void {
    if (y === this.#y && x === this.#x) return;
    if (y === this.#y && this.#x >= 0 && x > this.#x) this.out += x === this.#x + 1 ? '\x1b[C' : `\x1b[${x - this.#x}C`;
    else if (this.#y >= 0 && y === this.#y + 1 && x === 0) this.out += '\r\n';
    else this.out += x === 0 ? `\x1b[${y + 1}H` : `\x1b[${y + 1};${x + 1}H`;
    this.#x = x;
    this.#y = y;
  }

  style(style: number): void {
    if (style === this.#style) return;
    this.out += this.#styles.change(this.#style, style);
    this.#style = style;
  }

  /** A cell, and the second half of a wide one. */
  put(cell: number, width: number, columns: number): void {
    this.style(styleOf(cell));
    this.out += String.fromCharCode(unitOf(cell));
    this.#x += width;
    // In the last column the cursor waits on it, and terminals differ in where they say it is.
    if (this.#x >= columns) this.#x = -1;
  }

  canRepeat(cells: Int32Array, from: number, to: number): boolean {
    for (let x = from; x < to; x++) if (styleOf(cells[x]!) !== this.#style || unitOf(cells[x]!) === 0) return false;
    return true;
  }

  eraseRest(): void {
    this.style(0);
    this.out += ERASE_REST;
  }

  /** Text of any kind; where the cursor is afterwards is not known. */
  raw(text: string): void {
    this.out += text;
    this.#x = -1;
    this.#y = -1;
    this.#style = 0;
  }
}

/** The first column from which on `cells` are blank and plain. */
function endOf(cells: Int32Array): number {
  let end = cells.length;
  while (end > 0 && cells[end - 1] === BLANK) end--;
  return end;
}

function writeCells(pen: Pen, y: number, before: Int32Array, next: Int32Array): void {
  const columns = next.length;
  const end = endOf(next);
  let at = -1;
  for (let x = 0; x < end; x++) {
    if (before[x] === next[x]) continue;
    // The halves of a wide character are written together.
    const from = unitOf(next[x]!) === 0 ? x - 1 : x;
    if (at !== -1 && from > at && from - at <= SHORT_GAP && pen.canRepeat(next, at, from))
      for (let gap = at; gap < from; gap++) {
        const isWide = gap + 1 < columns && unitOf(next[gap + 1]!) === 0;
        pen.put(next[gap]!, isWide ? 2 : 1, columns);
      }
    else pen.moveTo(from, y);
    const width = from + 1 < columns && unitOf(next[from + 1]!) === 0 ? 2 : 1;
    pen.put(next[from]!, width, columns);
    at = from + width;
    x = at - 1;
  }
  let rest = end;
  while (rest < columns && before[rest] === next[rest]) rest++;
  if (rest === columns) return;
  pen.moveTo(rest, y);
  pen.eraseRest();
}

function writeWhole(pen: Pen, y: number, {text, cells}: Row): void {
  pen.moveTo(0, y);
  pen.eraseRest();
  if (text === '') return;
  if (cells === undefined) pen.raw(`${WRAP_OFF}${text}${RESET}${WRAP_ON}`);
  else pen.raw(text + RESET);
}

/**
 * What the terminal is to be sent to show `next` where it shows `before`, of which nothing is known if it is undefined.
 * Writes in plain style before and after.
 */
export function paintFrame(
  before: readonly Row[] | undefined,
  next: readonly Row[],
  columns: number,
  styles: Styles,
): string {
  const pen = new Pen(styles);
  if (before === undefined) {
    // Line by line would leave what a terminal keeps of its lines beyond a width that it had before.
    pen.raw(RESET + ERASE_SCREEN);
    for (let y = 0; y < next.length; y++) writeWhole(pen, y, next[y]!);
    return pen.out;
  }
  const blank = blankRow(columns);
  const scroll = bestScroll(before, next, blank);
  const shown = scroll === undefined ? before : scrolled(before, scroll, blank);
  if (scroll !== undefined) pen.raw(scrollSequence(scroll));
  for (let y = 0; y < next.length; y++) {
    const [old, row] = [shown[y]!, next[y]!];
    if (old === row || old.text === row.text) continue;
    if (old.cells === undefined || row.cells === undefined) writeWhole(pen, y, row);
    else writeCells(pen, y, old.cells, row.cells);
  }
  pen.style(0);
  return pen.out;
}
