import {PassThrough, Readable} from 'node:stream';
import {constants, gunzipSync, gzipSync} from 'node:zlib';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {streamInput} from '../../src/ingest/input.ts';
import {readInput} from '../../src/ingest/read.ts';
import {runs} from '../support/runs.ts';
import {eventLines, eventNumber, readAll, readPath, tempFile, withInput} from './helpers.ts';

const ids = (count: number) => Array.from({length: count}, (_, n) => `id-${n}`);
const pretty = (lines: string) =>
  lines
    .trimEnd()
    .split('\n')
    .map(line => `${JSON.stringify(JSON.parse(line), null, 2)}\n`)
    .join('');
const input = (...pieces: (string | Buffer)[]) =>
  streamInput('(standard input)', Readable.from(pieces, {objectMode: true}));

describe('gzip', () => {
  const lines = eventLines(40);

  test.each<[what: string, content: Buffer]>([
    ['one member', gzipSync(lines)],
    ['members of their own lines', Buffer.concat(lines.match(/[^\n]*\n/g)!.map(line => gzipSync(line)))],
    [
      'members that end in the middle of lines',
      Buffer.concat(lines.match(/[\s\S]{1,1000}/g)!.map(part => gzipSync(part))),
    ],
    ['zeros after it, as tar and tapes leave them', Buffer.concat([gzipSync(lines), Buffer.alloc(512)])],
    ['a byte order mark', gzipSync(`\uFEFF${lines}`)],
    ['an empty member', Buffer.concat([gzipSync(''), gzipSync(lines)])],
  ])('%s', async (_what, content) => {
    for (const streamBlockSize of [1, 1000, 5000, 1 << 20]) {
      const {ids: found, codes, blocks, consumed} = await readPath(tempFile(content, 'a.log'), {streamBlockSize});
      expect({found, codes}).toEqual({found: ids(40), codes: []});
      expect(blocks.every(block => Buffer.from(block.read(0, 6)).toString() === '{"kind')).toBe(true);
      expect(consumed.at(-1)).toBeLessThanOrEqual(content.length);
    }
  });

  test('blocks unpack to what was read, in any order', async () => {
    await withInput(tempFile(gzipSync(lines)), async input => {
      const {blocks, bytes} = await readAll(input, {streamBlockSize: 3000});
      expect(bytes.toString()).toBe(lines);
      expect(blocks.length).toBeGreaterThan(3);
      for (const block of [...blocks].reverse()) {
        expect(Buffer.from(block.read()).toString()).toBe(lines.slice(block.start, block.start + block.length));
        expect(Buffer.from(block.read(2, 20)).toString()).toBe(lines.slice(block.start + 2, block.start + 20));
        expect(block.held).toBeGreaterThan(0);
        expect(block.held).toBeLessThan(block.length);
      }
    });
  });

  test('truncated anywhere, every line that can be unpacked is read, and it is one problem', async () => {
    const content = Buffer.concat(
      eventLines(30)
        .match(/[\s\S]{1,4000}/g)!
        .map(part => gzipSync(part)),
    );
    for (let length = 64; length < content.length; length += 64) {
      const path = tempFile(content.subarray(0, length));
      const whole = gunzipSync(content.subarray(0, length), {finishFlush: constants.Z_SYNC_FLUSH}).toString();
      const {bytes, problems, ids: found} = await readPath(path);
      expect(bytes.toString()).toBe(whole);
      expect(problems.map(({code}) => code)).toEqual(['TRUNCATED_GZIP']);
      expect(found).toEqual(ids(whole.split('\n').length - 1));
    }
  });

  test.each<[what: string, damage: (content: Buffer) => Buffer]>([
    ['text after it', content => Buffer.concat([content, Buffer.from('garbage')])],
    ['a bad checksum', content => Buffer.concat([content.subarray(0, -8), Buffer.alloc(8, 1)])],
    ['half a header after it', content => Buffer.concat([content, Buffer.from([0x1f, 0x8b, 8])])],
  ])('%s: every line is read, and it is one problem', async (_what, damage) => {
    const {ids: found, problems} = await readPath(tempFile(damage(gzipSync(lines))));
    expect(found).toEqual(ids(40));
    expect(problems.map(({code}) => code)).toEqual([expect.stringMatching(/^(BAD|TRUNCATED)_GZIP$/)]);
  });

  test('damaged in a later member, every line of the members before is read', async () => {
    const first = gzipSync(lines);
    const second = gzipSync(lines);
    second.fill(0xff, 30, 40);
    const path = tempFile(Buffer.concat([first, second]));
    const {ids: found, problems} = await readPath(path);
    expect(found.slice(0, 40)).toEqual(ids(40));
    expect(problems.map(({code, reason}) => [code, reason])).toEqual([
      ['BAD_GZIP', expect.stringContaining(`${path} is damaged, or no longer gzip, after `)],
    ]);
  });

  test('only the two magic bytes', async () => {
    const {blocks, problems} = await readPath(tempFile(Buffer.from([0x1f, 0x8b])));
    expect(blocks).toEqual([]);
    expect(problems.map(({code}) => code)).toEqual(['TRUNCATED_GZIP']);
  });
});

describe('a stream', () => {
  test('however it arrives, the blocks are the content, cut after newlines', async () => {
    const content = fc
      .array(fc.constantFrom('\n', 'a', 'é', '{"x":1}\n', '\r\n'), {maxLength: 50})
      .map(parts => Buffer.from(parts.join('')));
    await fc.assert(
      fc.asyncProperty(
        content,
        fc.integer({min: 1, max: 9}),
        fc.integer({min: 1, max: 30}),
        async (content, piece, streamBlockSize) => {
          const pieces: Buffer[] = [];
          for (let at = 0; at < content.length; at += piece) pieces.push(content.subarray(at, at + piece));
          const {bytes, blocks} = await readAll(input(...pieces), {streamBlockSize});
          expect(bytes.toString()).toBe(content.toString());
          expect(blocks.slice(1).every(({start}) => bytes[start - 1] === 0x0a)).toBe(true);
        },
      ),
      {numRuns: runs(120)},
    );
  });

  test.each<[what: string, content: string | Buffer]>([
    ['lines', eventLines(200)],
    ['documents', pretty(eventLines(200))],
    ['an array without indentation', `[\n${eventLines(200).trimEnd().replaceAll('\n', ',\n')}\n]\n`],
    ['gzip', gzipSync(eventLines(200))],
  ])('%s', async (_what, content) => {
    const bytes = Buffer.from(content);
    const pieces = Array.from({length: Math.ceil(bytes.length / 777)}, (_, i) =>
      bytes.subarray(777 * i, 777 * (i + 1)),
    );
    for (const streamBlockSize of [1, 10_000, 1 << 20]) {
      const {ids: found, codes} = await readAll(input(...pieces), {streamBlockSize});
      expect({found, codes}).toEqual({found: ids(200), codes: []});
    }
  });

  test.each<[what: string, first: string, rest: string]>([
    ['lines', eventLines(2), eventLines(3).split('\n').slice(2).join('\n')],
    ['documents', `${pretty(eventLines(2)).repeat(60)}`, pretty(eventLines(1))],
  ])('that pauses gives the whole records it has: %s', async (_what, first, rest) => {
    const stream = new PassThrough();
    const reading = readInput(streamInput('x', stream))[Symbol.asyncIterator]();
    stream.write(first + rest.slice(0, 50));
    const chunk = (await reading.next()).value;
    expect(Buffer.from(chunk.bytes).toString()).toBe(first);
    stream.end(rest.slice(50));
    expect(Buffer.from((await reading.next()).value.bytes).toString()).toBe(rest);
    expect((await reading.next()).done).toBe(true);
  });

  test('that never ends is left when the signal says so', async () => {
    const stop = new AbortController();
    const stream = new PassThrough();
    stream.write(eventLines(2));
    const codes: string[] = [];
    for await (const item of readInput(streamInput('x', stream), {signal: stop.signal})) {
      codes.push('problem' in item ? item.problem.code : 'chunk');
      setTimeout(() => stop.abort(), 10);
    }
    expect(codes).toEqual(['chunk']);
    stream.destroy();
  });

  test('that fails keeps what came before', async () => {
    const failing = Readable.from(
      (function* () {
        yield Buffer.from(eventLines(2));
        throw Object.assign(new Error('i/o error'), {code: 'EIO'});
      })(),
    );
    const {ids: found, problems} = await readAll(streamInput('x', failing));
    expect(found).toEqual(ids(2));
    expect(problems).toEqual([
      {code: 'READ_FAILED', reason: 'x cannot be read on (EIO).', at: {file: 'x', offset: eventLines(2).length}},
    ]);
  });

  const hole = '\0'.repeat(200_000);
  const cri = eventLines(4, {userAgent: 'x'.repeat(400)})
    .match(/.{1,300}\n?/g)!
    .map(piece => `2026-11-20T10:02:11.1Z stdout ${piece.endsWith('\n') ? 'F' : 'P'} ${piece.trimEnd()}\n`)
    .join('');
  test.each<[what: string, content: string]>([
    ['before lines', hole + eventLines(4)],
    ['before documents', hole + pretty(eventLines(4))],
    ['before pieces of lines', hole + cri],
    ['that is short, before pieces of lines', `\0\0${cri}`],
    ['between lines', `${eventLines(2)}${hole}${eventLines(4).split('\n').slice(2).join('\n')}`],
    ['at the end', eventLines(4) + hole],
    ['before a byte order mark', `${hole}\uFEFF${eventLines(4)}`],
  ])('a hole %s, longer than any line may be, is one problem', async (_what, content) => {
    const bytes = Buffer.from(content);
    for (const size of [777, 70_000, 1 << 20]) {
      const pieces = Array.from({length: Math.ceil(bytes.length / size)}, (_, i) =>
        bytes.subarray(size * i, size * (i + 1)),
      );
      const {ids: found, codes} = await readAll(input(...pieces), {streamBlockSize: 700, longestLine: 5000});
      expect({size, found, codes}).toEqual({size, found: ids(4), codes: ['NUL_RUN']});
    }
  });

  test('a line above the limit is a problem with its place, and the others are read', async () => {
    const long = JSON.stringify(eventNumber(1, {userAgent: 'x'.repeat(9000)}));
    const content = Buffer.from(`${JSON.stringify(eventNumber(0))}\n${long}\n${JSON.stringify(eventNumber(2))}\n`);
    const pieces = Array.from({length: Math.ceil(content.length / 500)}, (_, i) =>
      content.subarray(500 * i, 500 * (i + 1)),
    );
    const {ids: found, problems} = await readAll(input(...pieces), {streamBlockSize: 700, longestLine: 2000});
    const offset = content.indexOf('\n') + 1;
    expect(found).toEqual(['id-0', 'id-2']);
    expect(problems.map(({code, at, reason}) => [code, at.offset, reason])).toEqual([
      [
        'LINE_TOO_LONG',
        offset,
        `a line of ${(long.length + 1).toLocaleString('en-US')} bytes at byte ${offset} of (standard input), skipped`,
      ],
    ]);
  });
});
