// Child process: what a screen of the explorer asks, of ClickHouse as a library or of the local index, on the same log.
//   node bench/measure-clickhouse.ts server|index LOG
// Prints JSON. The library is no dependency: `npm run test:clickhouse` brings it.
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {EVERYTHING, type Expr} from '../src/query/ast.ts';
import {FACETS} from '../src/session/session.ts';
import {openClickHouse} from '../src/source/clickhouse/open.ts';
import {createTable} from '../src/source/clickhouse/table.ts';
import {openLocal} from '../src/source/open.ts';
import {type RowsQuery, type Source, TIME_ORDER, type View} from '../src/source/source.ts';
import {ADDRESS, connectWith, inProcess, run, tableNamed} from '../test/clickhouse/engine.ts';
import {loadRate, type Rate} from './load-rate.ts';

/** Of each question the median of so many. */
const RUNS = 5;
/** Rows of a page, and its usual columns. */
const LIMIT = 120;
const CELLS = ['stageTimestamp', 'verb', 'responseStatus.code', 'user.username', 'objectRef.name', 'took'] as const;
const PATIENCE_MS = 15;

/** Names that stand in some of a hundred events, and a text that stands in none: another one each time, for a server remembers. */
const FOUND = ['payments-api-ae88', 'search-api-config-1', 'catalog-api-2', 'ledger-api-config-7', 'orders-worker-14'];
const textOf = (text: string): Expr => ({kind: 'text', text});

export type Timed = {readonly ms: number /** Of the processor, all threads together. */; readonly cpu: number};
export type Answers = {readonly [question: string]: Timed};
export type Measured = {
  readonly events: number;
  /** Of the log into the table or the index. */
  readonly load: Timed;
  /** On disk; of the index in memory. */
  readonly bytes: number;
  readonly requests: Answers;
  readonly all: Answers;
  /** Of `audit-tui load`. */
  readonly loadRate?: Rate;
};

async function timed(work: () => Promise<unknown>): Promise<Timed> {
  const before = process.cpuUsage();
  const start = performance.now();
  await work();
  const {user, system} = process.cpuUsage(before);
  return {ms: performance.now() - start, cpu: (user + system) / 1000};
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;

/** Asked until the page is full or final, as the explorer asks on while it shows what there is. */
async function page(source: Source, view: View, query: Omit<RowsQuery, 'order' | 'limit' | 'cells'>) {
  for (;;) {
    const asked = {order: TIME_ORDER, back: true, limit: LIMIT, cells: CELLS, ...query};
    const told = await source.rows(view, asked, {patienceMs: PATIENCE_MS});
    if (told.rows.length >= LIMIT || told.partial === undefined) return told;
  }
}

/** Each with another window, so that nothing was answered before. */
async function answersOf(source: Source, stages: View['stages']): Promise<Answers> {
  let windows = 0;
  const {from} = source.about().extent!;
  const view = (where = EVERYTHING): View => ({where, stages, from: from + windows++});
  const first = await page(source, {where: EVERYTHING, stages}, {});
  const {id} = first.rows[0]!;
  const questions: Readonly<Record<string, (run: number) => Promise<unknown>>> = {
    [`${FACETS.length} facets`]: () =>
      source.facets(
        view(),
        FACETS.map(({name}) => name),
        10,
      ),
    histogram: () => source.histogram(view(), 174),
    'first page': () => page(source, view(), {}),
    'next page': () => page(source, view(), {at: id}),
    'text, first page': i => page(source, view(textOf(FOUND[i]!)), {}),
    'text that stands nowhere': i => page(source, view(textOf(`nowhere ${stages} ${i}`)), {}),
    'one event, whole': i => source.event(first.rows[i]!.id),
  };
  const answers: Record<string, Timed> = {};
  for (const [name, ask] of Object.entries(questions)) {
    const runs: Timed[] = [];
    for (let i = 0; i < RUNS; i++) runs.push(await timed(() => ask(i)));
    answers[name] = {ms: median(runs.map(({ms}) => ms)), cpu: median(runs.map(({cpu}) => cpu))};
  }
  return answers;
}

async function measured(source: Source, load: Timed, bytes: number): Promise<Measured> {
  const requests = await answersOf(source, 'latest');
  const all = await answersOf(source, 'all');
  return {events: source.about().events, load, bytes, requests, all};
}

/** The plain INSERT of docs/clickhouse.md: the table makes its columns out of the lines. */
async function ofServer(log: string): Promise<Measured> {
  const server = inProcess();
  try {
    const engine = await connectWith(server.options());
    await run(engine, createTable(tableNamed('audit')));
    const load = await timed(() =>
      run(engine, `INSERT INTO default.audit (event) SELECT line FROM file('${log}', LineAsString, 'line String')`),
    );
    const opened = await openClickHouse({address: ADDRESS, secrets: {}, ...server.options()});
    if (!opened.ok) throw new Error(opened.message);
    const answers = await measured(opened.source, load, opened.source.about().bytes.read);
    await opened.source.close();
    const rate = await loadRate(engine, log);
    await engine.close();
    return {...answers, loadRate: rate};
  } finally {
    server.close();
  }
}

async function ofIndex(log: string): Promise<Measured> {
  const base = process.memoryUsage();
  let source: Source | undefined;
  const load = await timed(async () => {
    const opened = await openLocal([log], {maxMemory: 8 * 2 ** 30});
    source = opened;
    await new Promise<void>(resolve => {
      const look = () => void (opened.about().loading || resolve());
      opened.onChange(look);
      look();
    });
  });
  globalThis.gc?.();
  const {arrayBuffers, heapUsed} = process.memoryUsage();
  const answers = await measured(source!, load, arrayBuffers + heapUsed - base.arrayBuffers - base.heapUsed);
  await source!.close();
  return answers;
}

const [side, log = ''] = process.argv.slice(2);
// The library writes what it can not keep in memory into the current folder.
const folder = mkdtempSync(join(tmpdir(), 'audit-tui-bench-'));
process.chdir(folder);
const found = side === 'server' ? await ofServer(log) : await ofIndex(log);
process.chdir(tmpdir());
rmSync(folder, {recursive: true, force: true});
console.log(JSON.stringify(found));
process.exit(0);
