// The index of some inputs: it reads them in slices short enough that keys and frames come between, and keeps table,
// requests, order and problems in step. This is the straightforward path (JSON.parse a record), the oracle of any faster one.
import {setImmediate as nextTurn} from 'node:timers/promises';
import type {Micros} from '../audit/time.ts';
import type {Block, Chunk} from '../ingest/block.ts';
import {nextRecordEnd} from '../ingest/lines.ts';
import type {Problem} from '../ingest/problems.ts';
import {type OpenInput, readInput} from '../ingest/read.ts';
import {exactText, readRecord} from '../ingest/record.ts';
import {countNewlines, LineNumbers} from './lines.ts';
import {ProblemLog} from './problem-log.ts';
import {Requests} from './requests.ts';
import type {RowId} from './row-set.ts';
import {Table} from './table.ts';
import {type CompareRows, compareByTime, TimeOrder} from './time-order.ts';

/** Between two looks at keys and frames, in milliseconds. */
const SLICE_MS = 8;
/** Records between two looks at the clock. */
const STRIDE = 32;

export const textOf = (bytes: Uint8Array, from: number, to: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('utf8');

export class Store {
  readonly table = new Table();
  readonly requests = new Requests(this.table);
  readonly compare: CompareRows = compareByTime(this.table, row => this.#inputRank[this.table.blockOf(row)]!);
  readonly order = new TimeOrder(this.compare);
  readonly problems = new ProblemLog();
  readonly lines = new LineNumbers();
  readonly #inputRank: number[] = [];
  /** Blocks whose rows are in `order`. */
  #settled = 0;
  #bytesRead = 0;
  #from = Number.POSITIVE_INFINITY;
  #to = Number.NEGATIVE_INFINITY;
  #version = 0;

  /** Changes whenever rows were added to the order. */
  get version(): number {
    return this.#version;
  }

  /** Rows below it are in the order. */
  get size(): number {
    return this.#settled;
  }

  /** Bytes read so far, as on disk. */
  get bytesRead(): number {
    return this.#bytesRead;
  }

  /** First and last stageTimestamp. */
  get extent(): {readonly from: Micros; readonly to: Micros} | undefined {
    return this.#from <= this.#to ? {from: this.#from, to: this.#to} : undefined;
  }

  /** Reads one input to its end. `changed` is called after each block. */
  async load(input: OpenInput, rank: number, changed: () => void, signal: AbortSignal): Promise<void> {
    const before = this.#bytesRead;
    for await (const read of readInput(input, {signal})) {
      if ('problem' in read) {
        this.addProblem(read.problem);
        if (read.problem.code === 'LINE_TOO_LONG') this.lines.addSkipped(input, read.problem.at.offset);
        continue;
      }
      await this.#addChunk(read, rank, signal);
      if (signal.aborted) return;
      this.#bytesRead = before + read.consumed;
      changed();
    }
    if (input.size !== undefined) this.#bytesRead = before + input.size;
    this.lines.finish(input);
    changed();
  }

  addProblem(problem: Problem): void {
    this.problems.add({...problem, at: () => problem.at});
  }

  /** Blocks by their newest event, newest first. */
  newestFirst(): readonly number[] {
    const newest = this.table.blocks.map((_, block) => {
      const [from, to] = this.table.rowsOfBlock(block);
      return to > from ? this.table.stageTime.at(to - 1) : Number.NEGATIVE_INFINITY;
    });
    return newest.map((_, block) => block).sort((a, b) => newest[b]! - newest[a]!);
  }

  /** The record of a row, read again. @throws Error with one clear sentence if its file can no longer be read. */
  detail(row: RowId) {
    const {block, offset, length, item} = this.table.place(row);
    const text = textOf(block.read(offset, offset + length), 0, length);
    const record = readRecord(text);
    const line = this.lines.lineAt(block, countNewlines(block.read(0, offset)));
    return {
      event: record.items[item]!,
      raw: exactText(text, item),
      form: record.form,
      at: {file: block.input.name, offset: block.start + offset, ...(line === undefined ? {} : {line})},
    };
  }

  async #addChunk({block, bytes}: Chunk, rank: number, signal: AbortSignal): Promise<void> {
    const first = this.table.size;
    this.table.startBlock(block);
    this.#inputRank.push(rank);
    let sliceEnd = performance.now() + SLICE_MS;
    let newlines = 0;
    for (let start = 0, n = 0; start < bytes.length; n++) {
      if (n % STRIDE === 0 && performance.now() > sliceEnd) {
        await nextTurn();
        if (signal.aborted) return;
        sliceEnd = performance.now() + SLICE_MS;
      }
      const end = nextRecordEnd(bytes, start, block.framing);
      this.#addRecord(block, bytes, start, end, newlines);
      newlines += block.framing === 'lines' ? 1 : countNewlines(bytes, start, end);
      start = end;
    }
    this.lines.addBlock(block, newlines);
    this.order.insert(first, this.table.size);
    this.#settled = this.table.size;
    this.#version++;
  }

  #addRecord(block: Block, bytes: Uint8Array, start: number, end: number, newlines: number): void {
    const record = readRecord(textOf(bytes, start, end));
    const length = bytes[end - 1] === 10 ? end - 1 - start : end - start;
    record.items.forEach((event, item) => {
      const row = this.table.size;
      this.table.push(event, start, length, item);
      this.requests.add(row);
      const time = this.table.stageTime.at(row);
      if (time !== Number.NEGATIVE_INFINITY) {
        if (time < this.#from) this.#from = time;
        if (time > this.#to) this.#to = time;
      }
    });
    for (const problem of record.problems) this.problems.add({...problem, at: this.#refOf(block, start, newlines)});
  }

  #refOf(block: Block, offset: number, newlines: number) {
    return () => {
      const line = this.lines.lineAt(block, newlines);
      return {file: block.input.name, offset: block.start + offset, ...(line === undefined ? {} : {line})};
    };
  }
}
