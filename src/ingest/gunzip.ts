// Unpacks gzip so that nothing is lost before a damaged place. Node's stream drops the output of the write in which it fails;
// so that write is done over, a byte at a time.
import {createGunzip, type Gunzip} from 'node:zlib';

/** `end`: how the compressed data ended. `consumed`: bytes of it so far. */
export type Unpacked =
  | {readonly kind: 'bytes'; readonly bytes: Buffer; readonly consumed: number}
  | {readonly kind: 'end'; readonly end: 'whole' | 'truncated' | 'damaged'; readonly consumed: number};

/** The compressed data, in pieces; asked for again from its beginning after damage. */
export type Pieces = () => AsyncIterable<Buffer>;

const PIECE = 32 * 1024;

class Unpacker {
  readonly #gunzip: Gunzip = createGunzip({chunkSize: 64 * 1024});
  readonly #out: Buffer[] = [];
  #code: string | undefined;
  #ended = false;

  constructor() {
    this.#gunzip.on('end', () => {
      this.#ended = true;
    });
    this.#gunzip.on('data', (bytes: Buffer) => this.#out.push(bytes));
    this.#gunzip.on('error', (error: NodeJS.ErrnoException) => {
      this.#code = error.code ?? 'Z_DATA_ERROR';
    });
  }

  /** What `piece` unpacks to, and the zlib code of the error if there was one. */
  write(piece: Buffer): Promise<{bytes: Buffer; code: string | undefined}> {
    return this.#after(done => this.#gunzip.write(piece, done));
  }

  /** Fails with Z_BUF_ERROR if a member is not complete. */
  end(): Promise<{bytes: Buffer; code: string | undefined}> {
    return this.#after(() => this.#gunzip.end());
  }

  /** After zeros that follow a member, Node ends by itself: where in the compressed data that was. */
  get endedAt(): number | undefined {
    return this.#ended ? this.#gunzip.bytesWritten : undefined;
  }

  close(): void {
    this.#gunzip.destroy();
  }

  async #after(act: (done: () => void) => void): Promise<{bytes: Buffer; code: string | undefined}> {
    await new Promise<void>(resolve => {
      const done = () => {
        this.#gunzip.off('error', done).off('end', done);
        resolve();
      };
      this.#gunzip.once('error', done).once('end', done);
      act(done);
    });
    return {bytes: Buffer.concat(this.#out.splice(0)), code: this.#code};
  }
}

const isZeros = (bytes: Buffer): boolean => bytes.every(byte => byte === 0);

async function* cut(pieces: AsyncIterable<Buffer>, size: number): AsyncGenerator<Buffer> {
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length; at += size) yield piece.subarray(at, at + size);
  }
}

/** Any number of gzip members one after the other. A stream that cannot be asked for again is unpacked without the repair. */
export async function* gunzip(pieces: Pieces, canRepeat: boolean): AsyncGenerator<Unpacked> {
  const unpacker = new Unpacker();
  let consumed = 0;
  let given = 0;
  let onlyZeros = true;
  try {
    for await (const piece of cut(pieces(), PIECE)) {
      if (unpacker.endedAt !== undefined) {
        onlyZeros &&= isZeros(piece);
        consumed += piece.length;
        continue;
      }
      const {bytes, code} = await unpacker.write(piece);
      if (code !== undefined) {
        if (canRepeat) yield* repeat(pieces, consumed, given);
        else yield {kind: 'end', end: 'damaged', consumed};
        return;
      }
      consumed += piece.length;
      given += bytes.length;
      if (bytes.length > 0) yield {kind: 'bytes', bytes, consumed};
      const {endedAt} = unpacker;
      if (endedAt !== undefined) onlyZeros = isZeros(piece.subarray(piece.length - (consumed - endedAt)));
    }
    if (unpacker.endedAt !== undefined) {
      yield {kind: 'end', end: onlyZeros ? 'whole' : 'damaged', consumed};
      return;
    }
    const {bytes, code} = await unpacker.end();
    if (bytes.length > 0) yield {kind: 'bytes', bytes, consumed};
    yield {
      kind: 'end',
      end: code === undefined || consumed === 0 ? 'whole' : code === 'Z_BUF_ERROR' ? 'truncated' : 'damaged',
      consumed,
    };
  } finally {
    unpacker.close();
  }
}

/** Unpacks again, the piece at `damagedPiece` byte by byte, and gives all past the first `given` bytes. */
async function* repeat(pieces: Pieces, damagedPiece: number, given: number): AsyncGenerator<Unpacked> {
  const unpacker = new Unpacker();
  let consumed = 0;
  let seen = 0;
  const late: Buffer[] = [];
  try {
    for await (const piece of cut(pieces(), PIECE)) {
      const step = consumed < damagedPiece ? piece.length : 1;
      for (let at = 0; at < piece.length; at += step) {
        const {bytes, code} = await unpacker.write(piece.subarray(at, at + step));
        const past = Math.max(0, Math.min(bytes.length, given - seen));
        seen += bytes.length;
        if (past < bytes.length) late.push(bytes.subarray(past));
        if (code !== undefined || unpacker.endedAt !== undefined) {
          if (late.length > 0) yield {kind: 'bytes', bytes: Buffer.concat(late), consumed: consumed + at};
          yield {kind: 'end', end: 'damaged', consumed: consumed + at};
          return;
        }
      }
      consumed += piece.length;
    }
    if (late.length > 0) yield {kind: 'bytes', bytes: Buffer.concat(late), consumed};
    yield {kind: 'end', end: 'damaged', consumed};
  } finally {
    unpacker.close();
  }
}
