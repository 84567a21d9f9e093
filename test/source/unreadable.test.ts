// A part of the log that can no longer be read does not end a search: the rest is searched, and the part is told.
import {mkdtempSync, rmSync, truncateSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {EVERYTHING} from '../../src/query/ast.ts';
import {openLocal} from '../../src/source/open.ts';
import {TIME_ORDER} from '../../src/source/source.ts';
import {event} from '../support/events.ts';

test('a search goes on where a file has become shorter', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'audit-tui-'));
  const line = (n: number) =>
    `${JSON.stringify(event({auditID: `id-${n}`, requestObject: {pad: 'x'.repeat(1000), n: `n-${n}`}}))}\n`;
  const log = join(folder, 'audit.log');
  writeFileSync(log, Array.from({length: 1000}, (_, n) => line(n)).join(''));
  const source = await openLocal([log]);
  const query = {order: TIME_ORDER, limit: 2000, cells: []};
  expect((await source.rows({where: EVERYTHING, stages: 'all'}, query)).total).toBe(1000);
  const half = Array.from({length: 500}, (_, n) => line(n)).join('').length;
  truncateSync(log, half);
  const found = await source.rows({where: {kind: 'text', text: '"n-'}, stages: 'all'}, query);
  expect(found.total).toBe(500);
  expect(found.partial).toBeUndefined();
  const problems = source.about().problems.filter(problem => problem.code === 'READ_FAILED');
  expect(problems[0]?.examples[0]?.reason).toMatch(/^Not all can be searched: .* is shorter than it was/);
  await source.close();
  rmSync(folder, {recursive: true, force: true});
});
