// An input that is open: the descriptor is held from the start, so that rotation, which renames, takes nothing away.
import {fstat, read} from 'node:fs';
import type {Readable} from 'node:stream';
import {promisify} from 'node:util';
import type {Micros} from '../audit/time.ts';
import type {Input} from './block.ts';
import type {Chain} from './follow-chain.ts';
import type {FileId, HeldFile} from './held-file.ts';
import type {Marks} from './marks.ts';
import type {Rest} from './seams.ts';

export const STANDARD_INPUT = '(standard input)';

/** Where the bytes come from: a file, or a stream that is read once. */
export type Bytes = FileBytes | {readonly from: 'stream'; readonly stream: Readable};

export type FileBytes = {
  readonly from: 'file';
  readonly file: HeldFile;
  /** When it was opened. */
  readonly size: number;
  /**
   * What `readInput` reads of a plain file: [start, end). All of it, unless times were given or it is to be followed, or it shares a
   * line with the file before or after it. Of a gzip file the unpacked bytes before `start` are left out, and `end` says nothing.
   */
  readonly start: number;
  readonly end: number;
  /** Lines before `start`, if that is known. */
  readonly linesBefore?: number;
  /** What comes after `end`, in the file that came after this one. */
  readonly rest?: Rest;
  /** Of `end`, for files that are to be followed. */
  readonly marks?: Marks;
  /** What was rotated from it by then, likewise. */
  readonly chain?: Chain;
};

export type OpenInput = Input & {
  /** When it was last written, in milliseconds since the epoch; now, for a stream. */
  readonly mtimeMs: number;
  /** Identity of the file, for inputs that are one file under two names. */
  readonly file?: FileId;
  /** Path of the log that this file is, or was before it was rotated: inputs of one rotated set share it. Not for streams. */
  readonly set?: string;
  /** When it was rotated, which is the end of its content, where its name tells. */
  readonly rotatedAt?: Micros;
  readonly bytes: Bytes;
  /** Blocks of it cannot be read from disk after this. */
  close(): Promise<void>;
};

export type FileFacts = {
  readonly name: string;
  readonly kind: 'plain' | 'gzip';
  readonly set: string;
  readonly rotatedAt?: Micros | undefined;
  readonly start?: number;
  readonly end?: number;
  readonly rest?: Rest | undefined;
  readonly linesBefore?: number | undefined;
  readonly marks?: Marks | undefined;
  readonly chain?: Chain | undefined;
};

const statFile = promisify(fstat);

export const sizeOf = async (fd: number): Promise<number> => (await statFile(fd)).size;

export function fileInput(
  file: HeldFile,
  {name, kind, set, rotatedAt, start, end, linesBefore, rest, marks, chain}: FileFacts,
): OpenInput {
  const {size, mtimeMs} = file.stats;
  return {
    get name() {
      return file.name ?? name;
    },
    kind,
    size,
    mtimeMs,
    file: file.id,
    set,
    ...(rotatedAt === undefined ? {} : {rotatedAt}),
    bytes: {
      from: 'file',
      file,
      size,
      start: start ?? 0,
      end: end ?? size,
      ...(rest && {rest}),
      ...(linesBefore !== undefined && {linesBefore}),
      ...(marks && {marks}),
      ...(chain && {chain}),
    },
    close: async () => file.close(),
  };
}

export function streamInput(name: string, stream: Readable): OpenInput {
  return {
    name,
    kind: 'stdin',
    mtimeMs: Date.now(),
    bytes: {from: 'stream', stream},
    close: async () => {
      stream.destroy();
    },
  };
}

/** Whether it is a log that may grow, rather than one that was rotated, or is compressed, or a stream. */
export const isLive = (input: OpenInput): boolean => input.kind === 'plain' && input.set === input.name;

/** Fills `into` from `position` on, as far as the file goes. Returns how many bytes that was. Does not block the event loop. */
export function readAt(file: HeldFile | number, into: Uint8Array, position: number): Promise<number> {
  return typeof file === 'number' ? readFd(file, into, position) : file.with(fd => readFd(fd, into, position));
}

function readFd(fd: number, into: Uint8Array, position: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let done = 0;
    const next = () =>
      read(fd, into, done, into.length - done, position + done, (error, count) => {
        if (error !== null) return reject(error);
        done += count;
        if (count === 0 || done === into.length) return resolve(done);
        next();
      });
    next();
  });
}
