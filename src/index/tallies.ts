// Counting over a set of rows that was counted before, a little different: only rows that came or went are looked at. Between
// two questions of one view that is next to nothing, however many rows there are.
import {SEGMENT_ROWS} from './column.ts';
import {bitsIn, countRows, type RowSet} from './row-set.ts';

/** Adds (sign 1) or takes away (-1) the first `count` of `places`, which are those of rows in their segment. */
export type AddRows = (segment: number, places: Uint16Array, count: number, sign: 1 | -1) => void;

const WORDS = SEGMENT_ROWS >>> 5;

/** Rows between two pauses: a few milliseconds, when every field is counted. */
const STRIDE = 4 * SEGMENT_ROWS;

/** Words with more bits than this are gone through bit by bit, the others from one set bit to the next. */
const DENSE = 12;

/** The places of set bits, behind those that are there; returns how many there are then. */
function collect(places: Uint16Array, from: number, place: number, bits: number): number {
  let count = from;
  if (bitsIn(bits) > DENSE) {
    // What stands past the count is written over.
    for (let bit = 0; bit < 32; bit++) {
      places[count] = place + bit;
      count += (bits >>> bit) & 1;
    }
    return count;
  }
  for (let left = bits; left !== 0; left &= left - 1) places[count++] = place + 31 - Math.clz32(left & -left);
  return count;
}

/** Has the rows added in which `to` differs from `from`, which may be smaller; pauses now and then. */
export function* addDifference(from: RowSet | undefined, to: RowSet, add: AddRows): Generator<undefined, void> {
  const old = from?.words;
  const {words} = to;
  const came = new Uint16Array(SEGMENT_ROWS);
  const went = new Uint16Array(SEGMENT_ROWS);
  let worked = 0;
  for (let segment = 0, first = 0; first < words.length; segment++, first += WORDS) {
    const end = Math.min(words.length, first + WORDS);
    let more = 0;
    let less = 0;
    for (let i = first; i < end; i++) {
      const now = words[i]!;
      const before = old === undefined || i >= old.length ? 0 : old[i]!;
      if (now === before) continue;
      const place = (i - first) << 5;
      more = collect(came, more, place, now & ~before);
      less = collect(went, less, place, before & ~now);
    }
    if (more > 0) add(segment, came, more, 1);
    if (less > 0) add(segment, went, less, -1);
    worked += more + less + WORDS;
    if (worked < STRIDE) continue;
    worked = 0;
    yield;
  }
}

/** In how many rows two sets differ; rows past the end of the smaller one count. */
function distance(from: RowSet, to: RowSet): number {
  const [a, b] = [from.words, to.words];
  let count = 0;
  for (let i = 0; i < b.length; i++) {
    const word = (i < a.length ? a[i]! : 0) ^ b[i]!;
    if (word !== 0) count += bitsIn(word);
  }
  return count;
}

export type Tallied<Counts> = {readonly set: RowSet; readonly counts: Counts};

/** A set that is asked about, with what is worked out of it once for all that is counted over it. */
export class Asked {
  readonly set: RowSet;
  readonly rows: number;
  readonly #away = new Map<RowSet, number>();

  constructor(set: RowSet) {
    this.set = set;
    this.rows = countRows(set);
  }

  awayFrom(other: RowSet): number {
    const known = this.#away.get(other) ?? distance(other, this.set);
    this.#away.set(other, known);
    return known;
  }
}

/** The last sets that were counted: the newest, and the one of most rows, to which a filter is taken back. */
export class Tallies<Counts> {
  #newest: Tallied<Counts> | undefined;
  #fullest: (Tallied<Counts> & {readonly rows: number}) | undefined;

  /** The one from which the set is reached with least to count; undefined if nothing is nearer than nothing. */
  nearest(asked: Asked): Tallied<Counts> | undefined {
    let best: Tallied<Counts> | undefined;
    let least = asked.rows;
    for (const known of [this.#newest, this.#fullest]) {
      if (known === undefined || known.set.size > asked.set.size) continue;
      const away = asked.awayFrom(known.set);
      if (away < least) {
        least = away;
        best = known;
      }
    }
    return best;
  }

  keep({set, rows}: Asked, counts: Counts): void {
    this.#newest = {set, counts};
    if (this.#fullest === undefined || rows >= this.#fullest.rows) this.#fullest = {set, counts, rows};
  }
}
