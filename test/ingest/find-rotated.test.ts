import {execFile} from 'node:child_process';
import {chmodSync, mkdirSync, readdirSync, renameSync, symlinkSync, writeFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import {promisify} from 'node:util';
import {gzipSync} from 'node:zlib';
import {describe, expect, test} from 'vitest';
import {type FindOptions, findInputs} from '../../src/ingest/find.ts';
import {isLive} from '../../src/ingest/input.ts';
import {eventLines, readAll, tempDirectory} from './helpers.ts';

const TEXT = 'hello\n';
const packed = (count: number) => gzipSync(eventLines(count));

function directoryOf(files: Readonly<Record<string, string | Buffer>>): string {
  const directory = tempDirectory();
  for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content);
  return directory;
}

/** Names of inputs with their events, in order. */
async function found(paths: readonly string[], options: FindOptions = {}) {
  const {inputs, problems, skipped} = await findInputs(paths, options);
  const read: string[] = [];
  const codes = problems.map(({code}) => code as string);
  for (const input of inputs) {
    const all = await readAll(input);
    read.push(`${basename(input.name)} ${all.events.length}`);
    codes.push(...all.codes);
    await input.close();
  }
  return {read, codes, skipped: skipped.map(({path, reason}) => `${basename(path)}: ${reason}`), inputs, problems};
}

const LUMBERJACK = {
  'audit.log': eventLines(1),
  'audit-2026-11-20T10-02-11.310.log': eventLines(2),
  'audit-2026-11-19T10-02-11.310.log.gz': packed(3),
};

describe('a log brings along what was rotated from it', () => {
  test('newest first, with the time of rotation and the set', async () => {
    const path = join(directoryOf({...LUMBERJACK, 'other.log': eventLines(9)}), 'audit.log');
    const {read, codes, inputs} = await found([path]);
    expect(read).toEqual([
      'audit.log 1',
      'audit-2026-11-20T10-02-11.310.log 2',
      'audit-2026-11-19T10-02-11.310.log.gz 3',
    ]);
    expect(codes).toEqual([]);
    expect(inputs.map(({rotatedAt}) => rotatedAt)).toEqual([
      undefined,
      Date.parse('2026-11-20T10:02:11.310Z') * 1000,
      Date.parse('2026-11-19T10:02:11.310Z') * 1000,
    ]);
    expect(inputs.map(({set}) => set)).toEqual([path, path, path]);
    expect(inputs.map(isLive)).toEqual([true, false, false]);
  });

  test.each<
    [what: string, files: Readonly<Record<string, string | Buffer>>, read: string[], codes: string[], skipped: string[]]
  >([
    [
      "logrotate's numbers and dates",
      {
        'audit.log': eventLines(1),
        'audit.log.1': eventLines(2),
        'audit.log.2.gz': packed(3),
        'audit.log-20261120': eventLines(4),
      },
      ['audit.log 1', 'audit.log.1 2', 'audit.log.2.gz 3', 'audit.log-20261120 4'],
      [],
      [],
    ],
    [
      'a half-written twin is not read',
      {'audit.log': eventLines(1), 'audit.log.1': eventLines(2), 'audit.log.1.gz': packed(2).subarray(0, 60)},
      ['audit.log 1', 'audit.log.1 2'],
      [],
      ['audit.log.1.gz: PATH.1 holds the same'],
    ],
    [
      'a lone compressed file that breaks off gives what it holds',
      {'audit.log': eventLines(1), 'audit.log.1.gz': gzipSync(eventLines(300), {level: 0}).subarray(0, 100_000)},
      ['audit.log 1', 'audit.log.1.gz 162'],
      ['TRUNCATED_GZIP', 'PARTIAL_LINE'],
      [],
    ],
    [
      'one that breaks off at once gives nothing',
      {'audit.log': eventLines(1), 'audit.log.1.gz': packed(2).subarray(0, 12)},
      ['audit.log 1', 'audit.log.1.gz 0'],
      ['TRUNCATED_GZIP'],
      [],
    ],
    [
      'a damaged one is a problem',
      {
        'audit.log': eventLines(1),
        'audit.log.1.gz': Buffer.concat([packed(2).subarray(0, 10), Buffer.from('garbage, garbage')]),
      },
      ['audit.log 1', 'audit.log.1.gz 0'],
      ['BAD_GZIP'],
      [],
    ],
    [
      'one that cannot be unpacked here is a problem',
      {'audit.log': eventLines(1), 'audit.log.1.zst': Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 1])},
      ['audit.log 1'],
      ['NOT_TEXT'],
      [],
    ],
    [
      'what is no audit log is not read',
      {'audit.log': eventLines(1), 'audit.log.1': TEXT, 'audit.log.2': '', 'audit.log.3': eventLines(2)},
      ['audit.log 1', 'audit.log.3 2'],
      [],
      ['audit.log.1: it is not an audit log', 'audit.log.2: it is empty'],
    ],
    [
      'an empty log, as just after rotation, is no problem',
      {'audit.log': '', 'audit.log.1': eventLines(2)},
      ['audit.log 0', 'audit.log.1 2'],
      [],
      [],
    ],
    [
      'an empty log alone is one',
      {'audit.log': '', 'audit.log.1': ''},
      ['audit.log 0'],
      ['EMPTY_FILE'],
      ['audit.log.1: it is empty'],
    ],
  ])('%s', async (_what, files, read, codes, skipped) => {
    const path = join(directoryOf(files), 'audit.log');
    const all = await found([path]);
    expect(all.read).toEqual(read);
    expect(all.codes).toEqual(codes);
    expect(all.skipped).toEqual(skipped.map(text => text.replace('PATH', path)));
  });

  test('not if it is told so', async () => {
    const path = join(directoryOf(LUMBERJACK), 'audit.log');
    expect((await found([path], {rotated: false})).read).toEqual(['audit.log 1']);
  });

  test('a rotated file brings nothing along, and says what it was', async () => {
    const directory = directoryOf(LUMBERJACK);
    const {read, inputs} = await found([join(directory, 'audit-2026-11-20T10-02-11.310.log')]);
    expect(read).toEqual(['audit-2026-11-20T10-02-11.310.log 2']);
    expect(inputs[0]?.set).toBe(join(directory, 'audit.log'));
    expect(inputs.map(isLive)).toEqual([false]);
  });

  test('a symbolic link: from where it leads', async () => {
    const directory = directoryOf(LUMBERJACK);
    const link = join(tempDirectory(), 'link.log');
    symlinkSync(join(directory, 'audit.log'), link);
    const {read, inputs} = await found([link]);
    expect(read).toEqual([
      'link.log 1',
      'audit-2026-11-20T10-02-11.310.log 2',
      'audit-2026-11-19T10-02-11.310.log.gz 3',
    ]);
    expect(inputs.every(({set}) => set === link)).toBe(true);
  });

  test('all named by a pattern: each once, in order', async () => {
    const directory = directoryOf({...LUMBERJACK, 'audit-2026-11-20T10-02-11.310.log.gz': packed(2).subarray(0, 50)});
    const paths = readdirSync(directory)
      .sort()
      .map(name => join(directory, name));
    const {read, codes, skipped} = await found(paths);
    expect(read).toEqual([
      'audit.log 1',
      'audit-2026-11-20T10-02-11.310.log 2',
      'audit-2026-11-19T10-02-11.310.log.gz 3',
    ]);
    expect(codes).toEqual([]);
    expect(skipped).toHaveLength(1);
  });

  test('several nodes', async () => {
    const [a, b] = [directoryOf(LUMBERJACK), directoryOf(LUMBERJACK)];
    const {read, inputs} = await found([join(a, 'audit.log'), join(b, 'audit.log')]);
    expect(read).toHaveLength(6);
    expect(new Set(inputs.map(({set}) => set)).size).toBe(2);
  });

  test('a directory: each set in it', async () => {
    const directory = directoryOf({...LUMBERJACK, 'b.log': eventLines(4), 'b.log.1': eventLines(5)});
    const {read, inputs} = await found([directory]);
    expect(read).toEqual([
      'audit.log 1',
      'audit-2026-11-20T10-02-11.310.log 2',
      'audit-2026-11-19T10-02-11.310.log.gz 3',
      'b.log 4',
      'b.log.1 5',
    ]);
    expect(inputs.map(({set}) => basename(set!))).toEqual(['audit.log', 'audit.log', 'audit.log', 'b.log', 'b.log']);
  });

  test('those without permission are a problem each, and the rest is read', async () => {
    const directory = directoryOf({...LUMBERJACK, 'audit.log.1': eventLines(1), 'audit.log.2': eventLines(1)});
    chmodSync(directory, 0o755);
    chmodSync(join(directory, 'audit.log.1'), 0);
    chmodSync(join(directory, 'audit-2026-11-20T10-02-11.310.log'), 0);
    const script = `
      const {findInputs} = await import(${JSON.stringify(new URL('../../src/ingest/find.ts', import.meta.url).href)});
      const {inputs, problems} = await findInputs([${JSON.stringify(join(directory, 'audit.log'))}]);
      console.log(JSON.stringify([inputs.length, problems.map(({code, at}) => code + ' ' + at.file)]));`;
    const asNobody = process.getuid?.() === 0 ? {uid: 65534, gid: 65534} : {};
    const {stdout} = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], asNobody);
    expect(JSON.parse(stdout)).toEqual([
      3,
      [
        `NO_PERMISSION ${join(directory, 'audit-2026-11-20T10-02-11.310.log')}`,
        `NO_PERMISSION ${join(directory, 'audit.log.1')}`,
      ],
    ]);
  });

  test('a directory full of what cannot be read', async () => {
    const directory = directoryOf(LUMBERJACK);
    for (let n = 1; n < 40; n++) mkdirSync(join(directory, `audit.log.${n}`));
    expect((await found([directory])).read).toHaveLength(3);
    const {read, codes} = await found([join(directory, 'audit.log')]);
    expect(read).toHaveLength(3);
    expect(codes).toEqual([]);
  });

  test('what is renamed after it was opened is read on', async () => {
    const directory = directoryOf(LUMBERJACK);
    const {inputs} = await findInputs([join(directory, 'audit.log')]);
    renameSync(join(directory, 'audit.log'), join(directory, 'audit-2026-11-21T10-02-11.310.log'));
    expect((await readAll(inputs[0]!)).events).toHaveLength(1);
    for (const input of inputs) await input.close();
  });
});
