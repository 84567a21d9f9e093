// Reads an input into chunks of whole records: files from their end, because the newest events are wanted first; whatever is
// a stream from its beginning.
import type {Chunk} from './block.ts';
import type {OpenInput} from './input.ts';
import type {Problem} from './problems.ts';
import {readFileBackwards} from './read-file.ts';
import {readStream} from './read-stream.ts';

export type {OpenInput} from './input.ts';

/** Longer lines fit into a string of V8 (0x1fffffe8 characters), but to open one would take seconds and gigabytes. */
export const LONGEST_LINE = 128 * 2 ** 20;

export type ReadOptions = {
  /** What of it is read: `bytes` of the input. */
  readonly bytes?: OpenInput['bytes'];
  /** Of a file, in bytes: 8 MiB. */
  readonly blockSize?: number;
  /** Of a stream, in bytes: 1 MiB. */
  readonly streamBlockSize?: number;
  /** In bytes; a line longer than this is a problem. At most, and by default, 128 MiB. */
  readonly longestLine?: number;
  readonly signal?: AbortSignal;
};

export type ReadLimits = {
  readonly blockSize: number;
  readonly longestLine: number;
  readonly signal: AbortSignal | undefined;
};

export type ReadItem = Chunk | {readonly problem: Problem};

/**
 * Ends early, and quietly, once `signal` is aborted. Never throws: what goes wrong is a problem, and all read before it was given.
 */
export function readInput(input: OpenInput, options: ReadOptions = {}): AsyncIterable<ReadItem> {
  const {blockSize = 8 * 2 ** 20, streamBlockSize = 2 ** 20, longestLine = LONGEST_LINE, signal} = options;
  const bytes = options.bytes ?? input.bytes;
  const isPlainFile = input.kind === 'plain' && bytes.from === 'file';
  const limits = {
    blockSize: Math.max(1, Math.floor(isPlainFile ? blockSize : streamBlockSize)),
    longestLine: Math.min(longestLine, LONGEST_LINE),
    signal,
  };
  return isPlainFile ? readFileBackwards(input, bytes, limits) : readStream(input, bytes, limits);
}
