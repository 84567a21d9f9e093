// Source over the in-memory index of local files. It caches what the last few questions had in common: the rows of a view
// and their order, which pages, facets and bars all start from.
import {arrival} from '../audit/coming.ts';
import type {AuditEvent} from '../audit/event.ts';
import type {FieldName} from '../audit/fields.ts';
import {fieldOf} from '../audit/fields.ts';
import type {Deadline} from '../index/event-search.ts';
import {groupRows} from '../index/groups.ts';
import type {RowId, RowSet} from '../index/row-set.ts';
import type {Store} from '../index/store.ts';
import type {CodedField} from '../index/table.ts';
import {nameOf, type TallyField, tallyRows} from '../index/tally.ts';
import {wholeEvents} from '../index/whole-events.ts';
import {without} from '../query/ast.ts';
import type {Columns} from './columns.ts';
import {CountedTally} from './counted-tally.ts';
import {Counters, Pauses} from './counting.ts';
import {LocalColumns} from './local-columns.ts';
import {originalsOf} from './originals.ts';
import {Pages, rowOf} from './pages.ts';
import {inputReports, notesOf} from './reports.ts';
import {idOfRow, rowReader} from './row-reader.ts';
import type {
  About,
  Call,
  EventDetail,
  EventId,
  Facet,
  Group,
  Histogram,
  Note,
  Original,
  Page,
  Partial,
  Row,
  RowsQuery,
  Source,
  Tally,
  TallyCall,
  Told,
  View,
} from './source.ts';
import {Views} from './views.ts';

export type LoadState = {
  readonly loading: boolean;
  readonly following: boolean;
  readonly name: string;
  readonly files: readonly string[];
  readonly skipped: readonly {readonly path: string; readonly reason: string}[];
  readonly total?: number;
  readonly notes: readonly Note[];
};

export class LocalSource implements Source {
  readonly #store: Store;
  readonly #views: Views;
  readonly #pages: Pages;
  readonly #counters: Counters;
  readonly #listeners = new Set<() => void>();
  /** The event that was read last, for as long as somebody has it: what is asked next is often about the same. */
  #opened: {readonly row: RowId; readonly detail: WeakRef<EventDetail>} | undefined;
  readonly #state: () => LoadState;
  readonly #loaded: Promise<void>;
  readonly #close: () => Promise<void>;
  readonly columns: Columns;

  /** `loaded` is settled when there is nothing more to read. */
  constructor(store: Store, state: () => LoadState, loaded: Promise<void>, close: () => Promise<void>) {
    this.#store = store;
    this.#views = new Views(store);
    this.#pages = new Pages(store, this.#views);
    this.#counters = new Counters(store);
    this.columns = new LocalColumns(store, this.#views, async (view, call) => {
      const rows = await this.#answer(view, call);
      return {rows, ...this.#partial(rows.unknown, rows.care)};
    });
    this.#state = state;
    this.#loaded = loaded;
    this.#close = close;
  }

  about(): About {
    const {loading, following, name, files, skipped, total, notes} = this.#state();
    const {extent} = this.#store;
    return {
      name,
      files,
      events: this.#store.events,
      requests: this.#store.requests.count,
      ...(this.#store.alerts === 0 ? {} : {alerts: this.#store.alerts}),
      bytes: {read: this.#store.bytesRead, ...(total === undefined ? {} : {total})},
      loading,
      ...(extent === undefined ? {} : {extent}),
      problems: this.#store.problems.counts(),
      following,
      inputs: inputReports(this.#store.inputs.all(), skipped),
      notes: [...notes, ...notesOf(this.#store)],
    };
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells the listeners that `about` changed. */
  changed(): void {
    for (const listener of this.#listeners) listener();
  }

  async rows(view: View, query: RowsQuery, call?: Call): Promise<Told<Page>> {
    const rows = await this.#answer(view, call);
    const page =
      this.#pages.near(rows, query) ?? (await new Pauses(call?.signal).through(this.#pages.listed(rows, query)));
    const unsorted = this.#views.unsorted(rows, query.order);
    return {
      rows: page.rows.map(rowReader(this.#store, query.cells).read),
      index: page.index,
      total: page.total,
      ...(unsorted === 0 ? {} : {unsorted}),
      ...this.#partial(rows.unknown, rows.care),
    };
  }

  async facets(
    view: View,
    fields: readonly FieldName[],
    top: number,
    call?: Call,
  ): Promise<Told<{readonly facets: readonly Facet[]}>> {
    let partial: {readonly partial?: Partial} = {};
    const deadline = deadlineOf(call);
    const pauses = new Pauses(call?.signal);
    const bySet = new Map<RowSet, CodedField[]>();
    for (const field of fields) {
      const column = this.#store.table.coded.get(field);
      if (column === undefined)
        throw new Error(`${fieldOf(field).label} cannot be counted: it is no column of the index.`);
      // Choosing a stage always means events of that stage, so that is what its facet counts.
      const stages = field === 'stage' ? 'all' : view.stages;
      const rows = await this.#answer({...view, where: without(view.where, field), stages}, call, deadline);
      partial = {...partial, ...this.#partial(rows.unknown, rows.care)};
      const columns = bySet.get(rows.set) ?? [];
      bySet.set(rows.set, columns);
      columns.push(column);
      await pauses.perhaps();
    }
    const {facets, approx} = await this.#counters.facets(bySet, top, pauses);
    return {facets: fields.map(field => facets.get(field)!), ...partial, ...(approx ? {approx} : {})};
  }

  async histogram(view: View, bars: number, call?: Call): Promise<Told<Histogram>> {
    const rows = await this.#answer(view, call);
    const {extent} = this.#store;
    const from = view.from ?? extent?.from ?? 0;
    const to = view.to === undefined ? (extent?.to ?? from) : view.to - 1;
    const histogram = await this.#counters.histogram(rows.set, [from, Math.max(from, to)], bars, call?.signal);
    return {...histogram, ...this.#partial(rows.unknown, rows.care)};
  }

  async groups(view: View, by: readonly FieldName[], call?: Call): Promise<Told<{readonly groups: readonly Group[]}>> {
    const rows = await this.#answer(view, call);
    return {groups: groupRows(rows.set, by, this.#store.table), ...this.#partial(rows.unknown, rows.care)};
  }

  async tally(
    view: View,
    by: readonly TallyField[],
    samples: number,
    call?: TallyCall,
  ): Promise<Told<{readonly tallies: readonly Tally[]}>> {
    const rows = await this.#answer(view, call);
    const {values} = rowReader(this.#store, by.map(nameOf));
    const id = (row: RowId) => idOfRow(this.#store, row);
    const work = tallyRows(rows.set, by, this.#store.table, samples, values, call?.among);
    const counted = await new Pauses(call?.signal).through(work);
    return {tallies: counted.map(tally => new CountedTally(tally, id)), ...this.#partial(rows.unknown, rows.care)};
  }

  /** Parsed in pieces where keys may come in between: that costs half as much again. */
  async event(id: EventId, call?: Call): Promise<EventDetail> {
    if (call?.patienceMs === undefined) return this.#store.detail(rowOf(id));
    const detail = await this.opening(id, call);
    const pauses = new Pauses(call.signal);
    for (const body of [detail.event.requestObject, detail.event.responseObject]) await pauses.through(arrival(body));
    return detail;
  }

  async opening(id: EventId, call?: Call): Promise<EventDetail> {
    const row = rowOf(id);
    const known = this.#opened?.row === row ? this.#opened.detail.deref() : undefined;
    if (known !== undefined) return known;
    const detail = await new Pauses(call?.signal).through(this.#store.opening(row));
    this.#opened = {row, detail: new WeakRef(detail)};
    return detail;
  }

  events(ids: readonly EventId[], call?: Call): Promise<readonly (AuditEvent | undefined)[]> {
    const isGone = (row: RowId) => this.#store.isDropped(row);
    return new Pauses(call?.signal).through(wholeEvents(this.#store.table, ids.map(rowOf), isGone));
  }

  async related(id: EventId, cells: readonly FieldName[]): Promise<readonly Row[]> {
    return this.#store.requests.rowsOf(rowOf(id)).map(rowReader(this.#store, cells).read);
  }

  originals(): Promise<readonly Original[]> {
    return originalsOf(this.#store.inputs.entries());
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    await this.#close();
  }

  /** The rows of a view. Without patience it waits until everything is read and searched. */
  async #answer(view: View, call: Call | undefined, deadline = deadlineOf(call)) {
    call?.signal?.throwIfAborted();
    if (call?.patienceMs === undefined) await this.#loaded;
    return new Pauses(call?.signal).through(this.#views.rowsOf(view, deadline));
  }

  #partial(unknown: number, care: number): {readonly partial?: Partial} {
    if (unknown > 0) return {partial: {why: 'searching', done: care === 0 ? 1 : 1 - unknown / care}};
    const {loading, total} = this.#state();
    if (!loading) return {};
    return {
      partial: {
        why: 'loading',
        done: total === undefined || total === 0 ? 0 : Math.min(1, this.#store.bytesRead / total),
      },
    };
  }
}

function deadlineOf(call: Call | undefined): Deadline {
  if (call?.patienceMs === undefined) return {isBounded: false, passed: () => false};
  // Counted from when a search asks first: what comes before that pauses by itself, and must not leave it without any time.
  const {patienceMs} = call;
  let until: number | undefined;
  return {
    isBounded: true,
    passed: () => {
      const now = performance.now();
      until ??= now + patienceMs;
      return now > until;
    },
  };
}
