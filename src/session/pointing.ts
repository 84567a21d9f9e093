// What lies under a cell of the screen, for the mouse.
import type {ColumnId} from './columns.ts';
import {TAB_TITLES} from './panes/detail.ts';
import {type Session, TABS, type Tab} from './session.ts';
import {gutterWidth} from './take/gutter.ts';
import {widthOf} from './text/fit.ts';
import {placedColumns} from './update/table.ts';

/** The column under cell `cell` of the table, counted from its left; the blank after a column belongs to it. */
export function columnAt(session: Session, cell: number): ColumnId | undefined {
  let end = gutterWidth(session);
  return placedColumns(session).find(({width}) => {
    end += width + 1;
    return cell < end;
  })?.column.id;
}

/** Cells before the first tab, and between two. */
const GAP = 2;

/** The tab whose title is there in the first line of the detail. */
export function tabAt(cell: number): Tab | undefined {
  let start = GAP;
  return TABS.find(tab => {
    const isHere = cell >= start && cell < start + widthOf(TAB_TITLES[tab]);
    start += widthOf(TAB_TITLES[tab]) + GAP;
    return isHere;
  });
}
