// Reads what is appended to one file, and tells when it is no longer the same file inside: bytes that were read before are
// compared with those that are there now.
import {fstat, type Stats} from 'node:fs';
import {promisify} from 'node:util';
import {counted, grouped} from '../audit/numbers.ts';
import type {Chunk, Framing} from './block.ts';
import {BLOCK_HEAD, fileBlock, memoryBlock} from './blocks.ts';
import {FollowBuffer} from './follow-buffer.ts';
import {chunkOf, goesOn, type LeftOpen, restLength} from './follow-open.ts';
import type {HeldFile} from './held-file.ts';
import {type OpenInput, readAt} from './input.ts';
import {framingOf, isJson, lastCut} from './lines.ts';
import {isMarked, type Marks, marksOf, NO_MARKS, withMore} from './marks.ts';
import {LongLine, longLineProblem} from './oversize.ts';
import type {Problem, ProblemCode} from './problems.ts';
import {openIn} from './seams.ts';

const statFile = promisify(fstat);

const BOM = [0xef, 0xbb, 0xbf];
const NEWLINE = 10;
const EXPECTED = 1024;
/** A run of NULs at the end that is shorter may be data that has yet to arrive. */
const HOLE = 2 ** 20;

export type TailItem = Chunk | {readonly problem: Problem};

export type TailLimits = {readonly longestLine: number; readonly signal: AbortSignal | undefined};

export class Tail {
  readonly input: OpenInput;
  readonly file: HeldFile;
  readonly #longestLine: number;
  readonly #signal: AbortSignal | undefined;
  readonly #buffer: FollowBuffer;
  /** No record ends in so many bytes of the buffer. */
  #searched = 0;
  #framing: Framing | undefined;
  #marks: Marks;
  #expected: Buffer = NO_MARKS.head;
  #mtimeMs = 0;
  /** Of the file before, until it shows whether this one goes on with it. */
  #before: LeftOpen | undefined;
  /** A line that is too long, so far. */
  #long: LongLine | undefined;
  /** Bytes so far of a hole; 0 outside one. */
  #hole = 0;

  constructor(
    input: OpenInput,
    file: HeldFile,
    from: number,
    marks: Marks,
    {longestLine, signal}: TailLimits,
    before?: LeftOpen,
  ) {
    this.#before = before;
    this.input = input;
    this.#longestLine = longestLine;
    this.file = file;
    this.#buffer = new FollowBuffer(from);
    this.#marks = marks;
    this.#signal = signal;
    if (from > 0) this.#framing = lineFraming(marks.head);
  }

  /** Up to here records have been given. */
  get position(): number {
    return this.#buffer.start;
  }

  /** Up to here it was read. */
  get end(): number {
    return this.#buffer.end;
  }

  get marks(): Marks {
    return this.#marks;
  }

  /** When it was last written, as far as that was seen, in milliseconds since the epoch. */
  get mtimeMs(): number {
    return this.#mtimeMs;
  }

  /** Bytes of a record that is not whole. */
  get partial(): Buffer {
    return this.#buffer.bytes;
  }

  get isPartialJson(): boolean {
    return this.#buffer.length > 0 && isJson(this.partial.toString('utf8'));
  }

  /** Of a file of which nothing was read yet: remembers how it begins, so that a truncation from now on is seen. False if it is empty. */
  async expect(): Promise<boolean> {
    this.#expected = (await marksOf(this.file, EXPECTED)).head;
    this.#marks = {head: this.#expected, print: NO_MARKS.print};
    return this.#expected.length > 0;
  }

  /** Gives all whole records up to the end of the file. Says whether it was found to be truncated. @throws the system's error. */
  async *drain(): AsyncGenerator<TailItem, 'read' | 'truncated'> {
    while (this.#signal?.aborted !== true) {
      const {size, mtimeMs} = await this.file.with<Stats>(statFile);
      if (size < this.end) return 'truncated';
      const isTouched = mtimeMs !== this.#mtimeMs;
      this.#mtimeMs = mtimeMs;
      if (size === this.end) return isTouched && !(await this.#isSame()) ? 'truncated' : 'read';
      const bytes = this.#buffer.room(size - this.end);
      const got = await readAt(this.file, bytes, this.end);
      // After the read, so that a truncation before it does not go unseen.
      if (!(await this.#isSame())) return 'truncated';
      if (this.end === 0 && !this.#isExpected(bytes.subarray(0, got))) return 'truncated';
      const count = withoutHole(bytes.subarray(0, got));
      if (count === 0) return 'read';
      this.#append(count);
      yield* this.#records();
    }
    return 'read';
  }

  /** Takes the pieces with which the file ends away from `rest`, if it ends so: they go to the tail of the next file. */
  takeOpen(): LeftOpen | undefined {
    if (this.#before !== undefined && goesOn(this.#before, this.partial)) {
      const before = {...this.#before, bytes: Buffer.concat([this.#before.bytes, this.partial])};
      this.#before = undefined;
      this.#advance(this.#buffer.length);
      return before;
    }
    const open = this.#framing === 'pieces' ? openIn(this.partial) : undefined;
    if (open === undefined) {
      const before = this.#buffer.length === 0 ? this.#before : undefined;
      if (before !== undefined) this.#before = undefined;
      return before;
    }
    const bytes = Buffer.from(this.partial.subarray(open.start));
    const start = this.#buffer.start + open.start;
    this.#buffer.cutTo(open.start);
    return {input: this.input, bytes, start, stream: open.stream};
  }

  /** What is left of the file once nothing follows: a record without its end. */
  *rest(): Generator<TailItem> {
    yield* this.#giveBefore();
    if (this.#long !== undefined) yield* this.#tooLong(this.#long, this.#buffer.length);
    else if (this.#buffer.length > 0) yield this.#chunk(this.#buffer.length);
    this.#advance(this.#buffer.length);
  }

  /** Drops what `rest` would give. */
  forget(): void {
    this.#advance(this.#buffer.length);
  }

  #isExpected(bytes: Buffer): boolean {
    const {length} = this.#expected;
    return bytes.length >= length && bytes.compare(this.#expected, 0, length, 0, length) === 0;
  }

  #isSame(): Promise<boolean> {
    return isMarked(this.file, this.end, this.#marks);
  }

  #append(count: number): void {
    const isFirst = this.end === 0;
    this.#marks = withMore(isFirst ? NO_MARKS : this.#marks, this.#buffer.append(count));
  }

  *#records(): Generator<TailItem> {
    if (this.#buffer.start === 0 && BOM.every((byte, i) => this.partial[i] === byte)) this.#advance(BOM.length);
    if (this.#before !== undefined) {
      const length =
        restLength(this.#before, this.partial) ?? (this.#buffer.length < this.#longestLine ? undefined : 0);
      if (length === undefined) return;
      yield chunkOf(this.#before, this.partial.subarray(0, length));
      this.#before = undefined;
      if (length > 0) this.#framing ??= 'pieces';
      this.#advance(length);
    }
    if (this.#long !== undefined) yield* this.#passLine(this.#long);
    yield* this.#skipHole();
    const cut = this.#cut();
    if (cut > 0) {
      yield this.#chunk(cut);
      this.#advance(cut);
    } else if (this.#buffer.length > this.#longestLine) {
      this.#long = new LongLine();
      this.#long.add(this.partial);
      this.#advance(this.#buffer.length);
    }
  }

  *#giveBefore(): Generator<TailItem> {
    if (this.#before === undefined) return;
    const before = this.#before;
    this.#before = undefined;
    yield chunkOf(before);
  }

  #cut(): number {
    if (this.#buffer.length === 0) return 0;
    const isLine = this.#framing === undefined || this.#framing === 'lines';
    const from = isLine ? Math.max(0, this.#searched - 1) : 0;
    const found = isLine ? this.partial.subarray(from).lastIndexOf(NEWLINE) + 1 : 0;
    if (isLine && found === 0) {
      this.#searched = this.#buffer.length;
      return 0;
    }
    this.#framing ??= lineFraming(this.partial);
    if (this.#framing === 'lines') return from + found;
    return Math.max(0, lastCut(this.partial, this.#framing));
  }

  #chunk(length: number): Chunk {
    const bytes = this.partial.subarray(0, length);
    const head = bytes.subarray(0, BLOCK_HEAD);
    const block = fileBlock(this.input, this.file, this.#buffer.start, length, this.#framing ?? 'lines', head);
    return {block, bytes, consumed: this.#buffer.start + length};
  }

  #advance(count: number): void {
    this.#buffer.advance(count);
    this.#searched = 0;
  }

  /** NULs where a record should begin: a writer that does not append went on where it was after a truncation. */
  *#skipHole(): Generator<TailItem> {
    if (this.#buffer.length === 0 || this.partial[0] !== 0) {
      if (this.#hole > 0 && this.#buffer.length > 0) yield this.#endOfHole();
      return;
    }
    const data = this.partial.findIndex(byte => byte !== 0);
    const count = data === -1 ? this.#buffer.length : data;
    this.#hole += count;
    this.#advance(count);
    if (data !== -1) yield this.#endOfHole();
  }

  #endOfHole(): TailItem {
    const from = this.#buffer.start - this.#hole;
    const reason = `${counted(this.#hole, 'NUL byte')} at byte ${grouped(from)} of ${this.input.name}, skipped`;
    this.#hole = 0;
    return this.#problem('NUL_RUN', reason, from);
  }

  *#passLine(long: LongLine): Generator<TailItem> {
    const newline = this.partial.indexOf(NEWLINE);
    if (newline !== -1) {
      yield* this.#tooLong(long, newline + 1);
      this.#advance(newline + 1);
      return;
    }
    long.add(this.partial);
    this.#advance(this.#buffer.length);
  }

  /** It ends in so many bytes of the buffer. */
  *#tooLong(long: LongLine, count: number): Generator<TailItem> {
    this.#long = undefined;
    long.add(this.partial.subarray(0, count));
    const start = this.#buffer.start + count - long.length;
    const bytes = long.event();
    yield {problem: longLineProblem(this.input.name, start, long.length, bytes !== undefined)};
    if (bytes === undefined) return;
    yield {block: memoryBlock(this.input, bytes, start, 'lines'), bytes, consumed: this.#buffer.start + count};
  }

  #problem(code: ProblemCode, reason: string, offset: number): TailItem {
    return {problem: {code, reason, at: {file: this.input.name, offset}}};
  }
}

/** A file that grows is never one value. */
const lineFraming = (head: Buffer): Framing => {
  const framing = framingOf(head.toString('utf8', 0, 64 * 1024));
  return framing === 'whole' ? 'documents' : framing;
};

/** Length of `bytes` without NULs at their end, if those are few. */
function withoutHole(bytes: Buffer): number {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0 && bytes.length - end < HOLE) end--;
  return bytes.length - end < HOLE ? end : bytes.length;
}
