// Questions to a source, between keys and frames: long work pauses, and stops when it is not wanted any more.
import {setImmediate as nextTurn} from 'node:timers/promises';
import type {AuditEvent} from '../../audit/event.ts';
import type {FieldName, FieldValue} from '../../audit/fields.ts';
import type {Micros} from '../../audit/time.ts';
import {and, type Expr} from '../../query/ast.ts';
import type {Columns, RowColumns, TallyColumns} from '../../source/columns.ts';
import {columnsOf} from '../../source/columns-of.ts';
import {Pauses} from '../../source/counting.ts';
import type {EventId, Source, TallyCall, View} from '../../source/source.ts';
import {exprOf, isColumns} from './compile.ts';
import {SomeEvents} from './seen.ts';

/** Searching goes on for so long at a time, in milliseconds. */
const PATIENCE_MS = 8;

/** Events held at a time: some have bodies of megabytes. */
const BATCH = 32;

/** stageTimestamp in [from, to). */
export type Span = {readonly from?: Micros; readonly to?: Micros};

/** What ended, or went on as a stream: one or two events a request. */
export const ANSWERED: Expr = exprOf('stage:ResponseStarted,ResponseComplete,Panic');

/** Equal requests as an object, for where there are few kinds of them. */
export class Kind extends SomeEvents {
  readonly key: readonly FieldValue[];
  readonly count: number;
  /** The least and the greatest time; absent where none of them has one. */
  readonly times: readonly [from: Micros, to: Micros] | undefined;

  constructor(
    columns: Columns,
    events: readonly number[],
    key: readonly FieldValue[],
    count: number,
    times: Kind['times'],
  ) {
    super(columns, events);
    this.key = key;
    this.count = count;
    this.times = times;
  }
}

/** One of the rows that a question gave. */
export type OneRow = {
  readonly id: EventId;
  readonly cells: readonly FieldValue[];
};

/** A class because the pauses of all questions count together. */
export class Asking {
  readonly source: Source;
  readonly columns: Columns;
  readonly signal: AbortSignal | undefined;
  readonly #where: Expr;
  readonly #pauses: Pauses;

  /** @param where what all questions are limited to */
  constructor(source: Source, where: Expr, signal?: AbortSignal) {
    this.source = source;
    this.columns = columnsOf(source);
    this.#where = where;
    this.signal = signal;
    this.#pauses = new Pauses(signal);
  }

  pause(): Promise<void> {
    return this.#pauses.perhaps();
  }

  /** Whether it is time for a pause: what is awaited for nothing, for each of very many, costs more than they do. */
  get isDue(): boolean {
    return this.#pauses.isDue;
  }

  #view(where: Expr, span: Span): View {
    return {where: and(this.#where, where), stages: 'all', ...span};
  }

  /** Waits until all of the text that is asked for was looked for; columns answer at once. */
  async #searched(view: View): Promise<void> {
    if (isColumns(view.where)) return;
    for (;;) {
      // One bar needs no order of the rows.
      const {partial} = await this.source.histogram(view, 1, this.#call());
      if (partial?.why !== 'searching') return;
      await nextTurn();
      this.signal?.throwIfAborted();
    }
  }

  #call() {
    return {patienceMs: PATIENCE_MS, ...(this.signal === undefined ? {} : {signal: this.signal})};
  }

  /** Equal requests counted together, in columns. */
  async counts(
    where: Expr,
    span: Span,
    by: readonly FieldName[],
    samples: number,
    among?: TallyCall['among'],
  ): Promise<TallyColumns> {
    const view = this.#view(where, span);
    await this.#searched(view);
    const call = {...this.#call(), ...(among === undefined ? {} : {among})};
    const counts = await this.columns.tally(view, by, samples, call);
    await this.pause();
    return counts;
  }

  /** The same as objects. */
  async tally(where: Expr, span: Span, by: readonly FieldName[], samples: number): Promise<readonly Kind[]> {
    const {size, keys, counts, from, to, events, starts} = await this.counts(where, span, by, samples);
    const values = by.map(name => this.columns.values(name));
    return Array.from({length: size}, (_, i) => {
      const key = values.map((value, field) => value(keys[field]![i]!));
      const times = from[i]! <= to[i]! ? ([from[i]!, to[i]!] as const) : undefined;
      return new Kind(this.columns, [...events.subarray(starts[i], starts[i + 1])], key, counts[i]!, times);
    });
  }

  /** All rows in the order of time, in columns. */
  async rowColumns(where: Expr, span: Span, cells: readonly FieldName[]): Promise<RowColumns> {
    const view = this.#view(where, span);
    await this.#searched(view);
    const rows = await this.columns.rows(view, cells, this.#call());
    await this.pause();
    return rows;
  }

  /** The same, each row when it is its turn. */
  async rows(where: Expr, span: Span, cells: readonly FieldName[]): Promise<Iterable<OneRow>> {
    return this.#each(await this.rowColumns(where, span, cells), cells);
  }

  *#each(rows: RowColumns, cells: readonly FieldName[]): Iterable<OneRow> {
    const values = cells.map(name => this.columns.values(name));
    for (let row = 0; row < rows.events.length; row++)
      yield {
        id: this.columns.id(rows.events[row]!),
        cells: values.map((value, i) => value(rows.cells[i]![row]!)),
      };
  }

  /** Places of rows in columns with their events, but those that cannot be read any more; some at a time. */
  async *withEvents(rows: RowColumns): AsyncGenerator<readonly (readonly [row: number, event: AuditEvent])[]> {
    const places = Array.from(rows.events, (_, row) => row);
    for await (const batch of this.batchesWith(places, place => this.columns.id(rows.events[place]!)))
      yield batch.flatMap(([row, event]) => (event === undefined ? [] : [[row, event] as const]));
  }

  /** Each with the event that it names, if it names one that can still be read. */
  async *eachWith<T>(
    items: readonly T[],
    idOf: (item: T) => EventId | undefined,
  ): AsyncGenerator<readonly [T, AuditEvent | undefined]> {
    for await (const batch of this.batchesWith(items, idOf)) yield* batch;
  }

  /** The same some at a time, for very many: what is awaited for each of them costs more than most do. */
  async *batchesWith<T>(
    items: readonly T[],
    idOf: (item: T) => EventId | undefined,
  ): AsyncGenerator<readonly (readonly [T, AuditEvent | undefined])[]> {
    for (let from = 0; from < items.length; from += BATCH) {
      const batch = items.slice(from, from + BATCH).map(item => ({item, id: idOf(item)}));
      const events = await this.#events(batch.flatMap(({id}) => id ?? []));
      let next = 0;
      yield batch.map(({item, id}) => [item, id === undefined ? undefined : events[next++]] as const);
    }
  }

  async #events(ids: readonly EventId[]): Promise<readonly (AuditEvent | undefined)[]> {
    await this.pause();
    const {source} = this;
    if (ids.length === 0) return [];
    return source.events === undefined
      ? Promise.all(ids.map(id => this.#oneByOne(id)))
      : source.events(ids, this.#call());
  }

  async #oneByOne(id: EventId): Promise<AuditEvent | undefined> {
    try {
      return (await this.source.event(id, this.#call())).event;
    } catch (error) {
      this.signal?.throwIfAborted();
      if (error instanceof Error) return undefined;
      throw error;
    }
  }
}
