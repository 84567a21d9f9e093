// A Source over events in memory: simple enough to be read as what Source means. It can hold answers back and grow.
import type {AuditEvent} from '../../src/audit/event.ts';
import {ROW_STAGES} from '../../src/audit/event.ts';
import {type FieldName, type FieldValue, fieldOf} from '../../src/audit/fields.ts';
import {folded, nameOf} from '../../src/index/tally.ts';
import {asksForStage, without} from '../../src/query/ast.ts';
import {matches} from '../../src/query/evaluate.ts';
import type {
  About,
  Call,
  EventDetail,
  EventId,
  Facet,
  Group,
  Histogram,
  InputReport,
  Order,
  Page,
  Partial,
  ProblemCount,
  Row,
  RowsQuery,
  Source,
  Tally,
  TallyField,
  Told,
  View,
} from '../../src/source/source.ts';

type Item = {readonly event: AuditEvent; readonly id: EventId};

const read = (event: AuditEvent, name: FieldName): FieldValue => fieldOf(name).read(event);

const listed = (value: FieldValue): readonly (string | undefined)[] =>
  value === undefined || value === '' ? [undefined] : Array.isArray(value) ? value : [String(value)];

/** Absent values last, as numbers or as text. */
function compareValues(a: FieldValue, b: FieldValue): number {
  if (a === b) return 0;
  if (a === undefined) return 1;
  if (b === undefined) return -1;
  return a < b ? -1 : 1;
}

export class MemorySource implements Source {
  #items: Item[] = [];
  readonly #listeners = new Set<() => void>();
  loading = false;
  problems: readonly ProblemCount[] = [];
  /** Nothing is told of inputs without them. */
  inputs: readonly InputReport[] | undefined;
  /** What answers are marked with. */
  partial: Partial | undefined;
  /** Every call by name, for tests that count them. */
  readonly calls: string[] = [];

  constructor(events: readonly AuditEvent[] = []) {
    this.add(events);
  }

  /** More of the log; told to the listeners. */
  add(events: readonly AuditEvent[]): void {
    for (const event of events) {
      const time = read(event, 'stageTimestamp');
      const place = String(this.#items.length).padStart(9, '0');
      const id: EventId = {
        time: typeof time === 'number' ? time : 0,
        auditID: event.auditID,
        stage: event.stage,
        place,
      };
      this.#items.push({event, id});
    }
    for (const listener of this.#listeners) listener();
  }

  about(): About {
    const times = this.#items.map(item => item.id.time);
    const alerts = this.#items.filter(({id}) => id.stage === 'Alert').length;
    return {
      name: 'memory',
      files: ['memory'],
      events: this.#items.length,
      requests: new Set(this.#items.map(item => item.id.auditID)).size,
      bytes: {read: this.#items.length * 700, ...(this.loading ? {total: this.#items.length * 1400} : {})},
      loading: this.loading,
      ...(times.length === 0 ? {} : {extent: {from: Math.min(...times), to: Math.max(...times)}}),
      problems: this.problems,
      ...(alerts === 0 ? {} : {alerts}),
      ...(this.inputs === undefined ? {} : {inputs: this.inputs}),
    };
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #told(): {readonly partial?: Partial} {
    return this.partial === undefined ? {} : {partial: this.partial};
  }

  #matching({where, from, to, stages}: View): readonly Item[] {
    const inTime = ({id}: Item) => (from === undefined || id.time >= from) && (to === undefined || id.time < to);
    const isLater = (a: Item, b: Item) =>
      ROW_STAGES.indexOf(a.id.stage) - ROW_STAGES.indexOf(b.id.stage) || compareValues(a.id.place, b.id.place);
    const latest = (items: readonly Item[]) => {
      const best = new Map<string, Item>();
      for (const item of items) {
        const known = best.get(item.id.auditID);
        if (known === undefined || isLater(item, known) > 0) best.set(item.id.auditID, item);
      }
      return [...best.values()];
    };
    const matching = (items: readonly Item[]) => items.filter(item => inTime(item) && matches(where, item.event));
    if (stages === 'all') return matching(this.#items);
    return asksForStage(where) ? latest(matching(this.#items)) : matching(latest(this.#items));
  }

  #compare({field, descending}: Order) {
    const sign = descending ? -1 : 1;
    const value = (item: Item) => (field === 'stageTimestamp' ? item.id.time : read(item.event, field));
    return (a: Item, b: Item): number => {
      const [x, y] = [value(a), value(b)];
      if (x === undefined || y === undefined) {
        if (x !== y) return x === undefined ? 1 : -1;
      } else if (x !== y) return sign * compareValues(x, y);
      return sign * (a.id.time - b.id.time || compareValues(a.id.place, b.id.place));
    };
  }

  #row(item: Item, cells: readonly FieldName[]): Row {
    const stages = ROW_STAGES.filter(stage =>
      this.#items.some(({id}) => id.auditID === item.id.auditID && id.stage === stage),
    );
    return {id: item.id, stages, cells: cells.map(name => read(item.event, name))};
  }

  async rows(view: View, query: RowsQuery, call?: Call): Promise<Told<Page>> {
    this.calls.push('rows');
    call?.signal?.throwIfAborted();
    const compare = this.#compare(query.order);
    const listing = [...this.#matching(view)].sort(compare);
    const {at} = query;
    let place = query.back === true ? listing.length : 0;
    if (typeof at === 'number') {
      const found = listing.findIndex(({id}) => (query.order.descending ? id.time <= at : id.time >= at));
      place = found === -1 ? listing.length : found;
    } else if (at !== undefined) {
      const anchor = this.#items.find(({id}) => id.place === at.place)!;
      const found = listing.findIndex(item => compare(item, anchor) >= 0);
      place = found === -1 ? listing.length : found;
    }
    const from = query.back === true ? Math.max(0, place - query.limit) : place;
    const to = query.back === true ? place : place + query.limit;
    return {
      rows: listing.slice(from, to).map(item => this.#row(item, query.cells)),
      index: from,
      total: listing.length,
      ...this.#told(),
    };
  }

  async facets(
    view: View,
    fields: readonly FieldName[],
    top: number,
  ): Promise<Told<{readonly facets: readonly Facet[]}>> {
    this.calls.push('facets');
    const facets = fields.map((field): Facet => {
      const stages = field === 'stage' ? 'all' : view.stages;
      const counts = new Map<string | undefined, number>();
      for (const {event} of this.#matching({...view, where: without(view.where, field), stages}))
        for (const value of listed(read(event, field))) counts.set(value, (counts.get(value) ?? 0) + 1);
      const values = [...counts]
        .map(([value, count]) => ({value, count}))
        .sort((a, b) => b.count - a.count || compareValues(a.value, b.value));
      return {field, values: values.slice(0, top), distinct: values.length};
    });
    return {facets, ...this.#told()};
  }

  async histogram(view: View, bars: number): Promise<Told<Histogram>> {
    this.calls.push('histogram');
    const {extent} = this.about();
    const from = view.from ?? extent?.from ?? 0;
    const step = Math.max(1, Math.ceil(((view.to ?? extent?.to ?? from) - from + 1) / bars));
    const counted = Array.from({length: bars}, () => ({count: 0, failed: 0}));
    for (const {event, id} of this.#matching(view)) {
      const bar = counted[Math.floor((id.time - from) / step)];
      if (bar === undefined) continue;
      bar.count++;
      if ((event.responseStatus?.code ?? 0) >= 400 || event.stage === 'Panic') bar.failed++;
    }
    return {from, step, bars: counted, ...this.#told()};
  }

  groups(_view: View, _by: readonly FieldName[]): Promise<Told<{readonly groups: readonly Group[]}>> {
    throw new Error('not part of the explorer');
  }

  async tally(
    view: View,
    by: readonly TallyField[],
    samples: number,
  ): Promise<Told<{readonly tallies: readonly Tally[]}>> {
    const found = new Map<string, Tally>();
    for (const {event, id} of this.#matching(view)) {
      const key = by.map(field => folded(field, read(event, nameOf(field))));
      const text = JSON.stringify(key.map(value => value ?? null));
      const known = found.get(text) ?? {key, count: 0, failed: 0, bytes: 0, samples: []};
      const failed = (event.responseStatus?.code ?? 0) >= 400 || event.stage === 'Panic';
      const time = read(event, 'stageTimestamp');
      const {from = time, to = time} = known;
      const times =
        typeof time === 'number'
          ? {from: Math.min(time, Number(from)), to: Math.max(time, Number(to))}
          : {...(typeof from === 'number' ? {from, to: Number(to)} : {})};
      found.set(text, {
        ...times,
        key,
        count: known.count + 1,
        failed: known.failed + (failed ? 1 : 0),
        bytes: known.bytes + Buffer.byteLength(JSON.stringify(event)) + 1,
        samples: known.samples.length < samples ? [...known.samples, id] : known.samples,
      });
    }
    return {tallies: [...found.values()], ...this.#told()};
  }

  async event(id: EventId): Promise<EventDetail> {
    this.calls.push('event');
    const found = this.#items.find(item => item.id.place === id.place);
    if (found === undefined) throw new Error('The file behind this event is gone.');
    const {event} = found;
    return {
      event,
      raw: JSON.stringify(event),
      form: 'JSON line',
      at: {file: 'memory', line: Number(id.place) + 1, offset: 0},
    };
  }

  async related(id: EventId, cells: readonly FieldName[]): Promise<readonly Row[]> {
    this.calls.push('related');
    return this.#items
      .filter(item => item.id.auditID === id.auditID)
      .sort((a, b) => ROW_STAGES.indexOf(a.id.stage) - ROW_STAGES.indexOf(b.id.stage))
      .map(item => this.#row(item, cells));
  }

  async close(): Promise<void> {}
}
