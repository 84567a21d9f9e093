// The built program in a real pseudo-terminal, its cells read by a terminal emulator.
import {spawn, spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, describe, expect, test} from 'vitest';
import {event} from '../support/events.ts';
import {FIRST, GIVEN_BACK, IS_EXECUTABLE, PROGRAM, ROOT, type Size, TestTerminal, until} from '../support/terminal.ts';

const SAMPLES = `${ROOT}sample-logs`;
const DELETION = 'verb:delete resource:pods ns:prod-namespace name:webapp-pod';
const NARROW: Size = {columns: 80, rows: 24};
const WIDE: Size = {columns: 200, rows: 60};

let folder: string;
let terminals: TestTerminal[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-tui-'));
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));
afterEach(() => {
  for (const terminal of terminals) if (terminal.exit === undefined) terminal.kill();
  terminals = [];
});

function start(
  args: readonly string[],
  size: Size,
  env: Readonly<Record<string, string | undefined>> = {},
): TestTerminal {
  const terminal = new TestTerminal(PROGRAM, [...FIRST, ...args], size, env);
  terminals.push(terminal);
  return terminal;
}

/** In a shell with job control, so that ^Z, fg and the modes after the end can be seen. */
async function startInShell(command: string, size: Size): Promise<TestTerminal> {
  const terminal = new TestTerminal('/bin/bash', ['--norc', '--noprofile', '-i'], size, {
    PS1: 'READY> ',
    HISTFILE: '/dev/null',
  });
  terminals.push(terminal);
  await terminal.shows('READY>');
  terminal.write(`${command}\r`);
  return terminal;
}

const ready = (terminal: TestTerminal) => terminal.shows(/row [\d,]+ of 2,\d\d\d/);
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
const command = (...args: string[]) => [PROGRAM, ...FIRST, ...args].map(quoted).join(' ');

describe('the explorer', () => {
  test('opens, filters, shows both bodies side by side, and gives the terminal back', async () => {
    const t = start([SAMPLES], WIDE);
    await ready(t);
    expect(t.modes.alternateScreen).toBe(true);
    t.write('/');
    t.write(DELETION);
    await t.shows(/\b1 of 2,\d\d\d requests/);
    t.write('\r');
    await t.type('\r', 'Summary');
    await t.shows('deleted pod webapp-pod in prod-namespace');
    t.write('\x1b[C');
    await t.shows('kind: DeleteOptions');
    await t.shows('kind: Pod');
    const [request, response] = ['kind: DeleteOptions', 'kind: Pod'].map(text =>
      t.lines.find(line => line.includes(text))!.indexOf(text),
    );
    expect(response! - request!).toBeGreaterThan(50);
    t.write('\x03');
    expect(await t.exited()).toBe(0);
    expect(t.modes).toEqual(GIVEN_BACK);
  });

  test('one pane at a time at 80x24: table, detail, bodies, and back', async () => {
    const t = start(['--filter', DELETION, SAMPLES], NARROW);
    await t.shows(/1 of 2,\d\d\d/);
    await t.type('\r', 'Summary');
    await t.type('\x1b[C', 'DeleteOptions');
    expect(t.text).not.toContain('kind: Pod\n');
    await t.type('\x1b[C', /kind: Pod\b/);
    expect(t.lines.every(line => line.length <= 80)).toBe(true);
    await t.type('\x1b', /Time/);
    t.write('\x03');
    expect(await t.exited()).toBe(0);
  });

  test('a facet keeps and drops values, and the filter line says the same', async () => {
    const t = start([SAMPLES], WIDE);
    await ready(t);
    t.write('3');
    await until(() => /get +\d/.test(t.text), 'the verb facet is open');
    await t.type('\r', /> verb:\w+/);
    await t.shows(/[\d,]+ of 2,\d\d\d requests/);
    await t.type('\\', /> \/ to filter/);
    t.write('\x03');
    expect(await t.exited()).toBe(0);
  });

  test('an error in the filter is drawn under it while typing, and suggestions complete it', async () => {
    const t = start([SAMPLES], NARROW);
    await ready(t);
    await t.type('/vreb:get ', /[Dd]id you mean verb/);
    t.write('\x15');
    await t.type('verb:del', /delete/);
    t.write('\t');
    await t.shows(/> verb:delete/);
    t.write('\x03');
    expect(await t.exited()).toBe(0);
  });

  test.each<[claim: string, size: Size]>([
    ['40x10', {columns: 40, rows: 10}],
    ['250x70', {columns: 250, rows: 70}],
  ])('follows a resize to %s and back without a torn line', async (_, size) => {
    const t = start([SAMPLES], NARROW);
    await ready(t);
    t.resize(size);
    await until(() => t.lines.length === size.rows && t.lines.at(-1)!.trim() !== '', 'the footer is at the bottom');
    // What the terminal made of the old frame goes with the next one.
    await until(() => t.lines.every(line => line.length <= size.columns), 'every line fits');
    t.resize(NARROW);
    await ready(t);
    expect(t.lines.length).toBe(24);
    t.write('\x03');
    expect(await t.exited()).toBe(0);
  });

  test('NO_COLOR sends no colour, and the cursor row still stands out', async () => {
    const t = start([SAMPLES], NARROW, {NO_COLOR: '1'});
    await ready(t);
    t.write('k');
    await t.shows(/row 2,\d\d\d of/);
    const colours = [...t.output.matchAll(/\x1b\[([\d;]*)m/g)].flatMap(([, codes]) => codes!.split(';')).map(Number);
    expect(colours.filter(code => (code >= 30 && code <= 49 && code !== 39 && code !== 49) || code >= 90)).toEqual([]);
    expect(colours).toContain(7);
    t.write('\x03');
    await t.exited();
  });

  test('no byte of a hostile log reaches the terminal unescaped', async () => {
    const hostile = '\x1b]52;c;aGFja2Vk\x07\x1b[2J\x1b[?1049l\u202Egnp\u009b31mPWNED\u200b\r\nX';
    const log = join(folder, 'hostile.log');
    writeFileSync(
      log,
      `${JSON.stringify(event({verb: hostile, userAgent: hostile, user: {username: hostile}, objectRef: {resource: hostile, name: hostile, namespace: hostile}, level: 'RequestResponse', requestObject: {[hostile]: hostile}, responseObject: {a: hostile}, annotations: {[hostile]: hostile}}))}\nnot json ${hostile.replaceAll('\n', ' ')}\n`,
    );
    const t = start([log], WIDE);
    await t.shows('row 1 of 1');
    await t.type('\r', 'PWNED');
    for (const key of ['\x1b[C', '\x1b[C', '\x1b[C', 'v', 'q', 'p', '\x1b', '?', '\x1b', '4']) {
      t.write(key);
      await new Promise(resolve => setTimeout(resolve, 60));
    }
    expect(t.modes.alternateScreen).toBe(true);
    for (const bad of ['\x1b]52', '\x07', '\u202e', '\u009b', '\u200b']) expect(t.output).not.toContain(bad);
    // The first frame begins with one.
    expect(t.output.split('\x1b[2J').length - 1).toBe(1);
    t.write('\x03');
    expect(await t.exited()).toBe(0);
    expect(t.modes).toEqual(GIVEN_BACK);
  });
});

describe('the terminal is given back', () => {
  test('after q, with the line discipline as it was', async () => {
    const t = await startInShell(command(SAMPLES), NARROW);
    await ready(t);
    t.write('q');
    await t.shows('READY>');
    t.write('stty -a; echo code=$?\r');
    await t.shows('code=0');
    expect(t.text).toMatch(/ icanon/);
    expect(t.text).toMatch(/ echo /);
    expect({...t.modes, bracketedPasteMode: false}).toEqual(GIVEN_BACK);
  });

  test.each<[signal: NodeJS.Signals, code: number]>([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGINT', 130],
  ])('after %s', async (signal, code) => {
    const t = start([SAMPLES], NARROW);
    await ready(t);
    process.kill(t.pid, signal);
    expect(await t.exited()).toBe(code);
    expect(t.modes).toEqual(GIVEN_BACK);
  });

  test('after ^Z, and fg draws the screen again', async () => {
    const t = await startInShell(command(SAMPLES), NARROW);
    await ready(t);
    t.write('\x1a');
    await t.shows('Stopped');
    expect({...t.modes, bracketedPasteMode: false}).toEqual(GIVEN_BACK);
    t.write('stty -a | grep -o " icanon"; fg\r');
    await ready(t);
    expect(t.modes.alternateScreen).toBe(true);
    await t.type('k', /row 2,\d\d\d of/);
    t.write('q');
    await t.shows('READY>');
    t.write('echo code=$?\r');
    await t.shows('code=0');
  });

  // Of the executable in test/dist/executable.test.ts, which makes it fail in its own way.
  test.skipIf(IS_EXECUTABLE)('after a defect of ours, which is told in one sentence without a stack', async () => {
    const t = start([SAMPLES], NARROW, {NODE_OPTIONS: `--import=${JSON.stringify(crash())}`});
    await ready(t);
    writeFileSync(join(folder, 'now'), '');
    expect(await t.exited()).toBe(70);
    expect(t.modes).toEqual(GIVEN_BACK);
    expect(t.text).toMatch(/audit-tui: .*made to fail/);
    expect(t.output).not.toMatch(/\n\s+at /);
  });

  /** A module that throws outside of every call of ours, once there is a file `now`. */
  function crash(): string {
    const path = join(folder, 'crash.mjs');
    const now = JSON.stringify(join(folder, 'now'));
    writeFileSync(
      path,
      `import {existsSync} from 'node:fs';
      setInterval(() => {
        if (existsSync(${now})) throw new Error('made to fail');
      }, 20).unref();`,
    );
    return path;
  }
});

describe('standard input and output', () => {
  test('a log on standard input is explored with keys from the terminal', async () => {
    const t = await startInShell(`cat ${quoted(`${SAMPLES}/audit.log`)} | ${command('-')}`, NARROW);
    await t.shows('(standard input)');
    await t.type('/verb:delete\r', /\d+ of \d{3} requests/);
    t.write('qq');
    await t.shows('READY>');
  });

  test('where standard output is no terminal, a summary says how to go on', () => {
    const ran = spawnSync(PROGRAM, [...FIRST, SAMPLES], {encoding: 'utf8'});
    expect(ran.status).toBe(0);
    expect(ran.stdout).toMatch(/sample-logs: 2,\d\d\d events/);
    expect(ran.stdout).toContain('audit-tui query');
    expect(ran.stdout).not.toContain('\x1b');
  });

  test.skipIf(IS_EXECUTABLE)('npm start without a terminal prints the summary instead of failing', () => {
    const ran = spawnSync('npm', ['start', '--silent'], {cwd: ROOT, encoding: 'utf8'});
    expect(ran.status).toBe(0);
    expect(ran.stdout).toMatch(/sample-logs: 2,\d\d\d events/);
  });

  test('a closed pipe is success', async () => {
    const child = spawn('/bin/bash', [
      '-c',
      `set -o pipefail; ${command('query', '', SAMPLES, '-o', 'jsonl')} | head -1 | wc -l; echo "\${PIPESTATUS[0]}"`,
    ]);
    let out = '';
    child.stdout.setEncoding('utf8').on('data', text => {
      out += text;
    });
    await new Promise(resolve => child.on('close', resolve));
    expect(out.trim().split(/\s+/)).toEqual(['1', '0']);
  });

  test.runIf(process.getuid?.() === 0)('a file without permission: one sentence that names sudo', () => {
    const secret = join(folder, 'secret.log');
    writeFileSync(secret, `${JSON.stringify(event())}\n`, {mode: 0o600});
    const ran = spawnSync(
      '/bin/bash',
      ['-c', `chmod 755 ${quoted(folder)}; exec setpriv --reuid=65534 --clear-groups ${command('query', '', secret)}`],
      {encoding: 'utf8'},
    );
    expect(ran.stderr).toMatch(/sudo/);
    expect(ran.stderr.trim().split('\n').length).toBe(1);
    expect(ran.status).toBe(2);
  });
});
