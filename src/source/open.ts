// Opens files as a Source. Reading starts at once, newest file first, and goes on while questions are answered; then logs
// are followed as they grow.
import {availableParallelism, totalmem} from 'node:os';
import {setImmediate as nextTurn} from 'node:timers/promises';
import {grouped} from '../audit/numbers.ts';
import type {Micros} from '../audit/time.ts';
import type {Limit} from '../index/dictionary.ts';
import {kernelModule} from '../index/kernel/load.ts';
import {type BlockSizes, followInput, INLINE_BLOCKS, loadInput, WORKER_BLOCKS} from '../index/load.ts';
import {inlinePool, type Pool, workerPool} from '../index/pool.ts';
import {Store} from '../index/store.ts';
import {findInputs, type Skipped} from '../ingest/find.ts';
import {isLive} from '../ingest/input.ts';
import {nameInputs} from '../ingest/names.ts';
import type {OpenInput} from '../ingest/read.ts';
import {LocalSource} from './local.ts';
import type {Note, Source} from './source.ts';

export type OpenOptions = {
  /** Go on with what is written to the logs: false. */
  readonly follow?: boolean;
  /** Bring along what was rotated from a log: true. */
  readonly rotated?: boolean;
  /** Leave out files and parts of files that cannot hold events of that time. */
  readonly since?: Micros;
  readonly until?: Micros;
  /** Bytes that the index may take; by default what suits the machine. */
  readonly maxMemory?: number;
  /** Of plain files, no more than the newest block with events is read before this is settled: the first screen has the processor. */
  readonly hold?: Promise<void>;
};

/** A quarter of the memory that this process may use, but enough for the usual node's logs. */
export const defaultMemory = (): number => {
  const allowed = process.constrainedMemory();
  const total = allowed > 0 ? Math.min(allowed, totalmem()) : totalmem();
  return Math.max(256 * MIB, total / 4);
};

const MIB = 2 ** 20;
/** Share of the memory that the distinct values of one field may take. */
const FIELD_SHARE = 1 / 16;
/** Of a value, on average and at least. */
const VALUE_BYTES = 72;
/** How much goes at a time when logs are followed and the index is full. */
const DROPPED_SHARE = 1 / 8;

const limitFor = (bytes: number): Limit => ({
  values: Math.floor((bytes * FIELD_SHARE) / VALUE_BYTES),
  chars: Math.floor(bytes * FIELD_SHARE),
});

/** Listeners hear of news this often at most, in milliseconds. */
const NEWS_MS = 20;

/** So long after a rotation, in milliseconds, files are looked for by their new names again. */
const NAMES_MS = [2000, 20_000];

/** Workers take a while to start: below so many bytes this thread alone is faster. */
const WORKER_BYTES = 24 * 1024 * 1024;

function poolFor(inputs: readonly OpenInput[]): {readonly pool: Pool; readonly sizes: BlockSizes} {
  const bytes = inputs.reduce((sum, input) => sum + (input.size ?? 0), 0);
  if (bytes < WORKER_BYTES) return {pool: inlinePool(kernelModule()), sizes: INLINE_BLOCKS};
  return {pool: workerPool(Math.min(8, Math.max(1, availableParallelism() - 1)), kernelModule()), sizes: WORKER_BLOCKS};
}

function nameOf(paths: readonly string[], inputs: readonly OpenInput[]): string {
  const [path] = paths;
  if (paths.length === 1 && path === '-') return '(standard input)';
  const more = inputs.length - 1;
  const isOneLog = paths.length === 1 && inputs.some(input => input.name === path);
  if (paths.length === 1 && !isOneLog) return path!;
  const first = isOneLog ? path! : (inputs[0]?.name ?? path ?? '');
  return more > 0 ? `${first} +${more}${isOneLog ? ' rotated' : ''}` : first;
}

/** Files of one log are in their order already; of several logs the newest file comes first. */
const newestFirst = (inputs: readonly OpenInput[]) =>
  inputs.toSorted((a, b) => (b.rotatedAt ?? b.mtimeMs * 1000) - (a.rotatedAt ?? a.mtimeMs * 1000));

/** Calls `tell` at most every `NEWS_MS`, but never forgets the last call. */
function throttled(tell: () => void): {readonly call: () => void; readonly flush: () => void} {
  let last = 0;
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    last = performance.now();
    tell();
  };
  return {
    flush,
    call: () => {
      if (performance.now() - last >= NEWS_MS) flush();
      else timer ??= setTimeout(flush, NEWS_MS).unref();
    },
  };
}

/** Reads the inputs, then follows them; the source asks it what there is to say. */
class Reading {
  readonly store: Store;
  readonly skipped: readonly Skipped[];
  /** Settled, never rejected, once all that was there has been read. */
  readonly loaded: Promise<void>;
  readonly #paths: readonly string[];
  readonly #inputs: OpenInput[];
  readonly #total: number | undefined;
  readonly #stop = new AbortController();
  /** Aborted when the index is as big as it may be: what is older is not read. */
  readonly #full = new AbortController();
  readonly #maxBytes: number;
  readonly #news = throttled(() => this.onNews());
  #loading: boolean;
  #following = false;
  onNews: () => void = () => undefined;

  constructor(
    paths: readonly string[],
    inputs: readonly OpenInput[],
    skipped: readonly Skipped[],
    options: OpenOptions,
  ) {
    this.#maxBytes = options.maxMemory ?? defaultMemory();
    this.store = new Store(limitFor(this.#maxBytes));
    this.#paths = paths;
    this.#inputs = [...inputs];
    this.skipped = skipped;
    const sizes = inputs.map(input => input.size);
    this.#total = sizes.every(size => size !== undefined) ? sizes.reduce((sum, size) => sum + size, 0) : undefined;
    this.#loading = inputs.length > 0;
    this.loaded = this.#load(options).finally(() => {
      this.#loading = false;
      this.#news.flush();
    });
  }

  state() {
    return {
      loading: this.#loading,
      following: this.#following,
      name: nameOf(this.#paths, this.#inputs),
      files: this.#inputs.map(input => input.name),
      skipped: this.skipped,
      ...(this.#total === undefined ? {} : {total: this.#total}),
      notes: this.#notes(),
    };
  }

  #notes(): readonly Note[] {
    const {droppedEvents, bytesRead} = this.store;
    if (!this.#full.signal.aborted && droppedEvents === 0) return [];
    const limit = `the ${grouped(Math.round(this.#maxBytes / MIB))} MiB allowed (--max-memory)`;
    const unread = `${grouped(Math.ceil(((this.#total ?? bytesRead) - bytesRead) / 1e6))} MB`;
    const dropped = grouped(droppedEvents);
    const notes: Note[] = [];
    if (this.#full.signal.aborted) {
      const text = `the oldest ${unread} are not indexed, to stay within ${limit}`;
      notes.push({kind: 'dropped', text, short: `oldest ${unread} left out`});
    }
    if (droppedEvents > 0) {
      const text = `the oldest ${dropped} events were dropped, to stay within ${limit}`;
      notes.push({kind: 'dropped', text, short: `oldest ${dropped} dropped`});
    }
    return notes;
  }

  readonly #grown = (): void => {
    if (this.store.bytes > this.#maxBytes) this.store.drop(Math.ceil(this.store.events * DROPPED_SHARE));
    this.#news.call();
  };

  async #nameInputs(): Promise<void> {
    if (!this.#stop.signal.aborted && (await nameInputs(this.#inputs))) this.#news.call();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.loaded;
    for (const input of this.#inputs) await input.close();
  }

  async #load({follow, until, hold}: OpenOptions): Promise<void> {
    // Threads and the kernel take some milliseconds to make: not in the turn in which the files were found.
    await nextTurn();
    const order = newestFirst(this.#inputs);
    const {pool, sizes} = poolFor(order);
    const rank = (input: OpenInput) => order.length - order.indexOf(input);
    const signal = AbortSignal.any([this.#stop.signal, this.#full.signal]);
    const changed = () => {
      if (this.store.bytes > this.#maxBytes) this.#full.abort();
      this.#news.call();
    };
    try {
      for (const input of order) {
        if (signal.aborted) break;
        await loadInput(this.store, input, {
          rank: rank(input),
          pool,
          sizes,
          changed,
          signal,
          ...(hold === undefined ? {} : {hold}),
        });
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.store.addProblem({code: 'READ_FAILED', reason: `Reading stopped: ${reason}`, at: {file: '', offset: 0}});
    } finally {
      pool.close();
    }
    // What comes is later than any time asked for.
    if (follow !== true || until !== undefined || this.#stop.signal.aborted) return;
    const live = order.filter(isLive);
    if (live.length === 0) return;
    this.#following = true;
    const scanner = inlinePool(kernelModule());
    for (const input of live) {
      const opened = (next: OpenInput) => {
        this.#inputs.push(next);
        void this.#nameInputs();
        // What was rotated is compressed soon after.
        for (const ms of NAMES_MS) setTimeout(() => void this.#nameInputs(), ms).unref();
      };
      const following = {rank: rank(input), pool: scanner, changed: this.#grown, signal: this.#stop.signal, opened};
      void followInput(this.store, input, following);
    }
  }
}

/** Always gives a source, if with no input that could be opened: `about().problems` say why. */
export async function openLocal(paths: readonly string[], options: OpenOptions = {}): Promise<Source> {
  const {inputs, problems, skipped} = await findInputs(paths, options);
  const reading = new Reading(paths, inputs, skipped, options);
  for (const problem of problems) reading.store.addProblem(problem);
  const source = new LocalSource(
    reading.store,
    () => reading.state(),
    reading.loaded,
    () => reading.close(),
  );
  reading.onNews = () => source.changed();
  return source;
}
