// npm run test:clickhouse: brings ClickHouse as a library (chdb, half a gigabyte) into a folder of its own, if it is not there,
// and runs the tests that need it; with `-- --fetch` it only brings it, beside that folder, so that tests which run meanwhile are
// not met by half of it. It is no dependency of the package: nobody else has to load it.
import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

const CHDB = 'chdb@3.4.0';
const root = join(import.meta.dirname, '..');
const folder = join(root, 'test', 'clickhouse', '.chdb');
const fetched = join(root, 'node_modules', '.cache', 'audit-tui', CHDB.replace('@', '-'));

const run = (command: string, args: readonly string[], cwd = root): number =>
  spawnSync(command, args, {cwd, stdio: 'inherit'}).status ?? 1;

const isIn = (place: string): boolean => existsSync(join(place, 'node_modules', 'chdb'));

/** Installs it as `fetched`, all of it or nothing. @returns npm's exit code */
function fetch(): number {
  const part = `${fetched}.part-${process.pid}`;
  mkdirSync(part, {recursive: true});
  try {
    // A package of its own, or npm would install into the one around it.
    writeFileSync(join(part, 'package.json'), '{"private": true}\n');
    const status = run('npm', ['install', '--no-save', '--no-audit', '--no-fund', CHDB], part);
    if (status === 0) renameSync(part, fetched);
    return status;
  } finally {
    rmSync(part, {recursive: true, force: true});
  }
}

if (!isIn(folder) && !isIn(fetched)) {
  const status = fetch();
  if (status !== 0) process.exit(status);
}
if (process.argv.includes('--fetch')) process.exit();
if (!isIn(folder)) {
  rmSync(folder, {recursive: true, force: true});
  renameSync(fetched, folder);
}
// The explorer is tested as it is built.
run(process.execPath, ['scripts/build.ts', '--quiet']);
process.exit(run(join(root, 'node_modules', '.bin', 'vitest'), ['run', 'test/clickhouse', ...process.argv.slice(2)]));
