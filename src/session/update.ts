// update: the one place where a session changes. Pure: what is to be done outside comes back as effects.
import type {Action} from './action.ts';
import type {Ask, Effect} from './ask.ts';
import {histogramBars, layoutOf} from './layout.ts';
import {limitOf} from './limits.ts';
import {layout, type Session} from './session.ts';
import * as alert from './update/alert.ts';
import {answered, refused, sourceChanged, togglePause} from './update/answers.ts';
import {andThen, ask, askFailure, askFresh, histogramAsk, type Update, unchanged} from './update/ask.ts';
import {back} from './update/back.ts';
import {isColumnsAction, updateColumns} from './update/columns.ts';
import * as detail from './update/detail.ts';
import * as facetSearch from './update/facet-search.ts';
import * as facets from './update/facets.ts';
import * as filter from './update/filter.ts';
import * as findings from './update/findings.ts';
import {fitted, focusBy, focusOn} from './update/focus.ts';
import * as help from './update/help.ts';
import {isHistoryAction, openStep, updateHistory} from './update/history.ts';
import {mouse} from './update/mouse.ts';
import * as move from './update/move.ts';
import * as overlay from './update/overlay.ts';
import {isPaletteAction, updatePalette} from './update/palette.ts';
import {pick} from './update/pick.ts';
import {renewed} from './update/renewals.ts';
import * as roles from './update/roles.ts';
import * as search from './update/search.ts';
import * as table from './update/table.ts';
import {isTakeAction, seekMarks, updateTake} from './update/take.ts';
import * as time from './update/time.ts';
import * as timeline from './update/timeline.ts';
import * as typing from './update/typing.ts';

export type {Update} from './update/ask.ts';

const quiet = (session: Session): Update => unchanged(session);
const effect = (session: Session, what: Effect): Update => ({session, effects: [what]});

/** A notice stays until the next key. */
const isKey = (action: Action): boolean =>
  !['start', 'resize', 'source/changed', 'answer', 'refused', 'take/told', 'policy/known', 'detail/worked'].includes(
    action.type,
  );

/** `original` is what an answer's slot was asked; the shell knows. */
export function update(before: Session, action: Action, original?: Ask): Update {
  const waiting = isKey(action) ? detail.waitNoMore(before) : before;
  const session = isKey(action) && before.notice !== undefined ? {...waiting, notice: undefined} : waiting;
  const why = limitOf(action, session);
  if (why !== undefined) return quiet({...session, notice: {text: why, style: 'dim'}});
  if (isTakeAction(action)) return updateTake(session, action);
  if (isColumnsAction(action)) return unchanged(updateColumns(session, action));
  if (isHistoryAction(action)) return updateHistory(session, action);
  if (isPaletteAction(action)) return updatePalette(session, action, update);
  switch (action.type) {
    case 'start':
      return andThen(askFresh(session), seekMarks);
    case 'resize':
      return resize(session, action.size);
    case 'source/changed':
      return renewed(sourceChanged(session, action.about));
    case 'policy/known':
      return quiet(detail.withPolicy(session, action.policy));
    case 'answer':
      return original === undefined
        ? quiet(session)
        : answered(session, action.slot, action.request, action.answer, original);
    case 'refused':
      return refused(session, action.slot, action.request, action.reason);
    case 'move/by':
      return move.moveBy(session, action.by);
    case 'move/page':
      return move.movePage(session, action.by);
    case 'move/end':
      return move.moveEnd(session, action.end);
    case 'move/side':
      return move.moveSide(session, action.by);
    case 'row/by':
      return table.moveTable(session, action.by);
    case 'mouse':
      return mouse(session, action, update);
    case 'open':
      return session.focus === 'facets' ? facets.pickFacet(session) : andThen(detail.openDetail(session), fitted);
    case 'history/step':
      return andThen(openStep(session), fitted);
    case 'back':
      return back(session, true);
    case 'quit':
      return back(session, false);
    case 'quit/now':
      return effect(session, {kind: 'quit'});
    case 'suspend':
      return effect(session, {kind: 'suspend'});
    case 'repaint':
      return effect(session, {kind: 'repaint'});
    case 'focus/by':
      return focusBy(session, action.by);
    case 'focus/pane':
      return focusOn(session, action.pane);
    case 'focus/facet':
      return quiet(
        facets.jumpToFacet({...session, zoomed: session.zoomed && session.focus === 'facets'}, action.place),
      );
    case 'zoom':
      return fitted({...session, zoomed: !session.zoomed});
    case 'value':
      return pick(session, action.how === 'keep');
    case 'sort/column':
      return table.sortByColumn(session);
    case 'sort/field':
      return table.sortBy(session, action.field);
    case 'sort/reverse':
      return table.reverse(session);
    case 'stages/toggle':
      return table.toggleStages(session);
    case 'follow':
      return table.toggleFollow(session);
    case 'pause':
      return togglePause(session);
    case 'failure':
      return askFailure(session, action.back);
    case 'detail/worked':
      return search.workedOn(session);
    case 'detail/stage':
      return andThen(detail.otherStage(session, action.by), fitted);
    case 'detail/link':
      return andThen(alert.nextLink(session), fitted);
    case 'detail/tab':
      if (action.tab === 'policy' && !session.detail.open) return detail.openAt(session, 'policy');
      return inDetail(session, shown => detail.showTab(shown, action.tab));
    case 'detail/format':
      return inDetail(session, detail.nextFormat);
    case 'detail/wrap':
      return inDetail(session, detail.toggleWrap);
    case 'detail/reveal':
      return inDetail(session, detail.reveal);
    case 'detail/fold':
      return inDetail(session, detail.fold);
    case 'filter/edit':
      return filter.startTyping(session);
    case 'filter/accept':
      return filter.accept(session);
    case 'filter/cancel':
      return filter.cancel(session);
    case 'filter/complete':
      return filter.complete(session);
    case 'filter/choose':
      return filter.choose(session, action.by);
    case 'filter/clear':
      return filter.clear(session);
    case 'filter/undo':
      return filter.undo(session);
    case 'filter/recall':
      return filter.recall(session, action.by);
    case 'search/edit':
      return search.startSearch(session);
    case 'search/accept':
      return search.acceptSearch(session);
    case 'search/cancel':
      return search.cancelSearch(session);
    case 'search/value':
      return search.searchValue(session);
    case 'search/next':
      return search.nextMatch(session, action.back);
    case 'facet/search':
      return facetSearch.startFacetSearch(session);
    case 'facet/choose':
      return facetSearch.chooseFacet(session, action.by);
    case 'facet/leave':
      return facetSearch.leaveFacetSearch(session);
    case 'edit':
      return typing.edited(session, action.edit);
    case 'type':
      return typing.typed(session, action.text);
    case 'bars/enter':
      return time.enterBars(session);
    case 'bars/leave':
      return time.leaveBars(session);
    case 'bars/by':
      return time.moveBars(session, action.by, action.marks === true);
    case 'bars/end':
      return time.endBars(session, action.end);
    case 'bars/mark':
      return time.markBars(session);
    case 'bars/narrow':
      return time.narrow(session);
    case 'bars/zoom':
      return time.zoomBars(session, action.by);
    case 'bars/point':
      return time.pointBars(session, action.cell, action.how);
    case 'goto/open':
      return quiet(time.openGoto(session));
    case 'goto/accept':
      return time.acceptGoto(session);
    case 'goto/cancel':
      return quiet(time.closeGoto(session));
    case 'findings/open':
      return findings.openFindings(session);
    case 'findings/show':
      return findings.showFinding(session);
    case 'roles/open':
      return roles.openRoles(session);
    case 'roles/widen':
      return roles.widenRoles(session, action.by);
    case 'roles/copy':
      return roles.copyRoles(session);
    case 'timeline/open':
      return timeline.openTimeline(session);
    case 'timeline/narrow':
      return timeline.narrowTimeline(session);
    case 'timeline/other':
      return timeline.otherTimeline(session);
    case 'timeline/leave':
      return timeline.leaveTimeline(session);
    case 'look':
      return quiet({...session, look: {...session.look, ...action.look}});
    case 'zone':
      return time.toggleZone(session);
    case 'help':
      return quiet(help.openHelp(session));
    case 'overlay/close':
      return overlay.closeOverlay(session);
    case 'read':
      return quiet(overlay.toggleRead(session, action.part));
    case 'read/unfold':
      return quiet(overlay.unfold(session));
  }
}

/** Where nothing is open, keys of the detail say so instead of doing nothing. */
const inDetail = (session: Session, change: (session: Session) => Session): Update =>
  session.detail.open
    ? quiet(change(session))
    : quiet({...session, notice: {text: 'Open a request first: Enter.', style: 'dim'}});

function resize(session: Session, size: Session['size']): Update {
  const bars = histogramBars(layout(session));
  const next = {...session, size};
  const bounded = layoutOf(size, {focus: 'table', detail: false, zoomed: false});
  // A narrow screen shows one pane; that stays the one with the focus.
  const done = fitted({...next, size: {columns: bounded.columns, rows: bounded.rows}});
  return histogramBars(layout(done.session)) === bars ? done : andThen(done, after => ask(after, histogramAsk(after)));
}
