// The files behind an index: which they are, and their bytes as they were indexed, through growth and rotation.
import {createHash} from 'node:crypto';
import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Readable} from 'node:stream';
import {gzipSync} from 'node:zlib';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {EVERYTHING} from '../../src/query/ast.ts';
import {openLocal} from '../../src/source/open.ts';
import {type Original, type Source, TIME_ORDER} from '../../src/source/source.ts';
import {event} from '../support/events.ts';
import {until} from '../support/terminal.ts';

let folder: string;
const sources: Source[] = [];
const at = (name: string) => join(folder, name);
const line = (n: number) => `${JSON.stringify(event({auditID: `id-${n}`, userAgent: 'x'.repeat(300)}))}\n`;
const lines = (from: number, to: number) => Array.from({length: to - from}, (_, n) => line(from + n)).join('');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-tui-'));
});
afterEach(async () => {
  for (const source of sources.splice(0)) await source.close();
  rmSync(folder, {recursive: true, force: true});
});

async function opened(paths: readonly string[], follow = false): Promise<Source> {
  const source = await openLocal(paths, {follow});
  sources.push(source);
  await source.rows({where: EVERYTHING, stages: 'all'}, {order: TIME_ORDER, limit: 0, cells: []});
  return source;
}

async function digest({bytes}: Original): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of bytes!()) hash.update(piece);
  return hash.digest('hex');
}

const sha = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex');
const only = async (source: Source) => (await source.originals!())[0]!;

test('a file is named, and its bytes are those on disk, compressed as they are', async () => {
  writeFileSync(at('a.log'), lines(0, 5000));
  writeFileSync(at('b.log.gz'), gzipSync(lines(0, 100)));
  const source = await opened([at('a.log'), at('b.log.gz')]);
  const found = await source.originals!();
  expect(found.map(({name}) => name).toSorted()).toEqual([at('a.log'), at('b.log.gz')]);
  for (const original of found) {
    const stats = statSync(original.name);
    expect(original.file).toEqual({size: stats.size, mtimeMs: stats.mtimeMs, dev: stats.dev, ino: stats.ino});
    expect(original.indexed).toBe(stats.size);
    expect(await digest(original)).toBe(sha(readFileSync(original.name)));
  }
});

test('of a log that is followed, up to the last line that is indexed', async () => {
  const whole = lines(0, 100);
  writeFileSync(at('audit.log'), `${whole}{"half`);
  const source = await opened([at('audit.log')], true);
  await until(() => source.about().following === true, 'it is followed');
  const before = await only(source);
  expect([before.state, before.indexed, await digest(before)]).toEqual(['following', whole.length, sha(whole)]);
  rmSync(at('audit.log'));
});

test('it grows, is renamed, and what is indexed is what is hashed', async () => {
  const whole = lines(0, 100);
  writeFileSync(at('audit.log'), whole);
  const source = await opened([at('audit.log')], true);
  await until(() => source.about().following === true, 'it is followed');
  appendFileSync(at('audit.log'), `${lines(100, 150)}{"half`);
  await until(() => source.about().events === 150, 'it has grown');
  const grown = await only(source);
  const all = lines(0, 150);
  expect([grown.indexed, await digest(grown)]).toEqual([all.length, sha(all)]);
  expect(grown.file!.size).toBe(all.length + 6);
  renameSync(at('audit.log'), at('audit.log.1'));
  expect(await digest(await only(source))).toBe(sha(all));
});

test('what became shorter says so', async () => {
  writeFileSync(at('a.log'), lines(0, 100));
  const source = await opened([at('a.log')]);
  truncateSync(at('a.log'), 1000);
  await expect(digest(await only(source))).rejects.toThrow(/^it has only 1000 of the \d+ bytes that were indexed$/);
});

test('standard input cannot be read again', async () => {
  const stdin = Object.getOwnPropertyDescriptor(process, 'stdin')!;
  Object.defineProperty(process, 'stdin', {value: Readable.from([Buffer.from(lines(0, 3))]), configurable: true});
  try {
    const original = await only(await opened(['-']));
    expect(original).toEqual({name: '(standard input)', kind: 'stdin', state: 'read'});
  } finally {
    Object.defineProperty(process, 'stdin', stdin);
  }
});
