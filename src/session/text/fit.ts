// Terminal-width arithmetic: how many cells a text takes, and text cut or padded to exactly so many.
// Text is already safe for a terminal (visible.ts); here it only has to fit, and no wide character may be split.
import truncatedWidth from 'fast-string-truncated-width';
import {type Line, type Span, span} from '../line.ts';

/** Characters of one UTF-16 unit and one cell each, that join with nothing: by far most of a log. */
const SIMPLE =
  /^[\x20-\x7e\xa1-\xac\xae-\u02ff\u0370-\u0377\u0388-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u203b\u2400-\u2426\u2500-\u25fc]*$/;

/**
 * A simple text followed by one of these would not be simple: marks, joiners and variation selectors are outside SIMPLE,
 * so that a text that holds one takes the slow path as a whole.
 */
export const isSimple = (text: string): boolean => SIMPLE.test(text);

const SEGMENTER = new Intl.Segmenter('en', {granularity: 'grapheme'});

/** What a person takes for one character; joining them gives `text` back. */
export const graphemes = (text: string): string[] =>
  isSimple(text) ? [...text] : Array.from(SEGMENTER.segment(text), part => part.segment);

/** Cells of `text` on the terminal. */
export const widthOf = (text: string): number => (isSimple(text) ? text.length : truncatedWidth(text).width);

export const ELLIPSIS = '…';

const spaces = (count: number): string => (count > 0 ? ' '.repeat(count) : '');

/** Enough UTF-16 units to fill `width` cells in every sane text, so that a megabyte is not measured to show a line of it. */
const unitsFor = (width: number): number => width * 8 + 64;

/** The longest start of `text` that takes at most `width` cells. */
function head(text: string, width: number): string {
  if (width <= 0) return '';
  const start = text.slice(0, width);
  // One more unit: a mark after the cut would belong to the last character.
  if (isSimple(text.slice(0, width + 1))) return start;
  const bounded = text.length > unitsFor(width);
  const parts = graphemes(bounded ? text.slice(0, unitsFor(width)) : text);
  if (bounded) parts.pop();
  let taken = 0;
  let cells = 0;
  for (; taken < parts.length; taken++) {
    cells += widthOf(parts[taken]!);
    if (cells > width) break;
  }
  let result = parts.slice(0, taken).join('');
  // The whole may measure wider than its parts, in scripts whose marks take cells.
  while (widthOf(result) > width) result = parts.slice(0, --taken).join('');
  return result;
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
  let cells = 0;
  for (const {segment} of SEGMENTER.segment(text)) {
    const wide = widthOf(segment);
    if (at >= from + width) break;
    if (at + wide > from + width) break;
    if (at >= from) result += segment;
    else if (at + wide > from) result += spaces(at + wide - from);
    at += wide;
  }
  cells = widthOf(result);
  return cells > width ? fit(result, width) : result + spaces(width - cells);
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
