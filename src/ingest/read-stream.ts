// Reads what can be read only forward: gzip files and standard input. Its blocks are kept in memory, compressed.
import type {Readable} from 'node:stream';
import type {Framing} from './block.ts';
import {codeOf, memoryBlock} from './blocks.ts';
import {gunzip, type Pieces} from './gunzip.ts';
import {type OpenInput, readAt} from './input.ts';
import {framingOf, isFramingSure, isJson, lastCut} from './lines.ts';
import type {ProblemCode} from './problems.ts';
import type {ReadItem, ReadLimits} from './read.ts';
import {counted} from './say.ts';

const HEAD = 64 * 1024;
const PIECE = 256 * 1024;
const BOM = [0xef, 0xbb, 0xbf];

/** If a stream pauses for so long, in milliseconds, what there is of it is shown. */
const PAUSE_MS = 150;

const GZIP_PROBLEM = {truncated: 'TRUNCATED_GZIP', damaged: 'BAD_GZIP'} as const;

export const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b;

type Piece =
  | {readonly kind: 'bytes'; readonly bytes: Buffer; readonly consumed: number}
  | {readonly kind: 'pause'}
  | {readonly kind: 'problem'; readonly code: ProblemCode; readonly reason: string};

/** As `readInput`, for a gzip file or a stream. */
export async function* readStream(input: OpenInput, limits: ReadLimits): AsyncGenerator<ReadItem> {
  const cutter = new Cutter(input, limits);
  try {
    for await (const piece of withPauses(piecesOf(input), limits.signal)) {
      if (limits.signal?.aborted === true) return;
      if (piece.kind === 'problem') {
        yield* cutter.flush();
        yield cutter.problem(piece.code, piece.reason);
      } else if (piece.kind === 'pause') {
        yield* cutter.take(true);
      } else {
        cutter.add(piece.bytes, piece.consumed);
        yield* cutter.take(false);
      }
    }
    if (limits.signal?.aborted !== true) yield* cutter.flush();
  } catch (error) {
    if (limits.signal?.aborted === true) return;
    yield* cutter.flush();
    yield cutter.problem('READ_FAILED', `${input.name} cannot be read on (${codeOf(error)}).`);
  }
}

async function* fileBytes(fd: number, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < size; ) {
    const bytes = Buffer.allocUnsafeSlow(Math.min(PIECE, size - at));
    const got = await readAt(fd, bytes, at);
    if (got === 0) return;
    yield bytes.subarray(0, got);
    at += got;
  }
}

async function* piecesOf(input: OpenInput): AsyncGenerator<Piece> {
  const {bytes} = input;
  if (bytes.from === 'file') {
    const pieces = () => fileBytes(bytes.fd, bytes.size);
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

/** Collects bytes and cuts them into blocks of whole records. */
class Cutter {
  readonly #input: OpenInput;
  readonly #limits: ReadLimits;
  #buffer: Buffer;
  #length = 0;
  /** Offset of the buffer's first byte in the decoded input. */
  #start = 0;
  #consumed = 0;
  #begun = false;
  #framing: Framing | undefined;
  /** No record ends in so many bytes of the buffer. */
  #searched = 0;
  /** Bytes of a too long line dropped so far. */
  #dropped = 0;

  constructor(input: OpenInput, limits: ReadLimits) {
    this.#input = input;
    this.#limits = limits;
    this.#buffer = Buffer.allocUnsafeSlow(limits.blockSize + PIECE);
  }

  problem(code: ProblemCode, reason: string, offset = this.#start + this.#length): ReadItem {
    return {problem: {code, reason, at: {file: this.#input.name, offset}}};
  }

  add(bytes: Buffer, consumed: number): void {
    if (this.#length + bytes.length > this.#buffer.length) {
      const larger = Buffer.allocUnsafeSlow(2 * (this.#length + bytes.length));
      this.#buffer.copy(larger, 0, 0, this.#length);
      this.#buffer = larger;
    }
    bytes.copy(this.#buffer, this.#length);
    this.#length += bytes.length;
    this.#consumed = consumed;
  }

  get #bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  /** The whole records that are there, if they make a block or nothing more comes for now. */
  *take(paused: boolean): Generator<ReadItem> {
    if (!this.#hasBegun(paused)) return;
    if (this.#dropped > 0) yield* this.#dropLine();
    if (this.#length < this.#limits.blockSize && !paused) return;
    const cut = this.#lastCut();
    if (cut > 0) yield* this.#give(cut);
    if (this.#length < this.#limits.longestLine) return;
    if (this.#framing === 'whole') {
      this.#framing = 'documents';
      this.#searched = 0;
      yield* this.take(paused);
      return;
    }
    this.#dropped = this.#length;
    this.#shift(this.#length);
  }

  /** All that is left. */
  *flush(): Generator<ReadItem> {
    this.#skipBom();
    this.#framing ??= framingOf(this.#bytes.toString('utf8', 0, HEAD));
    if (this.#framing === 'whole' && !isJson(this.#bytes.toString('utf8'))) this.#framing = 'documents';
    if (this.#dropped > 0) yield* this.#dropLine();
    if (this.#dropped > 0) yield this.#tooLong();
    if (this.#length > 0) yield* this.#give(this.#length);
  }

  /** Looks only at what is new: a long record is asked for its end again and again. */
  #lastCut(): number {
    const from = Math.max(0, this.#searched - 1);
    const cut = lastCut(this.#bytes.subarray(from), this.#framing ?? 'lines');
    this.#searched = this.#length;
    return cut === -1 ? -1 : from + cut;
  }

  #hasBegun(paused: boolean): boolean {
    if (this.#framing !== undefined) return true;
    this.#skipBom();
    const head = this.#bytes.toString('utf8', 0, HEAD);
    if (this.#length >= HEAD || (paused && isFramingSure(head))) this.#framing = framingOf(head);
    return this.#framing !== undefined;
  }

  #skipBom(): void {
    if (this.#begun || this.#length < BOM.length) return;
    this.#begun = true;
    if (BOM.every((byte, i) => this.#buffer[i] === byte)) this.#shift(BOM.length);
  }

  *#give(cut: number): Generator<ReadItem> {
    const bytes = this.#buffer.subarray(0, cut);
    const block = memoryBlock(this.#input, bytes, this.#start, this.#framing ?? 'lines');
    yield {block, bytes, consumed: this.#consumed};
    this.#shift(cut);
  }

  #shift(count: number): void {
    this.#buffer.copyWithin(0, count, this.#length);
    this.#length -= count;
    this.#start += count;
    this.#searched = 0;
  }

  /** Goes on dropping a line that is too long, up to its end. */
  *#dropLine(): Generator<ReadItem> {
    const newline = this.#bytes.indexOf(0x0a);
    const count = newline === -1 ? this.#length : newline + 1;
    this.#dropped += count;
    this.#shift(count);
    if (newline !== -1) yield this.#tooLong();
  }

  #tooLong(): ReadItem {
    const length = this.#dropped;
    this.#dropped = 0;
    const offset = this.#start - length;
    const reason = `a line of ${counted(length, 'byte')} at byte ${offset.toLocaleString('en-US')} of ${this.#input.name}, skipped`;
    return this.problem('LINE_TOO_LONG', reason, offset);
  }
}
