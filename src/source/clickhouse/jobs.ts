// Questions that the server is at. Asked again, a question goes on instead of beginning anew, and its answer is kept until the
// table changes; one that nobody asks about any more is stopped.
import type {Cells, Engine, Progress} from './engine.ts';
import {type Sql, statement} from './sql.ts';

/** Answers kept. */
const KEPT = 64;

/** So long after it was last asked about, in milliseconds, a question is stopped. */
const FORGOTTEN_MS = 1500;

type Job = {
  readonly answer: Promise<readonly Cells[]>;
  readonly stop: AbortController;
  isDone: boolean;
  waiting: number;
  timer?: NodeJS.Timeout;
  progress: Progress | undefined;
};

export type Asking = {readonly signal?: AbortSignal | undefined};

/** A class because the questions, who waits for them and when they are stopped change together. */
export class Jobs {
  readonly #engine: Engine;
  readonly #jobs = new Map<string, Job>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** The table has changed: answers are of no use any more, nor is what is under way. */
  renew(): void {
    for (const [key, job] of this.#jobs) if (job.isDone) this.#jobs.delete(key);
    // What is waited for may be answered as of before.
    for (const [key, job] of this.#jobs) if (job.waiting > 0) this.#jobs.delete(key);
  }

  close(): void {
    for (const {stop, timer} of this.#jobs.values()) {
      clearTimeout(timer);
      stop.abort();
    }
    this.#jobs.clear();
  }

  /** @throws AbortError if it is not wanted any more, or what the engine says */
  async ask(query: Sql, {signal}: Asking = {}): Promise<readonly Cells[]> {
    signal?.throwIfAborted();
    const job = this.#jobOf(query);
    return this.#waitFor(job, job.answer, signal);
  }

  /** As `ask`, but waits for no longer than this; then how far it is, from 0 to 1. */
  async askFor(query: Sql, ms: number, {signal}: Asking = {}): Promise<readonly Cells[] | number> {
    signal?.throwIfAborted();
    const job = this.#jobOf(query);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<number>(resolve => {
      timer = setTimeout(() => resolve(doneOf(job.progress)), ms);
    });
    try {
      return await this.#waitFor(job, Promise.race([job.answer, late]), signal);
    } finally {
      clearTimeout(timer);
    }
  }

  async #waitFor<T>(job: Job, answer: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    clearTimeout(job.timer);
    job.waiting++;
    let refuse: (() => void) | undefined;
    const aborted = new Promise<never>((_, reject) => {
      refuse = () => reject(signal?.reason);
      signal?.addEventListener('abort', refuse, {once: true});
    });
    try {
      return await (signal === undefined ? answer : Promise.race([answer, aborted]));
    } finally {
      if (refuse !== undefined) signal?.removeEventListener('abort', refuse);
      job.waiting--;
      if (job.waiting === 0 && !job.isDone)
        job.timer = setTimeout(() => job.stop.abort(), signal?.aborted === true ? 0 : FORGOTTEN_MS).unref();
    }
  }

  #jobOf(query: Sql): Job {
    const key = JSON.stringify(statement(query));
    const known = this.#jobs.get(key);
    if (known !== undefined && !known.stop.signal.aborted) {
      this.#jobs.delete(key);
      this.#jobs.set(key, known);
      return known;
    }
    const stop = new AbortController();
    const job: Job = {
      answer: this.#engine.query(query, {
        signal: stop.signal,
        onProgress: progress => {
          job.progress = progress;
        },
      }),
      stop,
      isDone: false,
      waiting: 0,
      progress: undefined,
    };
    this.#jobs.set(key, job);
    job.answer.then(
      () => {
        job.isDone = true;
      },
      () => {
        job.isDone = true;
        if (this.#jobs.get(key) === job) this.#jobs.delete(key);
      },
    );
    this.#trim();
    return job;
  }

  #trim(): void {
    for (const [key, job] of this.#jobs) {
      if (this.#jobs.size <= KEPT) return;
      if (job.isDone) this.#jobs.delete(key);
    }
  }
}

const doneOf = (progress: Progress | undefined): number =>
  progress === undefined || progress.total === 0 ? 0 : Math.min(0.99, progress.read / progress.total);
