// The least that is a Source, for whoever writes another one (docs/engines.md): events in an array, every answer worked out anew.
// An engine of its own asks its server instead; what has to come back is this.
import {setImmediate as turn} from 'node:timers/promises';
import {type AuditEvent, ROW_STAGES} from '../../src/audit/event.ts';
import {type FieldName, type FieldValue, fieldOf} from '../../src/audit/fields.ts';
import {stepFor} from '../../src/index/histogram.ts';
import {folded, nameOf} from '../../src/index/tally.ts';
import {asksForStage, without} from '../../src/query/ast.ts';
import {matches} from '../../src/query/evaluate.ts';
import {
  type About,
  type Call,
  type EventId,
  type Order,
  type Row,
  type RowsQuery,
  type Source,
  SourceFailure,
  type TallyField,
  type View,
} from '../../src/source/source.ts';

type Item = {readonly event: AuditEvent; readonly id: EventId; readonly request: string};

/** Absent is one thing, however an event says it. */
function readField({event}: Item, name: FieldName): FieldValue {
  const value = fieldOf(name).read(event);
  return value === '' || (Array.isArray(value) && value.length === 0) ? undefined : value;
}

/** Elements count one by one, equal ones once; no value is a value. */
function elementsOf(value: FieldValue): readonly (string | undefined)[] {
  if (value === undefined) return [undefined];
  return typeof value === 'object' ? [...new Set(value)] : [String(value)];
}

const rankOf = ({id}: Item): number => ROW_STAGES.indexOf(id.stage);
const isFailed = ({event}: Item): boolean => (event.responseStatus?.code ?? 0) >= 400 || event.stage === 'Panic';

/** Fields with an order of their own go by their place in it. */
function sortValue(item: Item, field: FieldName): string | number | undefined {
  const value = readField(item, field);
  if (value === undefined || typeof value === 'object') return undefined;
  const rank = fieldOf(field).values?.indexOf(String(value));
  return rank === undefined ? value : rank === -1 ? undefined : rank;
}

const byPlace = (a: Item, b: Item): number => a.id.time - b.id.time || Number(a.id.place) - Number(b.id.place);

/** The order and the cursor are one thing. Absent values are last both ways; ties are broken by time, then by place, upwards. */
function compare(a: Item, b: Item, {field, descending}: Order): number {
  if (field === 'stageTimestamp') return descending ? byPlace(b, a) : byPlace(a, b);
  const [x, y] = [sortValue(a, field), sortValue(b, field)];
  if ((x === undefined) !== (y === undefined)) return x === undefined ? 1 : -1;
  if (x === undefined || y === undefined || x === y) return byPlace(a, b);
  return (x < y ? -1 : 1) * (descending ? -1 : 1);
}

/** The latest of each request: of the last stage, and of that the last in time. */
function latestOf(items: readonly Item[]): readonly Item[] {
  const latest = new Map<string, Item>();
  for (const item of items) {
    const known = latest.get(item.request);
    if (known === undefined || (rankOf(item) - rankOf(known) || byPlace(item, known)) > 0)
      latest.set(item.request, item);
  }
  return [...latest.values()];
}

/** By nearest rank. */
const percentile = (sorted: readonly number[], share: number) =>
  sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];

function gathered<T>(items: readonly Item[], keysOf: (item: Item) => readonly T[][]) {
  const groups = new Map<string, {readonly key: readonly T[]; readonly items: Item[]}>();
  for (const item of items)
    for (const key of keysOf(item)) {
      const text = JSON.stringify(key.map(value => value ?? null));
      const group = groups.get(text) ?? {key, items: []};
      groups.set(text, group);
      group.items.push(item);
    }
  return [...groups.values()];
}

export class ExampleSource implements Source {
  readonly #items: readonly Item[];

  constructor(events: readonly AuditEvent[]) {
    this.#items = events.map((event, at): Item => {
      const time = fieldOf('stageTimestamp').read(event);
      const id = {
        time: typeof time === 'number' ? time : 0,
        auditID: event.auditID,
        stage: event.stage,
        place: String(at),
      };
      return {event, id, request: `${event.auditID} ${event.requestReceivedTimestamp}`};
    });
  }

  about(): About {
    const times = this.#items.map(({id}) => id.time);
    const {length: events} = this.#items;
    return {
      name: 'example',
      files: [],
      events,
      requests: latestOf(this.#items).length,
      bytes: {read: 0},
      loading: false,
      ...(events === 0 ? {} : {extent: {from: Math.min(...times), to: Math.max(...times)}}),
      problems: [],
      // What the explorer then shows grey.
      lacks: {files: 'The example reads no files.', alerts: 'The example holds no alerts.'},
    };
  }

  /** Nothing comes later. */
  onChange(): () => void {
    return () => undefined;
  }

  async rows(view: View, {order, at, back = false, limit, cells}: RowsQuery, call?: Call) {
    const items = (await this.#rowsOf(view, call)).toSorted((a, b) => compare(a, b, order));
    const isBefore = (item: Item) => {
      if (at === undefined) return back;
      if (typeof at === 'number') return order.descending ? item.id.time > at : item.id.time < at;
      return compare(item, this.#itemOf(at), order) < 0;
    };
    // Forward pages start at their place, backward pages end before it.
    const before = items.filter(isBefore).length;
    const [from, to] = back ? [Math.max(0, before - limit), before] : [before, before + limit];
    return {rows: items.slice(from, to).map(item => this.#row(item, cells)), index: from, total: items.length};
  }

  async facets(view: View, fields: readonly FieldName[], top: number, call?: Call) {
    const facets = fields.map(async field => {
      // A facet leaves out its own terms; that of the stage counts events.
      const own = {...view, where: without(view.where, field), ...(field === 'stage' ? {stages: 'all' as const} : {})};
      const found = gathered(await this.#rowsOf(own, call), item =>
        elementsOf(readField(item, field)).map(value => [value]),
      );
      const values = found
        .map(({key: [value], items}) => ({value, count: items.length}))
        .sort(
          (a, b) =>
            b.count - a.count || (a.value === undefined ? 1 : b.value === undefined || a.value < b.value ? -1 : 1),
        );
      return {field, values: values.slice(0, top), distinct: values.length};
    });
    return {facets: await Promise.all(facets)};
  }

  async histogram(view: View, bars: number, call?: Call) {
    const {extent} = this.about();
    const first = view.from ?? extent?.from ?? 0;
    const last = Math.max(first, view.to === undefined ? (extent?.to ?? first) : view.to - 1);
    const step = stepFor(last - first, bars);
    const from = Math.floor(first / step) * step;
    const counted = Array.from({length: Math.floor((last - from) / step) + 1}, () => ({count: 0, failed: 0}));
    for (const item of await this.#rowsOf(view, call)) {
      const bar = counted[Math.floor((item.id.time - from) / step)]!;
      bar.count++;
      if (isFailed(item)) bar.failed++;
    }
    return {from, step, bars: counted};
  }

  async groups(view: View, by: readonly FieldName[], call?: Call) {
    const keysOf = (item: Item) =>
      by
        .map(name => elementsOf(readField(item, name)))
        .reduce<(string | undefined)[][]>(
          (keys, list) => keys.flatMap(key => list.map(value => [...key, value])),
          [[]],
        );
    const groups = gathered(await this.#rowsOf(view, call), keysOf).map(({key, items}) => {
      const took = items.flatMap(item => readField(item, 'took') ?? []).map(Number);
      took.sort((a, b) => a - b);
      const [p50, p90, p99] = [0.5, 0.9, 0.99].map(share => percentile(took, share));
      return {key, count: items.length, failed: items.filter(isFailed).length, p50, p90, p99};
    });
    return {groups: groups.sort((a, b) => b.count - a.count || (String(a.key) < String(b.key) ? -1 : 1))};
  }

  async tally(view: View, by: readonly TallyField[], samples: number, call?: Call) {
    const keyOf = (item: Item) => [by.map(field => folded(field, readField(item, nameOf(field))))];
    const tallies = gathered(await this.#rowsOf(view, call), keyOf).map(({key, items}) => {
      const times = items.map(({id}) => id.time);
      return {
        key,
        count: items.length,
        failed: items.filter(isFailed).length,
        bytes: items.reduce((sum, {event}) => sum + JSON.stringify(event).length, 0),
        from: Math.min(...times),
        to: Math.max(...times),
        samples: items.slice(0, samples).map(({id}) => id),
      };
    });
    return {tallies};
  }

  async event(id: EventId) {
    const {event} = this.#itemOf(id);
    return {event, raw: JSON.stringify(event), form: 'example', at: {file: 'example', offset: -1}};
  }

  async related(id: EventId, cells: readonly FieldName[]): Promise<readonly Row[]> {
    const {request} = this.#itemOf(id);
    const all = this.#items.filter(item => item.request === request);
    return all.sort((a, b) => rankOf(a) - rankOf(b) || byPlace(a, b)).map(item => this.#row(item, cells));
  }

  async close(): Promise<void> {}

  /** The rows of a view, in no order. Here an engine would translate `where`, or refuse it with a SourceFailure. */
  async #rowsOf({where, from, to, stages}: View, call: Call | undefined): Promise<readonly Item[]> {
    await turn();
    call?.signal?.throwIfAborted();
    const hits = ({event, id}: Item) =>
      id.time >= (from ?? -Infinity) && id.time < (to ?? Infinity) && matches(where, event);
    if (stages === 'all') return this.#items.filter(hits);
    // A query for a stage looks at each event by itself; any other looks at the latest event of a request.
    return asksForStage(where) ? latestOf(this.#items.filter(hits)) : latestOf(this.#items).filter(hits);
  }

  #itemOf({place}: EventId): Item {
    const item = this.#items[Number(place)];
    if (item === undefined) throw new SourceFailure('This event is not there any more.');
    return item;
  }

  #row(item: Item, cells: readonly FieldName[]): Row {
    const has = (stage: string) => this.#items.some(({id, request}) => request === item.request && id.stage === stage);
    return {id: item.id, stages: ROW_STAGES.filter(has), cells: cells.map(name => readField(item, name))};
  }
}
