// The package for npm: few files that stand alone, and one clear sentence where Node.js is too old.
import {spawnSync} from 'node:child_process';
import {mkdtempSync, readdirSync, readFileSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import vm from 'node:vm';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {manifestHere, published, stageNpm} from '../../scripts/package/npm-package.ts';
import {BIN, NODE, version} from '../support/terminal.ts';

const sentence = (is: string, path: string) => `audit-tui needs Node.js 22.15 or newer; this is ${is} (${path}).`;

/** As the system has it, beside the one that `npm install` brought. */
const systemPath = (process.env.PATH ?? '')
  .split(':')
  .filter(folder => !folder.endsWith('node_modules/.bin'))
  .join(':');
const systemNode =
  spawnSync('/usr/bin/env', ['node', '--version'], {env: {PATH: systemPath}, encoding: 'utf8'}).stdout?.trim() ?? '';
const isOld = /^v(?:\d|1\d|2[01])\./.test(systemNode);

describe('its files', () => {
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'audit-tui-npm-'));
    await stageNpm(join(folder, 'package'));
  });
  afterAll(() => rmSync(folder, {recursive: true, force: true}));

  test('are few, and none is of the sources', () => {
    const files = readdirSync(join(folder, 'package'), {recursive: true, encoding: 'utf8'}).filter(
      name => !statSync(join(folder, 'package', name)).isDirectory(),
    );
    expect(files.sort()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'THIRD-PARTY-LICENSES.txt',
      'bin/audit-tui.js',
      'completions/audit-tui.bash',
      'completions/audit-tui.fish',
      'completions/audit-tui.zsh',
      'dist/audit-tui.js',
      'man/audit-tui.1',
      'package.json',
      'sbom.cdx.json',
    ]);
  });

  test('are enough to run it where nothing else is', () => {
    const program = join(folder, 'package/bin/audit-tui.js');
    const {stdout, stderr} = spawnSync(NODE, [program, '--version'], {cwd: folder, encoding: 'utf8'});
    expect({stdout, stderr}).toEqual({stdout: `audit-tui ${version()}\n`, stderr: ''});
  });

  test('its package.json brings nothing along and runs nothing', () => {
    const manifest = JSON.parse(readFileSync(join(folder, 'package/package.json'), 'utf8')) as object;
    expect(manifest).toEqual(published(manifestHere()));
    expect(Object.keys(manifest).filter(key => /dependencies|scripts|private|overrides/i.test(key))).toEqual([]);
    expect(manifest).toMatchObject({engines: {node: '>=22.15'}, bin: {'audit-tui': 'bin/audit-tui.js'}});
  });
});

describe('a Node.js that is too old', () => {
  /** As Node.js before 13 reads a file: as a script, in which neither import nor await could stand. */
  function started(version: string): {readonly said: readonly string[]; readonly exitCode: number | undefined} {
    const said: string[] = [];
    const process = {versions: {node: version}, execPath: '/usr/bin/node', exitCode: undefined as number | undefined};
    const code = readFileSync(BIN, 'utf8').replace(/^#!.*/, '');
    vm.runInNewContext(code, {process, console: {error: (text: string) => said.push(text)}});
    return {said, exitCode: process.exitCode};
  }

  test.each(['10.24.1', '12.22.12', '20.20.2', '22.14.0'])('%s says so', version => {
    expect(started(version)).toEqual({said: [sentence(version, '/usr/bin/node')], exitCode: 2});
  });

  test('the oldest that does is the one of package.json', () => {
    expect(manifestHere().engines.node).toBe('>=22.15');
  });

  test.skipIf(!isOld)(`the one of this machine says so${isOld ? '' : ' (skipped: it has none)'}`, () => {
    const {status, stdout, stderr} = spawnSync('/usr/bin/env', ['node', BIN, '--version'], {
      env: {PATH: systemPath},
      encoding: 'utf8',
    });
    expect({status, stdout}).toEqual({status: 2, stdout: ''});
    expect(stderr).toMatch(/^audit-tui needs Node\.js 22\.15 or newer; this is [\d.]+ \(.*\)\.\n$/);
  });
});
