// Columns of the local index: codes are those of its dictionaries, events are numbered by their rows, so that nothing is made of
// very many rows but copies of numbers.
import type {FieldName, FieldValue} from '../audit/fields.ts';
import type {Steps} from '../audit/steps.ts';
import {SEGMENT_BITS, SEGMENT_MASK} from '../index/column.ts';
import {type Counted, countRows} from '../index/count-rows.ts';
import type {Counts} from '../index/counts.ts';
import {UNINDEXED} from '../index/dictionary.ts';
import type {RowId} from '../index/row-set.ts';
import type {Store} from '../index/store.ts';
import type {CodedField} from '../index/table.ts';
import {countedColumn, valueAt} from '../index/tally.ts';
import type {Columns, RowColumns, TallyColumns} from './columns.ts';
import {Pauses} from './counting.ts';
import {idOfRow, rowReader} from './row-reader.ts';
import {type Call, type EventId, type TallyCall, TIME_ORDER, type Told, type View} from './source.ts';
import type {ViewRows, Views} from './views.ts';

/** Codes from here on are of values that the index has no code for. */
const OWN = 0x8000_0000;

/** Rows copied between two pauses. */
const STRIDE = 1 << 15;

/** Values of a field past the limit of its dictionary. */
class Overflow {
  readonly #values: FieldValue[] = [];
  readonly #codes = new Map<string, number>();

  codeOf(value: FieldValue): number {
    const text = JSON.stringify(value);
    const known = this.#codes.get(text) ?? OWN + this.#values.push(value) - 1;
    this.#codes.set(text, known);
    return known;
  }

  find(value: FieldValue): number | undefined {
    return this.#codes.get(JSON.stringify(value));
  }

  value(code: number): FieldValue {
    return this.#values[code - OWN];
  }
}

/** The code of empty text, which counts as absent; that of no row if there is none. */
const emptyCode = ({kind, dictionary}: CodedField): number =>
  kind === 'text' ? (dictionary.find('') ?? UNINDEXED) : UNINDEXED;

/** The rows of a view, as a source answers with them. */
type Answer = (view: View, call: Call | undefined) => Promise<Told<{readonly rows: ViewRows}>>;

/** A class because codes past the limits of dictionaries stay what they are. */
export class LocalColumns implements Columns {
  readonly #store: Store;
  readonly #views: Views;
  readonly #answer: Answer;
  readonly #overflow = new Map<FieldName, Overflow>();

  constructor(store: Store, views: Views, answer: Answer) {
    this.#store = store;
    this.#views = views;
    this.#answer = answer;
  }

  async rows(view: View, cells: readonly FieldName[], call?: Call): Promise<Told<RowColumns>> {
    const {rows, ...told} = await this.#answer(view, call);
    const pauses = new Pauses(call?.signal);
    const ordered = await pauses.through(this.#views.ordering(rows, TIME_ORDER));
    return {...(await pauses.through(this.#rows(ordered, cells))), ...told};
  }

  async tally(view: View, by: readonly FieldName[], samples: number, call?: TallyCall): Promise<Told<TallyColumns>> {
    const {rows, ...told} = await this.#answer(view, call);
    return {...(await new Pauses(call?.signal).through(this.#tally(rows, by, samples, call?.among))), ...told};
  }

  values(field: FieldName): (code: number) => FieldValue {
    const column = this.#column(field);
    return code => (code >= OWN ? this.#overflow.get(field)?.value(code) : valueAt(column, code));
  }

  code(field: FieldName, text: string): number | undefined {
    const {kind, dictionary} = this.#column(field);
    if (text === '') return 0;
    return (kind === 'text' ? dictionary.find(text) : undefined) ?? this.#overflow.get(field)?.find(text);
  }

  id(event: number): EventId {
    return idOfRow(this.#store, event);
  }

  #column(name: FieldName): CodedField {
    return countedColumn(this.#store.table, name);
  }

  /** Of a value that stands in the event alone, or beside one that does. */
  #codeOf(column: CodedField, value: FieldValue): number {
    if (value === undefined || value === '' || (typeof value === 'object' && value.length === 0)) return 0;
    const {name} = column.field;
    const own =
      column.kind === 'list'
        ? column.dictionary.find(value as readonly string[])
        : column.dictionary.find(String(value));
    if (own !== undefined) return own;
    const overflow = this.#overflow.get(name) ?? new Overflow();
    this.#overflow.set(name, overflow);
    return overflow.codeOf(value);
  }

  /** Pauses now and then. */
  *#rows(rows: Uint32Array, cells: readonly FieldName[]): Steps<RowColumns> {
    const {stageTime} = this.#store.table;
    const times = new Float64Array(rows.length);
    for (let i = 0; i < rows.length; i++) {
      const time = stageTime.at(rows[i]!);
      times[i] = time === Number.NEGATIVE_INFINITY ? 0 : time;
      if (i % STRIDE === STRIDE - 1) yield;
    }
    const columns: Uint32Array[] = [];
    for (const name of cells) {
      columns.push(this.#cellsOf(name, rows));
      yield;
    }
    return {events: rows, times, cells: columns};
  }

  #cellsOf(name: FieldName, rows: Uint32Array): Uint32Array {
    const column = this.#column(name);
    const empty = emptyCode(column);
    const {values} = rowReader(this.#store, [name]);
    const codes = new Uint32Array(rows.length);
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      const code = column.codes.segment(row >>> SEGMENT_BITS)[row & SEGMENT_MASK]!;
      codes[i] = code === UNINDEXED ? this.#codeOf(column, values(row)[0]) : code === empty ? 0 : code;
    }
    return codes;
  }

  /** Pauses now and then. */
  *#tally({set}: ViewRows, by: readonly FieldName[], samples: number, among: TallyCall['among']): Steps<TallyColumns> {
    const columns = by.map(name => this.#column(name));
    const {values: read} = rowReader(this.#store, by);
    const counted = columns.map(column => ({column, size: column.dictionary.size}));
    const options = {samples, read: (row: RowId) => read(row), among, whole: false};
    return yield* this.#written(columns, yield* countRows(set, counted, this.#store.table, options));
  }

  *#written(columns: readonly CodedField[], {ids, counts, others, otherCounts}: Counted): Steps<TallyColumns> {
    const known = ids.size;
    const size = known + others.length;
    const keys: Uint32Array[] = [];
    for (const [field, column] of columns.entries()) {
      const empty = emptyCode(column);
      const codes = new Uint32Array(size);
      for (let id = 0; id < known; id++) {
        const code = ids.codeAt(id, field);
        codes[id] = code === empty ? 0 : code;
      }
      for (const [i, key] of others.entries()) codes[known + i] = this.#codeOf(column, key[field]);
      keys.push(codes);
      yield;
    }
    const both = <T extends Uint32Array | Float64Array>(into: T, read: (all: Counts) => T): T => {
      into.set(read(counts).subarray(0, known));
      into.set(read(otherCounts).subarray(0, others.length), known);
      return into;
    };
    const sampled = both(new Uint32Array(size), all => all.sampled);
    const starts = new Uint32Array(size + 1);
    for (let i = 0; i < size; i++) starts[i + 1] = starts[i]! + sampled[i]!;
    const events = new Uint32Array(starts[size]!);
    for (let i = 0; i < size; i++)
      events.set(i < known ? counts.samplesOf(i) : otherCounts.samplesOf(i - known), starts[i]);
    return {
      size,
      keys,
      counts: both(new Uint32Array(size), all => all.rows),
      from: both(new Float64Array(size), all => all.from),
      to: both(new Float64Array(size), all => all.to),
      events,
      starts,
    };
  }
}
