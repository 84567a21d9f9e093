// Requests over time in eighth blocks, failures in their own colour from below, a mark where the cursor's row is.
import type {Bar, Histogram} from '../../source/source.ts';
import {type Line, type Span, type Style, span} from '../line.ts';
import {layout, type Session} from '../session.ts';
import {currentRow} from '../table.ts';
import {fit, fitLine, widthOf} from '../text/fit.ts';
import {endTime} from '../time-text.ts';

const BLOCKS = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** Eighths of a bar, of `lines` lines: at least one as soon as there is anything. */
const eighths = (count: number, most: number, lines: number): number =>
  count === 0 ? 0 : Math.max(1, Math.round((count / most) * lines * 8));

/** The cell of a bar on `line`, counted from below. In one cell there is one colour: that of the larger part. */
function cell(bar: Bar, most: number, line: number, lines: number): readonly [string, Style] {
  const high = eighths(bar.count, most, lines) - line * 8;
  const failed = Math.min(high, eighths(bar.failed, most, lines) - line * 8);
  const block = BLOCKS[Math.max(0, Math.min(8, high))]!;
  return [block, failed * 2 >= Math.min(high, 8) && bar.failed > 0 && failed > 0 ? 'barFailed' : 'bar'];
}

/** Over `width` cells: there may be fewer bars than cells, because the source likes round steps. */
export function barsOf({bars}: Histogram, lines: number, marked: number, width = bars.length): readonly Line[] {
  const edge = (at: number) => Math.round((at * width) / bars.length);
  const most = bars.reduce((high, bar) => Math.max(high, bar.count), 1);
  return Array.from({length: lines}, (_, place): Line => {
    const line = lines - 1 - place;
    const spans: Span[] = [];
    let text = '';
    let style: Style = 'bar';
    const flush = () => {
      if (text !== '') spans.push(span(text, style));
      text = '';
    };
    bars.forEach((bar, at) => {
      let [block, next] = cell(bar, most, line, lines);
      if (at === marked) [block, next] = [block === ' ' ? (line === 0 ? '·' : ' ') : block, 'match'];
      if (next !== style) flush();
      style = next;
      text += block.repeat(Math.max(0, edge(at + 1) - edge(at)));
    });
    flush();
    return spans;
  });
}

export function histogramLines(session: Session): readonly Line[] {
  const {histogram: lines, columns} = layout(session);
  const {about, histogram, table} = session;
  if (lines === 0) return [];
  if (histogram === undefined || about.extent === undefined || histogram.bars.length === 0)
    return Array.from({length: lines}, () => fitLine([], columns));
  const {from, step, bars} = histogram;
  // Asked before there was anything to count: its times mean nothing.
  if (from <= 0 && bars.every(bar => bar.count === 0)) return Array.from({length: lines}, () => fitLine([], columns));
  const to = from + step * bars.length;
  const row = currentRow(table);
  const marked = row === undefined ? -1 : Math.floor((row.id.time - from) / step);
  // The label at the end takes what it needs, so that the bars reach it.
  const [start, end] = [endTime(from, to, session.zone), endTime(to, from, session.zone)];
  const width = Math.max(bars.length, columns - widthOf(start) - widthOf(end) - 2);
  return barsOf(histogram, lines, marked, width).map((line, at) => {
    const last = at === lines - 1;
    const left = span(fit(last ? start : '', widthOf(start), 'right'), 'dim');
    return fitLine([left, span(' '), ...line, span(last ? ` ${end}` : '', 'dim')], columns);
  });
}
