// Everything of a release, made into one folder: executables, packages of them, the package for npm, and what tells of their parts.
import {readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {compile, stage} from './compile.ts';
import {glibcOf, isNewer, needsOf} from './elf.ts';
import {isPackaged, KINDS, makeLinuxPackage} from './linux-packages.ts';
import {isSigned, machoOf} from './macho.ts';
import {notices} from './notices.ts';
import {manifestHere, pack, stageNpm} from './npm-package.ts';
import {type Part, partsOf, unlicensed} from './parts.ts';
import {sbom} from './sbom.ts';
import {BUN_VERSION, fileOf, type Target} from './targets.ts';

/** What is made: `packages` are .deb and .rpm of those executables that have them. */
export type Wanted = {readonly targets: readonly Target[]; readonly packages: boolean; readonly npm: boolean};

/** Told before each thing that takes seconds, with how many there are of them. */
export type Tell = (step: number, of: number, what: string) => void;

/** One thing of a release, and what was found about it when it was made. */
export type Made = {readonly file: string; readonly bytes: number; readonly found: string};

type Step = {readonly what: string; readonly make: () => Made | Promise<Made>};

/**
 * What an executable asks of its machine, in words.
 * @throws Error with one sentence if that is more than its row of TARGETS allows
 */
export function needs({name, libc}: Target, program: Buffer): string {
  if (libc.kind === 'macOS') {
    const {oldest, signature} = machoOf(program);
    if (!isSigned(signature)) throw new Error(`${name} has no valid signature, and no Mac with Apple silicon runs it.`);
    return `macOS ${oldest}, signed ad hoc`;
  }
  const found = needsOf(program);
  const glibc = glibcOf(found);
  if (libc.kind === 'musl') return `musl, ${found.libraries.join(', ')}`;
  if (glibc === undefined || isNewer(glibc, libc.newest))
    throw new Error(`${name} needs glibc ${glibc}, and may need ${libc.newest}.`);
  return `glibc ${glibc}, ${found.libraries.join(', ')}`;
}

/** Bun as parts of the SBOM: its program of each target. */
const runtimes = (targets: readonly Target[]): readonly Part[] =>
  targets.map(target => ({
    name: target.package,
    version: BUN_VERSION,
    licence: 'MIT AND LGPL-2.0-or-later',
    integrity: target.integrity,
    texts: [],
  }));

/**
 * Makes what is `wanted` into `into`, a folder that is there. `work` is an empty folder for what is made on the way.
 * @throws Error with one sentence
 */
export async function makeRelease(wanted: Wanted, into: string, work: string, tell: Tell): Promise<readonly Made[]> {
  const made = (file: string, found = ''): Made => ({file, bytes: statSync(join(into, file)).size, found});
  const {targets} = wanted;
  const steps: Step[] = [];
  if (targets.length > 0) {
    const staged = join(work, 'program');
    const parts = partsOf(await stage(staged));
    const bad = unlicensed(parts);
    if (bad.length > 0) throw new Error(`the licence does not allow to pass on ${bad.join(', ')}.`);
    const licences = notices(parts, true);
    const {license, ...about} = manifestHere();
    writeFileSync(
      join(into, 'audit-tui.cdx.json'),
      sbom({...about, licence: license}, [...parts, ...runtimes(targets)]),
    );
    writeFileSync(join(into, 'THIRD-PARTY-LICENSES.txt'), licences);
    steps.push(
      ...targets.map(target => ({
        what: `compiling ${fileOf(target)}`,
        make: () => {
          const path = join(into, fileOf(target));
          compile(staged, target, path);
          return made(fileOf(target), `needs ${needs(target, readFileSync(path))}`);
        },
      })),
    );
    const packaged = wanted.packages ? targets.filter(isPackaged) : [];
    steps.push(
      ...packaged.flatMap(target =>
        KINDS.map(kind => ({
          what: `packing ${fileOf(target)} into a .${kind}`,
          make: () => made(makeLinuxPackage(kind, target, into, join(work, `${target.name}.${kind}`), licences)),
        })),
      ),
    );
  }
  if (wanted.npm) {
    const make = async () => {
      await stageNpm(join(work, 'npm'));
      return made(pack(join(work, 'npm'), into));
    };
    steps.push({what: 'packing for npm', make});
  }
  const all: Made[] = [];
  for (const [i, {what, make}] of steps.entries()) {
    tell(i + 1, steps.length, what);
    all.push(await make());
  }
  return all;
}
