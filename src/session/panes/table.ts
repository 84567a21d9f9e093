// The table: one line of titles, then one line a row, each exactly as wide as its box.
import type {FieldName} from '../../audit/fields.ts';
import type {Row} from '../../source/source.ts';
import type {Column} from '../columns.ts';
import type {Line, Span} from '../line.ts';
import {span} from '../line.ts';
import {type Marks, marked, marksIn, NO_MARKS} from '../search/marks.ts';
import {layout, type Session} from '../session.ts';
import {gutter, gutterWidth} from '../take/gutter.ts';
import {fit, fitLine, fitMiddle, widthOf} from '../text/fit.ts';
import {gapLine, tableRowLines} from '../time/gap-lines.ts';
import {rowTime, spansDays, timeCells, type WithDate, type Zone} from '../time-text.ts';
import {fitLines, type ViewLine} from '../view.ts';
import {type Placed, placeColumns} from '../widths.ts';
import {emptyTable} from './empty.ts';

const time = (row: Row, withDate: WithDate, zone: Zone, width: number) =>
  row.id.time > 0 ? rowTime(row.id.time, withDate, zone, width < timeCells(withDate)[0]) : 'no time';

/** Painted rows, kept by row and by layout: a scroll makes only the rows that are new on the screen. */
const drawn = new WeakMap<Row, {readonly layout: string; readonly marks: Marks; readonly line: Line}>();

function rowLine(
  row: Row,
  columns: readonly Placed[],
  withDate: WithDate,
  zone: Zone,
  layoutKey: string,
  marks: Marks,
): Line {
  const known = drawn.get(row);
  if (known !== undefined && known.layout === layoutKey && known.marks === marks) return known.line;
  const line = columns.flatMap(({column, width}, at): Span[] => {
    const text = column.id === 'time' ? time(row, withDate, zone, width) : column.text(row);
    const fitted =
      column.fit?.(row, width) ?? (column.middle ? fitMiddle(text, width) : fit(text, width, column.align));
    const cell = marked([span(fitted, column.style(row))], marks === NO_MARKS ? [] : patternsOf(column, marks));
    return at === 0 ? [...cell] : [span(' '), ...cell];
  });
  drawn.set(row, {layout: layoutKey, marks, line});
  return line;
}

/** Columns that show more than their field. */
const ALSO: Readonly<{[id in Column['id']]?: readonly FieldName[]}> = {
  user: ['impersonatedUser.username', 'alertSource'],
  resource: ['objectRef.subresource', 'path', 'rule', 'output'],
  verb: ['priority'],
};

/** These are worked out, not written in the event. */
const UNMARKED: readonly Column['id'][] = ['time', 'took', 'stages'];

function patternsOf({id, field}: Column, marks: Marks): readonly RegExp[] {
  if (UNMARKED.includes(id)) return [];
  const ofField = [field, ...(ALSO[id] ?? [])].flatMap(name => marks.ofField.get(name) ?? []);
  return ofField.length === 0 ? marks.anywhere : [...marks.anywhere, ...ofField];
}

/** The cell under the cursor, from cell `from` of the screen on, stands out of the line under the cursor. */
function withCell(line: Line, from: number, width: number): Line {
  let at = 0;
  const isHere = line.map(part => {
    const here = at >= from && at < from + width;
    at += widthOf(part.text);
    return here;
  });
  // A match that is a part of the cell shows in it; one that is all of it would hide which cell has the cursor.
  const isWhole = line.every((part, place) => !isHere[place] || part.style === 'match' || part.text.trim() === '');
  return line.map((part, place) =>
    isHere[place] && (isWhole || part.style !== 'match') ? span(part.text, 'cell') : part,
  );
}

/** Where column `at` begins: a blank stands between any two. */
const startOf = (columns: readonly Placed[], at: number): number =>
  columns.slice(0, at).reduce((sum, {width}) => sum + width + 1, 0);

function titles(session: Session, columns: readonly Placed[]): Line {
  const {order, table, focus} = session;
  return columns.flatMap(({column, width}, at): Span[] => {
    const mark = column.field === order.field ? (order.descending ? '↓' : '↑') : '';
    const style = focus === 'table' && column.id === table.column ? 'accent' : mark !== '' ? 'title' : 'label';
    const title =
      column.id === 'time' ? (session.zone === 'utc' ? 'Time Z' : width < 11 ? 'Local' : 'Time local') : column.title;
    const cell = span(fit(title + mark, width, column.align), style);
    return at === 0 ? [cell] : [span(' '), cell];
  });
}

export function tableLines(session: Session): readonly ViewLine[] {
  const box = layout(session).table;
  if (box === undefined) return [];
  const {table, about, focus, zone} = session;
  const withDate = spansDays(about.extent, zone);
  const columns = placeColumns(table.widths, box.width - gutterWidth(session), withDate, session.chosen);
  const layoutKey = `${withDate}${columns.map(({column, width}) => `${column.id}${width}`).join()}`;
  const head: ViewLine = {
    key: 'titles',
    line: fitLine([...gutter(session), ...titles(session, columns)], box.width),
    spots: [{}],
  };
  if (table.rows.length === 0)
    return fitLines([head, ...emptyTable(session, box.width, box.height - 1)], box.width, box.height);
  const marks = marksIn(session);
  const cellAt = columns.findIndex(({column}) => column.id === table.column);
  const withCursor = (line: Line): Line =>
    focus === 'table' && cellAt !== -1 ? withCell(line, startOf(columns, cellAt), columns[cellAt]!.width) : line;
  const lines = tableRowLines(session, box.height - 1).map(({at, gaps}): ViewLine => {
    const spots = [{row: at}];
    if (gaps !== undefined) return {key: `gap ${gaps[0]!.from}`, line: gapLine(session, gaps, box.width), spots};
    const row = table.rows[at]!;
    const line = rowLine(row, columns, withDate, zone, layoutKey, marks);
    const {auditID, stage, place: where} = row.id;
    const key = `${auditID} ${stage} ${where}`;
    const edge = gutter(session, row);
    const edged = (rest: Line): Line => (edge.length === 0 ? rest : [...edge, ...rest]);
    if (at !== table.cursor) return {key, line: edged(line), spots};
    const cursor = focus === 'table' ? 'focused' : 'other';
    return {key, line: edged(withCursor(line)), cursor, spots};
  });
  while (lines.length < box.height - 1) lines.push({key: `empty ${lines.length}`, line: fitLine([], box.width)});
  return [head, ...lines];
}
