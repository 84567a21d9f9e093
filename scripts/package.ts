// npm run package [-- --only linux-x64,packages,npm] [--once]: makes release/, everything that is copied to a machine or published, with
// hashes, and says what it found: what each executable needs, how big it is, whether a second one has the same bytes.
import {createHash} from 'node:crypto';
import {mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {compile, stage} from './package/compile.ts';
import {glibcOf, isNewer, needsOf} from './package/elf.ts';
import {isPackaged, makeLinuxPackages} from './package/linux-packages.ts';
import {notices} from './package/notices.ts';
import {manifestHere, pack, stageNpm} from './package/npm-package.ts';
import {type Part, partsOf, unlicensed} from './package/parts.ts';
import {sbom} from './package/sbom.ts';
import {BUN_VERSION, fileOf, TARGETS, type Target} from './package/targets.ts';

const OUT = 'release';
const NPM = 'npm';
/** .deb and .rpm of the executables that have them. */
const PACKAGES = 'packages';

/** One sentence for whoever makes a release. */
function fail(message: string): never {
  throw new Error(message);
}

const {values} = parseArgs({options: {only: {type: 'string'}, once: {type: 'boolean', default: false}}});
const names = [...TARGETS.map(({name}) => name), PACKAGES, NPM];
const wanted = values.only?.split(',') ?? names;

const sha256 = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');
const mib = (path: string): string => `${(statSync(path).size / 2 ** 20).toFixed(1)} MiB`;

/** What a Linux executable asks of its machine, in words. Fails if that is more than its row of TARGETS allows. */
function needs({name, libc}: Target, path: string): string {
  if (libc.kind === 'macOS') return 'macOS 13, signed for no one: docs/install.md says what to do';
  const found = needsOf(readFileSync(path));
  const glibc = glibcOf(found);
  if (libc.kind === 'musl') return `musl, ${found.libraries.join(', ')}`;
  if (glibc === undefined || isNewer(glibc, libc.newest))
    fail(`${name} needs glibc ${glibc}, and may need ${libc.newest}.`);
  return `glibc ${glibc}, ${found.libraries.join(', ')}`;
}

/** Compiled twice, from two folders, if `again` is given. */
function makeExecutable(target: Target, staged: string, again: string | undefined): void {
  const path = join(OUT, fileOf(target));
  compile(staged, target, path);
  const same = again === undefined ? '' : `, ${sameAgain(target, path, again)}`;
  console.log(`${path}  ${mib(path)}  needs ${needs(target, path)}${same}`);
}

function sameAgain(target: Target, path: string, again: string): string {
  const second = join(again, fileOf(target));
  compile(again, target, second);
  const isSame = sha256(second) === sha256(path);
  rmSync(second);
  if (!isSame) fail(`${target.name} was compiled twice, and is not the same.`);
  return 'compiled twice, the same bytes';
}

/** Bun as parts of the SBOM: its program of each target. */
const runtimes = (): readonly Part[] =>
  TARGETS.filter(({name}) => wanted.includes(name)).map(target => ({
    name: target.package,
    version: BUN_VERSION,
    licence: 'MIT AND LGPL-2.0-or-later',
    integrity: target.integrity,
    texts: [],
  }));

async function makeExecutables(targets: readonly Target[], work: string): Promise<void> {
  const staged = join(work, 'one');
  const parts = partsOf(await stage(staged));
  const bad = unlicensed(parts);
  if (bad.length > 0) fail(`the licence does not allow to pass on ${bad.join(', ')}.`);
  const again = values.once ? undefined : join(work, 'two/deeper');
  if (again !== undefined) await stage(again);
  for (const target of targets) makeExecutable(target, staged, again);
  const manifest = manifestHere();
  const about = {...manifest, licence: manifest.license};
  writeFileSync(join(OUT, 'audit-tui.cdx.json'), sbom(about, [...parts, ...runtimes()]));
  writeFileSync(join(OUT, 'THIRD-PARTY-LICENSES.txt'), notices(parts, true));
  if (wanted.includes(PACKAGES)) makePackages(targets.filter(isPackaged), work, notices(parts, true));
}

function makePackages(targets: readonly Target[], work: string, licences: string): void {
  for (const target of targets)
    for (const name of makeLinuxPackages(target, OUT, work, licences))
      console.log(`${join(OUT, name)}  ${mib(join(OUT, name))}`);
}

async function makeNpmPackage(work: string): Promise<void> {
  await stageNpm(join(work, NPM));
  const tarball = join(OUT, pack(join(work, NPM), OUT));
  console.log(`${tarball}  ${mib(tarball)}`);
}

/** As `sha256sum -c` reads them. */
function sums(): string {
  const files = readdirSync(OUT).filter(name => name !== 'SHA256SUMS');
  return files
    .sort()
    .map(name => `${sha256(join(OUT, name))}  ${name}\n`)
    .join('');
}

const work = mkdtempSync(join(tmpdir(), 'audit-tui-package-'));
try {
  const unknown = wanted.find(name => !names.includes(name));
  if (unknown !== undefined) fail(`there is no "${unknown}"; --only takes ${names.join(', ')}.`);
  // What an earlier version left is not hashed as if it were of this one.
  if (values.only === undefined) rmSync(OUT, {recursive: true, force: true});
  mkdirSync(OUT, {recursive: true});
  const targets = TARGETS.filter(({name}) => wanted.includes(name));
  if (targets.length > 0) await makeExecutables(targets, work);
  if (wanted.includes(NPM)) await makeNpmPackage(work);
  writeFileSync(join(OUT, 'SHA256SUMS'), sums());
} catch (error) {
  console.error(`package: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  rmSync(work, {recursive: true, force: true});
}
