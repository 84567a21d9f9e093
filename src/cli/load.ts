// `audit-tui load`: logs into a table of ClickHouse, through the same readers and forms as everywhere.
import {grouped} from '../audit/numbers.ts';
import {visible} from '../audit/visible.ts';
import {findInputs} from '../ingest/find.ts';
import {inputScope} from '../ingest/problems.ts';
import {type OpenInput, readInput} from '../ingest/read.ts';
import {addressText} from '../source/clickhouse/address.ts';
import {type ClientEngine, connect} from '../source/clickhouse/connect.ts';
import {Loader} from '../source/clickhouse/load.ts';
import {columnsOf, tableOf} from '../source/clickhouse/open.ts';
import {recordsOf} from '../source/clickhouse/stored.ts';
import {COLUMNS, createTable} from '../source/clickhouse/table.ts';
import {tooOld} from '../source/clickhouse/version.ts';
import {countFlag} from './context.ts';
import {EXIT} from './exit.ts';
import type {ParsedArgs} from './flags.ts';
import {complain, type Io} from './io.ts';
import {type Remote, remoteOf} from './remote.ts';
import {isRemote} from './remote-path.ts';

/** Progress is told so often on a terminal, in milliseconds. */
const TELL_MS = 250;

type Counts = {bytes: number; problems: number; alerts: number; example: string | undefined};

/** The table, made if that was asked for. @returns one sentence if events cannot be written to it */
async function prepare(engine: ClientEngine, {address}: Remote, create: boolean, days: number | undefined) {
  const table = tableOf(address);
  if (create) await engine.command({parts: [createTable(table, days)]});
  const columns = await columnsOf(engine, address);
  const name = `${address.database}.${address.table}`;
  if (columns.length === 0) return `${name} is not there, or this user may not see it; --create makes it.`;
  const missing = ['event', 'place', ...COLUMNS.map(column => column.name)].find(
    wanted => !columns.some(column => column.name === wanted),
  );
  if (missing === undefined) return undefined;
  return `${name} is not the recommended table: it has no column ${missing}. Name another one, and --create makes it.`;
}

/** A class because the line under the cursor and when it was written last change together. */
class ProgressLine {
  readonly #io: Io;
  readonly #total: number | undefined;
  readonly #started = performance.now();
  #told = 0;
  #width = 0;

  constructor(io: Io, total: number | undefined) {
    this.#io = io;
    this.#total = total;
  }

  async tell(events: number, bytes: number, file: string): Promise<void> {
    if (!this.#io.err.isTerminal || performance.now() - this.#told < TELL_MS) return;
    this.#told = performance.now();
    const seconds = (performance.now() - this.#started) / 1000;
    const of = this.#total === undefined ? '' : ` of ${grouped(Math.ceil(this.#total / 1e6))}`;
    const rate = grouped(Math.round(events / Math.max(seconds, 0.001)));
    const line = `${grouped(events)} events, ${grouped(Math.floor(bytes / 1e6))}${of} MB, ${rate} a second: ${visible(file)}`;
    const shown = line.slice(0, Math.max(20, (this.#io.err.columns ?? 80) - 1));
    await this.#io.err.write(`\r${shown.padEnd(this.#width)}`);
    this.#width = shown.length;
  }

  /** Takes the line away, for what is written next. */
  async clear(): Promise<void> {
    if (this.#width > 0) await this.#io.err.write(`\r${' '.repeat(this.#width)}\r`);
    this.#width = 0;
  }
}

async function loadOne(input: OpenInput, loader: Loader, counts: Counts, tell: () => Promise<void>): Promise<void> {
  const before = counts.bytes;
  const problem = (at: string, reason: string) => {
    counts.problems++;
    counts.example ??= `${at}: ${reason}`;
  };
  for await (const item of readInput(input)) {
    if ('problem' in item) {
      problem(item.problem.at.file, item.problem.reason);
      continue;
    }
    for (const {stored, problems, alerts} of recordsOf(item)) {
      for (const one of stored) await loader.add(one);
      for (const {reason} of problems) problem(input.name, reason);
      counts.alerts += alerts;
    }
    counts.bytes = before + item.consumed;
    await tell();
  }
}

/** What was done, and what was not. */
async function report(loader: Loader, counts: Counts, {address}: Remote, io: Io): Promise<void> {
  const there = loader.present === 0 ? '' : `, ${grouped(loader.present)} were there already`;
  await io.out.write(`${grouped(loader.written)} events written to ${addressText(address)}${there}\n`);
  if (counts.alerts > 0)
    await io.err.write(
      `audit-tui: ${grouped(counts.alerts)} alerts of Falco were left out: the table is for audit events\n`,
    );
  if (counts.problems > 0)
    await io.err.write(
      `audit-tui: ${grouped(counts.problems)} records were not read as written; the first: ${visible(counts.example ?? '')}\n`,
    );
}

async function loadAll(args: ParsedArgs, io: Io, remote: Remote, engine: ClientEngine): Promise<number> {
  const found = await findInputs(args.positionals, {rotated: !args.flags.has('no-rotated')});
  const unread = found.problems.filter(({code}) => inputScope(code) !== undefined);
  for (const {reason} of found.problems) await io.err.write(`audit-tui: ${visible(reason)}\n`);
  const sizes = found.inputs.map(input => input.size);
  const total = sizes.every(size => size !== undefined) ? sizes.reduce((sum, size) => sum + size, 0) : undefined;
  const line = new ProgressLine(io, total);
  const counts: Counts = {bytes: 0, problems: 0, alerts: 0, example: undefined};
  const loader = new Loader(engine, tableOf(remote.address), {
    onRetry: (reason, ms) => {
      void line.clear().then(() => io.err.write(`audit-tui: ${visible(reason)} Trying again in ${ms / 1000} s.\n`));
    },
  });
  try {
    for (const input of found.inputs)
      await loadOne(input, loader, counts, () => line.tell(loader.written + loader.present, counts.bytes, input.name));
    await loader.flush();
  } finally {
    await line.clear();
    for (const input of found.inputs) await input.close();
  }
  await report(loader, counts, remote, io);
  return unread.length > 0 || found.inputs.length === 0 ? EXIT.error : EXIT.found;
}

export async function load(args: ParsedArgs, io: Io): Promise<number> {
  const to = args.flags.get('to');
  if (to === undefined) return complain('--to names the table: --to clickhouse://user@host:8443/database/table', io);
  if (!isRemote(to)) return complain(`--to takes clickhouse://… or @NAME, not "${visible(to)}"`, io);
  const from = args.positionals.find(isRemote);
  if (from !== undefined) return complain(`${visible(from)} is a table; load reads files`, io);
  const days = countFlag(args, 'keep-days', 0);
  if (!days.ok) return complain(days.message, io);
  const remote = await remoteOf(
    to,
    {...args, flags: new Map([...args.flags].filter(([name]) => name === 'config'))},
    io,
  );
  if (!remote.ok) return complain(remote.message, io);
  const engine = await connect(remote.value);
  try {
    const keepDays = days.value === 0 ? undefined : days.value;
    const wrong = await prepare(engine, remote.value, args.flags.has('create'), keepDays).catch(async error => {
      const old = await tooOld(engine, remote.value.address);
      if (old === undefined) throw error;
      return old;
    });
    if (wrong !== undefined) return await complain(visible(wrong), io);
    return await loadAll(args, io, remote.value, engine);
  } finally {
    await engine.close();
  }
}
