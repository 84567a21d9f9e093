// The commands on the sample logs and on files that are none.
import {chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {formatMicroTime} from '../../src/audit/time.ts';
import {isVisible} from '../../src/audit/visible.ts';
import {event, request} from '../support/events.ts';
import {runCli} from '../support/run-cli.ts';

const SAMPLES = new URL('../../sample-logs', import.meta.url).pathname;
/** Noon. */
const LONG_AGO = Date.UTC(2026, 10, 1, 12, 0, 0) * 1000;
const DELETION = 'verb:delete resource:pods ns:prod-namespace name:webapp-pod';

let folder: string;
const file = (name: string) => join(folder, name);
const write = (name: string, content: string | Uint8Array) => {
  writeFileSync(file(name), content);
  return file(name);
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-tui-'));
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

describe('query', () => {
  test('finds the deletion with both bodies', async () => {
    const {code, out} = await runCli(['query', DELETION, SAMPLES, '-o', 'json']);
    const found = JSON.parse(out);
    expect([code, found.length]).toEqual([0, 1]);
    expect(found[0].requestObject.kind).toBe('DeleteOptions');
    expect(found[0].responseObject.metadata.name).toBe('webapp-pod');
  });

  test('gives one row a request, and with --all-stages every event', async () => {
    const path = write(
      'stages.log',
      request(['RequestReceived', 'ResponseStarted', 'ResponseComplete'])
        .map(e => `${JSON.stringify(e)}\n`)
        .join(''),
    );
    expect((await runCli(['query', '', path, '-o', 'count'])).out).toBe('1\n');
    expect((await runCli(['query', '', path, '-o', 'count', '--all-stages'])).out).toBe('3\n');
    expect((await runCli(['query', 'stage:RequestReceived', path, '-o', 'jsonl'])).out).toContain(
      '"stage":"RequestReceived"',
    );
  });

  test('pages through many rows without a gap or a repeat', async () => {
    const path = write(
      'many.log',
      Array.from({length: 1234}, (_, i) => `${JSON.stringify(event({auditID: `id-${i}`}))}\n`).join(''),
    );
    const {out} = await runCli(['query', '', path, '-o', 'jsonl']);
    const ids = out
      .trim()
      .split('\n')
      .map(line => JSON.parse(line).auditID);
    expect(ids).toEqual(Array.from({length: 1234}, (_, i) => `id-${i}`));
    expect((await runCli(['query', '', path, '-o', 'jsonl', '-l', '501'])).out.trim().split('\n').length).toBe(501);
  });

  test('sorts, chooses columns, and counts absent values last', async () => {
    const path = write(
      'sort.log',
      [300, 100, 200]
        .map((code, i) => `${JSON.stringify(event({auditID: `${i}`, responseStatus: {code}}))}\n`)
        .join(''),
    );
    const {out} = await runCli(['query', '', path, '-o', 'csv', '--fields', 'code,user', '--sort', 'code', '--desc']);
    expect(out.trim().split(/\r?\n/)).toEqual([
      'code,user',
      '300,alice@example.com',
      '200,alice@example.com',
      '100,alice@example.com',
    ]);
  });

  test.each<[claim: string, argv: string[], code: number]>([
    ['something found', ['query', 'verb:delete', SAMPLES], 0],
    ['nothing found', ['query', 'user:nobody-of-that-name', SAMPLES], 1],
    ['a query with an error', ['query', 'vreb:get', SAMPLES], 2],
    ['no such format', ['query', '', SAMPLES, '-o', 'xml'], 2],
    ['no such field', ['query', '', SAMPLES, '--sort', 'colour'], 2],
    ['not a number', ['query', '', SAMPLES, '--limit', 'many'], 2],
    ['a missing file beside a good one', ['query', '', SAMPLES, '/no/such/file'], 2],
  ])('%s: exit code', async (_, argv, code) => {
    expect((await runCli(argv)).code).toBe(code);
  });

  test.each<[claim: string, argv: string[]]>([
    ['--by', ['top', '--by', '\x1b[31mred']],
    ['-o', ['query', '', '-o', '\x1b]0;x\x07']],
    ['-o of top', ['top', '-o', '\x1b[31m']],
    ['--limit', ['query', '', '--limit', '\x1b[31m']],
    ['--sort', ['query', '', '--sort', '\x1b[31m']],
    ['--fields', ['query', '', '--fields', 'verb,\x1b[31m']],
    ['--since', ['query', '', SAMPLES, '--since', '\x1b[31m']],
    ['--max-memory', ['query', '', SAMPLES, '--max-memory', '\x1b[31m']],
    ['a query', ['query', '\x1b[31m:x']],
    ['a flag', ['query', '', '--\x1b[31m']],
    ['a path', ['query', '', '/no/\x1b[31m']],
  ])('what was typed for %s is not obeyed by the terminal that complains of it', async (_, argv) => {
    const {code, err} = await runCli(argv);
    expect([code, err.length > 0]).toEqual([2, true]);
    expect(err.split('\n').filter(line => !isVisible(line))).toEqual([]);
  });

  test('an error in the query is drawn under it', async () => {
    const {err} = await runCli(['query', 'verb:get vreb:get', SAMPLES]);
    expect(err).toContain('verb:get vreb:get\n         ^^^^ ');
    expect(err).toContain('Did you mean verb?');
  });

  test('times count from the end of a log that is older than a day', async () => {
    const path = write(
      'old.log',
      [0, 600, 1200]
        .map(
          (seconds, i) =>
            `${JSON.stringify(event({auditID: `${i}`, requestReceivedTimestamp: formatMicroTime(LONG_AGO), stageTimestamp: formatMicroTime(LONG_AGO + seconds * 1e6)}))}\n`,
        )
        .join(''),
    );
    expect((await runCli(['query', 'since:10m', path, '-o', 'count'])).out).toBe('2\n');
    expect((await runCli(['query', 'since:12:05', path, '-o', 'count'])).out).toBe('2\n');
    expect((await runCli(['top', '--by', 'verb', '--where', 'since:5m', path, '-o', 'json'])).out).toContain(
      '"count":1',
    );
  });

  test('a reader that goes away is success', async () => {
    expect((await runCli(['query', '', SAMPLES, '-o', 'jsonl'], {writes: 3})).code).toBe(0);
  });

  test.each(['table', 'json', 'jsonl', 'csv', 'yaml', 'count'])(
    '%s puts no control byte of a hostile log on a terminal',
    async format => {
      const hostile = '\x1b]52;c;aGk=\x07\x1b[2J\u202Eabc\u009b31m\u200b\r\nX';
      const evil = event({
        userAgent: hostile,
        user: {username: hostile},
        objectRef: {resource: 'pods', name: hostile, namespace: hostile},
        requestObject: {[hostile]: hostile},
        annotations: {[hostile]: hostile},
      });
      const path = write('hostile.log', `${JSON.stringify(evil)}\n`);
      for (const argv of [
        ['query', '', path, '-o', format],
        ...(['table', 'json', 'csv'].includes(format) ? [['top', '--by', 'user,ns', path, '-o', format]] : []),
      ]) {
        const {code, out} = await runCli(argv, {isTerminal: true, columns: 100});
        expect(code).toBe(0);
        expect(out.split('\n').filter(line => !isVisible(line))).toEqual([]);
      }
      const summary = await runCli([path]);
      expect(summary.out.split('\n').filter(line => !isVisible(line))).toEqual([]);
    },
  );
});

describe('an index that may not grow', () => {
  /** Half as many again as 16 MiB hold. */
  const COUNT = 120_000;
  test('leaves out the oldest events and says so', async () => {
    const one = event({
      auditID: 'ID',
      requestReceivedTimestamp: 'TIME',
      stageTimestamp: 'TIME',
      requestObject: {pad: 'x'.repeat(30)},
    });
    const [head, ...rest] = JSON.stringify(one).split(/"ID"|"TIME"/);
    const line = (n: number) => {
      const time = formatMicroTime(LONG_AGO + n);
      return `${head}"id-${n}"${rest[0]}"${time}"${rest[1]}"${time}"${rest[2]}\n`;
    };
    const path = write('big.log', Array.from({length: COUNT}, (_, n) => line(n)).join(''));
    const {code, out, err} = await runCli(['query', '', path, '-o', 'count', '--max-memory', '16M']);
    // What was asked for may be in what was left out.
    expect(code).toBe(2);
    expect(Number(out)).toBeGreaterThan(20_000);
    expect(Number(out)).toBeLessThan(COUNT);
    expect(err).toMatch(/the oldest [\d,]+ MB are not indexed, to stay within the 16 MiB allowed/);
    const newest = await runCli(['query', `id:id-${COUNT - 1}`, path, '-o', 'count', '--max-memory', '16M']);
    expect(newest.out).toBe('1\n');
  });

  test('is not sorted by what it does not hold', async () => {
    const line = (n: number) =>
      `${JSON.stringify(event({auditID: `id-${n}`, userAgent: `agent-${n}`, stageTimestamp: formatMicroTime(LONG_AGO + n)}))}\n`;
    const path = write('agents.log', Array.from({length: 16_000}, (_, n) => line(n)).join(''));
    const asked = ['query', '', path, '--sort', 'agent', '-o', 'csv', '--fields', 'agent'];
    const refused = await runCli([...asked, '--max-memory', '16M']);
    expect([refused.code, refused.out]).toEqual([2, '']);
    expect(refused.err).toMatch(/^audit-tui: --sort agent: [\d,]+ rows have values that are not in the index/);
    expect(refused.err.trim().split('\n').length).toBe(1);
    expect((await runCli(asked)).out.split('\r\n').slice(0, 3)).toEqual(['agent', 'agent-0', 'agent-1']);
    expect((await runCli(['query', '', path, '--sort', 'agent', '-o', 'count', '--max-memory', '16M'])).out).toBe(
      '16000\n',
    );
  });

  test.each(['3M', 'lots', '-5M'])('--max-memory %s is refused', async size => {
    expect((await runCli(['query', '', SAMPLES, `--max-memory=${size}`])).code).toBe(2);
  });
});

describe('top', () => {
  test('json is an array of keys, counts, failures and latencies in microseconds', async () => {
    const events = [
      ...[1000, 2000, 3000].flatMap((took, i) =>
        request(
          ['RequestReceived', 'ResponseComplete'],
          {auditID: `a${i}`, responseStatus: {code: i === 0 ? 500 : 200}},
          undefined,
          took,
        ),
      ),
      event({auditID: 'b', verb: 'get', user: {}}),
    ];
    const path = write('top.log', events.map(e => `${JSON.stringify(e)}\n`).join(''));
    const {out} = await runCli(['top', '--by', 'user,verb', path, '-o', 'json']);
    expect(JSON.parse(out)).toEqual([
      {key: {user: 'alice@example.com', verb: 'delete'}, count: 3, failed: 1, p50: 2000, p90: 3000, p99: 3000},
      {key: {user: null, verb: 'get'}, count: 1, failed: 0, p50: 31_000, p90: 31_000, p99: 31_000},
    ]);
    expect(
      JSON.parse((await runCli(['top', '--by', 'verb', '--where', 'code:500', path, '-o', 'json'])).out)[0].count,
    ).toBe(1);
  });

  test('a field that has no column is refused with those that have', async () => {
    const {code, err} = await runCli(['top', '--by', 'uri', SAMPLES]);
    expect(code).toBe(2);
    expect(err).toMatch(/"uri" cannot be used here; these can: .*verb/);
  });
});

describe('inputs that are no log', () => {
  const isRoot = process.getuid?.() === 0;
  test.each<[claim: string, make: () => string, sentence: RegExp, code: number]>([
    ['an empty file', () => write('empty.log', ''), /is empty: nothing has been logged/, 1],
    ['a missing file', () => file('nope.log'), /There is no .*nope\.log/, 2],
    [
      'a directory without logs',
      () => {
        mkdirSync(file('dir'));
        writeFileSync(file('dir/readme.txt'), 'hello\n');
        return file('dir');
      },
      /dir/,
      2,
    ],
    [
      'an empty directory',
      () => {
        mkdirSync(file('none'));
        return file('none');
      },
      /has no files/,
      2,
    ],
    [
      'a binary file',
      () =>
        write(
          'binary',
          Uint8Array.from({length: 4096}, (_, i) => (i * 37) % 256),
        ),
      /binary file/,
      2,
    ],
    [
      'a klog file',
      () =>
        write('klog.log', 'I1023 23:50:38.116061       1 options.go:221] external host was not specified\n'.repeat(5)),
      /API server's own log/,
      2,
    ],
    [
      'a file without permission',
      () => {
        write('secret.log', '{}\n');
        chmodSync(file('secret.log'), 0);
        return file('secret.log');
      },
      /sudo/,
      2,
    ],
  ])('%s: one sentence and the exit code, for every command', async (claim, make, sentence, code) => {
    if (claim === 'a file without permission' && isRoot) return;
    const path = make();
    for (const argv of [
      ['query', '', path],
      ['top', path],
    ]) {
      const ran = await runCli(argv);
      expect(ran.err).toMatch(sentence);
      expect(ran.err.trim().split('\n').length).toBe(1);
      expect([ran.code, argv[0]]).toEqual([code, argv[0]]);
    }
    const explored = await runCli([path]);
    expect(explored.err).toMatch(sentence);
    expect(explored.code).toBe(code === 2 ? 2 : 0);
  });
});
