// The bundle into an executable: bytecode of the program and of its worker behind a runtime, in one file that unpacks nothing.
import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {bundleParts, WORKER_FILE} from '../bundle.ts';
import {runtimeOf} from './runtime.ts';
import {compilerHere, type Target} from './targets.ts';

const PROGRAM = 'audit-tui';

/**
 * So many times as often as usual must code have run before it is compiled, until src/cli/pace.ts says that the start is over.
 * With 600 MB as argument the first screen took 128 ms with 1, 102 with 5 and 90 with 20, of 202, 141 and 118 ms of processor.
 */
const START_SCALE = 20;

/** What goes into every executable. @returns esbuild's account of it */
export async function stage(folder: string) {
  mkdirSync(folder, {recursive: true});
  const {metafile} = await bundleParts('src/cli/main.ts', folder, PROGRAM);
  return metafile;
}

/**
 * Compiles what was staged in `folder` for `target`. Paths in it are relative to the folder, so that the same program is the
 * same bytes wherever it is made.
 */
export function compile(folder: string, target: Target, outfile: string): void {
  const home = mkdtempSync(join(tmpdir(), 'audit-tui-home-'));
  try {
    execFileSync(
      runtimeOf(compilerHere()),
      [
        'build',
        `${PROGRAM}.js`,
        WORKER_FILE,
        '--compile',
        '--bytecode',
        '--format=esm',
        '--splitting',
        `--compile-jit-policy=${START_SCALE}`,
        `--target=${targetOf(target)}`,
        `--compile-executable-path=${runtimeOf(target)}`,
        // A node's working directory may hold anything: none of it configures the program.
        '--no-compile-autoload-dotenv',
        '--no-compile-autoload-bunfig',
        '--no-compile-autoload-tsconfig',
        '--no-compile-autoload-package-json',
        `--outfile=${resolve(outfile)}`,
      ],
      {cwd: folder, stdio: ['ignore', 'ignore', 'inherit'], env: {PATH: process.env.PATH, HOME: home, TMPDIR: home}},
    );
  } finally {
    rmSync(home, {recursive: true, force: true});
  }
}

/** As `bun build` names it: `@oven/bun-linux-aarch64` is `bun-linux-aarch64`. */
const targetOf = (target: Target): string => `${target.package.replace('@oven/', '')}`;
