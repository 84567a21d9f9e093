// Questions to a source, between keys and frames: long work pauses, and stops when it is not wanted any more.
import {setImmediate as nextTurn} from 'node:timers/promises';
import type {AuditEvent} from '../../audit/event.ts';
import type {FieldName} from '../../audit/fields.ts';
import type {Micros} from '../../audit/time.ts';
import {and, type Expr} from '../../query/ast.ts';
import {Pauses} from '../../source/counting.ts';
import type {EventId, Row, Source, Tally, TallyCall, View} from '../../source/source.ts';
import {exprOf, isColumns} from './compile.ts';

/** Searching goes on for so long at a time, in milliseconds. */
const PATIENCE_MS = 8;
/** Rows asked for at a time. */
const PAGE = 2000;

/** Events held at a time: some have bodies of megabytes. */
const BATCH = 32;

/** stageTimestamp in [from, to). */
export type Span = {readonly from?: Micros; readonly to?: Micros};

/** What ended, or went on as a stream: one or two events a request. */
export const ANSWERED: Expr = exprOf('stage:ResponseStarted,ResponseComplete,Panic');

/** A class because the pauses of all questions count together. */
export class Asking {
  readonly source: Source;
  readonly signal: AbortSignal | undefined;
  readonly #where: Expr;
  readonly #pauses: Pauses;

  /** @param where what all questions are limited to */
  constructor(source: Source, where: Expr, signal?: AbortSignal) {
    this.source = source;
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

  async tally(
    where: Expr,
    span: Span,
    by: readonly FieldName[],
    samples: number,
    among?: TallyCall['among'],
  ): Promise<readonly Tally[]> {
    const view = this.#view(where, span);
    await this.#searched(view);
    const call = {...this.#call(), ...(among === undefined ? {} : {among})};
    const {tallies} = await this.source.tally(view, by, samples, call);
    await this.pause();
    return tallies;
  }

  /** All rows in the order of time. */
  async *rows(where: Expr, span: Span, cells: readonly FieldName[]): AsyncGenerator<Row> {
    const view = this.#view(where, span);
    await this.#searched(view);
    for (let last: EventId | undefined; ; ) {
      const place = last === undefined ? {} : {at: last};
      const {rows} = await this.source.rows(view, {order: ORDER, limit: PAGE, cells, ...place}, this.#call());
      const fresh = rows[0]?.id.place === last?.place ? rows.slice(1) : rows;
      yield* fresh;
      await this.pause();
      if (rows.length < PAGE || fresh.length === 0) return;
      last = rows.at(-1)!.id;
    }
  }

  /** undefined if it can not be read any more. */
  async event(id: EventId): Promise<AuditEvent | undefined> {
    return (await this.#events([id]))[0];
  }

  /** Rows with their events, but those that can not be read any more. */
  async *withEvents(
    where: Expr,
    span: Span,
    cells: readonly FieldName[],
  ): AsyncGenerator<Row & {readonly event: AuditEvent}> {
    for await (const rows of this.#batches(where, span, cells)) {
      const events = await this.#events(rows.map(({id}) => id));
      for (const [i, event] of events.entries()) if (event !== undefined) yield {...rows[i]!, event};
    }
  }

  /** Each with the event that it names, if it names one that can still be read. */
  async *eachWith<T>(
    items: readonly T[],
    idOf: (item: T) => EventId | undefined,
  ): AsyncGenerator<readonly [T, AuditEvent | undefined]> {
    for (let from = 0; from < items.length; from += BATCH) {
      const batch = items.slice(from, from + BATCH).map(item => ({item, id: idOf(item)}));
      const events = await this.#events(batch.flatMap(({id}) => id ?? []));
      let next = 0;
      for (const {item, id} of batch) yield [item, id === undefined ? undefined : events[next++]];
    }
  }

  async *#batches(where: Expr, span: Span, cells: readonly FieldName[]): AsyncGenerator<readonly Row[]> {
    let batch: Row[] = [];
    for await (const row of this.rows(where, span, cells)) {
      batch.push(row);
      if (batch.length < BATCH) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }

  async #events(ids: readonly EventId[]): Promise<readonly (AuditEvent | undefined)[]> {
    await this.pause();
    const {source} = this;
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

const ORDER = {field: 'stageTimestamp', descending: false} as const;
