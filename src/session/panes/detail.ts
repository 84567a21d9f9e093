// The detail: a line of tabs with where the cursor is, then the tab, or request and response beside each other.

import {grouped} from '../../audit/numbers.ts';
import {visible} from '../../audit/visible.ts';
import {columnsOf, contentOf} from '../detail-content.ts';
import {limitOf} from '../limits.ts';
import {type Line, type Span, type Style, span} from '../line.ts';
import {markedLines, matchesIn, placeIn} from '../search/in-detail.ts';
import {marksIn, NO_MARKS} from '../search/marks.ts';
import {layout, type Session, TABS, type Tab} from '../session.ts';
import {fitLine, fitMiddle, lineWidth, widthOf} from '../text/fit.ts';
import {fitLines, type Spot, scrollTo, type ViewLine} from '../view.ts';

export const TAB_TITLES: Readonly<Record<Tab, string>> = {
  summary: 'Summary',
  request: 'Request',
  response: 'Response',
  diff: 'Diff',
  policy: 'Policy',
  raw: 'Raw',
};
const BODY = {request: 'requestObject', response: 'responseObject'} as const;

/** Where the cursor is inside a body, as the query language writes it. */
function breadcrumb(session: Session, width: number): string {
  const {detail} = session;
  if (detail.tab !== 'request' && detail.tab !== 'response') return '';
  const column = columnsOf(detail.tab, width).find(({tab}) => tab === detail.tab)!;
  const line = contentOf(detail, detail.tab, column.width).at(detail.scroll[detail.tab].cursor, 1)[0];
  if (line?.body === undefined) return '';
  const {path} = line.body;
  return BODY[detail.tab] + (path === '' || path.startsWith('[') ? path : `.${path}`);
}

/** How many lines of the tab the search finds, and which of them has the cursor. */
function foundMark(session: Session): readonly Span[] {
  if (session.search.text === '' || session.detail.loaded === undefined) return [];
  const matches = matchesIn(session);
  const {length} = matches.found;
  if (length === 0) return [span(matches.done ? 'no match  ' : 'searching…  ', 'dim')];
  const more = matches.done ? '' : '…';
  const place = placeIn(session, matches);
  const at = place === undefined ? -1 : matches.found.indexOf(place);
  if (at === -1) return [span(`${grouped(length)}${more} ${length === 1 ? 'match' : 'matches'}  `, 'match')];
  return [span(`match ${grouped(at + 1)} of ${grouped(length)}${more}  `, 'match')];
}

/** How far a big body is laid out: nobody is to take its last known line for the last one. */
function rowMark({detail}: Session, width: number): readonly Span[] {
  const column = columnsOf(detail.tab, width).find(({tab}) => tab === detail.tab)!;
  const {done, total} = contentOf(detail, detail.tab, column.width);
  const row = detail.scroll[detail.tab].cursor + 1;
  return done ? [] : [span(`row ${grouped(row)} of ${grouped(total)}…  `, 'dim')];
}

/** Cells before the first tab, and between two. */
const GAP = 2;

/** Cells of the line between two columns. */
const BETWEEN = 3;

function tabSpots(): readonly Spot[] {
  let from = GAP;
  return TABS.map(tab => {
    const spot = {tab, from, to: from + widthOf(TAB_TITLES[tab])};
    from = spot.to + GAP;
    return spot;
  });
}

function tabs(session: Session, width: number): Line {
  const {detail, focus} = session;
  const styleOf = (tab: Tab): Style => {
    if (tab === detail.tab) return focus === 'detail' ? 'accent' : 'title';
    return limitOf({type: 'detail/tab', tab}, session) === undefined ? 'dim' : 'rule';
  };
  const names = TABS.flatMap((tab): Span[] => [span(TAB_TITLES[tab], styleOf(tab)), span('  ', 'rule')]);
  const marks = [
    ...(detail.reveal ? [span('secrets shown  ', 'error')] : []),
    ...rowMark(session, width),
    ...foundMark(session),
    ...(detail.tab === 'request' || detail.tab === 'response' ? [span(`${detail.format}  `, 'dim')] : []),
  ];
  const used = lineWidth(names) + lineWidth(marks) + 2;
  const path = breadcrumb(session, width);
  const room = width - used;
  const where = path === '' || room < 8 ? '' : widthOf(path) <= room ? path : fitMiddle(path, room).trimEnd();
  const rest = Math.max(0, width - used - widthOf(where));
  return fitLine(
    [
      span('─ ', 'rule'),
      ...names,
      ...marks,
      span(visible(where), 'key'),
      span(` ${'─'.repeat(Math.max(0, rest - 1))}`, 'rule'),
    ],
    width,
  );
}

export function detailLines(session: Session): readonly ViewLine[] {
  const box = layout(session).detail;
  if (box === undefined) return [];
  const {detail, focus} = session;
  const height = box.height - 1;
  const marks = marksIn(session);
  const columns = columnsOf(detail.tab, box.width).map(({tab, width}) => {
    const content = contentOf(detail, tab, width);
    const scroll = scrollTo(detail.scroll[tab], content.total, height);
    const lines =
      marks === NO_MARKS
        ? content.at(scroll.top, height).map(({line}) => line)
        : markedLines(content, scroll.top, height, marks, tab, width);
    return {tab, width, scroll, lines, total: content.total};
  });
  const lines: ViewLine[] = Array.from({length: height}, (_, at) => {
    const spans = columns.flatMap(({tab, width, lines, scroll}, place): Span[] => {
      const here = tab === detail.tab && scroll.top + at === scroll.cursor && focus === 'detail';
      const fitted = fitLine(lines[at] ?? [], width);
      // Beside each other only the side with the cursor shows it, so it is drawn into the line itself.
      const shown = here && columns.length > 1 ? fitted.map(part => span(part.text, 'cursor')) : fitted;
      return place === 0 ? [...shown] : [span(' │ ', 'rule'), ...shown];
    });
    const whole = columns.length === 1 ? columns[0] : undefined;
    let from = 0;
    const spots = columns.flatMap(({tab, width, scroll, total}): readonly Spot[] => {
      const spot = {row: scroll.top + at, tab, from, to: from + width};
      from += width + BETWEEN;
      return spot.row < total ? [spot] : [];
    });
    const cursor = whole !== undefined && focus === 'detail' && whole.scroll.top + at === whole.scroll.cursor;
    return {key: `line ${at}`, line: spans, spots, ...(cursor ? {cursor: 'focused' as const} : {})};
  });
  const head: ViewLine = {key: 'tabs', line: tabs(session, box.width), spots: tabSpots()};
  return [head, ...fitLines(lines, box.width, height)];
}
