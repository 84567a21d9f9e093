// One row a request over more events than can be compared: by stages alone, which is the same where no event is there twice.
import fc from 'fast-check';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {STAGES} from '../../src/audit/event.ts';
import type {ClientEngine} from '../../src/source/clickhouse/connect.ts';
import {openClickHouse} from '../../src/source/clickhouse/open.ts';
import type {Source, View} from '../../src/source/source.ts';
import {TIME_ORDER} from '../../src/source/source.ts';
import {rowsOf} from '../source/oracle.ts';
import {request, TEN_PAST} from '../support/events.ts';
import {anyView} from '../support/exprs.ts';
import {ADDRESS, connectWith, fill, inProcess, isInstalled, tableNamed, WITHOUT} from './engine.ts';

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

describe.skipIf(!isInstalled)(`very many events${WITHOUT}`, {timeout: 300_000}, () => {
  let engine: ClientEngine;
  let server: ReturnType<typeof inProcess>;
  let source: Source;
  beforeAll(async () => {
    server = inProcess();
    engine = await connectWith(server.options());
    await fill(engine, tableNamed('audit'), 'recommended', EVENTS);
    const opened = await openClickHouse({address: ADDRESS, secrets: {}, exactEvents: 0, ...server.options()});
    if (!opened.ok) throw new Error(opened.message);
    source = opened.source;
  }, 120_000);
  afterAll(async () => {
    await source?.close();
    await engine?.close();
    server?.close();
  });

  test('are joined by stages: the rows are those of the oracle, and marked as not certain', async () => {
    const property = fc.asyncProperty(anyView, async (view: View) => {
      const page = await source.rows(view, {order: TIME_ORDER, limit: 1000, cells: []});
      const expected = rowsOf(EVENTS, view).map(at => `${EVENTS[at]!.auditID} ${EVENTS[at]!.stage}`);
      expect(page.rows.map(({id}) => `${id.auditID} ${id.stage}`).sort()).toEqual(expected.sort());
      expect([page.total, page.approx ?? false]).toEqual([expected.length, view.stages === 'latest']);
    });
    await fc.assert(property, {numRuns: 60});
  });

  test('are said to be joined so', () => {
    expect(
      source
        .about()
        .notes?.map(({text}) => text)
        .join(),
    ).toContain('told apart by their stages alone');
  });
});
