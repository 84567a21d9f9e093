// Which pane has the keys, and the boxes that follow from it.
import {PANES, type PaneName} from '../layout.ts';
import type {Session} from '../session.ts';
import {scrolled} from '../table.ts';
import {askMore, heightOf, type Update, unchanged} from './ask.ts';
import {moveDetailBy} from './detail.ts';
import {moveFacetsBy} from './facets.ts';

/** After the boxes changed: everything scrolled so that its cursor is on the screen, and enough rows asked for. */
export function fitted(session: Session): Update {
  const scrolledTable = {...session, table: scrolled(session.table, heightOf(session))};
  const moved = moveFacetsBy(scrolledTable.detail.open ? moveDetailBy(scrolledTable, 0) : scrolledTable, 0);
  return askMore(moved);
}

const panesOf = (session: Session): readonly PaneName[] =>
  PANES.filter(pane => pane !== 'detail' || session.detail.open);

export function focusBy(session: Session, by: -1 | 1): Update {
  const panes = panesOf(session);
  const at = panes.indexOf(session.focus) + by;
  return focusOn(session, panes[(at + panes.length) % panes.length]!);
}

export const focusOn = (session: Session, pane: PaneName): Update =>
  panesOf(session).includes(pane) ? fitted({...session, focus: pane, bars: undefined}) : unchanged(session);
