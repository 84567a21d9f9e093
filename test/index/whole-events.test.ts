// Many events at once: those that they are one by one, whatever form they stand in, and none in the place of one that is gone.
import {mkdtempSync, rmSync, truncateSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../src/audit/event.ts';
import {EVERYTHING} from '../../src/query/ast.ts';
import {openLocal} from '../../src/source/open.ts';
import {type EventId, TIME_ORDER} from '../../src/source/source.ts';
import {event} from '../support/events.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'whole-'));
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

/** Of a list each is found by reading the list: the square of it. */
const COUNT = 240;
const events = Array.from({length: COUNT}, (_, n) =>
  event({auditID: `id-${n}`, requestObject: {pad: 'x'.repeat((n % 7) * 300), n}}),
);
const asList = (items: readonly AuditEvent[]) =>
  JSON.stringify({kind: 'EventList', apiVersion: 'audit.k8s.io/v1', items});
const asLines = (all: readonly AuditEvent[]) => all.map(one => `${JSON.stringify(one)}\n`).join('');

async function opened(name: string, content: string | Uint8Array) {
  const path = join(folder, name);
  writeFileSync(path, content);
  const source = await openLocal([path]);
  const query = {order: TIME_ORDER, limit: 2 * COUNT, cells: []};
  const {rows} = await source.rows({where: EVERYTHING, stages: 'all'}, query);
  return {path, source, ids: rows.map(({id}) => id)};
}

const some = (ids: readonly EventId[], every: number) => ids.filter((_, i) => i % every === 0);

describe('events at once', () => {
  test.each<[form: string, name: string, content: string | Uint8Array]>([
    ['lines', 'lines.log', asLines(events)],
    ['lists of events', 'lists.log', `${asList(events.slice(0, 80))}\n${asList(events.slice(80))}\n`],
    ['a packed file', 'lines.log.gz', gzipSync(asLines(events))],
  ])('are those of %s one by one, all of them or a few', async (_form, name, content) => {
    const {source, ids} = await opened(name, content);
    for (const asked of [ids, some(ids, 50), [...some(ids, 3)].reverse()]) {
      const one = await Promise.all(asked.map(async id => (await source.event(id)).event));
      expect(await source.events!(asked)).toEqual(one);
    }
    await source.close();
  });

  test('what can no longer be read leaves its place empty', async () => {
    const {path, source, ids} = await opened('shorter.log', asLines(events));
    truncateSync(path, asLines(events.slice(0, 120)).length);
    const read = await source.events!(some(ids, 40));
    expect(read.map(one => one?.auditID)).toEqual(['id-0', 'id-40', 'id-80', undefined, undefined, undefined]);
    await source.close();
  });
});
