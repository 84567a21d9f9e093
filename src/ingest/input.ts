// An input that is open: the descriptor is held from the start, so that rotation, which renames, takes nothing away.
import {close, fstat, open, read, readSync, type Stats} from 'node:fs';
import type {Readable} from 'node:stream';
import {promisify} from 'node:util';
import type {Input} from './block.ts';

export const STANDARD_INPUT = '(standard input)';

/** Where the bytes come from: a file of known size, or a stream that is read once. */
export type Bytes =
  | {readonly from: 'file'; readonly fd: number; readonly size: number}
  | {readonly from: 'stream'; readonly stream: Readable};

export type OpenInput = Input & {
  /** When it was last written, in milliseconds since the epoch; now, for a stream. */
  readonly mtimeMs: number;
  /** Identity of the file, for inputs that are one file under two names. */
  readonly file?: {readonly dev: number; readonly ino: number};
  readonly bytes: Bytes;
  /** Blocks of it cannot be read from disk after this. */
  close(): Promise<void>;
};

const openFile = promisify(open);
const statFile = promisify(fstat);
const closeFile = promisify(close);

export const sizeOf = async (fd: number): Promise<number> => (await statFile(fd)).size;

/** Opens a regular file. Does not look at its content. */
export async function openPlain(path: string): Promise<{fd: number; stats: Stats}> {
  const fd = await openFile(path, 'r');
  return {fd, stats: await statFile(fd)};
}

export function fileInput(name: string, kind: 'plain' | 'gzip', fd: number, stats: Stats): OpenInput {
  let closed: Promise<void> | undefined;
  return {
    name,
    kind,
    size: stats.size,
    mtimeMs: stats.mtimeMs,
    file: {dev: stats.dev, ino: stats.ino},
    bytes: {from: 'file', fd, size: stats.size},
    close: () => {
      closed ??= closeFile(fd);
      return closed;
    },
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

/** Fills `into` from `position` on, as far as the file goes. Returns how many bytes that was. Does not block the event loop. */
export function readAt(fd: number, into: Uint8Array, position: number): Promise<number> {
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

/** As `readAt`, at once. */
export function readAtSync(fd: number, into: Uint8Array, position: number): number {
  let done = 0;
  while (done < into.length) {
    const count = readSync(fd, into, done, into.length - done, position + done);
    if (count === 0) break;
    done += count;
  }
  return done;
}
