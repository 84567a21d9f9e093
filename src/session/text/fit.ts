// Terminal-width arithmetic: how many cells a text takes, and text cut or padded to exactly so many.
// Text is already safe for a terminal (visible.ts); here it only has to fit, and no wide character may be split.
import truncatedWidth from 'fast-string-truncated-width';
import {type Line, type Span, span} from '../line.ts';

/** Ranges of UTF-16 units that are characters of one cell and join with nothing: by far most of a log. */
const NARROW: readonly (readonly [from: number, to: number])[] = [
  [0x20, 0x7e],
  [0xa1, 0xac],
  [0xae, 0x2ff],
  [0x370, 0x377],
  [0x388, 0x482],
  [0x48a, 0x52f],
  [0x2010, 0x2027],
  [0x2030, 0x203b],
  [0x2400, 0x2426],
  [0x2500, 0x25fc],
];

/** The same of two cells: kana, ideographs, Hangul syllables, full-width forms. */
const WIDE: readonly (readonly [from: number, to: number])[] = [
  [0x3001, 0x3003],
  [0x3041, 0x3096],
  [0x30a1, 0x30fa],
  [0x4e00, 0x9fff],
  [0xac00, 0xd7a3],
  [0xff01, 0xff5e],
];

/** Cells of a UTF-16 unit of one of the ranges; 0: it has to be looked at together with its neighbours. */
const CELLS = new Uint8Array(0x10000);
for (const [from, to] of NARROW) CELLS.fill(1, from, to + 1);
for (const [from, to] of WIDE) CELLS.fill(2, from, to + 1);

/** Cells of a UTF-16 unit by itself; 0 where that depends on its neighbours, or on the terminal. */
export const cellsOfUnit = (unit: number): number => CELLS[unit]!;

const escaped = (unit: number): string => `\\u${unit.toString(16).padStart(4, '0')}`;
const SIMPLE = new RegExp(`^[${NARROW.map(([from, to]) => `${escaped(from)}-${escaped(to)}`).join('')}]*$`);

/**
 * Whether `text` takes one cell a UTF-16 unit. Marks, joiners and variation selectors are in no range, so that a text that
 * holds one is not simple as a whole.
 */
export const isSimple = (text: string): boolean => SIMPLE.test(text);

let segmenter: Intl.Segmenter | undefined;
/** Made when first needed: its tables take a millisecond to load, and most logs need none. */
const segments = (text: string): Iterable<Intl.SegmentData> => {
  segmenter ??= new Intl.Segmenter('en', {granularity: 'grapheme'});
  return segmenter.segment(text);
};

/** What a person takes for one character; joining them gives `text` back. */
export const graphemes = (text: string): string[] =>
  isSimple(text) ? [...text] : Array.from(segments(text), part => part.segment);

/** Cells of `text` on the terminal. */
export const widthOf = (text: string): number => (isSimple(text) ? text.length : truncatedWidth(text).width);

export const ELLIPSIS = '…';

const spaces = (count: number): string => (count > 0 ? ' '.repeat(count) : '');

/** Enough UTF-16 units to fill `width` cells in every sane text, so that a megabyte is not measured to show a line of it. */
const unitsFor = (width: number): number => width * 8 + 64;

/** The longest start of `text` that takes at most `width` cells. */
function head(text: string, width: number): string {
  let cells = 0;
  for (let at = 0; at < text.length; at++) {
    const wide = CELLS[text.charCodeAt(at)]!;
    // It may be a mark of the character before it.
    if (wide === 0) return at === 0 ? slowHead(text, width) : headFrom(text, at - 1, width, cells);
    if (cells + wide > width) return text.slice(0, at);
    cells += wide;
  }
  return text;
}

/** `text` up to `at`, whose cells are counted in `cells` with those of the character at `at`, and what fits of the rest. */
function headFrom(text: string, at: number, width: number, cells: number): string {
  const before = cells - CELLS[text.charCodeAt(at)]!;
  return text.slice(0, at) + slowHead(text.slice(at), width - before);
}

function slowHead(text: string, width: number): string {
  for (let units = width * 2 + 16; ; units *= 4) {
    const bounded = units < text.length && units < unitsFor(width);
    const parts = graphemes(text.slice(0, Math.max(units, bounded ? 0 : unitsFor(width))));
    // The last one may be only a part of a character.
    if (bounded || text.length > unitsFor(width)) parts.pop();
    let taken = 0;
    let cells = 0;
    for (; taken < parts.length; taken++) {
      cells += widthOf(parts[taken]!);
      if (cells > width) break;
    }
    if (bounded && taken === parts.length) continue;
    let result = parts.slice(0, taken).join('');
    // The whole may measure wider than its parts, in scripts whose marks take cells.
    while (widthOf(result) > width) result = parts.slice(0, --taken).join('');
    return result;
  }
}

/** The longest end of `text` that takes at most `width` cells. */
function tail(text: string, width: number): string {
  if (width <= 0) return '';
  const cut = text.length > unitsFor(width);
  const end = cut ? text.slice(-unitsFor(width)) : text;
  if (isSimple(end)) return end.slice(-width);
  const parts = graphemes(end);
  if (cut) parts.shift();
  let from = parts.length;
  let cells = 0;
  for (; from > 0; from--) {
    cells += widthOf(parts[from - 1]!);
    if (cells > width) break;
  }
  let result = parts.slice(from).join('');
  while (widthOf(result) > width) result = parts.slice(++from).join('');
  return result;
}

/** Whether `text` takes more than `width` cells, without measuring what lies far behind. */
function isWider(text: string, width: number): boolean {
  if (text.length <= width && isSimple(text)) return false;
  if (text.length > unitsFor(width)) return true;
  return widthOf(text) > width;
}

/** Exactly `width` cells: padded with spaces, or its start with `…`. */
export function fit(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  if (width <= 0) return '';
  const shown = isWider(text, width) ? head(text, width - 1) + ELLIPSIS : text;
  const pad = spaces(width - widthOf(shown));
  return align === 'left' ? shown + pad : pad + shown;
}

/** Exactly `width` cells: padded, or start and end with `…` between them, for names that differ at either end. */
export function fitMiddle(text: string, width: number): string {
  if (width <= 0) return '';
  if (!isWider(text, width)) return text + spaces(width - widthOf(text));
  const end = tail(text, (width - 1) >> 1);
  const start = head(text, width - 1 - widthOf(end));
  const shown = start + ELLIPSIS + end;
  return shown + spaces(width - widthOf(shown));
}

/** At most `width` cells, cut with `…`, not padded. */
export const clip = (text: string, width: number): string =>
  width <= 0 ? '' : isWider(text, width) ? head(text, width - 1) + ELLIPSIS : text;

/**
 * Exactly `width` cells of `text` from cell `from` on. A wide character that lies across either edge becomes a space.
 */
export function slice(text: string, from: number, width: number): string {
  if (width <= 0) return '';
  if (isSimple(text.slice(0, from + width + 1))) return text.slice(from, from + width).padEnd(width);
  let at = 0;
  let result = '';
  for (const {segment} of segments(text)) {
    const wide = widthOf(segment);
    if (at + wide > from + width) break;
    if (at >= from) result += segment;
    else if (at + wide > from) result += spaces(at + wide - from);
    at += wide;
  }
  const kept = head(result, width);
  return kept + spaces(width - widthOf(kept));
}

/** Cells of a line. */
export function lineWidth(line: Line): number {
  let width = 0;
  for (const part of line) width += widthOf(part.text);
  return width;
}

export const lineText = (line: Line): string => line.map(part => part.text).join('');

/** Exactly `width` cells of `line`: padded in style plain, or cut with `…` in the style where it is cut. */
export function fitLine(line: Line, width: number): Line {
  if (width <= 0) return [];
  const out: Span[] = [];
  let left = width;
  for (let i = 0; i < line.length; i++) {
    const part = line[i]!;
    if (!isWider(part.text, left)) {
      const cells = widthOf(part.text);
      const more = line.slice(i + 1).some(next => next.text !== '');
      if (cells < left || !more) {
        if (part.text !== '') out.push(part);
        left -= cells;
        continue;
      }
      // It fills the line and something follows: the `…` has to go into it.
      const kept = head(part.text, left - 1) + ELLIPSIS;
      out.push({text: kept, style: part.style});
      left -= widthOf(kept);
      break;
    }
    const kept = head(part.text, left - 1) + ELLIPSIS;
    out.push({text: kept, style: part.style});
    left -= widthOf(kept);
    break;
  }
  if (left > 0) out.push(span(spaces(left)));
  return out;
}

/** Exactly `width` cells of `line` from cell `from` on, for horizontal scrolling. */
export function sliceLine(line: Line, from: number, width: number): Line {
  const out: Span[] = [];
  let at = 0;
  for (const part of line) {
    if (at >= from + width) break;
    const cells = widthOf(part.text);
    const start = Math.max(from - at, 0);
    const take = Math.min(cells, from + width - at) - start;
    if (take > 0) out.push({text: slice(part.text, start, take), style: part.style});
    at += cells;
  }
  const filled = lineWidth(out);
  if (filled < width) out.push(span(spaces(width - filled)));
  return out;
}

/**
 * `line` as lines of at most `width` cells, broken wherever they are full; styles stay. `indent` cells (at most half the
 * width) stand before every line but the first. Always at least one line. Nothing is padded.
 */
export function wrapLine(line: Line, width: number, indent = 0): Line[] {
  if (width <= 0) return [line];
  const margin = Math.min(indent, width >> 1);
  const lines: Line[] = [];
  let current: Span[] = [];
  let left = width;
  const next = () => {
    lines.push(current);
    current = margin > 0 ? [span(spaces(margin))] : [];
    left = width - margin;
  };
  for (const part of line) {
    let rest = part.text;
    while (rest !== '') {
      const whole = !isWider(rest, left);
      const piece = whole ? rest : head(rest, left);
      if (piece === '') {
        // Nothing fits: a fresh line, unless this one is fresh, where one character has to go in to get on.
        if (left < width - margin || (lines.length === 0 && current.length > 0)) {
          next();
          continue;
        }
        const first = graphemes(rest.slice(0, 64))[0]!;
        current.push({text: ELLIPSIS, style: part.style});
        rest = rest.slice(first.length);
        next();
        continue;
      }
      current.push({text: piece, style: part.style});
      rest = rest.slice(piece.length);
      left -= widthOf(piece);
      if (rest !== '') next();
    }
  }
  if (current.length > (margin > 0 && lines.length > 0 ? 1 : 0) || lines.length === 0) lines.push(current);
  return lines;
}
