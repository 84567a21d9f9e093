// The event as it stands in the file, wrapped at the width of the pane and lightly coloured. An event may be megabytes: it is
// read a piece at a time, and only the lines of the window are made.
import {visible} from '../../audit/visible.ts';
import {type Line, type Span, type Style, span} from '../line.ts';
import type {Work} from '../slices.ts';
import {isSimple, wrapLine} from '../text/fit.ts';
import {TokensSoFar, tokenAt} from './tokens.ts';

export type RawWindow = {
  readonly lines: readonly Line[];
  /** Of each line, whether it goes on with the text of the line before. */
  readonly continues: readonly boolean[];
  /** Of the whole text, at this width. */
  readonly total: number;
};

const STYLE_OF = ['plain', 'punct', 'string', 'key', 'number', 'literal'] as const satisfies readonly Style[];

/** UTF-16 units that are read at a time, one or two milliseconds. */
const PIECE = 1 << 16;

/** The same where characters have to be looked at one by one. */
const SLOW_PIECE = 1 << 12;

/** What stands behind a character may change how it is drawn; lines so near to the end of what is read are not cut yet. */
const MARGIN = 64;

/** The text made visible, with its colours; the same for every width. */
class RawText {
  readonly raw: string;
  text = '';
  readonly tokens = new TokensSoFar();
  #read = 0;

  constructor(raw: string) {
    this.raw = raw;
  }

  get done(): boolean {
    return this.#read === this.raw.length && this.tokens.starts.length > 0;
  }

  readMore(): void {
    const cut = Math.min(this.raw.length, this.#read + PIECE);
    const unit = this.raw.charCodeAt(cut - 1);
    // Both halves of a pair are one character.
    const to = cut < this.raw.length && unit >= 0xd800 && unit < 0xdc00 ? cut - 1 : cut;
    const lines = this.raw.slice(this.#read, to).split('\n');
    this.text += lines.map(visible).join('\n');
    this.#read = to;
    this.tokens.read(this.text, to === this.raw.length);
  }
}

/** A class because text and the starts of lines in it grow together. */
export class RawLaid implements Work {
  readonly #text: RawText;
  readonly #width: number;
  /** Line `i` is [starts[i], starts[i + 1]) of the text, less the newline at its end; the last one is open while more comes. */
  readonly #starts: number[] = [0];
  #done = false;

  /** @param other the same text at another width: it is not read again */
  constructor(raw: string, width: number, other?: RawLaid) {
    this.#text = other?.of(raw) === true ? other.#text : new RawText(raw);
    this.#width = Math.max(width, 2);
    this.#step();
  }

  of(raw: string): boolean {
    return this.#text.raw === raw;
  }

  get width(): number {
    return this.#width;
  }

  /** Lines known so far. */
  get total(): number {
    return this.#starts.length - 1;
  }

  get done(): boolean {
    return this.#done;
  }

  /** What is read of it, made visible. */
  get text(): string {
    return this.#text.text;
  }

  readonly run = (end: number): void => {
    while (!this.#done && performance.now() < end) this.#step();
  };

  /** The line that holds the unit `at` of the text. */
  lineOf(at: number): number {
    let low = 0;
    let high = this.total - 1;
    while (low < high) {
      const mid = (low + high + 1) >>> 1;
      if (this.#starts[mid]! <= at) low = mid;
      else high = mid - 1;
    }
    return low;
  }

  /** Lines [top, top + height), as far as they are known. */
  window(top: number, height: number): RawWindow {
    const lines: Line[] = [];
    const continues: boolean[] = [];
    const {text} = this;
    for (let i = Math.max(top, 0); i < Math.min(top + height, this.total); i++) {
      const from = this.#starts[i]!;
      const next = this.#starts[i + 1]!;
      continues.push(from > 0 && text[from - 1] !== '\n');
      lines.push(this.#colour(from, text[next - 1] === '\n' || next > text.length ? next - 1 : next));
    }
    return {lines, continues, total: this.total};
  }

  #step(): void {
    if (!this.#text.done) this.#text.readMore();
    const {text} = this;
    const isWhole = this.#text.done;
    let from = this.#starts.pop()!;
    // Characters that join with others take some hundred times as long to be measured.
    const most = from + (isSimple(text.slice(from, from + PIECE)) ? PIECE : Math.max(SLOW_PIECE, 8 * this.#width));
    while (from <= text.length && from < most) {
      const newline = text.indexOf('\n', from);
      const to = newline === -1 ? text.length : newline;
      const isEnd = (newline !== -1 || isWhole) && to <= most;
      const cut = isEnd ? to : Math.min(to, most);
      const next = this.#wrap(from, cut, isEnd);
      if (!isEnd) {
        from = next;
        break;
      }
      from = to + 1;
    }
    this.#starts.push(from);
    this.#done = isWhole && from > text.length;
  }

  /** Starts of the lines of text [from, to), without its last ones where more comes. @returns where the next one begins */
  #wrap(from: number, to: number, isEnd: boolean): number {
    const width = this.#width;
    const part = this.text.slice(from, to);
    const last = isEnd ? to : to - MARGIN - 2 * width;
    let at = from;
    if (isSimple(part)) {
      for (; isEnd ? at < to || at === from : at + width <= last; at += width) this.#starts.push(at);
      return at;
    }
    for (const line of wrapLine([span(part)], width)) {
      let next = at;
      for (const each of line) next += each.text.length;
      if (!isEnd && next > last) break;
      this.#starts.push(at);
      at = next;
    }
    return at;
  }

  /** Text [from, to) as spans. */
  #colour(from: number, to: number): Line {
    const {tokens, text} = this.#text;
    const spans: Span[] = [];
    let token = tokenAt(tokens, from);
    for (let at = from; at < to; token++) {
      // Behind the last token the text was not read yet.
      const isKnown = at < tokens.end;
      const end = isKnown ? Math.min(tokens.starts[token + 1] ?? tokens.end, to) : to;
      spans.push(span(text.slice(at, end), isKnown ? STYLE_OF[tokens.kinds[token]!]! : 'plain'));
      at = end;
    }
    return spans;
  }
}

let last: RawLaid | undefined;

/** The pane asks for window after window of the same text: the last one is kept. */
export function rawLaid(raw: string, width: number): RawLaid {
  if (last?.of(raw) === true && last.width === Math.max(width, 2)) return last;
  last = new RawLaid(raw, width, last);
  return last;
}

/** Lines [top, top + height) of `raw` wrapped at `width` cells, all of which is read. */
export function rawWindow(raw: string, width: number, top: number, height: number): RawWindow {
  const laid = rawLaid(raw, width);
  laid.run(Infinity);
  return laid.window(top, height);
}

/** All lines at once; for texts that are known to be small. */
export const rawLines = (raw: string, width: number): readonly Line[] => rawWindow(raw, width, 0, Infinity).lines;
