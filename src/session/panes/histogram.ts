// Requests over time in eighth blocks, failures in their own colour from below, a mark where the cursor's row is. Without
// colours failures are shaded instead of solid.
import type {Bar, Histogram} from '../../source/source.ts';
import {type Line, type Span, type Style, span} from '../line.ts';
import {layout, type Session} from '../session.ts';
import {currentRow} from '../table.ts';
import {fit, fitLine, widthOf} from '../text/fit.ts';
import {barSpan, edgeOf, markedBars} from '../time/bars.ts';
import {gapIn, gapsOf} from '../time/gaps.ts';
import {endTime} from '../time-text.ts';

const BLOCKS = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** Failures where there is no colour to tell them by, in thirds: darker the more there are. */
const SHADES = ['░', '▒', '▓'] as const;

/** Eighths of a bar, of `lines` lines: at least one as soon as there is anything. */
const eighths = (count: number, most: number, lines: number): number =>
  count === 0 ? 0 : Math.max(1, Math.round((count / most) * lines * 8));

/** The cell of a bar on `line`, counted from below. In one cell there is one colour: that of the larger part. */
function cell(bar: Bar, most: number, line: number, lines: number, isMono: boolean): readonly [string, Style] {
  const high = eighths(bar.count, most, lines) - line * 8;
  const failed = Math.min(high, eighths(bar.failed, most, lines) - line * 8);
  const full = Math.max(0, Math.min(8, high));
  const isFailed = failed * 2 >= Math.min(high, 8) && bar.failed > 0 && failed > 0;
  return isFailed
    ? [isMono ? SHADES[Math.ceil((full * 3) / 8) - 1]! : BLOCKS[full]!, 'barFailed']
    : [BLOCKS[full]!, 'bar'];
}

/** What a bar is besides its count. `row` is where the table's cursor is, the others are of the histogram's own. */
export type BarMark = 'row' | 'cursor' | 'marked' | 'gap';

const MARK_STYLE: Readonly<Record<BarMark, Style>> = {row: 'match', cursor: 'cursor', marked: 'match', gap: 'warn'};
/** What stands on the lowest line of a bar without requests. */
const MARK_EMPTY: Readonly<Record<BarMark, string>> = {row: '·', cursor: ' ', marked: '─', gap: '┈'};

/** Over `width` cells: there may be fewer bars than cells, because the source likes round steps. `isMono`: without colours. */
export function barsOf(
  {bars}: Histogram,
  lines: number,
  markOf: (bar: number) => BarMark | undefined,
  width = bars.length,
  isMono = false,
): readonly Line[] {
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
      let [block, next] = cell(bar, most, line, lines, isMono);
      const mark = markOf(at);
      // Failures keep their colour under a mark of many bars.
      const isKept = (mark === 'gap' && block !== ' ') || (mark === 'marked' && next === 'barFailed');
      if (mark !== undefined && !isKept)
        [block, next] = [block === ' ' ? (line === 0 ? MARK_EMPTY[mark] : ' ') : block, MARK_STYLE[mark]];
      if (next !== style) flush();
      style = next;
      text += block.repeat(Math.max(0, edgeOf(at + 1, bars.length, width) - edgeOf(at, bars.length, width)));
    });
    flush();
    return spans;
  });
}

type Frame = {
  readonly histogram: Histogram;
  readonly start: string;
  readonly end: string;
  /** The first cell of the bars, and how many cells they fill. */
  readonly x: number;
  readonly width: number;
};

function frameOf(session: Session): Frame | undefined {
  const {histogram: lines, columns} = layout(session);
  const {about, histogram} = session;
  if (lines === 0 || histogram === undefined || about.extent === undefined || histogram.bars.length === 0)
    return undefined;
  const {from, step, bars} = histogram;
  // Asked before there was anything to count: its times mean nothing.
  if (from <= 0 && bars.every(bar => bar.count === 0)) return undefined;
  const to = from + step * bars.length;
  // The label at the end takes what it needs, so that the bars reach it.
  const [start, end] = [endTime(from, to, session.zone), endTime(to, from, session.zone)];
  const width = Math.max(bars.length, columns - widthOf(start) - widthOf(end) - 2);
  return {histogram, start, end, x: widthOf(start) + 1, width};
}

/** Where the bars are, in cells of the screen; undefined while there are none. */
export const histogramPlace = (session: Session): Pick<Frame, 'x' | 'width'> | undefined => frameOf(session);

function marksOf(session: Session, histogram: Histogram): (bar: number) => BarMark | undefined {
  const {about, bars, table} = session;
  const gaps = gapsOf(about);
  const row = currentRow(table);
  const rowBar = row === undefined ? -1 : Math.floor((row.id.time - histogram.from) / histogram.step);
  const [first, last] = bars === undefined ? [-1, -1] : markedBars(histogram, bars);
  const cursor = bars === undefined ? -1 : Math.floor((bars.at - histogram.from) / histogram.step);
  return bar => {
    if (bars === undefined ? bar === rowBar : bar === Math.max(first, Math.min(last, cursor)))
      return bars === undefined ? 'row' : 'cursor';
    if (bars?.mark !== undefined && bar >= first && bar <= last) return 'marked';
    const {from, to} = barSpan(histogram, bar);
    return gaps.length > 0 && gapIn(gaps, from, to) !== undefined ? 'gap' : undefined;
  };
}

export function histogramLines(session: Session): readonly Line[] {
  const {histogram: lines, columns} = layout(session);
  const frame = frameOf(session);
  if (frame === undefined) return Array.from({length: lines}, () => fitLine([], columns));
  const {histogram, start, end, width} = frame;
  const isMono = session.look.theme === 'none';
  return barsOf(histogram, lines, marksOf(session, histogram), width, isMono).map((line, at) => {
    const last = at === lines - 1;
    const left = span(fit(last ? start : '', widthOf(start), 'right'), 'dim');
    return fitLine([left, span(' '), ...line, span(last ? ` ${end}` : '', 'dim')], columns);
  });
}
