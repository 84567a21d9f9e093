// One task of a scanner, on whichever thread.
import {readSync} from 'node:fs';
import {FILE_TIME, type GetNear} from '../ingest/near.ts';
import type {ScannedChunk} from './chunk.ts';
import {Kernel} from './kernel/kernel.ts';
import type {Task} from './messages.ts';
import {createScanner, type Scanner} from './scan-block.ts';

/** A scanner of its own kernel; without one where that cannot be had. */
export function scannerFor(module: WebAssembly.Module | undefined): Scanner {
  try {
    return createScanner(module === undefined ? undefined : new Kernel(module));
  } catch {
    return createScanner();
  }
}

/** Fills `into` from `position` on, as far as the file goes. @throws Error of the system. */
function fill(fd: number, into: Uint8Array, position: number): number {
  let done = 0;
  while (done < into.length) {
    const count = readSync(fd, into, done, into.length - done, position + done);
    if (count === 0) break;
    done += count;
  }
  return done;
}

/** Alerts that say no date are of the day before the file was last written; of a log that is followed, that is now. */
const writtenAt =
  ({near}: Task): GetNear =>
  () => ({time: near ?? Date.now() * 1000, from: FILE_TIME});

/**
 * @param spare the buffer of a chunk that nobody reads any more
 * @throws Error of the system if the file can no longer be read.
 */
export function runTask(
  scanner: Scanner,
  task: Task,
  spare?: ArrayBuffer,
): {readonly chunk: ScannedChunk; readonly got: number} {
  const near = writtenAt(task);
  if (task.kind === 'bytes') {
    return {chunk: scanner.scan(task.bytes, task.framing, spare, near), got: task.bytes.length};
  }
  const buffer = scanner.buffer(task.length);
  const got = fill(task.fd, buffer, task.position);
  return {chunk: scanner.scan(buffer.subarray(0, got), task.framing, spare, near), got};
}
