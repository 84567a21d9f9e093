// The runtime of a target: fetched once from npm, taken only if its hash is the one that TARGETS names, kept in a folder that
// `npm ci` empties.
import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {BUN_VERSION, type Target} from './targets.ts';

const CACHE = resolve('node_modules/.cache/audit-tui');

const digest = (path: string): string => `sha512-${createHash('sha512').update(readFileSync(path)).digest('base64')}`;

/** @returns the path of its program. @throws Error with one sentence if it is another one than it was. */
export function runtimeOf({package: name, integrity}: Target): string {
  const folder = join(CACHE, `${name.replaceAll(/[@/]+/g, '-').slice(1)}-${BUN_VERSION}`);
  const program = join(folder, 'package/bin/bun');
  if (existsSync(program)) return program;
  const part = `${folder}.part-${process.pid}`;
  mkdirSync(part, {recursive: true});
  try {
    // Fetches the tarball; no script of it is run.
    execFileSync('npm', ['pack', `${name}@${BUN_VERSION}`, '--pack-destination', part, '--silent'], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const tarball = join(part, readdirSync(part)[0]!);
    const found = digest(tarball);
    if (found !== integrity) {
      throw new Error(
        `${name}@${BUN_VERSION} has the hash ${found}, and scripts/package/targets.ts expects ${integrity}.`,
      );
    }
    execFileSync('tar', ['-xzf', tarball, '-C', part]);
    rmSync(tarball);
    rmSync(folder, {recursive: true, force: true});
    renameSync(part, folder);
  } finally {
    rmSync(part, {recursive: true, force: true});
  }
  return program;
}
