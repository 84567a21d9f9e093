// Goes through a tab for matches, some lines at a time: what is found is there to go to while the rest is still looked through.
import type {RawLaid} from '../body/raw.ts';
import type {Content, ContentLine} from '../detail-content.ts';
import type {Session} from '../session.ts';
import type {Work} from '../slices.ts';
import {type Marks, rangesIn} from './marks.ts';
import {goesOn, patternsFor, rangesOf} from './ranges.ts';

/** Lines that are looked through at a time. */
const PIECE = 128;

/** Looks only through what is laid out: whoever runs it sees to it that more is. */
export type Scan = Work & {
  /** Line numbers, ascending; they only become more. */
  readonly found: readonly number[];
  /** How many lines were looked through. */
  readonly seen: number;
};

type Lines = Pick<Content, 'total' | 'done' | 'at'>;

/** A class because the place that it has come to and what was found change together. */
export class LineScan implements Scan {
  readonly found: number[] = [];
  seen = 0;
  readonly #lines: Lines;
  readonly #marks: Marks;
  readonly #tab: Session['detail']['tab'];

  constructor(lines: Lines, marks: Marks, tab: Session['detail']['tab']) {
    this.#lines = lines;
    this.#marks = marks;
    this.#tab = tab;
  }

  get done(): boolean {
    return this.#lines.done && this.seen >= this.#lines.total;
  }

  readonly run = (end: number): void => {
    while (!this.done && performance.now() < end) if (!this.#piece()) return;
  };

  /** @returns whether it got on */
  #piece(): boolean {
    const lines = this.#whole();
    if (lines.length === 0) return false;
    rangesOf(lines, this.#marks, this.#tab).forEach(({starts}, at) => {
      if (starts) this.found.push(this.seen + at);
    });
    this.seen += lines.length;
    return true;
  }

  /** Lines from here on, up to the end of one that was wrapped. */
  #whole(): readonly ContentLine[] {
    for (let count = PIECE; ; count *= 4) {
      const known = Math.min(this.#lines.total - this.seen, count + 1);
      const lines = this.#lines.at(this.seen, known);
      if (this.#lines.done && this.seen + known >= this.#lines.total) return lines;
      const end = lines.findLastIndex(line => !goesOn(line));
      // The last one may go on behind what is known.
      if (end > 0) return lines.slice(0, end);
      if (known <= count) return [];
    }
  }
}

/** UTF-16 units of one line that are searched at a time, and those behind them in which a match may end. */
const UNITS = 1 << 16;
const BEHIND = 1 << 12;
/** What stands before a match may decide whether it is one. */
const BEFORE = 64;

/**
 * Of a text as it stands in the file, which often is one line. One of more than UNITS is searched in parts: a match that is
 * longer than BEHIND may be told otherwise than in the whole line.
 */
export class RawScan implements Scan {
  readonly found: number[] = [];
  readonly #laid: RawLaid;
  readonly #marks: Marks;
  #at = 0;
  #lineStart = 0;
  #lineEnd = -1;

  constructor(laid: RawLaid, marks: Marks) {
    this.#laid = laid;
    this.#marks = marks;
  }

  get done(): boolean {
    return this.#laid.done && this.#at > this.#laid.text.length;
  }

  get seen(): number {
    return this.#laid.lineOf(this.#at);
  }

  readonly run = (end: number): void => {
    while (this.#laid.done && !this.done && performance.now() < end) this.#piece();
  };

  #piece(): void {
    const {text} = this.#laid;
    const from = this.#at;
    if (from > this.#lineEnd) this.#lineStart = from;
    if (from > this.#lineEnd) this.#lineEnd = text.indexOf('\n', from);
    if (this.#lineEnd === -1) this.#lineEnd = text.length;
    const lineEnd = this.#lineEnd;
    const to = Math.min(lineEnd, from + UNITS);
    const start = Math.max(this.#lineStart, from - BEFORE);
    const part = text.slice(start, Math.min(lineEnd, to + BEHIND));
    let next = to;
    const lines = new Set<number>();
    for (const [first, last] of rangesIn(part, patternsFor(this.#marks, 'raw'), Infinity)) {
      const at = start + first;
      if (at < from || (at >= to && to < lineEnd)) continue;
      lines.add(this.#laid.lineOf(at));
      next = Math.max(next, start + last);
    }
    const known = this.found.at(-1) ?? -1;
    for (const line of [...lines].sort((a, b) => a - b)) if (line > known) this.found.push(line);
    this.#at = to === lineEnd ? lineEnd + 1 : next;
  }
}
