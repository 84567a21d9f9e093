// TARGETS: one row an executable. Each is the program, compiled, behind a runtime of Bun, which comes from npm as a tarball of a
// known hash: nothing else of what is shipped is not in package-lock.json.

/** Of Bun, and of all packages that TARGETS names. */
export const BUN_VERSION = '1.4.5';

/**
 * What the C library of a machine must have at least. RHEL 8 has glibc 2.28, Ubuntu 20.04 has 2.31; `musl` is Alpine's, which
 * also needs libstdc++.
 */
export type Libc =
  | {readonly kind: 'glibc'; readonly newest: string}
  | {readonly kind: 'musl'}
  | {readonly kind: 'macOS'};

export type Target = {
  /** Of the file, after `audit-tui-`. */
  readonly name: string;
  readonly package: string;
  /** Of the tarball, as npm has it. */
  readonly integrity: string;
  readonly libc: Libc;
  /** Where the package runs, as Node names it: there it compiles for all others. */
  readonly host?: {readonly platform: NodeJS.Platform; readonly arch: string};
};

/** What RHEL 8 has. */
const OLDEST_GLIBC: Libc = {kind: 'glibc', newest: '2.28'};

export const TARGETS: readonly Target[] = [
  {
    name: 'linux-x64',
    // For processors without AVX2 as well: virtual machines often hide it.
    package: '@oven/bun-linux-x64-baseline',
    integrity: 'sha512-s8yMwYcFnnrA178gji0gZbkE2WVDej/Ti1x770oPfihxyRxSMNhGhiAQNXV53aDeraZxksdvKV/RAdQBCd0qPA==',
    libc: OLDEST_GLIBC,
    host: {platform: 'linux', arch: 'x64'},
  },
  {
    name: 'linux-arm64',
    package: '@oven/bun-linux-aarch64',
    integrity: 'sha512-4BXmsSKnjOrlGWqZV4x/oWa7AVoR+B6lCXddMzOAXBIm3t50eslg9wb66gmtW1AamEQ1l1CDvmmruysEhqOWMg==',
    libc: OLDEST_GLIBC,
    host: {platform: 'linux', arch: 'arm64'},
  },
  {
    name: 'linux-x64-musl',
    package: '@oven/bun-linux-x64-musl-baseline',
    integrity: 'sha512-cWJhU8h0+MiUgpSt99sQhjxLIIosKEcKYdtKddohokUvAuN6jKOy7g7+QDTZTXtwHxz93wL3BX+L6wXVPDUH3A==',
    libc: {kind: 'musl'},
  },
  {
    name: 'linux-arm64-musl',
    package: '@oven/bun-linux-aarch64-musl',
    integrity: 'sha512-XCNc+WvvMAdNNb+OWTogpy+N9wm62fkVeEVLb6how0RZhW5LPi6c7BlkeVCuWps7XjEl2saFpHFa20/1E+PAHg==',
    libc: {kind: 'musl'},
  },
  {
    name: 'macos-arm64',
    package: '@oven/bun-darwin-aarch64',
    integrity: 'sha512-4MIFXHmctH2EhAxLXm2/qxNtv17dFtLJylvaOCsrgq6KSqHTs6eW5YSrJjRbJxYUJaR901fsN8JfZOa+CsWpWQ==',
    libc: {kind: 'macOS'},
    host: {platform: 'darwin', arch: 'arm64'},
  },
];

export const fileOf = ({name}: Target): string => `audit-tui-${name}`;

const FOR: Readonly<Record<Libc['kind'], string>> = {
  glibc: 'with glibc: RHEL 8, Ubuntu 20.04, Debian 10 and newer',
  musl: 'with musl: Alpine',
  macOS: '13 and newer, Apple silicon',
};

const SYSTEMS: Readonly<Record<string, string>> = {
  'linux-x64': 'Linux x64',
  'linux-arm64': 'Linux arm64',
  macos: 'macOS',
};

/** For docs/install.md. */
export const executablesTable = (): string =>
  [
    '| File | For |',
    '|---|---|',
    ...TARGETS.map(target => {
      const system = Object.keys(SYSTEMS).find(name => target.name.startsWith(name))!;
      return `| \`${fileOf(target)}\` | ${SYSTEMS[system]} ${FOR[target.libc.kind]} |`;
    }),
  ].join('\n');

/** The row whose package compiles on this machine. @throws Error with one sentence */
export function compilerHere(): Target {
  const found = TARGETS.find(({host}) => host?.platform === process.platform && host.arch === process.arch);
  if (found === undefined) {
    throw new Error(
      `Executables cannot be made on ${process.platform} ${process.arch}; they can on Linux and on macOS arm64.`,
    );
  }
  return found;
}
