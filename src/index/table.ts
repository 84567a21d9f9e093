// The table: one row an event, as columns. Bodies are not here; a row knows the block, offset and length to read them again.
import {ROW_STAGES, type Stage} from '../audit/event.ts';
import {type Field, type FieldName, type FieldValue, fieldOf} from '../audit/fields.ts';
import type {Block} from '../ingest/block.ts';
import {FILE_TIME, type GetNear} from '../ingest/near.ts';
import {AuditIdColumn} from './audit-ids.ts';
import type {ScannedChunk} from './chunk.ts';
import {CODED_FIELDS} from './coded.ts';
import {CodeColumn, DoubleColumn, isBlank, RareColumn, SEGMENT_BITS} from './column.ts';
import {Dictionary, type Limit, ListDictionary, NO_LIMIT, UNINDEXED} from './dictionary.ts';
import {GrowingSet, type RowId} from './row-set.ts';

/** A field whose distinct values are few: a dictionary and a code a row. */
export type CodedField = {
  readonly field: Field;
  readonly codes: CodeColumn;
  /** Rows whose value has no code: see dictionary.ts. */
  readonly unindexed: GrowingSet;
} & (
  | {readonly kind: 'text'; readonly dictionary: Dictionary}
  | {readonly kind: 'list'; readonly dictionary: ListDictionary}
);

/** Where a row's event can be read again. */
export type Place = {readonly block: Block; readonly offset: number; readonly length: number; readonly item: number};

const codedField = (field: Field, limit: Limit): CodedField => {
  const rest = {field, codes: new CodeColumn(), unindexed: new GrowingSet()};
  return field.kind === 'list'
    ? {...rest, kind: 'list', dictionary: new ListDictionary(limit)}
    : {...rest, kind: 'text', dictionary: new Dictionary(limit)};
};

/** From the codes of one scanner to those of the table, for each coded field. */
export class CodeMaps {
  #maps: Uint32Array[] = [];
  #sizes: number[] = [];
  #unindexed: boolean[] = [];

  /** Takes the values that a chunk brings. Chunks of one scanner must come in the order in which they were made. */
  learn(chunk: ScannedChunk, columns: readonly CodedField[]): readonly Uint32Array[] {
    if (chunk.fresh) {
      // Code 0 is absent on both sides.
      this.#maps = columns.map(() => new Uint32Array(16));
      this.#sizes = columns.map(() => 1);
      this.#unindexed = columns.map(() => false);
    }
    columns.forEach((column, field) => {
      for (const value of chunk.values[field]!) this.#add(field, codeIn(column, value));
    });
    return this.#maps;
  }

  /** Whether some values of a field got no code of their own. */
  hasUnindexed(field: number): boolean {
    return this.#unindexed[field] === true;
  }

  #add(field: number, code: number): void {
    let map = this.#maps[field]!;
    const size = this.#sizes[field]!;
    if (size === map.length) {
      const grown = new Uint32Array(size * 2);
      grown.set(map);
      map = grown;
      this.#maps[field] = map;
    }
    map[size] = code;
    if (code === UNINDEXED) this.#unindexed[field] = true;
    this.#sizes[field] = size + 1;
  }
}

function markUnindexed(column: CodedField, codes: Uint32Array, map: Uint32Array, first: RowId): void {
  for (let i = 0; i < codes.length; i++) if (map[codes[i]!] === UNINDEXED) column.unindexed.add(first + i);
}

const codeIn = (column: CodedField, value: string | readonly string[]): number =>
  column.kind === 'list'
    ? column.dictionary.codeOf(value as readonly string[])
    : column.dictionary.codeOf(value as string);

export class Table {
  readonly coded: ReadonlyMap<FieldName, CodedField>;
  /** Microseconds; -Infinity where the event has none. */
  readonly stageTime = new DoubleColumn();
  /** stageTimestamp less requestReceivedTimestamp, microseconds; absent where either is. */
  readonly sinceReceived = new RareColumn(0xfffffffe);
  readonly auditID = new AuditIdColumn();
  readonly blocks: Block[] = [];
  /** First row of each block; its rows end where those of the next begin. */
  readonly #firstRows: RowId[] = [];
  readonly #offset = new CodeColumn();
  readonly #length = new RareColumn(0xfffe);
  readonly #item = new CodeColumn();
  /** Of CODED_FIELDS, in their order. */
  readonly #codedList: readonly CodedField[];
  readonly #file: CodedField;
  readonly #stage: CodedField;
  #size = 0;

  /** `limit` is that of each field's distinct values. */
  constructor(limit: Limit = NO_LIMIT) {
    this.#codedList = CODED_FIELDS.map(field => codedField(field, limit));
    this.#file = codedField(fieldOf('file'), limit);
    this.coded = new Map([...this.#codedList, this.#file].map(column => [column.field.name, column]));
    this.#stage = this.coded.get('stage')!;
    // The codes of the stages are their rank: 1 + index in ROW_STAGES.
    if (this.#stage.kind === 'text') for (const stage of ROW_STAGES) this.#stage.dictionary.codeOf(stage);
  }

  get size(): number {
    return this.#size;
  }

  /** The events pushed from now on lie in `block`. */
  startBlock(block: Block): void {
    this.blocks.push(block);
    this.#firstRows.push(this.#size);
  }

  /** Rows [from, to) of a block. */
  rowsOfBlock(block: number): readonly [from: RowId, to: RowId] {
    return [this.#firstRows[block]!, this.#firstRows[block + 1] ?? this.#size];
  }

  /**
   * Adds the rows of a chunk, which lie in the block started last, from its byte `base` on. `maps` belongs to the scanner
   * that made the chunk.
   */
  append(chunk: ScannedChunk, maps: CodeMaps, base = 0): void {
    const codes = maps.learn(chunk, this.#codedList);
    this.#codedList.forEach((column, field) => {
      if (chunk.alerts === 0 && column.field.of === 'alert') {
        column.codes.appendConstant(0, chunk.rows);
        return;
      }
      const map = codes[field]!;
      column.codes.append(chunk.codes[field]!, map);
      if (maps.hasUnindexed(field)) markUnindexed(column, chunk.codes[field]!, map, this.#size);
    });
    this.stageTime.append(chunk.stageTime);
    this.sinceReceived.append(chunk.sinceReceived);
    this.auditID.append(chunk.auditID, chunk.otherIDs);
    this.#file.codes.appendConstant(codeIn(this.#file, this.blocks.at(-1)!.input.name), chunk.rows);
    this.#offset.append(base === 0 ? chunk.offset : chunk.offset.map(offset => offset + base));
    this.#length.append(chunk.length);
    if (chunk.item === undefined) this.#item.appendConstant(0, chunk.rows);
    else this.#item.append(chunk.item);
    this.#size += chunk.rows;
  }

  /** 0 to 4, as in ROW_STAGES. */
  stageRank(row: RowId): number {
    return this.#stage.codes.at(row) - 1;
  }

  stage(row: RowId): Stage {
    return ROW_STAGES[this.stageRank(row)]!;
  }

  /** For reading the record of a row again: a time without a date is the one that it was taken for. */
  near(row: RowId): GetNear {
    return () => {
      const time = this.stageTime.at(row);
      return time === Number.NEGATIVE_INFINITY ? undefined : {time, from: FILE_TIME};
    };
  }

  /** Microseconds, or `undefined`. */
  received(row: RowId): number | undefined {
    const since = this.sinceReceived.at(row);
    return since === undefined ? undefined : this.stageTime.at(row) - since;
  }

  /** Microseconds from the request to this stage; `undefined` at RequestReceived. */
  took(row: RowId): number | undefined {
    return this.stageRank(row) === 0 ? undefined : this.sinceReceived.at(row);
  }

  /** The last block that begins at or before it: blocks without rows begin where the next does. */
  blockOf(row: RowId): number {
    let low = 0;
    let high = this.#firstRows.length;
    while (high - low > 1) {
      const mid = (low + high) >>> 1;
      if (this.#firstRows[mid]! <= row) low = mid;
      else high = mid;
    }
    return low;
  }

  place(row: RowId): Place {
    return {
      block: this.blocks[this.blockOf(row)]!,
      offset: this.#offset.at(row),
      length: this.#length.at(row)!,
      item: this.#item.at(row),
    };
  }

  /** Bytes of a row's record, without the newline. */
  lengthOf(row: RowId): number {
    return this.#length.at(row)!;
  }

  /** Those of the rows at the first `count` of `places` in a segment. */
  lengthsTo(into: Float64Array, segment: number, places: Uint16Array, count: number): void {
    this.#length.copyTo(into, segment, places, count);
  }

  /** Whether it is known of a segment, without looking, that no row of it shares its record with another one. */
  areAlone(segment: number): boolean {
    const next = (segment + 1) << SEGMENT_BITS;
    return isBlank(this.#item.segment(segment)) && (next >= this.#size || this.#item.at(next) === 0);
  }

  /** What a column holds for a row. Fields that are no column give `undefined`: read the event for those. */
  value(row: RowId, name: FieldName): FieldValue {
    const column = this.coded.get(name);
    if (column !== undefined) {
      const code = column.codes.at(row);
      if (code === 0 || code === UNINDEXED) return undefined;
      if (column.kind === 'list') return column.dictionary.lists[code]!;
      const text = column.dictionary.values[code]!;
      return column.field.kind === 'number' ? Number(text) : text;
    }
    switch (name) {
      case 'stageTimestamp': {
        const time = this.stageTime.at(row);
        return time === Number.NEGATIVE_INFINITY ? undefined : time;
      }
      case 'requestReceivedTimestamp':
        return this.received(row);
      case 'took':
        return this.took(row);
      case 'auditID':
        return this.auditID.at(row);
      default:
        return undefined;
    }
  }

  /** Whether a column does not hold the value of a row, which the event has. */
  isUnindexed(row: RowId, name: FieldName): boolean {
    return this.coded.get(name)?.unindexed.has(row) === true;
  }

  /** Lets go of the blocks in memory all of whose rows are gone. */
  releaseBlocks(isGone: (row: RowId) => boolean): void {
    this.blocks.forEach((block, i) => {
      if (block.held === 0) return;
      const [from, to] = this.rowsOfBlock(i);
      for (let row = from; row < to; row++) if (!isGone(row)) return;
      this.blocks[i] = {...block, held: 0, read: () => new Uint8Array()};
    });
  }

  /** Frees a full segment of all columns: its rows read as if they were empty. */
  free(segment: number): void {
    for (const {codes} of this.coded.values()) codes.free(segment);
    for (const column of [this.stageTime, this.sinceReceived, this.auditID, this.#offset, this.#length, this.#item]) {
      column.free(segment);
    }
  }

  get dictionaryBytes(): number {
    return [...this.coded.values()].reduce((sum, column) => sum + column.dictionary.bytes, 0);
  }

  /** Bytes of the columns, dictionaries not included. */
  get columnBytes(): number {
    const coded = [...this.coded.values()].reduce((sum, column) => sum + column.codes.bytes, 0);
    const places = this.#offset.bytes + this.#length.bytes + this.#item.bytes;
    return coded + places + this.stageTime.bytes + this.sinceReceived.bytes + this.auditID.bytes;
  }
}
