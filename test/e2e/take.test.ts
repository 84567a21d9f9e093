// Evidence of the sample incident, taken along: the built program in a real pseudo-terminal, real files, a real shell.
import {spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, expect, test} from 'vitest';
import {BIN, NODE, ROOT, TestTerminal} from '../support/terminal.ts';

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
  const terminal = new TestTerminal(NODE, [BIN, ...args], size, settled);
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

test('the command that is copied prints the same rows: y c, and a shell', async () => {
  const terminal = start(['--filter', `user:*"o'n" OR (${DELETION})`, SAMPLES]);
  await terminal.shows('1 of 2,');
  terminal.write('y');
  await terminal.shows('by OSC 52');
  terminal.write('c');
  await terminal.shows('Copied the command');
  const base64 = /\x1b\]52;c;([A-Za-z0-9+/=]+)\x07/.exec(terminal.output)![1]!;
  const command = Buffer.from(base64, 'base64').toString();
  writeFileSync(at('audit-tui'), '#!/bin/sh\nexec "$NODE" "$BIN" "$@"\n', {mode: 0o755});
  const env = {...process.env, PATH: `${folder}:${process.env.PATH}`, NODE, BIN};
  const {stdout, status} = spawnSync('/bin/sh', ['-c', command], {env});
  const found = JSON.parse(stdout.toString());
  expect([status, found.length, found[0].objectRef.name]).toEqual([0, 1, 'webapp-pod']);
});

test('the noise of the day is hidden, and the filter is there the next time: P Space s, a name, Enter', async () => {
  const first = start([SAMPLES]);
  await first.shows('2,110 requests');
  first.write('P');
  await first.shows(/leases +\d+ +\d+ %/);
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
  await second.shows(/quiet +[\d,]+ +\d+ %/);
});

test('a config file that is wrong is one sentence with its place, and the explorer starts without it', async () => {
  writeFileSync(at('wrong.yaml'), 'filters:\n  - name: a\n    querry: x\n');
  const terminal = start([SAMPLES, '--config', at('wrong.yaml')]);
  await terminal.shows(/wrong\.yaml:3:5: there is no "querry" in a filter; did you mean query\?/);
  terminal.write('k');
  await terminal.shows(/row [\d,]+ of 2,110/);
});
