// .deb and .rpm of an executable: the program, its manual page, its completions and its licences, in the places of a distribution,
// made by the distributions' own tools. Nothing runs when they are installed or removed.
import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import {dirname, join, resolve} from 'node:path';
import {gzipSync} from 'node:zlib';
import {SCRIPTS} from '../../src/cli/completion.ts';
import {completionModel} from '../../src/cli/completion-model.ts';
import {type Manifest, manifestHere} from './npm-package.ts';
import {fileOf, type Target} from './targets.ts';

/** What the two kinds of package call a machine. */
const ARCHITECTURES: Readonly<Record<string, {readonly deb: string; readonly rpm: string}>> = {
  'linux-x64': {deb: 'amd64', rpm: 'x86_64'},
  'linux-arm64': {deb: 'arm64', rpm: 'aarch64'},
};

/** Targets that are packaged: those of distributions that have the packages, which have glibc. */
export const isPackaged = ({name}: Target): boolean => name in ARCHITECTURES;

const MAINTAINER = 'the authors of audit-tui <nobody@audit-tui.invalid>';

const LONG = [
  'Opens audit logs of the Kubernetes API server in a terminal while they are read,',
  'filters them by anything, shows request and response bodies with secrets masked,',
  'follows objects and users through time, and tells what deserves a look first.',
  'Reads only; no network, no files of its own.',
];

/** Of all files, in seconds: the same sources give the same package. */
const EPOCH = Date.UTC(2026, 0, 1) / 1000;

/**
 * xz, which dpkg and rpm of every system with the glibc that is needed unpack; zstd would be quicker, and dpkg has it only from Debian 12 on. Its
 * first level takes a quarter of the time of the usual sixth (28 s of a processor for 112 s), for a package that is an eighth bigger.
 */
const DEB_COMPRESSION = ['-Zxz', '-z1'];
const RPM_COMPRESSION = 'w1.xzdio';

/** gzip without a name and a time. */
const packed = (text: string | Buffer): Buffer => gzipSync(text, {level: 9});

/** What a release has of each executable that is packaged. */
export const KINDS = ['deb', 'rpm'] as const;
export type Kind = (typeof KINDS)[number];

/** Where a shell looks for completions of what is installed, by its name. */
export const completionPaths = (kind: Kind): Readonly<Record<string, string>> => ({
  bash: 'usr/share/bash-completion/completions/audit-tui',
  // Debian's zsh does not look where others' does.
  zsh: `usr/share/zsh/${kind === 'deb' ? 'vendor-completions' : 'site-functions'}/_audit-tui`,
  fish: 'usr/share/fish/vendor_completions.d/audit-tui.fish',
});

type Placed = {readonly path: string; readonly bytes: Buffer | string};

/** Everything but the program itself, by its place below the root. */
export function documents(kind: Kind): readonly Placed[] {
  const model = completionModel();
  return [
    {path: 'usr/share/man/man1/audit-tui.1.gz', bytes: packed(readFileSync('man/audit-tui.1'))},
    ...Object.entries(completionPaths(kind)).map(([shell, path]) => ({path, bytes: SCRIPTS[shell]!(model)})),
    {path: 'usr/share/doc/audit-tui/changelog.gz', bytes: packed(readFileSync('CHANGELOG.md'))},
    {path: 'usr/share/doc/audit-tui/README.md', bytes: readFileSync('README.md')},
    {path: 'usr/share/doc/audit-tui/copyright', bytes: readFileSync('LICENSE')},
  ];
}

/** Fills `root` with what is installed. `notices` is the text of all licences that come along. */
export function stageRoot(kind: Kind, root: string, program: string, notices: string): void {
  const put = (path: string, bytes: Buffer | string, mode: number) => {
    const at = join(root, path);
    mkdirSync(dirname(at), {recursive: true});
    writeFileSync(at, bytes);
    chmodSync(at, mode);
  };
  mkdirSync(join(root, 'usr/bin'), {recursive: true});
  cpSync(program, join(root, 'usr/bin/audit-tui'));
  chmodSync(join(root, 'usr/bin/audit-tui'), 0o755);
  for (const {path, bytes} of documents(kind)) put(path, bytes, 0o644);
  put('usr/share/doc/audit-tui/THIRD-PARTY-LICENSES.txt', notices, 0o644);
  dateAll(root);
}

function dateAll(folder: string): void {
  for (const entry of readdirSync(folder, {withFileTypes: true})) {
    const at = join(folder, entry.name);
    if (entry.isDirectory()) {
      chmodSync(at, 0o755);
      dateAll(at);
    }
    utimesSync(at, EPOCH, EPOCH);
  }
  utimesSync(folder, EPOCH, EPOCH);
}

const filesIn = (root: string): readonly string[] =>
  readdirSync(root, {recursive: true, withFileTypes: true})
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(root.length))
    .sort();

/** The file `control` of a .deb; `bytes` is what it takes when it is installed. */
export const control = ({name, version, description}: Manifest, architecture: string, bytes: number): string =>
  [
    `Package: ${name}`,
    `Version: ${version}-1`,
    `Architecture: ${architecture}`,
    `Maintainer: ${MAINTAINER}`,
    `Installed-Size: ${Math.ceil(bytes / 1024)}`,
    // What the executable asks for is checked when it is made.
    'Depends: libc6 (>= 2.28)',
    'Section: admin',
    'Priority: optional',
    `Description: ${description}`,
    ...LONG.map(line => ` ${line}`),
    '',
  ].join('\n');

/** The spec of an .rpm whose files are already where they belong, in `root`. */
export const spec = ({name, version, description, license}: Manifest, root: string): string =>
  [
    // The program is one file with its own code at the end: stripped it would be a runtime without it.
    '%global debug_package %{nil}',
    '%global __os_install_post %{nil}',
    '%global _build_id_links none',
    '%global _buildhost localhost',
    `Name: ${name}`,
    `Version: ${version}`,
    'Release: 1',
    `Summary: ${description}`,
    `License: ${license}`,
    'AutoReqProv: no',
    'Requires: glibc >= 2.28',
    '',
    '%description',
    ...LONG,
    '',
    '%install',
    'mkdir -p %{buildroot}',
    `cp -a ${root}/. %{buildroot}/`,
    '',
    '%files',
    '%defattr(-,root,root,-)',
    // Its own, and gone with it; the others belong to the system.
    `%dir /usr/share/doc/${name}`,
    ...filesIn(root).map(path => (path.startsWith('/usr/share/doc/') ? `%doc ${path}` : path)),
    '',
  ].join('\n');

/** A tool of a distribution. @throws Error with one sentence */
function run(command: string, args: readonly string[], packageName: string): void {
  try {
    execFileSync(command, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {...process.env, SOURCE_DATE_EPOCH: String(EPOCH)},
    });
  } catch (error) {
    const {code, stderr} = error as NodeJS.ErrnoException & {readonly stderr?: Buffer};
    if (code === 'ENOENT') throw new Error(`${command} is not there: install the package ${packageName}.`);
    throw new Error(`${command} failed: ${stderr?.toString().trim().split('\n').at(-1) ?? code}`);
  }
}

function makeDeb(target: Target, root: string, into: string): string {
  const manifest = manifestHere();
  const {deb} = ARCHITECTURES[target.name]!;
  const files = filesIn(root);
  const bytes = files.reduce((sum, path) => sum + statSync(join(root, path)).size, 0);
  // For dpkg --verify, which asks whether a file is still what was installed.
  const md5 = (path: string) =>
    createHash('md5')
      .update(readFileSync(join(root, path)))
      .digest('hex');
  const md5sums = files.map(path => `${md5(path)}  ${path.slice(1)}\n`).join('');
  mkdirSync(join(root, 'DEBIAN'));
  writeFileSync(join(root, 'DEBIAN/control'), control(manifest, deb, bytes));
  writeFileSync(join(root, 'DEBIAN/md5sums'), md5sums);
  dateAll(root);
  const name = `${manifest.name}_${manifest.version}-1_${deb}.deb`;
  run('dpkg-deb', ['--root-owner-group', ...DEB_COMPRESSION, '--build', root, resolve(into, name)], 'dpkg');
  return name;
}

function makeRpm(target: Target, root: string, into: string): string {
  const manifest = manifestHere();
  const {rpm} = ARCHITECTURES[target.name]!;
  const top = `${root}.build`;
  mkdirSync(top, {recursive: true});
  writeFileSync(join(top, 'audit-tui.spec'), spec(manifest, root));
  const defines = [
    `_topdir ${top}`,
    `_rpmdir ${top}/out`,
    'use_source_date_epoch_as_buildtime 1',
    'clamp_mtime_to_source_date_epoch 1',
    `_binary_payload ${RPM_COMPRESSION}`,
  ].flatMap(define => ['--define', define]);
  run('rpmbuild', ['-bb', '--target', rpm, ...defines, join(top, 'audit-tui.spec')], 'rpm');
  const name = `${manifest.name}-${manifest.version}-1.${rpm}.rpm`;
  cpSync(join(top, 'out', rpm, name), join(into, name));
  return name;
}

const MAKERS: Readonly<Record<Kind, typeof makeDeb>> = {deb: makeDeb, rpm: makeRpm};

/**
 * Makes a package of an executable that is in `into`. `root` is a folder that is not there yet, for what is installed.
 * @returns its name. @throws Error with one sentence
 */
export function makeLinuxPackage(kind: Kind, target: Target, into: string, root: string, notices: string): string {
  const program = join(into, fileOf(target));
  if (!existsSync(program)) throw new Error(`${program} is not there: it is made before it is packaged.`);
  stageRoot(kind, root, program, notices);
  return MAKERS[kind](target, root, into);
}
