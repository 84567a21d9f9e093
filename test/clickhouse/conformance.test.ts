// ClickHouse holds what every Source must, on each kind of table.
import {afterAll, beforeAll, describe, expect} from 'vitest';
import type {ClientEngine} from '../../src/source/clickhouse/connect.ts';
import {openClickHouse} from '../../src/source/clickhouse/open.ts';
import {conformance} from '../source/conformance.ts';
import {ADDRESS, connectWith, fill, inProcess, isInstalled, run, TABLES, tableNamed, WITHOUT} from './engine.ts';

describe.skipIf(!isInstalled)(`ClickHouse in this process${WITHOUT}`, () => {
  let engine: ClientEngine;
  let server: ReturnType<typeof inProcess>;
  beforeAll(async () => {
    server = inProcess();
    engine = await connectWith(server.options());
  });
  afterAll(async () => {
    await engine?.close();
    server?.close();
  });

  let tables = 0;
  for (const kind of Object.keys(TABLES))
    conformance({
      name: `ClickHouse, table ${kind}`,
      runs: kind === 'recommended' ? 12 : 4,
      timeout: 600_000,
      hostile: kind === 'recommended' ? 6 : 0,
      open: async events => {
        const table = `audit${tables++}`;
        await fill(engine, tableNamed(table), kind, events);
        const opened = await openClickHouse({address: {...ADDRESS, table}, secrets: {}, ...server.options()});
        if (!opened.ok) throw new Error(opened.message);
        expect(events.length === 0 || opened.layout.kind === TABLES[kind]!.kind).toBe(true);
        return {
          source: opened.source,
          close: async () => {
            await opened.source.close();
            await run(engine, `DROP TABLE default.${table}`);
          },
        };
      },
    });
});
