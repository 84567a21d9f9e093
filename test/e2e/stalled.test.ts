// A terminal that takes nothing for a while: a connection that hangs, a client that is stopped, ^S. Frames are left out and
// never kept, and everything but drawing goes on.
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import pty from '@lydell/node-pty';
import headless from '@xterm/headless';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {event} from '../support/events.ts';
import {FIRST, PROGRAM, until} from '../support/terminal.ts';

const [COLUMNS, ROWS] = [160, 50];
const EVENTS = 5000;

let folder: string;
let log: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-tui-stalled-'));
  log = join(folder, 'audit.log');
  const line = (at: number) =>
    `${JSON.stringify(event({auditID: `r${at}`, verb: `verb${at}`, requestURI: `/r/${at}`}))}\n`;
  writeFileSync(log, Array.from({length: EVENTS}, (_, at) => line(at)).join(''));
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

async function start() {
  const terminal = pty.spawn(PROGRAM, [...FIRST, log], {
    cols: COLUMNS,
    rows: ROWS,
    env: {...process.env, TERM: 'xterm-256color', CI: ''} as Record<string, string>,
  });
  const screen = new headless.Terminal({cols: COLUMNS, rows: ROWS, allowProposedApi: true});
  const running = {
    terminal,
    bytes: 0,
    isOver: false,
    text: () =>
      Array.from({length: ROWS}, (_, y) => screen.buffer.active.getLine(y)?.translateToString(true) ?? '').join('\n'),
    /** Resident, in bytes. */
    memory: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${terminal.pid}/status`, 'utf8'))![1]) * 1024,
  };
  terminal.onData(data => {
    running.bytes += data.length;
    screen.write(data);
  });
  terminal.onExit(() => {
    running.isOver = true;
  });
  await until(
    () => running.text().includes(`row ${EVENTS.toLocaleString('en-US')} of`),
    'the newest row has the cursor',
  );
  return running;
}

/** CPU time that a process has used, in clock ticks; `waits` if its main thread does not want any. */
function worked(pid: number): {readonly ticks: number; readonly waits: boolean} {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return {ticks: Number(fields[11]) + Number(fields[12]), waits: fields[0] === 'S'};
}

/** Keys are read, and nothing is left to do. */
async function idle(pid: number): Promise<void> {
  let [last, since] = [worked(pid).ticks, performance.now()];
  await until(() => {
    // On a busy machine it may wait for its turn, and uses none.
    const {ticks, waits} = worked(pid);
    if (ticks !== last || !waits) [last, since] = [ticks, performance.now()];
    return performance.now() - since > 300;
  }, 'it has nothing to do');
}

test('keys are taken meanwhile, and what is drawn afterwards is the newest screen alone', async () => {
  const running = await start();
  const {terminal} = running;
  try {
    terminal.pause();
    for (let n = 0; n < 40; n++) {
      terminal.write('\x1b[5~'.repeat(3));
      await new Promise(resolve => setTimeout(resolve, 10));
    }
    await idle(terminal.pid);
    const before = running.bytes;
    const memory = running.memory();
    for (let n = 0; n < 100; n++) {
      terminal.write('\x1b[6~\x1b[5~');
      await new Promise(resolve => setTimeout(resolve, 5));
    }
    terminal.write('g');
    await idle(terminal.pid);
    expect(running.memory() - memory).toBeLessThan(64 * 2 ** 20);
    terminal.resume();
    await until(() => running.text().includes('row 1 of'), 'the first row has the cursor');
    // Two hundred pages would be more than a megabyte.
    expect(running.bytes - before).toBeLessThan(150_000);
    expect(running.text()).toContain('verb0');
  } finally {
    terminal.kill('SIGKILL');
  }
});

test('a signal ends it all the same', async () => {
  const running = await start();
  const {terminal} = running;
  try {
    terminal.pause();
    for (let n = 0; n < 60; n++) {
      terminal.write('\x1b[5~');
      await new Promise(resolve => setTimeout(resolve, 10));
    }
    await idle(terminal.pid);
    process.kill(terminal.pid, 'SIGTERM');
    await until(() => running.isOver || !isAlive(terminal.pid), 'it has ended');
  } finally {
    if (!running.isOver) terminal.kill('SIGKILL');
  }
});

function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.charAt(stat.lastIndexOf(')') + 2) !== 'Z';
  } catch {
    return false;
  }
}

test('after it was stopped and goes on, everything is drawn again', async () => {
  const running = await start();
  const {terminal} = running;
  try {
    process.kill(terminal.pid, 'SIGSTOP');
    await until(() => readFileSync(`/proc/${terminal.pid}/stat`, 'utf8').includes(') T '), 'it is stopped');
    const before = running.bytes;
    process.kill(terminal.pid, 'SIGCONT');
    await until(() => running.bytes - before > COLUMNS * 20, 'the whole screen was written');
    await until(
      () => running.text().includes(`row ${EVENTS.toLocaleString('en-US')} of`),
      'the screen shows what it showed before',
    );
  } finally {
    terminal.kill('SIGKILL');
  }
});
