// .deb and .rpm as the distributions' own tools read them. The program in them is a small one: the real one takes minutes to pack.
import {execFileSync, spawnSync} from 'node:child_process';
import {cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gunzipSync} from 'node:zlib';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {control, isPackaged, KINDS, makeLinuxPackage} from '../../scripts/package/linux-packages.ts';
import {manifestHere} from '../../scripts/package/npm-package.ts';
import {fileOf, TARGETS, type Target} from '../../scripts/package/targets.ts';

const has = (command: string): boolean => spawnSync(command, ['--version']).status === 0;
const canPackage = has('dpkg-deb') && has('rpmbuild');
if (!canPackage)
  console.log('test/dist/linux-packages: skipped, dpkg-deb and rpmbuild (packages dpkg and rpm) are not here.');

/** Of another root. */
const isRoot = process.getuid?.() === 0;

const INSTALLED = [
  '/usr/bin/audit-tui',
  '/usr/share/bash-completion/completions/audit-tui',
  '/usr/share/doc/audit-tui/README.md',
  '/usr/share/doc/audit-tui/THIRD-PARTY-LICENSES.txt',
  '/usr/share/doc/audit-tui/changelog.gz',
  '/usr/share/doc/audit-tui/copyright',
  '/usr/share/fish/vendor_completions.d/audit-tui.fish',
  '/usr/share/man/man1/audit-tui.1.gz',
];

test('the executables of glibc for both machines are packaged', () => {
  expect(TARGETS.filter(isPackaged).map(({name}) => name)).toEqual(['linux-x64', 'linux-arm64']);
});

test('what is installed is counted in KiB, and a description of Debian’s is indented', () => {
  const text = control(manifestHere(), 'amd64', 2049);
  expect(text).toContain('\nInstalled-Size: 3\n');
  expect(text).toMatch(/\nDescription: \S.*\n(?: \S.*\n)+$/);
});

describe.runIf(canPackage)('a package', () => {
  let folder: string;
  let names: readonly string[];
  const target = TARGETS.find(({name}) => name === 'linux-x64') as Target;
  const make = () => {
    const work = mkdtempSync(join(folder, 'work-'));
    return KINDS.map(kind => makeLinuxPackage(kind, target, folder, join(work, kind), 'Licences\n'));
  };
  const bytes = () => names.map(name => readFileSync(join(folder, name)).toString('base64'));

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'audit-tui-packages-'));
    cpSync('/bin/true', join(folder, fileOf(target)), {dereference: true});
    names = make();
  });
  afterAll(() => rmSync(folder, {recursive: true, force: true}));

  test('of Debian holds the program, its manual page and completions, for root, and nothing that runs', () => {
    const deb = join(folder, names[0]!);
    const listed = execFileSync('dpkg-deb', ['--contents', deb], {encoding: 'utf8'});
    const files = listed
      .split('\n')
      .filter(line => line.startsWith('-'))
      .map(line => line.split(/\s+/).at(-1)!.slice(1));
    expect(files.sort()).toEqual([...INSTALLED, '/usr/share/zsh/vendor-completions/_audit-tui'].sort());
    expect(listed.match(/root\/root/g)).toHaveLength(listed.trim().split('\n').length);
    expect(listed).toMatch(/^-rwxr-xr-x .*\/usr\/bin\/audit-tui$/m);
    execFileSync('dpkg-deb', ['--control', deb, join(folder, 'control')]);
    expect(readdirSync(join(folder, 'control')).sort()).toEqual(['control', 'md5sums']);
    execFileSync('dpkg-deb', ['--extract', deb, join(folder, 'root')]);
    expect(gunzipSync(readFileSync(join(folder, 'root/usr/share/man/man1/audit-tui.1.gz')))).toEqual(
      readFileSync('man/audit-tui.1'),
    );
    expect(readFileSync(join(folder, 'root/usr/bin/audit-tui'))).toEqual(readFileSync(join(folder, fileOf(target))));
    const sums = readFileSync(join(folder, 'control/md5sums'), 'utf8');
    expect(
      sums
        .trim()
        .split('\n')
        .map(line => `/${line.slice(34)}`),
    ).toEqual(files.sort());
    expect(spawnSync('md5sum', ['--check', '--status'], {cwd: join(folder, 'root'), input: sums}).status).toBe(0);
  });

  test('of Debian has no compression that an older dpkg does not know', () => {
    const members = execFileSync('ar', ['t', join(folder, names[0]!)], {encoding: 'utf8'});
    expect(members.trim().split('\n')).toEqual(['debian-binary', 'control.tar.xz', 'data.tar.xz']);
  });

  test('of rpm holds the same, asks for nothing but glibc, and runs nothing', () => {
    const rpm = join(folder, names[1]!);
    const ask = (...args: string[]) => execFileSync('rpm', ['--query', ...args, '--package', rpm], {encoding: 'utf8'});
    expect(ask('--list').trim().split('\n').sort()).toEqual(
      [...INSTALLED, '/usr/share/doc/audit-tui', '/usr/share/zsh/site-functions/_audit-tui'].sort(),
    );
    expect(
      ask('--requires')
        .split('\n')
        .filter(line => line !== '' && !line.startsWith('rpmlib(')),
    ).toEqual(['glibc >= 2.28']);
    expect(ask('--scripts')).toBe('');
    expect(ask('--queryformat', '%{PAYLOADCOMPRESSOR}')).toBe('xz');
    expect(ask('--queryformat', '%{VERSION} %{ARCH}')).toBe(`${manifestHere().version} x86_64`);
  });

  test.runIf(isRoot)(
    'of rpm is unchanged where it was installed, and leaves nothing of its own when it is removed',
    () => {
      const root = join(folder, 'rpm-root');
      const rpm = (...args: string[]) => spawnSync('rpm', ['--root', root, '--nodeps', ...args], {encoding: 'utf8'});
      mkdirSync(root);
      expect(rpm('--install', join(folder, names[1]!)).status).toBe(0);
      expect(rpm('--verify', manifestHere().name)).toMatchObject({status: 0, stdout: ''});
      expect(rpm('--erase', manifestHere().name).status).toBe(0);
      const left = readdirSync(root, {recursive: true, encoding: 'utf8'}).filter(name => /audit-tui/.test(name));
      expect(left).toEqual([]);
    },
  );

  test('made twice has the same bytes', () => {
    const before = bytes();
    expect(make()).toEqual(names);
    expect(bytes()).toEqual(before);
  });

  test('of a program that was not made is refused in one sentence', () => {
    const other = TARGETS.find(({name}) => name === 'linux-arm64') as Target;
    expect(() => makeLinuxPackage('deb', other, folder, join(folder, 'other'), '')).toThrow(
      /^\S+audit-tui-linux-arm64 is not there: .*\.$/,
    );
  });
});
