// A real log of OpenShift 4.12 with an event of 220 KB, in the built program.
import {copyFileSync, existsSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, afterEach, describe, expect, test} from 'vitest';
import {FIRST, PROGRAM, TestTerminal} from '../support/terminal.ts';

const LOG = new URL(
  '../../../shared/data/real/openshift__cluster-logging-operator/apiaudit/vrl/audit_in.log',
  import.meta.url,
).pathname;

const folder = mkdtempSync(join(tmpdir(), 'audit-tui-real-'));
afterAll(() => rmSync(folder, {recursive: true}));

let terminal: TestTerminal | undefined;
afterEach(() => {
  if (terminal?.exit === undefined) terminal?.kill();
});

describe.skipIf(!existsSync(LOG))('real logs (skipped where ../shared is not there)', () => {
  test('the biggest event opens with both bodies, and scrolls to its end', async () => {
    // The executable's root has the temporary folder, and nothing beside the project.
    const log = join(folder, 'audit_in.log');
    copyFileSync(LOG, log);
    const t = new TestTerminal(PROGRAM, [...FIRST, '--filter', 'name:cco-trusted-ca verb:get', log], {
      columns: 200,
      rows: 60,
    });
    terminal = t;
    await t.shows('row 1 of 1');
    await t.type('\r', 'Summary');
    await t.shows('cco-trusted-ca');
    await t.type('\x1b[C', 'A get sends no request body.');
    await t.shows('ca-bundle.crt: |');
    await t.type('\x1b[C', '-----BEGIN CERTIFICATE-----');
    await t.type('G', '-----END CERTIFICATE-----');
    t.write('\x03');
    expect(await t.exited()).toBe(0);
  });
});
