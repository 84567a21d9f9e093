// Answers of the source. Late ones are dropped, partial ones are shown and asked for again.

import type {About} from '../../source/source.ts';
import type {Answer, Ask, Slot} from '../ask.ts';
import type {Session} from '../session.ts';
import {halfWindow, joinPage, moveCursor, openWindow, sameEvent, sameOpening} from '../table.ts';
import {
  andThen,
  ask,
  askDetail,
  askMore,
  facetsAsk,
  forget,
  heightOf,
  histogramAsk,
  type Update,
  unchanged,
  windowAsk,
} from './ask.ts';
import {showEvent} from './detail.ts';

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
      return ask(session, windowAsk(session, sameOpening(session.table, session.order, heightOf(session))), AGAIN_MS);
    case 'facets':
      return ask(session, facetsAsk(session), COUNTS_AGAIN_MS);
    case 'histogram':
      return ask(session, histogramAsk(session), COUNTS_AGAIN_MS);
    case 'nearest':
      return original.kind === 'nearest' ? ask(session, original, AGAIN_MS) : unchanged(session);
    case 'more':
    case 'event':
    case 'related':
      return unchanged(session);
  }
}

function take(session: Session, answer: Answer, original: Ask): Update {
  const height = heightOf(session);
  switch (answer.kind) {
    case 'window': {
      if (original.kind !== 'window') return unchanged(session);
      const table = openWindow(session.table, original.open, answer, height);
      if (table === undefined)
        return ask(session, windowAsk(session, sameOpening(session.table, session.order, height)));
      return andThen(andThen(renewed({...session, table}), askMore), askDetail);
    }
    case 'more':
      return andThen(askMore({...session, table: joinPage(session.table, answer, height)}), askDetail);
    case 'facets':
      return unchanged({
        ...session,
        facets: {...session.facets, told: answer.facets, partial: answer.partial},
      });
    case 'histogram':
      return unchanged({...session, histogram: answer.histogram});
    case 'event':
      return unchanged(showEvent(session, answer.id, answer.detail));
    case 'related':
      return unchanged({...session, detail: {...session.detail, related: answer.rows}});
    case 'nearest':
      return goTo(session, answer);
  }
}

/** To the failure that was found. */
function goTo(session: Session, answer: Extract<Answer, {kind: 'nearest'}>): Update {
  const {row, back, partial} = answer;
  if (row === undefined) {
    const text =
      partial !== undefined ? 'searching…' : back ? 'No failure before this row.' : 'No failure after this row.';
    return unchanged({...session, notice: {text, style: 'dim'}});
  }
  const {table} = session;
  const height = heightOf(session);
  const at = table.rows.findIndex(known => sameEvent(known.id, row.id));
  const cleared = {...session, notice: undefined};
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
  const window = ask(session, windowAsk(session, sameOpening(session.table, session.order, heightOf(session))));
  return andThen(window, next => counts(next, next.about.loading ? COUNTS_MS : 0));
};

function counts(session: Session, delayMs: number): Update {
  const facets = session.asked.facets === undefined ? ask(session, facetsAsk(session), delayMs) : unchanged(session);
  return andThen(facets, next =>
    next.asked.histogram === undefined ? ask(next, histogramAsk(next), delayMs) : unchanged(next),
  );
}

/** There is more of the log. A window that is under way is let come first. */
export function sourceChanged(session: Session, about: About): Update {
  const next = {...session, about};
  if (next.asked.window !== undefined || next.asked.more !== undefined) return unchanged({...next, stale: true});
  return andThen(ask(next, windowAsk(next, sameOpening(next.table, next.order, heightOf(next)))), after =>
    counts(after, after.about.loading ? COUNTS_MS : 0),
  );
}

/** What a failed question means for the one who asked. */
export function refused(session: Session, slot: Slot, request: number, reason: string): Update {
  if (session.asked[slot] !== request) return unchanged(session);
  const settled = settle(session, slot);
  if (slot === 'event') return unchanged({...settled, detail: {...settled.detail, failed: reason, loaded: undefined}});
  return unchanged({...settled, notice: {text: reason, style: 'error'}});
}
