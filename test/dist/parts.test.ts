// What the bundle holds: under licences that allow it, and told in the SBOM and in the file of licences.
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Metafile} from 'esbuild';
import {beforeAll, describe, expect, test} from 'vitest';
import {bundle} from '../../scripts/bundle.ts';
import {notices} from '../../scripts/package/notices.ts';
import {manifestHere} from '../../scripts/package/npm-package.ts';
import {foldersOf, LICENCES, type Part, partsOf, unlicensed} from '../../scripts/package/parts.ts';
import {purl, sbom} from '../../scripts/package/sbom.ts';

const part = (change: Partial<Part>): Part => ({
  name: 'one',
  version: '1.0.0',
  licence: 'MIT',
  texts: ['Text'],
  ...change,
});

describe('packages in the bundle', () => {
  let metafile: Metafile;
  let parts: readonly Part[];
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'audit-tui-parts-'));
    ({metafile} = await bundle('src/cli/main.ts', join(folder, 'audit-tui.js')));
    rmSync(folder, {recursive: true});
    parts = partsOf(metafile);
  });

  test('all may be passed on', () => {
    expect(unlicensed(parts)).toEqual([]);
  });

  test('they are those that package.json names, and what these need', () => {
    const names = parts.map(({name}) => name);
    expect(names).toEqual(expect.arrayContaining(['ink', 'react', 'yaml', 'fuse.js', 'yoga-layout', 'assemblyscript']));
    const {devDependencies} = JSON.parse(readFileSync('package.json', 'utf8')) as {devDependencies: object};
    expect(names.filter(name => name !== 'assemblyscript' && name in devDependencies)).toEqual([]);
  });

  test('each has a version and the hash of the lockfile', () => {
    expect(
      parts.filter(({version, integrity}) => !/^\d+\.\d+\.\d+/.test(version) || !integrity?.startsWith('sha512-')),
    ).toEqual([]);
  });

  test('each licence that asks for its text has it', () => {
    expect(parts.filter(({texts}) => texts.length === 0).map(({name}) => name)).toEqual([]);
  });

  test('the file of licences has every text', () => {
    const text = notices(parts, true);
    for (const {name, version, texts} of parts) {
      expect(text).toContain(`${name} ${version}: `);
      for (const one of texts) expect(text).toContain(one);
    }
    expect(text).toContain('JavaScriptCore');
    expect(notices(parts, false)).not.toContain('JavaScriptCore');
  });

  test('the SBOM names every part once, and every one that depends is there', () => {
    const manifest = manifestHere();
    const document = JSON.parse(sbom({...manifest, licence: manifest.license}, parts)) as {
      readonly bomFormat: string;
      readonly specVersion: string;
      readonly metadata: {readonly component: {readonly version: string}};
      readonly components: readonly {readonly purl: string; readonly hashes: readonly {readonly content: string}[]}[];
      readonly dependencies: readonly {readonly dependsOn: readonly string[]}[];
    };
    expect(document).toMatchObject({bomFormat: 'CycloneDX', specVersion: '1.6'});
    expect(document.metadata.component.version).toBe(manifest.version);
    const purls = document.components.map(component => component.purl);
    expect(new Set(purls).size).toBe(parts.length);
    expect(document.dependencies[0]?.dependsOn).toEqual(purls);
    expect(document.components.every(({hashes}) => /^[0-9a-f]{128}$/.test(hashes[0]!.content))).toBe(true);
  });
});

describe('single parts', () => {
  test.each(LICENCES)('%s is allowed', licence => {
    expect(unlicensed([part({licence})])).toEqual([]);
  });

  test.each(['GPL-3.0-only', 'AGPL-3.0-or-later', 'UNLICENSED', 'unknown', 'MIT AND GPL-2.0-only'])(
    '%s is refused',
    licence => {
      expect(unlicensed([part({licence})])).toEqual([`one@1.0.0 (${licence})`]);
    },
  );

  test.each([
    ['node_modules/react/index.js', 'node_modules/react'],
    ['node_modules/@a/b/c/d.js', 'node_modules/@a/b'],
    ['node_modules/a/node_modules/@b/c/d.js', 'node_modules/a/node_modules/@b/c'],
    ['around-ink:/some/where/node_modules/ink/build/output.js', 'node_modules/ink'],
  ])('%s is of %s', (file, folder) => {
    const outputs = {out: {inputs: {[file]: {bytesInOutput: 1}}}} as unknown as Metafile['outputs'];
    expect(foldersOf({inputs: {}, outputs})).toContain(folder);
  });

  test('of what was left out nothing is told', () => {
    const outputs = {out: {inputs: {'node_modules/x/y.js': {bytesInOutput: 0}}}} as unknown as Metafile['outputs'];
    expect(foldersOf({inputs: {}, outputs})).not.toContain('node_modules/x');
  });

  test('a scope is escaped in a package URL', () => {
    expect(purl({name: '@a/b', version: '1.2.3'})).toBe('pkg:npm/%40a/b@1.2.3');
  });
});
