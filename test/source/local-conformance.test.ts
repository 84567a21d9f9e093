// The local index holds what every Source must.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {EVERYTHING} from '../../src/query/ast.ts';
import {openLocal} from '../../src/source/open.ts';
import {TIME_ORDER} from '../../src/source/source.ts';
import {conformance} from './conformance.ts';

conformance({
  name: 'the local index',
  runs: 50,
  timeout: 120_000,
  hostile: 11,
  open: async events => {
    const folder = mkdtempSync(join(tmpdir(), 'audit-tui-'));
    const path = join(folder, 'audit.log');
    writeFileSync(path, events.map(event => `${JSON.stringify(event)}\n`).join(''));
    const source = await openLocal([path]);
    await source.rows({where: EVERYTHING, stages: 'all'}, {order: TIME_ORDER, limit: 0, cells: []});
    return {
      source,
      close: async () => {
        await source.close();
        rmSync(folder, {recursive: true});
      },
    };
  },
});
