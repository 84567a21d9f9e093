// The mouse, everywhere alike: the wheel scrolls what is under it, a click moves the cursor there, a click where the cursor is
// does what Enter does there. Titles act at once: of a column, a tab, a facet.
import type {Action} from '../action.ts';
import {facetCursor, facetRows} from '../facet-rows.ts';
import {actionOf, BROWSE, isTyping} from '../keymap.ts';
import {PANES, type PaneName} from '../layout.ts';
import {limitOf} from '../limits.ts';
import {histogramPlace} from '../panes/histogram.ts';
import {placeOf} from '../place.ts';
import {type Cell, columnAt, type Hit, hitAt} from '../pointing.ts';
import {layout, type Session} from '../session.ts';
import {pointAt} from '../table.ts';
import {andThen, askDetail, askMore, heightOf, type Update, unchanged} from './ask.ts';
import * as detail from './detail.ts';
import * as facets from './facets.ts';
import {choose, complete} from './filter.ts';
import {focusOn} from './focus.ts';
import {moveHistory} from './history.ts';
import * as table from './table.ts';
import {pointBars} from './time.ts';

export type MouseAction = Cell & {
  readonly type: 'mouse';
  /** `drag`: moved to another cell with the button held. */
  readonly kind: 'press' | 'drag' | 'wheel';
  /** Of the wheel: -1 is up. */
  readonly by?: -1 | 1;
  /** Of a drag: where the button was pressed. */
  readonly from?: Cell;
};

/** What makes the next session of an action: update() itself, which this file cannot import. */
type Step = (session: Session, action: Action) => Update;

/** As terminals scroll their own text. */
const WHEEL_LINES = 3;

const FILTER_LINE = 1;

/** Whether a cell is of the histogram, and nothing that lies over the panes has the keys. */
function isInBars(session: Session, {y}: Cell): boolean {
  const {histogram, body} = layout(session);
  const {help, overlay, palette, filter, goto} = session;
  if ((help ?? overlay ?? palette ?? filter.edit ?? goto) !== undefined) return false;
  return histogramPlace(session) !== undefined && y >= body.y - histogram && y < body.y;
}

export function mouse(session: Session, action: MouseAction, step: Step): Update {
  const {kind, by, x, from} = action;
  // A drag that began in the histogram goes on past its edges.
  if (isInBars(session, kind === 'drag' ? (from ?? action) : action))
    return pointBars(session, x, kind === 'wheel' ? (by === -1 ? 'in' : 'out') : kind);
  if (kind === 'drag') return unchanged(session);
  const hit = hitAt(session, action);
  if (kind === 'wheel') return hit === undefined ? unchanged(session) : wheel(session, hit, by ?? 1, step);
  if (hit !== undefined) return press(session, hit, step);
  const isBrowsing = (BROWSE as readonly string[]).includes(placeOf(session));
  return action.y === FILTER_LINE && isBrowsing ? step(session, {type: 'filter/edit'}) : unchanged(session);
}

const isPane = (place: string): place is PaneName => (PANES as readonly string[]).includes(place);

function wheel(session: Session, {place, spot}: Hit, by: -1 | 1, step: Step): Update {
  const lines = by * WHEEL_LINES;
  if (place === 'palette') return step(session, {type: 'palette/move', by: lines});
  if (place === 'filter') return session.filter.edit === undefined ? unchanged(session) : choose(session, by);
  if (spot?.isText === true) return step(session, {type: 'history/scroll', by: lines});
  if (!isPane(place)) return step(session, {type: 'move/by', by: lines});
  // A line that is typed keeps the keys.
  const scrolls = isTyping(placeOf(session)) ? unchanged(session) : focusOn(session, place);
  return andThen(scrolls, next => SCROLL[place](next, lines));
}

const SCROLL = {
  facets: (session: Session, by: number) => unchanged(facets.moveFacetsBy(session, by)),
  table: table.moveTable,
  detail: (session: Session, by: number) => unchanged(detail.moveDetailBy(session, by)),
} as const satisfies Readonly<Record<PaneName, (session: Session, by: number) => Update>>;

function press(session: Session, hit: Hit, step: Step): Update {
  const {place, spot} = hit;
  const keys = placeOf(session);
  if (spot === undefined || spot.isText === true) {
    const canFocus = isPane(place) && !isTyping(keys);
    return canFocus ? focusOn(session, place) : unchanged(session);
  }
  // While a line is typed only its own menu, and the facet that is searched, listen.
  if (place === 'filter') return pickSuggestion(session, spot.row);
  if (isTyping(keys) && keys !== place && !(keys === 'facet' && place === 'facets')) return unchanged(session);
  const before = cursorOf(session, place);
  const after = isPane(place) ? pressPane(session, {...hit, place}) : unchanged(pressList(session, spot.row));
  const isAgain = spot.row !== undefined && before !== undefined && cursorOf(after.session, place) === before;
  return isAgain || isFacetTitle(session, hit) ? andThen(after, next => enter(next, step)) : after;
}

/** A title opens or closes its facet, the last line of a facet shows more of it or less. */
const isFacetTitle = (session: Session, {place, spot}: Hit): boolean =>
  place === 'facets' &&
  session.facets.search === undefined &&
  spot?.row !== undefined &&
  facetRows(session)[spot.row]?.part !== 'value';

function pickSuggestion(session: Session, row: number | undefined): Update {
  const {edit} = session.filter;
  if (edit === undefined || row === undefined) return unchanged(session);
  return complete({...session, filter: {...session.filter, edit: {...edit, chosen: row}}});
}

function enter(session: Session, step: Step): Update {
  const action = actionOf(placeOf(session), 'enter');
  return action === undefined ? unchanged(session) : step(session, action);
}

/** Names where the cursor is, so that a second click on it is known; undefined in a pane without the focus. */
function cursorOf(session: Session, place: Hit['place']): string | undefined {
  const {focus, bars} = session;
  switch (place) {
    case 'palette':
      return String(session.palette?.scroll.cursor);
    case 'help':
      return String(session.help?.scroll.cursor);
    case 'table':
      return focus === place && bars === undefined ? `${session.table.cursor} ${session.table.column}` : undefined;
    case 'facets':
      return focus === place && bars === undefined
        ? String(facetCursor(facetRows(session), session.facets.spot))
        : undefined;
    case 'detail': {
      const {tab, scroll} = session.detail;
      return focus === place && bars === undefined ? `${tab} ${scroll[tab].cursor}` : undefined;
    }
    default:
      return String(session.overlay?.scroll.cursor);
  }
}

/** The cursor of what lies over the panes. */
function pressList(session: Session, row: number | undefined): Session {
  const {palette, help, overlay} = session;
  if (row === undefined) return session;
  if (palette !== undefined) return {...session, palette: {...palette, scroll: {...palette.scroll, cursor: row}}};
  if (help !== undefined) return {...session, help: {...help, scroll: {...help.scroll, cursor: row}}};
  if (overlay === undefined) return session;
  if (overlay.kind === 'history') return moveHistory(session, {by: row - overlay.scroll.cursor});
  return {...session, overlay: {...overlay, scroll: {...overlay.scroll, cursor: row}}};
}

function pressPane(session: Session, hit: Hit & {readonly place: PaneName}): Update {
  return andThen(focusOn(session, hit.place), next => {
    const {spot, cell} = hit;
    const {row, tab} = spot ?? {};
    switch (hit.place) {
      case 'facets':
        return unchanged(row === undefined ? next : facets.moveFacets(next, row));
      case 'detail': {
        const why = tab === undefined ? undefined : limitOf({type: 'detail/tab', tab}, next);
        if (why !== undefined) return unchanged({...next, notice: {text: why, style: 'dim'}});
        const shown = tab === undefined || tab === next.detail.tab ? next : detail.showTab(next, tab);
        return unchanged(row === undefined ? shown : detail.moveDetail(shown, row));
      }
      case 'table': {
        const column = columnAt(next, cell) ?? next.table.column;
        const chosen = {...next, table: {...next.table, column}};
        if (row === undefined) {
          const why = limitOf({type: 'sort/column'}, chosen);
          return why === undefined
            ? table.sortByColumn(chosen)
            : unchanged({...chosen, notice: {text: why, style: 'dim'}});
        }
        return andThen(askMore({...chosen, table: pointAt(chosen.table, row, heightOf(chosen))}), askDetail);
      }
    }
  });
}
