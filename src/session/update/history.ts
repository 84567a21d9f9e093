// The history of an object: opening it, its rows and states as they come, moving in it, and the way to one of its events.

import type {EventId} from '../../source/source.ts';
import {HISTORY_SLOTS, type HistoryAnswer} from '../history/ask.ts';
import {type HistoryPane, shownSteps} from '../history/pane.ts';
import {emptyHistory} from '../history/steps.ts';
import {type ObjectTarget, sameObject, viewOfObject} from '../history/target.ts';
import {historyBoxes, historyChanges} from '../panes/history.ts';
import type {Session} from '../session.ts';
import {currentRow, sameEvent} from '../table.ts';
import {scrollTo} from '../view.ts';
import {andThen, ask, forget, type Update, unchanged} from './ask.ts';

export type HistoryAction =
  | {readonly type: 'history/open'}
  | {readonly type: 'history/toggle'; readonly what: 'reads' | 'failed' | 'bookkeeping'}
  /** The changes of the step under the cursor. */
  | {readonly type: 'history/scroll'; readonly by: number};

const PAGE = 500;

/** A log that is followed has a history looked at again so often at most, in milliseconds. */
const AGAIN_MS = 300;

/** Older requests than these are left out, and the pane says so. */
export const MOST_REQUESTS = 5000;

const tell = (session: Session, text: string): Update => unchanged({...session, notice: {text, style: 'dim'}});

/** The open event, or the row under the cursor. */
const idOf = ({focus, detail, table}: Session): EventId | undefined =>
  focus === 'detail' ? detail.id : currentRow(table)?.id;

/** The object of that event. */
function openHistory(session: Session): Update {
  const {overlay, history: shown} = session;
  if (overlay?.kind === 'history' && shown !== undefined)
    return start(session, startPane(session, shown.target, shown));
  const id = idOf(session);
  if (id === undefined) return tell(session, 'There is no request under the cursor.');
  const {history: known} = session;
  const isStep = session.focus === 'detail' && known?.history.steps.some(step => sameEvent(step.id, id));
  return isStep && known !== undefined ? openFor(session, known.target) : ask(session, {kind: 'object', id});
}

const startPane = (session: Session, target: ObjectTarget, kept?: HistoryPane, from?: EventId): HistoryPane => ({
  target,
  from,
  reads: kept?.reads ?? false,
  failed: kept?.failed ?? false,
  bookkeeping: kept?.bookkeeping ?? false,
  rows: [],
  whole: false,
  done: 0,
  left: 0,
  read: 0,
  history: emptyHistory(target),
  sticks: true,
  top: 0,
  events: session.about.events,
  renewing: undefined,
});

const askPage = (session: Session, pane: HistoryPane): Update =>
  ask(session, {
    kind: 'history',
    view: viewOfObject(pane.target, pane.reads),
    at: pane.rows[0],
    limit: Math.min(PAGE, MOST_REQUESTS - pane.rows.length),
  });

const askStates = (session: Session, pane: HistoryPane): Update =>
  pane.read >= pane.rows.length
    ? unchanged(session)
    : ask(session, {kind: 'states', history: pane.history, ids: pane.rows.slice(pane.read, pane.read + PAGE)});

function start(session: Session, pane: HistoryPane): Update {
  const opened: Session = {...session, history: pane, overlay: {kind: 'history', scroll: {cursor: 0, top: 0}}};
  return andThen(forget(opened, 'states'), next => askPage(next, pane));
}

function openFor(session: Session, target: ObjectTarget | string): Update {
  if (typeof target === 'string') return tell(session, target);
  const {history: known} = session;
  const isKnown = known !== undefined && sameObject(known.target, target) && known.events === session.about.events;
  if (!isKnown) return start(session, startPane(session, target, known, idOf(session)));
  // Come back from one of its events: where it was left.
  const from = session.detail.open ? session.detail.id : idOf(session);
  const cursor = shownSteps(known).length - 1;
  return unchanged(landed({...session, overlay: {kind: 'history', scroll: {cursor, top: 0}}}, {...known, from}));
}

/** The cursor on the step that it was opened on, once: on the newest one it stays on the newest as more come. */
function landed(session: Session, {from, ...pane}: HistoryPane): Session {
  const {overlay} = session;
  const shown = shownSteps({...pane, from});
  const at = from === undefined ? -1 : shown.findIndex(({id}) => sameEvent(id, from));
  const next: Session = {
    ...session,
    history: {...pane, from: undefined, sticks: at === -1 ? pane.sticks : at === shown.length - 1},
  };
  if (at === -1 || overlay?.kind !== 'history') return scrolled(next);
  return scrolled({...next, overlay: {...overlay, scroll: {...overlay.scroll, cursor: at}}});
}

/** The cursor inside the list, or on its newest step. */
function scrolled(session: Session): Session {
  const {overlay, history: pane} = session;
  if (overlay?.kind !== 'history' || pane === undefined) return session;
  const total = shownSteps(pane).length;
  const cursor = pane.sticks ? total - 1 : overlay.scroll.cursor;
  const scroll = scrollTo(
    {cursor: Math.max(0, cursor), top: overlay.scroll.top},
    total,
    historyBoxes(session).steps.height,
  );
  return {...session, overlay: {...overlay, scroll}};
}

export function takeHistory(session: Session, answer: HistoryAnswer): Update {
  if (answer.kind === 'object') return openFor(session, answer.target);
  const {history: pane} = session;
  if (pane === undefined) return unchanged(session);
  if (answer.kind === 'states') {
    const next = {...pane, history: answer.history, read: pane.read + answer.read};
    return next.read < next.rows.length
      ? andThen(unchanged(scrolled({...session, history: next})), after => askStates(after, next))
      : andThen(unchanged(landed(session, next)), renewHistory);
  }
  // What was found so far of a search is no whole page: the same page again.
  if (answer.partial?.why === 'searching') {
    const next = {...pane, done: answer.partial.done};
    return askPage({...session, history: next}, next);
  }
  if (pane.renewing !== undefined) return takeNewest(session, pane, answer);
  const rows = [...answer.ids, ...pane.rows];
  const whole = answer.last || rows.length >= MOST_REQUESTS;
  const next: HistoryPane = {
    ...pane,
    rows,
    whole,
    left: whole && !answer.last ? Math.max(0, answer.total - rows.length) : 0,
  };
  const told = {...session, history: next};
  return whole ? askStates(told, next) : askPage(told, next);
}

/** There is more of the log: the newest rows again. */
export function renewHistory(session: Session): Update {
  const {history: pane, about, asked, paused} = session;
  if (session.overlay?.kind !== 'history' || pane === undefined || !pane.whole) return unchanged(session);
  const isBusy = asked.history !== undefined || asked.states !== undefined;
  if (isBusy || paused || about.loading || about.events === pane.events) return unchanged(session);
  const next = {...pane, renewing: about.events};
  const view = viewOfObject(pane.target, pane.reads);
  return ask({...session, history: next}, {kind: 'history', view, at: undefined, limit: PAGE}, AGAIN_MS);
}

/** What follows on the last row that is known; where that is not how it continues, everything is looked at again. */
function takeNewest(session: Session, pane: HistoryPane, answer: Extract<HistoryAnswer, {kind: 'history'}>): Update {
  const last = pane.rows.at(-1);
  const known = last === undefined ? -1 : answer.ids.findIndex(id => sameEvent(id, last));
  const fresh = answer.ids.slice(known + 1);
  const events = pane.renewing ?? pane.events;
  const continues =
    (known !== -1 || last === undefined) && answer.total === pane.rows.length + pane.left + fresh.length;
  if (!continues) return start(session, startPane(session, pane.target, pane));
  const next = {...pane, rows: [...pane.rows, ...fresh], events, renewing: undefined};
  return askStates({...session, history: next}, next);
}

/** A question that failed: the pane has what it had. */
export const historyRefused = (session: Session): Session =>
  session.history === undefined ? session : {...session, history: {...session.history, whole: true}};

function toggle(session: Session, pane: HistoryPane, what: 'reads' | 'failed' | 'bookkeeping'): Update {
  if (what === 'reads') return start(session, startPane(session, pane.target, {...pane, reads: !pane.reads}));
  const under = session.overlay?.kind === 'history' ? shownSteps(pane)[session.overlay.scroll.cursor] : undefined;
  const next = {...pane, [what]: !pane[what], top: 0};
  const shown = shownSteps(next);
  const at = under === undefined ? -1 : shown.findIndex(step => step.id.time >= under.id.time);
  const cursor = at === -1 ? shown.length - 1 : at;
  const told: Session = {...session, history: next, overlay: {kind: 'history', scroll: {cursor, top: 0}}};
  return unchanged(scrolled(told));
}

type Move = {readonly by: number} | {readonly pages: number} | {readonly to: 'start' | 'end'};

export function moveHistory(session: Session, move: Move): Session {
  const {overlay, history: pane} = session;
  if (overlay?.kind !== 'history' || pane === undefined) return session;
  const total = shownSteps(pane).length;
  const {height} = historyBoxes(session).steps;
  const {cursor, top} = overlay.scroll;
  const by = 'by' in move ? move.by : 'pages' in move ? Math.trunc(move.pages * height) : 0;
  const to = 'to' in move ? (move.to === 'start' ? 0 : total - 1) : cursor + by;
  const scroll = scrollTo({cursor: Math.max(0, to), top: 'pages' in move ? Math.max(0, top + by) : top}, total, height);
  const isSame = scroll.cursor === cursor;
  return {
    ...session,
    history: {...pane, from: undefined, sticks: scroll.cursor === total - 1, top: isSame ? pane.top : 0},
    overlay: {...overlay, scroll},
  };
}

function scrollChanges(session: Session, pane: HistoryPane, by: number): Session {
  const total = historyChanges(session).length;
  const {height} = historyBoxes(session).changes;
  return {...session, history: {...pane, top: Math.max(0, Math.min(pane.top + by, total - height))}};
}

/** The event of the step under the cursor in the detail; the table stays where it is. */
export function openStep(session: Session): Update {
  const {overlay, history: pane} = session;
  if (overlay?.kind !== 'history' || pane === undefined) return unchanged(session);
  const step = shownSteps(pane)[overlay.scroll.cursor];
  if (step === undefined) return unchanged(session);
  const of = currentRow(session.table)?.id;
  const detail = {...session.detail, open: true, id: step.id, of, failed: undefined};
  const shown: Session = {
    ...session,
    overlay: undefined,
    focus: 'detail',
    detail,
    notice: {text: 'An event of the history. H goes back to it.', style: 'dim'},
  };
  return andThen(ask(shown, {kind: 'event', id: step.id}), next => ask(next, {kind: 'related', id: step.id}));
}

export function updateHistory(session: Session, action: HistoryAction): Update {
  if (action.type === 'history/open') return openHistory(session);
  const {history: pane} = session;
  if (pane === undefined) return unchanged(session);
  return action.type === 'history/toggle'
    ? toggle(session, pane, action.what)
    : unchanged(scrollChanges(session, pane, action.by));
}

export const isHistoryAction = (action: {readonly type: string}): action is HistoryAction =>
  action.type.startsWith('history/') && action.type !== 'history/step';

export const isHistorySlot = (slot: string): boolean => (HISTORY_SLOTS as readonly string[]).includes(slot);
