// What the source makes of a server that takes its time: every question says how far it is, and goes on when it is asked again.
import {describe, expect, test} from 'vitest';
import {EVERYTHING} from '../../../src/query/ast.ts';
import {ClickHouseSource} from '../../../src/source/clickhouse/clickhouse.ts';
import {detect} from '../../../src/source/clickhouse/detect.ts';
import type {Cells, Engine, EngineCall} from '../../../src/source/clickhouse/engine.ts';
import {EXACT_EVENTS} from '../../../src/source/clickhouse/joined.ts';
import {News} from '../../../src/source/clickhouse/news.ts';
import {ident, type Sql, statement} from '../../../src/source/clickhouse/sql.ts';
import {COLUMNS} from '../../../src/source/clickhouse/table.ts';

const found = detect(ident('t'), [{name: 'event', type: 'String'}, {name: 'place', type: 'UInt64'}, ...COLUMNS]);
if (!found.ok) throw new Error(found.message);
const {layout} = found;

type Waiting = {readonly query: string; readonly call: EngineCall; readonly answer: (rows: readonly Cells[]) => void};

/** A server whose answers a test gives. */
class SlowServer implements Engine {
  readonly waiting: Waiting[] = [];
  query(query: Sql, call: EngineCall = {}): Promise<readonly Cells[]> {
    return new Promise(answer => this.waiting.push({query: statement(query).query, call, answer}));
  }
  async command(): Promise<void> {}
  async insert(): Promise<void> {}
  async close(): Promise<void> {}

  of(part: string): readonly Waiting[] {
    return this.waiting.filter(({query}) => query.includes(part));
  }
}

const opened = () => {
  const server = new SlowServer();
  const news = new News(server, layout, {events: 10}, {follow: false, bytes: 0, notes: []});
  return {server, source: new ClickHouseSource({engine: server, layout, name: 'x', news, exactEvents: EXACT_EVENTS})};
};

const turn = () => new Promise(resolve => setImmediate(resolve));

const VIEW = {where: EVERYTHING, stages: 'all'} as const;

describe('of a slow server', () => {
  test('facets say how far it is, and are there once it is done', async () => {
    const {server, source} = opened();
    const ask = () => source.facets(VIEW, ['verb', 'level'], 5, {patienceMs: 1});
    const first = ask();
    await turn();
    const [counting] = server.of('GROUPING SETS');
    counting!.call.onProgress?.({read: 30, total: 100});
    expect(await first).toEqual({facets: [], partial: {why: 'searching', done: 0.3}});
    const second = ask();
    counting!.answer([
      ['1', 'get', 7, 1],
      ['2', 'Metadata', 7, 1],
      ['3', '', 7, 1],
    ]);
    expect((await second).facets.map(({values}) => values)).toEqual([
      [{value: 'get', count: 7}],
      [{value: 'Metadata', count: 7}],
    ]);
    expect(server.of('GROUPING SETS').length).toBe(1);
    await source.close();
  });

  test('one facet alone is waited for', async () => {
    const {server, source} = opened();
    const one = source.facets(VIEW, ['verb'], 5, {patienceMs: 1});
    await turn();
    server
      .of('__v0')
      .at(-1)!
      .answer([['1', 'get', 7, 1]]);
    expect((await one).facets).toEqual([{field: 'verb', values: [{value: 'get', count: 7}], distinct: 1}]);
    await source.close();
  });

  test('a question that waits for what the table is like says so, and is given up by its signal', async () => {
    const {server, source} = opened();
    const latest = {where: EVERYTHING, stages: 'latest'} as const;
    const stop = new AbortController();
    const given = source.histogram(latest, 10, {signal: stop.signal});
    expect(server.of('uniqExactIf').length).toBe(1);
    stop.abort();
    await expect(given).rejects.toThrow();
    expect(await source.facets(latest, ['verb', 'level'], 5, {patienceMs: 1})).toEqual({
      facets: [],
      partial: {why: 'searching', done: 0},
    });
    expect(server.of('uniqExactIf').length).toBe(1);
    await source.close();
  });
});
