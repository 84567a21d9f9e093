// Events in time, in bars of a width that people count in.
import type {Micros} from '../audit/time.ts';
import {SEGMENT_BITS, SEGMENT_MASK} from './column.ts';
import type {RowId, RowSet} from './row-set.ts';
import type {Table} from './table.ts';
import {type AddRows, Asked, addDifference, Tallies} from './tallies.ts';

const SECOND = 1e6;

/** Widths of a bar, in microseconds. */
const STEPS: readonly Micros[] = [
  ...[1, 2, 5].flatMap(n => [1, 10, 100, 1000, 10_000, 100_000].map(unit => n * unit)),
  ...[1, 2, 5, 10, 15, 30].map(n => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map(n => n * 60 * SECOND),
  ...[1, 2, 3, 6, 12].map(n => n * 3600 * SECOND),
  ...[1, 2, 7, 14, 30, 90, 365].map(n => n * 86_400 * SECOND),
].sort((a, b) => a - b);

/** The narrowest width with which `span` microseconds need at most `bars` bars. */
export function stepFor(span: Micros, bars: number): Micros {
  const fits = STEPS.find(step => Math.floor(span / step) + 2 <= bars);
  if (fits !== undefined) return fits;
  const last = STEPS.at(-1)!;
  return last * Math.ceil(span / last / Math.max(1, bars - 2));
}

export type Bar = {readonly count: number; readonly failed: number};
export type Bars = {readonly from: Micros; readonly step: Micros; readonly bars: readonly Bar[]};

/** Code of the stage: 1 and its rank in ROW_STAGES. */
const PANIC = 4;

/** Of each code of the column of status codes: 1 if it is 400 or above. */
function failedCodes(table: Table): Uint8Array {
  const code = table.coded.get('responseStatus.code')!;
  return code.kind === 'text'
    ? Uint8Array.from(code.dictionary.values, text => (Number(text) >= 400 ? 1 : 0))
    : new Uint8Array();
}

/** For a segment, which of its places hold code 400 and above, or a panic. */
export function failureOf(table: Table): (segment: number) => (place: number) => boolean {
  const codes = table.coded.get('responseStatus.code')!.codes;
  const stages = table.coded.get('stage')!.codes;
  const failed = failedCodes(table);
  return segment => {
    const [ofCode, ofStage] = [codes.segment(segment), stages.segment(segment)];
    return place => failed[ofCode[place]!] === 1 || ofStage[place] === PANIC;
  };
}

/** Code 400 and above, or a panic. */
export function failureTest(table: Table): (row: RowId) => boolean {
  const of = failureOf(table);
  return row => of(row >>> SEGMENT_BITS)(row & SEGMENT_MASK);
}

type Counts = {readonly all: Int32Array; readonly failed: Int32Array};
type Scale = {readonly from: Micros; readonly step: Micros; readonly size: number};

function barAdder(table: Table, {from, step, size}: Scale, counts: Counts): AddRows {
  const codes = table.coded.get('responseStatus.code')!;
  const stages = table.coded.get('stage')!;
  const isFailure = failedCodes(table);
  return (segment, places, count, sign) => {
    const times = table.stageTime.segment(segment);
    const ofCode = codes.codes.segment(segment);
    const ofStage = stages.codes.segment(segment);
    for (let i = 0; i < count; i++) {
      const at = places[i]!;
      const bar = Math.floor((times[at]! - from) / step);
      if (!(bar >= 0 && bar < size)) continue;
      counts.all[bar]! += sign;
      if (isFailure[ofCode[at]!] === 1 || ofStage[at] === PANIC) counts.failed[bar]! += sign;
    }
  };
}

/** A class because the bars of one question are what the next one starts from. Rows must keep their values. */
export class HistogramCounter {
  readonly #table: Table;
  #scale: Scale | undefined;
  #tallies = new Tallies<Counts>();

  constructor(table: Table) {
    this.#table = table;
  }

  /** At most `wanted` bars that cover [from, to]. Rows without a time, or outside, are not counted. Pauses now and then. */
  *count(set: RowSet, from: Micros, to: Micros, wanted: number): Generator<undefined, Bars> {
    const scale = scaleOf(from, to, wanted);
    const {from: start, step, size} = scale;
    const isSame = start === this.#scale?.from && step === this.#scale.step && size === this.#scale.size;
    if (!isSame) this.#tallies = new Tallies();
    this.#scale = scale;
    const tallies = this.#tallies;
    const asked = new Asked(set);
    const known = tallies.nearest(asked);
    const counts: Counts =
      known === undefined
        ? {all: new Int32Array(size), failed: new Int32Array(size)}
        : {all: known.counts.all.slice(), failed: known.counts.failed.slice()};
    yield* addDifference(known?.set, set, barAdder(this.#table, scale, counts));
    tallies.keep(asked, counts);
    const bars = Array.from(counts.all, (count, i) => ({count, failed: counts.failed[i]!}));
    return {from: start, step, bars};
  }
}

function scaleOf(from: Micros, to: Micros, wanted: number): Scale {
  const step = stepFor(Math.max(0, to - from), wanted);
  const start = Math.floor(from / step) * step;
  return {from: start, step, size: Math.floor((to - start) / step) + 1};
}
