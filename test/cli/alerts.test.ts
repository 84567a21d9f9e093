// Commands on alerts of Falco, alone and beside the log that they speak of.
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {runCli} from '../support/run-cli.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const LOG = `${ROOT}sample-logs/audit.log`;
const FALCO = `${ROOT}sample-logs/falco/falco.json`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-tui-'));
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

const out = async (...args: string[]) => (await runCli(args)).out;

describe('query', () => {
  test.each([
    ['has:rule', 13],
    ['priority:warning..', 6],
    ['priority:<warning', 7],
    ['rule:"Attach/Exec Pod"', 4],
    ['alertsource:syscall', 3],
    ['tag:mitre_execution', 2],
    ['host:cp-1', 2],
    ['output:*shadow*', 1],
    ['stage:alert name:webapp-pod', 2],
    ['alert.fields["proc.pname"]:bash', 1],
  ])('%s finds %i', async (query, count) => {
    expect(await out('query', query, LOG, FALCO, '-o', 'count')).toBe(`${count}\n`);
  });

  test('one filter finds the requests and the alerts about an object', async () => {
    const rows = await out('query', 'name:webapp-pod sub:exec', LOG, FALCO, '--fields', 'time,stage,rule', '-o', 'csv');
    expect(rows.trim().split('\r\n')).toEqual([
      'time,stage,rule',
      '2026-11-20T09:46:22.113561Z,Alert,Attach/Exec Pod',
      '2026-11-20T09:50:50.525498Z,ResponseComplete,',
    ]);
  });

  test('the table shows priority and rule where a request has verb and resource', async () => {
    const [head, row] = (await out('query', 'priority:error..', FALCO)).split('\n');
    expect(head).toMatch(/^time +verb +code +user +resource +namespace\/name +took$/);
    expect(row).toMatch(
      /^2026-11-20T09:43:31\.021Z +Error +200 +system:serviceaccount:build:ci-runner +K8s Secret Get Successfully +prod-namespace\/db-credentials +-$/,
    );
  });

  test('jsonl gives the alerts as Falco wrote them, to the last digit', async () => {
    const lines = readFileSync(FALCO, 'utf8');
    expect(await out('query', '', FALCO, '-o', 'jsonl')).toBe(lines);
  });

  test('a priority that is none is told with those that there are', async () => {
    const {code, err} = await runCli(['query', 'priority:loud..', FALCO]);
    expect(code).toBe(2);
    expect(err).toContain('loud is no priority: it is one of Debug, Informational, Notice, Warning, Error');
  });
});

test('top counts by rule and priority', async () => {
  const text = await out('top', '--by', 'priority,rule', LOG, FALCO, '--where', 'has:rule', '-o', 'csv');
  expect(text.split(/\r?\n/).slice(0, 3)).toEqual([
    'priority,rule,count,failed,p50_us,p90_us,p99_us',
    'Notice,Attach/Exec Pod,4,0,,,',
    'Notice,Terminal shell in container,2,0,,,',
  ]);
});

test('the rule of a text alert is a guess in every output that names it', async () => {
  const file = join(folder, 'falco.txt');
  const said = '2026-11-20T10:02:11.318214763Z: Notice Attach/Exec to pod (user=jane pod=db ns=shop action=exec)\n';
  writeFileSync(file, said);
  const guess = 'guess: Attach/Exec Pod';
  for (const format of ['table', 'csv']) expect(await out('query', '', file, '-o', format)).toContain(guess);
  expect(await out('top', '--by', 'rule', file)).toContain(guess);
  expect(await out('query', '', file, '-o', 'json')).toContain('"ruleFrom"');
  expect(await out('query', 'rule:guess*', file, '-o', 'count')).toBe('1\n');
  expect(await out('query', 'rule:"Attach/Exec Pod"', file, '-o', 'count')).toBe('0\n');
  await runCli(['bundle', '', file, '--out', join(folder, 'guessed')]);
  expect(readFileSync(join(folder, 'guessed/timeline.md'), 'utf8')).toContain('the rule is a guess');
});

test('a bundle says of an alert what it is, and not that somebody did it', async () => {
  const {code} = await runCli(['bundle', 'host:cp-1', FALCO, '--out', join(folder, 'bundle')]);
  expect(code).toBe(0);
  const timeline = readFileSync(join(folder, 'bundle/timeline.md'), 'utf8');
  expect(timeline).toContain('Falco: Read sensitive file untrusted (Warning): Sensitive file opened for reading');
  expect(timeline).not.toContain('someone unknown');
});

test('what speaks of requests leaves alerts out', async () => {
  const policy = `${ROOT}sample-logs/audit-policy.yaml`;
  const args = ['policy', 'explain', policy, 'name:webapp-pod', '-o', 'jsonl'];
  expect(await out(...args, LOG, FALCO)).toBe(await out(...args, LOG));
  const rbac = ['rbac', '--serviceaccount', 'prod-namespace:release-manager'];
  const rules = (text: string) => text.slice(text.indexOf('\napiVersion'));
  expect(rules(await out(...rbac, LOG, FALCO))).toBe(rules(await out(...rbac, LOG)));
});
