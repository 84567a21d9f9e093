// The two kinds of block: a range of a file, read from disk each time, and bytes kept compressed in memory, for what can be
// read only once or only from its beginning.
import zlib from 'node:zlib';
import type {Block, Framing, Input} from './block.ts';
import type {HeldFile} from './held-file.ts';

/** Where reads of file blocks go; grows to the longest. */
let scratch = Buffer.alloc(0);

/** Longest block that `extend` makes, in bytes. */
const LONGEST = 8 * 2 ** 20;

/** So much of its beginning does a block remember: an event's auditID is among the first 130 bytes. */
export const BLOCK_HEAD = 192;
const head = Buffer.alloc(BLOCK_HEAD);

/**
 * `head` are the first bytes of the block, at least 192 if it has so many: of them it remembers enough to tell whether the file
 * still holds what it held. Without them it cannot tell.
 */
export const fileBlock = (
  input: Input,
  file: HeldFile,
  start: number,
  length: number,
  framing: Framing,
  head: Uint8Array = new Uint8Array(0),
): Block => new FileBlock(input, file, start, length, framing, head);

class FileBlock implements Block {
  readonly input: Input;
  readonly start: number;
  readonly framing: Framing;
  readonly held = 0;
  readonly #file: HeldFile;
  readonly #head: Buffer;
  #length: number;

  constructor(input: Input, file: HeldFile, start: number, length: number, framing: Framing, head: Uint8Array) {
    this.input = input;
    this.start = start;
    this.framing = framing;
    this.#file = file;
    this.#head = Buffer.from(head.subarray(0, Math.min(BLOCK_HEAD, length)));
    this.#length = length;
  }

  get length(): number {
    return this.#length;
  }

  extend(next: Block): boolean {
    if (!(next instanceof FileBlock) || next.#file !== this.#file || next.framing !== this.framing) return false;
    if (next.start !== this.start + this.#length || this.#length + next.#length > LONGEST) return false;
    this.#length += next.#length;
    return true;
  }

  read(from = 0, to = this.#length): Uint8Array {
    if (scratch.length < to - from) scratch = Buffer.allocUnsafeSlow(to - from);
    const bytes = scratch.subarray(0, to - from);
    if (this.#readInto(bytes, from) < bytes.length) {
      throw new Error(
        `${this.input.name} is shorter than it was: it was truncated after it was opened. Open it again.`,
      );
    }
    if (!this.#isUnchanged(bytes, from)) {
      throw new Error(
        `${this.input.name} was truncated and written anew after it was opened: what was at this place is gone.`,
      );
    }
    return bytes;
  }

  /** After the read, so that a truncation before it does not go unseen. */
  #isUnchanged(bytes: Buffer, from: number): boolean {
    const length = this.#head.length;
    if (from === 0 && bytes.length >= length) return bytes.compare(this.#head, 0, length, 0, length) === 0;
    return (
      this.#readInto(head.subarray(0, length), 0) === length && head.compare(this.#head, 0, length, 0, length) === 0
    );
  }

  #readInto(into: Buffer, from: number): number {
    try {
      return this.#file.readSync(into, this.start + from);
    } catch (error) {
      const code = codeOf(error);
      if (error instanceof Error && code === UNKNOWN) throw error;
      throw new Error(`${this.input.name} can no longer be read (${code}).`);
    }
  }
}

const UNKNOWN = 'unknown error';

/** The system's code of an error, such as EACCES. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : UNKNOWN;

/** Node before 22.15 has no zstd. Level 1 of either takes some milliseconds a MiB. */
const zstd = 'zstdCompressSync' in zlib;

const pack = (bytes: Uint8Array): Buffer =>
  zstd
    ? zlib.zstdCompressSync(bytes, {params: {[zlib.constants.ZSTD_c_compressionLevel]: 1}})
    : zlib.deflateRawSync(bytes, {level: 1});

const unpack = (packed: Uint8Array, length: number): Buffer =>
  zstd
    ? zlib.zstdDecompressSync(packed, {maxOutputLength: Math.max(length, 1)})
    : zlib.inflateRawSync(packed, {maxOutputLength: Math.max(length, 1)});

/** The block unpacked last: neighbouring events are looked at one after the other. */
let unpacked: {readonly packed: Uint8Array; readonly bytes: Uint8Array} | undefined;

/** Takes a copy of `bytes`. */
export function memoryBlock(input: Input, bytes: Uint8Array, start: number, framing: Framing): Block {
  const {length} = bytes;
  const packed = pack(bytes);
  return {
    input,
    start,
    length,
    framing,
    held: packed.length,
    read: (from = 0, to = length) => {
      if (unpacked?.packed !== packed) unpacked = {packed, bytes: unpack(packed, length)};
      return unpacked.bytes.subarray(from, to);
    },
  };
}
