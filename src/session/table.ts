// The table's window: a contiguous run of the view's rows, some screens around the cursor. Pages join it at either end
// before it runs out; a refresh replaces it without moving the row under the cursor.
import type {EventId, Order, Partial, Row} from '../source/source.ts';
import type {Answer, Opening, WindowAnswer} from './ask.ts';
import type {ColumnId} from './columns.ts';
import {grow, NO_WIDTHS, type Widths} from './widths.ts';

export type Table = {
  readonly rows: readonly Row[];
  /** Rows of the view before the window, where known. */
  readonly index: number | undefined;
  readonly total: number;
  /** No row of the view lies before or after the window. */
  readonly atStart: boolean;
  readonly atEnd: boolean;
  /** Index into `rows`; 0 when there are none. */
  readonly cursor: number;
  /** Index of the first row on the screen. */
  readonly top: number;
  readonly column: ColumnId;
  readonly widths: Widths;
  /** The first answer for this view has come. */
  readonly told: boolean;
  readonly partial: Partial | undefined;
  readonly approx: boolean;
  /**
   * The event that had the cursor when the filter was changed. While it is not in the view, or not found yet, the cursor
   * stands on the row nearest to it; moving the cursor forgets it.
   */
  readonly anchor: EventId | undefined;
};

export const EMPTY_TABLE: Table = {
  rows: [],
  index: undefined,
  total: 0,
  atStart: true,
  atEnd: true,
  cursor: 0,
  top: 0,
  column: 'user',
  widths: NO_WIDTHS,
  told: false,
  partial: undefined,
  approx: false,
  anchor: undefined,
};

export const currentRow = (table: Table): Row | undefined => table.rows[table.cursor];

export const sameEvent = (a: EventId, b: EventId): boolean =>
  a === b || (a.auditID === b.auditID && a.stage === b.stage && a.place === b.place && a.time === b.time);

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(value, high));

/** Rows kept between the cursor and the edge of the screen while it moves line by line. */
const SCROLL_MARGIN = 2;

/** The table scrolled so that the cursor is on the screen of `height` rows and no empty row shows while there are others. */
export function scrolled(table: Table, height: number, wanted = 0): Table {
  const last = Math.max(0, table.rows.length - 1);
  const cursor = clamp(table.cursor, 0, last);
  const margin = Math.min(wanted, Math.max(0, (height - 1) >> 1));
  let top = table.top;
  if (cursor < top + margin) top = cursor - margin;
  if (cursor > top + height - 1 - margin) top = cursor - height + 1 + margin;
  top = clamp(top, 0, Math.max(0, table.rows.length - height));
  return cursor === table.cursor && top === table.top ? table : {...table, cursor, top};
}

/** As a line at a time, with what comes next in sight. */
export const moveCursor = (table: Table, to: number, height: number): Table =>
  scrolled({...table, cursor: to, anchor: undefined}, height, SCROLL_MARGIN);

/** To a row that is on the screen: nothing scrolls. */
export const pointAt = (table: Table, to: number, height: number): Table =>
  scrolled({...table, cursor: to, anchor: undefined}, height);

/** A page: the screen moves with the cursor, as in less and vim. */
export function moveScreen(table: Table, by: number, height: number): Table {
  return scrolled({...table, cursor: table.cursor + by, top: table.top + by, anchor: undefined}, height);
}

/** Rows of a window on either side of the anchor. */
const SCREENS = 4;
export const halfWindow = (height: number): number => Math.max(100, height * SCREENS);
const MOST_SCREENS = 40;

/** Where new rows appear, if that is where the cursor stands: it stays there. */
export function stickyEnd(table: Table, order: Order): 'first' | 'last' | undefined {
  if (table.rows.length === 0) return undefined;
  const byTime = order.field === 'stageTimestamp';
  if (byTime && !order.descending) return table.atEnd && table.cursor === table.rows.length - 1 ? 'last' : undefined;
  return table.atStart && table.cursor === 0 ? 'first' : undefined;
}

/** Where a fresh view is opened: by time at the newest end, otherwise at the first row. */
export const freshOpening = (order: Order, height: number): Opening =>
  order.field === 'stageTimestamp' && !order.descending
    ? {kind: 'last', limit: halfWindow(height)}
    : {kind: 'first', limit: halfWindow(height)};

/** How to ask for this window again, the row under the cursor staying where it is, or with `follow` on the newest one. */
export function sameOpening(table: Table, order: Order, height: number, follow: boolean): Opening {
  const at = table.anchor ?? currentRow(table)?.id;
  const sticky = follow && table.anchor === undefined ? stickyEnd(table, order) : undefined;
  if (at === undefined) return freshOpening(order, height);
  if (sticky !== undefined) return {kind: sticky, limit: halfWindow(height)};
  return {kind: 'around', at, before: halfWindow(height), after: halfWindow(height)};
}

/** Of a filter that changes: the cursor stays with its event, also where it stood on the newest row. */
export const anchored = (table: Table): Table => {
  const anchor = table.anchor ?? currentRow(table)?.id;
  return anchor === table.anchor ? table : {...table, anchor};
};

/** Where the row of `id` now is: itself, another stage of its request, or nowhere. */
function find(rows: readonly Row[], id: EventId): number {
  const same = rows.findIndex(row => sameEvent(row.id, id));
  return same !== -1 ? same : rows.findIndex(row => row.id.auditID === id.auditID);
}

/** Beside the place where `id` would be: the row that is nearer in time, and of equals the later one. */
function nearest(rows: readonly Row[], anchor: number, id: EventId | undefined): number {
  const [before, after] = [rows[anchor - 1], rows[anchor]];
  if (before === undefined || after === undefined || id === undefined) return Math.min(anchor, rows.length - 1);
  const isNearer = Math.abs(before.id.time - id.time) < Math.abs(after.id.time - id.time);
  return isNearer ? anchor - 1 : anchor;
}

/**
 * The window of `answer`. Asked `around` a row, the cursor's row keeps its line on the screen.
 * @returns undefined if the cursor has left the answered window meanwhile: it has to be asked again.
 */
export function openWindow(table: Table, open: Opening, answer: WindowAnswer, height: number): Table | undefined {
  const current = table.anchor ?? currentRow(table)?.id;
  const {rows, anchor} = answer;
  let cursor: number;
  let top: number;
  let kept: EventId | undefined;
  if (open.kind === 'first') [cursor, top] = [0, 0];
  else if (open.kind === 'last') [cursor, top] = [rows.length - 1, rows.length - height];
  else {
    const id = typeof open.at === 'number' || open.jump === true ? undefined : current;
    const found = id === undefined ? -1 : find(rows, id);
    const moved = id !== undefined && typeof open.at !== 'number' && !sameEvent(id, open.at);
    if (found === -1 && moved) return undefined;
    cursor = found !== -1 ? found : nearest(rows, anchor, id);
    // Looked for on while there is more to come, and remembered where nothing matches at all.
    if (found === -1 && (rows.length === 0 || answer.partial?.why === 'searching')) kept = table.anchor ?? id;
    top = open.jump === true ? cursor - (height >> 1) : cursor - (table.cursor - table.top);
  }
  return scrolled(
    {
      ...table,
      rows,
      cursor: Math.max(0, cursor),
      top: Math.max(0, top),
      index: answer.index,
      total: answer.total,
      atStart: answer.atStart,
      atEnd: answer.atEnd,
      partial: answer.partial,
      approx: answer.approx ?? false,
      told: true,
      anchor: kept,
      widths: grow(table.widths, rows),
    },
    height,
  );
}

/** The window with the rows of a further page at its end or start; the far side is let go when it has grown long. */
export function joinPage(table: Table, answer: Extract<Answer, {kind: 'more'}>, height: number): Table {
  const most = Math.max(1000, height * MOST_SCREENS);
  const {rows: added, back} = answer;
  const rows = back ? [...added, ...table.rows] : [...table.rows, ...added];
  const excess = Math.max(0, rows.length - most);
  const from = back ? 0 : Math.min(excess, Math.max(0, table.top - height));
  const to = back ? Math.max(rows.length - excess, table.cursor + added.length + height) : rows.length;
  const shift = (back ? added.length : 0) - from;
  const index = table.index === undefined ? undefined : table.index - shift;
  return scrolled(
    {
      ...table,
      rows: from === 0 && to === rows.length ? rows : rows.slice(from, to),
      cursor: table.cursor + shift,
      top: table.top + shift,
      index: index === undefined || index < 0 ? undefined : index,
      total: answer.total,
      atStart: back ? answer.last : table.atStart && from === 0,
      atEnd: back ? table.atEnd && to >= rows.length : answer.last,
      partial: answer.partial ?? table.partial,
      widths: grow(table.widths, added),
    },
    height,
  );
}

/** Which end of the window the screen comes near, if there are rows beyond it. */
export function runningOut(table: Table, height: number): 'start' | 'end' | undefined {
  const near = Math.max(60, height * 2);
  if (!table.atEnd && table.rows.length - (table.top + height) < near) return 'end';
  if (!table.atStart && table.top < near) return 'start';
  return undefined;
}
