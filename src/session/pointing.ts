// What lies under a cell of the screen, for the mouse.
import type {ColumnId} from './columns.ts';
import type {Session} from './session.ts';
import {gutterWidth} from './take/gutter.ts';
import {placedColumns} from './update/table.ts';
import type {Spot} from './view.ts';
import {bodyViews, overViews, type View} from './views.ts';

/** A cell of the screen, counted from its upper left corner. */
export type Cell = {readonly x: number; readonly y: number};

/** The column under cell `cell` of the table, counted from its left; the blank after a column belongs to it. */
export function columnAt(session: Session, cell: number): ColumnId | undefined {
  let end = gutterWidth(session);
  return placedColumns(session).find(({width}) => {
    end += width + 1;
    return cell < end;
  })?.column.id;
}

export type Hit = {
  readonly place: View['place'];
  readonly spot: Spot | undefined;
  /** Counted from the left of the view. */
  readonly cell: number;
};

/** The view under a cell and what it says is there; undefined where no view is. */
export function hitAt(session: Session, {x, y}: Cell): Hit | undefined {
  const view = [...overViews(session), ...bodyViews(session)].find(
    ({box}) => x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height,
  );
  if (view === undefined) return undefined;
  const cell = x - view.box.x;
  const spots = view.lines[y - view.box.y]?.spots ?? [];
  const spot = spots.find(({from = 0, to = Infinity}) => cell >= from && cell < to);
  return {place: view.place, spot, cell};
}
