// What a scan of one block yields: its rows as a struct of arrays in one buffer, which goes from a worker to the table
// without a copy. Codes are local to the scanner; each chunk brings the values that its codes add.
import {type AuditEvent, ROW_STAGES} from '../audit/event.ts';
import {parseMicroTime} from '../audit/time.ts';
import type {RecordProblem} from '../ingest/problems.ts';
import {hashText, wordsOf} from './audit-ids.ts';
import {type AddedValues, CODED_FIELDS, type LocalDictionaries} from './coded.ts';
import {type ChunkRequests, joinRows} from './join.ts';

const STAGE = CODED_FIELDS.findIndex(field => field.name === 'stage');

/** `offset` in the scanned bytes is where the record begins; `newlines` are those before it. */
export type ChunkProblem = RecordProblem & {readonly offset: number; readonly newlines: number};

/**
 * The rows of one scan in the order of the bytes. All arrays of numbers lie in `buffer` and have `rows` elements
 * (`auditID` four times as many, `requests` as many as there are); whoever merges the chunk gives the buffer back for another.
 * Chunks of one scanner must be merged in the order in which it made them, because a code may stand for a value that an
 * earlier chunk brought.
 */
export type ScannedChunk = AddedValues & {
  readonly buffer: ArrayBuffer;
  readonly rows: number;
  /** Of the record in the scanned bytes. */
  readonly offset: Uint32Array;
  /** Of the record without its newline. */
  readonly length: Uint32Array;
  /** Which of the events of its record; `undefined` where all are the first. */
  readonly item: Uint32Array | undefined;
  /** Microseconds; -Infinity is absent. */
  readonly stageTime: Float64Array;
  /** stageTimestamp less requestReceivedTimestamp in microseconds; NaN is absent. */
  readonly sinceReceived: Float64Array;
  /** Four words a row, as `AuditIdColumn` lays them out. */
  readonly auditID: Uint32Array;
  /** auditIDs that are no UUID, by row; their words are the hash and zeros. */
  readonly otherIDs: readonly (readonly [row: number, auditID: string])[];
  /** For each of CODED_FIELDS a local code a row: 0 is absent, else 1 + index among all values since the last fresh chunk. */
  readonly codes: readonly Uint32Array[];
  readonly requests: ChunkRequests;
  /** How many rows are alerts; if none, the columns that only alerts fill are 0. */
  readonly alerts: number;
  readonly problems: readonly ChunkProblem[];
  /** Events by input form. */
  readonly forms: readonly (readonly [form: string, events: number])[];
  /** In all of the scanned bytes. */
  readonly newlines: number;
  /** Lines that the kernel left to JSON.parse; all of them where there is no kernel. */
  readonly declined: number;
};

/** The arrays of numbers of a chunk. */
export type ChunkColumns = {
  readonly offset: Uint32Array;
  readonly length: Uint32Array;
  readonly item: Uint32Array;
  readonly stageTime: Float64Array;
  readonly sinceReceived: Float64Array;
  readonly auditID: Uint32Array;
  readonly codes: readonly Uint32Array[];
  /** Room for joining. */
  readonly requests: {readonly next: Uint32Array; readonly latest: Uint32Array; readonly hashes: Uint32Array};
};

/** Besides two doubles, a row has the words of offset, length, item, three of its request, auditID, and the codes. */
const ROW_BYTES = 16 + 4 * (6 + 4 + CODED_FIELDS.length);

/** Columns for `rows` rows in `buffer`: first the doubles, then the rest. */
function columnsIn(buffer: ArrayBuffer, rows: number): ChunkColumns {
  const wordsAt = (word: number, count = 1) => new Uint32Array(buffer, rows * (16 + 4 * word), rows * count);
  return {
    stageTime: new Float64Array(buffer, 0, rows),
    sinceReceived: new Float64Array(buffer, rows * 8, rows),
    offset: wordsAt(0),
    length: wordsAt(1),
    item: wordsAt(2),
    requests: {next: wordsAt(3), latest: wordsAt(4), hashes: wordsAt(5)},
    auditID: wordsAt(6, 4),
    codes: CODED_FIELDS.map((_, field) => wordsAt(10 + field)),
  };
}

/** `from[0, rows)` into the beginning of `to`. */
function copyRows(from: ChunkColumns, rows: number, to: ChunkColumns): void {
  to.offset.set(from.offset.subarray(0, rows));
  to.length.set(from.length.subarray(0, rows));
  to.item.set(from.item.subarray(0, rows));
  to.stageTime.set(from.stageTime.subarray(0, rows));
  to.sinceReceived.set(from.sinceReceived.subarray(0, rows));
  to.auditID.set(from.auditID.subarray(0, rows * 4));
  for (const [field, codes] of from.codes.entries()) to.codes[field]!.set(codes.subarray(0, rows));
}

/** Collects rows in order. `reserve` gives room to write them into the columns directly, `addEvent` is the path of one event. */
export class ChunkBuilder {
  readonly #dictionaries: LocalDictionaries;
  #buffer: ArrayBuffer;
  #capacity: number;
  #columns: ChunkColumns;
  #expected = 16;
  #rows = 0;
  #hasItems = false;
  #alerts = 0;
  readonly #otherIDs: [number, string][] = [];
  readonly #problems: ChunkProblem[] = [];
  readonly #forms = new Map<string, number>();

  /** `spare` is the buffer of a chunk that nobody reads any more. */
  constructor(dictionaries: LocalDictionaries, spare: ArrayBuffer = new ArrayBuffer(0)) {
    this.#dictionaries = dictionaries;
    this.#buffer = spare;
    this.#capacity = Math.floor(spare.byteLength / ROW_BYTES);
    this.#columns = columnsIn(spare, this.#capacity);
  }

  /** A guess at the number of all rows, so that few are copied. */
  expect(rows: number): void {
    this.#expected = rows;
  }

  get rows(): number {
    return this.#rows;
  }

  /** Room for `count` more rows in the columns, which then hold the rows [at, at + count) to be written by the caller. */
  reserve(count: number): {readonly columns: ChunkColumns; readonly at: number} {
    const at = this.#rows;
    this.#rows += count;
    if (this.#rows > this.#capacity) {
      this.#capacity = Math.max(this.#rows, this.#expected > this.#capacity ? this.#expected : this.#capacity * 2);
      this.#buffer = new ArrayBuffer(this.#capacity * ROW_BYTES);
      const grown = columnsIn(this.#buffer, this.#capacity);
      copyRows(this.#columns, at, grown);
      this.#columns = grown;
    }
    return {columns: this.#columns, at};
  }

  /** One event, as `Table.push` takes it. */
  addEvent(event: AuditEvent, offset: number, length: number, item: number): void {
    const {columns, at} = this.reserve(1);
    for (let field = 0; field < CODED_FIELDS.length; field++) {
      columns.codes[field]![at] = this.#dictionaries.codeOf(field, CODED_FIELDS[field]!.read(event));
    }
    const {stageTimestamp, requestReceivedTimestamp, auditID} = event;
    const time = stageTimestamp === undefined ? undefined : parseMicroTime(stageTimestamp);
    const received =
      requestReceivedTimestamp === stageTimestamp
        ? time
        : requestReceivedTimestamp === undefined
          ? undefined
          : parseMicroTime(requestReceivedTimestamp);
    columns.stageTime[at] = time ?? Number.NEGATIVE_INFINITY;
    columns.sinceReceived[at] = time === undefined || received === undefined ? Number.NaN : time - received;
    this.setAuditID(at, auditID);
    columns.offset[at] = offset;
    columns.length[at] = length;
    columns.item[at] = item;
    if (item > 0) this.#hasItems = true;
    if (event.alert !== undefined) this.#alerts++;
  }

  /** Of the rows added, so many were read from this form. */
  countForm(form: string, events: number): void {
    this.#forms.set(form, (this.#forms.get(form) ?? 0) + events);
  }

  /** The auditID of a row, whatever it is. Rows must come in order. */
  setAuditID(row: number, auditID: string): void {
    const words = wordsOf(auditID);
    if (words === undefined) this.#otherIDs.push([row, auditID]);
    this.#columns.auditID.set(words ?? [hashText(auditID), 0, 0, 0], row * 4);
  }

  /** Added so far. */
  get problems(): number {
    return this.#problems.length;
  }

  addProblem(problem: ChunkProblem): void {
    this.#problems.push(problem);
  }

  /** The chunk of all rows so far. The builder must not be used again. */
  finish(newlines: number, declined: number): ScannedChunk {
    const rows = this.#rows;
    const {offset, length, item, stageTime, sinceReceived, auditID, codes, requests} = this.#columns;
    const columns = {
      offset: offset.subarray(0, rows),
      length: length.subarray(0, rows),
      item: this.#hasItems ? item.subarray(0, rows) : undefined,
      stageTime: stageTime.subarray(0, rows),
      sinceReceived: sinceReceived.subarray(0, rows),
      auditID: auditID.subarray(0, rows * 4),
      codes: codes.map(column => column.subarray(0, rows)),
    };
    const ranks = this.#dictionaries.ranksIn(STAGE, ROW_STAGES);
    const stages = codes[STAGE]!;
    return {
      buffer: this.#buffer,
      rows,
      ...columns,
      otherIDs: this.#otherIDs,
      requests: joinRows(rows, columns, row => ranks[stages[row]!]!, new Map(this.#otherIDs), requests),
      alerts: this.#alerts,
      ...this.#dictionaries.take(),
      problems: this.#problems,
      forms: [...this.#forms],
      newlines,
      declined,
    };
  }
}
