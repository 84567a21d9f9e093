// Tables of servers on the command line: which one, and who asks.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import type {AddressInfo} from 'node:net';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {Io} from '../../src/cli/io.ts';
import {remoteOf} from '../../src/cli/remote.ts';
import {isRemote} from '../../src/cli/remote-path.ts';
import {runCli} from '../support/run-cli.ts';

let folder: string;
const at = (name: string) => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-tui-'));
  writeFileSync(at('password'), 'secret \n');
  writeFileSync(at('ca.pem'), 'a certificate');
  writeFileSync(
    at('config.yaml'),
    `sources:\n  prod:\n    url: clickhouse://me@h/db/t\n    password-file: ${at('password')}\n    fields:\n      verb: action\n`,
  );
});
afterAll(() => rmSync(folder, {recursive: true}));

const args = (flags: Readonly<Record<string, string>> = {}) => ({
  flags: new Map(Object.entries({config: at('config.yaml'), ...flags})),
  positionals: [],
});
const remote = (path: string, env: Io['env'] = {}, flags: Readonly<Record<string, string>> = {}) =>
  remoteOf(path, args(flags), {env} as Io);

const ADDRESS = {host: 'h', port: 8443, secure: true, database: 'db', table: 't'};

describe('what names a table', () => {
  test.each([
    ['clickhouse://h/db/t', true],
    ['ClickHouse://h', true],
    ['@prod', true],
    ['./@prod', false],
    ['@a/b', false],
    ['audit.log', false],
    ['-', false],
  ])('%s: %s', (path, is) => {
    expect(isRemote(path)).toBe(is);
  });
});

describe('who asks', () => {
  test.each<[string, string, Record<string, string>, object]>([
    ['nobody in particular', 'clickhouse://h/db/t', {}, {address: ADDRESS, secrets: {}}],
    [
      'the user of the environment',
      'clickhouse://h/db/t',
      {CLICKHOUSE_USER: 'env', CLICKHOUSE_PASSWORD: 'pw'},
      {address: {...ADDRESS, user: 'env'}, secrets: {password: 'pw'}},
    ],
    [
      'the user of the address before that',
      'clickhouse://me@h/db/t',
      {CLICKHOUSE_USER: 'env'},
      {address: {...ADDRESS, user: 'me'}, secrets: {}},
    ],
    ['a token', 'clickhouse://h/db/t', {CLICKHOUSE_TOKEN: 'jwt'}, {address: ADDRESS, secrets: {token: 'jwt'}}],
  ])('%s', async (_, path, env, value) => {
    expect(await remote(path, env)).toEqual({ok: true, value});
  });

  test('a password is read from a file without its last newline; the authority is the file itself', async () => {
    const found = await remote('clickhouse://h/db/t', {
      CLICKHOUSE_PASSWORD_FILE: at('password'),
      CLICKHOUSE_CA: at('ca.pem'),
    });
    expect(found).toEqual({
      ok: true,
      value: {address: ADDRESS, secrets: {password: 'secret ', ca: Buffer.from('a certificate')}},
    });
  });

  test('a source of the config file brings its own', async () => {
    expect(await remote('@prod')).toEqual({
      ok: true,
      value: {address: {...ADDRESS, user: 'me'}, secrets: {password: 'secret '}, fields: {verb: 'action'}},
    });
  });

  test.each<[string, string, () => Record<string, string>, Record<string, string>, string]>([
    ['a source that there is not', '@test', () => ({}), {}, 'no source "test"; it has @prod'],
    [
      'a file that is not there',
      'clickhouse://h/db/t',
      () => ({CLICKHOUSE_CA: '/nowhere'}),
      {},
      '/nowhere cannot be read: ENOENT',
    ],
    ['half a certificate', 'clickhouse://h/db/t', () => ({CLICKHOUSE_CERT: at('ca.pem')}), {}, 'go together'],
    ['a flag about files', 'clickhouse://h/db/t', () => ({}), {'max-memory': '1G'}, '--max-memory is about files'],
    ['a password in the address', 'clickhouse://me:secret@h/db/t', () => ({}), {}, 'CLICKHOUSE_PASSWORD'],
  ])('%s is refused', async (_, path, env, flags, message) => {
    expect(await remote(path, env(), flags)).toMatchObject({ok: false, message: expect.stringContaining(message)});
  });
});

describe('on the command line', () => {
  test('a server is read alone', async () => {
    const ran = await runCli(['query', '', 'clickhouse://h/db/t', 'audit.log']);
    expect([ran.code, ran.out, ran.err]).toEqual([2, '', expect.stringContaining('is read alone')]);
  });

  test('a server that is not there is one sentence', async () => {
    const server = createServer();
    const port = await new Promise<number>(resolve => {
      server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
    });
    await new Promise(resolve => server.close(resolve));
    const ran = await runCli(['query', '', `clickhouse://127.0.0.1:${port}/db/t?secure=false`]);
    expect([ran.code, ran.out, ran.err.trim().split('\n').length]).toEqual([2, '', 1]);
    expect(ran.err).toContain(`ClickHouse at 127.0.0.1:${port} is not reached: nothing listens there`);
  });
});
