// Ink's canvas, faster: Ink takes every text apart into objects, one a character, for each frame anew, which is most of what
// a frame costs. Our texts lie beside each other, whole, and close their styles: then lines are put together from them
// as they are. A frame that is not like this is drawn by Ink's own canvas. scripts/bundle.ts puts it into Ink.
import truncatedWidth from 'fast-string-truncated-width';
import {isSimple} from '../../session/text/fit.ts';

type Transformer = (line: string, index: number) => string;
type Clip = {
  readonly x1: number | undefined;
  readonly x2: number | undefined;
  readonly y1: number | undefined;
  readonly y2: number | undefined;
};
type Drawn = {readonly output: string; readonly height: number};

/** What Ink calls. */
export type Canvas = {
  readonly width: number;
  readonly height: number;
  write(x: number, y: number, text: string, options: {readonly transformers: readonly Transformer[]}): void;
  clip(clip: Clip): void;
  unclip(): void;
  get(): Drawn;
};
export type CanvasClass = new (size: {readonly width: number; readonly height: number}) => Canvas;

const SGR = /\x1b\[[\d;]*m/g;
const RESET = '\x1b[0m';

/** Characters that Ink leaves out where they stand alone, tabs and line ends. */
const UNUSUAL = /[\p{Default_Ignorable_Code_Point}\p{Control}]/u;

const MOST_KNOWN = 4096;
const cells = new Map<string, number>();

/** Cells of a text whose styles end with it; undefined if they do not, or if it is no simple row of characters. */
function measured(text: string): number | undefined {
  const last = text.lastIndexOf('\x1b');
  if (last !== -1 && !text.startsWith(RESET, last)) return undefined;
  const plain = last === -1 ? text : text.replace(SGR, '');
  if (isSimple(plain)) return plain.length;
  return UNUSUAL.test(plain) ? undefined : truncatedWidth(plain).width;
}

/** -1 stands for undefined. */
function cellsOf(text: string): number {
  const known = cells.get(text);
  if (known !== undefined) return known;
  const width = measured(text) ?? -1;
  if (cells.size >= MOST_KNOWN) cells.clear();
  cells.set(text, width);
  return width;
}

type Piece = {readonly x: number; readonly end: number; readonly text: string};

const isInside = (clip: Clip | undefined, x: number, end: number, y: number): boolean =>
  clip === undefined ||
  (x >= (clip.x1 ?? 0) && end <= (clip.x2 ?? end) && y >= (clip.y1 ?? 0) && y < (clip.y2 ?? y + 1));

/** `pieces` with one more, which hides those that it covers; false if it covers a part of one. */
function put(pieces: Piece[], piece: Piece): boolean {
  for (let at = pieces.length - 1; at >= 0; at--) {
    const {x, end} = pieces[at]!;
    if (end <= piece.x || x >= piece.end) continue;
    if (x < piece.x || end > piece.end) return false;
    pieces.splice(at, 1);
  }
  const after = pieces.findIndex(({x}) => x >= piece.end);
  if (after === -1) pieces.push(piece);
  else pieces.splice(after, 0, piece);
  return true;
}

function joined(pieces: readonly Piece[]): string {
  let text = '';
  let at = 0;
  for (const piece of pieces) {
    text += ' '.repeat(piece.x - at) + piece.text;
    at = piece.end;
  }
  return text.trimEnd();
}

/** A canvas in place of Ink's own, which it falls back to. */
export function fastCanvas(Own: CanvasClass): CanvasClass {
  return class FastCanvas implements Canvas {
    readonly width: number;
    readonly height: number;
    readonly #calls: ((canvas: Canvas) => void)[] = [];
    readonly #rows: Piece[][];
    readonly #clips: Clip[] = [];
    #isOurs = true;

    constructor({width, height}: {readonly width: number; readonly height: number}) {
      this.width = width;
      this.height = height;
      this.#rows = Array.from({length: Math.max(0, height)}, () => []);
    }

    write(x: number, y: number, text: string, options: {readonly transformers: readonly Transformer[]}): void {
      if (text === '') return;
      this.#calls.push(canvas => canvas.write(x, y, text, options));
      const lines = text.split('\n');
      for (let index = 0; index < lines.length && this.#isOurs; index++) {
        let line = lines[index]!;
        if (cellsOf(line) === -1) this.#isOurs = false;
        for (const transformer of options.transformers) line = transformer(line, index);
        const width = cellsOf(line);
        this.#isOurs &&= width !== -1 && this.#place(x, y + index, line, width);
      }
    }

    clip(clip: Clip): void {
      this.#calls.push(canvas => canvas.clip(clip));
      this.#clips.push(clip);
    }

    unclip(): void {
      this.#calls.push(canvas => canvas.unclip());
      this.#clips.pop();
    }

    get(): Drawn {
      if (this.#isOurs) return {output: this.#rows.map(joined).join('\n'), height: this.#rows.length};
      const own = new Own(this);
      for (const call of this.#calls) call(own);
      return own.get();
    }

    #place(x: number, y: number, text: string, width: number): boolean {
      const end = x + width;
      if (!Number.isInteger(x) || !Number.isInteger(y) || x < 0 || end > this.width) return false;
      if (!this.#clips.every(clip => isInside(clip, x, end, y))) return false;
      const row = this.#rows[y];
      return row !== undefined && (width === 0 || put(row, {x, end, text}));
    }
  };
}
