// The terminals and sizes that people have: each shows the same rows, in what it can show, and a storm of resizes ends with the
// screen that a start at the last size has.
import {spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, describe, expect, test} from 'vitest';
import {COMMAND, FIRST, GIVEN_BACK, PROGRAM, ROOT, type Size, TestTerminal, until} from '../support/terminal.ts';

const WEBAPP = `${ROOT}sample-logs`;
const FILTER = 'verb:delete resource:pods ns:prod-namespace name:webapp-pod';

let running: TestTerminal | undefined;
afterEach(() => running?.kill());

function start(size: Size, env: Readonly<Record<string, string | undefined>> = {}, flags: readonly string[] = []) {
  running = new TestTerminal(PROGRAM, [...FIRST, '--no-follow', ...flags, WEBAPP], size, env);
  return running;
}

/** Nothing was written for a while, and the last line has its keys. */
async function still(t: TestTerminal): Promise<void> {
  await until(() => t.lastWrite > 0 && performance.now() - t.lastWrite > 250, 'the screen stands still');
}

describe.each<[TERM: string, shown: {readonly ascii: boolean}]>([
  ['xterm-256color', {ascii: false}],
  ['screen', {ascii: false}],
  ['tmux-256color', {ascii: false}],
  ['linux', {ascii: true}],
  ['vt220', {ascii: false}],
])('TERM=%s', (TERM, {ascii}) => {
  test(`the deletion is found, its request is opened, and the terminal is given back${ascii ? '; all in ASCII' : ''}`, async () => {
    const t = start({columns: 80, rows: 24}, {TERM});
    await t.shows('2,110 requests');
    await t.type(`/${FILTER}`, 'webapp-pod');
    await t.type('\r', 'row 1 of 1');
    await t.type('\r', 'deleted');
    await still(t);
    expect(/^[\x20-\x7e\n]*$/.test(t.text)).toBe(ascii);
    t.write('q');
    await t.shows('row 1 of 1');
    t.write('q');
    expect(await t.exited()).toBe(0);
    expect(t.modes).toEqual(GIVEN_BACK);
  });
});

test('a dumb terminal gets a summary and is told why, and no escape sequence', async () => {
  const t = start({columns: 80, rows: 24}, {TERM: 'dumb'});
  expect(await t.exited()).toBe(0);
  expect(t.output).not.toContain('\x1b');
  expect(t.output).toContain('TERM says that this one is dumb');
  expect(t.output).toContain('audit-tui query');
});

const SIZES: readonly Size[] = [
  {columns: 40, rows: 10},
  {columns: 80, rows: 24},
  {columns: 119, rows: 30},
  {columns: 200, rows: 60},
  {columns: 300, rows: 100},
];

describe.each(SIZES)('in $columns x $rows', size => {
  test('a request is found and opened, and every line is in its place', async () => {
    const t = start(size, {}, ['--filter', FILTER]);
    await t.shows(/1 of 2,110|row 1 of 1/);
    await t.type('\r', 'deleted');
    await still(t);
    expect(t.lines).toHaveLength(size.rows);
    // A line that was too long would have wrapped and pushed the others on.
    expect(t.lines[0]).toMatch(/logs/);
    expect(t.lines.at(-1)).toContain('/ filter');
  });
});

describe('a terminal that says no size, as a serial line does, is taken for one of 80 x 24', () => {
  const unsized = (args: string): TestTerminal => {
    const command = `stty rows 0 cols 0; exec ${COMMAND} ${args}`;
    running = new TestTerminal('/bin/sh', ['-c', command], {columns: 80, rows: 24});
    return running;
  };

  test('by the explorer', async () => {
    const t = unsized(`--no-follow ${WEBAPP}`);
    await t.shows('row 2,110 of 2,110');
    await until(() => t.lines.at(-1)!.includes('/ filter'), 'the last line has its keys');
    t.write('q');
    expect(await t.exited()).toBe(0);
  });

  test('by a command', async () => {
    const t = unsized(`query '${FILTER}' ${WEBAPP}`);
    expect(await t.exited()).toBe(0);
    expect(t.text).toMatch(/delete +200 +\S+ +pods/);
  });
});

test('a storm of resizes ends with the screen of its last size', async () => {
  const size = {columns: 132, rows: 40};
  const fresh = start(size);
  await fresh.shows('2,110 requests');
  await still(fresh);
  const wanted = fresh.lines;
  fresh.kill();

  const t = start({columns: 80, rows: 24});
  await t.shows('2,110 requests');
  for (let n = 0; n < 40; n++) {
    t.resize({columns: 30 + ((n * 37) % 250), rows: 8 + ((n * 13) % 80)});
    if (n % 5 === 0) await new Promise(resolve => setImmediate(resolve));
  }
  t.resize(size);
  await until(() => t.lines.join('\n') === wanted.join('\n'), 'the screen is that of the last size').catch(() => {});
  expect(t.lines).toEqual(wanted);
});

const LINUX = process.platform === 'linux';

/** CPU time that a process has used, in clock ticks of 10 ms. */
function ticks(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

test.runIf(LINUX)('on a log that stands still it has nothing to do', async () => {
  running = new TestTerminal(PROGRAM, [...FIRST, WEBAPP], {columns: 80, rows: 24});
  const t = running;
  await t.shows('FOLLOW');
  await still(t);
  let last = ticks(t.pid);
  let idle = 0;
  // Of each second of waiting, less than a tenth: the machine may be busy, the program may not.
  await until(() => {
    const now = ticks(t.pid);
    idle = now === last ? idle + 1 : 0;
    last = now;
    return idle >= 20;
  }, 'some looks in a row find no processor time used');
});

const hasTmux = spawnSync('tmux', ['-V']).status === 0;

test.runIf(hasTmux)('inside tmux it draws, survives a split, and gives the pane back', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'audit-tui-tmux-'));
  const socket = join(folder, 'tmux');
  const tmux = (...args: string[]) => {
    const {stdout, stderr, status} = spawnSync('tmux', ['-S', socket, ...args], {encoding: 'utf8'});
    if (status !== 0) throw new Error(stderr);
    return stdout;
  };
  const pane = () => tmux('capture-pane', '-p', '-t', '0.0');
  try {
    tmux('-f', '/dev/null', 'new-session', '-d', '-x', '160', '-y', '50', 'env', 'PS1=$ ', 'LC_ALL=C.UTF-8', 'sh');
    tmux('send-keys', '-t', '0.0', `${COMMAND} --no-follow ${WEBAPP}`, 'Enter');
    await until(() => pane().includes('2,110 requests'), 'it is drawn');
    tmux('split-window', '-h', '-t', '0.0', 'sleep', '1000');
    await until(() => pane().split('\n')[0]!.length <= 80 && pane().includes('row 2,110 of 2,110'), 'it fits its half');
    tmux('send-keys', '-t', '0.0', 'q');
    await until(() => /\$ $/.test(`${pane().trimEnd()} `) && !pane().includes('2,110 requests'), 'the shell is back');
  } finally {
    spawnSync('tmux', ['-S', socket, 'kill-server']);
    rmSync(folder, {recursive: true, force: true});
  }
});

const hasScreen = spawnSync('screen', ['--version']).status === 0;

test.runIf(hasScreen)('inside screen it draws, follows a resize, and gives the window back', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'audit-tui-screen-'));
  try {
    // No file configures it: as it is where nobody has done so.
    const t = new TestTerminal(
      'screen',
      ['-U', '-c', '/dev/null', 'sh'],
      {columns: 80, rows: 24},
      {SCREENDIR: folder, PS1: 'READY> ', ENV: undefined},
    );
    running = t;
    await t.shows('READY>');
    t.write(`${COMMAND} --no-follow ${WEBAPP}\r`);
    await t.shows('row 2,110 of 2,110');
    t.resize({columns: 132, rows: 40});
    await until(() => /row 2,110 of 2,110$/.test(t.lines[39] ?? ''), 'the last line is at the bottom');
    await still(t);
    expect(t.lines[0]).toMatch(/^audit-tui .*sample-logs/);
    // By itself it has no alternate screen: the prompt comes below what was shown.
    await t.type('q', /READY>\s*$/);
    t.write('stty -a | grep -o " icanon"; exit\r');
    await t.shows('screen is terminating');
    expect(t.output).toMatch(/\n icanon/);
    await t.exited();
  } finally {
    running?.kill();
    spawnSync('screen', ['-X', 'quit'], {env: {...process.env, SCREENDIR: folder}});
    rmSync(folder, {recursive: true, force: true});
  }
});
