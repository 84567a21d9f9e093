// What the session wants to know of the source, asked one question at a time and in slices of some milliseconds: between any
// two of them keys are read and their frame is drawn, however long a search through a big log takes.
import {setImmediate as nextTurn} from 'node:timers/promises';
import type {Answer, Ask, Effect, Slot} from '../session/ask.ts';
import {SLICE_MS} from '../session/slices.ts';
import type {Source} from '../source/source.ts';
import {answer} from './runner.ts';

/** How long a source works at a time, in milliseconds: a key that comes meanwhile waits for no more than this. */
export const PATIENCE_MS = 9;

/** A search that has not found its end shows what it has so often at most, in milliseconds: a frame costs as much as a slice. */
const SHOW_MS = 60;

/** A source that waits for something else, such as a network, does not hold up the other questions for longer than this. */
const ALONE_MS = 30;

/** A terminal that takes longer than this to take its frame does not hold up the search, in milliseconds. */
const FRAME_MS = 25;

/** What the user looks at first comes first; the questions of a view take turns. */
const URGENT: readonly Slot[] = ['event', 'related', 'links', 'more', 'nearest', 'values', 'object', 'history'];

type Job = {
  readonly slot: Slot;
  readonly request: number;
  readonly ask: Ask;
  readonly stop: AbortController;
  /** Not before this moment. */
  readonly from: number;
  isUnderWay: boolean;
};

export type Listener = {
  readonly answered: (slot: Slot, request: number, told: Answer, ask: Ask) => void;
  readonly refused: (slot: Slot, request: number, error: unknown) => void;
  /** Resolves when what changed last is on the screen. */
  readonly drawn: () => Promise<void>;
  readonly crash: (error: unknown) => void;
  /** Goes on with what is left to do for the screen, until `end` at most. @returns whether there may be more of it */
  readonly work?: (end: number) => boolean;
};

const sleep = (ms: number) =>
  new Promise<void>(resolve => {
    setTimeout(resolve, ms);
  });

const isSearching = (told: Answer): boolean => 'partial' in told && told.partial?.why === 'searching';

/** A class because the questions, the turn they take and the timer of those that wait change together. */
export class Questions {
  readonly #source: Source;
  readonly #listener: Listener;
  readonly #jobs = new Map<Slot, Job>();
  /** When each slot was answered last, for taking turns. */
  readonly #answered = new Map<Slot, number>();
  #isWorking = false;
  #timer: NodeJS.Timeout | undefined;
  /** In milliseconds, from any moment on. */
  readonly #now: () => number;

  constructor(source: Source, listener: Listener, now: () => number = () => performance.now()) {
    this.#source = source;
    this.#listener = listener;
    this.#now = now;
  }

  /** There may be work for the screen. */
  tend(): void {
    if (!this.#isWorking) this.#wake();
  }

  /** Instead of the earlier question in its slot. */
  ask({slot, request, ask, delayMs = 0}: Extract<Effect, {kind: 'ask'}>): void {
    this.forget(slot);
    const from = this.#now() + delayMs;
    this.#jobs.set(slot, {slot, request, ask, stop: new AbortController(), from, isUnderWay: false});
    this.#wake();
  }

  forget(slot: Slot): void {
    this.#jobs.get(slot)?.stop.abort();
    this.#jobs.delete(slot);
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const {stop} of this.#jobs.values()) stop.abort();
    this.#jobs.clear();
  }

  #wake(): void {
    if (this.#isWorking) return;
    clearTimeout(this.#timer);
    this.#isWorking = true;
    this.#work()
      .catch(this.#listener.crash)
      .finally(() => {
        this.#isWorking = false;
        const next = Math.min(...[...this.#jobs.values()].filter(job => !job.isUnderWay).map(({from}) => from));
        if (next < Infinity) this.#timer = setTimeout(() => this.#wake(), Math.max(0, next - this.#now()));
      });
  }

  async #work(): Promise<void> {
    let hasWorked = false;
    for (;;) {
      // Keys and signals first, then the frame that they ask for.
      await nextTurn();
      await Promise.race([this.#listener.drawn(), sleep(FRAME_MS)]);
      const job = this.#next();
      // Questions and the screen's own work take turns.
      hasWorked = (job === undefined || !hasWorked) && this.#listener.work?.(this.#now() + SLICE_MS) === true;
      if (hasWorked) continue;
      if (job === undefined) return;
      await Promise.race([this.#slice(job), sleep(ALONE_MS)]);
    }
  }

  #next(): Job | undefined {
    const now = this.#now();
    const ready = [...this.#jobs.values()].filter(job => !job.isUnderWay && job.from <= now);
    const rank = ({slot}: Job) => (URGENT.includes(slot) ? -1 : (this.#answered.get(slot) ?? 0));
    return ready.sort((a, b) => rank(a) - rank(b))[0];
  }

  async #slice(job: Job): Promise<void> {
    const {slot, request, ask, stop, from} = job;
    const isWanted = () => this.#jobs.get(slot) === job;
    job.isUnderWay = true;
    try {
      const told = await answer(this.#source, ask, {signal: stop.signal, patienceMs: PATIENCE_MS});
      job.isUnderWay = false;
      if (!isWanted()) return;
      if (isSearching(told) && this.#now() - from < SHOW_MS) return this.#wake();
      this.#settle(slot);
      this.#listener.answered(slot, request, told, ask);
    } catch (error) {
      if (!isWanted()) return;
      this.#settle(slot);
      this.#listener.refused(slot, request, error);
    }
  }

  #settle(slot: Slot): void {
    this.#jobs.delete(slot);
    this.#answered.set(slot, this.#now());
  }
}
