// SYSTEMS: one row a system that executables are tested on and that this machine is not. What an executable needs of it is its C
// library: of Debian as its own package, of Alpine musl as Debian packages it and libstdc++ as Python's wheels for Alpine carry it.
import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {dirname, join, resolve} from 'node:path';

const CACHE = resolve('node_modules/.cache/audit-tui/systems');

/** A package of a release of Debian. */
type Deb = {readonly suite: string; readonly architecture: string; readonly name: string};

/** A wheel whose bundled libraries are taken, and nothing else of it. */
type Wheel = {readonly name: string; readonly version: string; readonly platform: string; readonly sha256: string};

export type System = {
  readonly name: string;
  readonly why: string;
  /** A row of TARGETS. */
  readonly target: string;
  readonly deb: Deb;
  readonly wheel?: Wheel;
  /** What runs programs of its processor here. */
  readonly emulator?: string;
};

const ARM64 = '/usr/bin/qemu-aarch64-static';
const kiwisolver = (processor: string, sha256: string): Wheel => ({
  name: 'kiwisolver',
  version: '1.5.1',
  platform: `musllinux_1_2_${processor}`,
  sha256,
});

export const SYSTEMS: readonly System[] = [
  {
    name: 'Debian 11',
    why: 'glibc 2.31, as Ubuntu 20.04 has it',
    target: 'linux-x64',
    deb: {suite: 'bullseye', architecture: 'amd64', name: 'libc6'},
  },
  {
    name: 'Debian 11 arm64',
    why: 'another processor, emulated',
    target: 'linux-arm64',
    deb: {suite: 'bullseye', architecture: 'arm64', name: 'libc6'},
    emulator: ARM64,
  },
  {
    name: 'musl',
    why: 'the C library and libstdc++ of Alpine',
    target: 'linux-x64-musl',
    deb: {suite: 'trixie', architecture: 'amd64', name: 'musl'},
    wheel: kiwisolver('x86_64', 'b03af77d77e50edba2030fd5f7c352ff209314b09030a3cba7c14edf9a09a444'),
  },
  {
    name: 'musl arm64',
    why: 'both',
    target: 'linux-arm64-musl',
    deb: {suite: 'trixie', architecture: 'arm64', name: 'musl'},
    wheel: kiwisolver('aarch64', 'bfd1de989b3330420e29de39352f5c049905c9e3ee67233a50d550e3d652c148'),
    emulator: ARM64,
  },
];

const folderOf = ({name}: System): string => join(CACHE, name.toLowerCase().replaceAll(' ', '-'));

/** The folder of a system that was fetched: its libraries in their places; undefined if it was not. */
export function systemHere(system: System): string | undefined {
  const folder = folderOf(system);
  return existsSync(folder) ? folder : undefined;
}

const run = (command: string, args: readonly string[], cwd = '.'): string =>
  execFileSync(command, args, {cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe']});

/** The mirror that this machine's own packages come from. */
function mirror(): string {
  const uris = run('apt-get', ['indextargets', '--format', '$(REPO_URI) $(ORIGIN)']);
  const found = /^(\S+\/debian\/?) Debian$/m.exec(uris)?.[1];
  if (found === undefined) throw new Error('apt names no mirror of Debian.');
  return found;
}

/** Fetches and unpacks a package of another Debian than this one; apt checks who signed it. Nothing of this machine is changed. */
function unpackDeb({suite, architecture, name}: Deb, root: string, work: string): void {
  const state = join(work, 'apt');
  for (const folder of ['lists/partial', 'cache/archives/partial', 'into'])
    mkdirSync(join(state, folder), {recursive: true});
  writeFileSync(join(state, 'status'), '');
  const keys = '/usr/share/keyrings/debian-archive-keyring.gpg';
  writeFileSync(join(state, 'sources.list'), `deb [signed-by=${keys}] ${mirror()} ${suite} main\n`);
  const options = [
    `Dir::Etc::sourcelist=${state}/sources.list`,
    'Dir::Etc::sourceparts=/dev/null',
    `Dir::State::lists=${state}/lists`,
    `Dir::State::status=${state}/status`,
    `Dir::Cache=${state}/cache`,
    `APT::Architecture=${architecture}`,
    `APT::Architectures=${architecture}`,
    'APT::Sandbox::User=root',
    'Acquire::Languages=none',
  ].flatMap(option => ['-o', option]);
  run('apt-get', [...options, '-qq', 'update']);
  run('apt-get', [...options, '-qq', 'download', name], join(state, 'into'));
  const [file] = readdirSync(join(state, 'into'));
  const unpacked = join(work, 'deb');
  run('dpkg-deb', ['--extract', join(state, 'into', file!), unpacked]);
  placeLibraries(unpacked, root);
}

const isLibrary = (name: string): boolean => /\.so(?:\.\d+)*$/.test(name);

/** Copies loaders and libraries where they are in a package, and musl's loader, which is the library itself, where Alpine has it. */
function placeLibraries(from: string, root: string): void {
  for (const entry of readdirSync(from, {recursive: true, withFileTypes: true})) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory() || !isLibrary(entry.name) || /\/(?:gconv|audit|doc|bin)\//.test(path)) continue;
    const isMusl = entry.name.startsWith('ld-musl-');
    const place = join(root, isMusl ? `lib/${entry.name}` : path.slice(from.length + 1));
    mkdirSync(dirname(place), {recursive: true});
    // A link of glibc's loader is absolute: only in the root it leads where it should.
    if (entry.isSymbolicLink() && !isMusl) symlinkSync(readlinkSync(path), place);
    else copyFileSync(path, place);
  }
}

/** Fetches a wheel and takes the libraries that it brings along. @throws Error with one sentence if it is another one than it was */
function unpackWheel({name, version, platform, sha256}: Wheel, root: string, work: string): void {
  const into = join(work, 'wheel');
  const options = ['--no-deps', '--quiet', '--only-binary=:all:', '--python-version=312', `--platform=${platform}`];
  run('python3', ['-m', 'pip', 'download', ...options, `--dest=${into}`, `${name}==${version}`]);
  const wheel = join(into, readdirSync(into)[0]!);
  const found = createHash('sha256').update(readFileSync(wheel)).digest('hex');
  if (found !== sha256) throw new Error(`${name} ${version} has the hash ${found}, and ${sha256} is expected.`);
  run('python3', ['-m', 'zipfile', '-e', wheel, into]);
  const libraries = join(into, `${name}.libs`);
  mkdirSync(join(root, 'usr/lib'), {recursive: true});
  for (const file of readdirSync(libraries)) {
    cpSync(join(libraries, file), join(root, 'usr/lib', file));
    // A wheel adds a hash to the names of what it brings along.
    const name = /^(lib(?:stdc\+\+|gcc_s))-\w+(\.so\.\d+)/.exec(file);
    if (name !== null) cpSync(join(libraries, file), join(root, 'usr/lib', `${name[1]}${name[2]}`));
  }
}

/** @returns the folder of a system, fetched if it is not here yet. @throws Error with one sentence */
export function systemOf(system: System): string {
  const here = systemHere(system);
  if (here !== undefined) return here;
  const work = `${folderOf(system)}.part-${process.pid}`;
  try {
    const root = join(work, 'root');
    mkdirSync(root, {recursive: true});
    unpackDeb(system.deb, root, work);
    if (system.wheel !== undefined) unpackWheel(system.wheel, root, work);
    renameSync(root, folderOf(system));
  } finally {
    rmSync(work, {recursive: true, force: true});
  }
  return folderOf(system);
}
