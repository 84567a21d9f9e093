// Where the long containers of a JSON text lie, and where they can be cut: what is between two commas of one can be parsed by
// itself. It looks at brackets, commas and quotes only; whether the text is JSON shows when its pieces are parsed.
import type {Steps} from './steps.ts';

/** A container that is long. */
export type Outline = {
  /** Offset of its opening bracket. */
  readonly from: number;
  /** Offset behind its closing one. */
  readonly to: number;
  /** Offsets of the commas between its members, ascending. */
  readonly commas: readonly number[];
  /** The long containers directly in it, in their order. */
  readonly inner: readonly Outline[];
};

/** UTF-16 units: what is shorter is parsed in one piece, a millisecond. */
export const BIG = 1 << 16;

/** Levels at which containers are told apart; whatever lies deeper is part of a piece. */
const DEEPEST = 8;

/** UTF-16 units between two rests, some tenths of a millisecond. */
const REST_AFTER = 1 << 16;

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_MAP = 0x7b;
const CLOSE_MAP = 0x7d;

/** Offset of the quote that closes the string opened at `open`; -1 if there is none. */
export function closingQuote(text: string, open: number): number {
  for (let at = text.indexOf('"', open + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let from = at;
    while (text.charCodeAt(from - 1) === BACKSLASH) from--;
    if ((at - from) % 2 === 0) return at;
  }
  return -1;
}

type Open = {
  readonly from: number;
  readonly inner: Outline[];
  /** How many commas were there before it. */
  readonly commas: number;
};

/** Of a text that begins with an object or array; `undefined` if that has no end, or at most `big` units. */
export function* outlineOf(text: string, big = BIG): Steps<Outline | undefined> {
  const open: Open[] = [];
  /** Of all that is open, the outermost first. */
  const commas: number[] = [];
  let depth = 0;
  let rest = REST_AFTER;
  for (let at = 0; at < text.length; at++) {
    if (at >= rest) {
      rest = at + REST_AFTER;
      yield;
    }
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = closingQuote(text, at);
      if (at === -1) return undefined;
    } else if (code === COMMA) {
      if (depth <= DEEPEST) commas.push(at);
    } else if (code === OPEN_MAP || code === OPEN_LIST) {
      depth++;
      if (depth <= DEEPEST) open.push({from: at, inner: [], commas: commas.length});
    } else if (code === CLOSE_MAP || code === CLOSE_LIST) {
      depth--;
      if (depth >= DEEPEST) continue;
      const closed = open.pop();
      if (closed === undefined) return undefined;
      const {from, inner, commas: first} = closed;
      if (at + 1 - from > big) {
        const outline = {from, to: at + 1, commas: commas.slice(first), inner};
        if (depth === 0) return outline;
        open.at(-1)!.inner.push(outline);
      }
      commas.length = first;
    }
  }
  return undefined;
}
