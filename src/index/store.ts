// The index of some inputs: it has them scanned, newest first, and keeps table, requests, order and problems in step.
// Scanning is done by a pool; here chunks are merged, each in a few milliseconds.
import {setImmediate as nextTurn} from 'node:timers/promises';
import type {Micros} from '../audit/time.ts';
import type {Block} from '../ingest/block.ts';
import {type Cut, cutFile} from '../ingest/cut-file.ts';
import {follow} from '../ingest/follow.ts';
import type {Problem} from '../ingest/problems.ts';
import {type OpenInput, readInput} from '../ingest/read.ts';
import {exactText, readRecord} from '../ingest/record.ts';
import type {ScannedChunk} from './chunk.ts';
import {SEGMENT_BITS, SEGMENT_ROWS} from './column.ts';
import type {Limit} from './dictionary.ts';
import {InputLog} from './input-log.ts';
import {countNewlines, LineNumbers} from './lines.ts';
import type {Task} from './messages.ts';
import type {Pool, Scanned} from './pool.ts';
import {ProblemLog} from './problem-log.ts';
import {Requests} from './requests.ts';
import {fullSet, GrowingSet, type RowId, type RowSet, subtract} from './row-set.ts';
import {CodeMaps, Table} from './table.ts';
import {type CompareRows, compareByTime, TimeOrder} from './time-order.ts';

/** Blocks for a pool of workers: big enough that cutting and merging cost little, small enough to be merged between frames. */
export const WORKER_BLOCKS = {first: 256 * 1024, others: 4 * 1024 * 1024};
/** Blocks scanned on this thread, between keys and frames. */
export const INLINE_BLOCKS = {first: 256 * 1024, others: 512 * 1024};

/** From so many bytes of a log one can tell how many requests are in the rest. */
const SAMPLE_BYTES = 2 * 1024 * 1024;

export type BlockSizes = {readonly first: number; readonly others: number};

export const textOf = (bytes: Uint8Array, from: number, to: number): string =>
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
  #bytesRead = 0;
  #declined = 0;
  readonly #dropped = new GrowingSet();
  #droppedRows = 0;
  /** Dropped rows of each segment. */
  readonly #gone = new Map<number, number>();
  #from = Number.POSITIVE_INFINITY;
  #to = Number.NEGATIVE_INFINITY;
  #version = 0;

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

  /** The rows that are there. */
  present(): RowSet {
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
    return this.#bytesRead;
  }

  /** Records that went through JSON.parse. */
  get declined(): number {
    return this.#declined;
  }

  /** First and last stageTimestamp. */
  get extent(): {readonly from: Micros; readonly to: Micros} | undefined {
    return this.#from <= this.#to ? {from: this.#from, to: this.#to} : undefined;
  }

  /** Has one input scanned to its end. `changed` is called after each block. */
  async load(
    input: OpenInput,
    rank: number,
    pool: Pool,
    sizes: BlockSizes,
    changed: () => void,
    signal: AbortSignal,
  ): Promise<void> {
    const before = this.#bytesRead;
    const stats = this.inputs.of(input);
    const requestsBefore = this.requests.count;
    let isExpected = input.kind !== 'plain' || input.size === undefined;
    const flow = new Flow(pool, (block, scanned, consumed) => {
      if (signal.aborted) return;
      this.#take(input, block, rank, scanned);
      stats.bytes = Math.max(stats.bytes, consumed);
      this.#bytesRead = before + stats.bytes;
      if (!isExpected && stats.bytes > SAMPLE_BYTES) {
        const perByte = (this.requests.count - requestsBefore) / stats.bytes;
        this.requests.expect(Math.ceil(perByte * (input.size! - stats.bytes)));
        isExpected = true;
      }
      changed();
    });
    const {bytes} = input;
    let end: number | undefined;
    if (bytes.from === 'file' && input.kind === 'plain') {
      for await (const cut of cutFile(input, bytes, sizes)) {
        if ('rest' in cut) {
          end = cut.rest.end;
          break;
        }
        await flow.addCut(cut);
        if (signal.aborted) return;
      }
    } else end = -1;
    if (end !== undefined) await this.#loadWhole(input, end, flow, signal);
    await flow.drained();
    if (signal.aborted) return;
    if (input.size !== undefined) stats.bytes = input.size;
    this.#bytesRead = before + stats.bytes;
    stats.state = 'read';
    // Of a part whose beginning was left out, nobody knows which line it begins with.
    if (bytes.from === 'stream' || bytes.start === 0) this.lines.finish(input);
    changed();
  }

  /**
   * Adds what is written to a log from now on, through rotation and truncation. Ends when `signal` is aborted.
   * @param opened is told of the inputs that come up, which are to be closed by whoever closes the others
   */
  async follow(
    first: OpenInput,
    rank: number,
    pool: Pool,
    changed: () => void,
    opened: (input: OpenInput) => void,
    signal: AbortSignal,
  ): Promise<void> {
    if (first.bytes.from !== 'file') return;
    let input = first;
    this.inputs.of(input).state = 'following';
    for await (const item of follow(input, {from: first.bytes.end, path: input.name, signal})) {
      if ('problem' in item) this.addProblem(item.problem);
      else if ('block' in item) {
        const {block, bytes} = item;
        pool.scan({kind: 'bytes', bytes, framing: block.framing}, scanned => this.#take(input, block, rank, scanned));
        this.#bytesRead += bytes.length;
        this.inputs.of(input).bytes += bytes.length;
      } else {
        this.inputs.of(input).state = 'read';
        input = 'rotated' in item ? item.rotated : item.truncated;
        opened(input);
        this.inputs.of(input).state = 'following';
        this.lines.finish(input);
      }
      changed();
    }
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
    if (this.#dropped.has(row))
      throw new Error('This event was dropped to stay within the memory allowed (--max-memory).');
    const {block, offset, length, item} = this.table.place(row);
    const text = textOf(block.read(offset, offset + length), 0, length);
    const record = readRecord(text);
    const lineAt = () => this.lines.lineAt(block, countNewlines(block.read(0, offset)));
    return {
      event: record.items[item]!,
      raw: exactText(text, item),
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

  /** What cannot be cut without being read: other framings, gzip, standard input. `end` is that of the part left, -1 all. */
  async #loadWhole(input: OpenInput, end: number, flow: Flow, signal: AbortSignal): Promise<void> {
    const {bytes} = input;
    const isPart = end !== -1 && bytes.from === 'file';
    const part = isPart ? {...input, bytes: {...bytes, end}} : input;
    const skipped = isPart ? bytes.end - end : 0;
    for await (const read of readInput(part, {signal})) {
      if ('problem' in read) {
        this.addProblem(read.problem);
        if (read.problem.code === 'LINE_TOO_LONG') this.lines.addSkipped(input, read.problem.at.offset);
        continue;
      }
      await flow.addBytes(read.block, read.bytes, skipped + read.consumed);
      if (signal.aborted) return;
    }
  }

  #take(input: OpenInput, block: Block, rank: number, scanned: Scanned): void {
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
    for (const {code, reason, offset, newlines} of chunk.problems) {
      this.problems.add({code, reason, at: this.#refOf(block, base + offset, before + newlines)});
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

/** Keeps as many tasks under way as the pool is wide, and lets keys and frames come between. */
class Flow {
  readonly #pool: Pool;
  readonly #take: (block: Block, scanned: Scanned, consumed: number) => void;
  #underWay = 0;
  #wake: (() => void) | undefined;

  constructor(pool: Pool, take: (block: Block, scanned: Scanned, consumed: number) => void) {
    this.#pool = pool;
    this.#take = take;
  }

  /** Resolves when it is right to add the next. The descriptor stays open until the block has been read. */
  addCut({block, file, consumed}: Cut): Promise<void> {
    const fd = file.pin();
    const task: Task = {kind: 'file', fd, position: block.start, length: block.length, framing: block.framing};
    return this.#add(block, task, consumed, () => file.unpin());
  }

  /** As `addCut`. Takes a copy of `bytes`. */
  addBytes(block: Block, bytes: Uint8Array, consumed: number): Promise<void> {
    return this.#add(block, {kind: 'bytes', bytes: new Uint8Array(bytes), framing: block.framing}, consumed);
  }

  async #add(block: Block, task: Task, consumed: number, read?: () => void): Promise<void> {
    this.#underWay++;
    this.#pool.scan(task, scanned => {
      this.#underWay--;
      read?.();
      this.#take(block, scanned, consumed);
      this.#wake?.();
    });
    await nextTurn();
    while (this.#underWay >= this.#pool.width) await this.#oneDone();
  }

  async drained(): Promise<void> {
    while (this.#underWay > 0) await this.#oneDone();
  }

  #oneDone(): Promise<void> {
    return new Promise(resolve => {
      this.#wake = resolve;
    });
  }
}
