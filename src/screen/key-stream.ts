// Between the terminal and Ink: takes the mouse out of the bytes, so that Ink only ever sees keys.
import {PassThrough} from 'node:stream';
import type {ReadStream} from 'node:tty';

/** Press, release, moving while pressed, and wheel in SGR form, https://invisible-island.net/xterm/ctlseqs/ctlseqs.html#h2-Mouse-Tracking */
export const MOUSE_ON = '\x1b[?1000h\x1b[?1002h\x1b[?1006h';
export const MOUSE_OFF = '\x1b[?1006l\x1b[?1002l\x1b[?1000l';

export type MouseEvent = {
  /** `drag`: moved to another cell with the button held. */
  readonly kind: 'press' | 'drag' | 'wheel';
  /** Of the wheel: -1 is up. */
  readonly by?: -1 | 1;
  /** 0-based cells. */
  readonly x: number;
  readonly y: number;
};

const REPORT = /\x1b\[<(\d+);(\d+);(\d+)([Mm])/g;
/** A report that goes on in the next chunk. */
const TAIL = /\x1b\[<[\d;]*$/;

/** The reports in `chunk`, the rest of it, and an incomplete end that belongs to the next one. */
export function splitMouse(chunk: string): {
  readonly events: readonly MouseEvent[];
  readonly rest: string;
  readonly tail: string;
} {
  if (!chunk.includes('\x1b[<')) return {events: [], rest: chunk, tail: ''};
  const events: MouseEvent[] = [];
  const without = chunk.replace(REPORT, (_, button: string, x: string, y: string, end: string) => {
    const at = {x: Number(x) - 1, y: Number(y) - 1};
    const code = Number(button);
    if (code === 64 || code === 65) events.push({kind: 'wheel', by: code === 64 ? -1 : 1, ...at});
    else if (code === 0 && end === 'M') events.push({kind: 'press', ...at});
    else if (code === 32 && end === 'M') events.push({kind: 'drag', ...at});
    return '';
  });
  const tail = TAIL.exec(without)?.[0] ?? '';
  return {events, rest: tail === '' ? without : without.slice(0, -tail.length), tail};
}

/** A class because the held-back tail and the streams change together. Looks like a terminal's ReadStream to Ink. */
export class KeyStream extends PassThrough {
  onMouse: (event: MouseEvent) => void = () => {};
  /** No key will come any more: the terminal was closed, or cannot be read. */
  onGone: () => void = () => {};
  readonly isTTY = true;
  readonly #from: ReadStream | NodeJS.ReadStream;
  #tail = '';

  constructor(from: ReadStream | NodeJS.ReadStream) {
    super();
    this.#from = from;
    from.setEncoding('utf8');
    from.on('data', this.#take);
    from.on('end', this.#ended);
    from.on('close', this.#ended);
    // Reading a terminal that was closed is an error (EIO) on Linux, and an end elsewhere.
    from.on('error', this.#ended);
  }

  get isRaw(): boolean {
    return this.#from.isRaw;
  }

  setRawMode(on: boolean): this {
    this.#from.setRawMode?.(on);
    return this;
  }

  ref(): this {
    this.#from.ref?.();
    return this;
  }

  unref(): this {
    this.#from.unref?.();
    return this;
  }

  close(): void {
    this.#from.off('data', this.#take);
    this.#from.off('end', this.#ended);
    this.#from.off('close', this.#ended);
    this.#from.pause();
    this.#from.unref?.();
  }

  readonly #take = (chunk: string | Buffer): void => {
    const {events, rest, tail} = splitMouse(this.#tail + chunk.toString());
    this.#tail = tail;
    for (const event of events) this.onMouse(event);
    if (rest !== '') this.write(rest);
  };

  readonly #ended = (): void => {
    this.end();
    this.onGone();
  };
}
