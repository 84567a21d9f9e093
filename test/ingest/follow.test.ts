import {execFile} from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  closeSync,
  copyFileSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import {dirname, join} from 'node:path';
import {promisify} from 'node:util';
import {gzipSync} from 'node:zlib';
import {afterEach, describe, expect, onTestFinished, test, vi} from 'vitest';
import type {FollowOptions} from '../../src/ingest/follow.ts';
import {Followed, pause} from './follow-helpers.ts';
import {eventNumber, tempDirectory, tempFile} from './helpers.ts';

const line = (n: number, more: object = {}) => `${JSON.stringify(eventNumber(n, more))}\n`;
const lines = (from: number, to: number) => Array.from({length: to - from}, (_, i) => line(from + i)).join('');
const ids = (from: number, to: number) => Array.from({length: to - from}, (_, i) => `id-${from + i}`);

const running: Followed[] = [];
afterEach(async () => {
  for (const followed of running.splice(0)) await followed.stop();
});

async function followed(
  path: string,
  options: Partial<FollowOptions> = {},
  between: () => void = () => undefined,
): Promise<Followed> {
  const one = await Followed.start(path, {pollMs: 20, ...options}, between);
  running.push(one);
  return one;
}

/** Longer than two looks. */
const SOME_LOOKS = 90;

const rotatedTo = (path: string, n: number) => join(dirname(path), `audit-2026-11-20T10-02-${String(10 + n)}.310.log`);

function rotate(path: string, n: number): string {
  renameSync(path, rotatedTo(path, n));
  return rotatedTo(path, n);
}

function compress(path: string): void {
  writeFileSync(`${path}.gz`, gzipSync(readFileSync(path)));
  rmSync(path);
}

describe('a file that grows', () => {
  test('each record is given once, when it is whole', async () => {
    const path = tempFile(lines(0, 2));
    const log = await followed(path);
    appendFileSync(path, lines(2, 4) + line(4).slice(0, 50));
    await log.until(4);
    await pause(SOME_LOOKS);
    expect(log.ids).toEqual(ids(0, 4));
    appendFileSync(path, line(4).slice(50) + line(5));
    await log.until(6);
    expect(log.items).toEqual(ids(2, 6));
    expect(log.reread()).toEqual(ids(2, 6));
  });

  test('a record that was not whole when the file was opened is given by following only', async () => {
    const path = tempFile(lines(0, 2) + line(2).slice(0, 70));
    const log = await followed(path);
    expect(log.ids).toEqual(ids(0, 2));
    appendFileSync(path, line(2).slice(70));
    await log.until(3);
    expect(log.items).toEqual(['id-2']);
  });

  test('a byte at a time', async () => {
    const path = tempFile('');
    const log = await followed(path, {pollMs: 1});
    for (const byte of Buffer.from(lines(0, 2))) {
      appendFileSync(path, Buffer.from([byte]));
      if (byte % 16 === 0) await pause(1);
    }
    await log.until(2);
    expect(log.items).toEqual(ids(0, 2));
  });

  test('lines longer than any buffer', async () => {
    const path = tempFile(line(0));
    const log = await followed(path);
    appendFileSync(path, line(1, {userAgent: 'x'.repeat(9 * 2 ** 20)}) + line(2));
    await log.until(3);
    appendFileSync(path, lines(3, 9000));
    await log.until(9000);
    expect(log.ids).toEqual(ids(0, 9000));
    expect(log.reread()).toEqual(ids(1, 9000));
  });

  test('a line that is too long is a problem, and what follows it is read', async () => {
    const path = tempFile(line(0));
    const log = await followed(path, {longestLine: 300_000});
    appendFileSync(path, line(1, {userAgent: 'x'.repeat(2 ** 20)}).trimEnd());
    await pause(SOME_LOOKS);
    appendFileSync(path, `\n${line(2)}`);
    await log.until(2);
    expect(log.items).toEqual(['LINE_TOO_LONG', 'id-2']);
    expect(log.reasons[0]).toContain(`at byte ${line(0).length} of ${path}`);
  });

  test('blocks of chunks can be joined, and are read as one', async () => {
    const path = tempFile('');
    const log = await followed(path);
    for (let n = 0; n < 4; n++) {
      appendFileSync(path, line(n));
      await log.until(n + 1);
    }
    const blocks = [...new Set(log.places.map(({block}) => block))];
    expect(blocks).toHaveLength(4);
    const [first, second, third, fourth] = blocks;
    expect(first!.extend!(third!)).toBe(false);
    expect(first!.extend!(second!)).toBe(true);
    expect(first!.extend!(third!)).toBe(true);
    expect(third!.extend!(fourth!)).toBe(true);
    expect(Buffer.from(first!.read()).toString()).toBe(lines(0, 3));
    expect(Buffer.from(third!.read()).toString()).toBe(lines(2, 4));
  });

  test('within 50 ms, whether the system tells of changes or not', async () => {
    const path = tempFile('');
    const log = await followed(path, {pollMs: 40});
    const lateness = async (): Promise<number> => {
      const late: number[] = [];
      for (const idle of [0, 10, 400, 300, 300, 5, 300]) {
        await pause(idle);
        const count = log.ids.length;
        const written = performance.now();
        appendFileSync(path, line(count));
        await log.until(count + 1);
        late.push(log.times.at(-1)! - written);
      }
      // One of them may have met a busy machine,
      return late.toSorted((a, b) => a - b)[5]!;
    };
    // or, for seconds, all of them: what is always late is not soon enough.
    let late = await lateness();
    for (let round = 0; round < 20 && late >= 50; round++) late = await lateness();
    expect(late).toBeLessThan(50);
  });

  test('JSON without a newline is given after a second, and the newline is no record', async () => {
    const path = tempFile('');
    const log = await followed(path);
    appendFileSync(path, line(0).trimEnd());
    await log.until(1);
    appendFileSync(path, `\n${line(1)}`);
    await log.until(2);
    expect(log.items).toEqual(ids(0, 2));
  });

  test('after a quiet while, a record whose end has yet to come is no problem', async () => {
    const path = tempFile(line(0));
    const log = await followed(path);
    const now = performance.now.bind(performance);
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => now() + 60_000);
    onTestFinished(() => clock.mockRestore());
    appendFileSync(path, line(1) + line(2).slice(0, 100));
    await log.until(2);
    appendFileSync(path, line(2).slice(100));
    await log.until(3);
    expect(log.items).toEqual(ids(1, 3));
  });

  test('a record that nobody completes is a problem once; if it is completed after all it is read', async () => {
    const path = tempFile(line(0));
    const log = await followed(path, {partialMs: 100});
    appendFileSync(path, line(1).slice(0, 100));
    await log.until('PARTIAL_LINE');
    await pause(150);
    expect(log.items).toEqual(['PARTIAL_LINE']);
    expect(log.reasons[0]).toBe(
      `the event at byte ${line(0).length} of ${path} breaks off after 100 bytes, and nothing has followed yet`,
    );
    appendFileSync(path, line(1).slice(100));
    await log.until(2);
  });

  test('after a crash the next event is glued to the rest, and read', async () => {
    const path = tempFile(line(0));
    const log = await followed(path);
    appendFileSync(path, line(1).slice(0, 100));
    await pause(SOME_LOOKS);
    appendFileSync(path, line(2));
    await log.until(2);
    expect(log.items.toSorted()).toEqual(['GLUED_LINE', 'id-2']);
  });

  test('it ends when it is told to, without waiting', async () => {
    const log = await followed(tempFile(line(0)), {pollMs: 60_000});
    await pause(20);
    const before = performance.now();
    await log.stop();
    // A look later would be a minute.
    expect(performance.now() - before).toBeLessThan(10_000);
  });
});

describe('rotation', () => {
  test('what was written just before it belongs to the old file, what follows to the new one', async () => {
    const path = tempFile(lines(0, 2));
    const log = await followed(path);
    appendFileSync(path, lines(2, 4));
    const old = rotate(path, 1);
    writeFileSync(path, lines(4, 6));
    await log.until(6);
    expect(log.items).toEqual(['id-2', 'id-3', 'rotated audit.log', 'id-4', 'id-5']);
    expect(log.places.map(({block}) => log.inputs.indexOf(block.input as never))).toEqual([0, 0, 1, 1]);
    compress(old);
    expect(log.reread()).toEqual(ids(2, 6));
  });

  test('the name may be missing for a while, and the old file may still be written to', async () => {
    const path = tempFile(line(0));
    const log = await followed(path);
    const old = rotate(path, 1);
    await pause(SOME_LOOKS);
    appendFileSync(old, line(1));
    await log.until(2);
    writeFileSync(path, '');
    await pause(SOME_LOOKS);
    appendFileSync(old, line(2));
    await log.until(3);
    expect(log.items).toEqual(ids(1, 3));
    appendFileSync(path, line(3));
    await log.until(4);
    expect(log.items).toEqual(['id-1', 'id-2', 'rotated audit.log', 'id-3']);
  });

  test('several between two looks: those in between are read whole, in order, once', async () => {
    const path = tempFile(line(0));
    writeFileSync(rotatedTo(path, 0), lines(900, 905));
    const log = await followed(path, {pollMs: 300});
    await pause(30);
    const old: string[] = [];
    for (let n = 1; n <= 4; n++) {
      appendFileSync(path, line(3 * n - 2));
      old.push(rotate(path, n));
      writeFileSync(path, lines(3 * n - 1, 3 * n + 1));
    }
    compress(old[0]!);
    compress(old[2]!);
    await log.until(13);
    expect(log.ids).toEqual(ids(0, 13));
    expect(log.items.filter(item => item.startsWith('rotated'))).toEqual([
      'rotated audit-2026-11-20T10-02-12.310.log',
      'rotated audit-2026-11-20T10-02-13.310.log.gz',
      'rotated audit-2026-11-20T10-02-14.310.log',
      'rotated audit.log',
    ]);
    expect(log.inputs[1]!.rotatedAt).toBe(Date.parse('2026-11-20T10:02:12.310Z') * 1000);
    expect(log.inputs.every(({set}) => set === path)).toBe(true);
    expect(log.reread()).toEqual(ids(1, 13));
    appendFileSync(path, line(13));
    await log.until(14);
  });

  test('of an empty log', async () => {
    const path = tempFile('');
    const log = await followed(path);
    for (let n = 1; n < 4; n++) {
      rotate(path, n);
      writeFileSync(path, '');
      await pause(SOME_LOOKS);
    }
    appendFileSync(path, line(0));
    await log.until(1);
  });

  test('logrotate, whose names move', async () => {
    const path = tempFile(line(0));
    writeFileSync(`${path}.1`, lines(900, 905));
    const log = await followed(path, {pollMs: 300});
    await pause(30);
    for (let n = 1; n <= 3; n++) {
      for (let i = 4; i > 0; i--) {
        try {
          renameSync(`${path}.${i}`, `${path}.${i + 1}`);
        } catch {
          // Not so many yet.
        }
      }
      renameSync(path, `${path}.1`);
      writeFileSync(path, lines(2 * n - 1, 2 * n + 1));
    }
    await log.until(7);
    expect(log.ids).toEqual(ids(0, 7));
  });

  test('the file that is followed was removed meanwhile: those after it are still found', async () => {
    const path = tempFile(line(0));
    writeFileSync(rotatedTo(path, 0), lines(900, 905));
    const log = await followed(path, {pollMs: 300});
    await pause(30);
    appendFileSync(path, line(1));
    rmSync(rotate(path, 1));
    writeFileSync(path, line(2));
    rotate(path, 2);
    writeFileSync(path, line(3));
    await log.until(4);
    expect(log.ids).toEqual(ids(0, 4));
    expect(log.items.filter(item => item.startsWith('MISSED'))).toEqual(['MISSED_ROTATION']);
    expect(log.reasons[0]).toBe(
      `after byte ${lines(0, 2).length.toLocaleString('en-US')} of ${path}, which is gone: the oldest file since is ${rotatedTo(path, 2)}, and what came between may have been removed unread`,
    );
  });

  test.each([false, true])('twice between opening and following, compressed: %s', async isCompressed => {
    const path = tempFile(lines(0, 2));
    writeFileSync(rotatedTo(path, 0), lines(900, 905));
    const log = await followed(path, {}, () => {
      appendFileSync(path, line(2));
      const old = rotate(path, 1);
      if (isCompressed) compress(old);
      writeFileSync(path, line(3));
      rotate(path, 2);
      writeFileSync(path, line(4));
    });
    await log.until(5);
    await pause(SOME_LOOKS);
    expect(log.ids).toEqual(ids(0, 5));
  });

  test('by the API server and by logrotate in turns', async () => {
    const path = tempFile(line(0));
    writeFileSync(rotatedTo(path, 0), lines(900, 905));
    const log = await followed(path, {pollMs: 100});
    rotate(path, 1);
    writeFileSync(path, line(1));
    await log.until(2);
    renameSync(path, `${path}.1`);
    writeFileSync(path, line(2));
    await log.until(3);
    await pause(120);
    appendFileSync(path, line(3));
    renameSync(`${path}.1`, `${path}.2`);
    copyFileSync(path, `${path}.1`);
    truncateSync(path);
    appendFileSync(path, line(4));
    rotate(path, 2);
    writeFileSync(path, line(5));
    await log.until(6);
    expect(log.ids).toEqual(ids(0, 6));
  });

  test('a record that is not whole is a problem then', async () => {
    const path = tempFile(line(0));
    const log = await followed(path);
    appendFileSync(path, line(1).slice(0, 100));
    await pause(SOME_LOOKS);
    rotate(path, 1);
    writeFileSync(path, line(2));
    await log.until(2);
    expect(log.items).toEqual(['PARTIAL_LINE', 'rotated audit.log', 'id-2']);
  });

  test('it is the same problem if it was told before', async () => {
    const path = tempFile(line(0));
    const log = await followed(path, {partialMs: 60});
    appendFileSync(path, line(1).slice(0, 100));
    await log.until('PARTIAL_LINE');
    rotate(path, 1);
    writeFileSync(path, line(2));
    await log.until(2);
    expect(log.items).toEqual(['PARTIAL_LINE', 'rotated audit.log', 'id-2']);
  });

  test('through a symbolic link', async () => {
    const target = tempFile(line(0));
    const path = join(tempDirectory(), 'link.log');
    symlinkSync(target, path);
    const log = await followed(path, {pollMs: 200});
    await pause(30);
    rotate(target, 1);
    writeFileSync(target, line(1));
    rotate(target, 2);
    writeFileSync(target, line(2));
    await log.until(3);
    expect(log.ids).toEqual(ids(0, 3));
  });

  test.each<[what: string, take: (path: string) => void, said: string]>([
    ['a directory', path => mkdirSync(path), 'is a directory by now: it is followed again once it is a file.'],
    ['a link to itself', path => symlinkSync(path, path), 'is a symbolic link that leads in a circle.'],
  ])('%s takes the name for a while: that is told once, and what comes after it is read', async (_, take, said) => {
    const path = tempFile(line(0));
    const log = await followed(path, {pollMs: 5});
    const old = rotate(path, 1);
    take(path);
    await log.until('NOT_READABLE');
    appendFileSync(old, line(1));
    await log.until(2);
    rmSync(path, {recursive: true});
    writeFileSync(path, line(2));
    await log.until(3);
    expect(log.items).toEqual(['NOT_READABLE', 'id-1', 'rotated audit.log', 'id-2']);
    expect(log.reasons).toEqual([`${path} ${said}`]);
  });

  test.each<[ending: string, kept: (ms: number) => number, command: string]>([
    ['xz', ms => ms / 1000, 'xz -dc'],
    ['bz2', ms => Math.floor(ms / 1000), 'bzip2 -dc'],
  ])(
    'compressed by what cannot be read, %s: what was read is known by when it was written, and anything else is told',
    async (ending, kept, command) => {
      const path = tempFile(line(0));
      const log = await followed(path, {pollMs: 5});
      const pack = (from: string, to: string) => {
        const {mtimeMs} = statSync(from);
        // Whole from its first moment: the log may be looked at between any two calls.
        const whole = join(tempDirectory(), 'whole');
        writeFileSync(whole, Buffer.concat([Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]), Buffer.alloc(300)]));
        utimesSync(whole, kept(mtimeMs), kept(mtimeMs));
        renameSync(whole, to);
        rmSync(from);
      };
      renameSync(path, `${path}.1`);
      writeFileSync(path, line(1));
      await log.until(2);
      pack(`${path}.1`, `${path}.2.${ending}`);
      renameSync(path, `${path}.1`);
      writeFileSync(path, line(2));
      await log.until(3);
      expect(log.items.filter(item => item.startsWith('NOT'))).toEqual([]);
      renameSync(`${path}.2.${ending}`, `${path}.4.${ending}`);
      renameSync(`${path}.1`, `${path}.3`);
      renameSync(path, `${path}.2`);
      writeFileSync(`${path}.1`, line(3));
      utimesSync(`${path}.1`, 1, 1);
      pack(`${path}.1`, `${path}.1.${ending}`);
      writeFileSync(path, line(4));
      await log.until(4);
      expect(log.ids).toEqual(['id-0', 'id-1', 'id-2', 'id-4']);
      expect(log.reasons).toEqual([
        `${path}.1.${ending} is compressed by ${command.split(' ')[0]}: unpack it with \`${command}\` and pipe it into \`audit-tui -\`.`,
      ]);
    },
  );

  test('the file, and then its directory, are deleted and made again', async () => {
    const path = join(tempDirectory(), 'sub', 'audit.log');
    mkdirSync(dirname(path));
    writeFileSync(path, line(0));
    const log = await followed(path);
    rmSync(path);
    await pause(SOME_LOOKS);
    writeFileSync(path, line(1));
    await log.until(2);
    rmSync(dirname(path), {recursive: true});
    await pause(SOME_LOOKS);
    mkdirSync(dirname(path));
    await pause(SOME_LOOKS);
    writeFileSync(path, line(2));
    await log.until(3);
    expect(log.items).toEqual(['rotated audit.log', 'id-1', 'rotated audit.log', 'id-2']);
    expect(log.reread()).toEqual(ids(1, 3));
  });

  test('files without permission are a problem each, once; the log is read once there is permission', async () => {
    const path = tempFile(lines(0, 2));
    chmodSync(dirname(path), 0o777);
    const script = `
      const {renameSync, writeFileSync, chmodSync} = await import('node:fs');
      const {findInputs} = await import(${JSON.stringify(new URL('../../src/ingest/find.ts', import.meta.url).href)});
      const {follow} = await import(${JSON.stringify(new URL('../../src/ingest/follow.ts', import.meta.url).href)});
      const path = ${JSON.stringify(path)};
      const {inputs: [input]} = await findInputs([path], {follow: true});
      const stop = new AbortController();
      setTimeout(() => {
        renameSync(path, ${JSON.stringify(rotatedTo(path, 1))});
        writeFileSync(${JSON.stringify(rotatedTo(path, 2))}, ${JSON.stringify(line(2))}, {mode: 0});
        writeFileSync(path, ${JSON.stringify(line(3))}, {mode: 0});
      }, 200);
      const items = [];
      for await (const item of follow(input, {from: input.bytes.end, path, pollMs: 20, signal: stop.signal})) {
        items.push(item.problem?.reason ?? Object.keys(item)[0]);
        if (items.length === 2) setTimeout(() => chmodSync(path, 0o644), 100);
        if (items.at(-1) === 'block') stop.abort();
      }
      console.log(JSON.stringify(items));`;
    // Root may read everything: somebody else follows.
    const asNobody = process.getuid?.() === 0 ? {uid: 65534, gid: 65534} : {};
    const {stdout} = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], asNobody);
    expect(JSON.parse(stdout)).toEqual([
      `No permission to read ${path}: run it with sudo.`,
      `No permission to read ${rotatedTo(path, 2)}: run it with sudo.`,
      'rotated',
      'block',
    ]);
  });
});

describe('truncation in place', () => {
  const GONE = (path: string) =>
    `Error: ${path} was truncated in place, without a copy that can be read: what was at this place is gone.`;

  test('without a copy it is a problem, and blocks say that what they held is gone', async () => {
    const path = tempFile(line(0));
    const log = await followed(path);
    appendFileSync(path, lines(1, 4));
    await log.until(4);
    truncateSync(path);
    await log.until('truncated audit.log');
    appendFileSync(path, line(4));
    await log.until(5);
    expect(log.items).toEqual([...ids(1, 4), 'FILE_SHRANK', 'truncated audit.log', 'id-4']);
    expect(log.reread()).toEqual([GONE(path), GONE(path), GONE(path), 'id-4']);
  });

  test('written anew beyond the old place between two looks', async () => {
    const path = tempFile(lines(0, 3));
    const log = await followed(path, {pollMs: 200});
    await pause(30);
    truncateSync(path);
    appendFileSync(path, lines(3, 9));
    await log.until(9);
    expect(log.ids).toEqual(ids(0, 9));
    expect(log.items).toEqual(['FILE_SHRANK', 'truncated audit.log', ...ids(3, 9)]);
  });

  test('written anew to exactly the old size', async () => {
    const path = tempFile(lines(0, 3));
    const log = await followed(path, {pollMs: 200});
    await pause(30);
    truncateSync(path);
    appendFileSync(path, lines(3, 6));
    await log.until(6);
    expect(log.ids).toEqual(ids(0, 6));
  });

  test('before it is noticed, blocks do not give what took the place of what they held', async () => {
    const path = tempFile('');
    const log = await followed(path);
    appendFileSync(path, lines(0, 3));
    await log.until(3);
    await log.stop();
    running.splice(running.indexOf(log), 1);
    // Stopping closes the inputs; another reader of the same file does not.
    const other = await followed(path);
    appendFileSync(path, lines(3, 6));
    await other.until(6);
    truncateSync(path);
    appendFileSync(path, lines(100, 160));
    expect(other.reread().every(text => text.includes('is gone'))).toBe(true);
  });

  test('copytruncate: what was not read yet comes from the copy, and so do bodies', async () => {
    const path = tempFile(lines(0, 2));
    const log = await followed(path, {pollMs: 200});
    appendFileSync(path, lines(2, 4));
    await log.until(4);
    appendFileSync(path, lines(4, 6));
    copyFileSync(path, `${path}.1`);
    truncateSync(path);
    appendFileSync(path, lines(6, 8));
    await log.until(8);
    expect(log.items).toEqual([...ids(2, 6), 'truncated audit.log', ...ids(6, 8)]);
    compress(`${path}.1`);
    expect(log.reread()).toEqual(ids(2, 8));
  });

  test('copytruncate twice between two looks', async () => {
    const path = tempFile(lines(0, 2));
    const log = await followed(path, {pollMs: 300});
    await pause(30);
    appendFileSync(path, line(2));
    copyFileSync(path, `${path}.1`);
    truncateSync(path);
    appendFileSync(path, lines(3, 8));
    renameSync(`${path}.1`, `${path}.2`);
    copyFileSync(path, `${path}.1`);
    truncateSync(path);
    appendFileSync(path, lines(8, 20));
    await log.until(20);
    expect(log.ids).toEqual(ids(0, 20));
    expect(log.items.filter(item => !item.startsWith('id'))).toEqual(['truncated audit.log.1', 'rotated audit.log']);
  });

  test('the copy is compressed already: what was not read yet comes from it; bodies are gone', async () => {
    const path = tempFile('');
    const log = await followed(path, {pollMs: 200});
    appendFileSync(path, lines(0, 4));
    await log.until(4);
    appendFileSync(path, lines(4, 6));
    copyFileSync(path, `${path}.1`);
    truncateSync(path);
    compress(`${path}.1`);
    appendFileSync(path, line(6));
    await log.until(7);
    expect(log.ids).toEqual(ids(0, 7));
    expect(log.reread()).toEqual([...Array(4).fill(GONE(path)), ...ids(4, 7)]);
  });

  test('a copy of another log is none', async () => {
    const path = tempFile(lines(0, 3));
    writeFileSync(`${path}.1`, lines(900, 910));
    const log = await followed(path);
    await pause(30);
    truncateSync(path);
    appendFileSync(path, line(3));
    await log.until(4);
    expect(log.items).toEqual(['FILE_SHRANK', 'truncated audit.log', 'id-3']);
  });

  test('a writer that does not append leaves a hole, which is counted', async () => {
    const path = tempFile('');
    const fd = openSync(path, 'w');
    const log = await followed(path);
    writeSync(fd, lines(0, 3000));
    await log.until(3000);
    ftruncateSync(fd, 0);
    writeSync(fd, line(3000));
    await log.until(3001);
    writeSync(fd, line(3001));
    await log.until(3002);
    expect(log.items.slice(3000)).toEqual(['FILE_SHRANK', 'truncated audit.log', 'NUL_RUN', 'id-3000', 'id-3001']);
    expect(log.reread().slice(3000)).toEqual(ids(3000, 3002));
    closeSync(fd);
  });

  test('NULs at the end may be data that has not arrived', async () => {
    const path = tempFile(line(0));
    const log = await followed(path);
    const {size} = statSync(path);
    const fd = openSync(path, 'r+');
    ftruncateSync(fd, size + line(1).length);
    await pause(SOME_LOOKS);
    writeSync(fd, line(1), size);
    await log.until(2);
    expect(log.items).toEqual(['id-1']);
    closeSync(fd);
  });
});
