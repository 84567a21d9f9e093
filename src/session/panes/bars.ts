// The title of the histogram while it has the focus: when the bar under the cursor was, how much happened in it, how much of
// that failed, what is marked, and whether a gap between files is why there is nothing.

import {counted} from '../../audit/numbers.ts';
import {formatTook} from '../../audit/time.ts';
import {type Line, span} from '../line.ts';
import type {Session} from '../session.ts';
import {fitLine, lineWidth} from '../text/fit.ts';
import {barAt, barSpan, markedBars, markedSpan} from '../time/bars.ts';
import {gapIn, gapsOf} from '../time/gaps.ts';
import {wallTime, type Zone} from '../time-text.ts';

/** As exact as the width of a bar: `11-20 10:02`, `11-20 10:02:11.5`. */
const timeText = (time: number, step: number, zone: Zone): string => {
  const cells = step % 60e6 === 0 ? 16 : step >= 1e6 ? 19 : step >= 1000 ? 23 : 26;
  return wallTime(time, zone).slice(5, cells).replace('T', ' ');
};

const between = (from: number, to: number, step: number, zone: Zone): string => {
  const [start, end] = [timeText(from, step, zone), timeText(to, step, zone)];
  return `${start} – ${start.slice(0, 5) === end.slice(0, 5) ? end.slice(6) : end}`;
};

/** `UTC`, or where it is not the offset of this machine's zone at that moment. */
export function zoneText(time: number, zone: Zone): string {
  if (zone === 'utc') return 'UTC';
  const minutes = -new Date(time / 1000).getTimezoneOffset();
  const size = Math.abs(minutes);
  const rest = size % 60 === 0 ? '' : `:${String(size % 60).padStart(2, '0')}`;
  return `UTC${minutes < 0 ? '-' : '+'}${Math.floor(size / 60)}${rest}`;
}

export function barsTitle(session: Session): Line {
  const {bars, histogram, zone, stages} = session;
  const width = session.size.columns;
  if (bars === undefined || histogram === undefined || histogram.bars.length === 0) return fitLine([], width);
  const {step} = histogram;
  const isMarked = bars.mark !== undefined;
  const [first, last] = markedBars(histogram, bars);
  const covered = isMarked ? markedSpan(histogram, bars) : barSpan(histogram, barAt(histogram, bars.at));
  const inside = histogram.bars.slice(first, last + 1);
  const count = inside.reduce((sum, bar) => sum + bar.count, 0);
  const failed = inside.reduce((sum, bar) => sum + bar.failed, 0);
  const cursor = barSpan(histogram, barAt(histogram, bars.at));
  const gap = gapIn(gapsOf(session.about), cursor.from, cursor.to);
  const parts: readonly Line[] = [
    [span(isMarked ? 'marked  ' : '', 'accent'), span(between(covered.from, covered.to, step, zone), 'title')],
    [span(zoneText(covered.from, zone), 'dim')],
    [span(counted(count, stages === 'all' ? 'event' : 'request'))],
    [span(failed === 0 ? 'none failed' : `${counted(failed, 'failure')}`, failed === 0 ? 'dim' : 'error')],
    [span(isMarked ? formatTook(covered.to - covered.from) : `${formatTook(step)} a bar`, 'dim')],
    ...(gap === undefined
      ? []
      : [[span(`gap: no file that was read covers ${between(gap.from, gap.to, 1e6, zone)}`, 'warn')] as Line]),
  ];
  // A gap explains the bar: it is worth more than how wide a bar is.
  const order = gap === undefined ? [0, 2, 3, 1, 4] : [0, 2, 5, 3, 1, 4];
  const shown = new Set<number>();
  let room = width;
  for (const at of order) {
    const cells = lineWidth(parts[at]!) + 2;
    if (cells > room && at !== 0) continue;
    room -= cells;
    shown.add(at);
  }
  return fitLine(
    parts.flatMap((part, at) => (shown.has(at) ? [...part, span('  ')] : [])),
    width,
  );
}
