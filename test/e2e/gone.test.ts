// A terminal that goes away ends the program, whatever it was doing: a node must not keep a process that nobody sees.
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import pty from '@lydell/node-pty';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {event} from '../support/events.ts';
import {COMMAND, FIRST, NODE, PROGRAM, until} from '../support/terminal.ts';

/** More than the program itself allows for, less than anybody would call an orphan. */
const LIMIT_MS = 1500;

let folder: string;
let log: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-tui-gone-'));
  log = join(folder, 'audit.log');
  const pad = 'x'.repeat(2000);
  writeFileSync(
    log,
    Array.from({length: 20_000}, (_, at) => `${JSON.stringify(event({auditID: `r${at}`, userAgent: pad}))}\n`).join(''),
  );
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

/** Not there any more, or dead and not yet collected by its parent. */
function isGone(pid: number): boolean {
  if (!existsSync(`/proc/${pid}/stat`)) return true;
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) === 'Z';
}

type Running = {
  readonly pid: number;
  readonly closeTerminal: () => void;
  readonly write: (keys: string) => void;
  output: string;
};

/** In a pseudo-terminal whose master side this test holds; `wrap` is put before the command of a shell. */
async function start(wrap: string): Promise<Running> {
  const pidFile = join(folder, `pid-${Math.random()}`);
  const command = `echo $$ > ${pidFile}; ${wrap} exec ${COMMAND} ${log}`;
  const env = {...process.env, TERM: 'xterm-256color'} as Record<string, string>;
  const terminal = pty.spawn('/bin/bash', ['--norc', '-c', command], {cols: 100, rows: 30, env});
  const running: Running = {
    pid: 0,
    closeTerminal: () => (terminal as unknown as {destroy(): void}).destroy(),
    write: keys => terminal.write(keys),
    output: '',
  };
  terminal.onData(data => {
    running.output += data;
  });
  await until(() => running.output.includes('requests'), 'the explorer is on the screen');
  return Object.assign(running, {pid: Number(readFileSync(pidFile, 'utf8'))});
}

describe.runIf(process.platform === 'linux')('a terminal that goes away ends the program', () => {
  test.each<[claim: string, wrap: string, keys: string]>([
    ['with its hang-up signal', '', ''],
    ['also where the shell ignores hang-ups, as under nohup', "trap '' HUP;", ''],
    ['while a search is under way', '', '/no-such-text-anywhere\r'],
    ['while a request is open', '', '\r'],
  ])('%s', async (_, wrap, keys) => {
    const running = await start(wrap);
    running.write(keys);
    await sleep(150);
    running.closeTerminal();
    await until(() => isGone(running.pid), 'the process has ended', LIMIT_MS);
  });

  test('also in another session, which gets no signal', async () => {
    const pidFile = join(folder, 'pid-setsid');
    // script(1) would do; a pipe as keyboard that ends is the same to the program: nobody can press a key any more.
    const code = `
      const {openSync} = require('node:fs');
      const {spawn} = require('node:child_process');
      const tty = openSync('/dev/tty', 'r+');
      const child = spawn(${JSON.stringify(PROGRAM)}, ${JSON.stringify([...FIRST, log])}, {stdio: [tty, tty, tty], detached: true});
      require('node:fs').writeFileSync(${JSON.stringify(pidFile)}, String(child.pid));
      setInterval(() => {}, 1000);`;
    const env = {...process.env, TERM: 'xterm-256color'} as Record<string, string>;
    const terminal = pty.spawn(NODE, ['-e', code], {cols: 100, rows: 30, env});
    let output = '';
    terminal.onData(data => {
      output += data;
    });
    // Keys are read from then on; before, ^C would be a signal.
    await until(() => output.includes('?1006h'), 'the explorer is on the screen');
    const pid = Number(readFileSync(pidFile, 'utf8'));
    (terminal as unknown as {destroy(): void}).destroy();
    try {
      await until(() => isGone(pid), 'the process has ended', LIMIT_MS);
    } finally {
      if (!isGone(pid)) process.kill(pid, 'SIGKILL');
    }
  });
});

describe('standard error', () => {
  test('holds nothing when it is a file and all went well', async () => {
    const errors = join(folder, 'errors');
    const terminal = pty.spawn('/bin/bash', ['--norc', '-c', `${COMMAND} ${log} 2>${errors}; echo code=$?`], {
      cols: 100,
      rows: 30,
      env: {...process.env, TERM: 'xterm-256color'} as Record<string, string>,
    });
    let output = '';
    terminal.onData(data => {
      output += data;
    });
    // Keys are read from then on; before, ^C would be a signal.
    await until(() => output.includes('?1006h'), 'the explorer is on the screen');
    terminal.write('\x03');
    await until(() => output.includes('code=0'), 'it has ended');
    expect(readFileSync(errors, 'utf8')).toBe('');
  });
});
