// Time: the histogram under the keys and the mouse, going to a moment or a range, and the zone in which times are shown.
import type {Micros} from '../../audit/time.ts';
import {TIME_ORDER} from '../../source/source.ts';
import {EDITS, type Edit} from '../edits.ts';
import {parseFilter} from '../filter.ts';
import {histogramPlace} from '../panes/histogram.ts';
import type {Session} from '../session.ts';
import {contextOf} from '../suggest.ts';
import {currentRow, halfWindow} from '../table.ts';
import * as editing from '../text/editor.ts';
import {barAt, barOfCell, barSpan, markedSpan} from '../time/bars.ts';
import {destinationOf} from '../time/goto.ts';
import {panned, spanOf, type TimeWindow, windowOf, withWindow, zoomIn, zoomOut} from '../time/window.ts';
import {andThen, ask, forget, heightOf, type Update, unchanged, windowAsk} from './ask.ts';
import {applyFilter} from './filter.ts';

const told = (session: Session, text: string): Update => unchanged({...session, notice: {text, style: 'dim'}});

/** The table goes to the first row at or after `at`. It is in the order of time for that. */
function followTo(session: Session, at: Micros): Update {
  const half = halfWindow(heightOf(session));
  const byTime = session.order.field === 'stageTimestamp';
  const free = {
    ...session,
    order: byTime ? session.order : TIME_ORDER,
    table: {...session.table, anchor: undefined},
    seen: session.about.requests,
  };
  return andThen(forget(free, 'more'), next =>
    ask(next, windowAsk(next, {kind: 'around', at, before: half, after: half})),
  );
}

const isDrawn = (session: Session): boolean => histogramPlace(session) !== undefined;

/** To the histogram, at the bar of the table's row. */
export function enterBars(session: Session): Update {
  const {histogram} = session;
  if (histogram === undefined || !isDrawn(session))
    return told(session, 'There is no histogram on this screen: T goes to a time in words.');
  const at = currentRow(session.table)?.id.time ?? histogram.from;
  return unchanged({...session, bars: {at}});
}

/** A mark is taken back first. */
export function leaveBars(session: Session): Update {
  const {bars} = session;
  return unchanged({...session, bars: bars?.mark === undefined ? undefined : {at: bars.at}});
}

function moveTo(session: Session, bar: number, mark: Micros | undefined): Update {
  const {histogram} = session;
  if (histogram === undefined) return unchanged(session);
  const to = Math.max(0, Math.min(histogram.bars.length - 1, bar));
  const {from} = barSpan(histogram, to);
  const bars = {at: from, ...(mark === undefined ? {} : {mark})};
  return followTo({...session, bars}, from);
}

export function moveBars(session: Session, by: number, marks: boolean): Update {
  const {bars, histogram} = session;
  if (bars === undefined || histogram === undefined) return unchanged(session);
  const at = barAt(histogram, bars.at);
  const mark = bars.mark ?? (marks ? barSpan(histogram, at).from : undefined);
  const to = at + by;
  const isPast = to < 0 || to >= histogram.bars.length;
  return isPast ? pan(session, by < 0 ? -1 : 1, mark) : moveTo(session, to, mark);
}

/** Past the edge of what the filter keeps of time: its window moves on. At an edge of the log the cursor stops. */
function pan(session: Session, by: -1 | 1, mark: Micros | undefined): Update {
  const {about, filter, histogram} = session;
  const window = windowOf(filter.expr);
  const edge = by === -1 ? 0 : Number.MAX_SAFE_INTEGER;
  if (about.extent === undefined || histogram === undefined) return unchanged(session);
  const extent = {from: about.extent.from, to: about.extent.to + 1};
  const span = spanOf(window, extent);
  const next = panned(span, by, extent);
  if ((by === -1 ? window.from : window.to) === undefined || next === undefined) return moveTo(session, edge, mark);
  const at = by === -1 ? span.from - histogram.step : span.to;
  const bars = {at: Math.max(next.from, Math.min(at, next.to - 1)), ...(mark === undefined ? {} : {mark})};
  return andThen(keep({...session, bars}, next), after => followTo(after, bars.at));
}

/** To the first bar or the last. */
export function endBars(session: Session, end: 'start' | 'end'): Update {
  const {bars, histogram} = session;
  if (bars === undefined || histogram === undefined) return unchanged(session);
  return moveTo(session, end === 'start' ? 0 : histogram.bars.length - 1, bars.mark);
}

/** Begins to mark at the bar under the cursor, or no longer marks. */
export function markBars(session: Session): Update {
  const {bars, histogram} = session;
  if (bars === undefined || histogram === undefined) return unchanged(session);
  const {at, mark} = bars;
  return unchanged({
    ...session,
    bars: mark === undefined ? {at, mark: barSpan(histogram, barAt(histogram, at)).from} : {at},
  });
}

/** The filter keeps `window` of time; the cursor stays with its event where that is inside. */
function keep(session: Session, window: TimeWindow): Update {
  return applyFilter(session, withWindow(session.filter.text, window, contextOf(session)));
}

/** Keeps what is marked, or else the bar under the cursor. */
export function narrow(session: Session): Update {
  const {bars, histogram} = session;
  if (bars === undefined || histogram === undefined) return unchanged(session);
  const span = markedSpan(histogram, bars);
  return keep({...session, bars: {at: Math.max(span.from, Math.min(bars.at, span.to - 1))}}, span);
}

/** Around the cursor; out removes since: and until: where they would say nothing any more. */
export function zoomBars(session: Session, by: -1 | 1): Update {
  const {bars, about, filter} = session;
  if (bars === undefined || about.extent === undefined) return unchanged(session);
  const extent = {from: about.extent.from, to: about.extent.to + 1};
  const span = spanOf(windowOf(filter.expr), extent);
  const window = by === 1 ? zoomIn(span, bars.at) : zoomOut(span, bars.at, extent);
  if (window === undefined) return told(session, by === 1 ? 'As far in as it goes.' : 'This is the whole log.');
  return keep({...session, bars: {at: bars.at}}, window);
}

/** The mouse in the histogram, `cell` counted from the left of the screen. A drag marks from where it began. */
export function pointBars(session: Session, cell: number, how: 'press' | 'drag' | 'in' | 'out'): Update {
  const place = histogramPlace(session);
  const {histogram} = session;
  if (place === undefined || histogram === undefined) return unchanged(session);
  const bar = barOfCell(Math.max(0, Math.min(place.width - 1, cell - place.x)), histogram.bars.length, place.width);
  const {from} = barSpan(histogram, bar);
  if (how === 'in' || how === 'out')
    return zoomBars({...session, bars: {at: from + histogram.step / 2}}, how === 'in' ? 1 : -1);
  if (how === 'press') return moveTo(session, bar, undefined);
  if (session.bars === undefined) return unchanged(session);
  const began = session.bars.mark ?? barSpan(histogram, barAt(histogram, session.bars.at)).from;
  // Within one bar a hand that is not quite still marks nothing.
  if (session.bars.mark === undefined && barAt(histogram, began) === bar) return unchanged(session);
  return moveTo(session, bar, began);
}

export const openGoto = (session: Session): Session => ({...session, goto: editing.EMPTY_EDITOR});
export const closeGoto = (session: Session): Session => ({...session, goto: undefined});

const edited = (session: Session, next: (editor: editing.Editor) => editing.Editor): Session =>
  session.goto === undefined ? session : {...session, goto: next(session.goto)};

export const typeGoto = (session: Session, text: string): Session =>
  edited(session, editor => editing.insert(editor, text));
export const editGoto = (session: Session, edit: Edit): Session => edited(session, EDITS[edit]);

/** Goes there; what is not understood stays in the prompt, which says why. */
export function acceptGoto(session: Session): Update {
  if (session.goto === undefined) return unchanged(session);
  const to = destinationOf(session.goto.text, contextOf(session));
  const closed = closeGoto(session);
  switch (to.kind) {
    case 'error':
      return unchanged(session);
    case 'nothing':
      return unchanged(closed);
    case 'range':
      return keep(closed, to.window);
    case 'moment': {
      const {from = -Infinity, to: end = Infinity} = windowOf(session.filter.expr);
      const isOut = to.at < from || to.at >= end;
      const noticed: Session = isOut
        ? {
            ...closed,
            notice: {text: 'The filter leaves this moment out: this is the row nearest to it.', style: 'warn'},
          }
        : closed;
      return followTo(noticed.bars === undefined ? noticed : {...noticed, bars: {at: to.at}}, to.at);
    }
  }
}

/** UTC or the zone of this machine, everywhere; the filter keeps what it kept. */
export function toggleZone(session: Session): Update {
  const zone = session.zone === 'utc' ? 'local' : 'utc';
  const next: Session = {
    ...session,
    zone,
    notice: {text: zone === 'utc' ? 'Times in UTC.' : 'Times in the zone of this machine.', style: 'dim'},
  };
  const {text, expr} = session.filter;
  const again = parseFilter(text, contextOf(next));
  const isSame = (parsed: typeof again): boolean => JSON.stringify(parsed.expr) === JSON.stringify(expr);
  if (text === '' || isSame(again)) return unchanged(next);
  const written = withWindow(text, windowOf(expr), contextOf(next));
  if (isSame(parseFilter(written, contextOf(next))))
    return unchanged({...next, filter: {...session.filter, text: written}});
  return applyFilter(
    {
      ...next,
      filter: {...session.filter, text: ''},
      notice: {text: 'Times in the filter are of the other zone now.', style: 'warn'},
    },
    text,
  );
}
