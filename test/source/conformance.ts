// What every Source must hold: the same questions to it and to a plain filter over the parsed events have the same answers.
// An engine runs this suite with a factory that puts events where it finds them.
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {type AuditEvent, ROW_STAGES} from '../../src/audit/event.ts';
import {FIELDS, type Field, type FieldName} from '../../src/audit/fields.ts';
import {EVERYTHING, type Expr} from '../../src/query/ast.ts';
import type {EventId, Order, Row, Source, View} from '../../src/source/source.ts';
import {anyEvent, TEN_PAST} from '../support/events.ts';
import {anyView, field} from '../support/exprs.ts';
import {
  cellOf,
  compareKeys,
  facetOf,
  groupsOf,
  isFailed,
  requestOf,
  rowsOf,
  sortKey,
  talliesOf,
  timeOf,
} from './oracle.ts';

export type Opened = {readonly source: Source; readonly close: () => Promise<void>};

export type Subject = {
  readonly name: string;
  /** A source of exactly these events. */
  readonly open: (events: readonly AuditEvent[]) => Promise<Opened>;
  /** How many questions a test asks: an engine takes longer for one. */
  readonly runs: number;
  /** How long a test may take, in milliseconds. */
  readonly timeout: number;
  /** In how many of the ways in which a value can come into a query each hostile value is tried; over all of them each way comes. */
  readonly hostile: number;
};

const ALL: View = {where: EVERYTHING, stages: 'all'};
const CELLS = (FIELDS as readonly Field[]).filter(f => f.of === undefined).map(f => f.name);
const FACETS = (FIELDS as readonly Field[]).filter(f => f.facet && f.of === undefined).map(f => f.name);
const SORTABLE = (FIELDS as readonly Field[]).filter(f => f.sortable && f.of === undefined).map(f => f.name);
const TIME: Order = {field: 'stageTimestamp', descending: false};

/** Every event says its number in a field that all of them have, so that rows are known again. */
const NUMBER = /[?&]row=(\d+)$/;
const numbered = (event: AuditEvent, at: number): AuditEvent => ({
  ...event,
  requestURI: `${event.requestURI ?? '/x'}${event.requestURI?.includes('?') ? '&' : '?'}row=${at}`,
});

/** Of a request no two events of one stage at one moment: which of them is the later one means nothing. */
const distinct = (events: readonly AuditEvent[]): readonly AuditEvent[] => [
  ...new Map(events.map(e => [`${requestOf(e)} ${e.stage} ${e.stageTimestamp}`, e])).values(),
];

const sampled = (count: number, seed: number) =>
  distinct(fc.sample(anyEvent, {numRuns: count, seed})).map((event, at) => numbered(event, at));

/** Text that means something to a shell, to SQL, to JSON, to a pattern or to a terminal. */
export const HOSTILE_TEXTS: readonly string[] = [
  "it's",
  "'; DROP TABLE audit; --",
  '"quoted"',
  'back\\slash',
  '\\',
  "\\'",
  'trailing\\',
  '100%',
  'under_score',
  '%_\\%',
  '{p0:String}',
  '{p1:Int64} --',
  '/* comment */',
  '-- comment',
  '# comment',
  '`tick`',
  '$1 ${',
  'new\nline',
  'tab\tand\rreturn',
  'nul\u0000inside',
  '\u0000',
  '\u001b[31mred',
  '😀 emoji 👩‍👩‍👧',
  'e\u0301',
  '字幕',
  '\u202ebidi\u200b',
  '\u2028line\u2029',
  '<script>&amp;</script>',
  '\\u003c',
  'u003c',
  'NULL',
  'null',
  '\\N',
  'true',
  '0',
  '1e3',
  '-1',
  ' space ',
  '[1,2]',
  '{"a":1}',
  "['a','b']",
  'a.b.c',
  'ÜNÏ',
  'x'.repeat(65_536),
];

/** One event a text, in every place where clients put text. */
const hostileEvents = (): readonly AuditEvent[] =>
  HOSTILE_TEXTS.map((text, at) =>
    numbered(
      {
        kind: 'Event',
        apiVersion: 'audit.k8s.io/v1',
        level: 'RequestResponse',
        auditID: at % 7 === 0 ? text : `hostile-${at % 5}`,
        stage: 'ResponseComplete',
        requestURI: `/api?q=${encodeURIComponent(text.slice(0, 200))}`,
        verb: 'create',
        user: {username: text, groups: [text, 'dev', text.toUpperCase()]},
        sourceIPs: ['192.0.2.7', text],
        userAgent: text,
        objectRef: {resource: 'configmaps', namespace: text, name: text},
        responseStatus: {code: 200 + at},
        requestObject: {data: {[text]: text, list: [text, {deep: [[text]]}]}},
        requestReceivedTimestamp: '2026-11-20T10:02:11.000000Z',
        stageTimestamp: `2026-11-20T10:02:1${at % 3}.00000${at % 4}Z`,
        annotations: {'authorization.k8s.io/decision': 'allow', [text]: text},
      },
      at,
    ),
  );

/** Queries about one text, each of its own kind. */
const queriesFor = (text: string): readonly Expr[] => [
  {kind: 'in', field: field('user.username'), values: [text]},
  {kind: 'in', field: field('user.groups'), values: [text, 'nobody']},
  {kind: 'in', field: field('auditID'), values: [text]},
  {kind: 'like', field: field('objectRef.name'), glob: text},
  {kind: 'like', field: field('objectRef.namespace'), glob: `*${[...text].slice(1).join('')}`},
  // Nobody types a long one, and an engine may refuse it.
  {kind: 'like', field: field('userAgent'), glob: `${[...text].slice(0, -1).slice(0, 900).join('')}?`},
  {kind: 'text', text},
  {kind: 'not', of: {kind: 'text', text: [...text].slice(0, 20).join('').toUpperCase()}},
  {kind: 'in', field: {kind: 'path', segments: ['requestObject', 'data', text]}, values: [text]},
  {kind: 'has', field: {kind: 'path', segments: ['annotations', text]}},
  {kind: 'like', field: {kind: 'path', segments: ['requestObject', 'data', 'list', 'deep']}, glob: `${text}*`},
];

const order: fc.Arbitrary<Order> = fc.record({field: fc.constantFrom(...SORTABLE), descending: fc.boolean()});

/** A view with a window or without. */
const view: fc.Arbitrary<View> = fc
  .tuple(
    anyView,
    fc.option(fc.integer({min: 0, max: 5}), {nil: undefined}),
    fc.option(fc.integer({min: 2, max: 8}), {nil: undefined}),
  )
  .map(([v, from, to]) => ({
    ...v,
    ...(from === undefined ? {} : {from: TEN_PAST + from * 1e6 + 7}),
    ...(to === undefined ? {} : {to: TEN_PAST + to * 1e6}),
  }));

export function conformance({name, open, runs, timeout, hostile}: Subject): void {
  const once = async (events: readonly AuditEvent[], use: (source: Source) => Promise<void>) => {
    const opened = await open(events);
    try {
      await use(opened.source);
    } finally {
      await opened.close();
    }
  };
  const numberAt = CELLS.indexOf('requestURI');
  const numberOf = (row: Row) => Number(NUMBER.exec(String(row.cells[numberAt]))![1]);
  const listing = async (source: Source, v: View, by: Order) =>
    (await source.rows(v, {order: by, limit: 5000, cells: CELLS})).rows;
  const sorted = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b);
  const check = (property: fc.IAsyncProperty<unknown>, share = 1) =>
    fc.assert(property as fc.IAsyncProperty<[unknown]>, {numRuns: Math.max(1, Math.round(runs * share))});

  describe(`${name} as a Source`, {timeout}, () => {
    const events = sampled(220, 42);

    test('the rows of any view are those of the filter, in time, with their cells, stages and number', async () => {
      await once(events, async source => {
        await check(
          fc.asyncProperty(view, async v => {
            const page = await source.rows(v, {order: TIME, limit: 5000, cells: CELLS});
            const expected = rowsOf(events, v);
            const numbers = page.rows.map(numberOf);
            expect(sorted(numbers)).toEqual(sorted(expected));
            expect(numbers.map(at => timeOf(events[at]!))).toEqual(expected.map(at => timeOf(events[at]!)));
            expect([page.total, page.index ?? 0, page.partial, page.approx ?? false]).toEqual([
              expected.length,
              0,
              undefined,
              false,
            ]);
            for (const row of page.rows) {
              const event = events[numberOf(row)]!;
              expect([row.id.time, row.id.auditID, row.id.stage]).toEqual([timeOf(event), event.auditID, event.stage]);
              expect(Object.fromEntries(row.cells.map((cell, i) => [CELLS[i]!, cell]))).toEqual(
                Object.fromEntries(CELLS.map(cell => [cell, cellOf(event, cell)])),
              );
              const request = events.filter(other => requestOf(other) === requestOf(event));
              expect(row.stages).toEqual(ROW_STAGES.filter(stage => request.some(other => other.stage === stage)));
            }
            expect(new Set(page.rows.map(row => row.id.place)).size).toBe(page.rows.length);
          }),
        );
      });
    });

    test('every sortable field sorts both ways, absent values last, ties by time', async () => {
      await once(events, async source => {
        for (const by of SORTABLE)
          for (const descending of [false, true]) {
            const o: Order = {field: by, descending};
            const v: View = {where: EVERYTHING, stages: 'all'};
            const rows = await listing(source, v, o);
            const keys = rows.map(row => sortKey(events[numberOf(row)]!, o));
            expect([by, descending, keys]).toEqual([
              by,
              descending,
              rowsOf(events, v)
                .map(at => sortKey(events[at]!, o))
                .sort((a, b) => compareKeys(a, b, descending)),
            ]);
          }
      });
    });

    test('pages go on from any event, inside the view or outside, both ways, without a gap or a repeat', async () => {
      await once(events, async source => {
        await check(
          fc.asyncProperty(view, order, fc.nat(300), fc.integer({min: 1, max: 40}), async (v, o, start, limit) => {
            const every = await listing(source, ALL, o);
            const whole = new Set((await listing(source, v, o)).map(({id}) => id.place));
            const at = start % every.length;
            const query = {order: o, at: every[at]!.id, limit, cells: CELLS};
            const forward = await source.rows(v, query);
            const backward = await source.rows(v, {...query, back: true});
            const inView = (rows: readonly Row[]) => rows.map(({id}) => id.place).filter(place => whole.has(place));
            const before = inView(every.slice(0, at));
            const after = inView(every.slice(at));
            expect(forward.rows.map(({id}) => id.place)).toEqual(after.slice(0, limit));
            expect(backward.rows.map(({id}) => id.place)).toEqual(before.slice(-limit));
            for (const [page, index] of [
              [forward, before.length],
              [backward, Math.max(0, before.length - limit)],
            ] as const)
              if (page.index !== undefined) expect(page.index).toBe(index);
            expect([forward.total, backward.total]).toEqual([whole.size, whole.size]);
          }),
        );
      });
    });

    test('a walk by pages from either end meets every row once, many ties or few', async () => {
      const ties = sampled(160, 7).map(e => ({...e, stageTimestamp: e.stageTimestamp!.replace(/\.\d+/, '.000000')}));
      const tied = distinct(ties);
      await once(tied, async source => {
        const walks = fc.asyncProperty(order, fc.boolean(), fc.integer({min: 5, max: 40}), async (o, back, limit) => {
          const whole = (await listing(source, ALL, o)).map(({id}) => id.place);
          const walked: string[] = [];
          let at: EventId | undefined;
          for (;;) {
            const page = await source.rows(ALL, {
              order: o,
              ...(at === undefined ? {} : {at}),
              back,
              limit: back || at === undefined ? limit : limit + 1,
              cells: [],
            });
            const fresh = page.rows.map(({id}) => id).filter(({place}) => back || place !== at?.place);
            if (fresh.length === 0) break;
            if (back) walked.unshift(...fresh.map(({place}) => place));
            else walked.push(...fresh.map(({place}) => place));
            at = back ? fresh[0] : fresh.at(-1);
          }
          expect(walked).toEqual(whole);
          expect(whole.length).toBe(tied.length);
        });
        await check(walks, 0.3);
      });
    });

    test('a moment is a place in the order of time', async () => {
      await once(events, async source => {
        await check(
          fc.asyncProperty(
            view,
            fc.integer({min: -1, max: 9}),
            fc.boolean(),
            fc.boolean(),
            async (v, s, descending, back) => {
              const o: Order = {field: 'stageTimestamp', descending};
              const at = TEN_PAST + s * 1e6 + 3;
              const page = await source.rows(v, {order: o, at, back, limit: 25, cells: CELLS});
              const times = rowsOf(events, v).map(n => timeOf(events[n]!));
              if (descending) times.reverse();
              const found = times.findIndex(time => (descending ? time <= at : time >= at));
              const place = found === -1 ? times.length : found;
              expect(page.rows.map(row => row.id.time)).toEqual(
                back ? times.slice(Math.max(0, place - 25), place) : times.slice(place, place + 25),
              );
            },
          ),
        );
      });
    });

    test('facets count without their own terms, the stage by events; values past the top are counted as distinct', async () => {
      await once(events, async source => {
        await check(
          fc.asyncProperty(view, fc.constantFrom(3, 1000), async (v, top) => {
            const {facets, partial} = await source.facets(v, FACETS, top);
            expect(partial).toBeUndefined();
            expect(facets.map(facet => facet.field)).toEqual(FACETS);
            for (const facet of facets) {
              const expected = facetOf(events, v, facet.field);
              expect([facet.field, facet.distinct, facet.values]).toEqual([
                facet.field,
                expected.length,
                expected.slice(0, top),
              ]);
            }
          }),
          0.7,
        );
      });
    });

    test('a field that only alerts have is absent in every event', async () => {
      await once(events, async source => {
        for (const stages of ['all', 'latest'] as const) {
          const count = rowsOf(events, {where: EVERYTHING, stages}).length;
          const {facets} = await source.facets({where: EVERYTHING, stages}, ['verb', 'rule', 'priority'], 5);
          expect(facets.slice(1)).toEqual([
            {field: 'rule', values: [{value: undefined, count}], distinct: 1},
            {field: 'priority', values: [{value: undefined, count}], distinct: 1},
          ]);
          const {groups} = await source.groups({where: EVERYTHING, stages}, ['rule']);
          expect(groups.map(group => [group.key, group.count])).toEqual([[[undefined], count]]);
          const {tallies} = await source.tally({where: EVERYTHING, stages}, ['rule', 'tags'], 1);
          expect(tallies.map(tally => [tally.key, tally.count])).toEqual([[[undefined, undefined], count]]);
        }
      });
    });

    test('bars count every row of the view and its failures', async () => {
      await once(events, async source => {
        await check(
          fc.asyncProperty(view, fc.integer({min: 3, max: 120}), async (v, bars) => {
            const {from, step, bars: counted} = await source.histogram(v, bars);
            expect(counted.length).toBeLessThanOrEqual(bars);
            const rows = rowsOf(events, v).map(at => events[at]!);
            const expected = counted.map((_, i) => {
              const inside = rows.filter(e => Math.floor((timeOf(e) - from) / step) === i);
              return {count: inside.length, failed: inside.filter(isFailed).length};
            });
            expect(counted).toEqual(expected);
            expect(counted.reduce((sum, bar) => sum + bar.count, 0)).toBe(rows.length);
          }),
        );
      });
    });

    test('groups count each element of a list, with failures and latencies by nearest rank', async () => {
      await once(events, async source => {
        await check(
          fc.asyncProperty(
            view,
            fc.subarray<FieldName>(['verb', 'user.groups', 'responseStatus.code', 'user.username'], {
              minLength: 1,
              maxLength: 2,
            }),
            async (v, by) => {
              const {groups} = await source.groups(v, by);
              const found = groups.map(
                ({key, ...rest}) => [JSON.stringify(key.map(value => value ?? null)), rest] as const,
              );
              expect(new Map(found)).toEqual(groupsOf(events, v, by));
              expect(groups.map(group => group.count)).toEqual(groups.map(group => group.count).sort((a, b) => b - a));
            },
          ),
          0.5,
        );
      });
    });

    test('tallies count each combination, a list as one value, with samples that are rows of it', async () => {
      await once(events, async source => {
        const all = await listing(source, ALL, TIME);
        const numbers = new Map(all.map(row => [row.id.place, numberOf(row)]));
        await check(
          fc.asyncProperty(view, async v => {
            const by = [
              'verb',
              'user.groups',
              'responseStatus.code',
              {field: 'objectRef.resource', only: ['pods']},
            ] as const;
            const {tallies} = await source.tally(v, by, 3);
            const expected = talliesOf(events, v, by);
            const found = tallies.map(
              ({key, count}) => [JSON.stringify(key.map(value => value ?? null)), count] as const,
            );
            expect(new Map(found)).toEqual(new Map([...expected].map(([key, rows]) => [key, rows.length])));
            for (const tally of tallies) {
              const rows = expected.get(JSON.stringify(tally.key.map(value => value ?? null)))!;
              const times = rows.map(row => timeOf(events[row]!));
              expect([tally.from, tally.to]).toEqual([Math.min(...times), Math.max(...times)]);
              expect(tally.failed).toBe(rows.filter(row => isFailed(events[row]!)).length);
              expect(tally.bytes).toBeGreaterThan(0);
              expect(tally.samples.length).toBeGreaterThanOrEqual(Math.min(3, rows.length));
              for (const {place} of tally.samples) expect(rows).toContain(numbers.get(place));
            }
          }),
          0.4,
        );
      });
    });

    test('an event is given whole, and the events of its request in the order of stages', async () => {
      await once(events, async source => {
        const rows = await listing(source, ALL, TIME);
        for (const row of rows.slice(0, 40)) {
          const event = events[numberOf(row)]!;
          expect((await source.event(row.id)).event).toEqual(event);
          const expected = events.flatMap((other, at) => (requestOf(other) === requestOf(event) ? [at] : []));
          const related = await source.related(row.id, CELLS);
          expect(sorted(related.map(numberOf))).toEqual(expected);
          const ranks = related.map(({id}) => ROW_STAGES.indexOf(id.stage));
          expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
        }
      });
    });

    test('several events are given as each of them alone, in the order in which they are asked for', async () => {
      await once(events, async source => {
        if (source.details === undefined) return;
        const rows = (await listing(source, ALL, {field: 'objectRef.name', descending: true})).slice(0, 120);
        const gone = {...rows[0]!.id, place: rows[1]!.id.place};
        const ids = [...rows.map(({id}) => id), gone, rows[3]!.id];
        const found: unknown[] = [];
        for await (const detail of source.details(ids)) found.push(detail);
        const alone = await Promise.all(rows.map(({id}) => source.event(id)));
        expect(found).toEqual([...alone, undefined, alone[3]]);
      });
    });

    test('about says how many events there are, and from when to when', async () => {
      await once(events, async source => {
        const about = source.about();
        const times = events.map(timeOf);
        expect(about).toMatchObject({
          events: events.length,
          loading: false,
          extent: {from: Math.min(...times), to: Math.max(...times)},
        });
      });
    });

    test('of no events every answer is empty', async () => {
      await once([], async source => {
        expect(await source.rows(ALL, {order: TIME, limit: 10, cells: CELLS})).toMatchObject({rows: [], total: 0});
        expect((await source.facets(ALL, ['verb'], 5)).facets).toEqual([{field: 'verb', values: [], distinct: 0}]);
        expect((await source.histogram(ALL, 10)).bars.every(bar => bar.count === 0)).toBe(true);
        expect(await source.groups(ALL, ['verb'])).toMatchObject({groups: []});
        expect(await source.tally(ALL, ['verb'], 2)).toMatchObject({tallies: []});
      });
    });

    test('a question that is not wanted any more is refused', async () => {
      await once(events.slice(0, 5), async source => {
        const signal = AbortSignal.abort();
        await expect(source.rows(ALL, {order: TIME, limit: 1, cells: []}, {signal})).rejects.toThrow();
      });
    });

    test.runIf(hostile > 0)('hostile values are found exactly where they are', async () => {
      const events = hostileEvents();
      await once(events, async source => {
        for (const row of await listing(source, ALL, TIME)) {
          const event = events[numberOf(row)]!;
          expect(Object.fromEntries(row.cells.map((cell, i) => [CELLS[i]!, cell]))).toEqual(
            Object.fromEntries(CELLS.map(cell => [cell, cellOf(event, cell)])),
          );
          expect((await source.event(row.id)).event).toEqual(event);
        }
        for (const [at, text] of HOSTILE_TEXTS.entries()) {
          const ways = queriesFor(text);
          const tried = Array.from(
            {length: Math.min(hostile, ways.length)},
            (_, i) => ways[(at + i * 3) % ways.length]!,
          );
          for (const where of tried) {
            const page = await source.rows({where, stages: 'all'}, {order: TIME, limit: 100, cells: ['requestURI']});
            const found = page.rows.map(row => Number(NUMBER.exec(String(row.cells[0]))![1]));
            const label = JSON.stringify(where).slice(0, 200);
            expect([label, sorted(found)]).toEqual([label, sorted(rowsOf(events, {where, stages: 'all'}))]);
          }
        }
        const {facets} = await source.facets(ALL, ['user.username', 'user.groups', 'sourceIP'], 1000);
        for (const facet of facets)
          expect(new Map(facet.values.map(({value, count}) => [value, count]))).toEqual(
            new Map(facetOf(events, ALL, facet.field).map(({value, count}) => [value, count])),
          );
      });
    });
  });
}
