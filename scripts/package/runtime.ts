// Programs that packages of npm hold, such as the runtime of a target: fetched once, taken only if the hash is the one that a table
// here names, kept in a folder that `npm ci` empties.
import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {BUN_VERSION, type Target} from './targets.ts';

const CACHE = resolve('node_modules/.cache/audit-tui');

const digest = (path: string): string => `sha512-${createHash('sha512').update(readFileSync(path)).digest('base64')}`;

/** A program that a package of npm holds. */
export type Fetched = {
  readonly package: string;
  readonly version: string;
  /** Of the tarball, as npm has it. */
  readonly integrity: string;
  /** Where the program is in the package. */
  readonly program: string;
};

const folderOf = ({package: name, version}: Fetched): string =>
  join(CACHE, `${name.replaceAll(/[@/]+/g, '-').replace(/^-/, '')}-${version}`);

/** The path of a program that was fetched; undefined if it was not. */
export function programHere(fetched: Fetched): string | undefined {
  const path = join(folderOf(fetched), 'package', fetched.program);
  return existsSync(path) ? path : undefined;
}

/** @returns the path of a program, fetched if it is not here yet. @throws Error with one sentence if it is another one than it was. */
export function programOf(wanted: Fetched): string {
  const {package: name, version, integrity, program} = wanted;
  const here = programHere(wanted);
  if (here !== undefined) return here;
  const folder = folderOf(wanted);
  const part = `${folder}.part-${process.pid}`;
  mkdirSync(part, {recursive: true});
  try {
    // Fetches the tarball; no script of it is run.
    execFileSync('npm', ['pack', `${name}@${version}`, '--pack-destination', part, '--silent'], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const tarball = join(part, readdirSync(part)[0]!);
    const found = digest(tarball);
    if (found !== integrity) throw new Error(`${name}@${version} has the hash ${found}, and ${integrity} is expected.`);
    execFileSync('tar', ['-xzf', tarball, '-C', part]);
    rmSync(tarball);
    rmSync(folder, {recursive: true, force: true});
    renameSync(part, folder);
  } finally {
    rmSync(part, {recursive: true, force: true});
  }
  return join(folder, 'package', program);
}

/** Bun for `target`. @throws as `programOf` */
export const runtimeOf = ({package: name, integrity}: Target): string =>
  programOf({package: name, version: BUN_VERSION, integrity, program: 'bin/bun'});
