// npm run bench [-- --mb 600 --events 1000000 --many 10000000 --presses 200 --fleet 1000000,5000000 --only fleet]: measures on
// seeded logs and prints tables.
// Nothing here is held to a time: machines differ, so rows of one run are compared with each other.
import {cpus, totalmem} from 'node:os';
import {parseArgs} from 'node:util';
import {bundle} from '../scripts/bundle.ts';
import {isInstalled} from '../test/clickhouse/engine.ts';
import {BIN} from '../test/support/terminal.ts';
import {bigBodyFile} from './big-body.ts';
import {measure, runTimed} from './child.ts';
import {emptyLog, logOf, type Mix, shortLog} from './data.ts';
import {fleet} from './fleet.ts';
import {session} from './keys.ts';
import {starts} from './measure-start.ts';
import {ms, printTable} from './print.ts';

type Indexed = {
  readonly loadMs: number;
  readonly firstRows: number;
  readonly longestStall: number;
  readonly bytes: number;
  readonly events: number;
  readonly requests: number;
  readonly textMs: number;
  readonly heldBytes: number;
};

type Timed = {readonly ms: number; readonly wait: number; readonly cpu: number};
type Screen = {readonly filter: Timed; readonly facets: Timed; readonly histogram: Timed};
type Questions = {
  readonly events: number;
  readonly everything: Screen;
  readonly many: Screen;
  readonly few: Screen;
  readonly undone: Screen;
};

const {values} = parseArgs({
  options: {
    mb: {type: 'string', default: '600'},
    events: {type: 'string', default: '1000000'},
    presses: {type: 'string', default: '200'},
    many: {type: 'string', default: '10000000'},
    fleet: {type: 'string', default: '1000000,5000000'},
    only: {type: 'string'},
  },
});
const mb = Number(values.mb);
const presses = Number(values.presses);
/** Mean size of a metadata-only event, to make a log of so many events. */
const EVENT_BYTES = 1131;

/** Goal for the first screen, from exec. */
const START_MS = 150;

/** A folder with lnav's description of audit logs. */
const LNAV = new URL('lnav', import.meta.url).pathname;

const INDEX = 'dist/bench-index.js';
const QUESTIONS = 'dist/bench-questions.js';
const BODY = 'dist/bench-body.js';

/** Of a request body and of a response body, each. */
const BODY_BYTES = 3_000_000;
const FINDINGS = 'dist/bench-findings.js';

const mib = (value: number) => `${(value / 2 ** 20).toFixed(0)} MiB`;

console.log(
  `audit-tui bench: Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}, ${mib(totalmem())}\n`,
);

async function reading(mix: Mix): Promise<void> {
  const path = await logOf(mix, mb);
  // Into the page cache.
  await runTimed('wc', ['-c', path]);
  await runTimed('wc', ['-l', path]);
  const wc = (await runTimed('wc', ['-l', path]))!;
  const program = (await runTimed(process.execPath, [BIN, 'query', '', path, '-o', 'count']))!;
  const ours = await measure<Indexed>(INDEX, [path]);
  const parse = await measure<{readonly events: number}>('measure-parse.ts', [path]);
  const rg = await runTimed('rg', ['-c', '--no-mmap', '"verb":"delete"', path]);
  const lnav = await runTimed('lnav', [
    '-n',
    '-I',
    LNAV,
    '-c',
    ';SELECT count(*) FROM k8s_audit',
    '-c',
    ':write-csv-to -',
    path,
  ]);
  const duckdb = await measure<{readonly installed: boolean; readonly loadMs?: number}>('measure-duckdb.ts', [path]);
  const jq = await runTimed('jq', ['-n', 'reduce inputs as $e (0; . + 1)', path]);
  const megabytes = ours.bytes / 1e6;
  const row = (name: string, took: number | undefined, peak: number | undefined) =>
    took === undefined
      ? [name, 'not installed', '', '', '', '']
      : [
          name,
          ms(took),
          `${Math.round(megabytes / (took / 1000))} MB/s`,
          `${Math.round(ours.events / took)} k/s`,
          `${(took / wc.ms).toFixed(1)} ×`,
          peak === undefined ? '' : mib(peak),
        ];
  printTable(`Reading ${Math.round(megabytes)} MB, ${mix}, ${ours.events.toLocaleString('en-US')} events`, [
    ['', 'time', 'bytes', 'events', 'to wc -l', 'peak memory'],
    row('wc -l', wc.ms, wc.peak),
    row('ripgrep, one pattern', rg?.ms, rg?.peak),
    row('audit-tui, the whole program', program.ms, program.peak),
    row('audit-tui, its index', ours.loadMs, ours.peak),
    row('DuckDB, the same columns', duckdb.loadMs, duckdb.peak),
    row('JSON.parse alone', parse.ms, parse.peak),
    row('lnav', lnav?.ms, lnav?.peak),
    row('jq, counting', jq?.ms, jq?.peak),
  ]);
  printTable('While it reads, and after', [
    ['first 60 rows', ms(ours.firstRows)],
    ['longest stall of the main loop', ms(ours.longestStall)],
    ['held in memory', `${(ours.heldBytes / ours.events).toFixed(1)} bytes an event`],
    ['text found nowhere, all bodies read', `${ms(ours.textMs)}, ${Math.round(megabytes / (ours.textMs / 1000))} MB/s`],
  ]);
}

/** Questions of a screen as the explorer asks them; `goal` is what each of them may take, in milliseconds. */
async function questions(path: string, goal: number): Promise<void> {
  const ours = await measure<Questions>(QUESTIONS, [path, await logOf('metadata', 20)]);
  const row = (name: string, {filter, facets, histogram}: Screen) => {
    const all = [filter, facets, histogram];
    return [
      name,
      ...all.map(each => ms(each.ms)),
      `${(Math.max(...all.map(each => each.ms)) / goal).toFixed(2)} ×`,
      ms(Math.max(...all.map(each => each.wait))),
      ms(Math.max(...all.map(each => each.cpu))),
    ];
  };
  printTable(`Questions over ${ours.events.toLocaleString('en-US')} events, each of which may take ${goal} ms`, [
    ['', 'rows', 'facets', 'histogram', 'slowest to goal', 'longest wait of a key', 'slowest, processor'],
    row('everything, never counted', ours.everything),
    row('a filter that keeps many', ours.many),
    row('a filter that keeps few', ours.few),
    row('everything again', ours.undone),
  ]);
}

/** All findings of a log, which may take two seconds for a million events. */
async function findings(path: string): Promise<void> {
  const ours = await measure<
    Omit<Timed, 'ms'> & {
      readonly tookMs: number;
      readonly events: number;
      readonly findings: number;
      readonly work: number;
      readonly held: number;
    }
  >(FINDINGS, [path]);
  printTable(`Findings of ${ours.events.toLocaleString('en-US')} events, beyond indexing, which may take 2,000 ms`, [
    ['', 'time', 'to goal', 'longest wait of a key', 'longest work between keys', 'processor', 'held, report and all'],
    [
      `${ours.findings.toLocaleString('en-US')} findings`,
      ms(ours.tookMs),
      `${(ours.tookMs / 2000).toFixed(2)} ×`,
      ms(ours.wait),
      ms(ours.work),
      ms(ours.cpu),
      `${(ours.held / 2 ** 20).toFixed(1)} MiB`,
    ],
  ]);
}

type Step = {readonly first: number; readonly wait: number; readonly total: number};

/** An event whose request and response are megabytes. */
async function bodies(): Promise<void> {
  const {steps} = await measure<{readonly steps: {readonly [name: string]: Step}}>(BODY, [bigBodyFile(BODY_BYTES)]);
  printTable(`An event with two bodies of ${BODY_BYTES / 1e6} MB, of which a screen may take 100 ms`, [
    ['', 'first frame', 'longest wait of a key', 'all of it'],
    ...Object.entries(steps).map(([name, {first, wait, total}]) => [name, ms(first), ms(wait), ms(total)]),
  ]);
}

async function keys(path: string): Promise<void> {
  const rows: string[][] = [
    [
      '',
      'first screen',
      'slowest while loading',
      'cursor p50',
      'p99',
      'bytes',
      'scroll p50',
      'p99',
      'bytes',
      'typing p50',
      'p99',
      'bytes',
      'peak memory',
    ],
  ];
  const empty = await session(emptyLog(), {columns: 80, rows: 24}, 1);
  for (const size of [
    {columns: 80, rows: 24},
    {columns: 200, rows: 60},
  ]) {
    const s = await session(path, size, presses);
    rows.push([
      `${size.columns}x${size.rows}`,
      ms(s.firstScreenMs),
      ms(s.longestGap),
      ms(s.move.p50),
      ms(s.move.p99),
      s.move.bytes.toLocaleString('en-US'),
      ms(s.scroll.p50),
      ms(s.scroll.p99),
      s.scroll.bytes.toLocaleString('en-US'),
      ms(s.filter.p50),
      ms(s.filter.p99),
      s.filter.bytes.toLocaleString('en-US'),
      `${mib(s.peak)} (${mib(empty.peak)} with an empty log)`,
    ]);
  }
  printTable('Key to the end of its frame, in a pseudo-terminal: p50 may be 16 ms and p99 33 ms', rows);
}

/** From exec to the screen: the first one may take 150 ms. */
async function start(path: string): Promise<void> {
  await runTimed('wc', ['-l', path]);
  const rows = (await starts(path, 11)).map(({name, frame, rows, busy, memory, version, bytes}) => [
    name,
    ms(frame),
    ms(rows),
    `${(rows / START_MS).toFixed(2)} ×`,
    ms(busy),
    mib(memory),
    ms(version),
    `${(bytes / 2 ** 20).toFixed(1)} MiB`,
  ]);
  printTable(
    `From exec to the screen, with ${mb} MB as argument: medians of 11, the first screen may take ${START_MS} ms`,
    [['', 'first frame', 'with rows', 'to goal', 'processor', 'memory then', '--version', 'on disk'], ...rows],
  );
}

/** Where ClickHouse is installed: npm run test:clickhouse brings it. */
async function clickhouse(): Promise<void> {
  const sizes = values.fleet
    .split(',')
    .map(Number)
    .filter(events => events > 0);
  if (sizes.length === 0) return;
  if (!isInstalled) return console.log('ClickHouse is not here: npm run test:clickhouse brings it\n');
  const logs: string[] = [];
  for (const events of sizes) logs.push(await logOf('metadata', Math.round((events * EVENT_BYTES) / 1e6)));
  await fleet(logs);
}

if (values.only === 'fleet') {
  await clickhouse();
  process.exit(0);
}

// Measured as it is shipped, in one file.
await bundle('bench/measure-index.ts', INDEX);
await bundle('bench/measure-questions.ts', QUESTIONS);
await bundle('bench/measure-body.ts', BODY);
await start(await logOf('metadata', mb));
await bodies();
await bundle('bench/measure-findings.ts', FINDINGS);
await reading('metadata');
await reading('mixed');
const million = await logOf('metadata', Math.round((Number(values.events) * EVENT_BYTES) / 1e6));
await questions(million, 50);
await findings(million);
await questions(shortLog(Number(values.many)), 500);
await keys(million);
await clickhouse();
