// Asking: numbers a request, remembers which answer its slot waits for, and says what the source is to be asked.
import {and, type Expr} from '../../query/ast.ts';
import type {Ask, Effect, Opening} from '../ask.ts';
import {topAsked} from '../facet-rows.ts';
import {histogramBars, tableRows} from '../layout.ts';
import {countedFields} from '../limits.ts';
import {layout, type Session, viewOf} from '../session.ts';
import {anchored, currentRow, freshOpening, halfWindow, runningOut, sameEvent, sameOpening} from '../table.ts';
import {windowOf, within} from '../time/window.ts';

/** The session and what is to be done outside; every part of update returns one. */
export type Update = {readonly session: Session; readonly effects: readonly Effect[]};

export const unchanged = (session: Session): Update => ({session, effects: []});

export const andThen = ({session, effects}: Update, next: (session: Session) => Update): Update => {
  const after = next(session);
  return {session: after.session, effects: after.effects.length === 0 ? effects : [...effects, ...after.effects]};
};

export function ask(session: Session, what: Ask, delayMs?: number): Update {
  const request = session.lastRequest + 1;
  return {
    session: {...session, lastRequest: request, asked: {...session.asked, [what.kind]: request}},
    effects: [{kind: 'ask', slot: what.kind, request, ask: what, ...(delayMs === undefined ? {} : {delayMs})}],
  };
}

export const askAll = (session: Session, asks: readonly Ask[], delayMs?: number): Update =>
  asks.reduce<Update>((done, what) => andThen(done, next => ask(next, what, delayMs)), unchanged(session));

/** The answer in `slot` is not wanted any more. */
export function forget(session: Session, slot: Ask['kind']): Update {
  if (session.asked[slot] === undefined) return unchanged(session);
  const {[slot]: _, ...asked} = session.asked;
  return {session: {...session, asked}, effects: [{kind: 'forget', slot}]};
}

export const heightOf = (session: Session): number => tableRows(layout(session));

export const windowAsk = (session: Session, open: Opening): Ask => ({
  kind: 'window',
  view: viewOf(session),
  order: session.order,
  open,
});

export const facetsAsk = (session: Session): Ask => ({
  kind: 'facets',
  view: viewOf(session),
  fields: countedFields(session.about),
  top: topAsked(session.facets),
});

export const histogramAsk = (session: Session): Ask => ({
  kind: 'histogram',
  // Bars over what the filter keeps of time, not over the whole log.
  view: {...viewOf(session), ...within(windowOf(session.filter.expr), session.about.extent)},
  bars: histogramBars(layout(session)),
});

/** Everything on the screen anew, for another filter or kind of rows. What is there stays until its answer comes. */
export const askView = (session: Session, open: Opening, delayMs?: number): Update =>
  andThen(
    andThen(forget(session, 'more'), next => forget(next, 'nearest')),
    next => askAll(next, [windowAsk(next, open), facetsAsk(next), histogramAsk(next)], delayMs),
  );

/** How to ask for the window again, the cursor's row staying where it is. */
export const openingOf = ({table, order, follow, ...rest}: Session): Opening =>
  sameOpening(table, order, heightOf({...rest, table, order, follow}), follow);

/** The same view again. */
export const askSame = (session: Session, delayMs?: number): Update => askView(session, openingOf(session), delayMs);

/** The view of another filter: the cursor stays on its event where it can, also on the newest one. */
export const askFiltered = (session: Session, delayMs?: number): Update =>
  askSame({...session, table: anchored(session.table)}, delayMs);

export const askFresh = (session: Session): Update => askView(session, freshOpening(session.order, heightOf(session)));

/** A page more, when the screen comes near an end of the window and none is under way. */
export function askMore(session: Session): Update {
  const {table, asked} = session;
  const height = heightOf(session);
  const end = runningOut(table, height);
  // While a search goes on, its window is asked for again and again around the cursor.
  if (table.partial?.why === 'searching') return unchanged(session);
  if (end === undefined || asked.more !== undefined || asked.window !== undefined) return unchanged(session);
  const at = end === 'end' ? table.rows.at(-1) : table.rows[0];
  if (at === undefined) return unchanged(session);
  return ask(session, {
    kind: 'more',
    view: viewOf(session),
    order: session.order,
    at: at.id,
    back: end === 'start',
    limit: halfWindow(height) * 2,
  });
}

/** The open detail shows the row under the cursor. */
export function askDetail(session: Session): Update {
  const row = currentRow(session.table);
  const {detail} = session;
  if (!detail.open || row === undefined || (detail.of !== undefined && sameEvent(row.id, detail.of)))
    return unchanged(session);
  return andThen(
    ask({...session, detail: {...detail, id: row.id, of: row.id, failed: undefined}}, {kind: 'event', id: row.id}),
    next => ask(next, {kind: 'related', id: row.id}),
  );
}

const FAILED: Expr = {
  kind: 'or',
  of: [
    {kind: 'compare', field: {kind: 'field', name: 'responseStatus.code'}, op: '>=', value: 400},
    {kind: 'in', field: {kind: 'field', name: 'stage'}, values: ['Panic']},
  ],
};

export function askFailure(session: Session, back: boolean): Update {
  const row = currentRow(session.table);
  if (row === undefined) return unchanged(session);
  const view = {...viewOf(session), where: and(session.filter.expr, FAILED)};
  return ask(session, {kind: 'nearest', view, order: session.order, at: row.id, back, wanted: 'failure'});
}
