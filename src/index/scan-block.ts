// From the bytes of a block to a chunk of rows. Pure: no files, no threads. The kernel takes the lines that the API server
// writes; every other record goes through JSON.parse, which is also all there is where no kernel can run.
import type {Framing} from '../ingest/block.ts';
import {nextRecordEnd} from '../ingest/lines.ts';
import type {GetNear} from '../ingest/near.ts';
import {readRecord} from '../ingest/record.ts';
import {standing} from '../ingest/say.ts';
import {EVENT} from '../ingest/wrappers/event.ts';
import {ChunkBuilder, type ScannedChunk} from './chunk.ts';
import {LocalDictionaries} from './coded.ts';
import {ALERTS_AT, CODED_AT, decode, decodeText, KERNEL_FIELDS, KNOWS_ALL_FIELDS} from './kernel/fields.ts';
import type {Batch, Kernel} from './kernel/kernel.ts';
import {countNewlines} from './lines.ts';
import {EXAMPLES} from './problem-log.ts';

const NEWLINE = 10;

export type Scanner = {
  /**
   * Room for a block of `length` bytes: filled there, it is scanned without being copied. Valid until the next call of this
   * or `scan`.
   */
  buffer(length: number): Uint8Array<ArrayBuffer>;
  /**
   * `bytes` are whole records. They are read only during the call. `spare` is the buffer of a chunk that nobody reads any more.
   * `near`: as `readRecord` takes it.
   */
  scan(bytes: Uint8Array, framing: Framing, spare?: ArrayBuffer, near?: GetNear): ScannedChunk;
};

/** A scanner with dictionaries of its own, for blocks one after another. A kernel serves one scanner. */
export function createScanner(kernel?: Kernel): Scanner {
  const dictionaries = new LocalDictionaries();
  const fast = kernel !== undefined && KNOWS_ALL_FIELDS ? new KernelScan(kernel, dictionaries) : undefined;
  return {
    buffer: length => kernel?.buffer(length) ?? new Uint8Array(length),
    scan(bytes, framing, spare, near) {
      if (dictionaries.isFull || kernel?.isHalfFull) {
        dictionaries.reset();
        fast?.reset();
      }
      const builder = new ChunkBuilder(dictionaries, spare);
      return fast !== undefined && framing === 'lines'
        ? fast.scan(bytes, builder, near)
        : scanRecords(bytes, framing, builder, near);
    },
  };
}

function scanRecords(bytes: Uint8Array, framing: Framing, builder: ChunkBuilder, near?: GetNear): ScannedChunk {
  let newlines = 0;
  let records = 0;
  for (let start = 0; start < bytes.length; records++) {
    const end = nextRecordEnd(bytes, start, framing);
    const hasNewline = bytes[end - 1] === NEWLINE;
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
    addRecord(text, start, hasNewline ? end - 1 : end, newlines, builder, near);
    newlines += framing === 'lines' ? Number(hasNewline) : countNewlines(bytes, start, end);
    start = end;
  }
  return builder.finish(newlines, records);
}

/** The slow path: the record that lies in [start, end) through JSON.parse. `text` has its newline as well. */
function addRecord(
  text: string,
  start: number,
  end: number,
  newlines: number,
  builder: ChunkBuilder,
  near?: GetNear,
): void {
  const record = readRecord(text, near);
  for (const [item, event] of record.items.entries()) builder.addEvent(event, start, end - start, item);
  if (record.items.length > 0) builder.countForm(record.form, record.items.length);
  for (const form of record.empty ?? []) builder.countForm(`${form} without events`, 1);
  if (record.problems.length === 0) return;
  // Of a chunk of garbage the first ones: no more are shown.
  const isShown = builder.problems < EXAMPLES;
  const standsThere = isShown ? {text: standing(text)} : {};
  for (const problem of record.problems) builder.addProblem({...problem, ...standsThere, offset: start, newlines});
}

/** The kernel's codes of one field as codes of the local dictionary. */
class CodeMap {
  #codes = new Uint32Array(64);
  #size = 1;
  /** Nearly always: they differ once the slow path was first to meet a value, or two spellings are one string. */
  #isIdentity = true;

  push(code: number): void {
    if (this.#size === this.#codes.length) {
      const grown = new Uint32Array(this.#size * 2);
      grown.set(this.#codes);
      this.#codes = grown;
    }
    if (code !== this.#size) this.#isIdentity = false;
    this.#codes[this.#size++] = code;
  }

  copy(from: Uint32Array, to: Uint32Array, at: number): void {
    if (this.#isIdentity) to.set(from, at);
    else for (let i = 0; i < from.length; i++) to[at + i] = this.#codes[from[i]!]!;
  }
}

const codeMaps = (): readonly CodeMap[] => KERNEL_FIELDS.map(() => new CodeMap());

class KernelScan {
  readonly #kernel: Kernel;
  readonly #dictionaries: LocalDictionaries;
  /** In the order of KERNEL_FIELDS. */
  #maps = codeMaps();

  /** Both are new: to have the kernel forget nothing would touch megabytes that it has not used yet. */
  constructor(kernel: Kernel, dictionaries: LocalDictionaries) {
    this.#kernel = kernel;
    this.#dictionaries = dictionaries;
  }

  /** To be called whenever the dictionaries are reset. */
  reset(): void {
    this.#kernel.reset();
    this.#maps = codeMaps();
  }

  scan(bytes: Uint8Array, builder: ChunkBuilder, near?: GetNear): ScannedChunk {
    const {length} = bytes;
    this.#kernel.put(bytes);
    let newlines = 0;
    let declined = 0;
    for (let at = 0; at < length; ) {
      const batch = this.#kernel.scan(at, length);
      const rows = builder.rows + batch.rows + batch.declined.length;
      builder.expect(Math.ceil((rows * length) / Math.min(batch.next, length)));
      this.#addBatch(batch, length, newlines, builder, near);
      newlines += batch.newlines;
      declined += batch.declined.length;
      at = batch.next;
    }
    return builder.finish(newlines, declined);
  }

  #addBatch(batch: Batch, length: number, newlines: number, builder: ChunkBuilder, near?: GetNear): void {
    const otherIDs: [row: number, auditID: string][] = [];
    for (const value of batch.added) {
      if (value.field === undefined) otherIDs.push([value.row, decodeText(value.raw)]);
      else this.#addValue(value.field, value.raw);
    }
    let from = 0;
    for (const line of batch.declined) {
      this.#addRows(from, line.rows, otherIDs, builder);
      const text = this.#kernel.text(line.start, Math.min(line.end + 1, length));
      addRecord(text, line.start, line.end, newlines + line.newlines, builder, near);
      from = line.rows;
    }
    this.#addRows(from, batch.rows, otherIDs, builder);
  }

  #addValue(field: number, raw: string): void {
    this.#maps[field]!.push(this.#dictionaries.codeOf(CODED_AT[field]!, decode(KERNEL_FIELDS[field]!, raw)));
  }

  /** Rows [from, to) of the batch. */
  #addRows(from: number, to: number, otherIDs: readonly [number, string][], builder: ChunkBuilder): void {
    if (to === from) return;
    builder.countForm(EVENT.name, to - from);
    const {columns, at} = builder.reserve(to - from);
    const kernel = this.#kernel.columns;
    columns.offset.set(kernel.offset.subarray(from, to), at);
    columns.length.set(kernel.length.subarray(from, to), at);
    columns.stageTime.set(kernel.stageTime.subarray(from, to), at);
    columns.sinceReceived.set(kernel.sinceReceived.subarray(from, to), at);
    columns.auditID.set(kernel.auditID.subarray(from * 4, to * 4), at * 4);
    for (const [row, auditID] of otherIDs) if (row >= from && row < to) builder.setAuditID(at + row - from, auditID);
    // The columns may be those of an earlier chunk.
    for (const field of ALERTS_AT) columns.codes[field]!.fill(0, at, at + to - from);
    for (const [field, map] of this.#maps.entries()) {
      map.copy(kernel.codes[field]!.subarray(from, to), columns.codes[CODED_AT[field]!]!, at);
    }
  }
}
