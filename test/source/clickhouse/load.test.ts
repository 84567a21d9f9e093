// Loading: what is there is not written again, whatever fails on the way.
import {createHash} from 'node:crypto';
import {describe, expect, test} from 'vitest';
import {formatMicroTime} from '../../../src/audit/time.ts';
import type {Engine} from '../../../src/source/clickhouse/engine.ts';
import {Loader} from '../../../src/source/clickhouse/load.ts';
import {ident, type Sql} from '../../../src/source/clickhouse/sql.ts';
import {digestOf, rowOf, storedOf} from '../../../src/source/clickhouse/stored.ts';
import {event, TEN_PAST} from '../../support/events.ts';

/** A table in memory that can fail before or after a batch is written. */
class FakeTable implements Engine {
  readonly events: string[] = [];
  readonly batches: number[] = [];
  failures: ('before' | 'after')[] = [];

  async query(): Promise<readonly (readonly unknown[])[]> {
    return this.events.map(text => [createHash('md5').update(text).digest('hex').toUpperCase()]);
  }
  async command(): Promise<void> {}
  async insert(_table: Sql, rows: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
    const fails = this.failures.shift();
    if (fails === 'before') throw new Error('the connection was closed');
    this.events.push(...rows.map(row => String(row.event)));
    this.batches.push(rows.length);
    if (fails === 'after') throw new Error('the connection was closed');
  }
  async close(): Promise<void> {}
}

const stored = (at: number, day = 0) => {
  const time = formatMicroTime(TEN_PAST + at + day * 86_400e6);
  return storedOf(JSON.stringify(event({auditID: `a${at}`, stageTimestamp: time}))).stored[0]!;
};

const loadInto = async (table: FakeTable, events: ReturnType<typeof stored>[], retries: readonly number[] = [0, 0]) => {
  const loader = new Loader(table, ident('t'), {retries});
  for (const one of events) await loader.add(one);
  await loader.flush();
  return [loader.written, loader.present];
};

describe('a load', () => {
  const events = [1, 2, 3, 4, 5].map(at => stored(at));

  test('writes every event once', async () => {
    const table = new FakeTable();
    expect(await loadInto(table, [...events, events[0]!])).toEqual([5, 1]);
    expect(table.events.length).toBe(5);
  });

  test('that is done again writes nothing', async () => {
    const table = new FakeTable();
    await loadInto(table, events.slice(0, 3));
    expect(await loadInto(table, events)).toEqual([2, 3]);
    expect(await loadInto(table, events)).toEqual([0, 5]);
    expect(new Set(table.events).size).toBe(table.events.length);
  });

  test.each(['before', 'after'] as const)('that fails %s its batch is written has it once in the end', async when => {
    const table = new FakeTable();
    table.failures = [when, when];
    const [written, present] = await loadInto(table, events);
    expect([written! + present!, [...table.events].sort()]).toEqual([5, events.map(({text}) => text).sort()]);
  });

  test('that fails too often gives up, and can be begun again', async () => {
    const table = new FakeTable();
    table.failures = ['before', 'before', 'before'];
    await expect(loadInto(table, events)).rejects.toThrow('the connection was closed');
    expect(await loadInto(table, events)).toEqual([5, 0]);
  });

  test('of many days writes to few of them at a time', async () => {
    const table = new FakeTable();
    await loadInto(
      table,
      Array.from({length: 150}, (_, day) => stored(day, day)),
    );
    expect(table.batches).toEqual([60, 60, 30]);
  });
});

describe('an event', () => {
  const line =
    '{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"x","stage":"ResponseComplete","requestURI":"/healthz?a","verb":"get","user":{"username":"\\u003ca\\u003e","groups":["g"]},"sourceIPs":["1.2.3.4","10.0.0.1"],"responseStatus":{"code":200},"requestReceivedTimestamp":"2026-11-20T10:02:11.000001Z","stageTimestamp":"2026-11-20T10:02:11.5Z","n":1.10}';

  test('is kept letter by letter, with the values that it has in the explorer', () => {
    const [one] = storedOf(`${line}\n`).stored;
    expect(one!.text).toBe(line);
    expect(rowOf(one!)).toMatchObject({
      event: line,
      time: '2026-11-20 10:02:11.500000',
      received: '2026-11-20 10:02:11.000001',
      audit_id: 'x',
      user: '<a>',
      groups: ['g'],
      source_ip: '10.0.0.1',
      code: 200,
      path: '/healthz',
      resource: '',
      impersonated_user: '',
    });
  });

  test('of a wrapper is kept as the API server wrote it', () => {
    const cri = `2026-11-20T10:02:11.5Z stdout F ${line}`;
    const docker = JSON.stringify({log: `${line}\n`, stream: 'stdout', time: '2026-11-20T10:02:11Z'});
    for (const wrapped of [cri, docker]) {
      expect(storedOf(wrapped).stored.map(({text}) => text)).toEqual([line]);
      expect(digestOf(storedOf(wrapped).stored[0]!)).toBe(digestOf(storedOf(line).stored[0]!));
    }
  });

  test('of a list is written as the API server would', () => {
    const {stored} = storedOf(`{"kind":"EventList","apiVersion":"audit.k8s.io/v1","items":[${line},${line}]}`);
    expect(stored.map(({text}) => text)).toEqual([line, line]);
  });

  test('without a time has the epoch, without a code none', () => {
    const [one] = storedOf(
      '{"kind":"Event","auditID":"x","stage":"RequestReceived","level":"Metadata","user":{}}',
    ).stored;
    expect(rowOf(one!)).toMatchObject({time: '1970-01-01 00:00:00.000000', code: null, groups: []});
  });

  test('that is an alert is left out, what is none a problem', () => {
    const alert = JSON.stringify({
      output: 'x',
      priority: 'Warning',
      rule: 'r',
      time: '2026-11-20T10:02:11Z',
      output_fields: {},
    });
    expect(storedOf(alert)).toMatchObject({stored: [], alerts: 1});
    expect(storedOf('nonsense')).toMatchObject({stored: [], alerts: 0, problems: [{code: 'NOT_JSON'}]});
  });
});
