// Columns of the local index say what its rows and tallies say, whether its dictionaries hold all values or hardly any.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import fc from 'fast-check';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../src/audit/event.ts';
import type {FieldName} from '../../src/audit/fields.ts';
import type {Limit} from '../../src/index/dictionary.ts';
import {INLINE_BLOCKS, loadInput} from '../../src/index/load.ts';
import {inlinePool} from '../../src/index/pool.ts';
import {Store} from '../../src/index/store.ts';
import {findInputs} from '../../src/ingest/find.ts';
import {EVERYTHING} from '../../src/query/ast.ts';
import type {Columns, TallyColumns} from '../../src/source/columns.ts';
import {columnsOf} from '../../src/source/columns-of.ts';
import {type LoadState, LocalSource} from '../../src/source/local.ts';
import {type Source, TIME_ORDER, type View} from '../../src/source/source.ts';
import {anyEvent, event} from '../support/events.ts';
import {anyView} from '../support/exprs.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'columns-'));
});
afterAll(() => rmSync(folder, {recursive: true}));

const STATE: LoadState = {loading: false, following: false, name: 'audit.log', files: [], skipped: [], notes: []};

let files = 0;
async function sourceOf(events: readonly AuditEvent[], limit?: Limit): Promise<Source> {
  const path = join(folder, `${files++}.log`);
  writeFileSync(path, events.map(one => `${JSON.stringify(one)}\n`).join(''));
  const store = new Store(limit);
  const {inputs} = await findInputs([path]);
  const {signal} = new AbortController();
  const loading = {rank: 0, pool: inlinePool(undefined), sizes: INLINE_BLOCKS, changed: () => undefined, signal};
  await loadInput(store, inputs[0]!, loading);
  return new LocalSource(
    store,
    () => STATE,
    Promise.resolve(),
    async () => {},
  );
}

/** What answers with rows and tallies alone. */
const withoutColumns = (source: Source): Source =>
  ({rows: source.rows.bind(source), tally: source.tally.bind(source)}) as Partial<Source> as Source;

const BY = ['verb', 'user.username', 'user.groups', 'responseStatus.code', 'objectRef.namespace'] as const;
const ALL: View = {where: EVERYTHING, stages: 'all'};

const decoded = (columns: Columns, by: readonly FieldName[], keys: readonly Uint32Array[], at: number) =>
  by.map((name, i) => columns.values(name)(keys[i]![at]!));

async function rowsOf(columns: Columns, view: View) {
  const {events, times, cells} = await columns.rows(view, BY);
  return Array.from(events, (number, i) => ({
    id: columns.id(number),
    time: times[i],
    cells: decoded(columns, BY, cells, i),
  }));
}

/** By their keys, those of equal keys together: some sources tell an empty value from an absent one. */
async function talliesOf(columns: Columns, view: View, samples: number) {
  const tallies: TallyColumns = await columns.tally(view, BY, samples);
  const {size, keys, counts, from, to, events, starts} = tallies;
  const known = new Map<string, {count: number; from: number; to: number; events: string[]}>();
  for (let i = 0; i < size; i++) {
    const key = JSON.stringify(decoded(columns, BY, keys, i).map(value => value ?? null));
    const {count, ...rest} = known.get(key) ?? {count: 0, from: from[i]!, to: to[i]!, events: []};
    known.set(key, {
      count: count + counts[i]!,
      from: Math.min(rest.from, from[i]!),
      to: Math.max(rest.to, to[i]!),
      events: [...rest.events, ...Array.from(events.subarray(starts[i], starts[i + 1]), n => columns.id(n).place)],
    });
  }
  return known;
}

const logs = fc.array(anyEvent, {maxLength: 60});
const limits = fc.constantFrom<Limit | undefined>(undefined, {values: 2, chars: 40}, {values: 0, chars: 0});

describe('columns of the local index', () => {
  test('hold the rows of a view, in the order of time', async () => {
    await fc.assert(
      fc.asyncProperty(logs, limits, anyView, async (events, limit, view) => {
        const source = await sourceOf(events, limit);
        const [own, plain] = [columnsOf(source), columnsOf(withoutColumns(source))];
        expect(own).not.toBe(plain);
        const rows = await rowsOf(own, view);
        expect(rows).toEqual(await rowsOf(plain, view));
        const page = await source.rows(view, {order: TIME_ORDER, limit: 100, cells: []});
        expect(rows.map(({id}) => id)).toEqual(page.rows.map(({id}) => id));
      }),
      {numRuns: 40},
    );
  });

  test('hold its tallies, with the same samples', async () => {
    await fc.assert(
      fc.asyncProperty(logs, limits, anyView, fc.nat(3), async (events, limit, view, samples) => {
        const source = await sourceOf(events, limit);
        const [own, plain] = [columnsOf(source), columnsOf(withoutColumns(source))];
        expect(await talliesOf(own, view, samples)).toEqual(await talliesOf(plain, view, samples));
      }),
      {numRuns: 40},
    );
  });

  test('a value has one code in all answers, and absent ones and empty text have 0', async () => {
    const verbs = ['get', '', undefined, 'list', 'get', 'watch'];
    const source = await sourceOf(
      verbs.map((verb, i) => event({auditID: `${i}`, ...(verb === undefined ? {verb: ''} : {verb})})),
      {values: 1, chars: 99},
    );
    const columns = columnsOf(source);
    const {cells} = await columns.rows(ALL, ['verb']);
    const {keys, size} = await columns.tally(ALL, ['verb'], 1);
    const codes = [...cells[0]!];
    expect(codes.map(code => columns.values('verb')(code) ?? '')).toEqual(verbs.map(verb => verb ?? ''));
    expect([codes[1], codes[2]]).toEqual([0, 0]);
    expect(codes[0]).toBe(codes[4]);
    expect(['get', 'list', 'watch', ''].map(verb => columns.code('verb', verb))).toEqual([
      codes[0],
      codes[3],
      codes[5],
      0,
    ]);
    expect(columns.code('verb', 'patch')).toBeUndefined();
    expect(size).toBe(4);
    expect([...keys[0]!].sort()).toEqual([...new Set(codes)].sort());
  });

  test('a field that is no column cannot be asked for', async () => {
    const source = await sourceOf([event({})]);
    await expect(columnsOf(source).rows(ALL, ['auditID'])).rejects.toThrow('no column');
    await expect(columnsOf(source).tally(ALL, ['auditID'], 1)).rejects.toThrow('no column');
  });
});

describe('columns of another source', () => {
  test('are always the same ones, so that numbers keep their meaning', async () => {
    const source = withoutColumns(await sourceOf([event({})]));
    expect(columnsOf(source)).toBe(columnsOf(source));
  });
});
