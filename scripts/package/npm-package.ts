// The package for npm: the bundle, what starts it, what tells about it, and a package.json that brings nothing else along.
import {execFileSync} from 'node:child_process';
import {cpSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {SCRIPTS} from '../../src/cli/completion.ts';
import {completionModel} from '../../src/cli/completion-model.ts';
import {bundle} from '../bundle.ts';
import {notices} from './notices.ts';
import {partsOf} from './parts.ts';
import {sbom} from './sbom.ts';

export type Manifest = {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly engines: {readonly node: string};
  readonly bin: Readonly<Record<string, string>>;
};

export const manifestHere = (): Manifest => JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;

/** As they are. */
const COPIED = ['bin/audit-tui.js', 'man/audit-tui.1', 'README.md', 'CHANGELOG.md', 'LICENSE'] as const;

/** What npm shows and obeys: no scripts, no dependencies, no runtime of its own. */
export const published = ({name, version, description, license, engines, bin}: Manifest) => ({
  name,
  version,
  description,
  license,
  keywords: ['kubernetes', 'audit', 'audit-log', 'tui', 'terminal', 'security'],
  type: 'module',
  bin,
  man: 'man/audit-tui.1',
  files: ['bin', 'completions', 'dist', 'man', 'CHANGELOG.md', 'THIRD-PARTY-LICENSES.txt', 'sbom.cdx.json'],
  engines,
});

/** Fills `folder` with the files of the package. */
export async function stageNpm(folder: string): Promise<void> {
  rmSync(folder, {recursive: true, force: true});
  mkdirSync(join(folder, 'completions'), {recursive: true});
  const manifest = manifestHere();
  const {metafile} = await bundle('src/cli/main.ts', join(folder, 'dist/audit-tui.js'));
  const parts = partsOf(metafile);
  for (const path of COPIED) cpSync(path, join(folder, path));
  for (const [shell, script] of Object.entries(SCRIPTS))
    writeFileSync(join(folder, `completions/audit-tui.${shell}`), script(completionModel()));
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(published(manifest), null, 2)}\n`);
  writeFileSync(join(folder, 'THIRD-PARTY-LICENSES.txt'), notices(parts, false));
  writeFileSync(join(folder, 'sbom.cdx.json'), sbom({...manifest, licence: manifest.license}, parts));
}

/** @returns the name of the tarball, in `into` */
export function pack(folder: string, into: string): string {
  const [{filename}] = JSON.parse(
    execFileSync('npm', ['pack', folder, '--pack-destination', into, '--json', '--ignore-scripts'], {encoding: 'utf8'}),
  ) as [{readonly filename: string}];
  return filename;
}
