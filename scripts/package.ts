// npm run package [-- --only linux-x64,packages,npm] [--once]: makes release/, everything that is copied to a machine or published, with
// hashes, and says what it found: what each executable needs, how big it is, whether everything made again has the same bytes.
import {createHash} from 'node:crypto';
import {mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {isPackaged} from './package/linux-packages.ts';
import {makeRelease, type Tell, type Wanted} from './package/make.ts';
import {TARGETS} from './package/targets.ts';

const OUT = 'release';
const SUMS = 'SHA256SUMS';
const NPM = 'npm';
/** .deb and .rpm of the executables that have them. */
const PACKAGES = 'packages';
const NAMES: readonly string[] = [...TARGETS.map(({name}) => name), PACKAGES, NPM];

/** One sentence for whoever makes a release. */
function fail(message: string): never {
  throw new Error(message);
}

/** What the command line asks for. @throws Error with one sentence */
function asked(): {readonly wanted: Wanted; readonly all: boolean; readonly once: boolean} {
  const {values} = parseArgs({options: {only: {type: 'string'}, once: {type: 'boolean', default: false}}});
  const names = values.only?.split(',') ?? NAMES;
  const unknown = names.find(name => !NAMES.includes(name));
  if (unknown !== undefined) fail(`there is no "${unknown}"; --only takes ${NAMES.join(', ')}.`);
  const targets = TARGETS.filter(({name}) => names.includes(name));
  const packages = names.includes(PACKAGES);
  if (packages && !targets.some(isPackaged))
    fail(
      `packages are made of executables: name ${TARGETS.filter(isPackaged)
        .map(({name}) => name)
        .join(' or ')} as well.`,
    );
  return {wanted: {targets, packages, npm: names.includes(NPM)}, all: values.only === undefined, once: values.once};
}

const sha256 = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');
const mib = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
const files = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter(name => name !== SUMS)
    .sort();

/** As `sha256sum -c` reads them. */
const sums = (folder: string): string =>
  files(folder)
    .map(name => `${sha256(join(folder, name))}  ${name}\n`)
    .join('');

/** For who waits: standard output has only what came of it. */
const tell =
  (again: boolean): Tell =>
  (step, of, what) =>
    console.error(`package: ${step} of ${of}${again ? ', again' : ''}: ${what}`);

/** Makes all of it again, in another folder, so that a path or a time in the bytes would be seen. @throws Error with one sentence */
async function compareAgain(wanted: Wanted, work: string): Promise<void> {
  const second = join(work, 'second/release');
  mkdirSync(second, {recursive: true});
  await makeRelease(wanted, second, join(work, 'second/deeper'), tell(true));
  const others = files(second).filter(name => sha256(join(second, name)) !== sha256(join(OUT, name)));
  if (others.length > 0) fail(`${others.join(', ')}: made twice, and not the same.`);
  console.log(`made twice, the same bytes: ${files(second).length} files`);
}

const work = mkdtempSync(join(tmpdir(), 'audit-tui-package-'));
try {
  const {wanted, all, once} = asked();
  // What an earlier version left is not hashed as if it were of this one.
  if (all) rmSync(OUT, {recursive: true, force: true});
  mkdirSync(OUT, {recursive: true});
  for (const {file, bytes, found} of await makeRelease(wanted, OUT, join(work, 'first'), tell(false)))
    console.log([join(OUT, file), mib(bytes), found].filter(Boolean).join('  '));
  writeFileSync(join(OUT, SUMS), sums(OUT));
  if (!once) await compareAgain(wanted, work);
} catch (error) {
  console.error(`package: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  rmSync(work, {recursive: true, force: true});
}
