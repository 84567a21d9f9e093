// How big what is shipped may be. A limit is what it was when it was last looked at, and a tenth and a half more: who goes over it either
// finds what grew, or says in a commit why it may.

export type Budget = {
  readonly what: string;
  /** Relative to the root; `*` is the version. */
  readonly path: string;
  /** In bytes, compressed by gzip where that is said. */
  readonly most: number;
  readonly gzip?: true;
};

const KIB = 1024;
const MIB = 1024 * KIB;

export const BUDGETS: readonly Budget[] = [
  {what: 'bundle', path: 'dist/audit-tui.js', most: 3200 * KIB},
  {what: 'bundle, compressed', path: 'dist/audit-tui.js', most: 980 * KIB, gzip: true},
  {what: 'scan kernel', path: 'dist/kernel.wasm', most: 24 * KIB},
  {what: 'npm package', path: 'release/audit-tui-*.tgz', most: 1150 * KIB},
  {what: 'executable, Linux x64', path: 'release/audit-tui-linux-x64', most: 128 * MIB},
  {what: 'executable, Linux arm64', path: 'release/audit-tui-linux-arm64', most: 128 * MIB},
  {what: 'executable, Linux x64, musl', path: 'release/audit-tui-linux-x64-musl', most: 120 * MIB},
  {what: 'executable, Linux arm64, musl', path: 'release/audit-tui-linux-arm64-musl', most: 120 * MIB},
  {what: '.deb, x64', path: 'release/audit-tui_*_amd64.deb', most: 54 * MIB},
  {what: '.deb, arm64', path: 'release/audit-tui_*_arm64.deb', most: 50 * MIB},
  {what: '.rpm, x64', path: 'release/audit-tui-*.x86_64.rpm', most: 54 * MIB},
  {what: '.rpm, arm64', path: 'release/audit-tui-*.aarch64.rpm', most: 50 * MIB},
  {what: 'executable, macOS arm64', path: 'release/audit-tui-macos-arm64', most: 106 * MIB},
];
