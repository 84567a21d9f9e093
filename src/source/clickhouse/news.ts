// What is known of the whole table, and asking now and then whether it has changed. A server that does not answer is asked
// again, ever less often, and what is known stays as it is.
import {grouped} from '../../audit/numbers.ts';
import type {Micros} from '../../audit/time.ts';
import type {Note} from '../source.ts';
import {type Extent, extentQuery, readExtent, timedExtentQuery} from './counts.ts';
import type {Engine} from './engine.ts';
import type {Layout} from './layout.ts';

/** Between two questions, in milliseconds; twice as long after each that was not answered, up to the second one. */
const POLL_MS = 2000;
const SLOWEST_MS = 30_000;

/** A server that takes longer is as good as gone, in milliseconds. */
const PATIENCE_MS = 20_000;

/** How many events there are and from when to when; those without a time do not count for that. */
export async function extentOf(engine: Engine, layout: Layout, signal?: AbortSignal): Promise<Extent> {
  const call = signal === undefined ? {} : {signal};
  const whole = readExtent(await engine.query(extentQuery(layout), call));
  if (whole.events === 0 || (whole.extent !== undefined && whole.extent.from > 0)) return whole;
  const timed = readExtent(await engine.query(timedExtentQuery(layout), call));
  const {events} = whole;
  return {events, untimed: events - timed.events, ...(timed.extent === undefined ? {} : {extent: timed.extent})};
}

/** A plain INSERT leaves the columns of such an event empty. */
const untimedNote = (count: number): Note => ({
  kind: 'remote',
  text: `${grouped(count)} of the events have no time, because the server could not read them (nested deeper than 1,024 levels, or no audit events): they are there without a window and found by text; audit-tui load reads such`,
});

export type NewsOptions = {
  readonly follow: boolean;
  readonly bytes: number;
  readonly notes: readonly Note[];
  readonly pollMs?: number;
};

/** A class because what is known, who is told and when it is asked again change together. */
export class News {
  readonly isFollowing: boolean;
  readonly bytes: number;
  requests: number | undefined;
  #known: Extent;
  #trouble: string | undefined;
  #wait: number;
  readonly #pollMs: number;
  #timer: NodeJS.Timeout | undefined;
  readonly #stop = new AbortController();
  readonly #listeners = new Set<() => void>();
  readonly #engine: Engine;
  readonly #layout: Layout;
  readonly #notes: readonly Note[];

  constructor(engine: Engine, layout: Layout, known: Extent, {follow, bytes, notes, pollMs = POLL_MS}: NewsOptions) {
    this.#engine = engine;
    this.#layout = layout;
    this.#known = known;
    this.#notes = notes;
    this.bytes = bytes;
    this.isFollowing = follow;
    this.#pollMs = pollMs;
    this.#wait = pollMs;
    if (follow) this.#later();
  }

  get events(): number {
    return this.#known.events;
  }

  get extent(): {readonly from: Micros; readonly to: Micros} | undefined {
    return this.#known.extent;
  }

  get notes(): readonly Note[] {
    const {untimed} = this.#known;
    const known = untimed === undefined ? this.#notes : [...this.#notes, untimedNote(untimed)];
    if (this.#trouble === undefined) return known;
    return [...known, {kind: 'remote', text: this.#trouble, short: 'no answer from the server'}];
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tellRequests(count: number): void {
    this.requests = count;
    this.tell();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#stop.abort();
    this.#listeners.clear();
  }

  /** Answers may be others than before. */
  tell(): void {
    for (const listener of this.#listeners) listener();
  }

  #later(): void {
    this.#timer = setTimeout(() => void this.#look(), this.#wait).unref();
  }

  async #look(): Promise<void> {
    const before = JSON.stringify([this.#known, this.#trouble]);
    try {
      const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(PATIENCE_MS)]);
      const known = await extentOf(this.#engine, this.#layout, signal);
      if (known.events !== this.#known.events && this.requests !== undefined)
        this.requests = Math.max(this.requests, known.events - (this.#known.events - this.requests));
      this.#known = known;
      this.#trouble = undefined;
      this.#wait = this.#pollMs;
    } catch (error) {
      this.#trouble = error instanceof Error ? error.message : String(error);
      this.#wait = Math.min(SLOWEST_MS, this.#wait * 2);
    }
    if (this.#stop.signal.aborted) return;
    if (JSON.stringify([this.#known, this.#trouble]) !== before) this.tell();
    this.#later();
  }
}
