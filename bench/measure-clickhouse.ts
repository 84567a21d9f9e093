// node bench/measure-clickhouse.ts [--events 1000000] [--runs 7]: what the explorer asks, of ClickHouse as a library and of the
// local index, on the same log. The library is no dependency: `npm run test:clickhouse` brings it; without it this ends at once.
import {parseArgs} from 'node:util';
import type {FieldName} from '../src/audit/fields.ts';
import {FIELDS, type Field} from '../src/audit/fields.ts';
import {EVERYTHING, type Expr} from '../src/query/ast.ts';
import {openClickHouse} from '../src/source/clickhouse/open.ts';
import {createTable} from '../src/source/clickhouse/table.ts';
import {openLocal} from '../src/source/open.ts';
import type {Order, Source, View} from '../src/source/source.ts';
import {ADDRESS, connectWith, inProcess, isInstalled, run, tableNamed} from '../test/clickhouse/engine.ts';
import {logOf} from './data.ts';
import {printTable} from './print.ts';

const {values} = parseArgs({
  options: {events: {type: 'string', default: '1000000'}, runs: {type: 'string', default: '7'}},
});
const wanted = Number(values.events);
const runs = Number(values.runs);

/** Mean size of a metadata-only event. */
const EVENT_BYTES = 1131;
/** Of a log that is repeated to make a bigger table: reading a bigger one takes minutes. */
const LOG_EVENTS = 1_000_000;

if (!isInstalled) {
  console.log('There is no ClickHouse here; npm run test:clickhouse brings one.');
  process.exit(0);
}

const FACETS = (FIELDS as readonly Field[])
  .filter(field => field.facet && field.of === undefined)
  .map(({name}) => name);
const CELLS: readonly FieldName[] = [
  'stageTimestamp',
  'verb',
  'responseStatus.code',
  'user.username',
  'objectRef.name',
  'took',
];
const NEWEST: Order = {field: 'stageTimestamp', descending: true};
const TEXT: Expr = {kind: 'text', text: 'kube-system/coredns'};

/** What a key asks, with another window each time, so that nothing was answered before. */
const QUESTIONS: readonly (readonly [string, (source: Source, view: View) => Promise<unknown>])[] = [
  [`${FACETS.length} facets`, (source, view) => source.facets(view, FACETS, 10)],
  ['bars of time', (source, view) => source.histogram(view, 120)],
  ['number of rows', (source, view) => source.rows(view, {order: NEWEST, limit: 0, cells: []})],
  ['newest 100 rows', (source, view) => source.rows(view, {order: NEWEST, limit: 100, cells: CELLS}, {patienceMs: 9})],
  [
    'next 100 rows',
    (source, view) =>
      source.rows(view, {order: NEWEST, at: view.from! + 1e9, limit: 100, cells: CELLS}, {patienceMs: 9}),
  ],
  [
    'newest 100 with a text',
    (source, view) => source.rows({...view, where: TEXT}, {order: NEWEST, limit: 100, cells: CELLS}, {patienceMs: 9}),
  ],
  [
    'number of rows with a text',
    (source, view) => source.rows({...view, where: TEXT}, {order: NEWEST, limit: 0, cells: []}),
  ],
];

const median = (times: readonly number[]) => times.toSorted((a, b) => a - b)[times.length >> 1]!;
const ms = (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString('en-US')} ms`;

async function timesOf(source: Source, stages: View['stages']): Promise<readonly number[]> {
  const {from} = source.about().extent!;
  let window = 0;
  const all: number[] = [];
  for (const [, ask] of QUESTIONS) {
    const times: number[] = [];
    for (let i = 0; i < runs; i++) {
      const view: View = {where: EVERYTHING, stages, from: from + window++};
      const start = performance.now();
      await ask(source, view);
      times.push(performance.now() - start);
    }
    all.push(median(times));
  }
  return all;
}

const path = await logOf('metadata', (Math.min(wanted, LOG_EVENTS) * EVENT_BYTES) / 1e6);
const server = inProcess();
const engine = await connectWith(server.options());
const table = tableNamed('audit');
await run(engine, createTable(table));
const start = performance.now();
// The log again and again, an hour later each time, so that no event is there twice.
for (let copy = 0; copy * LOG_EVENTS < wanted; copy++)
  await run(
    engine,
    `INSERT INTO default.audit (event) SELECT replaceOne(line, '"auditID":"', '"auditID":"${copy}') FROM file('${path}', LineAsString, 'line String')`,
  );
const loadMs = performance.now() - start;

const opened = await openClickHouse({address: ADDRESS, secrets: {}, ...server.options()});
if (!opened.ok) throw new Error(opened.message);
const remote = opened.source;
const requests = await timesOf(remote, 'latest');
const events = await timesOf(remote, 'all');
const local = await openLocal([path], {maxMemory: 8 * 2 ** 30});
await local.rows({where: EVERYTHING, stages: 'all'}, {order: NEWEST, limit: 0, cells: []});
const here = await timesOf(local, 'latest');
const {events: count, bytes} = remote.about();
printTable(
  `ClickHouse, ${count.toLocaleString('en-US')} events in ${Math.round(bytes.read / 1e6)} MB on disk, loaded in ${Math.round(loadMs / 1000)} s`,
  [
    ['median', 'requests', 'events', `local index, ${local.about().events.toLocaleString('en-US')} events`],
    ...QUESTIONS.map(([name], i) => [name, ms(requests[i]!), ms(events[i]!), ms(here[i]!)]),
  ],
);
await local.close();
await remote.close();
await engine.close();
server.close();
process.exit(0);
