// The detail pane: what it shows, moving in it, folding, revealing, and going through the stages of a request.
import type {AuditEvent} from '../../audit/event.ts';
import {redact} from '../../audit/redact.ts';
import type {EventDetail, EventId} from '../../source/source.ts';
import {toggleFold} from '../body/body.ts';
import {type ContentLine, currentContent, detailBox} from '../detail-content.ts';
import {limitOf} from '../limits.ts';
import {type Detail, type Loaded, type Session, TABS, type Tab, type Wait} from '../session.ts';
import {sameEvent} from '../table.ts';
import {scrollTo} from '../view.ts';
import {andThen, ask, askDetail, type Update, unchanged} from './ask.ts';

const withDetail = (session: Session, detail: Partial<Detail>): Session => ({
  ...session,
  detail: {...session.detail, ...detail},
});

export const openDetail = (session: Session): Update => {
  if (session.table.rows.length === 0) return unchanged(session);
  return askDetail({...withDetail(session, {open: true}), focus: 'detail'});
};

export const withPolicy = (session: Session, policy: Detail['policy']): Session => withDetail(session, {policy});

/** As openDetail, with that tab shown. */
export const openAt = (session: Session, tab: Tab): Update => openDetail(withDetail(session, {tab}));

/** It asks for its event again when it is opened the next time: that may be masked otherwise by then. */
export const closeDetail = (session: Session): Session => ({
  ...withDetail(session, {open: false, id: undefined, of: undefined, reveal: false, loaded: undefined}),
  focus: 'table',
});

const loadedOf = (id: EventId, detail: EventDetail, masked: AuditEvent, reveal: boolean): Loaded => ({
  id,
  detail,
  masked,
  shown: reveal ? detail.event : masked,
  revealed: reveal,
});

/** @param masked the event as it is shown, where that was made already */
export function showEvent(session: Session, id: EventId, detail: EventDetail, masked?: AuditEvent): Session {
  const {detail: pane} = session;
  if (pane.id === undefined || !sameEvent(pane.id, id)) return session;
  // Of another request the reader starts at the top; of another stage of the same one they stay where they are.
  const same = pane.loaded !== undefined && pane.loaded.id.auditID === id.auditID;
  const reveal = pane.reveal && same;
  const scroll = same ? pane.scroll : NO_SCROLL;
  const loaded = loadedOf(id, detail, masked ?? redact(detail.event).event, reveal);
  return withDetail(session, {loaded, failed: undefined, reveal, scroll});
}

const TOP = {cursor: 0, top: 0};
const NO_SCROLL: Detail['scroll'] = {summary: TOP, request: TOP, response: TOP, diff: TOP, policy: TOP, raw: TOP};

export function reveal(session: Session): Session {
  const {detail} = session;
  if (detail.loaded === undefined) return session;
  const shown = !detail.reveal;
  const {id, detail: event, masked} = detail.loaded;
  const next = withDetail(session, {reveal: shown, loaded: loadedOf(id, event, masked, shown)});
  const text = shown
    ? 'Secrets of this event are shown until you leave it. r masks them again.'
    : 'Secrets are masked again.';
  return {...next, notice: {text, style: shown ? 'warn' : 'dim'}};
}

const heightOf = (session: Session): number => Math.max(1, detailBox(session).height - 1);

/** The last line, wherever that is. */
export const LAST_LINE = Number.MAX_SAFE_INTEGER;

export function moveDetail(session: Session, to: number): Session {
  const {detail} = session;
  const {content} = currentContent(session);
  const height = heightOf(session);
  // Lines near to those that are known are laid out at once.
  if (!content.done && to < LAST_LINE) content.at(Math.max(0, to), height);
  if (!content.done && to === LAST_LINE) return waitFor(session, {kind: 'end'}, ' G goes to the end then.');
  const {top} = detail.scroll[detail.tab];
  // What was laid out anew may end before its place for now: that is kept, and shown once it is there.
  const isAhead = !content.done && to >= content.total;
  const scroll = isAhead ? {cursor: to, top} : scrollTo({cursor: Math.max(0, to), top}, content.total, height);
  return withDetail(session, {scroll: {...detail.scroll, [detail.tab]: scroll}});
}

/** A key that needs more of a big body than there is yet. */
export const waitFor = (session: Session, wait: Wait, text: string): Session => ({
  ...withDetail(session, {wait}),
  notice: {text: `Not all of this tab is there yet.${text}`, style: 'dim'},
});

/** Any key drops what an earlier one waits for. */
export const waitNoMore = (session: Session): Session =>
  session.detail.wait === undefined ? session : withDetail(session, {wait: undefined});

export const moveDetailBy = (session: Session, by: number): Session =>
  moveDetail(session, Math.min(LAST_LINE - 1, session.detail.scroll[session.detail.tab].cursor + by));

export function pageDetail(session: Session, screens: number): Session {
  const by = Math.trunc(screens * heightOf(session));
  const {detail} = session;
  const scroll = detail.scroll[detail.tab];
  const moved = withDetail(session, {
    scroll: {...detail.scroll, [detail.tab]: {cursor: scroll.cursor, top: Math.max(0, scroll.top + by)}},
  });
  return moveDetail(moved, scroll.cursor + by);
}

export function showTab(session: Session, tab: Tab): Session {
  return moveDetailBy(withDetail(session, {tab}), 0);
}

/** To the next one that shows something. */
export function nextTab(session: Session, by: number): Session {
  const can = TABS.filter(
    tab => tab === session.detail.tab || limitOf({type: 'detail/tab', tab}, session) === undefined,
  );
  const at = can.indexOf(session.detail.tab) + by;
  const tab = can[Math.max(0, Math.min(can.length - 1, at))]!;
  return showTab(session, tab);
}

/** Bodies: YAML, JSON, and then the whole event as it was logged. */
export function nextFormat(session: Session): Session {
  const {tab, format} = session.detail;
  if (tab === 'summary' || tab === 'diff' || tab === 'policy') return showTab(session, 'request');
  if (tab === 'raw') return showTab(withDetail(session, {format: 'yaml'}), 'request');
  return format === 'yaml' ? moveDetailBy(withDetail(session, {format: 'json'}), 0) : showTab(session, 'raw');
}

export function toggleWrap(session: Session): Session {
  const {tab, wrap} = session.detail;
  if (tab !== 'request' && tab !== 'response')
    return {...session, notice: {text: 'This tab is always wrapped: only bodies can be cut.', style: 'dim'}};
  const text = wrap ? 'Long lines are cut. w wraps them.' : 'Long lines are wrapped. w cuts them.';
  return {...moveDetailBy(withDetail(session, {wrap: !wrap}), 0), notice: {text, style: 'dim'}};
}

export const lineUnderCursor = (session: Session): ContentLine | undefined => {
  const {detail} = session;
  return currentContent(session).content.at(detail.scroll[detail.tab].cursor, 1)[0];
};

const isIn = (path: string, container: string): boolean =>
  container === '' || path.startsWith(`${container}.`) || path.startsWith(`${container}[`);

/** Folds what the cursor is in; then the cursor stands on the line that stands for it. */
export function fold(session: Session): Session {
  const {detail} = session;
  const {tab} = detail;
  const body = lineUnderCursor(session)?.body;
  if (body === undefined || (tab !== 'request' && tab !== 'response')) return session;
  const folds = toggleFold(body, detail.folds[tab]);
  const next = withDetail(session, {folds: {...detail.folds, [tab]: folds}});
  const path = body.foldable ? body.path : body.fold;
  // What stands before it stays where it is: the old lines tell the new place, however much of the new ones is there.
  const {content} = currentContent(session);
  const {cursor} = detail.scroll[tab];
  const before = content.at(0, cursor + 1);
  const at = before.findIndex(line => line.body?.path === path);
  if (at !== -1 || body.foldable) return moveDetail(next, at === -1 ? cursor : at);
  const first = before.findIndex(line => isIn(line.body?.path ?? '', path));
  return moveDetail(next, first === -1 ? cursor : first);
}

/** Another stage of the open request; the table stays where it is. */
export function otherStage(session: Session, by: number): Update {
  const {detail} = session;
  if (!detail.open) return openDetail(session);
  const {related, id} = detail;
  const at = id === undefined ? -1 : related.findIndex(row => sameEvent(row.id, id));
  const row = related[at + by];
  if (at === -1 || row === undefined) {
    const text =
      related.length <= 1
        ? 'This request has one stage only.'
        : by > 0
          ? 'This is its last stage.'
          : 'This is its first stage.';
    return unchanged({...session, notice: {text, style: 'dim'}});
  }
  const next = withDetail(session, {id: row.id});
  return andThen(ask(next, {kind: 'event', id: row.id}), after =>
    unchanged({...after, notice: {text: `Stage ${row.id.stage}.`, style: 'dim'}}),
  );
}
