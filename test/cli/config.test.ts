import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {configPlace, filterSaver, loadConfig} from '../../src/cli/config.ts';

let folder: string;
const at = (name: string) => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-tui-'));
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

const args = (config?: string) => ({
  flags: new Map(config === undefined ? [] : [['config', config]]),
  positionals: [],
});

describe('the place of the config file', () => {
  test.each([
    ['the flag is first', '/f', {AUDIT_TUI_CONFIG: '/e', XDG_CONFIG_HOME: '/x', HOME: '/h'}, '/f', true],
    ['then the environment', undefined, {AUDIT_TUI_CONFIG: '/e', XDG_CONFIG_HOME: '/x', HOME: '/h'}, '/e', true],
    ['then XDG', undefined, {XDG_CONFIG_HOME: '/x', HOME: '/h'}, '/x/audit-tui/config.yaml', false],
    ['then home', undefined, {HOME: '/h'}, '/h/.config/audit-tui/config.yaml', false],
    [
      'what is empty is not said',
      undefined,
      {AUDIT_TUI_CONFIG: '', HOME: '/h'},
      '/h/.config/audit-tui/config.yaml',
      false,
    ],
  ])('%s', (_, flag, env, path, asked) => expect(configPlace(args(flag), env)).toEqual({path, asked}));
});

describe('reading it', () => {
  test.each([
    ['policies/p.yaml', () => at('policies/p.yaml')],
    ['/etc/p.yaml', () => '/etc/p.yaml'],
  ])('the policy %s is looked for from where the file is', async (named, expected) => {
    writeFileSync(at('c.yaml'), `policy: ${named}\n`);
    expect((await loadConfig({path: at('c.yaml'), asked: true})).policy).toBe(expected());
  });

  test('one that nobody named may be missing', async () => {
    expect(await loadConfig({path: at('none.yaml'), asked: false})).toEqual({filters: []});
  });

  test.each([
    ['missing', () => at('none.yaml'), /^the config file \S+none\.yaml is not there$/],
    ['a folder', () => folder, /is a folder$/],
    ['broken', () => at('broken.yaml'), /broken\.yaml:2:3: /],
  ])('%s is one sentence', async (_, path, problem) => {
    writeFileSync(at('broken.yaml'), 'filters:\n  x: y\n');
    const found = await loadConfig({path: path(), asked: true});
    expect(found).toMatchObject({filters: [], problem: expect.stringMatching(problem)});
  });
});

describe('saving a filter', () => {
  const path = () => at('deep/config.yaml');
  const save = () => filterSaver({path: path(), asked: false});

  test('makes the file for its owner alone, and adds to it', async () => {
    expect(await save()({name: 'a', query: 'verb:get'})).toEqual({
      ok: true,
      file: path(),
      filters: [{name: 'a', query: 'verb:get'}],
    });
    expect(statSync(path()).mode & 0o777).toBe(0o600);
    await save()({name: 'b', query: '-x'});
    expect((await loadConfig({path: path(), asked: true})).filters.map(({name}) => name)).toEqual(['a', 'b']);
  });

  test('keeps the comments of somebody who wrote it by hand', async () => {
    mkdirSync(at('deep'));
    writeFileSync(path(), '# mine\nfilters:\n  - name: a # why\n    query: x\n');
    await save()({name: 'b', query: 'y'});
    expect(readFileSync(path(), 'utf8')).toMatch(/^# mine\nfilters:\n {2}- name: a # why\n/);
  });

  test('leaves a broken file alone', async () => {
    mkdirSync(at('deep'));
    writeFileSync(path(), 'filters: {');
    expect(await save()({name: 'b', query: 'y'})).toMatchObject({
      ok: false,
      message: expect.stringMatching(/^Not saved: /),
    });
    expect(readFileSync(path(), 'utf8')).toBe('filters: {');
  });

  test('says where it cannot', async () => {
    writeFileSync(at('deep'), 'a file');
    expect(await save()({name: 'b', query: 'y'})).toMatchObject({
      ok: false,
      message: expect.stringMatching(/Not saved/),
    });
    expect(existsSync(path())).toBe(false);
  });
});
