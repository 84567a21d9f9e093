// The recipes of docs/clickhouse.md, as they stand there: what each sends is sent to a real engine, and the rows that come of it are
// the lines of the file, byte by byte.
import {createHash} from 'node:crypto';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {parse} from 'yaml';
import {ROOT} from '../../scripts/docs/blocks.ts';
import {EVERYTHING} from '../../src/query/ast.ts';
import {openClickHouse} from '../../src/source/clickhouse/open.ts';
import {TIME_ORDER} from '../../src/source/source.ts';
import {event} from '../support/events.ts';
import {requests} from '../support/session.ts';
import {ADDRESS, goJson, isInstalled, WITHOUT} from './engine.ts';
import {Front} from './front.ts';
import {OTEL_LOGS} from './otel-logs.ts';

const PAGE = readFileSync(join(ROOT, 'docs/clickhouse.md'), 'utf8');

/** The blocks of a section, by their language. */
function blocksOf(title: string): readonly {readonly language: string; readonly text: string}[] {
  const section = PAGE.split(/^##+ /m).find(part => part.startsWith(`${title}\n`)) ?? '';
  return [...section.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].map(([, language, text]) => ({
    language: language!,
    text: text!,
  }));
}
const blockOf = (title: string, wanted: string): string =>
  blocksOf(title).find(({language}) => language === wanted)!.text;

const HOSTILE = [
  '"\'`\\ \0 \t \n {p0:String} -- /* é 🦊 \u2028 \u007f',
  "'; DROP TABLE logs.audit; --",
  'ends with a backslash \\',
  'x'.repeat(3_000_000),
];
const LINES = [...requests(20), ...HOSTILE.map((userAgent, i) => event({auditID: `h${i}`, userAgent}))].map(goJson);

const digests = (lines: readonly string[]) =>
  lines.map(line => createHash('md5').update(line).digest('hex').toUpperCase()).toSorted();

describe.skipIf(!isInstalled)(`recipes${WITHOUT}`, {timeout: 120_000}, () => {
  const folder = isInstalled ? mkdtempSync(join(tmpdir(), 'audit-tui-recipes-')) : '';
  let front: Front;
  let server: string;
  const ask = async (path: string, body: string | Uint8Array, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${server}${path}`, {method: 'POST', body: body as never, headers});
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
    return text;
  };
  const run = (query: string) => ask('/', query);
  const stored = async (table = 'logs.audit', column = 'event') =>
    (await run(`SELECT hex(MD5(${column})) FROM ${table}`)).trim().split('\n').toSorted();

  beforeAll(async () => {
    front = new Front(folder);
    server = `http://127.0.0.1:${await front.listen()}`;
    await run('CREATE DATABASE logs');
    await run(blockOf('The recommended table', 'sql'));
  });
  afterAll(async () => {
    await front?.close();
    rmSync(folder, {recursive: true, force: true});
  });

  const fresh = async () => {
    await run('TRUNCATE TABLE logs.audit');
  };
  /** What the explorer has of it: each request once, and all events of the file. */
  const isWhole = async (table: string) => {
    const address = {...ADDRESS, host: '127.0.0.1', port: Number(new URL(server).port), database: 'logs', table};
    const opened = await openClickHouse({address, secrets: {}});
    if (!opened.ok) throw new Error(opened.message);
    const view = {where: EVERYTHING, stages: 'all'} as const;
    const {total, rows} = await opened.source.rows(view, {order: TIME_ORDER, limit: 100, cells: []});
    const raws = await Promise.all(rows.map(async ({id}) => (await opened.source.event(id)).raw));
    await opened.source.close();
    expect(total).toBe(LINES.length);
    expect(digests(raws)).toEqual(digests(LINES));
    return opened.layout.kind;
  };

  test('plain, from a file and compressed', async () => {
    const [, path] = /'https:\/\/[^/]+(\/\?query=[^']+)'/.exec(blockOf('Plain, with curl or clickhouse-client', 'sh'))!;
    const file = Buffer.from(`${LINES.join('\n')}\n`);
    for (const [body, headers] of [
      [file, {}],
      [gzipSync(file), {'Content-Encoding': 'gzip'}],
    ] as const) {
      await fresh();
      await ask(path!, body, headers);
      expect(await stored()).toEqual(digests(LINES));
    }
    expect(await isWhole('audit')).toBe('recommended');
  });

  test('clickhouse-client sends the same statement', () => {
    const [curl, client] = blockOf('Plain, with curl or clickhouse-client', 'sh').split('clickhouse-client');
    const [, statement] = /--query '([^']+)'/.exec(client!)!;
    expect(decodeURIComponent(/query=([^']+)'/.exec(curl!)![1]!)).toBe(statement);
  });

  test('Fluent Bit', async () => {
    const {pipeline} = parse(blockOf('Fluent Bit', 'yaml')) as {
      readonly pipeline: Record<string, Record<string, string>[]>;
    };
    const [output] = pipeline.outputs!;
    expect(output).toMatchObject({format: 'json_lines', json_date_key: false});
    const [, from, to] = /^(\w+) (\w+)$/.exec(`${pipeline.filters![0]!.rename}`)!;
    expect([from, to]).toEqual(['log', 'event']);
    await fresh();
    await ask(output!.uri!, LINES.map(line => `${JSON.stringify({event: line})}\n`).join(''));
    expect(await stored()).toEqual(digests(LINES));
  });

  test('Vector', async () => {
    const {sinks, transforms} = parse(blockOf('Vector', 'yaml'));
    const {database, table, skip_unknown_fields: skip} = sinks.clickhouse;
    expect(transforms.event.source).toBe('. = {"event": .message}');
    expect(skip).toBe(true);
    // As src/sinks/clickhouse/service.rs of vectordotdev/vector at 0.58 has it.
    const query = new URLSearchParams({
      input_format_import_nested_json: '1',
      input_format_skip_unknown_fields: '1',
      query: 'INSERT INTO {database:Identifier}.{table:Identifier} FORMAT JSONEachRow',
      param_database: database,
      param_table: table,
    });
    await fresh();
    const body = gzipSync(LINES.map(line => `${JSON.stringify({event: line})}\n`).join(''));
    await ask(`/?${query}`, body, {'Content-Encoding': 'gzip'});
    expect(await stored()).toEqual(digests(LINES));
  });

  test('OpenTelemetry Collector: its table is read as it is, and the view fills the recommended one', async () => {
    const {exporters, service} = parse(blockOf('OpenTelemetry Collector', 'yaml'));
    expect(exporters.clickhouse.database).toBe('logs');
    expect(service.pipelines.logs).toEqual({receivers: ['filelog'], exporters: ['clickhouse']});
    await fresh();
    await run(OTEL_LOGS);
    await run(blockOf('OpenTelemetry Collector', 'sql'));
    const rows = [...LINES, 'E1120 09:52:16.981402 1 wrap.go:57] "a line of another kind"'].map(Body =>
      JSON.stringify({Timestamp: '2026-11-20 10:00:00.000000000', Body, LogAttributes: {'log.file.name': 'audit.log'}}),
    );
    await ask('/?query=INSERT+INTO+logs.otel_logs+FORMAT+JSONEachRow', rows.join('\n'));
    expect(await stored()).toEqual(digests(LINES));
    expect(await isWhole('otel_logs')).toBe('otel');
    await run('DROP VIEW logs.audit_of_otel');
  });
});
