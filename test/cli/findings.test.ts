import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {isVisible} from '../../src/audit/visible.ts';
import {did} from '../../src/rules/findings/sample.ts';
import {runCli} from '../support/run-cli.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'findings-'));
});
afterAll(() => rmSync(folder, {recursive: true}));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}
const log = (name: string, ...events: readonly object[]) =>
  file(name, events.map(event => `${JSON.stringify(event)}\n`).join(''));

const findings = (...args: readonly string[]) => runCli(['findings', '--config', file('config.yaml', ''), ...args]);

describe('exit codes', () => {
  test('the incident is something', async () => {
    const {code, out} = await findings('sample-logs', '--min-severity', 'critical');
    expect(code).toBe(1);
    expect(out).toContain('1. CRITICAL build:ci-runner, then prod-namespace:release-manager');
    expect(out).toMatch(
      /'user:system:serviceaccount:build:ci-runner ip:203\.0\.113\.66\s+user\.extra\["authentication\.kubernetes\.io\/credential-id"\]:JTI=/,
    );
    expect(out).not.toContain('[exec]');
  });

  test('the quiet hour is nothing', async () => {
    const {code, out} = await findings('sample-logs/quiet');
    expect(code).toBe(0);
    expect(out).toContain('No findings of severity low and above, in');
  });

  test.each([
    ['a severity that is none', ['--min-severity', 'mid', 'sample-logs/quiet'], '--min-severity: there is no "mid"'],
    ['a format that is none', ['-o', 'xml', 'sample-logs/quiet'], '--output: there is no "xml"'],
    ['a query with an error', ['--where', 'usr:x', 'sample-logs/quiet'], 'the query has an error'],
    [
      'rules that are not there',
      ['--rules', 'nowhere.yaml', 'sample-logs/quiet'],
      'the file of rules nowhere.yaml is not there',
    ],
    ['a log that is not there', ['nowhere.log'], 'nowhere.log'],
  ])('%s is an error', async (_name, args, message) => {
    const {code, err} = await findings(...args);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  test('rules with a mistake are told with its place', async () => {
    const {code, err} = await findings('--rules', file('bad.yaml', 'off: [exce]'), 'sample-logs/quiet');
    expect(code).toBe(2);
    expect(err).toMatch(/bad\.yaml:1:7: there is no finding "exce"; did you mean exec\?/);
  });
});

describe('what is set', () => {
  const allow = 'allow:\n  - users: ["*"]\n';

  test('--rules holds', async () => {
    const {code} = await findings(
      '--rules',
      file('rules.yaml', `${allow}off: [log-gap]\n`),
      'sample-logs/audit.log',
      '--no-rotated',
    );
    expect(code).toBe(1);
    const one = log('exec.log', did('get pods/exec shop/web', {code: 101}));
    expect((await findings('--rules', file('rules.yaml', allow), one)).code).toBe(0);
  });

  test('findings: of the config file holds', async () => {
    const one = log('exec.log', did('get pods/exec shop/web', {code: 101}));
    const config = file('own.yaml', 'findings:\n  off: [exec]\n');
    expect((await runCli(['findings', '--config', config, one])).code).toBe(0);
    expect((await findings(one)).code).toBe(1);
  });

  test('what is wrong in the config file is told with its place', async () => {
    const config = file('own.yaml', 'findings:\n  off: [exce]\n');
    const {code, err} = await runCli(['findings', '--config', config, 'sample-logs/quiet']);
    expect(code).toBe(2);
    expect(err).toContain('own.yaml:2:9: there is no finding "exce"');
  });

  test('--where narrows', async () => {
    const {out} = await findings('sample-logs', '--where', 'user:bob@example.com', '-o', 'json');
    const {incidents} = JSON.parse(out);
    expect(incidents.map(({who}: {who: readonly string[]}) => who)).toEqual([['bob@example.com']]);
  });
});

describe('formats', () => {
  test('json and jsonl tell the same findings', async () => {
    const {incidents} = JSON.parse((await findings('sample-logs', '-o', 'json')).out);
    const lines = (await findings('sample-logs', '-o', 'jsonl')).out
      .trim()
      .split('\n')
      .map(line => JSON.parse(line));
    const flat = incidents.flatMap(({findings: all}: {findings: readonly object[]}, i: number) =>
      all.map(one => ({incident: i + 1, ...one})),
    );
    expect(lines).toEqual(flat);
    expect(lines[0]).toMatchObject({
      incident: 1,
      rule: 'credential-moved',
      severity: 'critical',
      technique: 'T1550.001',
    });
    expect(lines[0].auditIDs.length).toBeGreaterThan(0);
  });

  test.each(['text', 'json', 'jsonl', 'markdown'])(
    '%s writes nothing that a terminal would obey, and no secret',
    async format => {
      const hostile = 'eve\u001b]0;x\u0007\u202e\n# `rm`';
      const one = log(
        'hostile.log',
        did('get pods/exec shop/Bearer-eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJlLXNpZw', {
          code: 101,
          user: hostile,
          ip: '\u001b[2J',
        }),
      );
      const {out} = await runCli(['findings', '--config', file('config.yaml', ''), one, '-o', format], {
        isTerminal: true,
        columns: 80,
      });
      for (const line of out.split('\n')) expect([line, isVisible(line)]).toEqual([line, true]);
      expect(out).not.toContain('c2lnbmF0dXJlLXNpZw');
      expect(out).not.toMatch(/^# `rm`/m);
    },
  );

  test.each(['text', 'markdown'])('%s: in an incident of two days each finding has its date', async format => {
    // One hour and a half lies between them, and midnight: the samples begin at 10:00.
    const path = log(
      'midnight.log',
      did('delete namespaces a', {at: 13 * 3600, user: 'bob'}),
      did('get pods/exec shop/web', {at: 14.5 * 3600, user: 'bob', code: 101}),
    );
    const {out} = await findings(path, '-o', format);
    expect(out).toContain('2026-11-20 23:00:00 to 2026-11-21 00:30:00 UTC');
    expect(out).toMatch(/2026-11-20 23:00:00 bob deleted/);
    expect(out).toMatch(/2026-11-21 00:30:00 bob ran a command/);
  });

  test('what cannot be told is told', async () => {
    const one = log('bare.log', did('create pods shop/web'), did('get /version', {stage: 'ResponseStarted'}));
    const {code, out} = await findings(one);
    expect(code).toBe(0);
    expect(out).toContain('Cannot tell\n  privileged-then-exec, privileged-pod, sensitive-host-path');
  });
});
