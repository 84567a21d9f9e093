// The built program against a server in a process of its own: logs are loaded into a table, then explored there in a real
// pseudo-terminal, while events come in, and while the server is killed and comes back.
import {type ChildProcess, spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {event} from '../support/events.ts';
import {BIN, NODE, ROOT, TestTerminal, until} from '../support/terminal.ts';
import {isInstalled, WITHOUT} from './engine.ts';

/** A query of a machine that has other things to do takes its time. */
const PATIENCE = 60_000;

describe.skipIf(!isInstalled)(`the explorer over ClickHouse${WITHOUT}`, {timeout: 600_000}, () => {
  const folder = isInstalled ? mkdtempSync(join(tmpdir(), 'audit-tui-e2e-')) : '';
  let server: ChildProcess;
  let port = 0;
  let terminal: TestTerminal;

  const startServer = async () => {
    server = spawn(NODE, [join(import.meta.dirname, 'front.ts'), join(folder, 'data'), String(port)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const [said] = (await once(server.stdout!, 'data')) as [Buffer];
    port = Number(said.toString());
  };
  const killServer = async () => {
    server.kill('SIGKILL');
    await once(server, 'exit');
  };
  const table = () => `clickhouse://127.0.0.1:${port}/default/audit?secure=false`;
  const run = (...args: readonly string[]) => {
    const {status, stdout, stderr} = spawnSync(NODE, [BIN, ...args], {encoding: 'utf8'});
    return {status, stdout, stderr};
  };

  /** The filter line, emptied first, at the table. */
  const filter = async (text: string, wanted: string | RegExp) => {
    terminal.write('/');
    await terminal.shows('Where in the request the event was written', PATIENCE);
    terminal.write(`\x15${text}\r`);
    await terminal.shows(wanted, PATIENCE);
  };

  const gone = (text: string) => until(() => !terminal.text.includes(text), `${text} is gone`, PATIENCE);

  beforeAll(async () => {
    await startServer();
  }, PATIENCE);
  afterAll(async () => {
    if (terminal?.exit === undefined) terminal?.kill();
    if (server?.exitCode === null) await killServer();
    rmSync(folder, {recursive: true, force: true});
  });

  test('logs are loaded once, however often', () => {
    const load = () => run('load', `${ROOT}sample-logs`, '--to', table(), '--create');
    expect(load()).toMatchObject({status: 0, stdout: expect.stringMatching(/^2,\d\d\d events written to clickhouse:/)});
    expect(load()).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^0 events written .*, 2,\d\d\d were there/),
    });
  });

  test.each([
    ['query', ['query', 'verb:delete ns:prod-*', '-o', 'json']],
    ['top', ['top', '--by', 'user,verb', '--limit', '0']],
    ['every stage', ['query', 'code:>=400', '--all-stages', '-o', 'csv']],
    ['text', ['query', 'webapp-pod requestObject.kind:*', '-o', 'csv']],
  ])('%s prints what it prints of the files', (_, args) => {
    const [command = '', ...rest] = args;
    const of = (path: string) => {
      const words = command === 'query' ? [command, rest[0]!, path, ...rest.slice(1)] : [command, path, ...rest];
      return run(...words).stdout;
    };
    expect(of(table())).toBe(of(`${ROOT}sample-logs`));
    expect(of(table()).length).toBeGreaterThan(100);
  });

  test('opens, filters, counts, zooms and shows bodies and histories', async () => {
    terminal = new TestTerminal(NODE, [BIN, table()], {columns: 160, rows: 48});
    await terminal.shows(/2,\d\d\d events/, PATIENCE);
    await terminal.shows('row 2,', PATIENCE);
    await filter('resource:pods ns:prod-namespace', '14 of 2,');
    await terminal.shows(/bob@example\.com +4/, PATIENCE);
    await filter('verb:delete resource:pods ns:prod-namespace', ' 1 of 2,');
    terminal.write('\r');
    await terminal.shows('deleted pod webapp-pod in prod-namespace', PATIENCE);
    terminal.write('H');
    await terminal.shows('History of pods prod-namespace/webapp-pod', PATIENCE);
    await terminal.shows('6 writes', PATIENCE);
    terminal.write('\x1b');
    await terminal.shows('Summary  Request', PATIENCE);
    terminal.write('\x1b');
    await gone('Summary  Request');
    terminal.write('t');
    await terminal.shows('a bar', PATIENCE);
    terminal.write('z');
    await terminal.shows('since:', PATIENCE);
    terminal.write('\x1b');
    await gone('a bar');
  });

  test('shows what is written meanwhile', async () => {
    const late = event({
      auditID: 'late',
      user: {username: 'late@example.com'},
      stageTimestamp: '2026-11-20T10:31:00.000000Z',
      requestReceivedTimestamp: '2026-11-20T10:30:59.000000Z',
    });
    writeFileSync(join(folder, 'late.log'), `${JSON.stringify(late)}\n`);
    await filter('user:late*', ' 0 of 2,');
    expect(run('load', join(folder, 'late.log'), '--to', table()).status).toBe(0);
    await terminal.shows(' 1 of 2,', PATIENCE);
    await terminal.shows('late@example.com', PATIENCE);
  });

  test('goes on while the server is gone, and when it is back', async () => {
    await killServer();
    await terminal.shows('no answer from the server', PATIENCE);
    await filter('verb:delete', 'is not reached');
    await startServer();
    await terminal.shows(/\d\d of 2,/, PATIENCE);
    terminal.write('q');
    terminal.write('q');
    expect(await terminal.exited(PATIENCE)).toBe(0);
  });
});
