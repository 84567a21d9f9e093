// One row a request by stages alone, which is the same as by comparing events where no stage of a request comes twice.
import fc from 'fast-check';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {type AuditEvent, STAGES} from '../../src/audit/event.ts';
import {EVERYTHING} from '../../src/query/ast.ts';
import type {ClientEngine} from '../../src/source/clickhouse/connect.ts';
import {openClickHouse} from '../../src/source/clickhouse/open.ts';
import {createTable} from '../../src/source/clickhouse/table.ts';
import type {Source, View} from '../../src/source/source.ts';
import {TIME_ORDER} from '../../src/source/source.ts';
import {rowsOf} from '../source/oracle.ts';
import {request, TEN_PAST} from '../support/events.ts';
import {anyView} from '../support/exprs.ts';
import {ADDRESS, connectWith, fill, inProcess, isInstalled, run, tableNamed, WITHOUT} from './engine.ts';

/** Requests as an API server logs them: each stage once, some of them left out. */
const EVENTS = fc
  .sample(
    fc.tuple(fc.subarray([...STAGES.slice(0, 3)], {minLength: 1}), fc.nat(5), fc.constantFrom('get', 'list', 'delete')),
    {
      numRuns: 80,
      seed: 5,
    },
  )
  .flatMap(([stages, second, verb], at) =>
    request(stages, {auditID: `a${at}`, verb, requestURI: `/x?row=${at}`}, TEN_PAST + second * 1e6 + at, 1000),
  );

describe.skipIf(!isInstalled)(`one row a request${WITHOUT}`, {timeout: 300_000}, () => {
  let engine: ClientEngine;
  let server: ReturnType<typeof inProcess>;
  const opened: Source[] = [];
  const open = async (exactEvents?: number, table = 'audit') => {
    const found = await openClickHouse({
      address: {...ADDRESS, table},
      secrets: {},
      ...(exactEvents === undefined ? {} : {exactEvents}),
      follow: true,
      pollMs: 50,
      ...server.options(),
    });
    if (!found.ok) throw new Error(found.message);
    opened.push(found.source);
    return found.source;
  };
  const namesOf = (events: readonly AuditEvent[], view: View) =>
    rowsOf(events, view).map(at => `${events[at]!.auditID} ${events[at]!.stage}`);
  const rowsIn = async (source: Source, view: View) => {
    const page = await source.rows(view, {order: TIME_ORDER, limit: 1000, cells: []});
    return {
      names: page.rows.map(({id}) => `${id.auditID} ${id.stage}`),
      total: page.total,
      approx: page.approx ?? false,
    };
  };

  beforeAll(async () => {
    server = inProcess();
    engine = await connectWith(server.options());
    await fill(engine, tableNamed('audit'), 'recommended', EVENTS);
  }, 120_000);
  afterAll(async () => {
    for (const source of opened) await source.close();
    await engine?.close();
    server?.close();
  });

  test.each([
    ['of so many events that twins are not looked for, marked as not certain', 0, true],
    ['where no stage comes twice', undefined, false],
  ])('is by stages %s', async (_, exactEvents, isApprox) => {
    const source = await open(exactEvents);
    // Asked once, so that it is known whether a stage comes twice.
    await source.histogram({where: EVERYTHING, stages: 'latest'}, 10);
    const property = fc.asyncProperty(anyView, fc.option(fc.nat(5)), async (every: View, second) => {
      const view = second === null ? every : {...every, from: TEN_PAST + second * 1e6 - 5e5};
      const found = await rowsIn(source, view);
      const expected = namesOf(EVENTS, view);
      expect(found.names.sort()).toEqual(expected.sort());
      expect([found.total, found.approx]).toEqual([expected.length, isApprox && view.stages === 'latest']);
      const {bars} = await source.histogram(view, 10);
      expect(bars.reduce((sum, {count}) => sum + count, 0)).toBe(expected.length);
    });
    await fc.assert(property, {numRuns: 40});
  });

  test('by stages alone is said', async () => {
    const told = (await open(0)).about().notes?.map(({text}) => text);
    expect(told?.join()).toContain('told apart by their stages alone');
  });

  test('shows an event once that the table has twice', async () => {
    const table = tableNamed('copies');
    await run(engine, createTable(table));
    await run(engine, 'SYSTEM STOP MERGES default.copies');
    await fill(engine, table, 'recommended', EVENTS);
    await fill(engine, table, 'recommended', EVENTS.slice(0, 40));
    const source = await open(undefined, 'copies');
    expect(source.about().events).toBe(EVENTS.length + 40);
    for (const limit of [7, 1000]) {
      const query = {order: TIME_ORDER, limit, cells: []};
      for (const [stages, events] of [
        ['latest', 80],
        ['all', EVENTS.length],
      ] as const) {
        const {rows} = await source.rows({where: EVERYTHING, stages}, query);
        expect(new Set(rows.map(({id}) => id.place)).size).toBe(rows.length);
        expect(rows.length).toBe(Math.min(limit, events));
      }
    }
  });

  test('is by comparing events once a stage comes twice', async () => {
    await fill(engine, tableNamed('growing'), 'recommended', EVENTS);
    const source = await open(undefined, 'growing');
    const view: View = {where: EVERYTHING, stages: 'latest'};
    expect((await source.histogram(view, 10)).bars.reduce((sum, {count}) => sum + count, 0)).toBe(80);
    const [one] = EVENTS.filter(({stage}) => stage === 'ResponseComplete');
    const again = {...one!, verb: 'patch', stageTimestamp: '2026-11-20T10:59:00.000000Z'};
    await fill(engine, tableNamed('growing'), 'recommended', [again]);
    const all = [...EVENTS, again];
    const isRight = async () => {
      const {names, total} = await rowsIn(source, view);
      return total === 80 && names.sort().join() === namesOf(all, view).sort().join();
    };
    await new Promise<void>(resolve => {
      const stop = setInterval(async () => {
        if (!(await isRight())) return;
        clearInterval(stop);
        resolve();
      }, 50);
    });
    expect((await source.facets(view, ['verb'], 10)).facets[0]!.values).toContainEqual({value: 'patch', count: 1});
  });
});
