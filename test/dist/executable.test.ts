// The executable beside the program under Node.js: what both print is the same, and what a runtime of its own could do is not done.
import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, describe, expect, test} from 'vitest';
import {COMMANDS} from '../../src/cli/commands.ts';
import {EXECUTABLE, untestable} from '../support/executable.ts';
import {BIN, GIVEN_BACK, NODE, ROOT, TestTerminal} from '../support/terminal.ts';
import {LOGS, RUNS} from './runs.ts';

test('every command has a run', () => {
  expect(Object.keys(RUNS).sort()).toEqual(COMMANDS.map(({name}) => name).sort());
});

describe.skipIf(untestable !== undefined)(`the executable (${untestable ?? 'made from this src'})`, () => {
  let folder: string;
  let terminal: TestTerminal | undefined;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'audit-tui-executable-'));
  });
  afterAll(() => rmSync(folder, {recursive: true, force: true}));
  afterEach(() => {
    if (terminal?.exit === undefined) terminal?.kill();
    terminal = undefined;
  });

  const run = (program: readonly string[], args: readonly string[], cwd = ROOT, env: NodeJS.ProcessEnv = {}) => {
    const [command, ...first] = program as [string, ...string[]];
    const {status, stdout, stderr} = spawnSync(command, [...first, ...args], {
      cwd,
      env: {...process.env, ...env},
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return {code: status, out: stdout, err: stderr};
  };

  const alike = Object.entries(RUNS).filter(([, {varies}]) => varies !== true);
  test.each(alike)('%s prints what it prints under Node.js', (_, {args}) => {
    expect(run([EXECUTABLE], args)).toEqual(run([NODE, BIN], args));
  });

  test.each([
    ['.env', 'AUDIT_TUI_CONFIG=nowhere.yaml\nNO_COLOR=1\n'],
    ['bunfig.toml', 'preload = ["./preload.mjs"]\n'],
    ['package.json', '{"type": "commonjs", "imports": {"#x": "./preload.mjs"}}\n'],
    ['tsconfig.json', '{"compilerOptions": {"paths": {"*": ["./preload.mjs"]}}}\n'],
  ])('a %s where it is started changes nothing', (name, text) => {
    const place = join(folder, `in-${name}`);
    mkdirSync(place);
    const args = ['query', 'name:webapp-pod', `${ROOT}${LOGS}`, '-o', 'count'];
    const before = run([EXECUTABLE], args, place);
    expect(before.code).toBe(0);
    writeFileSync(join(place, name), text);
    writeFileSync(
      join(place, 'preload.mjs'),
      'import {writeFileSync} from "node:fs"; writeFileSync("was-here", "");\n',
    );
    expect(run([EXECUTABLE], args, place)).toEqual(before);
    expect(readdirSync(place).sort()).toEqual([name, 'preload.mjs'].sort());
  });

  test('nothing is written to the home or the temporary folder of its user', () => {
    const home = join(folder, 'home');
    mkdirSync(home);
    const env = {HOME: home, TMPDIR: home, XDG_CACHE_HOME: home, XDG_STATE_HOME: home, XDG_CONFIG_HOME: home};
    for (const {args} of [RUNS['']!, RUNS.findings!]) run([EXECUTABLE], args, ROOT, env);
    expect(readdirSync(home)).toEqual([]);
  });

  describe('a defect of ours gives the terminal back, and is one sentence', () => {
    test.each([
      ['an error that nobody catches', 'throw new Error("made to fail")'],
      ['a promise that nobody waits for', 'void Promise.reject(new Error("made to fail"))'],
    ])('%s', async (name, statement) => {
      const path = join(folder, `${name.replaceAll(' ', '-')}.mjs`);
      const now = `${path}.now`;
      writeFileSync(
        path,
        `import {existsSync} from 'node:fs';
        const timer = setInterval(() => {
          if (!existsSync(${JSON.stringify(now)})) return;
          clearInterval(timer);
          ${statement};
        }, 20);\n`,
      );
      const env = {BUN_OPTIONS: `--preload=${path}`};
      terminal = new TestTerminal(EXECUTABLE, [`${ROOT}${LOGS}`], {columns: 80, rows: 24}, env);
      await terminal.shows(/row [\d,]+ of 2,\d\d\d/);
      writeFileSync(now, '');
      expect(await terminal.exited()).toBe(70);
      expect(terminal.modes).toEqual(GIVEN_BACK);
      expect(terminal.text).toMatch(/audit-tui: .*made to fail/);
      expect(terminal.output).not.toMatch(/\n\s+at /);
    });
  });

  test('^Z and fg: the terminal is given back, and drawn again', async () => {
    const t = new TestTerminal(
      '/bin/bash',
      ['--norc', '--noprofile', '-i'],
      {columns: 80, rows: 24},
      {PS1: 'READY> ', HISTFILE: '/dev/null'},
    );
    terminal = t;
    await t.shows('READY>');
    t.write(`${EXECUTABLE} ${ROOT}${LOGS}\r`);
    await t.shows(/row [\d,]+ of 2,\d\d\d/);
    t.write('\x1a');
    await t.shows('Stopped');
    expect(t.modes.alternateScreen).toBe(false);
    t.write('fg\r');
    await t.shows(/row [\d,]+ of 2,\d\d\d/);
    await t.type('q', 'READY>');
    t.write('exit\r');
    expect(await t.exited()).toBe(0);
  });

  test('a log on standard input is explored with keys from the terminal', async () => {
    const t = new TestTerminal('/bin/sh', ['-c', `cat ${ROOT}${LOGS}/audit.log | ${EXECUTABLE} -`], {
      columns: 80,
      rows: 24,
    });
    terminal = t;
    await t.shows('(standard input)');
    await t.type('/verb:delete\r', /\d+ of \d{3} requests/);
    t.write('\x03');
    expect(await t.exited()).toBe(0);
  });

  test('the hash of it is in SHA256SUMS, and its parts are named', () => {
    const {status} = spawnSync('sha256sum', ['--check', '--ignore-missing', '--status', 'SHA256SUMS'], {
      cwd: join(ROOT, 'release'),
    });
    expect(status).toBe(0);
    expect(existsSync(join(ROOT, 'release/audit-tui.cdx.json'))).toBe(true);
    expect(existsSync(join(ROOT, 'release/THIRD-PARTY-LICENSES.txt'))).toBe(true);
  });
});
