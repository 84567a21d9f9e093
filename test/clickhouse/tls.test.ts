// TLS as fleets have it: authorities of their own, certificates of clients, tokens; and what is said where one of them is wrong. The
// certificates are made here.
import {spawn, spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, describe, expect, test} from 'vitest';
import {connect, type Secrets} from '../../src/source/clickhouse/connect.ts';
import {openClickHouse} from '../../src/source/clickhouse/open.ts';
import {event} from '../support/events.ts';
import {BIN, NODE} from '../support/terminal.ts';
import {ADDRESS, fill, isInstalled, tableNamed, WITHOUT} from './engine.ts';
import {Front, type FrontOptions} from './front.ts';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
const why = WITHOUT || (hasOpenssl ? '' : ' (skipped: there is no openssl to make certificates)');

const SECRET = 'p w"hidden ä 😀';

describe.skipIf(!isInstalled || !hasOpenssl)(`ClickHouse over TLS${why}`, {timeout: 120_000}, () => {
  const folder = why === '' ? mkdtempSync(join(tmpdir(), 'audit-tui-tls-')) : '';
  const at = (name: string) => join(folder, name);
  const openssl = (...args: readonly string[]) => {
    const {status, stderr} = spawnSync('openssl', args, {cwd: folder, encoding: 'utf8'});
    if (status !== 0) throw new Error(stderr);
  };
  const NEW = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const authority = (name: string) =>
    openssl(
      'req',
      '-x509',
      ...NEW,
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.pem`,
      '-subj',
      `/CN=${name}`,
      '-days',
      '2',
    );
  const signed = (name: string, ca: string, alt: string, days = 2) => {
    writeFileSync(at('ext'), `subjectAltName=${alt}\n`);
    openssl('req', ...NEW, '-keyout', `${name}.key`, '-out', 'csr', '-subj', `/CN=${name}`);
    const by = ['-CA', `${ca}.pem`, '-CAkey', `${ca}.key`, '-CAcreateserial'];
    openssl('x509', '-req', '-in', 'csr', ...by, '-days', String(days), '-extfile', 'ext', '-out', `${name}.pem`);
  };
  const pem = (name: string) => readFileSync(at(name));
  const pair = (name: string) => ({cert: pem(`${name}.pem`), key: pem(`${name}.key`)});

  beforeAll(async () => {
    authority('ours');
    authority('theirs');
    signed('server', 'ours', 'IP:127.0.0.1');
    signed('expired', 'ours', 'IP:127.0.0.1', -1);
    signed('elsewhere', 'ours', 'DNS:clickhouse.example.com');
    signed('me', 'ours', 'DNS:me');
    signed('stranger', 'theirs', 'DNS:stranger');
    const first = new Front(at('data'));
    const engine = await connect({address: {...ADDRESS, host: '127.0.0.1', port: await first.listen()}, secrets: {}});
    await fill(engine, tableNamed('audit'), 'recommended', [event({auditID: 'a1'})]);
    await engine.close();
    await first.close();
  }, 120_000);
  afterAll(() => rmSync(folder, {recursive: true, force: true}));

  let front: Front | undefined;
  afterEach(async () => {
    await front?.close();
    front = undefined;
  });
  const serve = async (options: FrontOptions) => {
    front = new Front(at('data'), options);
    return {...ADDRESS, host: '127.0.0.1', port: await front.listen(), secure: true, user: 'me'};
  };
  /** How many events are seen, or why none. */
  const seen = async (options: FrontOptions, secrets: Secrets) => {
    const opened = await openClickHouse({address: await serve(options), secrets});
    if (!opened.ok) return opened.message.replace(/:\d+/, '');
    const {events} = opened.source.about();
    await opened.source.close();
    return events;
  };
  const mutual = () => ({...pair('server'), ca: pem('ours.pem'), requestCert: true, rejectUnauthorized: true});
  const NOT = 'ClickHouse at 127.0.0.1 is not reached: ';

  test.each<[string, () => FrontOptions, () => Secrets, unknown]>([
    ['an authority of one’s own is trusted', () => ({tls: pair('server')}), () => ({ca: pem('ours.pem')}), 1],
    [
      'with a password',
      () => ({tls: pair('server'), user: 'me', password: SECRET}),
      () => ({ca: pem('ours.pem'), password: SECRET}),
      1,
    ],
    [
      'an unknown authority is one sentence',
      () => ({tls: pair('server')}),
      () => ({}),
      `${NOT}its certificate is signed by an unknown authority: name that with CLICKHOUSE_CA.`,
    ],
    [
      'so is the wrong one',
      () => ({tls: pair('server')}),
      () => ({ca: pem('theirs.pem')}),
      `${NOT}its certificate is signed by an unknown authority: name that with CLICKHOUSE_CA.`,
    ],
    [
      'an expired certificate is one sentence',
      () => ({tls: pair('expired')}),
      () => ({ca: pem('ours.pem')}),
      `${NOT}its certificate has expired.`,
    ],
    [
      'the certificate of another host is one sentence',
      () => ({tls: pair('elsewhere')}),
      () => ({ca: pem('ours.pem')}),
      `${NOT}its certificate is for another host.`,
    ],
    [
      'a client’s certificate and a password go together',
      () => ({tls: mutual(), user: 'me', password: SECRET}),
      () => ({ca: pem('ours.pem'), ...pair('me'), password: SECRET}),
      1,
    ],
    ['a client’s certificate is shown', () => ({tls: mutual()}), () => ({ca: pem('ours.pem'), ...pair('me')}), 1],
    [
      'a client without one is told',
      () => ({tls: mutual()}),
      () => ({ca: pem('ours.pem')}),
      `${NOT}it wants a certificate of yours: CLICKHOUSE_CERT and CLICKHOUSE_KEY.`,
    ],
    [
      'a client with a stranger’s is told',
      () => ({tls: mutual()}),
      () => ({ca: pem('ours.pem'), ...pair('stranger')}),
      // This server closes the connection, others say why.
      expect.stringMatching(/the connection was closed|does not accept your certificate/),
    ],
    [
      'a token goes with an authority of one’s own',
      () => ({tls: pair('server'), token: 'a.b.c'}),
      () => ({ca: pem('ours.pem'), token: 'a.b.c'}),
      1,
    ],
    [
      'a wrong token is told without it',
      () => ({tls: pair('server'), token: 'a.b.c'}),
      () => ({ca: pem('ours.pem'), token: 'x.y.z'}),
      expect.not.stringContaining('x.y.z'),
    ],
    [
      'a key of another certificate is one sentence',
      () => ({tls: pair('server')}),
      () => ({ca: pem('ours.pem'), cert: pem('me.pem'), key: pem('stranger.key')}),
      `${NOT}CLICKHOUSE_KEY is not the key of the certificate of CLICKHOUSE_CERT.`,
    ],
    [
      'files that are no certificates are one sentence',
      () => ({tls: pair('server')}),
      () => ({ca: Buffer.from('no PEM'), cert: Buffer.from('no PEM'), key: Buffer.from('no PEM')}),
      expect.stringMatching(/^[^\n]*CLICKHOUSE_CERT[^\n]*\.$/),
    ],
  ])('%s', async (_, options, secrets, expected) => {
    expect(await seen(options(), secrets())).toEqual(expected);
  });

  /** The program as people run it: its answer and its arguments, as everyone on the machine sees them. */
  const run = (port: number, env: Readonly<Record<string, string>>) =>
    new Promise<{readonly status: number | null; readonly text: string}>(resolve => {
      const address = `clickhouse://me@127.0.0.1:${port}/default/audit`;
      const child = spawn(NODE, [BIN, 'query', '', address, '-o', 'count'], {env: {PATH: process.env.PATH, ...env}});
      let text = child.spawnargs.join(' ');
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', chunk => {
          text += chunk;
        });
      child.on('close', status => resolve({status, text}));
    });

  test.each<[string, () => Record<string, string>]>([
    ['the environment', () => ({CLICKHOUSE_PASSWORD: SECRET})],
    ['a file', () => ({CLICKHOUSE_PASSWORD_FILE: at('password')})],
  ])('a password of %s is in no argument and on no screen', async (_, env) => {
    writeFileSync(at('password'), `${SECRET}\n`);
    const {port} = await serve({tls: pair('server'), user: 'me', password: SECRET});
    const right = await run(port, {CLICKHOUSE_CA: at('ours.pem'), ...env()});
    expect([right.status, right.text]).toEqual([0, expect.stringMatching(/1\s*$/)]);
    const wrong = await run(port, {CLICKHOUSE_CA: at('ours.pem'), CLICKHOUSE_PASSWORD: `${SECRET}!`});
    expect([wrong.status, wrong.text]).toEqual([2, expect.stringContaining('refuses this user or the password')]);
    expect(right.text + wrong.text).not.toContain('hidden');
  });
});
