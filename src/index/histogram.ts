// Events in time, in bars of a width that people count in.
import type {Micros} from '../audit/time.ts';
import type {RowId} from './row-set.ts';
import type {Table} from './table.ts';

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

/** Code 400 and above, or a panic. */
export function failureTest(table: Table): (row: RowId) => boolean {
  const code = table.coded.get('responseStatus.code')!;
  const failed =
    code.kind === 'text' ? Uint8Array.from(code.dictionary.values, text => (Number(text) >= 400 ? 1 : 0)) : undefined;
  return row => failed![code.codes.at(row)] === 1 || table.stageRank(row) === 3;
}

/** At most `wanted` bars that cover [from, to]. `rows` without a time, or outside, are not counted. */
export function histogramOf(rows: Uint32Array, table: Table, from: Micros, to: Micros, wanted: number): Bars {
  const step = stepFor(Math.max(0, to - from), wanted);
  const start = Math.floor(from / step) * step;
  const size = Math.floor((to - start) / step) + 1;
  const counts = new Uint32Array(size);
  const failures = new Uint32Array(size);
  const failed = failureTest(table);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const bar = Math.floor((table.stageTime.at(row) - start) / step);
    if (!(bar >= 0 && bar < size)) continue;
    counts[bar]!++;
    if (failed(row)) failures[bar]!++;
  }
  return {from: start, step, bars: Array.from(counts, (count, i) => ({count, failed: failures[i]!}))};
}
