// The table: one row an event, as columns. Bodies are not here; a row knows the block, offset and length to read them again.
import type {AuditEvent, Stage} from '../audit/event.ts';
import {STAGES} from '../audit/event.ts';
import {FIELDS, type Field, type FieldName, type FieldValue} from '../audit/fields.ts';
import {parseMicroTime} from '../audit/time.ts';
import type {Block} from '../ingest/block.ts';
import {AuditIdColumn} from './audit-ids.ts';
import {CodeColumn, DoubleColumn, RareColumn} from './column.ts';
import {Dictionary, ListDictionary} from './dictionary.ts';
import type {RowId} from './row-set.ts';

/** A field whose distinct values are few: a dictionary and a code a row. */
export type CodedField =
  | {readonly field: Field; readonly kind: 'text'; readonly dictionary: Dictionary; readonly codes: CodeColumn}
  | {readonly field: Field; readonly kind: 'list'; readonly dictionary: ListDictionary; readonly codes: CodeColumn};

/** Where a row's event can be read again. */
export type Place = {readonly block: Block; readonly offset: number; readonly length: number; readonly item: number};

const CODED_KINDS: readonly string[] = ['text', 'number', 'list'];

const isCoded = (field: Field) => field.column && CODED_KINDS.includes(field.kind) && field.name !== 'auditID';

const codedField = (field: Field): CodedField =>
  field.kind === 'list'
    ? {field, kind: 'list', dictionary: new ListDictionary(), codes: new CodeColumn()}
    : {field, kind: 'text', dictionary: new Dictionary(), codes: new CodeColumn()};

function pushValue(column: CodedField, value: FieldValue): void {
  if (column.kind === 'list') column.codes.push(Array.isArray(value) ? column.dictionary.codeOf(value) : 0);
  else if (value === undefined || value === '') column.codes.push(0);
  else column.codes.push(column.dictionary.codeOf(typeof value === 'string' ? value : String(value)));
}

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
  readonly #block = new CodeColumn();
  readonly #offset = new CodeColumn();
  readonly #length = new RareColumn(0xfffe);
  readonly #item = new CodeColumn();
  readonly #codedList: readonly CodedField[];
  readonly #stage: CodedField;
  #size = 0;

  constructor() {
    this.#codedList = (FIELDS as readonly Field[]).filter(isCoded).map(codedField);
    this.coded = new Map(this.#codedList.map(column => [column.field.name, column]));
    this.#stage = this.coded.get('stage')!;
    // The codes of the stages are their rank: 1 + index in STAGES.
    if (this.#stage.kind === 'text') for (const stage of STAGES) this.#stage.dictionary.codeOf(stage);
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

  /** Adds one event of the block started last; its row is the size before. */
  push(event: AuditEvent, offset: number, length: number, item: number): void {
    for (const column of this.#codedList) pushValue(column, column.field.read(event));
    const time = event.stageTimestamp === undefined ? undefined : parseMicroTime(event.stageTimestamp);
    const received =
      event.requestReceivedTimestamp === undefined
        ? undefined
        : event.requestReceivedTimestamp === event.stageTimestamp
          ? time
          : parseMicroTime(event.requestReceivedTimestamp);
    this.stageTime.push(time ?? Number.NEGATIVE_INFINITY);
    this.sinceReceived.push(time === undefined || received === undefined ? undefined : time - received);
    this.auditID.push(event.auditID);
    this.#block.push(this.blocks.length - 1);
    this.#offset.push(offset);
    this.#length.push(length);
    this.#item.push(item);
    this.#size++;
  }

  /** 0 to 3, as in STAGES. */
  stageRank(row: RowId): number {
    return this.#stage.codes.at(row) - 1;
  }

  stage(row: RowId): Stage {
    return STAGES[this.stageRank(row)]!;
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

  blockOf(row: RowId): number {
    return this.#block.at(row);
  }

  place(row: RowId): Place {
    return {
      block: this.blocks[this.#block.at(row)]!,
      offset: this.#offset.at(row),
      length: this.#length.at(row)!,
      item: this.#item.at(row),
    };
  }

  /** What a column holds for a row. Fields that are no column give `undefined`: read the event for those. */
  value(row: RowId, name: FieldName): FieldValue {
    const column = this.coded.get(name);
    if (column !== undefined) {
      const code = column.codes.at(row);
      if (code === 0) return undefined;
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

  /** Bytes of the columns, dictionaries not included. */
  get columnBytes(): number {
    const coded = this.#codedList.reduce((sum, column) => sum + column.codes.bytes, 0);
    const places = this.#block.bytes + this.#offset.bytes + this.#length.bytes + this.#item.bytes;
    return coded + places + this.stageTime.bytes + this.sinceReceived.bytes + this.auditID.bytes;
  }
}
