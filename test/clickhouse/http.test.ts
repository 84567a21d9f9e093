// The real client over a real socket: the same suite, and the manners that a server sees.
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, describe, expect, test} from 'vitest';
import {EVERYTHING} from '../../src/query/ast.ts';
import type {ClientEngine} from '../../src/source/clickhouse/connect.ts';
import {connect} from '../../src/source/clickhouse/connect.ts';
import {type OpenClickHouse, openClickHouse} from '../../src/source/clickhouse/open.ts';
import {type Source, TIME_ORDER} from '../../src/source/source.ts';
import {conformance} from '../source/conformance.ts';
import {event} from '../support/events.ts';
import {ADDRESS, fill, isInstalled, run, tableNamed, WITHOUT} from './engine.ts';
import {Front} from './front.ts';

const ALL = {where: EVERYTHING, stages: 'all'} as const;

describe.skipIf(!isInstalled)(`ClickHouse over HTTP${WITHOUT}`, {timeout: 120_000}, () => {
  const folder = isInstalled ? mkdtempSync(join(tmpdir(), 'audit-tui-front-')) : '';
  let front: Front;
  let engine: ClientEngine;
  let address: OpenClickHouse['address'];
  const secrets = {password: 'p w"\'\\ä'};
  beforeAll(async () => {
    front = new Front(folder, {user: 'me', password: secrets.password});
    address = {...ADDRESS, host: '127.0.0.1', port: await front.listen(), user: 'me'};
    engine = await connect({address, secrets});
  });
  afterAll(async () => {
    await engine?.close();
    await front?.close();
    rmSync(folder, {recursive: true, force: true});
  });

  const opened: Source[] = [];
  afterEach(async () => {
    for (const source of opened.splice(0)) await source.close();
  });
  const open = async (options: Partial<OpenClickHouse> = {}): Promise<Source> => {
    const found = await openClickHouse({address, secrets, ...options});
    if (!found.ok) throw new Error(found.message);
    opened.push(found.source);
    return found.source;
  };

  let tables = 0;
  conformance({
    name: 'ClickHouse over HTTP',
    runs: 4,
    timeout: 600_000,
    hostile: 3,
    open: async events => {
      const table = `http${tables++}`;
      await fill(engine, tableNamed(table), 'recommended', events);
      const source = await open({address: {...address, table}});
      return {source, close: () => run(engine, `DROP TABLE default.${table}`)};
    },
  });

  const words = async (options: Partial<OpenClickHouse>) => {
    const found = await openClickHouse({address, secrets, ...options});
    if (found.ok) await found.source.close();
    return found.ok ? '' : found.message;
  };

  test('a wrong password is one sentence without it', async () => {
    const message = await words({secrets: {password: 'wrong'}});
    expect(message).toMatch(/^ClickHouse at 127\.0\.0\.1:\d+: the server refuses this user or the password/);
    expect(message).not.toContain('wrong');
  });

  test('a table that is not there is one sentence', async () => {
    expect(await words({address: {...address, table: 'nothing`; DROP'}})).toMatch(
      'default.nothing`; DROP is not there',
    );
  });

  describe('with some events', () => {
    const events = [1, 2, 3].map(at => event({auditID: `a${at}`, requestURI: `/x?n=${at}`}));
    beforeAll(() => fill(engine, tableNamed('some'), 'recommended', events));
    const some = () => ({address: {...address, table: 'some'}});

    test('every query has an id, and settings that make limits errors', async () => {
      const source = await open(some());
      front.asked.length = 0;
      await source.rows(ALL, {order: TIME_ORDER, limit: 10, cells: []});
      expect(front.asked.length).toBeGreaterThan(1);
      expect(new Set(front.asked.map(({id}) => id)).size).toBe(front.asked.length);
      for (const {id, settings} of front.asked) {
        expect(id).toMatch(/^[0-9a-f-]{36}$/);
        expect(settings).toMatchObject({cancel_http_readonly_queries_on_client_close: '1'});
      }
    });

    test('a window given at the opening holds for everything', async () => {
      const time = (await open(some())).about().extent!.from;
      const inside = await open({...some(), from: time, to: time + 1});
      const outside = await open({...some(), from: time + 1});
      expect([inside.about().events, outside.about().events]).toEqual([3, 0]);
      expect((await inside.rows(ALL, {order: TIME_ORDER, limit: 0, cells: []})).total).toBe(3);
    });

    test('what comes in is told, and every answer has it', async () => {
      await fill(engine, tableNamed('growing'), 'recommended', events);
      const source = await open({address: {...address, table: 'growing'}, follow: true, pollMs: 50});
      const told = new Promise<void>(resolve => {
        source.onChange(() => source.about().events === 4 && resolve());
      });
      await source.rows(ALL, {order: TIME_ORDER, limit: 10, cells: []});
      await fill(engine, tableNamed('growing'), 'recommended', [event({auditID: 'late'})]);
      await told;
      const {rows, total} = await source.rows(ALL, {order: TIME_ORDER, limit: 10, cells: []});
      expect([total, rows.map(({id}) => id.auditID).includes('late')]).toEqual([4, true]);
    });

    test('a user who may set nothing is asked nothing to set', async () => {
      const restricted = new Front(folder, {readonly: true});
      try {
        const port = await restricted.listen();
        const source = await open({address: {...address, port, table: 'some'}, secrets: {}});
        expect((await source.rows(ALL, {order: TIME_ORDER, limit: 10, cells: []})).total).toBe(3);
        expect(restricted.asked.every(({settings}) => Object.keys(settings).length === 0)).toBe(true);
        await opened.pop()!.close();
      } finally {
        await restricted.close();
      }
    });

    test('a server that is gone is told, and what was known stays; back again it answers', async () => {
      let second = new Front(folder);
      const port = await second.listen();
      const source = await open({address: {...address, port, table: 'some'}, secrets: {}, follow: true, pollMs: 30});
      const until = (test: () => boolean) =>
        new Promise<void>(resolve => {
          const stop = source.onChange(() => {
            if (!test()) return;
            stop();
            resolve();
          });
        });
      const isGone = () => (source.about().notes ?? []).some(({short}) => short === 'no answer from the server');
      const gone = until(isGone);
      await second.close();
      await gone;
      expect(source.about().events).toBe(3);
      await expect(
        source.rows({...ALL, where: {kind: 'text', text: 'a1'}}, {order: TIME_ORDER, limit: 1, cells: []}),
      ).rejects.toThrow('is not reached');
      const back = until(() => !isGone());
      second = new Front(folder);
      await second.listen(port);
      await back;
      const again = await source.rows(
        {...ALL, where: {kind: 'text', text: 'a1'}},
        {order: TIME_ORDER, limit: 1, cells: []},
      );
      expect(again.total).toBe(1);
      await opened.pop()!.close();
      await second.close();
    });

    test('a question that is given up closes its connection', async () => {
      const source = await open(some());
      front.asked.length = 0;
      const stop = new AbortController();
      const slow = source.groups({...ALL, where: {kind: 'regex', source: 'z+q'}}, ['verb'], {signal: stop.signal});
      stop.abort();
      await expect(slow).rejects.toThrow();
      await source.rows(ALL, {order: TIME_ORDER, limit: 1, cells: ['requestURI']});
      expect(front.asked.length).toBeGreaterThan(0);
    });
  });
});
