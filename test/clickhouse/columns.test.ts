// The recommended table reads an event as the loader does: a pipeline writes the event alone and has the same columns.
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import fc from 'fast-check';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {EVERYTHING} from '../../src/query/ast.ts';
import type {ClientEngine} from '../../src/source/clickhouse/connect.ts';
import {Loader} from '../../src/source/clickhouse/load.ts';
import {openClickHouse} from '../../src/source/clickhouse/open.ts';
import type {Sql} from '../../src/source/clickhouse/sql.ts';
import {type Stored, storedOf} from '../../src/source/clickhouse/stored.ts';
import {COLUMNS, createTable, REQUEST} from '../../src/source/clickhouse/table.ts';
import {TIME_ORDER} from '../../src/source/source.ts';
import {HOSTILE_TEXTS} from '../source/conformance.ts';
import {anyEvent, event} from '../support/events.ts';
import {ADDRESS, connectWith, goJson, inProcess, isInstalled, run, tableNamed, WITHOUT} from './engine.ts';

const ROOT = join(import.meta.dirname, '..', '..');

const LINES = [
  ...fc.sample(anyEvent, {numRuns: 200, seed: 3}).map(goJson),
  ...HOSTILE_TEXTS.map((text, at) =>
    goJson(
      event({
        auditID: `h${at}`,
        user: {username: text, groups: [text, 'dev']},
        userAgent: text,
        objectRef: {resource: 'configmaps', namespace: text, name: text},
        annotations: {'authorization.k8s.io/reason': text, [text]: text},
      }),
    ),
  ),
  ...readFileSync(join(ROOT, 'sample-logs', 'audit.log'), 'utf8')
    .split('\n')
    .filter(line => line.startsWith('{"kind"')),
];
const STORED = [...new Set(LINES)].flatMap(line => storedOf(line).stored);

/** Deeper than the server reads. */
const DEEP = storedOf(
  goJson(event({auditID: 'deep', requestObject: {text: 'DEEP'}})).replace(
    '"DEEP"',
    `${'['.repeat(1100)}${']'.repeat(1100)}`,
  ),
).stored;

describe.skipIf(!isInstalled)(`columns of the recommended table${WITHOUT}`, {timeout: 120_000}, () => {
  let engine: ClientEngine;
  let server: ReturnType<typeof inProcess>;
  const raw = (text: string): Sql => ({parts: [text]});
  const names = [...COLUMNS.map(({name}) => name), 'place', `hex(${REQUEST.name})`].join(', ');
  const rowsOf = (table: string) => engine.query(raw(`SELECT event, ${names} FROM default.${table} ORDER BY event`));
  const plainly = async (table: string, stored: readonly Stored[]) => {
    await run(engine, createTable(tableNamed(table)));
    await engine.insert(
      tableNamed(table),
      stored.map(({text}) => ({event: text})),
    );
  };
  const byLoad = async (table: string, stored: readonly Stored[]) => {
    await run(engine, createTable(tableNamed(table)));
    const loader = new Loader(engine, tableNamed(table));
    for (const one of stored) await loader.add(one);
    await loader.flush();
  };
  const aboutOf = async (table: string) => {
    const opened = await openClickHouse({address: {...ADDRESS, table}, secrets: {}, ...server.options()});
    if (!opened.ok) throw new Error(opened.message);
    const about = opened.source.about();
    const {total} = await opened.source.rows(
      {where: EVERYTHING, stages: 'all'},
      {order: TIME_ORDER, limit: 1, cells: []},
    );
    await opened.source.close();
    return {total, notes: (about.notes ?? []).map(({text}) => text).join()};
  };

  beforeAll(async () => {
    server = inProcess();
    engine = await connectWith(server.options());
  });
  afterAll(async () => {
    await engine?.close();
    server?.close();
  });

  test('are the same whether the event alone is written or the loader writes it', async () => {
    await plainly('plain', STORED);
    await byLoad('loaded', STORED);
    const plain = await rowsOf('plain');
    expect(plain.length).toBeGreaterThan(300);
    expect(plain).toEqual(await rowsOf('loaded'));
  });

  test('of an event nested deeper than the server reads are those of the loader; written alone it is counted, and told', async () => {
    expect(DEEP.length).toBe(1);
    await plainly('deepplain', [...STORED.slice(0, 9), ...DEEP]);
    await byLoad('deeploaded', [...STORED.slice(0, 9), ...DEEP]);
    const plain = await aboutOf('deepplain');
    expect([plain.total, plain.notes]).toEqual([10, expect.stringContaining('1 of the events have no time')]);
    expect(await aboutOf('deeploaded')).toEqual({total: 10, notes: ''});
  });
});
