// Counting for facets and bars, between keys and frames: what was counted last is kept, and long work pauses.
import {setImmediate as nextTurn} from 'node:timers/promises';
import {FacetCounters} from '../index/facets.ts';
import {HistogramCounter} from '../index/histogram.ts';
import type {Store} from '../index/store.ts';

/** So long at a time, in milliseconds. */
const SLICE_MS = 8;

/** Lets keys and frames come between, when it has worked for long enough. */
export class Pauses {
  readonly #signal: AbortSignal | undefined;
  #until = performance.now() + SLICE_MS;

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
  }

  /** @throws AbortError once the question is not wanted any more. */
  async perhaps(): Promise<void> {
    if (performance.now() < this.#until) return;
    await nextTurn();
    this.#signal?.throwIfAborted();
    this.#until = performance.now() + SLICE_MS;
  }

  /** All of `work`, which pauses where it yields. */
  async through<T>(work: Generator<undefined, T>): Promise<T> {
    for (;;) {
      const {done, value} = work.next();
      if (done === true) return value;
      await this.perhaps();
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

  facets(): FacetCounters {
    this.#renew();
    return this.#facets;
  }

  histogram(): HistogramCounter {
    this.#renew();
    return this.#histogram;
  }

  /** Rows that were dropped have no values any more that could be taken away from a count. */
  #renew(): void {
    if (this.#store.droppedEvents === this.#dropped) return;
    this.#dropped = this.#store.droppedEvents;
    this.#facets = new FacetCounters();
    this.#histogram = new HistogramCounter(this.#store.table);
  }
}
