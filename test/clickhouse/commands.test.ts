// Every command prints of a table what it prints of the log that was loaded into it.
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {ROOT} from '../../scripts/docs/blocks.ts';
import {runCli} from '../support/run-cli.ts';
import {isInstalled, WITHOUT} from './engine.ts';
import {Front} from './front.ts';

const SAMPLES = join(ROOT, 'sample-logs');
const LOG = join(SAMPLES, 'audit.log');
const POLICY = join(SAMPLES, 'audit-policy.yaml');

/** Arguments before the log. */
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  'query, a table': ['query', 'verb:delete code:2xx'],
  'query, the events themselves': ['query', 'webapp-pod', '-o', 'jsonl'],
  'query, every stage': ['query', 'user:system:anonymous', '--all-stages', '-o', 'csv'],
  'query, a path': ['query', 'requestObject.kind:Pod', '-o', 'count'],
  top: ['top', '--by', 'user,verb', '--limit', '0'],
  findings: ['findings', '--min-severity', 'low'],
  rbac: ['rbac', '--user', 'alice@example.com'],
  'rbac, of a group': ['rbac', '--group', 'system:masters', '--denied'],
  'policy simulate': ['policy', 'simulate', POLICY],
};

/** Without what may differ: the name of what was read, sizes (a file has ends of lines), and which of equal ones comes first. */
const plain = (text: string) =>
  text
    // It is wrapped where the width of its name has it.
    .replaceAll(/ events\s+of\s[^[\]]*?\.$/gm, '')
    .replaceAll(/^.*(?:sample-logs|clickhouse:|What was not|not done then).*$/gm, '')
    .replaceAll(/≈?\d[\d.,]* (?:[kM]?B|%)|\d+\.\d%/g, 'SIZE')
    .replaceAll(/^ +loses .*$/gm, '')
    .replaceAll(/ +/g, ' ');

describe.skipIf(!isInstalled)(`commands${WITHOUT}`, {timeout: 180_000}, () => {
  const folder = isInstalled ? mkdtempSync(join(tmpdir(), 'audit-tui-commands-')) : '';
  let front: Front;
  let table: string;
  beforeAll(async () => {
    front = new Front(folder);
    table = `clickhouse://127.0.0.1:${await front.listen()}/default/audit?secure=false`;
    const loaded = await runCli(['load', LOG, '--to', table, '--create']);
    expect(loaded).toMatchObject({code: 0, out: expect.stringContaining('2,630 events written')});
  }, 120_000);
  afterAll(async () => {
    await front?.close();
    rmSync(folder, {recursive: true, force: true});
  });

  test.each(Object.entries(COMMANDS))('%s', async (_, args) => {
    const ofFile = await runCli([...args, LOG]);
    const ofTable = await runCli([...args, table]);
    expect([ofTable.code, ofTable.err]).toEqual([ofFile.code, '']);
    expect(plain(ofTable.out)).toEqual(plain(ofFile.out));
    expect(ofFile.out).not.toBe('');
  });
});
