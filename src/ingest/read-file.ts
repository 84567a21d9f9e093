// Reads a plain file from its end to its beginning, in blocks of whole records, into one buffer that is used again and again.

import {counted, grouped} from '../audit/numbers.ts';
import type {Chunk, Framing} from './block.ts';
import {codeOf, fileBlock, memoryBlock} from './blocks.ts';
import type {HeldFile} from './held-file.ts';
import {type FileBytes, type OpenInput, readAt, sizeOf} from './input.ts';
import {firstCut, framingOf, isJson} from './lines.ts';
import {EDGE, longLineProblem, withoutBodies} from './oversize.ts';
import type {Problem, ProblemCode} from './problems.ts';
import type {ReadItem, ReadLimits} from './read.ts';
import type {Rest} from './seams.ts';

const HEAD = 64 * 1024;
const BOM = [0xef, 0xbb, 0xbf];

const problemAt = (input: OpenInput, code: ProblemCode, reason: string, offset: number): {problem: Problem} => ({
  problem: {code, reason, at: {file: input.name, offset}},
});

/** As `readInput`, for `input` being a plain file with the bytes `bytes`. */
export async function* readFileBackwards(
  input: OpenInput,
  bytes: FileBytes,
  limits: ReadLimits,
): AsyncGenerator<ReadItem> {
  let fd: number | undefined;
  try {
    fd = bytes.file.pin();
    yield* new BackwardReader(input, bytes, fd, limits).items();
  } catch (error) {
    yield problemAt(input, 'READ_FAILED', `${input.name} cannot be read on (${codeOf(error)}).`, 0);
  } finally {
    if (fd !== undefined) bytes.file.unpin();
  }
}

/** The window is the part of the file before `end` that is in the buffer, at the buffer's right end. */
class BackwardReader {
  readonly #input: OpenInput;
  readonly #file: HeldFile;
  readonly #fd: number;
  readonly #size: number;
  readonly #limits: ReadLimits;
  #buffer: Buffer;
  /** Of the window, in the file. */
  #from: number;
  /** All at and after it has been given. */
  #end: number;
  /** Where what is to be read begins: after a byte order mark, if at the beginning. */
  #floor: number;
  #framing: Framing = 'lines';
  readonly #rest: Rest | undefined;

  constructor(input: OpenInput, {file, size, start, end, rest}: FileBytes, fd: number, limits: ReadLimits) {
    this.#input = input;
    this.#file = file;
    this.#fd = fd;
    this.#size = size;
    this.#limits = limits;
    this.#buffer = Buffer.allocUnsafeSlow(Math.max(1, Math.min(limits.blockSize, end - start)));
    this.#rest = rest;
    this.#floor = start;
    this.#from = end;
    this.#end = end;
  }

  async *items(): AsyncGenerator<ReadItem> {
    await this.#begin();
    if (this.#rest !== undefined) {
      const {bytes} = this.#rest;
      yield {block: memoryBlock(this.#input, bytes, this.#end, 'pieces'), bytes, consumed: 0};
    }
    while (this.#end > this.#floor && this.#limits.signal?.aborted !== true) {
      const missing = await this.#fill();
      if (missing !== undefined) yield missing;
      else yield* this.#next();
    }
  }

  async #begin(): Promise<void> {
    const head = Buffer.alloc(Math.min(HEAD, this.#size));
    const got = head.subarray(0, await readAt(this.#fd, head, 0));
    const bom = BOM.every((byte, i) => got[i] === byte) ? BOM.length : 0;
    this.#floor = Math.max(this.#floor, bom);
    this.#framing = framingOf(got.subarray(bom).toString('utf8'));
    if (this.#framing !== 'whole') return;
    const length = this.#end - this.#floor;
    const all = length <= this.#limits.longestLine ? Buffer.alloc(length) : undefined;
    if (all !== undefined) await readAt(this.#fd, all, this.#floor);
    if (all === undefined || !isJson(all.toString('utf8'))) this.#framing = 'documents';
  }

  get #window(): Buffer {
    return this.#buffer.subarray(this.#buffer.length - (this.#end - this.#from));
  }

  /** Reads a window of one block before `end`. A problem if the file has become shorter. */
  async #fill(): Promise<ReadItem | undefined> {
    this.#from = Math.max(this.#floor, this.#end - this.#limits.blockSize);
    return this.#read(this.#from, this.#end);
  }

  async #read(from: number, to: number): Promise<ReadItem | undefined> {
    const right = this.#buffer.length - (this.#end - to);
    const got = await readAt(this.#fd, this.#buffer.subarray(right - (to - from), right), from);
    if (got === to - from) return undefined;
    const size = await sizeOf(this.#fd);
    const lost = this.#end - Math.min(this.#end, size, from + got);
    this.#end -= lost;
    this.#from = this.#end;
    const reason = `${this.#input.name} became shorter while it was read: ${counted(lost, 'byte')} are gone.`;
    return problemAt(this.#input, 'FILE_SHRANK', reason, this.#end);
  }

  /** Gives the records at the end of the window, which grows until there is one. */
  async *#next(): AsyncGenerator<ReadItem> {
    for (;;) {
      const window = this.#window;
      const cut = this.#from === this.#floor ? 0 : firstCut(window, this.#framing);
      if (cut !== -1 && cut < window.length) {
        yield this.#chunk(cut);
        return;
      }
      if (window[0] === 0) {
        const data = window.findIndex(byte => byte !== 0);
        if (data > 0) {
          yield this.#chunk(data);
          return;
        }
        yield* this.#skipNuls();
        return;
      }
      if (window.length >= this.#limits.longestLine) {
        yield* this.#longLine();
        return;
      }
      const missing = await this.#grow();
      if (missing !== undefined) {
        yield missing;
        return;
      }
    }
  }

  #chunk(cut: number): Chunk {
    const start = this.#from + cut;
    const bytes = this.#window.subarray(cut);
    const block = fileBlock(this.#input, this.#file, start, bytes.length, this.#framing, bytes);
    this.#end = start;
    return {block, bytes, consumed: start === this.#floor ? this.#size : this.#size - start};
  }

  /** Twice the window, with what it holds at the right end. */
  async #grow(): Promise<ReadItem | undefined> {
    const held = this.#window;
    const length = Math.min(this.#end - this.#floor, Math.max(2 * held.length, this.#limits.blockSize));
    if (length > this.#buffer.length) {
      const larger = Buffer.allocUnsafeSlow(length);
      held.copy(larger, larger.length - held.length);
      this.#buffer = larger;
    }
    const to = this.#from;
    this.#from = this.#end - length;
    return this.#read(this.#from, to);
  }

  /** The window is nothing but NULs: they end before `end`, and begin somewhere before the window. */
  async *#skipNuls(): AsyncGenerator<ReadItem> {
    const to = this.#end;
    const from = await this.#searchBack(bytes => bytes.findLastIndex(byte => byte !== 0));
    this.#end = from;
    const reason = `${counted(to - from, 'NUL byte')} at byte ${grouped(from)} of ${this.#input.name}, skipped`;
    yield problemAt(this.#input, 'NUL_RUN', reason, from);
  }

  /** The line that ends at `end`, without its bodies if it is an event. */
  async *#longLine(): AsyncGenerator<ReadItem> {
    const to = this.#end;
    const from = await this.#searchBack(bytes => bytes.subarray(0, bytes.length - 1).lastIndexOf(0x0a));
    this.#end = from;
    const kept = withoutBodies(
      await this.#text(from, from + EDGE),
      await this.#text(Math.max(from, to - EDGE), to),
      to - from,
    );
    yield {problem: longLineProblem(this.#input.name, from, to - from, kept !== undefined)};
    if (kept === undefined) return;
    const bytes = Buffer.from(`${kept}\n`);
    yield {block: memoryBlock(this.#input, bytes, from, 'lines'), bytes, consumed: this.#size - from};
  }

  async #text(from: number, to: number): Promise<string> {
    const bytes = Buffer.alloc(Math.min(to, this.#size) - from);
    return bytes.subarray(0, await readAt(this.#fd, bytes, from)).toString('utf8');
  }

  /** Past the last place before `end` where `find` finds something; the beginning of the content if it never does. */
  async #searchBack(find: (bytes: Buffer) => number): Promise<number> {
    // One byte of overlap: `find` may leave the last byte of its window out.
    for (let end = this.#end; end > this.#floor; ) {
      if (this.#limits.signal?.aborted === true) break;
      const from = Math.max(this.#floor, end - Math.max(2, this.#limits.blockSize));
      const bytes = Buffer.alloc(end - from);
      await readAt(this.#fd, bytes, from);
      const found = find(bytes);
      if (found !== -1) return from + found + 1;
      if (from === this.#floor) break;
      end = from + 1;
    }
    return this.#floor;
  }
}
