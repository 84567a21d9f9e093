// Who scans: this thread, or a pool of workers. Chunks of one scanner must be merged in the order in which they were made,
// so an answer names its scanner and comes in that order.
import {Worker} from 'node:worker_threads';
import type {ScannedChunk} from './chunk.ts';
import type {FromWorker, Task, ToWorker} from './messages.ts';
import {runTask, scannerFor} from './run-task.ts';
import type {Scanner} from './scan-block.ts';
import {Turns} from './turns.ts';
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

type Done = (scanned: Scanned) => void;

/** A scanner of this thread; what it gives is valid until it is called again. */
function scannerHere(scanner: Scanner): (task: Task) => Scanned {
  let spare: ArrayBuffer | undefined;
  return task => {
    const given = spare;
    spare = undefined;
    try {
      const {chunk, got} = runTask(scanner, task, given);
      spare = chunk.buffer;
      return {ok: true, chunk, got, scanner: 0};
    } catch (error) {
      return {ok: false, reason: error instanceof Error ? error.message : String(error)};
    }
  };
}

/** Scans on this thread, within the call. */
export function inlinePool(module: WebAssembly.Module | undefined): Pool {
  const scan = scannerHere(scannerFor(module));
  return {width: 1, scan: (task, done) => done(scan(task)), close: () => undefined};
}

/** One worker and the tasks that it has not answered yet. */
class ScanWorker {
  readonly #worker: Worker;
  readonly #number: number;
  readonly #waiting = new Map<number, {readonly task: Task; readonly done: Done}>();
  readonly #turns: Turns;
  readonly #instead: Pool['scan'];
  /** Buffers of chunks that have been merged, to be given back. */
  readonly #spares: ArrayBuffer[] = [];
  #ready = false;
  #broken = false;
  #ids = 0;

  /** `instead` takes over when a worker cannot be had, or dies. What it answers is merged in `turns`. */
  constructor(number: number, module: WebAssembly.Module | undefined, turns: Turns, instead: Pool['scan']) {
    this.#number = number;
    this.#turns = turns;
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

  scan(task: Task, done: Done): void {
    if (this.#broken) {
      this.#instead(task, done);
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
    this.#turns.add(() => this.#merge(answer, waiting.done));
  }

  #merge(answer: Exclude<FromWorker, {type: 'ready'}>, done: Done): undefined {
    if (answer.type === 'failed') return void done({ok: false, reason: answer.reason});
    const {chunk, got} = answer;
    done({ok: true, chunk, got, scanner: this.#number});
    if (this.#spares.length < QUEUE) this.#spares.push(chunk.buffer);
  }

  #break(): void {
    if (this.#broken) return;
    this.#broken = true;
    const left = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const {task, done} of left) this.#instead(task, done);
  }
}

/** Tasks that a worker has at a time: enough that it does not run out of them while this thread scans and merges. */
const QUEUE = 4;

/** As long as a task takes this thread no longer, in milliseconds, it may take one between keys and frames. */
const SHORT_MS = 8;
/** After one that took longer, so many go to workers before it tries again. */
const PAUSE = 8;

const leastLoaded = (workers: readonly ScanWorker[]): ScanWorker =>
  workers.reduce((best, worker) => (worker.load < best.load ? worker : best));

/**
 * `size` workers, and this thread, which scans until they have started, and beside a single one when that has enough to do:
 * of several it merges what they scan. Scanner numbers are 1 to `size`; 0 is this thread's, which also stands in for workers that die.
 */
export function workerPool(size: number, module: WebAssembly.Module | undefined): Pool {
  const turns = new Turns();
  let scanHere: ((task: Task) => Scanned) | undefined;
  const prepare = () => {
    scanHere ??= scannerHere(scannerFor(module));
    return scanHere;
  };
  // Until its code is warm this thread takes none but the first, the newest block, whose rows are waited for.
  let pause = PAUSE;
  let isFirst = true;
  let isBusy = false;
  const here = (task: Task, done: Done) => {
    isBusy = true;
    turns.add(() => {
      const start = performance.now();
      const scanned = prepare()(task);
      pause = performance.now() - start > SHORT_MS ? PAUSE : 0;
      isBusy = false;
      return () => void done(scanned);
    });
  };
  // After the first block: while they start, this thread is slow.
  let workers: readonly ScanWorker[] = [];
  turns.add(() => void prepare());
  return {
    width: size * QUEUE + 1,
    scan(task, done) {
      if (isFirst) {
        isFirst = false;
        here(task, done);
        return;
      }
      if (workers.length === 0)
        workers = Array.from({length: size}, (_, i) => new ScanWorker(i + 1, module, turns, here));
      const ready = workers.filter(worker => worker.isReady);
      const least = leastLoaded(ready.length > 0 ? ready : workers);
      const isIdle = ready.length === 0 || (size === 1 && least.load >= QUEUE && !isBusy);
      if (isIdle && pause-- <= 0) here(task, done);
      else least.scan(task, done);
    },
    close() {
      for (const worker of workers) worker.close();
    },
  };
}
