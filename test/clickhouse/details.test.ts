// Many events at once: no more of them together than a machine can hold, and none left out.
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {itemsOf} from '../../src/export/items.ts';
import {EVERYTHING} from '../../src/query/ast.ts';
import type {ClientEngine} from '../../src/source/clickhouse/connect.ts';
import {readEvents} from '../../src/source/clickhouse/event.ts';
import {openClickHouse} from '../../src/source/clickhouse/open.ts';
import type {Sql} from '../../src/source/clickhouse/sql.ts';
import {type Source, TIME_ORDER} from '../../src/source/source.ts';
import {event} from '../support/events.ts';
import {ADDRESS, connectWith, fill, goJson, inProcess, isInstalled, tableNamed, WITHOUT} from './engine.ts';

const ALL = {where: EVERYTHING, stages: 'all'} as const;
const MEGABYTES = [3, 0, 0, 5, 9, 0, 2, 2, 2, 2, 0];
const EVENTS = MEGABYTES.map((size, at) =>
  event({
    auditID: `a${at}`,
    stageTimestamp: `2026-11-20T10:00:${10 + at}.000000Z`,
    requestObject: {text: 'x'.repeat(size * 2 ** 20)},
  }),
);

describe.skipIf(!isInstalled)(`events of ClickHouse for an export${WITHOUT}`, {timeout: 120_000}, () => {
  let engine: ClientEngine;
  let server: ReturnType<typeof inProcess>;
  let source: Source;
  beforeAll(async () => {
    server = inProcess();
    engine = await connectWith(server.options());
    await fill(engine, tableNamed('audit'), 'recommended', EVENTS);
    const opened = await openClickHouse({address: ADDRESS, secrets: {}, ...server.options()});
    if (!opened.ok) throw new Error(opened.message);
    source = opened.source;
  }, 120_000);
  afterAll(async () => {
    await source?.close();
    await engine?.close();
    server?.close();
  });

  test('come some megabytes at a time, whole, verbatim and in order', async () => {
    const layoutOf = await openClickHouse({address: ADDRESS, secrets: {}, ...server.options()});
    if (!layoutOf.ok) throw new Error(layoutOf.message);
    const {rows} = await source.rows(ALL, {order: TIME_ORDER, limit: 100, cells: []});
    const sizes: number[] = [];
    const details: (string | undefined)[] = [];
    const ask = async (query: Sql) => {
      const answer = await engine.query(query);
      sizes.push(JSON.stringify(answer).length);
      return answer;
    };
    const ids = rows.map(({id}) => id);
    for await (const detail of readEvents(ids, layoutOf.layout, 'x', ask)) details.push(detail?.raw);
    await layoutOf.source.close();
    expect(details).toEqual(EVENTS.map(goJson));
    expect(sizes.length).toBeGreaterThan(2);
    expect(Math.max(...sizes)).toBeLessThan(18 * 2 ** 20);
  });

  test('are what an export writes', async () => {
    const listing = {view: ALL, order: {...TIME_ORDER, descending: true}, cells: [], events: true};
    const raws: (string | undefined)[] = [];
    for await (const {detail} of itemsOf(source, listing)) raws.push(detail?.raw);
    expect(raws).toEqual(EVENTS.map(goJson).reverse());
  });
});
