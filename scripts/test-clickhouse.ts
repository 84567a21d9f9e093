// npm run test:clickhouse: brings ClickHouse as a library (chdb, half a gigabyte) into a folder of its own, if it is not there,
// and runs the tests that need it. It is no dependency of the package: nobody else has to load it.
import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

const CHDB = 'chdb@3.4.0';
const root = join(import.meta.dirname, '..');
const folder = join(root, 'test', 'clickhouse', '.chdb');

const run = (command: string, args: readonly string[], cwd = root): number =>
  spawnSync(command, args, {cwd, stdio: 'inherit'}).status ?? 1;

if (!existsSync(join(folder, 'node_modules', 'chdb'))) {
  mkdirSync(folder, {recursive: true});
  // A package of its own, or npm would install into the one around it.
  writeFileSync(join(folder, 'package.json'), '{"private": true}\n');
  const status = run('npm', ['install', '--no-save', '--no-audit', '--no-fund', CHDB], folder);
  if (status !== 0) process.exit(status);
}
// The explorer is tested as it is built.
run(process.execPath, ['scripts/build.ts', '--quiet']);
process.exit(run(join(root, 'node_modules', '.bin', 'vitest'), ['run', 'test/clickhouse', ...process.argv.slice(2)]));
