// The compiled kernel with its memory. It scans a block of lines into columns, a batch of rows at a time; what a batch holds is
// valid until the next call.
import {getRandomValues} from 'node:crypto';
import {
  ADDED,
  ADDED_BYTES,
  AUDIT_ID,
  BLOCK,
  CODES,
  DECLINED,
  DECLINED_BYTES,
  LENGTH,
  MAX_ROWS,
  OFFSET,
  OTHER_ID,
  PADDING,
  SINCE_RECEIVED,
  STAGE_TIME,
} from './assembly/memory.ts';
import {KERNEL_FIELDS} from './fields.ts';

type Exports = {
  readonly memory: WebAssembly.Memory;
  scan(from: number, to: number, base: number): number;
  reset(seed: bigint): void;
  isHalfFull(): number;
  rowCount(): number;
  declinedCount(): number;
  newlineCount(): number;
  addedCount(): number;
  blockAt(): number;
};

const PAGE = 65_536;
const NEWLINE = 10;

/** A line that the kernel left alone. Offsets count from the beginning of the block; `end` is its newline or the block's end. */
export type Declined = {
  /** Rows of this batch that come before it. */
  readonly rows: number;
  readonly start: number;
  readonly end: number;
  /** Newlines before it in what this call scanned. */
  readonly newlines: number;
};

/**
 * Raw text of the line. With a field: a value that this batch met first, which has the next code of its field. With a row of
 * the batch: its auditID, which is no UUID as AuditIdColumn knows them.
 */
export type Added =
  | {readonly field: number; readonly raw: string}
  | {readonly field: undefined; readonly row: number; readonly raw: string};

/** What one call yields. The arrays are views of the kernel's memory. */
export type Batch = {
  /** Where in the block the next call must begin. */
  readonly next: number;
  readonly rows: number;
  readonly newlines: number;
  readonly declined: readonly Declined[];
  readonly added: readonly Added[];
};

/** Views of the columns, `MAX_ROWS` rows each. `codes` are in the order of KERNEL_FIELDS and count from 1, 0 is absent. */
export type KernelColumns = {
  readonly offset: Uint32Array;
  readonly length: Uint32Array;
  readonly stageTime: Float64Array;
  readonly sinceReceived: Float64Array;
  readonly auditID: Uint32Array;
  readonly codes: readonly Uint32Array[];
};

function columnsIn(buffer: ArrayBuffer): KernelColumns {
  return {
    offset: new Uint32Array(buffer, OFFSET, MAX_ROWS),
    length: new Uint32Array(buffer, LENGTH, MAX_ROWS),
    stageTime: new Float64Array(buffer, STAGE_TIME, MAX_ROWS),
    sinceReceived: new Float64Array(buffer, SINCE_RECEIVED, MAX_ROWS),
    auditID: new Uint32Array(buffer, AUDIT_ID, MAX_ROWS * 4),
    codes: KERNEL_FIELDS.map((_, field) => new Uint32Array(buffer, CODES + field * MAX_ROWS * 4, MAX_ROWS)),
  };
}

export class Kernel {
  readonly #exports: Exports;
  #bytes: Buffer<ArrayBuffer>;
  #words: Uint32Array;
  #columns: KernelColumns;

  /** @throws WebAssembly.LinkError, or RangeError without memory or from other sources. */
  constructor(module: WebAssembly.Module) {
    this.#exports = new WebAssembly.Instance(module).exports as Exports;
    if (this.#exports.blockAt() !== BLOCK) throw new RangeError('the kernel was compiled from another memory.ts');
    const {buffer} = this.#exports.memory;
    this.#bytes = Buffer.from(buffer);
    this.#words = new Uint32Array(buffer);
    this.#columns = columnsIn(buffer);
    this.reset();
  }

  get columns(): KernelColumns {
    return this.#columns;
  }

  /** Room for a block of `length` bytes, to be filled and scanned. Valid until the next call of this or `put`. */
  buffer(length: number): Uint8Array<ArrayBuffer> {
    const {memory} = this.#exports;
    const missing = BLOCK + length + PADDING - memory.buffer.byteLength;
    if (missing > 0) {
      memory.grow(Math.ceil(missing / PAGE));
      this.#bytes = Buffer.from(memory.buffer);
      this.#words = new Uint32Array(memory.buffer);
      this.#columns = columnsIn(memory.buffer);
    }
    return new Uint8Array(memory.buffer, BLOCK, length);
  }

  /** Makes `bytes` the block: copies them unless they lie in `buffer` already. */
  put(bytes: Uint8Array): void {
    const isHere = bytes.buffer === this.#exports.memory.buffer && bytes.byteOffset === BLOCK;
    if (!isHere) this.buffer(bytes.length).set(bytes);
    else if (BLOCK + bytes.length + PADDING > this.#bytes.length)
      throw new RangeError('the block is longer than its buffer');
    this.#bytes[BLOCK + bytes.length] = NEWLINE;
  }

  /** The text of the block's bytes [from, to). */
  text(from: number, to: number): string {
    return this.#bytes.toString('utf8', BLOCK + from, BLOCK + to);
  }

  /** Whether it is time for a reset. If one block fills the other half, the rest of it is declined where it has new values. */
  get isHalfFull(): boolean {
    return this.#exports.isHalfFull() !== 0;
  }

  /** Forgets all values; codes count from 1 again. Hashes depend on a secret, so that nobody can choose values that collide. */
  reset(): void {
    this.#exports.reset(getRandomValues(new BigUint64Array(1))[0]!);
  }

  /** Scans the block of `length` bytes from `from` on, as far as the columns hold. */
  scan(from: number, length: number): Batch {
    const next = this.#exports.scan(BLOCK + from, BLOCK + length, BLOCK) - BLOCK;
    return {
      next,
      rows: this.#exports.rowCount(),
      newlines: this.#exports.newlineCount(),
      declined: this.#declined(),
      added: this.#added(),
    };
  }

  #declined(): Declined[] {
    return Array.from({length: this.#exports.declinedCount()}, (_, n) => {
      const word = (DECLINED + n * DECLINED_BYTES) >> 2;
      const [rows, start, end, newlines] = this.#words.subarray(word, word + 4) as unknown as [
        number,
        number,
        number,
        number,
      ];
      return {rows, start, end, newlines};
    });
  }

  #added(): Added[] {
    return Array.from({length: this.#exports.addedCount()}, (_, n) => {
      const word = (ADDED + n * ADDED_BYTES) >> 2;
      const address = this.#words[word + 1]!;
      const raw = this.#bytes.toString('utf8', address, address + this.#words[word + 2]!);
      const field = this.#words[word]!;
      return (field & OTHER_ID) === 0 ? {field, raw} : {field: undefined, row: field - OTHER_ID, raw};
    });
  }
}

/** A kernel with memory of its own (about 16 MB), for one scanner; `undefined` where it cannot run. */
export function createKernel(module: WebAssembly.Module | undefined): Kernel | undefined {
  try {
    return module === undefined ? undefined : new Kernel(module);
  } catch {
    return undefined;
  }
}
