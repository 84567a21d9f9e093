// All rows in the order of time, kept while blocks arrive newest first, oldest first or interleaved.
import type {RowId} from './row-set.ts';
import type {Table} from './table.ts';

export type CompareRows = (a: RowId, b: RowId) => number;

/** By stageTimestamp; equal times by file, then by place in the file. Rows without a time come first. */
export const compareByTime =
  (table: Table, inputRank: (row: RowId) => number): CompareRows =>
  (a, b) => {
    const x = table.stageTime.at(a);
    const y = table.stageTime.at(b);
    if (x !== y) return x < y ? -1 : 1;
    if (a === b) return 0;
    const file = inputRank(a) - inputRank(b);
    if (file !== 0) return file;
    const start = table.blocks[table.blockOf(a)]!.start - table.blocks[table.blockOf(b)]!.start;
    return start !== 0 ? start : a - b;
  };

/** First place in `rows[from, to)`, which is sorted, whose row is not before `row`. */
export function lowerBoundOf(rows: Uint32Array, row: RowId, compare: CompareRows, from = 0, to = rows.length): number {
  let low = from;
  let high = to;
  while (low < high) {
    const mid = (low + high) >>> 1;
    if (compare(rows[mid]!, row) < 0) low = mid + 1;
    else high = mid;
  }
  return low;
}

function merged(a: Uint32Array, b: Uint32Array, compare: CompareRows): Uint32Array {
  const out = new Uint32Array(a.length + b.length);
  let i = 0;
  let j = 0;
  for (let k = 0; k < out.length; k++) {
    if (j >= b.length || (i < a.length && compare(a[i]!, b[j]!) <= 0)) out[k] = a[i++]!;
    else out[k] = b[j++]!;
  }
  return out;
}

/** A row moved further than this while sorting in place: the rest is not nearly sorted. */
const FAR = 4096;

/** The rows of one block in order: [first, first + times.length), nearly sorted by `times` as a rule; equal times by row. */
function sortedRun(first: RowId, times: Float64Array): Uint32Array {
  const run = new Uint32Array(times.length);
  for (let i = 0; i < run.length; i++) {
    const time = times[i]!;
    let place = i;
    while (place > 0 && times[run[place - 1]! - first]! > time) {
      if (i - place > FAR) return bySort(first, times);
      run[place] = run[place - 1]!;
      place--;
    }
    run[place] = first + i;
  }
  return run;
}

const bySort = (first: RowId, times: Float64Array): Uint32Array =>
  Uint32Array.from(times, (_, i) => first + i).sort((a, b) => {
    const [x, y] = [times[a - first]!, times[b - first]!];
    return x < y ? -1 : x > y ? 1 : a - b;
  });

/** The order lies in the middle of `#buffer`, with room at both ends, so that a block before or after all others costs only itself. */
export class TimeOrder {
  readonly #compare: CompareRows;
  #buffer = new Uint32Array(1 << 12);
  #start = 1 << 11;
  #end = 1 << 11;

  constructor(compare: CompareRows) {
    this.#compare = compare;
  }

  /** A view that is valid until the next insert. */
  get rows(): Uint32Array {
    return this.#buffer.subarray(this.#start, this.#end);
  }

  /** Adds the rows of one block from `first` on, which have these times. */
  insert(first: RowId, times: Float64Array): void {
    if (times.length === 0) return;
    const run = sortedRun(first, times);
    this.#reserve(run.length);
    const rows = this.rows;
    const overlapStart = lowerBoundOf(rows, run[0]!, this.#compare);
    const overlapEnd = lowerBoundOf(rows, run[run.length - 1]!, this.#compare, overlapStart);
    // Only where they overlap rows are compared; those on the shorter side of it make room.
    const together = merged(rows.slice(overlapStart, overlapEnd), run, this.#compare);
    const start = this.#start;
    if (rows.length - overlapEnd <= overlapStart) {
      this.#buffer.copyWithin(start + overlapEnd + run.length, start + overlapEnd, this.#end);
      this.#end += run.length;
    } else {
      this.#start -= run.length;
      this.#buffer.copyWithin(this.#start, start, start + overlapStart);
    }
    this.#buffer.set(together, this.#start + overlapStart);
  }

  /** Takes out the first `count` rows. */
  dropFirst(count: number): void {
    this.#start = Math.min(this.#end, this.#start + count);
  }

  get bytes(): number {
    return this.#buffer.byteLength;
  }

  #reserve(extra: number): void {
    if (this.#start >= extra && this.#buffer.length - this.#end >= extra) return;
    const rows = this.rows;
    const room = Math.max(extra, rows.length >>> 2, 1 << 11);
    const grown = new Uint32Array(rows.length + 2 * room);
    grown.set(rows, room);
    this.#buffer = grown;
    this.#start = room;
    this.#end = room + rows.length;
  }
}
