// Answers of the source. Late ones are dropped, partial ones are shown and asked for again.

import {fieldOf} from '../../audit/fields.ts';
import {counted} from '../../audit/numbers.ts';
import type {About} from '../../source/source.ts';
import type {Answer, Ask, Slot, WindowAnswer} from '../ask.ts';
import {parseFilter} from '../filter.ts';
import type {Session} from '../session.ts';
import {contextOf} from '../suggest.ts';
import {halfWindow, joinPage, moveCursor, openWindow, sameEvent, scrolled, stickyEnd} from '../table.ts';
import {askLinks, tellLinks} from './alert.ts';
import {
  andThen,
  ask,
  askDetail,
  askMore,
  facetsAsk,
  forget,
  heightOf,
  histogramAsk,
  openingOf,
  type Update,
  unchanged,
  windowAsk,
} from './ask.ts';
import {showEvent} from './detail.ts';
import {tellFacet} from './facet-search.ts';
import {tellValues} from './filter.ts';
import {findingsRefused, takeFindings} from './findings.ts';
import {historyRefused, takeHistory} from './history.ts';
import {tellShare} from './noise.ts';
import {rolesRefused, takeRoles} from './roles.ts';
import {foundNoRow, foundRow} from './search.ts';
import {takeTimeline, timelineRefused} from './timeline.ts';

/** How long after a partial answer the search goes on: the shell sees to it that keys and frames come first. */
const AGAIN_MS = 0;
const COUNTS_AGAIN_MS = 100;

/** While a log is loading its counts change all the time: they are renewed so often at most. */
const COUNTS_MS = 300;

const settle = (session: Session, slot: Slot): Session => {
  const {[slot]: _, ...asked} = session.asked;
  return {...session, asked};
};

/** Drops what was answered too late; `original` is what the slot was asked. */
export function answered(session: Session, slot: Slot, request: number, answer: Answer, original: Ask): Update {
  if (session.asked[slot] !== request) return unchanged(session);
  const settled = settle(session, slot);
  const done = take(settled, answer, original);
  const partial = 'partial' in answer ? answer.partial : undefined;
  // What is loading tells its own news.
  if (partial?.why !== 'searching' || done.session.asked[slot] !== undefined) return done;
  return andThen(done, next => again(next, slot, original));
}

function again(session: Session, slot: Slot, original: Ask): Update {
  switch (slot) {
    case 'window':
      return ask(session, windowAsk(session, openingOf(session)), AGAIN_MS);
    case 'facets':
      return ask(session, facetsAsk(session), COUNTS_AGAIN_MS);
    case 'histogram':
      return ask(session, histogramAsk(session), COUNTS_AGAIN_MS);
    case 'nearest':
      return original.kind === 'nearest' ? ask(session, original, AGAIN_MS) : unchanged(session);
    case 'values':
      // A filter that is typed suggests what is known; a facet that is searched waits for all.
      return session.facets.search !== undefined ? ask(session, original, COUNTS_AGAIN_MS) : unchanged(session);
    case 'timeline':
    case 'uses':
      return session.overlay?.kind === 'timeline' ? ask(session, original, COUNTS_AGAIN_MS) : unchanged(session);
    case 'more':
    case 'findings':
    case 'roles':
    case 'credentials':
    case 'share':
    case 'object':
    case 'history':
    case 'states':
    case 'event':
    case 'related':
    case 'links':
      return unchanged(session);
  }
}

/** Once a sort: nobody is to take the last rows for those with the least. */
function toldUnsorted(
  session: Session,
  {unsorted = 0}: WindowAnswer,
  {order, open}: Extract<Ask, {kind: 'window'}>,
): Session {
  if (unsorted === 0 || open.kind !== 'first') return session;
  const {label} = fieldOf(order.field);
  const text = `${counted(unsorted, 'row')} with a ${label.toLowerCase()} that the full index does not hold ${unsorted === 1 ? 'stands' : 'stand'} last, unsorted.`;
  return {...session, notice: {text, style: 'warn'}};
}

function take(session: Session, answer: Answer, original: Ask): Update {
  const height = heightOf(session);
  switch (answer.kind) {
    case 'window': {
      if (original.kind !== 'window') return unchanged(session);
      const table = openWindow(session.table, original.open, answer, height);
      if (table === undefined) return ask(session, windowAsk(session, openingOf(session)));
      return andThen(
        andThen(renewed(settledRows(toldUnsorted({...session, table}, answer, original))), askMore),
        askDetail,
      );
    }
    case 'more':
      return andThen(askMore(settledRows({...session, table: joinPage(session.table, answer, height)})), askDetail);
    case 'facets':
      return unchanged({
        ...session,
        // Of a server that is still counting nothing is known: what was there stays.
        facets: {
          ...session.facets,
          told: answer.partial !== undefined && answer.facets.length === 0 ? session.facets.told : answer.facets,
          partial: answer.partial,
        },
      });
    case 'object':
    case 'history':
    case 'states':
      return takeHistory(session, answer);
    case 'timeline':
    case 'credentials':
    case 'uses':
      return takeTimeline(session, answer);
    case 'findings':
      return takeFindings(session, answer);
    case 'roles':
      return takeRoles(session, answer);
    case 'share':
      return tellShare(session, answer, original);
    case 'histogram':
      return unchanged({...session, histogram: answer.histogram});
    case 'values':
      return session.facets.search?.field === answer.field
        ? tellFacet(session, answer.values, answer.distinct)
        : tellValues(session, {field: answer.field, list: answer.values.flatMap(({value}) => value ?? [])});
    case 'event':
      return askLinks(showEvent(session, answer.id, answer.detail, answer.masked));
    case 'links':
      return tellLinks(session, answer);
    case 'related':
      return unchanged({...session, detail: {...session.detail, related: answer.rows}});
    case 'nearest':
      return original.kind === 'nearest' ? goTo(session, answer, original) : unchanged(session);
  }
}

/** The table takes only the lines that its rows need: with other rows its box may be another. */
const settledRows = (session: Session): Session => {
  const table = scrolled(session.table, heightOf(session));
  return table === session.table ? session : {...session, table};
};

/** To the failure or the match that was found. */
function goTo(
  session: Session,
  answer: Extract<Answer, {kind: 'nearest'}>,
  original: Extract<Ask, {kind: 'nearest'}>,
): Update {
  const {row} = answer;
  if (row === undefined) return foundNoRow(session, answer, original);
  const {table} = session;
  const height = heightOf(session);
  const at = table.rows.findIndex(known => sameEvent(known.id, row.id));
  const text = foundRow(session, answer, original);
  const cleared: Session = {...session, notice: text === undefined ? undefined : {text, style: 'dim'}};
  if (at !== -1) return andThen(askMore({...cleared, table: moveCursor(table, at, height)}), askDetail);
  const half = halfWindow(height);
  return andThen(forget(cleared, 'more'), next =>
    ask(next, windowAsk(next, {kind: 'around', at: row.id, before: half, after: half, jump: true})),
  );
}

/** News that came while the window was under way. */
const renewed = (session: Session): Update =>
  session.stale ? askRenewed({...session, stale: false}) : unchanged(session);

const askRenewed = (session: Session): Update => {
  const window = ask(session, windowAsk(session, openingOf(session)));
  return andThen(window, next => counts(next, next.about.loading ? COUNTS_MS : 0));
};

function counts(session: Session, delayMs: number): Update {
  const facets = session.asked.facets === undefined ? ask(session, facetsAsk(session), delayMs) : unchanged(session);
  return andThen(facets, next =>
    next.asked.histogram === undefined ? ask(next, histogramAsk(next), delayMs) : unchanged(next),
  );
}

/** Times of a filter count from the end of an old log, which may only become known while it is read. */
function reread(before: Session, after: Session): Session {
  const {text} = after.filter;
  const isOld = contextOf(after).now !== after.now;
  if (text === '' || !isOld || contextOf(before).now === contextOf(after).now) return after;
  const parsed = parseFilter(text, contextOf(after));
  return parsed.error === undefined ? {...after, filter: {...after.filter, expr: parsed.expr}} : after;
}

/** There is more of the log. A window that is under way is let come first. */
export function sourceChanged(session: Session, about: About): Update {
  const isAtNewest = stickyEnd(session.table, session.order) !== undefined && session.follow && !session.paused;
  // While a log loads, what comes is older than what is there.
  const seen = about.loading || isAtNewest ? about.requests : session.seen;
  const next = reread(session, {...session, about, seen});
  if (session.paused) return unchanged({...next, stale: true});
  if (next.asked.window !== undefined || next.asked.more !== undefined) return unchanged({...next, stale: true});
  return andThen(ask(next, windowAsk(next, openingOf(next))), after =>
    counts(after, after.about.loading ? COUNTS_MS : 0),
  );
}

/** Freezes what is shown, or shows what has come since. */
export function togglePause(session: Session): Update {
  if (!session.paused) {
    const text =
      session.about.following === true ? 'Paused: Space goes on.' : 'Paused. Space goes on. The log is not followed.';
    return unchanged({...session, paused: true, notice: {text, style: 'dim'}});
  }
  return sourceChanged({...session, paused: false, stale: false}, session.about);
}

/** What a failed question means for the one who asked. */
export function refused(session: Session, slot: Slot, request: number, reason: string): Update {
  if (session.asked[slot] !== request) return unchanged(session);
  const settled = settle(session, slot);
  if (slot === 'event') return unchanged({...settled, detail: {...settled.detail, failed: reason, loaded: undefined}});
  const told = {...settled, notice: {text: reason, style: 'error'}} as const;
  if (slot === 'timeline' || slot === 'credentials' || slot === 'uses') return unchanged(timelineRefused(told, reason));
  if (slot === 'findings') return unchanged(findingsRefused(told, reason));
  if (slot === 'roles') return unchanged(rolesRefused(told, reason));
  if (slot === 'history' || slot === 'states') return unchanged(historyRefused(told));
  if (slot === 'values' && settled.facets.search !== undefined) return tellFacet(told, [], 0);
  const field = slot === 'values' ? settled.filter.edit?.values?.field : undefined;
  return field === undefined ? unchanged(told) : tellValues(told, {field, list: []});
}
