// What a start loads: all that the first frame needs, and nothing of what is slow and needed later.
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Metafile} from 'esbuild';
import {beforeAll, describe, expect, test} from 'vitest';
import {bundleParts} from '../../scripts/bundle.ts';

/** Imported one after the other until there is a first frame. */
const STARTS = ['src/cli/main.ts', 'src/cli/explore.ts', 'src/screen/explore.tsx'];

/** All that is loaded with these modules. */
function loadedWith(names: readonly string[], inputs: Metafile['inputs']): ReadonlySet<string> {
  const loaded = new Set(names);
  for (const name of loaded)
    for (const {kind, path, external} of inputs[name]?.imports ?? [])
      if (kind !== 'dynamic-import' && external !== true) loaded.add(path);
  return loaded;
}

describe('the start', () => {
  let all: readonly string[];
  let loaded: readonly string[];
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'audit-tui-start-'));
    const {metafile} = await bundleParts('src/cli/main.ts', folder, 'audit-tui');
    rmSync(folder, {recursive: true});
    all = Object.keys(metafile.inputs);
    loaded = [...loadedWith(STARTS, metafile.inputs)];
  });

  test('loads what draws', () => {
    expect(loaded).toEqual(expect.arrayContaining(['src/session/session.ts', 'src/index/store.ts']));
    expect(loaded.some(name => name.includes('node_modules/ink/'))).toBe(true);
  });

  test.each([
    ['rules of findings', 'src/rules/findings/rules/'],
    ['roles', 'src/rules/rbac/collect.ts'],
    ['checks of this node', 'src/host/'],
    ['formats', 'src/export/formats.ts'],
    ['what reads YAML', 'node_modules/yaml/'],
    ['a remote engine', 'src/source/clickhouse/'],
    ['its client', 'node_modules/@clickhouse/'],
    ['other commands', 'src/cli/query.ts'],
    ['the manual page', 'src/cli/man.ts'],
  ])('does not load %s', (_, place) => {
    expect(all.some(name => name.includes(place))).toBe(true);
    expect(loaded.filter(name => name.includes(place))).toEqual([]);
  });
});
