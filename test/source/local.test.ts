// The local source against an oracle that reads every event with JSON.parse and evaluates the query on it.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import fc from 'fast-check';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {type AuditEvent, ROW_STAGES} from '../../src/audit/event.ts';
import {FIELDS, type Field, type FieldName, fieldOf} from '../../src/audit/fields.ts';
import {parseMicroTime} from '../../src/audit/time.ts';
import {asksForStage, EVERYTHING, without} from '../../src/query/ast.ts';
import {matches} from '../../src/query/evaluate.ts';
import {openLocal} from '../../src/source/open.ts';
import {type Row, type Source, TIME_ORDER, type View} from '../../src/source/source.ts';
import {anyEvent} from '../support/events.ts';
import {anyView} from '../support/exprs.ts';
import {runs} from '../support/runs.ts';

/** As the Go encoder writes: < > & as escapes. */
const encode = (event: AuditEvent) =>
  JSON.stringify(event).replace(/[<>&]/g, c => `\\u00${c.charCodeAt(0).toString(16)}`);

const key = (e: AuditEvent) => `${e.auditID} ${e.requestReceivedTimestamp}`;

/** Indices of the events of a view in time order, by the words of `View`. */
function oracle(events: readonly AuditEvent[], {where, stages}: View): readonly number[] {
  const later = (a: number, b: number) =>
    ROW_STAGES.indexOf(events[a]!.stage) - ROW_STAGES.indexOf(events[b]!.stage) ||
    parseMicroTime(events[a]!.stageTimestamp!)! - parseMicroTime(events[b]!.stageTimestamp!)! ||
    a - b;
  const latestOf = (rows: readonly number[]) => {
    const latest = new Map<string, number>();
    for (const row of rows) {
      const before = latest.get(key(events[row]!));
      if (before === undefined || later(row, before) > 0) latest.set(key(events[row]!), row);
    }
    return [...latest.values()];
  };
  const all = events.map((_, row) => row);
  const byEvent = stages === 'all' || asksForStage(where);
  const hits = (byEvent ? all : latestOf(all)).filter(row => matches(where, events[row]!));
  const rows = byEvent && stages === 'latest' ? latestOf(hits) : hits;
  return rows.sort(
    (a, b) => parseMicroTime(events[a]!.stageTimestamp!)! - parseMicroTime(events[b]!.stageTimestamp!)! || a - b,
  );
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-tui-'));
});
afterAll(() => rmSync(folder, {recursive: true}));

let files = 0;
async function withSource<T>(events: readonly AuditEvent[], use: (source: Source) => Promise<T>): Promise<T> {
  const path = join(folder, `${files++}.log`);
  writeFileSync(path, events.map(e => `${encode(e)}\n`).join(''));
  const source = await openLocal([path]);
  try {
    return await use(source);
  } finally {
    await source.close();
  }
}

/** One block, so rows are the indices of the events. */
const indexOf = (row: Row) => Number(row.id.place);

const events = fc.array(anyEvent, {minLength: 1, maxLength: 30});
const CELLS = (FIELDS as readonly Field[]).filter(f => f.of === undefined).map(f => f.name);

describe('the local source', () => {
  test('gives the rows of any view in time order, with their cells and stages', async () => {
    await fc.assert(
      fc.asyncProperty(events, anyView, async (list, v) => {
        await withSource(list, async source => {
          const page = await source.rows(v, {order: TIME_ORDER, limit: 1000, cells: CELLS});
          const expected = oracle(list, v);
          expect(page.rows.map(indexOf)).toEqual(expected);
          expect([page.total, page.index, page.partial]).toEqual([expected.length, 0, undefined]);
          for (const row of page.rows) {
            const e = list[indexOf(row)]!;
            expect([row.id.auditID, row.id.stage]).toEqual([e.auditID, e.stage]);
            const cells = CELLS.map(name => {
              const value = fieldOf(name).read(e);
              return [name, Array.isArray(value) && value.length === 0 ? undefined : value];
            });
            expect(CELLS.map((name, i) => [name, row.cells[i]])).toEqual(cells);
            const stages = ROW_STAGES.filter(stage =>
              list.some(other => key(other) === key(e) && other.stage === stage),
            );
            expect(row.stages).toEqual(stages);
          }
        });
      }),
      {numRuns: runs(60)},
    );
  });

  test('pages forward and backward from any event of any view without a gap or a repeat', async () => {
    await fc.assert(
      fc.asyncProperty(
        events,
        anyView,
        fc.nat(30),
        fc.integer({min: 1, max: 7}),
        fc.boolean(),
        fc.constantFrom<FieldName>('stageTimestamp', 'verb', 'took'),
        async (list, v, start, limit, descending, by) => {
          await withSource(list, async source => {
            const order = {field: by, descending};
            const whole = (await source.rows(v, {order, limit: 1000, cells: []})).rows.map(indexOf);
            const every = (await source.rows({where: EVERYTHING, stages: 'all'}, {order, limit: 1000, cells: []})).rows;
            const at = every[start % every.length]!.id;
            const forward = await source.rows(v, {order, at, limit, cells: []});
            const backward = await source.rows(v, {order, at, back: true, limit, cells: []});
            const place = every.findIndex(row => row.id === at);
            const before = every
              .slice(0, place)
              .map(indexOf)
              .filter(row => whole.includes(row));
            const after = every
              .slice(place)
              .map(indexOf)
              .filter(row => whole.includes(row));
            expect(forward.rows.map(indexOf)).toEqual(after.slice(0, limit));
            expect(backward.rows.map(indexOf)).toEqual(before.slice(-limit));
            expect([forward.index, backward.index]).toEqual([before.length, Math.max(0, before.length - limit)]);
          });
        },
      ),
      {numRuns: runs(50)},
    );
  });

  test('counts facets without their own terms, and groups, as the oracle does', async () => {
    const facetFields = (FIELDS as readonly Field[]).filter(f => f.facet && f.of === undefined);
    await fc.assert(
      fc.asyncProperty(events, anyView, async (list, v) => {
        await withSource(list, async source => {
          const {facets} = await source.facets(
            v,
            facetFields.map(f => f.name),
            1000,
          );
          for (const [i, facet] of facets.entries()) {
            const f = facetFields[i]!;
            const rows = oracle(list, {
              ...v,
              where: without(v.where, f.name),
              stages: f.name === 'stage' ? 'all' : v.stages,
            });
            const counts = new Map<string | undefined, number>();
            for (const row of rows) {
              const value = f.read(list[row]!);
              const values = Array.isArray(value)
                ? value.length === 0
                  ? [undefined]
                  : value
                : [value === undefined ? undefined : String(value)];
              for (const one of new Set(values as (string | undefined)[])) counts.set(one, (counts.get(one) ?? 0) + 1);
            }
            expect([f.name, new Map(facet.values.map(({value, count}) => [value, count]))]).toEqual([f.name, counts]);
            expect(facet.distinct).toBe(counts.size);
            expect(facet.values.map(({count}) => count)).toEqual(
              facet.values.map(({count}) => count).sort((a, b) => b - a),
            );
          }
          const {groups} = await source.groups(v, ['verb', 'user.groups']);
          const rows = oracle(list, v);
          for (const group of groups) {
            const members = rows.filter(row => {
              const e = list[row]!;
              const groupsOf: readonly (string | undefined)[] = e.user.groups?.length ? e.user.groups : [undefined];
              return (e.verb || undefined) === group.key[0] && groupsOf.includes(group.key[1] as string | undefined);
            });
            const took = members
              .map(row => fieldOf('took').read(list[row]!))
              .filter(t => t !== undefined)
              .sort((a, b) => Number(a) - Number(b));
            const rank = (share: number) => took[Math.max(0, Math.ceil(share * took.length) - 1)];
            expect([group.count, group.p50, group.p90, group.p99]).toEqual([
              members.length,
              rank(0.5),
              rank(0.9),
              rank(0.99),
            ]);
            expect(group.failed).toBe(
              members.filter(row => (list[row]!.responseStatus?.code ?? 0) >= 400 || list[row]!.stage === 'Panic')
                .length,
            );
          }
          expect(groups.reduce((sum, group) => sum + group.count, 0)).toBe(
            rows.reduce((sum, row) => sum + Math.max(1, new Set(list[row]!.user.groups).size), 0),
          );
        });
      }),
      {numRuns: runs(30)},
    );
  });

  test('asked with no patience it says how far it is, and gets there by asking again', async () => {
    const list = fc.sample(anyEvent, {numRuns: 3000, seed: 7});
    await withSource(list, async source => {
      const v: View = {where: {kind: 'not', of: {kind: 'text', text: 'prod'}}, stages: 'all'};
      // Blocks are read from the end of the file, so rows are not in its order: an event's line tells its index.
      await source.rows({where: EVERYTHING, stages: 'all'}, {order: TIME_ORDER, limit: 0, cells: []});
      const lines = new Map<string, number>();
      const lineOf = async ({id}: Row) => {
        const line = lines.get(id.place) ?? (await source.event(id)).at.line! - 1;
        lines.set(id.place, line);
        return line;
      };
      let asked = 0;
      let last = -1;
      for (;;) {
        const page = await source.rows(v, {order: TIME_ORDER, limit: 5000, cells: []}, {patienceMs: 1});
        asked++;
        const known = await Promise.all(page.rows.map(lineOf));
        expect(known.every(index => matches(v.where, list[index]!))).toBe(true);
        if (page.partial === undefined) {
          expect(known).toEqual(oracle(list, v));
          break;
        }
        expect(page.partial.why).toBe('searching');
        expect(page.partial.done).toBeGreaterThanOrEqual(last);
        last = page.partial.done;
        await new Promise(resolve => setTimeout(resolve, 10));
      }
      expect(asked).toBeGreaterThan(1);
    });
  });

  test('an event is read again as it was written, with its place', async () => {
    const list = fc.sample(anyEvent, {numRuns: 20, seed: 3});
    await withSource(list, async source => {
      const page = await source.rows({where: EVERYTHING, stages: 'all'}, {order: TIME_ORDER, limit: 100, cells: []});
      for (const row of page.rows) {
        const detail = await source.event(row.id);
        expect(detail.event).toEqual(list[indexOf(row)]);
        expect(detail.raw).toBe(encode(list[indexOf(row)]!));
        expect(detail.at.line).toBe(indexOf(row) + 1);
      }
    });
  });
});
