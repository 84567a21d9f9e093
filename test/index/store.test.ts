// Dropping the oldest events, and values past the limit of a dictionary: what is left answers as if nothing else had been there.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {finish} from '../../src/audit/steps.ts';
import {formatMicroTime} from '../../src/audit/time.ts';
import {SEGMENT_ROWS} from '../../src/index/column.ts';
import {evaluate} from '../../src/index/evaluate.ts';
import {EventSearch} from '../../src/index/event-search.ts';
import {INLINE_BLOCKS, loadInput} from '../../src/index/load.ts';
import {inlinePool} from '../../src/index/pool.ts';
import {countRows, forEachRow} from '../../src/index/row-set.ts';
import {Store} from '../../src/index/store.ts';
import {findInputs} from '../../src/ingest/find.ts';
import {EVERYTHING, type Expr} from '../../src/query/ast.ts';
import {request, TEN_PAST} from '../support/events.ts';

const REQUESTS = 40_000;
/** Where events have to be read. */
const FEW = 10_000;
let folder: string;

/** A log of so many requests of 5000 clients. */
function write(name: string, requests: number): void {
  const lines: string[] = [];
  for (let n = 0; n < requests; n++) {
    const change = {auditID: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`, userAgent: `agent-${n % 5000}`};
    for (const e of request(['RequestReceived', 'ResponseComplete'], change, TEN_PAST + n * 1000, 400))
      lines.push(JSON.stringify(e));
  }
  writeFileSync(join(folder, name), `${lines.join('\n')}\n`);
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-tui-'));
  write('many.log', REQUESTS);
  write('few.log', FEW);
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

async function storeOf(name: string, limit?: {values: number; chars: number}): Promise<Store> {
  const store = new Store(limit);
  const {inputs} = await findInputs([join(folder, name)]);
  const {signal} = new AbortController();
  const loading = {rank: 0, pool: inlinePool(undefined), sizes: INLINE_BLOCKS, changed: () => undefined, signal};
  await loadInput(store, inputs[0]!, loading);
  return store;
}

const answer = (store: Store, where: Expr) =>
  finish(
    evaluate(where, store.present(), {
      table: store.table,
      search: new EventSearch(store.table),
      deadline: {isBounded: false, passed: () => false},
      newestFirst: store.newestFirst(),
    }),
  ).yes;

const field = (name: 'userAgent' | 'stage' | 'auditID') => ({kind: 'field', name}) as const;

describe('dropping the oldest events', () => {
  test('leaves the newest, their requests and their order, and gives memory back', async () => {
    const store = await storeOf('many.log');
    expect([store.events, store.requests.count]).toEqual([2 * REQUESTS, REQUESTS]);
    const before = store.bytes;
    // One more than an even number: of one request the first event is gone, the second is there.
    store.drop(60_001);
    expect([store.events, store.droppedEvents]).toEqual([19_999, 60_001]);
    expect(store.requests.count).toBe(10_000);
    // Three full segments; what is not full yet takes the same for any number of rows.
    expect(before - store.bytes).toBeGreaterThan(3 * SEGMENT_ROWS * 20);
    expect(store.order.rows.length).toBe(19_999);
    const times = [...store.order.rows].map(row => store.table.stageTime.at(row));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(store.extent?.from).toBe(TEN_PAST + 30_000 * 1000 + 400);
    expect(countRows(answer(store, EVERYTHING))).toBe(19_999);
    expect(countRows(answer(store, {kind: 'in', field: field('stage'), values: ['RequestReceived']}))).toBe(9999);
    expect(countRows(answer(store, {kind: 'text', text: 'agent-77"'}))).toBe(4);
    const [first] = store.order.rows;
    expect(store.requests.rowsOf(first!)).toEqual([first]);
    expect(store.detail(first!).event.auditID).toBe('00000000-0000-4000-8000-000000030000');
    expect(store.detail(first!).event.stageTimestamp).toBe(formatMicroTime(TEN_PAST + 30_000 * 1000 + 400));
    forEachRow(store.requests.latest(store.size), row => {
      expect(store.table.stage(row)).toBe('ResponseComplete');
    });
    expect(countRows(store.requests.latest(store.size))).toBe(10_000);
  });

  test('everything can go', async () => {
    const store = await storeOf('many.log');
    store.drop(1_000_000);
    expect([store.events, store.requests.count, store.extent]).toEqual([0, 0, undefined]);
    expect(countRows(answer(store, EVERYTHING))).toBe(0);
  });
});

describe('a dictionary that is full', () => {
  test('costs no memory more, and its values are still found, by reading their events', async () => {
    const store = await storeOf('few.log', {values: 1000, chars: 1e6});
    const column = store.table.coded.get('userAgent')!;
    expect(column.dictionary.size).toBeLessThanOrEqual(1001);
    for (const n of [0, 7, 4321, 4999]) {
      const rows = answer(store, {kind: 'in', field: field('userAgent'), values: [`agent-${n}`]});
      expect([n, countRows(rows)]).toEqual([n, 2 * (FEW / 5000)]);
    }
    expect(countRows(answer(store, {kind: 'like', field: field('userAgent'), glob: 'agent-49??'}))).toBe(
      200 * (FEW / 5000),
    );
    expect(countRows(answer(store, {kind: 'not', of: {kind: 'has', field: field('userAgent')}}))).toBe(0);
  });
});
