// The executable ends when its terminal goes away, also where no signal tells it.
import {existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import pty from '@lydell/node-pty';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {EXECUTABLE, untestable} from '../support/executable.ts';
import {NODE, ROOT, until} from '../support/terminal.ts';
import {LOGS} from './runs.ts';

describe.skipIf(untestable !== undefined)(`the executable (${untestable ?? 'made from this src'})`, () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'audit-tui-executable-gone-'));
  });
  afterAll(() => rmSync(folder, {recursive: true, force: true}));

  /** Not there any more, or dead and not yet collected by its parent. */
  function isGone(pid: number): boolean {
    if (!existsSync(`/proc/${pid}/stat`)) return true;
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) === 'Z';
  }

  test.each([
    ['with its hang-up signal', false],
    ['in another session, which gets no signal', true],
  ])('%s', async (name, detached) => {
    const pidFile = join(folder, name.replaceAll(' ', '-'));
    const code = `
      const {openSync, writeFileSync} = require('node:fs');
      const {spawn} = require('node:child_process');
      const tty = openSync('/dev/tty', 'r+');
      const args = [${JSON.stringify(`${ROOT}${LOGS}`)}];
      const child = spawn(${JSON.stringify(EXECUTABLE)}, args, {stdio: [tty, tty, tty], detached: ${detached}});
      writeFileSync(${JSON.stringify(pidFile)}, String(child.pid));
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
    expect(isGone(pid)).toBe(false);
    (terminal as unknown as {destroy(): void}).destroy();
    try {
      await until(() => isGone(pid), 'the process has ended');
    } finally {
      if (!isGone(pid)) process.kill(pid, 'SIGKILL');
    }
  });
});
