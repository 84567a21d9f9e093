// The two kinds of block: a range of a file, read from disk each time, and bytes kept compressed in memory, for what can be
// read only once or only from its beginning.
import zlib from 'node:zlib';
import type {Block, Framing, Input} from './block.ts';
import {readAtSync} from './input.ts';

/** Where reads of file blocks go; grows to the longest. */
let scratch = Buffer.alloc(0);

export function fileBlock(input: Input, fd: number, start: number, length: number, framing: Framing): Block {
  return {
    input,
    start,
    length,
    framing,
    held: 0,
    read: (from = 0, to = length) => {
      if (scratch.length < to - from) scratch = Buffer.allocUnsafeSlow(to - from);
      const bytes = scratch.subarray(0, to - from);
      const got = readBytes(input, fd, bytes, start + from);
      if (got < bytes.length)
        throw new Error(`${input.name} is shorter than it was: it was truncated after it was opened. Open it again.`);
      return bytes;
    },
  };
}

function readBytes(input: Input, fd: number, into: Uint8Array, position: number): number {
  try {
    return readAtSync(fd, into, position);
  } catch (error) {
    throw new Error(`${input.name} can no longer be read (${codeOf(error)}).`);
  }
}

/** The system's code of an error, such as EACCES. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown error';

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
