// Who scans: this thread, or a pool of workers. Chunks of one scanner must be merged in the order in which they were made,
// so an answer names its scanner and comes in that order.
import {Worker} from 'node:worker_threads';
import type {ScannedChunk} from './chunk.ts';
import type {FromWorker, Task, ToWorker} from './messages.ts';
import {runTask, scannerFor} from './run-task.ts';
import {workerCode} from './worker-code.ts';

export type Scanned =
  | {readonly ok: true; readonly chunk: ScannedChunk; readonly got: number; readonly scanner: number}
  /** The system's reason. */
  | {readonly ok: false; readonly reason: string};

export interface Pool {
  /** Tasks that are worth having under way at a time. */
  readonly width: number;
  /** `done` is called in the order in which each scanner made its chunks; what it is given is valid during the call. */
  scan(task: Task, done: (scanned: Scanned) => void): void;
  close(): void;
}

/** Scans on this thread, within the call. */
export function inlinePool(module: WebAssembly.Module | undefined): Pool {
  const scanner = scannerFor(module);
  let spare: ArrayBuffer | undefined;
  return {
    width: 1,
    scan(task, done) {
      let scanned: Scanned;
      try {
        scanned = {ok: true, ...runTask(scanner, task, spare), scanner: 0};
      } catch (error) {
        scanned = {ok: false, reason: error instanceof Error ? error.message : String(error)};
      }
      spare = undefined;
      done(scanned);
      if (scanned.ok) spare = scanned.chunk.buffer;
    },
    close: () => undefined,
  };
}

/** One worker and the tasks that it has not answered yet. */
class ScanWorker {
  readonly #worker: Worker;
  readonly #number: number;
  readonly #waiting = new Map<number, {readonly task: Task; readonly done: (scanned: Scanned) => void}>();
  readonly #instead: () => Pool;
  /** Buffers of chunks that have been merged, to be given back. */
  readonly #spares: ArrayBuffer[] = [];
  #ready = false;
  #broken = false;
  #ids = 0;

  /** `instead` takes over when a worker cannot be had, or dies. */
  constructor(number: number, module: WebAssembly.Module | undefined, instead: () => Pool) {
    this.#number = number;
    this.#instead = instead;
    const {code, eval: isCode} = workerCode();
    this.#worker = new Worker(code, {eval: isCode, workerData: module, stdout: false, stderr: false});
    this.#worker.unref();
    this.#worker.on('message', (answer: FromWorker) => this.#take(answer));
    this.#worker.on('error', () => this.#break());
    this.#worker.on('exit', () => this.#break());
  }

  /** Whether it has started. */
  get isReady(): boolean {
    return this.#ready;
  }

  get load(): number {
    return this.#waiting.size;
  }

  scan(task: Task, done: (scanned: Scanned) => void): void {
    if (this.#broken) {
      this.#instead().scan(task, done);
      return;
    }
    const id = this.#ids++;
    this.#waiting.set(id, {task, done});
    // While it has work the process must not end.
    this.#worker.ref();
    const spare = this.#spares.pop();
    const message: ToWorker = {id, task, spare};
    // Bytes are copied, not given away: if the worker dies they are scanned here.
    this.#worker.postMessage(message, spare === undefined ? [] : [spare]);
  }

  close(): void {
    this.#waiting.clear();
    void this.#worker.terminate();
  }

  #take(answer: FromWorker): void {
    if (answer.type === 'ready') {
      this.#ready = true;
      return;
    }
    const waiting = this.#waiting.get(answer.id);
    if (waiting === undefined) return;
    this.#waiting.delete(answer.id);
    if (this.#waiting.size === 0) this.#worker.unref();
    waiting.done(
      answer.type === 'chunk'
        ? {ok: true, chunk: answer.chunk, got: answer.got, scanner: this.#number}
        : {ok: false, reason: answer.reason},
    );
    if (answer.type === 'chunk' && this.#spares.length < QUEUE) this.#spares.push(answer.chunk.buffer);
  }

  #break(): void {
    if (this.#broken) return;
    this.#broken = true;
    const left = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const {task, done} of left) this.#instead().scan(task, done);
  }
}

/** Tasks that a worker has at a time: enough that it does not run out of them while this thread scans and merges. */
const QUEUE = 4;

/** As long as a task takes this thread no longer, in milliseconds, it may take one between keys and frames. */
const SHORT_MS = 8;
/** After one that took longer, so many go to workers before it tries again. */
const PAUSE = 8;

/**
 * `size` workers, and this thread, which scans until they have started, and beside a single one when that has enough to do:
 * of several it merges what they scan. Scanner numbers are 1 to `size`; 0 is this thread's, which also stands in for workers that die.
 */
export function workerPool(size: number, module: WebAssembly.Module | undefined): Pool {
  const inline = inlinePool(module);
  let pause = 0;
  const here = (task: Task, done: (scanned: Scanned) => void) => {
    const start = performance.now();
    inline.scan(task, done);
    pause = performance.now() - start > SHORT_MS ? PAUSE : 0;
  };
  const workers = Array.from({length: size}, (_, i) => new ScanWorker(i + 1, module, () => inline));
  return {
    width: size * QUEUE + 1,
    scan(task, done) {
      const ready = workers.filter(worker => worker.isReady);
      const least = ready.reduce<ScanWorker | undefined>(
        (best, worker) => (best === undefined || worker.load < best.load ? worker : best),
        undefined,
      );
      const isIdle = least === undefined || (size === 1 && least.load >= QUEUE);
      if (isIdle && pause-- <= 0) here(task, done);
      else (least ?? workers[0]!).scan(task, done);
    },
    close() {
      for (const worker of workers) worker.close();
    },
  };
}
