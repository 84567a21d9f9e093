// Seeded logs of a given size, made once and kept in the temporary directory.
import {existsSync, mkdirSync, renameSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {bulk} from '../scripts/samples/bulk.ts';
import {writeShortLines} from './short-lines.ts';

export type Mix = 'metadata' | 'mixed';

const SEED = 1;
const folder = join(tmpdir(), 'audit-tui-bench');

/** Path of a log of about `mb` megabytes (10^6 bytes). */
export async function logOf(mix: Mix, mb: number): Promise<string> {
  mkdirSync(folder, {recursive: true});
  const path = join(folder, `${mix}-${mb}-${SEED}.log`);
  if (!existsSync(path) || Math.abs(statSync(path).size / 1e6 - mb) > mb / 10 + 1) {
    await bulk({seed: SEED, bytes: mb * 1e6, mix, path});
  }
  return path;
}

/** Path of a log of so many short events. */
export function shortLog(events: number): string {
  mkdirSync(folder, {recursive: true});
  const path = join(folder, `short-${events}-${SEED}.log.gz`);
  const made = `${path}.part`;
  if (!existsSync(path)) {
    writeShortLines(made, events, SEED);
    renameSync(made, path);
  }
  return path;
}

export function emptyLog(): string {
  mkdirSync(folder, {recursive: true});
  const path = join(folder, 'empty.log');
  writeFileSync(path, '');
  return path;
}
