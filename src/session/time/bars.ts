// The histogram while it has the focus: which bar has the cursor, and which are marked. A bar is named by a moment in it, so
// that it stays what it is when the bars around it become wider or narrower.
import type {Micros} from '../../audit/time.ts';
import type {Histogram} from '../../source/source.ts';
import type {Span} from './window.ts';

export type Bars = {
  readonly at: Micros;
  /** Where marking began. */
  readonly mark?: Micros;
};

/** The index of the bar that holds `time`, the first or last one for a time outside. */
export const barAt = ({from, step, bars}: Histogram, time: Micros): number =>
  Math.max(0, Math.min(bars.length - 1, Math.floor((time - from) / step)));

/** What a bar covers: [from, to). */
export const barSpan = ({from, step}: Histogram, bar: number): Span => ({
  from: from + bar * step,
  to: from + (bar + 1) * step,
});

/** Indices of the marked bars, both inclusive; the one under the cursor where nothing is marked. */
export function markedBars(histogram: Histogram, {at, mark}: Bars): readonly [first: number, last: number] {
  const [a, b] = [barAt(histogram, at), barAt(histogram, mark ?? at)];
  return a < b ? [a, b] : [b, a];
}

export function markedSpan(histogram: Histogram, bars: Bars): Span {
  const [first, last] = markedBars(histogram, bars);
  return {from: barSpan(histogram, first).from, to: barSpan(histogram, last).to};
}

/** The first cell of a bar, of `width` cells for all: cells and bars are as good as equal in number, but not always. */
export const edgeOf = (bar: number, count: number, width: number): number => Math.round((bar * width) / count);

/** The bar that a cell belongs to. */
export function barOfCell(cell: number, count: number, width: number): number {
  let bar = Math.max(0, Math.min(count - 1, Math.floor((cell * count) / width)));
  while (bar > 0 && edgeOf(bar, count, width) > cell) bar--;
  while (bar < count - 1 && edgeOf(bar + 1, count, width) <= cell) bar++;
  return bar;
}
