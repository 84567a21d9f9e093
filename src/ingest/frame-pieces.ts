// Where records begin in the log of a container, whose lines may be pieces. A record is a line, or the lines from the first
// piece of a line to its last, with what other streams wrote in between. Whether a record begins at a line depends on a few
// lines before it and on nothing else: so such a log can be cut anywhere as well, and read from its end.
import {lineEnd, newlineAt} from './newline.ts';
import {type Piece, pieceAt, STREAMS} from './piece.ts';

/**
 * After so many lines of others a piece is given up. Runtimes write the pieces of a line one right after the other; without
 * a limit, one whose rest never came would keep the record open to the end of the file.
 */
export const PATIENCE = 64;

const CLOSED = Number.NEGATIVE_INFINITY;

/** Which streams have a line begun and not ended. */
class OpenLines {
  /** By stream: the number of its last line, if that was a piece before the last. */
  readonly #open: number[];
  #count = 0;

  /** `unknown`: what came before may have left any of them open. */
  constructor(before: 'nothing' | 'unknown') {
    this.#open = Array(STREAMS).fill(before === 'nothing' ? CLOSED : -1);
  }

  add(piece: Piece | undefined): void {
    if (piece !== undefined) this.#open[piece.stream] = piece.isLast ? CLOSED : this.#count;
    this.#count++;
  }

  /** Whether a record begins at the next line, which is `next`. */
  isBoundary(next: Piece | undefined): boolean {
    return this.#open.every(
      (line, stream) =>
        this.#count - line > PATIENCE || (next !== undefined && next.stream === stream && next.beginsEvent),
    );
  }
}

/** Past the record that begins at `from`. */
export function pieceRecordEnd(bytes: Uint8Array, from: number): number {
  let end = lineEnd(bytes, from);
  let piece = pieceAt(bytes, from, end);
  if (piece === undefined || piece.isLast) return end;
  const lines = new OpenLines('nothing');
  while (end < bytes.length) {
    lines.add(piece);
    const start = end;
    end = lineEnd(bytes, start);
    piece = pieceAt(bytes, start, end);
    if (lines.isBoundary(piece)) return start;
  }
  return end;
}

/** The first place after the beginning of `bytes` where a record begins whatever came before, or -1. */
export function firstPieceCut(bytes: Uint8Array): number {
  const lines = new OpenLines('unknown');
  for (let newline = newlineAt(bytes, 0); newline !== -1; ) {
    const start = newline + 1;
    newline = newlineAt(bytes, start);
    const piece = pieceAt(bytes, start, newline === -1 ? bytes.length : newline + 1);
    if (lines.isBoundary(piece)) return start;
    lines.add(piece);
  }
  return -1;
}

/** The last place in `bytes`, at whose beginning a record begins, where another one does, or -1. */
export function lastPieceCut(bytes: Uint8Array): number {
  const lines = new OpenLines('nothing');
  let last = -1;
  for (let start = 0, newline = newlineAt(bytes, 0); newline !== -1; newline = newlineAt(bytes, start)) {
    lines.add(pieceAt(bytes, start, newline + 1));
    start = newline + 1;
    if (lines.isBoundary(pieceAt(bytes, start, lineEnd(bytes, start)))) last = start;
  }
  return last;
}
