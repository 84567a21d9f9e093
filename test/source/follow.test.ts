// A log that is written, rotated and truncated while it is explored.
import {appendFileSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {formatMicroTime} from '../../src/audit/time.ts';
import {EVERYTHING} from '../../src/query/ast.ts';
import {openLocal} from '../../src/source/open.ts';
import {type Source, TIME_ORDER} from '../../src/source/source.ts';
import {event, TEN_PAST} from '../support/events.ts';
import {until} from '../support/terminal.ts';

let folder: string;
let source: Source;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-tui-'));
});
afterEach(async () => {
  await source.close();
  rmSync(folder, {recursive: true, force: true});
});

/** Event number `n`, a millisecond after the one before it, with a body. */
const line = (n: number) =>
  `${JSON.stringify(
    event({
      auditID: `id-${n}`,
      level: 'Request',
      requestReceivedTimestamp: formatMicroTime(TEN_PAST + n * 1000),
      stageTimestamp: formatMicroTime(TEN_PAST + n * 1000),
      requestObject: {n},
    }),
  )}\n`;
const lines = (from: number, to: number) => Array.from({length: to - from}, (_, i) => line(from + i)).join('');
const range = (to: number) => Array.from({length: to}, (_, n) => n);

async function numbers(): Promise<readonly number[]> {
  const page = await source.rows(
    {where: EVERYTHING, stages: 'all'},
    {order: TIME_ORDER, limit: 100_000, cells: []},
    {patienceMs: 1000},
  );
  return page.rows.map(row => Number(row.id.auditID.slice(3)));
}

async function bodies(): Promise<readonly unknown[]> {
  const {rows} = await source.rows(
    {where: EVERYTHING, stages: 'all'},
    {order: TIME_ORDER, limit: 100_000, cells: []},
    {patienceMs: 1000},
  );
  return Promise.all(rows.map(async row => ((await source.event(row.id)).event.requestObject as {n: number}).n));
}

const has = (count: number) => until(() => source.about().events === count, `${count} events are there`);

test('events come in as they are written, a line in two halves once, through rotation and truncation', async () => {
  const log = join(folder, 'audit.log');
  writeFileSync(log, lines(0, 100));
  source = await openLocal([log], {follow: true});
  await has(100);
  await until(() => source.about().following === true, 'it follows');

  appendFileSync(log, lines(100, 150));
  await has(150);
  const half = line(150);
  appendFileSync(log, half.slice(0, 200));
  await new Promise(resolve => setTimeout(resolve, 150));
  expect(source.about().events).toBe(150);
  appendFileSync(log, half.slice(200) + lines(151, 200));
  await has(200);

  renameSync(log, join(folder, 'audit-2026-11-20T10-02-11.500.log'));
  await new Promise(resolve => setTimeout(resolve, 60));
  writeFileSync(log, lines(200, 260));
  await has(260);
  expect(await numbers()).toEqual(range(260));
  // Bodies of the rotated file still open.
  expect(await bodies()).toEqual(range(260));

  truncateSync(log, 0);
  await new Promise(resolve => setTimeout(resolve, 150));
  appendFileSync(log, lines(260, 300));
  await has(300);
  expect(await numbers()).toEqual(range(300));
  expect(source.about().problems.filter(problem => problem.code !== 'FILE_SHRANK')).toEqual([]);
});

test('rotated files are read in order, and reported with their gaps and duplicates', async () => {
  const log = join(folder, 'audit.log');
  writeFileSync(log, lines(200_000, 200_050));
  writeFileSync(join(folder, 'audit-2026-11-20T10-05-00.000.log'), lines(50, 100) + line(99));
  writeFileSync(join(folder, 'audit-2026-11-20T10-02-12.000.log'), lines(0, 50));
  source = await openLocal([log]);
  await source.rows({where: EVERYTHING, stages: 'all'}, {order: TIME_ORDER, limit: 0, cells: []});
  const about = source.about();
  expect(about.name).toBe(`${log} +2 rotated`);
  expect(about.inputs?.map(({events, lines, state, forms}) => [events, lines, state, forms])).toEqual([
    [50, 50, 'read', [{form: 'event', count: 50}]],
    [51, 51, 'read', [{form: 'event', count: 51}]],
    [50, 50, 'read', [{form: 'event', count: 50}]],
  ]);
  expect(about.notes?.map(({kind}) => kind)).toEqual(['gap', 'duplicates']);
  const [gap] = about.notes ?? [];
  expect(gap!.to! - gap!.from!).toBeGreaterThan(60e6);
  expect(about.notes?.[0]?.text).toMatch(
    /nothing for 3m2\ds .* between .*audit-2026-11-20T10-05-00.000.log and .*audit.log/,
  );
  expect(about.notes?.[1]?.text).toBe('1 event is there more than once');
  const {facets} = await source.facets({where: EVERYTHING, stages: 'all'}, ['file'], 10);
  expect(facets[0]?.values.map(({count}) => count)).toEqual([51, 50, 50]);
});
