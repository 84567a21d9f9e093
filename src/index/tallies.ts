// Counting over a set of rows that was counted before, a little different: only rows that came or went are looked at. Between
// two questions of one view that is next to nothing, however many rows there are.
import {SEGMENT_ROWS} from './column.ts';
import {countRows, type RowSet} from './row-set.ts';

/** Adds or takes away the rows of one word: those at `place` and the 31 after it in a segment whose bits are set. */
export type AddWord = (place: number, bits: number, sign: 1 | -1) => void;

const WORDS = SEGMENT_ROWS >>> 5;

/** Segments between two pauses: some hundred thousand rows, about a millisecond. */
const STRIDE = 16;

/**
 * Has the rows added in which `to` differs from `from`, which may be smaller; pauses now and then.
 * @param adder what adds rows of a segment
 */
export function* addDifference(
  from: RowSet | undefined,
  to: RowSet,
  adder: (segment: number) => AddWord,
): Generator<undefined, void> {
  const old = from?.words;
  const {words} = to;
  for (let segment = 0, first = 0; first < words.length; segment++, first += WORDS) {
    if (segment % STRIDE === STRIDE - 1) yield;
    const end = Math.min(words.length, first + WORDS);
    let add: AddWord | undefined;
    for (let i = first; i < end; i++) {
      const now = words[i]!;
      const before = old === undefined || i >= old.length ? 0 : old[i]!;
      if (now === before) continue;
      add ??= adder(segment);
      const came = now & ~before;
      const went = before & ~now;
      if (came !== 0) add((i - first) << 5, came, 1);
      if (went !== 0) add((i - first) << 5, went, -1);
    }
  }
}

/** In how many rows two sets differ; rows past the end of the smaller one count. */
function distance(from: RowSet, to: RowSet): number {
  const [a, b] = [from.words, to.words];
  let count = 0;
  for (let i = 0; i < b.length; i++) {
    let word = (i < a.length ? a[i]! : 0) ^ b[i]!;
    if (word === 0) continue;
    word -= (word >>> 1) & 0x55555555;
    word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
    count += (((word + (word >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
  }
  return count;
}

export type Tallied<Counts> = {readonly set: RowSet; readonly counts: Counts};

/** The last sets that were counted: the newest, and the one of most rows, to which a filter is taken back. */
export class Tallies<Counts> {
  #newest: Tallied<Counts> | undefined;
  #fullest: (Tallied<Counts> & {readonly size: number}) | undefined;

  /** The one from which `set` is reached with least to count; undefined if nothing is nearer than nothing. */
  nearest(set: RowSet): Tallied<Counts> | undefined {
    let best: Tallied<Counts> | undefined;
    let least = countRows(set);
    for (const known of [this.#newest, this.#fullest]) {
      if (known === undefined || known.set.size > set.size) continue;
      const away = distance(known.set, set);
      if (away < least) {
        least = away;
        best = known;
      }
    }
    return best;
  }

  keep(tallied: Tallied<Counts>): void {
    this.#newest = tallied;
    const size = countRows(tallied.set);
    if (this.#fullest === undefined || size >= this.#fullest.size) this.#fullest = {...tallied, size};
  }
}
