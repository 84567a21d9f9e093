// The index of some inputs: chunks are merged here, each in a few milliseconds, and table, requests, order and problems are
// kept in step.
import type {Steps} from '../audit/steps.ts';
import type {Micros} from '../audit/time.ts';
import type {Block} from '../ingest/block.ts';
import type {Problem} from '../ingest/problems.ts';
import type {OpenInput} from '../ingest/read.ts';
import {readExactly, readOpening} from '../ingest/record.ts';
import type {ScannedChunk} from './chunk.ts';
import {SEGMENT_BITS, SEGMENT_ROWS} from './column.ts';
import type {Limit} from './dictionary.ts';
import {InputLog} from './input-log.ts';
import {countNewlines, LineNumbers} from './lines.ts';
import type {Scanned} from './pool.ts';
import {ProblemLog} from './problem-log.ts';
import {Requests} from './requests.ts';
import {fullSet, GrowingSet, type RowId, type RowSet, subtract} from './row-set.ts';
import {CodeMaps, Table} from './table.ts';
import {type CompareRows, compareByTime, TimeOrder} from './time-order.ts';

const recordText = (bytes: Uint8Array, from: number, to: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('utf8');

export class Store {
  readonly table: Table;
  readonly requests: Requests;
  readonly compare: CompareRows;
  readonly order: TimeOrder;
  readonly problems = new ProblemLog();
  readonly lines = new LineNumbers();
  readonly inputs = new InputLog();
  readonly #inputRank: number[] = [];
  readonly #maps = new Map<number, CodeMaps>();
  #declined = 0;
  readonly #dropped = new GrowingSet();
  #droppedRows = 0;
  #alerts = 0;
  /** Dropped rows of each segment. */
  readonly #gone = new Map<number, number>();
  #from = Number.POSITIVE_INFINITY;
  #to = Number.NEGATIVE_INFINITY;
  #version = 0;
  #present: {readonly version: number; readonly rows: RowSet} | undefined;

  /** `limit` is that of each field's distinct values. */
  constructor(limit?: Limit) {
    this.table = new Table(limit);
    this.requests = new Requests(this.table);
    this.compare = compareByTime(this.table, row => this.#inputRank[this.table.blockOf(row)]!);
    this.order = new TimeOrder(this.compare);
  }

  /** Changes whenever rows were added. */
  get version(): number {
    return this.#version;
  }

  /** Rows are numbered below it, those that have been dropped too. */
  get size(): number {
    return this.table.size;
  }

  /** Rows that are there. */
  get events(): number {
    return this.table.size - this.#droppedRows;
  }

  /** Events that were indexed and had to go, the oldest first. */
  get droppedEvents(): number {
    return this.#droppedRows;
  }

  /** The rows that are there: the same set until rows come or go. */
  present(): RowSet {
    if (this.#present?.version !== this.#version) this.#present = {version: this.#version, rows: this.#rowsThere()};
    return this.#present.rows;
  }

  #rowsThere(): RowSet {
    const all = fullSet(this.size);
    return this.#droppedRows === 0 ? all : subtract(all, this.#dropped.snapshot(this.size));
  }

  /** Estimated bytes of memory. */
  get bytes(): number {
    const held = this.table.blocks.reduce((sum, block) => sum + block.held, 0);
    return this.table.columnBytes + this.table.dictionaryBytes + this.requests.bytes + this.order.bytes + held;
  }

  /** Drops the oldest `count` events. */
  drop(count: number): void {
    const rows = this.order.rows.slice(0, count);
    for (const row of rows) {
      this.requests.drop(row);
      if (this.#alerts > 0 && this.table.stage(row) === 'Alert') this.#alerts--;
      this.#dropped.add(row);
      const segment = row >>> SEGMENT_BITS;
      this.#gone.set(segment, (this.#gone.get(segment) ?? 0) + 1);
    }
    this.order.dropFirst(rows.length);
    this.#droppedRows += rows.length;
    for (const [segment, gone] of this.#gone) {
      if (gone < SEGMENT_ROWS) continue;
      this.table.free(segment);
      this.requests.free(segment);
      this.#gone.delete(segment);
    }
    this.table.releaseBlocks(row => this.#dropped.has(row));
    const oldest = this.order.rows[0];
    this.#from = oldest === undefined ? Number.POSITIVE_INFINITY : this.table.stageTime.at(oldest);
    this.#version++;
  }

  /** Bytes read so far, as on disk. */
  get bytesRead(): number {
    return this.inputs.entries().reduce((sum, [, {bytes}]) => sum + bytes, 0);
  }

  /** Records that went through JSON.parse. */
  get declined(): number {
    return this.#declined;
  }

  /** First and last stageTimestamp. */
  get extent(): {readonly from: Micros; readonly to: Micros} | undefined {
    return this.#from <= this.#to ? {from: this.#from, to: this.#to} : undefined;
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

  isDropped(row: RowId): boolean {
    return this.#dropped.has(row);
  }

  /** The record of a row, read again. @throws Error with one clear sentence if its file can no longer be read. */
  detail(row: RowId) {
    const text = this.#textOf(row);
    return this.#detail(row, text, readExactly(text, this.table.near(row)));
  }

  /** As detail, a piece at a time; the bodies of a big event are still coming (audit/coming.ts). */
  *opening(row: RowId): Steps<ReturnType<Store['detail']>> {
    const text = this.#textOf(row);
    yield;
    return this.#detail(row, text, yield* readOpening(text, this.table.near(row)));
  }

  #textOf(row: RowId): string {
    if (this.#dropped.has(row))
      throw new Error('This event was dropped to stay within the memory allowed (--max-memory).');
    const {block, offset, length} = this.table.place(row);
    return recordText(block.read(offset, offset + length), 0, length);
  }

  #detail(row: RowId, text: string, record: ReturnType<typeof readExactly>) {
    const {block, offset, item} = this.table.place(row);
    const lineAt = () => this.lines.lineAt(block, countNewlines(block.read(0, offset)));
    return {
      event: record.items[item]!,
      raw: record.raw[item] ?? text,
      form: record.form,
      at: {
        file: block.input.name,
        offset: block.start + offset,
        // Counting costs as much as reading a block: only who shows it pays.
        get line() {
          return lineAt();
        },
      },
    };
  }

  /** Of `events`, how many are alerts. */
  get alerts(): number {
    return this.#alerts;
  }

  /** Merges what was scanned of a block of `input`. */
  take(input: OpenInput, block: Block, rank: number, scanned: Scanned): void {
    if (!scanned.ok) {
      const reason = `${block.input.name} can no longer be read: ${scanned.reason}.`;
      this.addProblem({code: 'READ_FAILED', reason, at: {file: block.input.name, offset: block.start}});
      return;
    }
    if (scanned.got < block.length) {
      const reason = `${block.input.name} became shorter while it was read: ${block.length - scanned.got} bytes are gone.`;
      this.addProblem({code: 'FILE_SHRANK', reason, at: {file: block.input.name, offset: block.start + scanned.got}});
    }
    this.inputs.add(input, scanned.chunk);
    this.#merge(block, rank, scanned.chunk, scanned.scanner);
  }

  #merge(read: Block, rank: number, chunk: ScannedChunk, scanner: number): void {
    let maps = this.#maps.get(scanner);
    if (maps === undefined) {
      maps = new CodeMaps();
      this.#maps.set(scanner, maps);
    }
    const first = this.table.size;
    const base = this.#place(read, rank);
    const block = this.table.blocks.at(-1)!;
    this.table.append(chunk, maps, base);
    const before = this.lines.newlinesOf(block);
    this.lines.addBlock(block, chunk.newlines);
    this.requests.append(first, chunk.requests);
    this.order.insert(first, chunk.stageTime);
    this.#widen(chunk.stageTime);
    this.#declined += chunk.declined;
    this.#alerts += chunk.alerts;
    for (const {offset, newlines, ...problem} of chunk.problems) {
      this.problems.add({...problem, at: this.#refOf(block, base + offset, before + newlines)});
    }
    this.#version++;
  }

  /** Rows of `read` go into the block before it, if that can take them. Returns where in their block they begin. */
  #place(read: Block, rank: number): number {
    const last = this.table.blocks.at(-1);
    const base = last?.length ?? 0;
    if (last?.extend?.(read) === true) return base;
    this.table.startBlock(read);
    this.#inputRank.push(rank);
    return 0;
  }

  #widen(times: Float64Array): void {
    for (let i = 0; i < times.length; i++) {
      const time = times[i]!;
      if (time === Number.NEGATIVE_INFINITY) continue;
      if (time < this.#from) this.#from = time;
      if (time > this.#to) this.#to = time;
    }
  }

  #refOf(block: Block, offset: number, newlines: number) {
    return () => {
      const line = this.lines.lineAt(block, newlines);
      return {file: block.input.name, offset: block.start + offset, ...(line === undefined ? {} : {line})};
    };
  }
}
