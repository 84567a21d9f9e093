// A real ClickHouse as a library: chdb. It is half a gigabyte, so it lies in a folder of its own, which
// `npm run test:clickhouse` fills; without it these tests are skipped.
import {existsSync, mkdtempSync, rmSync} from 'node:fs';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {AuditEvent} from '../../src/audit/event.ts';
import {type ClientEngine, connect} from '../../src/source/clickhouse/connect.ts';
import type {LayoutKind} from '../../src/source/clickhouse/layout.ts';
import type {OpenClickHouse} from '../../src/source/clickhouse/open.ts';
import {ident, type Sql, sql, statement} from '../../src/source/clickhouse/sql.ts';
import {createTable} from '../../src/source/clickhouse/table.ts';

export const CHDB = join(import.meta.dirname, '.chdb', 'node_modules', 'chdb');

export const isInstalled = existsSync(CHDB);

/** For `describe.skipIf`, with the one line that says why. */
export const WITHOUT = isInstalled ? '' : ' (skipped: no ClickHouse here; npm run test:clickhouse brings one)';

export type Chdb = {
  readonly Session: new (path?: string) => ChdbSession;
};
export type ChdbSession = {
  queryAsync(query: string, options?: {format?: string}): Promise<{text(): string; bytes(): Uint8Array}>;
  query(query: string, format?: string): string;
  close(): void;
};

const load = createRequire(join(CHDB, 'package.json'));
export const chdb = (): Chdb => load(CHDB) as Chdb;

type Connections = {readonly createChdbConnection: (options: {path: string}) => never};

/** What the official client needs to speak to the library instead of a server: a connection for each client. */
export function inProcess(): {readonly options: () => Pick<OpenClickHouse, 'client'>; readonly close: () => void} {
  const path = mkdtempSync(join(tmpdir(), 'audit-tui-chdb-'));
  const {createChdbConnection} = load(join(CHDB, 'dist', 'connection', 'index.js')) as Connections;
  return {
    options: () => ({client: {connection: createChdbConnection({path})} as never}),
    close: () => rmSync(path, {recursive: true, force: true}),
  };
}

export const ADDRESS = {host: 'localhost', port: 8123, secure: false, database: 'default', table: 'audit'} as const;

const raw = (text: string): Sql => ({parts: [text]});

/** Statements that stand in a test. */
export const run = (engine: ClientEngine, statement: string) => engine.command(raw(statement));

export const connectWith = (options: Pick<OpenClickHouse, 'client'>, address: OpenClickHouse['address'] = ADDRESS) =>
  connect({address, secrets: {}}, options.client);

/** As the Go encoder writes: < > & as escapes. */
export const goJson = (event: AuditEvent) =>
  JSON.stringify(event).replace(/[<>&\u2028\u2029]/g, c => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

type TableKind = {
  readonly create: (table: Sql) => string;
  readonly row: (event: AuditEvent) => Record<string, unknown>;
  readonly kind: LayoutKind;
};

const text = (table: Sql) => statement(table).query;
const micro = (time: string | undefined) => (time ?? '1970-01-01T00:00:00.000000Z').replace('T', ' ').replace('Z', '');

/** Tables as people have them: how they are made, how events come into them, and what they are found to be. */
export const TABLES: Readonly<Record<string, TableKind>> = {
  recommended: {create: table => createTable(table), row: event => ({event: goJson(event)}), kind: 'recommended'},
  'of nothing but the event': {
    create: table => `CREATE TABLE ${text(table)} (raw String) ENGINE = MergeTree ORDER BY tuple()`,
    row: event => ({raw: goJson(event)}),
    kind: 'raw',
  },
  'made at home': {
    create: table => `CREATE TABLE ${text(table)} (
      ts DateTime64(6), AuditID String, stage Enum8('RequestReceived' = 0, 'ResponseStarted' = 1, 'ResponseComplete' = 2, 'Panic' = 3),
      request_received DateTime64(6), verb LowCardinality(Nullable(String)), username Nullable(String), user_groups Array(String),
      namespace String, resource String, resource_name String, status_code UInt16, event_json String, n UInt8
    ) ENGINE = MergeTree ORDER BY ts`,
    row: event => ({
      ts: micro(event.stageTimestamp),
      AuditID: event.auditID,
      stage: event.stage,
      request_received: micro(event.requestReceivedTimestamp),
      verb: event.verb ?? null,
      username: event.user.username ?? null,
      user_groups: event.user.groups ?? [],
      namespace: event.objectRef?.namespace ?? '',
      resource: event.objectRef?.resource ?? '',
      resource_name: event.objectRef?.name ?? '',
      status_code: event.responseStatus?.code ?? 0,
      event_json: goJson(event),
      n: 1,
    }),
    kind: 'columns',
  },
  'otel_logs of the OTel exporter': {
    create: table => `CREATE TABLE ${text(table)} (
      Timestamp DateTime64(9) CODEC(Delta(8), ZSTD(1)), TimestampTime DateTime DEFAULT toDateTime(Timestamp), TraceId String,
      SpanId String, TraceFlags UInt8, SeverityText LowCardinality(String), SeverityNumber UInt8,
      ServiceName LowCardinality(String), Body String, ResourceSchemaUrl LowCardinality(String),
      ResourceAttributes Map(LowCardinality(String), String), ScopeSchemaUrl LowCardinality(String), ScopeName String,
      ScopeVersion LowCardinality(String), ScopeAttributes Map(LowCardinality(String), String),
      LogAttributes Map(LowCardinality(String), String), INDEX idx_body Body TYPE tokenbf_v1(32768, 3, 0) GRANULARITY 8
    ) ENGINE = MergeTree PARTITION BY toDate(TimestampTime) PRIMARY KEY (ServiceName, TimestampTime)
    ORDER BY (ServiceName, TimestampTime, Timestamp)`,
    row: event => ({
      Timestamp: micro(event.stageTimestamp),
      ServiceName: 'apiserver',
      SeverityText: 'INFO',
      Body: goJson(event),
      LogAttributes: {'log.file.name': 'audit.log'},
    }),
    kind: 'otel',
  },
};

export async function fill(engine: ClientEngine, table: Sql, kind: keyof typeof TABLES, events: readonly AuditEvent[]) {
  const {create, row} = TABLES[kind]!;
  await run(engine, create(table));
  if (events.length > 0) await engine.insert(table, events.map(row));
}

export const tableNamed = (name: string): Sql => sql`${ident('default')}.${ident(name)}`;
