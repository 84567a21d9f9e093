// Holds the straight line: a room imports only itself and the rooms to its left, and reserved packages stay in their rooms.
import {readdirSync, readFileSync} from 'node:fs';
import {dirname, join, relative, resolve} from 'node:path';
import {describe, expect, test} from 'vitest';

const ROOMS = ['audit', 'query', 'ingest', 'index', 'source', 'rules', 'host', 'export', 'session', 'screen', 'cli'];

const RESERVED: Readonly<Record<string, readonly string[]>> = {
  ink: ['screen', 'cli'],
  react: ['screen', 'cli'],
  'node:worker_threads': ['index'],
  'node:fs': ['ingest', 'index', 'host', 'export', 'cli'],
  yaml: ['rules', 'host', 'export', 'session'],
  'fuse.js': ['query', 'session'],
  'date-fns': ['query', 'session'],
  diff: ['host', 'session'],
  // Further down: only in one file of it.
  '@clickhouse/client': ['source'],
};

const SRC = resolve(import.meta.dirname, '../src');
const files = readdirSync(SRC, {recursive: true, encoding: 'utf8'}).filter(name => /\.tsx?$/.test(name));

const importsOf = (name: string) =>
  [
    ...readFileSync(join(SRC, name), 'utf8').matchAll(
      /^\s*(?:import|export)\s[^'"]*?from\s*['"]([^'"]+)['"]|import\s*\(\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]/gm,
    ),
  ].map(match => (match[1] ?? match[2] ?? match[3])!);

const roomOf = (name: string) => name.split('/')[0]!;

const lineCount = (name: string) => readFileSync(join(SRC, name), 'utf8').split('\n').length - 1;

/** A table may be longer than other files: it is read by the row. */
const isTable = (name: string) => /export const [A-Z_]+\b.*= \[\n/.test(readFileSync(join(SRC, name), 'utf8'));

describe('the straight line', () => {
  test('every source file lies in a room', () => {
    expect(files.length).toBeGreaterThan(10);
    expect(files.filter(name => !ROOMS.includes(roomOf(name)))).toEqual([]);
  });

  test('no import points right', () => {
    const wrong = files.flatMap(name =>
      importsOf(name)
        .filter(target => target.startsWith('.'))
        .map(target => relative(SRC, resolve(SRC, dirname(name), target)))
        .filter(target => ROOMS.indexOf(roomOf(target)) > ROOMS.indexOf(roomOf(name)))
        .map(target => `${name} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  test.each(Object.entries(RESERVED))('%s is imported only in %j', (pkg, rooms) => {
    const wrong = files.filter(
      name =>
        !rooms.includes(roomOf(name)) && importsOf(name).some(target => target === pkg || target.startsWith(`${pkg}/`)),
    );
    expect(wrong).toEqual([]);
  });

  test('a client of a remote engine is imported in its own file, when a server is named', () => {
    const importing = files.filter(name => importsOf(name).includes('@clickhouse/client'));
    expect(importing).toEqual([join('source', 'clickhouse', 'connect.ts')]);
    const text = readFileSync(join(SRC, importing[0]!), 'utf8');
    expect(text).toContain("await import('@clickhouse/client')");
    expect(text).not.toMatch(/^import (?!type\b)[^;]*'@clickhouse\/client'/m);
  });

  test('no file is longer than 400 lines, a table 500', () => {
    const long = files.filter(name => lineCount(name) > (isTable(name) ? 500 : 400));
    expect(long.map(name => `${name}: ${lineCount(name)}`)).toEqual([]);
  });
});
