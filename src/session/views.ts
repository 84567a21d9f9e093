// What stands where on the screen. The screen draws these views into their boxes, and the mouse finds in them what is under it:
// there is one answer to which row a line shows.
import type {Place} from './keymap/binding.ts';
import type {Box, PaneName} from './layout.ts';
import {detailLines} from './panes/detail.ts';
import {facetsLines} from './panes/facets.ts';
import {filterMenu} from './panes/filter.ts';
import {findingsLines} from './panes/findings.ts';
import {noticeMenu} from './panes/footer.ts';
import {helpLines} from './panes/help.ts';
import {historyLines} from './panes/history.ts';
import {paletteLines} from './panes/palette.ts';
import {readLines} from './panes/read.ts';
import {rolesLines} from './panes/roles.ts';
import {tableLines} from './panes/table.ts';
import {takeLines} from './panes/take.ts';
import {timelineLines} from './panes/timeline.ts';
import {placeOf} from './place.ts';
import {layout, type Overlay, type Session} from './session.ts';
import type {ViewLine} from './view.ts';

export type View = {
  /** Where its keys go; the menu of the filter is of the filter. */
  readonly place: Place;
  readonly box: Box;
  readonly lines: readonly ViewLine[];
};

function overlayLines(session: Session, overlay: Overlay): readonly ViewLine[] {
  switch (overlay.kind) {
    case 'read':
      return readLines(session, overlay);
    case 'history':
      return historyLines(session);
    case 'timeline':
      return timelineLines(session, overlay);
    case 'findings':
      return findingsLines(session, overlay);
    case 'roles':
      return rolesLines(session, overlay);
    default:
      return takeLines(session, overlay);
  }
}

const LINES = {facets: facetsLines, table: tableLines, detail: detailLines} as const satisfies Readonly<
  Record<PaneName, (session: Session) => readonly ViewLine[]>
>;

/** What the body shows: what lies over the panes alone, or each pane that there is room for. */
export function bodyViews(session: Session): readonly View[] {
  const {palette, help, overlay} = session;
  const boxes = layout(session);
  const box = boxes.body;
  if (palette !== undefined) return [{place: 'palette', box, lines: paletteLines(session, palette)}];
  if (help !== undefined) return [{place: 'help', box, lines: helpLines(session, help)}];
  if (overlay !== undefined) return [{place: overlay.kind, box, lines: overlayLines(session, overlay)}];
  return (['facets', 'table', 'detail'] as const).flatMap(name => {
    const own = boxes[name];
    return own === undefined ? [] : [{place: name, box: own, lines: LINES[name](session)}];
  });
}

/** What lies over the panes: the menu of what is typed, at their top, and what a long notice needs besides the last line. */
export function overViews(session: Session): readonly View[] {
  const {body, histogram, columns: width, rows} = layout(session);
  const menu = filterMenu(session, body.height);
  const notice = noticeMenu(session);
  const views: readonly View[] = [
    {place: 'filter', box: {x: 0, y: body.y - histogram, width, height: menu.length}, lines: menu},
    {place: placeOf(session), box: {x: 0, y: rows - 1 - notice.length, width, height: notice.length}, lines: notice},
  ];
  return views.filter(({lines}) => lines.length > 0);
}
