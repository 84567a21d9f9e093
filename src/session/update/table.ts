// Moving in the table, sorting it, and choosing what a row is.
import type {FieldName} from '../../audit/fields.ts';
import {fieldOf} from '../../audit/fields.ts';
import {TIME_ORDER} from '../../source/source.ts';
import type {Opening} from '../ask.ts';
import {COLUMNS, type Column} from '../columns.ts';
import {layout, type Session} from '../session.ts';
import {halfWindow, moveCursor, moveScreen, stickyEnd, type Table} from '../table.ts';
import {gutterWidth} from '../take/gutter.ts';
import {rowsOfPage} from '../time/gap-lines.ts';
import {spansDays} from '../time-text.ts';
import {type Placed, placeColumns} from '../widths.ts';
import {
  andThen,
  ask,
  askDetail,
  askFresh,
  askMore,
  askSame,
  forget,
  heightOf,
  type Update,
  unchanged,
  windowAsk,
} from './ask.ts';

const withTable = (session: Session, table: Table): Update =>
  table === session.table ? unchanged(session) : andThen(askMore({...session, table}), askDetail);

export const moveTable = (session: Session, by: number): Update =>
  withTable(session, moveCursor(session.table, session.table.cursor + by, heightOf(session)));

export const pageTable = (session: Session, screens: number): Update => {
  const height = heightOf(session);
  const rows = rowsOfPage(session, height, screens < 0);
  const by = Math.sign(screens) * Math.max(1, Math.floor(Math.abs(screens) * rows) - (Math.abs(screens) === 1 ? 1 : 0));
  return withTable(session, moveScreen(session.table, by, height));
};

/** To the first or last row of the view; the window is opened there unless it already reaches so far. */
export function endTable(session: Session, end: 'start' | 'end'): Update {
  const {table} = session;
  const height = heightOf(session);
  if (end === 'start' ? table.atStart : table.atEnd)
    return withTable(session, moveCursor(table, end === 'start' ? 0 : table.rows.length - 1, height));
  const open: Opening = {kind: end === 'start' ? 'first' : 'last', limit: halfWindow(height)};
  const free = {...session, table: {...table, anchor: undefined}};
  return andThen(forget(free, 'more'), next => ask(next, windowAsk(next, open)));
}

/** Columns that are on the screen now. */
export const placedColumns = (session: Session): readonly Placed[] => {
  const {table} = layout(session);
  const width = (table?.width ?? session.size.columns) - gutterWidth(session);
  return placeColumns(session.table.widths, width, spansDays(session.about.extent, session.zone), session.chosen);
};

export function moveCell(session: Session, by: number): Update {
  const columns = placedColumns(session).map(({column}) => column);
  const at = columns.findIndex(column => column.id === session.table.column);
  const to = at === -1 ? 0 : Math.max(0, Math.min(columns.length - 1, at + by));
  return unchanged({...session, table: {...session.table, column: columns[to]!.id}});
}

export const columnOf = (session: Session): Column =>
  (COLUMNS as readonly Column[]).find(column => column.id === session.table.column)!;

/** The longest and the worst first; names from A on. */
const WORST_FIRST: ReadonlySet<FieldName> = new Set(['took', 'responseStatus.code']);

export function sortByColumn(session: Session): Update {
  const column = columnOf(session);
  if (!fieldOf(column.field).sortable) return unchanged(session);
  if (session.order.field === column.field && column.field !== 'stageTimestamp') return sorted(session, TIME_ORDER);
  if (session.order.field === column.field) return reverse(session);
  return sortBy(session, column.field);
}

/** By any field that can be sorted by, also one without a column. */
export const sortBy = (session: Session, field: FieldName): Update =>
  fieldOf(field).sortable ? sorted(session, {field, descending: WORST_FIRST.has(field)}) : unchanged(session);

const sorted = (session: Session, order: Session['order']): Update => {
  const words = order.field === 'stageTimestamp' ? 'time' : fieldOf(order.field).label;
  return askFresh({
    ...session,
    order,
    notice: {text: `Sorted by ${words}, ${order.descending ? 'descending' : 'ascending'}.`, style: 'dim'},
  });
};

export const reverse = (session: Session): Update =>
  sorted(session, {...session.order, descending: !session.order.descending});

/** Sticking to the newest row, on or off; on goes there. */
export function toggleFollow(session: Session): Update {
  const sticks = session.follow && stickyEnd(session.table, session.order) !== undefined;
  if (sticks && session.table.rows.length > 0) {
    const text = 'No longer following: new rows leave the cursor where it is. F follows again.';
    return unchanged({...session, follow: false, seen: session.about.requests, notice: {text, style: 'dim'}});
  }
  const byTime = session.order.field === 'stageTimestamp' && !session.order.descending;
  const told = session.about.following === true;
  const text = told
    ? 'Following: the cursor stays on the newest row.'
    : 'On the newest row. The log is not followed: it is read once.';
  return endTable(
    {...session, follow: true, paused: false, seen: session.about.requests, notice: {text, style: 'dim'}},
    byTime ? 'end' : 'start',
  );
}

export function toggleStages(session: Session): Update {
  const stages = session.stages === 'latest' ? 'all' : 'latest';
  const text = stages === 'all' ? 'One row an event: every stage.' : 'One row a request: its latest stage.';
  return askSame({...session, stages, notice: {text, style: 'dim'}});
}
