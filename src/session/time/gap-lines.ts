// Gaps between files where the table's rows stand in the order of time: a line before the first row after a gap. It is no row,
// so the cursor passes over it, and it takes its room from the rows of the screen.
import {counted} from '../../audit/numbers.ts';
import {formatTook} from '../../audit/time.ts';
import type {Row} from '../../source/source.ts';
import {type Line, span} from '../line.ts';
import type {Session} from '../session.ts';
import {fitLine, widthOf} from '../text/fit.ts';
import {rowTime, spansDays} from '../time-text.ts';
import {type Gap, gapsOf} from './gaps.ts';

/** One line of the table: a row of its window, or the gaps before it. */
export type TableLine = {readonly at: number; readonly gaps?: readonly Gap[]};

const NO_GAPS: readonly Gap[] = [];

/** What may stand between rows: nothing where they are in another order. */
const gapsFor = ({order, about}: Session): readonly Gap[] =>
  order.field === 'stageTimestamp' ? gapsOf(about) : NO_GAPS;

/** Between row `at` of the window and the one before it. */
function before(gaps: readonly Gap[], rows: readonly Row[], at: number): readonly Gap[] {
  const [a, b] = [rows[at - 1]?.id.time ?? 0, rows[at]?.id.time ?? 0];
  if (gaps.length === 0 || a <= 0 || b <= 0) return NO_GAPS;
  const [from, to] = a < b ? [a, b] : [b, a];
  return gaps.filter(gap => gap.from >= from && gap.to <= to);
}

function linesFrom(gaps: readonly Gap[], rows: readonly Row[], from: number, to: number): readonly TableLine[] {
  const lines: TableLine[] = [];
  for (let at = from; at < Math.min(to, rows.length); at++) {
    const here = before(gaps, rows, at);
    if (here.length > 0) lines.push({at, gaps: here});
    lines.push({at});
  }
  return lines;
}

/** The lines of the table on a screen of `height`, always the cursor's row among them. */
export function tableRowLines(session: Session, height: number): readonly TableLine[] {
  const {rows, top, cursor} = session.table;
  const all = linesFrom(gapsFor(session), rows, top, top + height);
  const excess = all.length - height;
  if (excess <= 0) return all;
  const here = all.findIndex(line => line.at === cursor && line.gaps === undefined);
  const own = all[here - 1]?.gaps === undefined || height < 2 ? here : here - 1;
  // At the end of the rows the last one stays in sight, as long as the cursor does.
  const start = top + height >= rows.length ? Math.min(excess, own) : Math.max(0, here - height + 1);
  return all.slice(start, start + height);
}

/** By how many rows a screen moves so that none is passed unseen: as many as are on it, or on the one before it. */
export function rowsOfPage(session: Session, height: number, isBack: boolean): number {
  const gaps = gapsFor(session);
  if (gaps.length === 0) return height;
  const lines = tableRowLines(session, height);
  const {rows, top} = session.table;
  if (!isBack) return lines.filter(line => line.gaps === undefined).length;
  const first = lines[0]?.at ?? top;
  let at = first;
  for (let room = height - 1; at > 0; at--) {
    room -= before(gaps, rows, at).length > 0 ? 2 : 1;
    if (room < 0) break;
  }
  return Math.max(1, top - at + 1);
}

/** `── gap 12m30s: nothing in these files between 10:02:11 and 10:14:41 ───` */
export function gapLine(session: Session, gaps: readonly Gap[], width: number): Line {
  const withDate = spansDays(session.about.extent, session.zone);
  const time = (at: number) => rowTime(at, withDate, session.zone, true);
  const length = formatTook(gaps.reduce((sum, gap) => sum + gap.to - gap.from, 0));
  const [from, to] = [time(gaps[0]!.from), time(gaps.at(-1)!.to)];
  const what = gaps.length === 1 ? `gap ${length}` : `${counted(gaps.length, 'gap')}, ${length} in all`;
  const said = [`: nothing in these files between ${from} and ${to} `, `: ${from} – ${to} `, ' '];
  const head = widthOf(`── ${what}`);
  const rest = said.find(text => head + widthOf(text) <= width) ?? '';
  const rule = '─'.repeat(Math.max(0, width - head - widthOf(rest)));
  return fitLine([span('── ', 'rule'), span(what, 'warn'), span(rest, 'dim'), span(rule, 'rule')], width);
}
