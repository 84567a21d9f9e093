// Evidence of the sample incident, taken along: the built program in a real pseudo-terminal, real files, a real shell.
import {spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, expect, test} from 'vitest';
import {COMMAND, FIRST, PROGRAM, ROOT, TestTerminal} from '../support/terminal.ts';

const SAMPLES = `${ROOT}sample-logs`;
const DELETION = 'verb:delete resource:pods ns:prod-namespace name:webapp-pod';

let folder: string;
let terminals: TestTerminal[] = [];
const at = (name: string) => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-tui-'));
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));
afterEach(() => {
  for (const terminal of terminals) if (terminal.exit === undefined) terminal.kill();
  terminals = [];
});

function start(args: readonly string[], env: Readonly<Record<string, string | undefined>> = {}): TestTerminal {
  const size = {columns: 140, rows: 40};
  const settled = {AUDIT_TUI_CONFIG: undefined, XDG_CONFIG_HOME: at('xdg'), TMUX: undefined, STY: undefined, ...env};
  const terminal = new TestTerminal(PROGRAM, [...FIRST, ...args], size, settled);
  terminals.push(terminal);
  return terminal;
}

test('who deleted webapp-pod, as a file: ^S, a name, Enter', async () => {
  const terminal = start(['--filter', DELETION, SAMPLES]);
  await terminal.shows('1 of 2,');
  terminal.write('\x13');
  await terminal.shows('1 row of the filter');
  terminal.write(`\x15${at('deletion.json')}\r`);
  await terminal.shows('Wrote 1 row');
  const [deletion] = JSON.parse(readFileSync(at('deletion.json'), 'utf8'));
  expect([deletion.verb, deletion.objectRef.name]).toEqual(['delete', 'webapp-pod']);
  expect(statSync(at('deletion.json')).mode & 0o777).toBe(0o600);
});

test('all that came from one address, in a folder that can be checked: B, a name, Enter', async () => {
  const terminal = start(['--filter', 'ip:203.0.113.66', SAMPLES]);
  await terminal.shows('32 of 2,');
  terminal.write('B');
  await terminal.shows('a bundle: 32 rows of the filter');
  terminal.write(`\x15${at('evidence/')}\r`);
  await terminal.shows(/Wrote 32 events to .*evidence\//);
  const checked = spawnSync('sha256sum', ['--strict', '-c', 'SHA256SUMS'], {cwd: at('evidence'), encoding: 'utf8'});
  expect([checked.status, checked.stdout.match(/: OK$/gm)?.length]).toEqual([0, 4]);
  const {command, sources} = JSON.parse(readFileSync(at('evidence/manifest.json'), 'utf8'));
  expect(sources.length).toBe(3);
  writeFileSync(at('audit-tui'), `#!/bin/sh\nexec ${COMMAND} "$@"\n`, {mode: 0o755});
  const env = {...process.env, PATH: `${folder}:${process.env.PATH}`};
  const {stdout} = spawnSync('/bin/sh', ['-c', command], {env, encoding: 'utf8'});
  expect(stdout).toBe(readFileSync(at('evidence/events.jsonl'), 'utf8'));
});

test('a bundle that is interrupted leaves nothing: ^C', async () => {
  const big = at('big.log');
  const line = readFileSync(`${SAMPLES}/audit.log`, 'utf8');
  writeFileSync(big, line.repeat(40));
  const terminal = new TestTerminal(PROGRAM, [...FIRST, 'bundle', '', big, '--all-stages', '--out', at('half')], {
    columns: 100,
    rows: 10,
  });
  terminals.push(terminal);
  await terminal.shows(/writing rows: [\d,]+ of [\d,]+; \^C stops it/);
  terminal.write('\x03');
  expect(await terminal.exited()).toBe(130);
  expect(terminal.text).toContain('stopped: nothing was written.');
  expect(readdirSync(folder).filter(name => name.includes('half'))).toEqual([]);
});

test('a session is gone on with where it was asked for, and elsewhere nothing is written: --session, a note, q', async () => {
  const env = {XDG_STATE_HOME: at('state')};
  const plain = start([SAMPLES], env);
  await plain.shows('2,110 requests');
  plain.write('m');
  await plain.shows('Bookmark set');
  plain.write('q');
  expect(await plain.exited()).toBe(0);
  expect(existsSync(at('state'))).toBe(false);

  const first = start(['--session', '--filter', DELETION, SAMPLES], env);
  await first.shows('1 of 2,');
  first.write('a');
  await first.shows('Note ');
  first.write('not Alice\r');
  await first.shows('Note kept');
  first.write('q');
  expect(await first.exited()).toBe(0);

  const second = start(['--session', SAMPLES], env);
  await second.shows('The session of these logs, as it was left.');
  await second.shows(`> ${DELETION}`);
  await second.shows('●');
  second.write("'");
  await second.shows('not Alice');
});

test('the command that is copied prints the same rows: y c, and a shell', async () => {
  const terminal = start(['--filter', `user:*"o'n" OR (${DELETION})`, SAMPLES]);
  await terminal.shows('1 of 2,');
  terminal.write('y');
  await terminal.shows('by OSC 52');
  terminal.write('c');
  await terminal.shows('Copied the command');
  const base64 = /\x1b\]52;c;([A-Za-z0-9+/=]+)\x07/.exec(terminal.output)![1]!;
  const command = Buffer.from(base64, 'base64').toString();
  writeFileSync(at('audit-tui'), `#!/bin/sh\nexec ${COMMAND} "$@"\n`, {mode: 0o755});
  const env = {...process.env, PATH: `${folder}:${process.env.PATH}`};
  const {stdout, status} = spawnSync('/bin/sh', ['-c', command], {env});
  const found = JSON.parse(stdout.toString());
  expect([status, found.length, found[0].objectRef.name]).toEqual([0, 1, 'webapp-pod']);
});

test('the noise of the day is hidden, and the filter is there the next time: P Space s, a name, Enter', async () => {
  const first = start([SAMPLES]);
  await first.shows('2,110 requests');
  first.write('P');
  await first.shows(/leases +\d+ +\d+%/);
  first.write(' ');
  await first.shows('✗ leases');
  first.write('s');
  await first.shows('Save the filter');
  first.write('quiet\r');
  await first.shows('Saved "quiet" in');
  const config = join(at('xdg'), 'audit-tui', 'config.yaml');
  expect(statSync(config).mode & 0o777).toBe(0o600);
  first.write('\x03');

  const second = start([SAMPLES]);
  await second.shows('2,110 requests');
  second.write('P');
  await second.shows(/quiet +[\d,]+ +\d+%/);
});

test('a config file that is wrong is one sentence with its place, and the explorer starts without it', async () => {
  writeFileSync(at('wrong.yaml'), 'filters:\n  - name: a\n    querry: x\n');
  const terminal = start([SAMPLES, '--config', at('wrong.yaml')]);
  await terminal.shows(/wrong\.yaml:3:5: there is no "querry" in a filter; did you mean query\?/);
  terminal.write('k');
  await terminal.shows(/row [\d,]+ of 2,110/);
});
