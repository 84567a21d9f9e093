// The bundle into an executable: bytecode of the program and of its worker behind a runtime, in one file that unpacks nothing.
import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {bundle, workerProgram} from '../bundle.ts';
import {runtimeOf} from './runtime.ts';
import {compilerHere, type Target} from './targets.ts';

const PROGRAM = 'audit-tui.js';
const WORKER = 'worker.js';

/** What goes into every executable. @returns esbuild's account of it */
export async function stage(folder: string) {
  mkdirSync(folder, {recursive: true});
  const {metafile} = await bundle('src/cli/main.ts', join(folder, PROGRAM), 'beside');
  writeFileSync(join(folder, WORKER), await workerProgram());
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
        PROGRAM,
        WORKER,
        '--compile',
        '--bytecode',
        '--format=esm',
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
