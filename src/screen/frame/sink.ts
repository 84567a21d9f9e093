// Between Ink and the terminal. Ink writes whole screens; of each the terminal gets the difference to what it shows, and
// while it cannot take more, only the newest screen is kept. Everything that is no screen goes through as it is.
import type {WriteStream} from 'node:tty';
import {sizeOf} from '../size.ts';
import {paintFrame} from './paint-frame.ts';
import {blankRow, type Row, rowOf} from './row.ts';
import {Styles} from './styles.ts';

/** Around a frame: terminals that know it show all of it at once. */
const BEGIN = '\x1b[?2026h';
const END = '\x1b[?2026l';

const CURSOR_OFF = '\x1b[?25l';
/** The alternate screen, which is empty when it is entered, or the terminal's own. */
const OTHER_SCREEN = /\x1b\[\?1049[hl]/;
const OWN_SCREEN = '\x1b[?1049l';
/** How Ink begins a screen: it erases the one before, line by line or as a whole. */
const ERASES = /^(?:\x1b\[[\d;]*[A-HJK])+/;

/** What Ink needs of a terminal. */
type Output = Pick<WriteStream, 'write' | 'on' | 'off' | 'once' | 'columns' | 'rows' | 'writable'>;

type Done = ((error?: Error | null) => void) | undefined;

/** A class because what the terminal shows and what waits for it change together. */
export class FrameSink {
  readonly isTTY = true;
  readonly #to: Output;
  #styles = new Styles();
  /** What the terminal shows; undefined if that is not known. */
  #shown: readonly Row[] | undefined;
  #columns = 0;
  /** The newest screen. */
  #last: string | undefined;
  /** The newest screen has not been written. */
  #isBehind = false;
  /** A frame was handed over and the terminal has not taken it yet. */
  #isWriting = false;
  #waiting: Done[] = [];
  /** Of the frame that Ink is writing. */
  #body: string | undefined;

  constructor(to: Output) {
    this.#to = to;
  }

  get columns(): number {
    return sizeOf(this.#to).columns;
  }

  get rows(): number {
    return sizeOf(this.#to).rows;
  }

  get writable(): boolean {
    return this.#to.writable;
  }

  on(event: 'resize', listener: () => void): this {
    this.#to.on(event, listener);
    return this;
  }

  off(event: 'resize', listener: () => void): this {
    this.#to.off(event, listener);
    return this;
  }

  /** As Ink calls it. `done` is called when everything before has been written, or has become superfluous. */
  write(chunk: string, done?: (error?: Error | null) => void): boolean {
    if (chunk === BEGIN) this.#body = '';
    else if (chunk === END) this.#show();
    else if (this.#body !== undefined && chunk !== CURSOR_OFF) this.#body += chunk;
    else if (chunk === '') return this.#barrier(done);
    else if (chunk.replace(ERASES, '') === '') this.forget();
    else return this.#pass(chunk, done);
    done?.();
    return true;
  }

  /** Nobody knows any more what the terminal shows: the next frame is written whole. */
  forget(): void {
    this.#shown = undefined;
  }

  /** Everything that is on the screen, once more. */
  repaint(): void {
    this.forget();
    if (this.#last === undefined) return;
    this.#isBehind = true;
    this.#flush();
  }

  #show(): void {
    const body = this.#body;
    this.#body = undefined;
    if (body === undefined) return;
    this.#last = body.replace(ERASES, '');
    this.#isBehind = true;
    this.#flush();
  }

  #pass(chunk: string, done: Done): boolean {
    if (OTHER_SCREEN.test(chunk)) {
      this.forget();
      this.#last = undefined;
      this.#isBehind = false;
    }
    // Where there is no alternate screen, as on the Linux console and in screen(1), the last frame stays: what comes next goes below it.
    const below = `\x1b[${this.rows};1H\x1b[K${OWN_SCREEN}`;
    return this.#to.write(chunk.replace(OWN_SCREEN, below), error => done?.(error));
  }

  #barrier(done: Done): boolean {
    if (this.#isWriting) this.#waiting.push(done);
    else this.#to.write('', error => done?.(error));
    return true;
  }

  #flush(): void {
    if (this.#isWriting || !this.#isBehind || this.#last === undefined) return;
    this.#isBehind = false;
    const bytes = this.#difference(this.#last);
    if (bytes === '') return;
    this.#isWriting = true;
    this.#to.write(BEGIN + bytes + END, () => {
      this.#isWriting = false;
      const waiting = this.#waiting;
      this.#waiting = [];
      this.#flush();
      for (const done of waiting)
        if (this.#isWriting) this.#waiting.push(done);
        else done?.();
    });
  }

  #difference(screen: string): string {
    const {columns, rows} = this;
    if (columns !== this.#columns || rows !== this.#shown?.length) {
      this.#shown = undefined;
      this.#styles = new Styles();
      this.#columns = columns;
    }
    const before = this.#shown;
    const texts = screen.split('\n');
    const next = Array.from({length: rows}, (_, y): Row => {
      const text = texts[y] ?? '';
      if (before?.[y]?.text === text) return before[y];
      return text === '' ? blankRow(columns) : rowOf(text, columns, this.#styles);
    });
    this.#shown = next;
    return paintFrame(before, next, columns, this.#styles);
  }
}
