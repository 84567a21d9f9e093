// Whether lines moved up or down: then the terminal moves them, and only what is new in them is written.
import {type Row, unitOf} from './row.ts';

/** Lines [top, bottom] go up by `by`, or down if it is negative; as many become blank at the other end. */
export type Scroll = {readonly top: number; readonly bottom: number; readonly by: number};

/** Further than this a screen is rather another page. */
const FURTHEST = 12;
/** Bytes of the sequences that scroll, and of moving the cursor to a run of cells. */
const SCROLL_BYTES = 24;
const RUN_BYTES = 6;
/** A frame that changes less than this is not looked through. */
const WORTH = 80;

/** About the bytes that make `next` of `before`. */
function costOf(before: Row, next: Row): number {
  if (before === next || before.text === next.text) return 0;
  const [a, b] = [before.cells, next.cells];
  if (b === undefined) return next.text.length + RUN_BYTES;
  if (a === undefined) return b.length + RUN_BYTES;
  let cost = 0;
  let last = -RUN_BYTES;
  for (let x = 0; x < b.length; x++) {
    if (a[x] === b[x]) continue;
    cost += x - last > RUN_BYTES ? RUN_BYTES : x - last;
    if (unitOf(b[x]!) > 0x7f) cost += 2;
    last = x;
  }
  return cost;
}

/** The lines one after the other that gain most; undefined if none gains. */
function bestRun(gains: Float64Array): {readonly from: number; readonly to: number; readonly gain: number} | undefined {
  let best: {readonly from: number; readonly to: number; readonly gain: number} | undefined;
  let from = 0;
  let sum = 0;
  for (let y = 0; y < gains.length; y++) {
    if (sum <= 0) {
      from = y;
      sum = 0;
    }
    sum += gains[y]!;
    if (sum > (best?.gain ?? 0)) best = {from, to: y, gain: sum};
  }
  return best;
}

/** Lines that are looked at to tell whether a shift is worth looking at all of them. */
const SAMPLES = 5;

/** Whether lines seem to have moved by `by`: at least one of some lines is found there nearly as it is. */
function isLikely(
  before: readonly Row[],
  next: readonly Row[],
  by: number,
  plain: Float64Array,
  samples: readonly number[],
) {
  return samples.some(y => {
    const from = before[y + by];
    return from !== undefined && costOf(from, next[y]!) * 2 < plain[y]!;
  });
}

/** Lines that change, evenly spread. */
function samplesOf(plain: Float64Array): readonly number[] {
  const changed: number[] = [];
  plain.forEach((cost, y) => {
    if (cost > 2 * RUN_BYTES) changed.push(y);
  });
  const step = Math.max(1, Math.floor(changed.length / SAMPLES));
  return changed.filter((_, at) => at % step === step >> 1);
}

/** The scroll after which least is to be written; undefined if writing alone is as cheap. */
export function bestScroll(before: readonly Row[], next: readonly Row[], blank: Row): Scroll | undefined {
  const rows = next.length;
  const plain = Float64Array.from(next, (row, y) => costOf(before[y]!, row));
  if (plain.reduce((sum, cost) => sum + cost, 0) < WORTH) return undefined;
  let best: (Scroll & {readonly gain: number}) | undefined;
  const gains = new Float64Array(rows);
  const samples = samplesOf(plain);
  for (let by = -FURTHEST; by <= FURTHEST; by++) {
    if (by === 0 || !isLikely(before, next, by, plain, samples)) continue;
    for (let y = 0; y < rows; y++) {
      const from = before[y + by];
      gains[y] = from === undefined ? Number.NEGATIVE_INFINITY : plain[y]! - costOf(from, next[y]!);
    }
    const run = bestRun(gains);
    if (run === undefined) continue;
    const top = by > 0 ? run.from : run.from + by;
    const bottom = by > 0 ? run.to + by : run.to;
    let gain = run.gain - SCROLL_BYTES;
    const [first, last] = by > 0 ? [run.to + 1, bottom] : [top, run.from - 1];
    for (let y = first; y <= last; y++) gain -= costOf(blank, next[y]!) - plain[y]!;
    if (gain > (best?.gain ?? 0)) best = {top, bottom, by, gain};
  }
  return best === undefined ? undefined : {top: best.top, bottom: best.bottom, by: best.by};
}

/** The lines of the screen after it. */
export const scrolled = (rows: readonly Row[], {top, bottom, by}: Scroll, blank: Row): readonly Row[] =>
  rows.map((row, y) => {
    if (y < top || y > bottom) return row;
    const from = y + by;
    return from < top || from > bottom ? blank : rows[from]!;
  });

/** Deleting and inserting lines inside margins: what every terminal since the VT102 does, the Linux console too. */
export const scrollSequence = ({top, bottom, by}: Scroll): string =>
  `\x1b[${top + 1};${bottom + 1}r\x1b[${top + 1}H\x1b[${Math.abs(by)}${by > 0 ? 'M' : 'L'}\x1b[r`;
