// Source over a table of ClickHouse: every question becomes a query, and nothing of the log is kept here.
import {STAGES} from '../../audit/event.ts';
import type {FieldName} from '../../audit/fields.ts';
import {grouped} from '../../audit/numbers.ts';
import {EVERYTHING, without} from '../../query/ast.ts';
import type {
  About,
  Call,
  EventDetail,
  EventId,
  Facet,
  Group,
  Histogram,
  Order,
  Page,
  Row,
  RowsQuery,
  Source,
  Tally,
  TallyField,
  Told,
  View,
} from '../source.ts';
import {countQuery, histogramQuery, readCount, readHistogram, scaleOf} from './counts.ts';
import type {Engine} from './engine.ts';
import {eventQuery, readEvent, readEvents, relatedQuery} from './event.ts';
import {facetsQuery, readFacets} from './facets.ts';
import {Failure} from './failure.ts';
import {groupsQuery, readGroups, readTallies, talliesQuery} from './groups.ts';
import {Jobs} from './jobs.ts';
import {Joined} from './joined.ts';
import {lacksOf} from './lacks.ts';
import type {Layout} from './layout.ts';
import type {News} from './news.ts';
import {eventPage, nearPage} from './pages.ts';
import {fieldSql, type PageQuery, placeCondition, readPage, valuesQuery} from './rows.ts';
import {all, not, type Sql, TRUE} from './sql.ts';
import {isCheap} from './translate.ts';

/** So long a page waits for the number of all its rows, in milliseconds, before it is shown without. */
const COUNT_MS = 120;

/** So many events are fetched from a server by what has to see all of them. */
const FETCHED_EVENTS = 500_000;

/** What is there is done. */
const meanOf = (done: readonly (unknown | number)[]): number =>
  done.reduce((sum: number, each) => sum + (typeof each === 'number' ? each : 1), 0) / done.length;

const costOf = (events: number) =>
  `${grouped(events)} events are on the server, and this would fetch them all: open a part, with --since and --until.`;

export type Opened = {
  readonly engine: Engine;
  readonly layout: Layout;
  /** As the header and the place of an event have it. */
  readonly name: string;
  readonly news: News;
  /** Events up to which requests are joined exactly. */
  readonly exactEvents: number;
};

export class ClickHouseSource implements Source {
  readonly #jobs: Jobs;
  readonly #engine: Engine;
  readonly #layout: Layout;
  readonly #name: string;
  readonly #news: News;
  readonly #joined: Joined;

  constructor({engine, layout, name, news, exactEvents}: Opened) {
    this.#engine = engine;
    this.#layout = layout;
    this.#name = name;
    this.#news = news;
    this.#jobs = new Jobs(engine);
    news.onChange(() => this.#jobs.renew());
    this.#joined = new Joined(this.#jobs, layout, news, exactEvents);
    void this.#countRequests();
  }

  about(): About {
    const {events, extent, bytes, requests, notes, isFollowing} = this.#news;
    return {
      name: this.#name,
      files: [],
      events,
      requests: requests ?? events,
      bytes: {read: bytes},
      loading: false,
      ...(extent === undefined ? {} : {extent}),
      problems: [],
      following: isFollowing,
      ...(events > FETCHED_EVENTS ? {costly: costOf(events)} : {}),
      ...lacksOf(this.#layout),
      notes: [...notes, ...this.#joined.notes],
    };
  }

  onChange(listener: () => void): () => void {
    return this.#news.onChange(listener);
  }

  async rows(view: View, query: RowsQuery, call?: Call): Promise<Told<Page>> {
    const asked = await this.#placed(query, call);
    // The server does what is asked first with all that it has: rows are what is waited for, their number may come later.
    const rows = await this.#page(view, asked, call);
    const counted = await this.#counted(view, TRUE, call);
    const index = await this.#indexOf(view, asked, rows.length, counted, call);
    const told = {...(index === undefined ? {} : {index}), ...this.#joined.approx(view)};
    if (typeof counted === 'number') return {rows, total: counted, ...told};
    return {rows, total: rows.length, ...told, partial: {why: 'searching', done: counted.done}};
  }

  async facets(
    view: View,
    fields: readonly FieldName[],
    top: number,
    call?: Call,
  ): Promise<Told<{readonly facets: readonly Facet[]}>> {
    const together = new Map<string, {readonly view: View; readonly fields: FieldName[]}>();
    for (const field of fields) {
      // Choosing a stage always means events of that stage, so that is what its facet counts.
      const own = {
        ...view,
        where: without(view.where, field),
        stages: field === 'stage' ? 'all' : view.stages,
      } as const;
      const isApart = !this.#layout.fields.has(field);
      const key = JSON.stringify([own.where, own.stages, isApart && field]);
      const group = together.get(key) ?? {view: own, fields: []};
      together.set(key, group);
      group.fields.push(field);
    }
    const counted = await Promise.all([...together.values()].map(group => this.#facetsOf(group, fields, top, call)));
    const late = counted.filter(each => typeof each === 'number');
    // Of the groups that are there, the others are asked for again with them, and answered at once.
    if (late.length > 0) return {facets: [], partial: {why: 'searching', done: meanOf(counted)}};
    const byField = new Map(
      counted.flatMap(each => (typeof each === 'number' ? [] : each)).map(one => [one.field, one]),
    );
    return {facets: fields.map(field => byField.get(field)!), ...this.#joined.approx(view)};
  }

  /** Those of one filter, or how far the server is with them. Whoever wants one alone waits for it. */
  async #facetsOf(
    group: {readonly view: View; readonly fields: readonly FieldName[]},
    all: readonly FieldName[],
    top: number,
    call: Call | undefined,
  ): Promise<readonly Facet[] | number> {
    const isPatient = call?.patienceMs === undefined || all.length === 1;
    const ms = Math.max(COUNT_MS, call?.patienceMs ?? 0);
    const where = await (isPatient
      ? this.#joined.where(group.view, call)
      : this.#joined.whereWithin(group.view, ms, call));
    if (typeof where === 'number') return where;
    const [first] = group.fields;
    if (!this.#layout.fields.has(first!)) return [await this.#absent(first!, where, call)];
    const query = facetsQuery(group.fields, where, top, this.#layout);
    const rows = isPatient ? await this.#jobs.ask(query, call) : await this.#jobs.askFor(query, ms, call);
    return typeof rows === 'number' ? rows : readFacets(group.fields, rows, top);
  }

  async histogram(view: View, bars: number, call?: Call): Promise<Told<Histogram>> {
    const {extent} = this.#news;
    const from = view.from ?? extent?.from ?? 0;
    const to = view.to === undefined ? (extent?.to ?? from) : view.to - 1;
    const scale = scaleOf(from, Math.max(from, to), bars);
    const rows = await this.#jobs.ask(histogramQuery(await this.#joined.where(view, call), scale, this.#layout), call);
    return {...readHistogram(rows, scale), ...this.#joined.approx(view)};
  }

  async groups(view: View, by: readonly FieldName[], call?: Call): Promise<Told<{readonly groups: readonly Group[]}>> {
    const rows = await this.#jobs.ask(groupsQuery(by, await this.#joined.where(view, call), this.#layout), call);
    return {groups: readGroups(rows), ...this.#joined.approx(view)};
  }

  async tally(
    view: View,
    by: readonly TallyField[],
    samples: number,
    call?: Call,
  ): Promise<Told<{readonly tallies: readonly Tally[]}>> {
    const rows = await this.#jobs.ask(
      talliesQuery(by, samples, await this.#joined.where(view, call), this.#layout),
      call,
    );
    return {tallies: readTallies(rows, by, samples), ...this.#joined.approx(view)};
  }

  async event(id: EventId, call?: Call): Promise<EventDetail> {
    return readEvent(id, await this.#jobs.ask(eventQuery(id, this.#layout), call), this.#layout, this.#name);
  }

  details(ids: readonly EventId[], call?: Call): AsyncIterable<EventDetail | undefined> {
    // Not kept, as answers to questions of the screen are: an export passes by once.
    return readEvents(ids, this.#layout, this.#name, query => this.#engine.query(query, call));
  }

  async related(id: EventId, cells: readonly FieldName[], call?: Call): Promise<readonly Row[]> {
    const found = readPage(await this.#jobs.ask(relatedQuery(id, cells, this.#layout), call), {cells, back: false});
    const stages = STAGES.filter(stage => found.some(({row}) => row.id.stage === stage));
    return found.map(({row}) => ({...row, stages}));
  }

  async close(): Promise<void> {
    this.#news.close();
    this.#joined.close();
    this.#jobs.close();
    await this.#engine.close();
  }

  async #placed({order, at, back, limit, cells}: RowsQuery, call: Call | undefined): Promise<PageQuery> {
    const query = {order, back: back === true, limit, cells};
    if (at === undefined) return query;
    // A moment is no place in another order than that of time: the beginning stands for it.
    if (typeof at === 'number')
      return order.field === 'stageTimestamp' ? {...query, at} : {...query, limit: back === true ? 0 : limit};
    return {...query, at: {id: at, values: await this.#valuesOf(at, order, call)}};
  }

  async #page(view: View, query: PageQuery, call: Call | undefined): Promise<readonly Row[]> {
    if (query.limit === 0) return [];
    const ask = (asked: Sql) => this.#jobs.ask(asked, call);
    const placed = async (id: EventId) => ({id, values: await this.#valuesOf(id, query.order, call)});
    return (
      (await nearPage(ask, view, query, this.#layout, placed)) ??
      (await eventPage(ask, await this.#joined.where(view, call), query, this.#layout))
    );
  }

  /** What an event is sorted by besides its time. */
  async #valuesOf(id: EventId, order: Order, call: Call | undefined): Promise<readonly unknown[]> {
    if (order.field === 'stageTimestamp') return [];
    const [values] = await this.#jobs.ask(valuesQuery(id, order, this.#layout), call);
    if (values === undefined) throw new Failure('The row from which to go on is not in the table any more.');
    return values;
  }

  /** The facet of a field that no event has. @throws Unsupported if it is the table that does not have it */
  async #absent(field: FieldName, where: Sql, call: Call | undefined): Promise<Facet> {
    fieldSql(field, this.#layout);
    const count = readCount(await this.#jobs.ask(countQuery(where, this.#layout), call));
    return {field, values: count === 0 ? [] : [{value: undefined, count}], distinct: count === 0 ? 0 : 1};
  }

  /** The number of rows of a view that are also in `place`, or how far the server is with counting them. */
  async #counted(view: View, place: Sql, call: Call | undefined): Promise<number | {readonly done: number}> {
    const query = (where: Sql) => countQuery(all([where, place]), this.#layout);
    if (call?.patienceMs === undefined)
      return readCount(await this.#jobs.ask(query(await this.#joined.where(view, call)), call));
    const patience = Math.max(COUNT_MS, call.patienceMs);
    const where = await this.#joined.whereWithin(view, patience, call);
    if (typeof where === 'number') return {done: where};
    const answer = await this.#jobs.askFor(query(where), patience, call);
    return typeof answer === 'number' ? {done: answer} : readCount(answer);
  }

  /** How many rows lie before the page, where that is known or costs little to know. */
  async #indexOf(
    view: View,
    query: PageQuery,
    shown: number,
    counted: number | {readonly done: number},
    call: Call | undefined,
  ): Promise<number | undefined> {
    if (query.at === undefined) {
      if (!query.back) return 0;
      return typeof counted === 'number' ? Math.max(0, counted - shown) : undefined;
    }
    if (typeof counted !== 'number' || query.order.field !== 'stageTimestamp') return undefined;
    if (!isCheap(view.where, this.#layout)) return undefined;
    const before = query.back ? placeCondition(query, this.#layout) : not(placeCondition(query, this.#layout));
    const count = await this.#counted(view, before, call);
    if (typeof count !== 'number') return undefined;
    return query.back ? Math.max(0, count - shown) : count;
  }

  /** For the header, which can wait for it. */
  async #countRequests(): Promise<void> {
    const count = await this.#counted({where: EVERYTHING, stages: 'latest'}, TRUE, undefined).catch(() => undefined);
    if (typeof count === 'number') this.#news.tellRequests(count);
  }
}
