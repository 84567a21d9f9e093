// The table: one line of titles, then one line a row, each exactly as wide as its box.
import type {Row} from '../../source/source.ts';
import type {Line, Span} from '../line.ts';
import {span} from '../line.ts';
import {layout, type Session} from '../session.ts';
import {fit, fitLine, fitMiddle} from '../text/fit.ts';
import {rowTime, spansDays, type Zone} from '../time-text.ts';
import {fitLines, type ViewLine} from '../view.ts';
import {type Placed, placeColumns, TIME_WIDTH} from '../widths.ts';
import {emptyTable} from './empty.ts';

const time = (row: Row, withDate: boolean, zone: Zone, width: number) =>
  row.id.time > 0
    ? rowTime(row.id.time, withDate, zone, width < TIME_WIDTH[withDate ? 'dated' : 'undated'][0])
    : 'no time';

/** Painted rows, kept by row and by layout: a scroll makes only the rows that are new on the screen. */
const drawn = new WeakMap<Row, {readonly layout: string; readonly line: Line}>();

function rowLine(row: Row, columns: readonly Placed[], withDate: boolean, zone: Zone, layoutKey: string): Line {
  const known = drawn.get(row);
  if (known !== undefined && known.layout === layoutKey) return known.line;
  const line = columns.flatMap(({column, width}, at): Span[] => {
    const text = column.id === 'time' ? time(row, withDate, zone, width) : column.text(row);
    const fitted =
      column.fit?.(row, width) ?? (column.middle ? fitMiddle(text, width) : fit(text, width, column.align));
    const cell = span(fitted, column.style(row));
    return at === 0 ? [cell] : [span(' '), cell];
  });
  drawn.set(row, {layout: layoutKey, line});
  return line;
}

/** The cell under the cursor stands out of the line under the cursor. */
const withCell = (line: Line, at: number): Line =>
  line.map((part, place) => (place === at * 2 ? span(part.text, 'cell') : part));

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
  const columns = placeColumns(table.widths, box.width, withDate);
  const layoutKey = `${withDate}${columns.map(({column, width}) => `${column.id}${width}`).join()}`;
  const head: ViewLine = {key: 'titles', line: fitLine(titles(session, columns), box.width)};
  if (table.rows.length === 0)
    return fitLines([head, ...emptyTable(session, box.width, box.height - 1)], box.width, box.height);
  const shown = table.rows.slice(table.top, table.top + box.height - 1);
  const cellAt = columns.findIndex(({column}) => column.id === table.column);
  const lines = shown.map((row, place): ViewLine => {
    const line = rowLine(row, columns, withDate, zone, layoutKey);
    const {auditID, stage, place: where} = row.id;
    const key = `${auditID} ${stage} ${where}`;
    if (table.top + place !== table.cursor) return {key, line};
    const cursor = focus === 'table' ? 'focused' : 'other';
    return {key, line: focus === 'table' && cellAt !== -1 ? withCell(line, cellAt) : line, cursor};
  });
  while (lines.length < box.height - 1) lines.push({key: `empty ${lines.length}`, line: fitLine([], box.width)});
  return [head, ...lines];
}
