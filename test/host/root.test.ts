import {mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {ChangedRoot, Root} from '../../src/host/root.ts';
import {makeTree, removeTrees} from './trees.ts';

let outside: string;
let dir: string;
beforeAll(() => {
  outside = mkdtempSync(join(tmpdir(), 'audit-tui-outside-'));
  writeFileSync(join(outside, 'secret'), 'outside\n');
  dir = makeTree({
    '/etc/a': 'inside\n',
    '/etc/absolute': '-> /etc/a',
    '/etc/relative': '-> ../etc/a',
    '/etc/above': '-> ../../../../../../../../etc/a',
    '/etc/escape': `-> ${outside}/secret`,
    '/etc/loop': '-> loop2',
    '/etc/loop2': '-> loop',
    '/etc/gone': '-> /nowhere',
    '/links/etc': '-> /etc',
    '/empty': null,
  });
  symlinkSync(outside, join(dir, 'way-out'));
});
afterAll(() => {
  rmSync(outside, {recursive: true, force: true});
  removeTrees();
});

describe('a path below a root', () => {
  test.each<[path: string, read: string]>([
    ['/etc/a', 'inside\n'],
    ['/etc/absolute', 'inside\n'],
    ['/etc/relative', 'inside\n'],
    ['/etc/above', 'inside\n'],
    ['/links/etc/absolute', 'inside\n'],
    ['/links/etc/../etc/a', 'inside\n'],
    ['/../../../../etc/a', 'inside\n'],
    ['etc/a', 'inside\n'],
  ])('%s leads to the file inside', (path, read) => {
    expect(new Root(dir).read(path)).toEqual({ok: true, value: read});
  });

  test.each<[path: string, why: string]>([
    ['/etc/escape', 'absent'],
    ['/way-out/secret', 'absent'],
    ['/etc/loop', 'loop'],
    ['/etc/gone', 'absent'],
    ['/etc/none', 'absent'],
    ['/etc/a/b', 'absent'],
    ['/empty', 'no file'],
  ])('%s is refused: %s', (path, why) => {
    const root = new Root(dir);
    expect(root.read(path)).toEqual({ok: false, why});
    expect(root.readBytes(path, 0, 10)).toEqual({ok: false, why});
  });

  test('has its stat, its names and its place without links', () => {
    const root = new Root(dir);
    expect(root.stat('/links/etc')).toMatchObject({ok: true, value: {kind: 'directory'}});
    expect(root.stat('/etc/absolute')).toMatchObject({ok: true, value: {kind: 'file', size: 7, mode: 0o600}});
    expect(root.list('/links')).toEqual({ok: true, value: ['etc']});
    expect(root.inside('/links/etc/absolute')).toBe('/etc/a');
    expect(root.inside('/not/there')).toBe('/not/there');
    expect(root.readBytes('/etc/a', -3, 3)).toMatchObject({ok: true, value: Buffer.from('de\n')});
  });

  test('space is asked of the nearest directory that is there', () => {
    expect(new Root(dir).space('/var/log/none/audit.log')!.total).toBeGreaterThan(0);
  });
});

test('a file of more than 4 MiB is no configuration', () => {
  const big = makeTree({'/big': 'x'.repeat((4 << 20) + 1), '/full': 'x'.repeat(4 << 20)});
  expect(new Root(big).read('/big')).toEqual({ok: false, why: 'too big'});
  expect(new Root(big).read('/full').ok).toBe(true);
});

test('a root with changes has them at every name of a file, and keeps the rest', () => {
  const changed = new ChangedRoot(
    new Root(dir),
    new Map([
      ['/etc/absolute', 'new\n'],
      ['/etc/more', 'more\n'],
    ]),
  );
  expect(changed.read('/etc/a')).toEqual({ok: true, value: 'new\n'});
  expect(changed.read('/links/etc/more')).toEqual({ok: true, value: 'more\n'});
  expect(changed.stat('/etc/more')).toMatchObject({ok: true, value: {kind: 'file', size: 5}});
  expect(changed.readBytes('/etc/a', -3, 2)).toMatchObject({ok: true, value: Buffer.from('ew')});
  expect(changed.stat('/empty')).toMatchObject({ok: true, value: {kind: 'directory'}});
  expect(new Root(dir).read('/etc/a')).toEqual({ok: true, value: 'inside\n'});
});
