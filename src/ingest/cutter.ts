// Collects the bytes of a stream and cuts them into blocks of whole records, which are kept in memory.
import {counted, grouped} from '../audit/numbers.ts';
import type {Framing, Input} from './block.ts';
import {memoryBlock} from './blocks.ts';
import type {OpenInput} from './input.ts';
import {framingOf, isFramingSure, isJson, lastCut} from './lines.ts';
import {LongLine, longLineProblem} from './oversize.ts';
import type {ProblemCode} from './problems.ts';
import type {ReadItem, ReadLimits} from './read.ts';
import {openIn} from './seams.ts';

const HEAD = 64 * 1024;
const BOM = [0xef, 0xbb, 0xbf];
const NEWLINE = 0x0a;

export class Cutter {
  readonly #input: OpenInput;
  readonly #limits: ReadLimits;
  #buffer: Buffer;
  /** What is in the buffer and not yet given: [from, to). */
  #from = 0;
  #to = 0;
  /** Offset in the decoded input of what is at `from`. */
  #start: number;
  #consumed = 0;
  #begun = false;
  /** Unknown until enough of the input is there. */
  #framing: Framing | undefined;
  /** No record ends in so many bytes after `from`. */
  #searched = 0;
  /** NUL bytes so far of a hole, where a record should begin; 0 outside one. */
  #hole = 0;
  /** A line that is too long, so far; `undefined` outside one. */
  #long: LongLine | undefined;

  /** `start`: offset in the decoded input of what is added first. */
  constructor(input: OpenInput, limits: ReadLimits, start = 0) {
    this.#start = start;
    this.#input = input;
    this.#limits = limits;
    this.#buffer = Buffer.allocUnsafeSlow(2 * limits.blockSize);
  }

  /** A problem at the place up to which the stream was read. */
  problem(code: ProblemCode, reason: string, offset = this.#start + this.#length): ReadItem {
    return {problem: {code, reason, at: {file: this.#input.name, offset}}};
  }

  get #length(): number {
    return this.#to - this.#from;
  }

  get #bytes(): Buffer {
    return this.#buffer.subarray(this.#from, this.#to);
  }

  /** The stream of a container whose line is begun and not ended by what is left. */
  get openStream(): number | undefined {
    return openIn(this.#bytes)?.stream;
  }

  /** Lines of a container at `start` of an input. */
  chunk(input: Input, bytes: Buffer, start: number): ReadItem {
    return {block: memoryBlock(input, bytes, start, 'pieces'), bytes, consumed: this.#consumed};
  }

  add(bytes: Buffer, consumed = this.#consumed): void {
    if (this.#to + bytes.length > this.#buffer.length) this.#makeRoom(bytes.length);
    bytes.copy(this.#buffer, this.#to);
    this.#to += bytes.length;
    this.#consumed = consumed;
  }

  #makeRoom(room: number): void {
    const bytes = this.#bytes;
    if (2 * (bytes.length + room) > this.#buffer.length) {
      this.#buffer = Buffer.allocUnsafeSlow(2 * (bytes.length + room));
    }
    bytes.copy(this.#buffer);
    this.#to = bytes.length;
    this.#from = 0;
  }

  /** The whole records that are there, as far as they make blocks; all of them if nothing more comes for now. */
  *take(paused: boolean): Generator<ReadItem> {
    yield* this.#skipHole();
    if (this.#hasBegun(paused)) yield* this.#cut(paused);
  }

  /** All that is left. */
  *rest(): Generator<ReadItem> {
    yield* this.#skipHole();
    this.#skipBom();
    this.#framing ??= framingOf(this.#bytes.toString('utf8', 0, HEAD));
    if (this.#framing === 'whole' && !isJson(this.#bytes.toString('utf8'))) this.#framing = 'documents';
    yield* this.#cut(true);
    if (this.#length > 0) yield this.#give(this.#length);
    if (this.#long !== undefined) yield* this.#tooLong(this.#long);
    if (this.#hole > 0) yield this.#endOfHole();
  }

  *#cut(all: boolean): Generator<ReadItem> {
    while (this.#length > 0) {
      if (this.#long !== undefined) {
        yield* this.#passLine(this.#long);
        continue;
      }
      yield* this.#skipHole();
      if (this.#length < this.#limits.blockSize && !all) return;
      const cut = this.#lastCut();
      if (cut !== -1) yield this.#give(cut);
      else if (this.#length < this.#limits.longestLine) return;
      else this.#giveUp();
    }
  }

  /** Where to cut, so that the block is as large as it should be if records allow it. Looks only at what is new. */
  #lastCut(): number {
    const most = Math.min(this.#length, this.#limits.longestLine);
    for (let size = Math.max(this.#limits.blockSize, this.#searched); ; size *= 2) {
      const framing = this.#framing ?? 'lines';
      const from = framing === 'pieces' ? 0 : Math.max(0, this.#searched - 1);
      const end = Math.min(size, most);
      const cut = lastCut(this.#bytes.subarray(from, end), framing);
      this.#searched = end;
      if (cut !== -1) return from + cut;
      if (end === most) return -1;
    }
  }

  /** A record is too long: either it is none, or only its edges are kept. */
  #giveUp(): void {
    if (this.#framing === 'whole') this.#framing = 'documents';
    else this.#long = new LongLine();
    this.#searched = 0;
  }

  #hasBegun(paused: boolean): boolean {
    if (this.#framing !== undefined) return true;
    this.#skipBom();
    const head = this.#bytes.toString('utf8', 0, HEAD);
    if (this.#length >= HEAD || (paused && isFramingSure(head))) this.#framing = framingOf(head);
    return this.#framing !== undefined;
  }

  /** A hole can be longer than any line. Of one that is short and last it is not known yet what follows. */
  *#skipHole(): Generator<ReadItem> {
    if (this.#long !== undefined || this.#length === 0) return;
    const data = this.#bytes[0] === 0 ? this.#bytes.findIndex(byte => byte !== 0) : 0;
    if (data === -1 && this.#hole === 0 && this.#length < Math.min(HEAD, this.#limits.longestLine)) return;
    const count = data === -1 ? this.#length : data;
    this.#hole += count;
    if (count > 0) this.#advance(count);
    if (data !== -1 && this.#hole > 0) yield this.#endOfHole();
  }

  #endOfHole(): ReadItem {
    const from = this.#start - this.#hole;
    const reason = `${counted(this.#hole, 'NUL byte')} at byte ${grouped(from)} of ${this.#input.name}, skipped`;
    this.#hole = 0;
    return this.problem('NUL_RUN', reason, from);
  }

  #skipBom(): void {
    if (this.#begun || this.#length < BOM.length) return;
    this.#begun = true;
    if (BOM.every((byte, i) => this.#bytes[i] === byte)) this.#advance(BOM.length);
  }

  #give(cut: number): ReadItem {
    const bytes = this.#bytes.subarray(0, cut);
    const block = memoryBlock(this.#input, bytes, this.#start, this.#framing ?? 'lines');
    this.#advance(cut);
    return {block, bytes, consumed: this.#consumed};
  }

  #advance(count: number): void {
    this.#from += count;
    this.#start += count;
    this.#searched = 0;
  }

  /** Goes on with a line that is too long, up to its end. */
  *#passLine(long: LongLine): Generator<ReadItem> {
    const newline = this.#bytes.indexOf(NEWLINE);
    const count = newline === -1 ? this.#length : newline + 1;
    long.add(this.#bytes.subarray(0, count));
    this.#advance(count);
    if (newline !== -1) yield* this.#tooLong(long);
  }

  *#tooLong(long: LongLine): Generator<ReadItem> {
    this.#long = undefined;
    const start = this.#start - long.length;
    const bytes = long.event();
    yield {problem: longLineProblem(this.#input.name, start, long.length, bytes !== undefined)};
    if (bytes === undefined) return;
    yield {block: memoryBlock(this.#input, bytes, start, 'lines'), bytes, consumed: this.#consumed};
  }
}
