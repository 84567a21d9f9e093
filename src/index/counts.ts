// What is counted of each combination of a tally, by its number: in typed arrays that grow, for there may be very many.
import type {Micros} from '../audit/time.ts';
import type {RowId} from './row-set.ts';

const FIRST = 16;

const grownTo = <T extends Uint32Array<ArrayBuffer> | Float64Array<ArrayBuffer>>(old: T, length: number): T => {
  const grown = new (old.constructor as new (length: number) => T)(length);
  grown.set(old);
  return grown;
};

/** A class because its arrays grow together. */
export class Counts {
  /** Rows. */
  rows = new Uint32Array(FIRST);
  /** Of these: code 400 and above, or a panic. */
  failed = new Uint32Array(FIRST);
  /** As they stand in the input, newlines included. */
  bytes = new Float64Array(FIRST);
  /** The least and the greatest stageTimestamp; from > to where none of them has one. */
  from = new Float64Array(FIRST).fill(Number.POSITIVE_INFINITY);
  to = new Float64Array(FIRST).fill(Number.NEGATIVE_INFINITY);
  /** How many samples there are. */
  sampled = new Uint32Array(FIRST);
  /** Every so many-th row is a sample, such that there are never twice as many as wanted. */
  #step = new Uint32Array(FIRST).fill(1);
  /** Samples, `#room` for each combination. */
  #samples: Uint32Array<ArrayBuffer>;
  readonly #room: number;

  /** @param wanted samples of a combination: there are so many, or some more, spread evenly over its rows */
  constructor(wanted: number) {
    this.#room = wanted * 2;
    this.#samples = new Uint32Array(FIRST * this.#room);
  }

  /** Makes room for combinations numbered below `size`. */
  reserve(size: number): void {
    const old = this.rows.length;
    if (size <= old) return;
    const length = Math.max(size, old * 2);
    this.rows = grownTo(this.rows, length);
    this.failed = grownTo(this.failed, length);
    this.bytes = grownTo(this.bytes, length);
    this.from = grownTo(this.from, length).fill(Number.POSITIVE_INFINITY, old);
    this.to = grownTo(this.to, length).fill(Number.NEGATIVE_INFINITY, old);
    this.sampled = grownTo(this.sampled, length);
    this.#step = grownTo(this.#step, length).fill(1, old);
    this.#samples = grownTo(this.#samples, length * this.#room);
  }

  /** Counts a row; there must be room for its combination. @param time -Infinity if it has none */
  add(id: number, row: RowId, time: Micros): void {
    const before = this.rows[id]!;
    this.rows[id] = before + 1;
    if (time !== Number.NEGATIVE_INFINITY) {
      if (time < this.from[id]!) this.from[id] = time;
      if (time > this.to[id]!) this.to[id] = time;
    }
    const step = this.#step[id]!;
    if (this.#room !== 0 && (step === 1 || before % step === 0)) this.#sample(id, row);
  }

  #sample(id: number, row: RowId): void {
    const samples = this.#samples;
    const first = id * this.#room;
    const count = this.sampled[id]!;
    samples[first + count] = row;
    this.sampled[id] = count + 1;
    if (count + 1 < this.#room) return;
    // Every other one goes.
    for (let i = 1; i < this.#room / 2; i++) samples[first + i] = samples[first + i * 2]!;
    this.sampled[id] = this.#room / 2;
    this.#step[id]! *= 2;
  }

  /** In the order in which they were counted. */
  samplesOf(id: number): Uint32Array {
    const first = id * this.#room;
    return this.#samples.subarray(first, first + this.sampled[id]!);
  }

  /** The same, to be kept. */
  listOf(id: number): readonly RowId[] {
    const first = id * this.#room;
    const count = this.sampled[id]!;
    // Most combinations have one row.
    if (count === 1) return [this.#samples[first]!];
    const list: RowId[] = [];
    for (let i = 0; i < count; i++) list.push(this.#samples[first + i]!);
    return list;
  }
}
