// Blocks on their way to a pool and back, as many at a time as the pool is wide.
import {setImmediate as nextTurn} from 'node:timers/promises';
import type {Micros} from '../audit/time.ts';
import type {Block} from '../ingest/block.ts';
import type {Cut} from '../ingest/cut-file.ts';
import type {Task} from './messages.ts';
import type {Pool, Scanned} from './pool.ts';

/** Keeps as many tasks under way as the pool is wide, and lets keys and frames come between. */
export class Flow {
  readonly #pool: Pool;
  readonly #near: {readonly near?: Micros};
  readonly #take: (block: Block, scanned: Scanned, consumed: number) => void;
  #underWay = 0;
  #wake: (() => void) | undefined;

  /** `near`: when the input was last written, in microseconds. */
  constructor(pool: Pool, take: (block: Block, scanned: Scanned, consumed: number) => void, near?: Micros) {
    this.#pool = pool;
    this.#near = near === undefined ? {} : {near};
    this.#take = take;
  }

  /** Resolves when it is right to add the next. The descriptor stays open until the block has been read. */
  addCut({block, file, consumed}: Cut): Promise<void> {
    const fd = file.pin();
    const task: Task = {
      kind: 'file',
      fd,
      position: block.start,
      length: block.length,
      framing: block.framing,
      ...this.#near,
    };
    return this.#add(block, task, consumed, () => file.unpin());
  }

  /** As `addCut`. Takes a copy of `bytes`. */
  addBytes(block: Block, bytes: Uint8Array, consumed: number): Promise<void> {
    return this.#add(
      block,
      {kind: 'bytes', bytes: new Uint8Array(bytes), framing: block.framing, ...this.#near},
      consumed,
    );
  }

  async #add(block: Block, task: Task, consumed: number, read?: () => void): Promise<void> {
    this.#underWay++;
    this.#pool.scan(task, scanned => {
      this.#underWay--;
      read?.();
      this.#take(block, scanned, consumed);
      this.#wake?.();
    });
    await nextTurn();
    while (this.#underWay >= this.#pool.width) await this.#oneDone();
  }

  async drained(): Promise<void> {
    while (this.#underWay > 0) await this.#oneDone();
  }

  #oneDone(): Promise<void> {
    return new Promise(resolve => {
      this.#wake = resolve;
    });
  }
}
