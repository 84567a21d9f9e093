// How wide the table's columns are: what their content asks for, then shared so that they fill the room exactly.
import type {Row} from '../source/source.ts';
import {type Chosen, USUAL} from './chosen.ts';
import {COLUMNS, type Column, type ColumnId} from './columns.ts';
import {widthOf} from './text/fit.ts';
import {timeCells, type WithDate} from './time-text.ts';

/** The widest content seen of each column, title included, never over the column's max. */
export type Widths = Readonly<Record<ColumnId, number>>;

export type Placed = {readonly column: Column; readonly width: number};

/** The title leaves room for the mark of the sort order. */
const titleWidth = (column: Column): number => Math.max(column.min, column.title.length + (column.grows ? 2 : 0));

export const NO_WIDTHS: Widths = Object.fromEntries(
  (COLUMNS as readonly Column[]).map(column => [column.id, Math.min(titleWidth(column), column.max)]),
) as Widths;

/** Widths only grow while a filter stands, so that columns do not jump while somebody scrolls. */
export function grow(widths: Widths, rows: readonly Row[]): Widths {
  let grown: Record<string, number> | undefined;
  for (const column of COLUMNS as readonly Column[]) {
    let width = widths[column.id];
    if (width >= column.max) continue;
    for (const row of rows) {
      const cells = widthOf(column.text(row));
      if (cells > width) width = cells;
    }
    if (width > widths[column.id]) {
      grown ??= {...widths};
      grown[column.id] = Math.min(width, column.max);
    }
  }
  return (grown as Widths | undefined) ?? widths;
}

const GAP = 1;

/** Of the table, at most, for a column whose width was given. */
const GIVEN_SHARE = 0.6;

/** Which columns there are in `width` cells and how wide; with a gap of one cell between them they fill it exactly. */
export function placeColumns(
  widths: Widths,
  width: number,
  withDate: WithDate,
  chosen: Chosen = USUAL,
): readonly Placed[] {
  const [long, short] = timeCells(withDate);
  // Where texts would be cut it is in whole seconds.
  let time = long;
  // What was given is kept to, but leaves room for others.
  const given = ({id}: Column) => {
    const wanted = id === 'time' ? undefined : chosen.widths[id];
    return wanted === undefined ? undefined : Math.max(1, Math.min(wanted, Math.floor(width * GIVEN_SHARE)));
  };
  const natural = (column: Column) => (column.id === 'time' ? time : (given(column) ?? widths[column.id]));
  const least = (column: Column) =>
    column.grows && given(column) === undefined ? Math.min(column.min, natural(column)) : natural(column);
  let columns = (COLUMNS as readonly Column[]).filter(({id}) => !chosen.hidden.has(id));
  const needs = () => columns.reduce((sum, column) => sum + least(column) + GAP, -GAP);
  const wants = () =>
    columns.reduce(
      (sum, column) => sum + Math.max(least(column), Math.min(column.fair ?? 0, natural(column))) + GAP,
      -GAP,
    );
  const spares = columns
    .filter(column => column.spare > 0 && given(column) === undefined)
    .sort((a, b) => b.spare - a.spare);
  for (const spare of spares) {
    const isTight = spare.spare > 1 ? wants() > width : needs() > width;
    if (isTight && columns.length > 1) columns = columns.filter(column => column !== spare);
  }
  if (wants() > width) time = short;
  // A very narrow screen loses columns from the right.
  while (columns.length > 1 && needs() > width) columns = columns.slice(0, -1);

  const result = new Map(columns.map(column => [column, least(column)]));
  // One that is alone may still be too wide.
  if (columns.length === 1) result.set(columns[0]!, Math.min(width, least(columns[0]!)));
  let room = Math.max(0, width - needs());
  // Level by level: those that still want get one share each, so that short ones are satisfied first.
  let wanting = columns.filter(column => natural(column) > result.get(column)!);
  while (room > 0 && wanting.length > 0) {
    const share = Math.max(1, Math.floor(room / wanting.length));
    for (const column of wanting) {
      const more = Math.min(share, natural(column) - result.get(column)!, room);
      result.set(column, result.get(column)! + more);
      room -= more;
    }
    wanting = wanting.filter(column => natural(column) > result.get(column)!);
  }
  // What nobody asked for goes to the last one that grows, so that the right edge stays where it is.
  const last = columns.findLast(column => column.grows && given(column) === undefined) ?? columns.at(-1)!;
  result.set(last, Math.max(result.get(last)! + room, 1));
  return columns.map(column => ({column, width: result.get(column)!}));
}
