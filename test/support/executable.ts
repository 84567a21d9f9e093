// The executable for Linux x64, if it has been made, and an empty root for it: nothing there but the file, the C library that
// every node has, and what a test puts into it.
import {spawnSync} from 'node:child_process';
import {cpSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {ROOT} from './terminal.ts';

/** Of a row of TARGETS, whether it has been made or not. */
export const executableOf = (target: string): string => `${ROOT}release/audit-tui-${target}`;

export const EXECUTABLE = executableOf('linux-x64');

/** Made after everything that it is made of: an old one would say nothing about this version. */
const isNew = (executable: string): boolean => statSync(executable).mtimeMs >= newest(join(ROOT, 'src'));

const newest = (folder: string): number =>
  Math.max(
    0,
    ...readdirSync(folder, {recursive: true, encoding: 'utf8'}).map(name => statSync(join(folder, name)).mtimeMs),
  );

/** Why the executable of a row of TARGETS cannot be tested, in a few words; undefined where it can. */
export const whyNot = (target: string): string | undefined =>
  process.platform !== 'linux' || process.arch !== 'x64'
    ? 'skipped: it is tested on Linux x64'
    : !existsSync(executableOf(target))
      ? `skipped: npm run package -- --only ${target} makes it`
      : !isNew(executableOf(target))
        ? `skipped: src has changed since; npm run package -- --only ${target}`
        : undefined;

/** Of the one for this machine. */
export const untestable = whyNot('linux-x64');

/** Another root is for the superuser alone. */
export const canChroot = process.getuid?.() === 0 && spawnSync('unshare', ['--mount', 'true']).status === 0;

/** Where its libraries are on this machine, the loader included. */
const libraries = (): readonly string[] => {
  const {stdout} = spawnSync('ldd', [EXECUTABLE], {encoding: 'utf8'});
  return [...stdout.matchAll(/(\/\S+) \(0x/g)].map(([, path]) => path!);
};

/** Another system than this machine's: a folder with its libraries, and what runs programs of its processor, if that is another one. */
export type Other = {readonly executable: string; readonly system: string; readonly emulator?: string | undefined};

export class EmptyRoot {
  readonly path = mkdtempSync(join(tmpdir(), 'audit-tui-root-'));
  readonly #program: readonly string[];

  constructor(other?: Other) {
    this.#copy(other?.executable ?? EXECUTABLE, '/audit-tui');
    if (other === undefined) for (const library of libraries()) this.#copy(library, library);
    else cpSync(other.system, this.path, {recursive: true, verbatimSymlinks: true});
    if (other?.emulator !== undefined) this.#copy(other.emulator, '/emulator');
    this.#program = other?.emulator === undefined ? ['/audit-tui'] : ['/emulator', '/audit-tui'];
    // The runtime reads about its own process.
    mkdirSync(join(this.path, 'proc'), {recursive: true});
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
    const script = 'PATH=$PATH:/usr/sbin:/sbin; mount -t proc proc "$0/proc" && exec chroot "$0" "$@"';
    return ['unshare', ['--mount', 'sh', '-c', script, this.path, ...this.#program, ...args]];
  }

  /** Runs it to its end there. `out` is both of its outputs, one after the other. */
  run(...args: readonly string[]): {readonly code: number | null; readonly out: string} {
    const [command, all] = this.command(...args);
    const {status, stdout, stderr} = spawnSync(command, all, {encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe']});
    return {code: status, out: stdout + stderr};
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
