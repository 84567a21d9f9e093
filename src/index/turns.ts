// Work of this thread in pieces, in order, a few milliseconds of them a turn of the event loop: keys and frames come between.

/** In milliseconds: a turn ends with the piece that exceeds it. */
const TURN_MS = 5;

/** May give another piece, which is the next: so that keys come between the two if there is no time left. */
export type Piece = () => Piece | undefined;

export class Turns {
  readonly #pieces: Piece[] = [];
  #isPlanned = false;

  /** `piece` runs at the next turn, or a later one. */
  add(piece: Piece): void {
    this.#pieces.push(piece);
    this.#plan();
  }

  #plan(): void {
    if (this.#isPlanned || this.#pieces.length === 0) return;
    this.#isPlanned = true;
    setImmediate(() => {
      this.#isPlanned = false;
      try {
        this.#run();
      } finally {
        this.#plan();
      }
    });
  }

  #run(): void {
    const end = performance.now() + TURN_MS;
    while (this.#pieces.length > 0) {
      const next = this.#pieces.shift()!();
      if (next !== undefined) this.#pieces.unshift(next);
      if (performance.now() >= end) return;
    }
  }
}
