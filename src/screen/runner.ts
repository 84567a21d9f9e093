// Runs what the session asks of a source, and turns what comes back into answers. Knows nothing of the screen.
import {setImmediate as nextTurn} from 'node:timers/promises';
import type {Answer, Ask, Opening} from '../session/ask.ts';
import {openingSteps} from '../session/body/opening.ts';
import {CELLS} from '../session/cells.ts';
import {answerHistory} from '../session/history/ask.ts';
import {inSlices} from '../session/slices.ts';
import {answerTimeline} from '../session/timeline/ask.ts';
import {
  type Call,
  type Page,
  type Partial,
  type RowsQuery,
  type Source,
  TIME_ORDER,
  type Told,
  type View,
} from '../source/source.ts';

/** Rules, each loaded with the first question that needs them: no first frame waits for any. */
const LATER = {
  findings: () => import('../session/findings/answer.ts'),
  roles: () => import('../session/roles/answer.ts'),
  links: () => import('../rules/falco/join.ts'),
};

type Rows = Told<Page>;

const EMPTY: Rows = {rows: [], total: 0};

const honest = (...pages: readonly {readonly partial?: Partial; readonly approx?: boolean}[]) => {
  const partial = pages.find(page => page.partial !== undefined)?.partial;
  const approx = pages.some(page => page.approx === true);
  return {...(partial === undefined ? {} : {partial}), ...(approx ? {approx} : {})};
};

type WindowAsk = Extract<Ask, {kind: 'window'}>;

async function window(source: Source, {view, order, open}: WindowAsk, call: Call): Promise<Answer> {
  const rows = (query: Omit<RowsQuery, 'order' | 'cells'>): Promise<Rows> =>
    query.limit === 0 ? Promise.resolve(EMPTY) : source.rows(view, {...query, order, cells: CELLS}, call);
  const [before, after] = await halves(open, rows);
  const marks = honest(before, after);
  // While a log loads, what there is is all there is: its news bring the rest.
  const isWhole = marks.partial?.why !== 'searching';
  const limits = limitsOf(open);
  const unsorted = Math.max(before.unsorted ?? 0, after.unsorted ?? 0);
  const index = before.index ?? (after.index === undefined ? undefined : after.index - before.rows.length);
  return {
    kind: 'window',
    rows: [...before.rows, ...after.rows],
    anchor: before.rows.length,
    ...(index === undefined || index < 0 ? {} : {index}),
    total: Math.max(before.total, after.total),
    ...(unsorted === 0 ? {} : {unsorted}),
    atStart: open.kind === 'first' || (isWhole && before.rows.length < limits.before),
    atEnd: open.kind === 'last' || (isWhole && after.rows.length < limits.after),
    ...marks,
  };
}

const limitsOf = (open: Opening) => {
  switch (open.kind) {
    case 'first':
      return {before: 0, after: open.limit};
    case 'last':
      return {before: open.limit, after: 0};
    case 'around':
      return {before: open.before, after: open.after};
  }
};

async function halves(
  open: Opening,
  rows: (query: Omit<RowsQuery, 'order' | 'cells'>) => Promise<Rows>,
): Promise<readonly [Rows, Rows]> {
  const {before, after} = limitsOf(open);
  switch (open.kind) {
    case 'first':
      return [EMPTY, await rows({limit: after})];
    case 'last':
      return [await rows({back: true, limit: before}), EMPTY];
    case 'around':
      return Promise.all([rows({at: open.at, back: true, limit: before}), rows({at: open.at, limit: after})]);
  }
}

/** @throws Error of the source, or an AbortError once `call.signal` is aborted. */
export async function answer(source: Source, ask: Ask, call: Call): Promise<Answer> {
  switch (ask.kind) {
    case 'timeline':
    case 'credentials':
    case 'uses':
      return answerTimeline(source, ask, call);
    case 'findings':
      return (await LATER.findings()).answerFindings(source, ask, call);
    case 'roles':
      return (await LATER.roles()).answerRoles(source, ask, call, () => nextTurn());
    case 'object':
    case 'history':
    case 'states':
      return answerHistory(source, ask, call);
    case 'window':
      return window(source, ask, call);
    case 'more': {
      const {view, order, at, back, limit} = ask;
      // A forward page starts at its anchor, which is in the window already.
      const page = await source.rows(view, {order, at, back, limit: back ? limit : limit + 1, cells: CELLS}, call);
      const rows = back ? page.rows : page.rows.filter(row => row.id.place !== at.place || row.id.time !== at.time);
      const isShort = page.rows.length < (back ? limit : limit + 1);
      const last = rows.length === 0 || (isShort && page.partial?.why !== 'searching');
      return {kind: 'more', rows, back, total: page.total, last, ...honest(page)};
    }
    case 'facets': {
      const told = await source.facets(ask.view, ask.fields, ask.top, call);
      return {kind: 'facets', facets: told.facets, ...honest(told)};
    }
    case 'histogram': {
      const histogram = await source.histogram(ask.view, ask.bars, call);
      return {kind: 'histogram', histogram, ...honest(histogram)};
    }
    case 'values': {
      const told = await source.facets(ask.view, [ask.field], ask.top, call);
      const {values, distinct} = told.facets[0] ?? {values: [], distinct: 0};
      return {kind: 'values', field: ask.field, values, distinct, ...honest(told)};
    }
    case 'share': {
      const count = (view: View) => source.rows(view, {order: TIME_ORDER, limit: 0, cells: []}, call);
      const base = await count(ask.base);
      const hidden = await count(ask.hidden);
      return {kind: 'share', hides: hidden.total, of: base.total, ...honest(base, hidden)};
    }
    case 'event': {
      const detail = await (source.opening?.(ask.id, call) ?? source.event(ask.id, call));
      const masked = await inSlices(openingSteps(detail.event), call.signal);
      return {kind: 'event', id: ask.id, detail, masked};
    }
    case 'related':
      return {kind: 'related', rows: await source.related(ask.id, CELLS, call)};
    case 'links':
      return {kind: 'links', id: ask.id, ...(await (await LATER.links()).linksOf(source, ask.id, call))};
    case 'nearest': {
      const {view, order, at, back} = ask;
      const limit = back || at === undefined ? 1 : 2;
      const from = at === undefined ? {} : {at};
      const page = await source.rows(view, {order, ...from, back, limit, cells: CELLS}, call);
      const rows = page.rows.filter(row => row.id.place !== at?.place || row.id.time !== at?.time);
      return {kind: 'nearest', row: back ? rows.at(-1) : rows[0], back, ...honest(page)};
    }
  }
}
