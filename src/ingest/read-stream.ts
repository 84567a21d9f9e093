// Reads what can be read only forward: gzip files and standard input. Its blocks are kept in memory, compressed.
import type {Readable} from 'node:stream';
import {counted} from '../audit/numbers.ts';
import {codeOf} from './blocks.ts';
import {Cutter} from './cutter.ts';
import {gunzip, type Pieces} from './gunzip.ts';
import type {HeldFile} from './held-file.ts';
import {type OpenInput, readAt} from './input.ts';
import type {ProblemCode} from './problems.ts';
import type {ReadItem, ReadLimits} from './read.ts';

const PIECE = 256 * 1024;

/** If a stream pauses for so long, in milliseconds, what there is of it is shown. */
const PAUSE_MS = 150;

const GZIP_PROBLEM = {truncated: 'TRUNCATED_GZIP', damaged: 'BAD_GZIP'} as const;

export const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b;

type Piece =
  | {readonly kind: 'bytes'; readonly bytes: Buffer; readonly consumed: number}
  | {readonly kind: 'pause'}
  | {readonly kind: 'problem'; readonly code: ProblemCode; readonly reason: string};

/** As `readInput`, for a gzip file or a stream. */
export async function* readStream(
  input: OpenInput,
  bytes: OpenInput['bytes'],
  limits: ReadLimits,
): AsyncGenerator<ReadItem> {
  let skip = bytes.from === 'file' ? bytes.start : 0;
  const cutter = new Cutter(input, limits, skip);
  let rest = bytes.from === 'file' ? bytes.rest : undefined;
  try {
    for await (const piece of withPauses(piecesOf(input, bytes), limits.signal)) {
      if (limits.signal?.aborted === true) return;
      if (piece.kind === 'problem') {
        yield* cutter.rest();
        yield cutter.problem(piece.code, piece.reason);
      } else if (piece.kind === 'pause') {
        yield* cutter.take(true);
      } else {
        cutter.add(piece.bytes.subarray(skip), piece.consumed);
        skip -= Math.min(skip, piece.bytes.length);
        yield* cutter.take(false);
      }
    }
    if (limits.signal?.aborted === true) return;
    if (rest !== undefined && cutter.openStream === rest.stream) {
      cutter.add(rest.bytes);
      rest = undefined;
    }
    yield* cutter.rest();
  } catch (error) {
    if (limits.signal?.aborted === true) return;
    yield* cutter.rest();
    yield cutter.problem('READ_FAILED', `${input.name} cannot be read on (${codeOf(error)}).`);
  }
  // It belongs to nothing here.
  if (rest !== undefined) yield cutter.chunk(rest.input ?? input, rest.bytes, 0);
}

async function* fileBytes(file: HeldFile, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < size; ) {
    const bytes = Buffer.allocUnsafeSlow(Math.min(PIECE, size - at));
    const got = await readAt(file, bytes, at);
    if (got === 0) return;
    yield bytes.subarray(0, got);
    at += got;
  }
}

async function* piecesOf(input: OpenInput, bytes: OpenInput['bytes']): AsyncGenerator<Piece> {
  if (bytes.from === 'file') {
    const pieces = () => fileBytes(bytes.file, bytes.size);
    if (input.kind === 'gzip') yield* unpackedPieces(input, pieces, true);
    else yield* plainPieces(pieces());
    return;
  }
  const iterator = streamBytes(bytes.stream);
  const head: Buffer[] = [];
  let length = 0;
  while (length < 2) {
    const next = await iterator.next();
    if (next.done === true) break;
    head.push(next.value);
    length += next.value.length;
  }
  const all = async function* () {
    yield Buffer.concat(head);
    yield* iterator;
  };
  if (isGzip(Buffer.concat(head))) yield* unpackedPieces(input, all, false);
  else yield* plainPieces(all());
}

async function* streamBytes(stream: Readable): AsyncGenerator<Buffer> {
  for await (const bytes of stream) yield typeof bytes === 'string' ? Buffer.from(bytes) : (bytes as Buffer);
}

async function* plainPieces(pieces: AsyncIterable<Buffer>): AsyncGenerator<Piece> {
  let consumed = 0;
  for await (const bytes of pieces) {
    consumed += bytes.length;
    yield {kind: 'bytes', bytes, consumed};
  }
}

async function* unpackedPieces(input: OpenInput, pieces: Pieces, canRepeat: boolean): AsyncGenerator<Piece> {
  for await (const piece of gunzip(pieces, canRepeat)) {
    if (piece.kind === 'bytes') yield piece;
    else if (piece.end !== 'whole') {
      const place = `after ${counted(piece.consumed, 'byte')}`;
      const what = piece.end === 'truncated' ? `breaks off ${place}` : `is damaged, or no longer gzip, ${place}`;
      yield {
        kind: 'problem',
        code: GZIP_PROBLEM[piece.end],
        reason: `${input.name} ${what} of compressed data; all before that was read.`,
      };
    }
  }
}

/** Puts a pause wherever the next piece takes long. Ends once `signal` is aborted, without waiting for the next piece. */
async function* withPauses(pieces: AsyncGenerator<Piece>, signal: AbortSignal | undefined): AsyncGenerator<Piece> {
  const {promise: aborted, resolve: abort} = Promise.withResolvers<'aborted'>();
  const onAbort = () => abort('aborted');
  signal?.addEventListener('abort', onAbort, {once: true});
  if (signal?.aborted === true) onAbort();
  try {
    for (;;) {
      const next = pieces.next();
      let timer: NodeJS.Timeout | undefined;
      const pause = new Promise<'pause'>(resolve => {
        timer = setTimeout(() => resolve('pause'), PAUSE_MS);
      });
      const first = await Promise.race([next, pause, aborted]);
      clearTimeout(timer);
      if (first === 'pause') yield {kind: 'pause'};
      const result = first === 'pause' ? await Promise.race([next, aborted]) : first;
      if (result === 'aborted' || result.done === true) return;
      yield result.value;
    }
  } finally {
    signal?.removeEventListener('abort', onAbort);
    // Never awaited: a stream that waits for input would hold it up.
    pieces.return(undefined).catch(() => undefined);
  }
}
