// The files behind an index, for those who keep evidence: which they are, and their bytes up to where the index ends.
import type {InputStats} from '../index/input-log.ts';
import {type FileBytes, type OpenInput, readAt} from '../ingest/input.ts';
import {statsOf} from '../ingest/stats.ts';
import type {Original} from './source.ts';

/** Bytes read at a time. */
const PIECE = 1 << 20;

/** What is read of a file once it was opened: a log that is followed grows, and what comes up by rotation begins empty. */
function indexedOf({size, end, marks}: FileBytes, {bytes, state}: InputStats): number {
  if (state === 'reading') return end;
  if (marks !== undefined) return end + Math.max(0, bytes - size);
  return bytes === size ? end : bytes;
}

async function* piecesOf({file}: FileBytes, length: number, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < length; ) {
    signal?.throwIfAborted();
    const piece = new Uint8Array(Math.min(PIECE, length - at));
    const got = await readAt(file, piece, at);
    if (got < piece.length) throw new Error(`it has only ${at + got} of the ${length} bytes that were indexed`);
    yield piece;
    at += got;
  }
}

async function originalOf([input, stats]: readonly [OpenInput, InputStats]): Promise<Original> {
  const {name, kind, bytes} = input;
  const {state} = stats;
  if (bytes.from === 'stream') return {name, kind, state};
  const now = await statsOf(bytes.file).catch(() => undefined);
  const indexed = indexedOf(bytes, stats);
  return {
    name,
    kind,
    state,
    ...(now === undefined ? {} : {file: {size: now.size, mtimeMs: now.mtimeMs, dev: now.dev, ino: now.ino}}),
    indexed,
    ...(bytes.start === 0 ? {} : {from: bytes.start}),
    bytes: signal => piecesOf(bytes, indexed, signal),
  };
}

export const originalsOf = (inputs: readonly (readonly [OpenInput, InputStats])[]): Promise<readonly Original[]> =>
  Promise.all(inputs.map(originalOf));
