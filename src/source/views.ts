// Rows of a view, and their order: computed once for all the questions asked about it.
import type {Steps} from '../audit/steps.ts';
import {evaluate, needsEvents} from '../index/evaluate.ts';
import {type Deadline, EventSearch} from '../index/event-search.ts';
import {FEW, fewInTimeOrder, inTimeOrder, type Order, sortedBy} from '../index/listing.ts';
import {Terms} from '../index/narrow.ts';
import {type NearPage, pageNear} from '../index/near-page.ts';
import {countRows, intersect, type RowId, type RowSet} from '../index/row-set.ts';
import type {Store} from '../index/store.ts';
import {lowerBoundOf} from '../index/time-order.ts';
import {and, asksForStage, type Expr} from '../query/ast.ts';
import {Shared} from './shared.ts';
import type {View} from './source.ts';

export type ViewRows = {
  /** Rows that are known to be in the view. */
  readonly set: RowSet;
  readonly count: number;
  /** How many rows have not been looked at, of `care` that had to be. */
  readonly unknown: number;
  readonly care: number;
  readonly orders: Map<string, Uint32Array>;
};

type Kept = {readonly version: number; readonly rows: ViewRows; readonly at: number};

/** The questions of one frame share an unfinished search: within this time none of them takes it further. In milliseconds. */
const FRAME_MS = 8;

/** Views kept: the filter's own, those of a few facets, and the one before. */
const KEPT = 24;

const whereOf = (view: View): Expr =>
  view.from === undefined && view.to === undefined
    ? view.where
    : and(view.where, {
        kind: 'time',
        ...(view.from === undefined ? {} : {from: view.from}),
        ...(view.to === undefined ? {} : {to: view.to}),
      });

const isFresh = (kept: Kept, deadline: Deadline): boolean =>
  deadline.passed() || (deadline.isBounded && performance.now() - kept.at < FRAME_MS);

/** Views under way that are kept. */
const BEGUN = 4;

/** All of `work`, without a pause. */
export function atOnce<T>(work: Generator<undefined, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

export class Views {
  readonly #store: Store;
  readonly #terms: Terms;
  readonly #search: EventSearch;
  readonly #kept = new Map<string, Kept>();
  /** Views that columns answer and that are being worked out, of the store at `version`. */
  readonly #begun = new Map<string, {readonly version: number; readonly work: Shared<ViewRows>}>();

  constructor(store: Store) {
    this.#store = store;
    this.#terms = new Terms(store.table);
    this.#search = new EventSearch(store.table, (block, reason) => {
      const {input, start} = store.table.blocks[block]!;
      store.addProblem({
        code: 'READ_FAILED',
        reason: `Not all can be searched: ${reason}`,
        at: {file: input.name, offset: start},
      });
    });
  }

  /**
   * The rows of a view as the store is now. Pauses now and then.
   * @throws Error with one clear sentence if a file that had to be searched can no longer be read.
   */
  *rowsOf(view: View, deadline: Deadline): Steps<ViewRows> {
    const where = whereOf(view);
    const key = JSON.stringify([where, view.stages]);
    const {version} = this.#store;
    const kept = this.#kept.get(key);
    if (kept?.version === version && (kept.rows.unknown === 0 || isFresh(kept, deadline))) return kept.rows;
    const rows = needsEvents(where)
      ? yield* this.#evaluate(where, view.stages, deadline)
      : yield* this.#together(key, version, () => this.#evaluate(where, view.stages, deadline));
    this.#kept.delete(key);
    this.#kept.set(key, {version, rows, at: performance.now()});
    const oldest = this.#kept.keys().next().value;
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
    return rows;
  }

  *#together(key: string, version: number, make: () => Steps<ViewRows>): Steps<ViewRows> {
    for (const [other, begun] of this.#begun) if (begun.version !== version) this.#begun.delete(other);
    const begun = this.#begun.get(key) ?? {version, work: new Shared(make())};
    this.#begun.set(key, begun);
    // Of a question that is not wanted any more, what was done stays for a while: it may be asked again.
    const oldest = this.#begun.keys().next().value;
    if (this.#begun.size > BEGUN && oldest !== undefined) this.#begun.delete(oldest);
    const rows = yield* begun.work.through();
    if (this.#begun.get(key) === begun) this.#begun.delete(key);
    return rows;
  }

  /**
   * At most `limit` rows in the order of time, from `at` on, or those before it where `back`; without `at`, from that end.
   * @returns undefined if `ordering` has them sooner
   */
  near(rows: ViewRows, at: RowId | undefined, back: boolean, limit: number): NearPage | undefined {
    const {order, compare} = this.#store;
    const byTime = order.rows;
    if (rows.orders.has('time') || rows.count * FEW < byTime.length) return undefined;
    const place = at === undefined ? (back ? byTime.length : 0) : lowerBoundOf(byTime, at, compare);
    return pageNear(rows.set, rows.count, byTime, {place, back, limit});
  }

  /** The rows of a view in an order; valid until the view is asked for again. Pauses now and then. */
  *ordering(rows: ViewRows, order: Order): Generator<undefined, Uint32Array> {
    const byTime = rows.orders.get('time') ?? (yield* this.#byTime(rows));
    rows.orders.set('time', byTime);
    if (order.field === 'stageTimestamp' && !order.descending) return byTime;
    const key = `${order.field} ${order.descending}`;
    const sorted = rows.orders.get(key) ?? (yield* sortedBy(byTime, order, this.#store.table));
    rows.orders.set(key, sorted);
    return sorted;
  }

  /** What comes in meanwhile changes the order that this goes by: then it begins again, and does not pause. */
  *#byTime(rows: ViewRows): Generator<undefined, Uint32Array> {
    const {version, compare, order} = this.#store;
    const count = rows.count;
    if (count * FEW < order.rows.length) return fewInTimeOrder(rows.set, compare);
    const work = inTimeOrder(rows.set, order.rows, count);
    for (let step = work.next(); ; step = work.next()) {
      if (step.done === true) return step.value;
      if (this.#store.version === version) yield;
      if (this.#store.version !== version) return atOnce(inTimeOrder(rows.set, this.#store.order.rows, rows.count));
    }
  }

  /** How many rows of a view have a value that the index does not hold for this order. */
  unsorted(rows: ViewRows, {field}: Order): number {
    const unindexed = this.#store.table.coded.get(field)?.unindexed;
    if (unindexed === undefined || unindexed.isEmpty) return 0;
    return countRows(intersect(rows.set, unindexed.snapshot(rows.set.size)));
  }

  /** Where events are dropped meanwhile, it begins again, and does not pause. */
  *#evaluate(where: Expr, stages: View['stages'], deadline: Deadline): Steps<ViewRows> {
    const {droppedEvents} = this.#store;
    const work = this.#rows(where, stages, deadline);
    for (let step = work.next(); ; step = work.next()) {
      if (step.done === true) return step.value;
      yield;
      if (this.#store.droppedEvents !== droppedEvents) return atOnce(this.#rows(where, stages, deadline));
    }
  }

  *#rows(where: Expr, stages: View['stages'], deadline: Deadline): Steps<ViewRows> {
    const store = this.#store;
    const {table, requests, size} = store;
    const byEvent = stages === 'all' || asksForStage(where);
    const care = byEvent ? store.present() : requests.latest(size);
    const {yes, unknown} = yield* evaluate(where, care, {
      table,
      search: this.#search,
      deadline,
      get newestFirst() {
        return store.newestFirst();
      },
      terms: this.#terms,
    });
    const set = byEvent && stages === 'latest' ? yield* requests.latestOf(yes) : yes;
    return {
      set,
      count: countRows(set),
      unknown: countRows(unknown),
      care: countRows(care),
      orders: new Map(),
    };
  }
}
