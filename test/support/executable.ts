// The executable for Linux x64, if it has been made, and an empty root for it: nothing there but the file, the C library that
// every node has, and what a test puts into it.
import {spawnSync} from 'node:child_process';
import {cpSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {ROOT} from './terminal.ts';

export const EXECUTABLE = `${ROOT}release/audit-tui-linux-x64`;

/** Made after everything that it is made of: an old one would say nothing about this version. */
const isNew = (): boolean => statSync(EXECUTABLE).mtimeMs >= newest(join(ROOT, 'src'));

const newest = (folder: string): number =>
  Math.max(
    0,
    ...readdirSync(folder, {recursive: true, encoding: 'utf8'}).map(name => statSync(join(folder, name)).mtimeMs),
  );

/** Why the executable cannot be tested, in a few words; undefined where it can. */
export const untestable: string | undefined =
  process.platform !== 'linux' || process.arch !== 'x64'
    ? 'skipped: it is for Linux x64'
    : !existsSync(EXECUTABLE)
      ? 'skipped: npm run package -- --only linux-x64 makes it'
      : !isNew()
        ? 'skipped: src has changed since; npm run package -- --only linux-x64'
        : undefined;

/** Another root is for the superuser alone. */
export const canChroot = process.getuid?.() === 0 && spawnSync('unshare', ['--mount', 'true']).status === 0;

/** Where its libraries are on this machine, the loader included. */
const libraries = (): readonly string[] => {
  const {stdout} = spawnSync('ldd', [EXECUTABLE], {encoding: 'utf8'});
  return [...stdout.matchAll(/(\/\S+) \(0x/g)].map(([, path]) => path!);
};

export class EmptyRoot {
  readonly path = mkdtempSync(join(tmpdir(), 'audit-tui-root-'));

  constructor() {
    this.#copy(EXECUTABLE, '/audit-tui');
    for (const library of libraries()) this.#copy(library, library);
    // The runtime reads about its own process.
    mkdirSync(join(this.path, 'proc'));
  }

  #copy(from: string, to: string): void {
    mkdirSync(dirname(join(this.path, to)), {recursive: true});
    cpSync(from, join(this.path, to), {recursive: true, dereference: true});
  }

  /** Copies a file or a folder of this machine to `to` in the root. */
  put(from: string, to: string): void {
    this.#copy(from, to);
  }

  /** A command line that runs the executable in the root. What it mounts is gone with its process. */
  command(...args: readonly string[]): readonly [command: string, args: readonly string[]] {
    const script = 'PATH=$PATH:/usr/sbin:/sbin; mount -t proc proc "$0/proc" && exec chroot "$0" /audit-tui "$@"';
    return ['unshare', ['--mount', 'sh', '-c', script, this.path, ...args]];
  }

  /** Every file and folder, each with all that changes when it is written to. */
  listing(): readonly string[] {
    return readdirSync(this.path, {recursive: true, encoding: 'utf8'})
      .sort()
      .map(name => {
        const {mode, size, mtimeMs} = lstatSync(join(this.path, name));
        return `${name} ${mode.toString(8)} ${size} ${mtimeMs}`;
      });
  }

  remove(): void {
    rmSync(this.path, {recursive: true, force: true});
  }
}
