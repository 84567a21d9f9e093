// Keys that move: in the pane that has them, or in what lies over the panes.
import type {Session} from '../session.ts';
import {type Update, unchanged} from './ask.ts';
import * as detail from './detail.ts';
import * as facets from './facets.ts';
import {moveHelp} from './help.ts';
import {moveOverlay} from './overlay.ts';
import * as table from './table.ts';

export function moveBy(session: Session, by: number): Update {
  if (session.help !== undefined) return unchanged(moveHelp(session, by));
  if (session.overlay !== undefined) return unchanged(moveOverlay(session, {by}));
  if (session.focus === 'facets') return unchanged(facets.moveFacetsBy(session, by));
  return session.focus === 'detail' ? unchanged(detail.moveDetailBy(session, by)) : table.moveTable(session, by);
}

export function movePage(session: Session, pages: number): Update {
  if (session.help !== undefined) return unchanged(moveHelp(session, pages, 'pages'));
  if (session.overlay !== undefined) return unchanged(moveOverlay(session, {pages}));
  if (session.focus === 'facets') return unchanged(facets.pageFacets(session, pages));
  return session.focus === 'detail' ? unchanged(detail.pageDetail(session, pages)) : table.pageTable(session, pages);
}

export function moveEnd(session: Session, to: 'start' | 'end'): Update {
  if (session.overlay !== undefined) return unchanged(moveOverlay(session, {to}));
  const line = to === 'start' ? 0 : Number.MAX_SAFE_INTEGER;
  if (session.focus === 'facets') return unchanged(facets.moveFacets(session, line));
  return session.focus === 'detail' ? unchanged(detail.moveDetail(session, line)) : table.endTable(session, to);
}

export function moveSide(session: Session, by: -1 | 1): Update {
  if (session.focus === 'facets') return unchanged(facets.sideFacet(session, by));
  return session.focus === 'detail' ? unchanged(detail.nextTab(session, by)) : table.moveCell(session, by);
}
