// When to look at a file again: when the system says that it changed, and after a while whatever it says, because file systems
// of the network tell nothing. While much is written the system is not asked: it would tell of every line.
import {type FSWatcher, watch} from 'node:fs';

/** So many looks in a row find nothing before the system is asked to tell. */
const QUIET_LOOKS = 5;
/** How much rarer looks are once the system has told of a change before a look found it. */
const TRUST = 5;

export class Waker {
  readonly #path: string;
  readonly #pollMs: number;
  readonly #signal: AbortSignal | undefined;
  #watcher: FSWatcher | undefined;
  /** 0: the system has not told of anything yet; -1: it once did not tell of a change. */
  #trust: -1 | 0 | 1 = 0;
  #quiet = 0;
  #told = false;
  #wake: (() => void) | undefined;

  constructor(path: string, pollMs: number, signal: AbortSignal | undefined) {
    this.#path = path;
    this.#pollMs = pollMs;
    this.#signal = signal;
  }

  /** Until it is time for the next look. `found`: whether the last one found anything. */
  async wait(found: boolean): Promise<void> {
    this.#judge(found);
    if (found) this.close();
    this.#quiet = found ? 0 : this.#quiet + 1;
    if (this.#quiet >= QUIET_LOOKS) this.#watch();
    this.#told = false;
    await this.#sleep(this.#watcher !== undefined && this.#trust === 1 ? TRUST * this.#pollMs : this.#pollMs);
  }

  close(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
  }

  #judge(found: boolean): void {
    if (!found || this.#watcher === undefined || this.#trust === -1) return;
    this.#trust = this.#told ? 1 : -1;
  }

  #watch(): void {
    if (this.#watcher !== undefined || this.#trust === -1) return;
    try {
      const watcher = watch(this.#path, {persistent: false});
      const tell = (what: string) => {
        this.#told = true;
        // The name may be another file's by now.
        if (what === 'rename') this.close();
        this.#wake?.();
      };
      watcher.on('change', tell);
      // It is gone, or the system allows no more watches.
      watcher.on('error', () => this.close());
      this.#watcher = watcher;
    } catch {
      // Then looks alone have to do.
    }
  }

  #sleep(ms: number): Promise<void> {
    if (this.#signal?.aborted === true) return Promise.resolve();
    return new Promise(resolve => {
      const done = () => {
        clearTimeout(timer);
        this.#signal?.removeEventListener('abort', done);
        this.#wake = undefined;
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#signal?.addEventListener('abort', done, {once: true});
      this.#wake = done;
    });
  }
}
