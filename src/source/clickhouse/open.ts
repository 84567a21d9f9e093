// From an address to a source: connects, looks at the table, and says in one sentence why not if it cannot.
import type {Micros} from '../../audit/time.ts';
import type {Note, Source} from '../source.ts';
import {type Address, addressText} from './address.ts';
import {ClickHouseSource} from './clickhouse.ts';
import {type ClientEngine, type ClientOptions, connect, type Secrets} from './connect.ts';
import {type Column, type Detected, type DetectOptions, detect, type Overrides} from './detect.ts';
import type {Engine} from './engine.ts';
import {Failure} from './failure.ts';
import {EXACT_EVENTS} from './joined.ts';
import {type Layout, micros} from './layout.ts';
import {mannersOf} from './manners.ts';
import {extentOf, News} from './news.ts';
import {all, constant, ident, type Sql, sql, text} from './sql.ts';
import {inWindow} from './translate.ts';
import {tooOld} from './version.ts';

export type OpenClickHouse = {
  readonly address: Address;
  readonly secrets: Secrets;
  /** The columns of fields, as the config file has them. */
  readonly fields?: Overrides;
  /** Only events of that time, stageTimestamp in [from, to), are there at all. */
  readonly from?: Micros;
  readonly to?: Micros;
  /** Ask now and then for what is new. */
  readonly follow?: boolean;
  readonly exactEvents?: number;
  readonly pollMs?: number;
  readonly client?: ClientOptions;
};

export type OpenedClickHouse =
  | {readonly ok: true; readonly source: Source; readonly layout: Layout}
  | {readonly ok: false; readonly message: string};

/** Rows that are looked at to see what a table holds. */
const SAMPLE = 200;

export const tableOf = ({database, table}: Address): Sql => sql`${ident(database)}.${ident(table)}`;

export const columnsOf = async (engine: Engine, {database, table}: Address): Promise<readonly Column[]> => {
  const rows = await engine.query(
    sql`SELECT name, type FROM system.columns WHERE database = ${text(database)} AND table = ${text(table)} ORDER BY position`,
  );
  return rows.map(([name, type]) => ({name: String(name), type: String(type)}));
};

/** Bytes on disk, where this user may know. */
const bytesOf = async (engine: Engine, {database, table}: Address): Promise<number> => {
  const query = sql`SELECT total_bytes FROM system.tables WHERE database = ${text(database)} AND name = ${text(table)}`;
  const [row] = await engine.query(query).catch(() => []);
  return Number(row?.[0] ?? 0);
};

/** Of a sample: how many rows there are, and in how many of them `test` holds. */
async function sampled(
  engine: Engine,
  {table, where}: Layout,
  test: Sql,
): Promise<readonly [rows: number, hold: number]> {
  const rows = await engine.query(
    sql`SELECT count() AS __n, countIf(__h) AS __c FROM (SELECT ${test} AS __h FROM ${table} WHERE ${where} LIMIT ${constant(SAMPLE)})`,
  );
  const [count, hold] = rows[0] ?? [0, 0];
  return [Number(count), Number(hold)];
}

type Looked = {readonly detected: Detected; readonly notes: readonly Note[]};

/** Names and types say what a table may hold; some of its rows say whether it does. */
async function look(
  engine: Engine,
  table: Sql,
  columns: readonly Column[],
  overrides: Overrides | undefined,
): Promise<Looked> {
  const options: DetectOptions = overrides === undefined ? {} : {overrides};
  let detected = detect(table, columns, options);
  if (!detected.ok) return {detected, notes: []};
  const {raw} = detected.layout;
  if (raw !== undefined && detected.layout.kind !== 'recommended') {
    const [rows, events] = await sampled(engine, detected.layout, sql`JSONHas(${raw}, 'auditID')`);
    if (rows > 0 && events === 0) detected = detect(table, columns, {...options, withoutWhole: true});
    if (!detected.ok) return {detected, notes: []};
  }
  const {timeToCheck, layout} = detected;
  if (timeToCheck === undefined || layout.raw === undefined) return {detected, notes: []};
  const [rows, same] = await sampled(engine, layout, sql`${micros(timeToCheck)} = ${micros(layout.time)}`);
  if (same === rows) return {detected, notes: []};
  const note: Note = {
    kind: 'remote',
    text: 'the time column is not the events’ stageTimestamp, so that is read out of every event, which is slow',
  };
  return {detected: detect(table, columns, {...options, timeFromEvent: true}), notes: [note]};
}

async function opened(engine: ClientEngine, options: OpenClickHouse): Promise<OpenedClickHouse> {
  const {address} = options;
  const columns = await columnsOf(engine, address);
  if (columns.length === 0) {
    const name = `${address.database}.${address.table}`;
    return {ok: false, message: `${name} is not there, or this user may not see it; audit-tui load --create makes it.`};
  }
  const manners = await mannersOf(engine);
  engine.settings = manners.settings;
  const {detected, notes} = await look(engine, tableOf(address), columns, options.fields);
  if (!detected.ok) return {ok: false, message: `${addressText(address)}: ${detected.message}.`};
  const {layout: whole} = detected;
  const layout = {...whole, where: all([whole.where, inWindow(whole, options.from, options.to)])};
  const [extent, bytes] = await Promise.all([extentOf(engine, layout), bytesOf(engine, address)]);
  const news = new News(engine, layout, extent, {
    follow: options.follow === true,
    bytes,
    notes: [...manners.notes, ...notes],
    ...(options.pollMs === undefined ? {} : {pollMs: options.pollMs}),
  });
  const source = new ClickHouseSource({
    engine,
    layout,
    name: addressText(address),
    news,
    exactEvents: options.exactEvents ?? EXACT_EVENTS,
  });
  return {ok: true, source, layout};
}

/** Never throws for what a server says or does not say. */
export async function openClickHouse(options: OpenClickHouse): Promise<OpenedClickHouse> {
  const engine = await connect(options, options.client);
  try {
    const found = await opened(engine, options);
    if (!found.ok) await engine.close();
    return found;
  } catch (error) {
    const message = error instanceof Failure ? ((await tooOld(engine, options.address)) ?? error.message) : undefined;
    await engine.close();
    if (message === undefined) throw error;
    return {ok: false, message};
  }
}
