// Counting for facets and bars, between keys and frames: what was counted last is kept, and long work pauses.
import {setImmediate as nextTurn} from 'node:timers/promises';
import type {FieldName} from '../audit/fields.ts';
import type {Micros} from '../audit/time.ts';
import {FacetCounters} from '../index/facets.ts';
import {HistogramCounter} from '../index/histogram.ts';
import type {RowSet} from '../index/row-set.ts';
import type {Store} from '../index/store.ts';
import type {CodedField} from '../index/table.ts';
import type {Facet, Histogram} from './source.ts';

/** So long a turn of the event loop, in milliseconds. */
const TURN_MS = 6;

/** When the present turn has been long enough; undefined until somebody asks. All work of a turn together has that time. */
let until: number | undefined;

function turnEnd(): number {
  if (until === undefined) {
    until = performance.now() + TURN_MS;
    // Before whoever waits for the next turn goes on in it.
    setImmediate(() => {
      until = undefined;
    });
  }
  return until;
}

/** Lets keys and frames come between, when this turn has been long enough. */
export class Pauses {
  readonly #signal: AbortSignal | undefined;

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
    turnEnd();
  }

  /** @throws AbortError once the question is not wanted any more. */
  async perhaps(): Promise<void> {
    if (this.isDue) await this.#now();
  }

  /** Whether it is time for a pause. */
  get isDue(): boolean {
    return performance.now() >= turnEnd();
  }

  async #now(): Promise<void> {
    await nextTurn();
    this.#signal?.throwIfAborted();
  }

  /** All of `work`, which pauses where it yields. */
  async through<T>(work: Generator<undefined, T>): Promise<T> {
    for (;;) {
      const {done, value} = work.next();
      if (done === true) return value;
      // What is awaited for nothing costs as well.
      if (this.isDue) await this.#now();
    }
  }
}

/** A class because counters and the rows that they rely on change together. */
export class Counters {
  readonly #store: Store;
  #facets = new FacetCounters();
  #histogram: HistogramCounter;
  #dropped = 0;

  constructor(store: Store) {
    this.#store = store;
    this.#histogram = new HistogramCounter(store.table);
  }

  /** The `top` most frequent values of each column over the rows that it is asked about. */
  async facets(
    asked: ReadonlyMap<RowSet, readonly CodedField[]>,
    top: number,
    pauses: Pauses,
  ): Promise<{readonly facets: ReadonlyMap<FieldName, Facet>; readonly approx: boolean}> {
    this.#renew();
    const facets = new Map<FieldName, Facet>();
    let approx = false;
    for (const [set, columns] of asked) {
      const all = await pauses.through(this.#facets.count(set, columns, top));
      for (const [at, {values, distinct, isWhole}] of all.entries()) {
        const {name: field} = columns[at]!.field;
        facets.set(field, {field, values, distinct});
        approx ||= !isWhole;
      }
    }
    return {facets, approx};
  }

  /** About `bars` bars over a window. */
  histogram(
    set: RowSet,
    [from, to]: readonly [from: Micros, to: Micros],
    bars: number,
    signal: AbortSignal | undefined,
  ): Promise<Histogram> {
    this.#renew();
    return new Pauses(signal).through(this.#histogram.count(set, from, to, bars));
  }

  /** Rows that were dropped have no values any more that could be taken away from a count. */
  #renew(): void {
    if (this.#store.droppedEvents === this.#dropped) return;
    this.#dropped = this.#store.droppedEvents;
    this.#facets = new FacetCounters();
    this.#histogram = new HistogramCounter(this.#store.table);
  }
}
