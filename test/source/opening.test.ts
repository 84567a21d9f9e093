// Big events of a log: opened with their bodies still coming, and read whole.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {bigBody} from '../../bench/big-body.ts';
import {arrival, isComing} from '../../src/audit/coming.ts';
import type {AuditEvent} from '../../src/audit/event.ts';
import {parseExact} from '../../src/audit/exact-json.ts';
import {finish} from '../../src/audit/steps.ts';
import {EVERYTHING} from '../../src/query/ast.ts';
import {openLocal} from '../../src/source/open.ts';
import {type EventDetail, type EventId, type Source, TIME_ORDER} from '../../src/source/source.ts';
import {event} from '../support/events.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-tui-'));
});
afterAll(() => rmSync(folder, {recursive: true}));

const BIG = event({level: 'RequestResponse', requestObject: bigBody(200_000, 1), responseObject: bigBody(200_000, 2)});

async function withLine<T>(line: string, use: (source: Source, id: EventId) => Promise<T>): Promise<T> {
  const path = join(folder, 'audit.log');
  writeFileSync(path, `${line}\n`);
  const source = await openLocal([path]);
  try {
    const {rows} = await source.rows({where: EVERYTHING, stages: 'all'}, {order: TIME_ORDER, limit: 1, cells: []});
    return await use(source, rows[0]!.id);
  } finally {
    await source.close();
  }
}

const bodiesOf = ({event: {requestObject, responseObject}}: EventDetail) => [requestObject, responseObject];

describe('a big event', () => {
  // A number that only the exact way keeps.
  const line = JSON.stringify(BIG).replace('"replicas":1', '"replicas":9007199254740993');

  test('is opened before its bodies are there', () =>
    withLine(line, async (source, id) => {
      const detail = await source.opening!(id);
      expect(bodiesOf(detail).map(isComing)).toEqual([true, true]);
      expect(detail.event.auditID).toBe(BIG.auditID);
      expect([detail.raw === line, detail.form]).toEqual([true, 'event']);
      for (const body of bodiesOf(detail)) finish(arrival(body));
      expect(detail.event).toEqual(parseExact(line));
    }));

  test.each([undefined, 9])('is whole where it is read for something else, with patience %s', patienceMs =>
    withLine(line, async (source, id) => {
      const detail = await source.event(id, patienceMs === undefined ? {} : {patienceMs});
      expect(bodiesOf(detail).map(isComing)).toEqual([false, false]);
      expect(detail.event).toEqual(parseExact(line));
      expect(detail.at).toMatchObject({offset: 0, line: 1});
    }),
  );

  test('is not read again for another question while it is there', () =>
    withLine(line, async (source, id) => {
      const detail = await source.opening!(id);
      expect(await source.event(id, {patienceMs: 9})).toBe(detail);
      expect(bodiesOf(detail).map(isComing)).toEqual([false, false]);
    }));

  test('in another form than that of the API server is whole', () =>
    withLine(`2026-11-20T10:00:00.1Z stdout F ${line}`, async (source, id) => {
      const detail = await source.opening!(id);
      expect(bodiesOf(detail).map(isComing)).toEqual([false, false]);
      expect(detail.event).toEqual(parseExact(line) as unknown as AuditEvent);
    }));
});
