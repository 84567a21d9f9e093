// The timeline of a user or of a source IP: opening it, gathering it page by page, following its credentials, leaving it with
// a filter. While it gathers nothing else waits: every page is a question of its own.
import {fieldOf} from '../../audit/fields.ts';
import {cellOf} from '../cells.ts';
import {timelineEntries, timelineRows} from '../panes/timeline.ts';
import type {Session} from '../session.ts';
import {currentRow} from '../table.ts';
import {holdsSecret, MASKED_VALUE} from '../text/safe.ts';
import type {TimelineAnswer} from '../timeline/ask.ts';
import {type Gathered, gather, type Identity, MOST_ROWS, NOTHING_GATHERED} from '../timeline/gather.ts';
import {emptyTimeline, filterOf, otherOf, type TimelineOverlay} from '../timeline/timeline.ts';
import {credentialsOf, eventsToRead, inNameOf, MOST_CREDENTIALS, requestsOf} from '../timeline/tokens.ts';
import {scrollTo} from '../view.ts';
import {andThen, ask, forget, type Update, unchanged} from './ask.ts';
import {applyFilter} from './filter.ts';

/** Rows of a page: some milliseconds of work. */
const PAGE = 500;
/** Events that are read at once. */
const EVENTS = 8;
/** A log that is followed has its timeline gathered again so often at most, in milliseconds. */
const AGAIN_MS = 1000;

const told = (session: Session, text: string): Update => unchanged({...session, notice: {text, style: 'dim'}});

/** Of the facet's value, the open request, or the row under the cursor. */
function identityAt(session: Session): Identity | string {
  const {focus, facets, detail} = session;
  if (focus === 'facets') {
    const {field, part, value} = facets.spot;
    if (part === 'value' && value !== undefined && field === 'sourceIP') return {by: 'ip', value};
    if (part === 'value' && value !== undefined && (field === 'user.username' || field === 'impersonatedUser.username'))
      return {by: 'user', value};
    return `A timeline is of a user or a source IP: choose one in ${fieldOf('user.username').label} or ${fieldOf('sourceIP').label}.`;
  }
  const open = focus === 'detail' ? detail.loaded?.detail.event : undefined;
  if (open !== undefined) {
    const user = open.user?.username ?? '';
    const ip = open.sourceIPs?.at(-1) ?? '';
    if (user !== '') return {by: 'user', value: user};
    return ip === '' ? 'This request names neither a user nor a source IP.' : {by: 'ip', value: ip};
  }
  const row = currentRow(session.table);
  if (row === undefined) return 'There is no row under the cursor.';
  const user = cellOf(row, 'user.username');
  if (typeof user === 'string' && user !== '') return {by: 'user', value: user};
  return 'This request was made by nobody whom the API server knew: open it with Enter, then U shows its source IP.';
}

function opened(session: Session, identity: Identity, from: TimelineOverlay | undefined): Update {
  if (holdsSecret(identity.value)) return unchanged({...session, notice: {text: MASKED_VALUE, style: 'warn'}});
  const overlay = emptyTimeline(identity, from, session.about.events);
  return andThen(
    andThen(forget({...session, overlay}, 'credentials'), next => forget(next, 'uses')),
    next => ask(next, {kind: 'timeline', view: {where: requestsOf(identity), stages: 'latest'}, limit: PAGE}),
  );
}

export function openTimeline(session: Session): Update {
  const identity = identityAt(session);
  return typeof identity === 'string' ? told(session, identity) : opened(session, identity, undefined);
}

const withOverlay = (session: Session, overlay: TimelineOverlay): Session => ({...session, overlay});

/** The cursor's line stays under it while lines come in above. */
function settled(session: Session): Session {
  const {overlay} = session;
  if (overlay?.kind !== 'timeline') return session;
  const scroll = scrollTo(overlay.scroll, timelineEntries(session, overlay).length, timelineRows(session));
  return withOverlay(session, {...overlay, scroll});
}

/** The next question of it, if there is one. */
function goOn(session: Session): Update {
  const {overlay} = session;
  if (overlay?.kind !== 'timeline') return unchanged(session);
  if (overlay.toRead.length > 0 && session.asked.credentials === undefined)
    return ask(session, {kind: 'credentials', ids: overlay.toRead.slice(0, EVENTS)});
  const next = overlay.toFollow[0];
  if (overlay.toRead.length === 0 && next !== undefined && session.asked.uses === undefined)
    return ask(session, {kind: 'uses', of: next});
  return renewTimeline(session);
}

/** Every row is there: now what is known of credentials. */
function gatheredAll(session: Session, overlay: TimelineOverlay, gathered: Gathered, total: number): Update {
  const known = new Set(overlay.facts.map(({id}) => id.place));
  const toRead = eventsToRead(gathered).filter(({place}) => !known.has(place));
  const credentials = [...credentialsOf(overlay.facts).slice(0, MOST_CREDENTIALS), ...inNameOf(overlay.identity)];
  const next: TimelineOverlay = {
    ...overlay,
    gathered,
    total,
    done: true,
    toRead,
    toFollow: toRead.length === 0 ? credentials : [],
    unread: 0,
    events: overlay.renewed?.events ?? overlay.events,
    renewed: undefined,
  };
  return goOn(settled(withOverlay(session, next)));
}

/** There is more of the log: what is shown stays until all of it is gathered anew. */
export function renewTimeline(session: Session): Update {
  const {overlay, about, asked, paused} = session;
  if (overlay?.kind !== 'timeline' || !overlay.done || overlay.failed !== undefined) return unchanged(session);
  const isBusy = [asked.timeline, asked.credentials, asked.uses].some(request => request !== undefined);
  if (isBusy || paused || about.loading || about.events === overlay.events) return unchanged(session);
  // Of more than are shown these are the first ones: what comes later changes none of them.
  if (overlay.gathered.rows >= MOST_ROWS) return unchanged(session);
  const next = {...overlay, renewed: {gathered: NOTHING_GATHERED, events: about.events}};
  const view = {where: requestsOf(overlay.identity), stages: 'latest'} as const;
  return ask(withOverlay(session, next), {kind: 'timeline', view, limit: PAGE}, AGAIN_MS);
}

export function takeTimeline(session: Session, answer: TimelineAnswer): Update {
  const {overlay} = session;
  if (overlay?.kind !== 'timeline') return unchanged(session);
  switch (answer.kind) {
    case 'timeline': {
      const {renewed} = overlay;
      const gathered = gather(renewed?.gathered ?? overlay.gathered, answer.rows);
      const done = answer.last || gathered.rows >= MOST_ROWS;
      const at = answer.rows.at(-1)?.id;
      if (done || at === undefined) return gatheredAll(session, overlay, gathered, answer.total);
      const next =
        renewed === undefined
          ? {...overlay, gathered, total: answer.total}
          : {...overlay, renewed: {...renewed, gathered}};
      const view = {where: requestsOf(overlay.identity), stages: 'latest'} as const;
      return ask(settled(withOverlay(session, next)), {kind: 'timeline', view, at, limit: PAGE});
    }
    case 'credentials': {
      const facts = [...overlay.facts, ...answer.facts];
      const toRead = overlay.toRead.slice(answer.facts.length + answer.unread);
      const toFollow =
        toRead.length === 0 ? [...credentialsOf(facts).slice(0, MOST_CREDENTIALS), ...inNameOf(overlay.identity)] : [];
      const unread = overlay.unread + answer.unread;
      return goOn(settled(withOverlay(session, {...overlay, facts, toRead, toFollow, unread})));
    }
    case 'uses': {
      const isWhole = answer.partial?.why !== 'searching';
      const others = overlay.followed.filter(({of}) => of.credential !== answer.of.credential);
      const followed = [...others, {of: answer.of, uses: answer.uses, done: isWhole}];
      const toFollow = isWhole ? overlay.toFollow.slice(1) : overlay.toFollow;
      const after = settled(withOverlay(session, {...overlay, followed, toFollow}));
      // One that is searched for still is asked for again by itself.
      return isWhole ? goOn(after) : unchanged(after);
    }
  }
}

/** A file that is gone: what was gathered before stays. */
export const timelineRefused = (session: Session, reason: string): Session =>
  session.overlay?.kind === 'timeline'
    ? withOverlay(session, {...session.overlay, failed: reason, toRead: [], toFollow: []})
    : session;

export function moveTimeline(
  session: Session,
  move: {readonly by: number} | {readonly pages: number} | {readonly to: 'start' | 'end'},
): Session {
  const {overlay} = session;
  if (overlay?.kind !== 'timeline') return session;
  const height = timelineRows(session);
  const total = timelineEntries(session, overlay).length;
  const {cursor, top} = overlay.scroll;
  const by = 'by' in move ? move.by : 'pages' in move ? Math.trunc(move.pages * height) : 0;
  const to = 'to' in move ? (move.to === 'start' ? 0 : total - 1) : cursor + by;
  const shift = 'pages' in move ? by : 0;
  const wanted = {cursor: Math.max(0, to), top: Math.max(0, top + shift)};
  return withOverlay(session, {...overlay, scroll: scrollTo(wanted, total, height)});
}

const entryAt = (session: Session, overlay: TimelineOverlay) =>
  timelineEntries(session, overlay)[overlay.scroll.cursor]?.entry ?? ({kind: 'words'} as const);

/** Keeps only what the line stands for, and shows it in the table. */
export function narrowTimeline(session: Session): Update {
  const {overlay} = session;
  if (overlay?.kind !== 'timeline') return unchanged(session);
  const text = filterOf(entryAt(session, overlay), session.zone);
  if (text === undefined) return told(session, 'Choose a session or a credential.');
  if (holdsSecret(text)) return unchanged({...session, notice: {text: MASKED_VALUE, style: 'warn'}});
  return applyFilter({...session, overlay: undefined, focus: 'table', bars: undefined}, text);
}

/** The source IP of the line, of a source IP's timeline its user. */
export function otherTimeline(session: Session): Update {
  const {overlay} = session;
  if (overlay?.kind !== 'timeline') return unchanged(session);
  const other = otherOf(overlay.identity, entryAt(session, overlay));
  if (other === undefined) return told(session, 'Choose a line that names one.');
  return opened(session, other, overlay);
}

/** To the timeline before, or back to the panes. */
export function leaveTimeline(session: Session): Update {
  const {overlay} = session;
  if (overlay?.kind !== 'timeline') return unchanged(session);
  const left: Session = {...session, overlay: overlay.from};
  return andThen(
    andThen(forget(left, 'timeline'), next => forget(next, 'credentials')),
    next => {
      const stopped = forget(next, 'uses');
      const {from} = overlay;
      if (from === undefined || from.done) return andThen(stopped, goOn);
      // It was still being gathered: it begins again.
      return andThen(stopped, after => opened(after, from.identity, from.from));
    },
  );
}
