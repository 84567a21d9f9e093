import {
  appendFileSync,
  ftruncateSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {readInput} from '../../src/ingest/read.ts';
import {runs} from '../support/runs.ts';
import {eventLines, eventNumber, readAll, readPath, tempFile, withInput} from './helpers.ts';

const SIZES = [1, 2, 3, 5, 7, 16, 33, 64, 100, 999, 1000, 1001, 4096, 1 << 20];

const ids = (count: number) => Array.from({length: count}, (_, n) => `id-${n}`);

describe('blocks of a plain file', () => {
  const small = 'one\n\ntwo two\r\nthree';

  test.each(Array.from({length: small.length + 2}, (_, i) => i + 1))(
    'of %i bytes are whole lines and the whole file',
    async blockSize => {
      const path = tempFile(small);
      const {bytes, blocks, records} = await readPath(path, {blockSize});
      expect(bytes.toString()).toBe(small);
      expect(records).toEqual(['one\n', '\n', 'two two\r\n', 'three']);
      expect(blocks.slice(0, -1).every(({start, length}) => small[start + length - 1] === '\n')).toBe(true);
    },
  );

  test('any file, any block size: the blocks are the file, cut after newlines, newest first', async () => {
    const content = fc
      .array(fc.constantFrom('\n', 'a', '{"x":1}', 'é', '\r\n', '  '), {maxLength: 60})
      .map(parts => parts.join(''));
    await fc.assert(
      fc.asyncProperty(content, fc.integer({min: 1, max: 40}), async (content, blockSize) => {
        const path = tempFile(content);
        const {bytes, blocks, starts, consumed} = await readPath(path, {blockSize});
        expect(bytes.toString()).toBe(content);
        expect(starts).toEqual([...starts].sort((a, b) => b - a));
        expect(consumed.at(-1) ?? 0).toBe(Buffer.byteLength(content));
        const before = blocks.slice(1).map(({start}) => bytes[start - 1]);
        expect(before.every(byte => byte === 0x0a)).toBe(true);
      }),
      {numRuns: runs(120)},
    );
  });

  test.each(SIZES)('of %i bytes can be read again, whole and in part', async blockSize => {
    const content = eventLines(5);
    await withInput(tempFile(content), async input => {
      const {blocks} = await readAll(input, {blockSize});
      for (const block of blocks) {
        expect(Buffer.from(block.read()).toString()).toBe(content.slice(block.start, block.start + block.length));
        expect(Buffer.from(block.read(3, 9)).toString()).toBe(content.slice(block.start + 3, block.start + 9));
        expect(block.held).toBe(0);
      }
    });
  });

  test.each<[what: string, content: string]>([
    ['one event a line', eventLines(6)],
    ['no newline at the end', eventLines(6).trimEnd()],
    ['CRLF', eventLines(6).replaceAll('\n', '\r\n')],
    ['a byte order mark', `\uFEFF${eventLines(6)}`],
    ['a byte order mark and CRLF', `\uFEFF${eventLines(6).replaceAll('\n', '\r\n')}`],
    ['blank lines', eventLines(6).replaceAll('\n', '\n\n \n')],
    [
      'jq .',
      eventLines(6)
        .trimEnd()
        .split('\n')
        .map(line => `${JSON.stringify(JSON.parse(line), null, 2)}\n`)
        .join(''),
    ],
    [
      'jq --tab . after a byte order mark',
      `\uFEFF${eventLines(6)
        .trimEnd()
        .split('\n')
        .map(line => `${JSON.stringify(JSON.parse(line), null, '\t')}\n`)
        .join('')}`,
    ],
    [
      'jq -s .',
      JSON.stringify(
        eventLines(6)
          .trimEnd()
          .split('\n')
          .map(line => JSON.parse(line)),
        null,
        2,
      ),
    ],
    ['an array, one element a line', `[\n${eventLines(6).trimEnd().replaceAll('\n', ',\n')}\n]\n`],
    [
      'an EventList, one item a line',
      `{"kind":"EventList","items":[\n${eventLines(6).trimEnd().replaceAll('\n', ',\n')}\n]}\n`,
    ],
    [
      'an array without indentation',
      `[\n${JSON.stringify(
        eventLines(6)
          .trimEnd()
          .split('\n')
          .map(line => JSON.parse(line)),
        null,
        1,
      ).replaceAll(/\n\s+/g, '\n')}\n]`,
    ],
  ])('%s: every event is read at any block size', async (_what, content) => {
    const path = tempFile(content);
    for (const blockSize of SIZES) {
      const {ids: found, codes} = await readPath(path, {blockSize});
      expect({found, codes}).toEqual({found: ids(6), codes: []});
    }
  });

  test('a file that looks like one value without indentation, but is not, is read line by line', async () => {
    const path = tempFile(`{"kind":"EventList","items":[\n${eventLines(3)}`);
    const {ids: found, codes} = await readPath(path);
    expect({found, codes}).toEqual({found: ids(3), codes: ['PARTIAL_LINE']});
  });
});

describe('holes', () => {
  const hole = '\0'.repeat(1000);
  test.each<[what: string, content: string, count: number]>([
    ['at the beginning, in the line of the first event', hole + eventLines(4), 1],
    ['at the beginning, on a line of its own', `${hole}\n${eventLines(4)}`, 1],
    ['between two lines', `${eventLines(2)}${hole}${eventLines(4).split('\n').slice(2).join('\n')}`, 1],
    ['at the end', eventLines(4) + hole, 1],
    ['twice', `${hole}${eventLines(2)}${hole}${eventLines(4).split('\n').slice(2).join('\n')}`, 2],
  ])('%s: counted once a run, and nothing is lost, at any block size', async (_what, content, count) => {
    const path = tempFile(content);
    for (const blockSize of SIZES) {
      const {ids: found, codes} = await readPath(path, {blockSize});
      expect({found, codes}).toEqual({found: ids(4), codes: Array(count).fill('NUL_RUN')});
    }
  });
});

describe('long lines', () => {
  const long = JSON.stringify(eventNumber(1, {userAgent: 'x'.repeat(5000)}));
  const content = `${JSON.stringify(eventNumber(0))}\n${long}\n${JSON.stringify(eventNumber(2))}\n`;

  test.each(SIZES)('a line longer than a block of %i bytes is whole', async blockSize => {
    const {ids: found, codes} = await readPath(tempFile(content), {blockSize});
    expect({found, codes}).toEqual({found: ids(3), codes: []});
  });

  test.each([1, 10, 100, 1000, 2000])(
    'above the limit it is a problem with its place, in blocks of %i bytes',
    async blockSize => {
      const path = tempFile(content);
      const {ids: found, problems} = await readPath(path, {blockSize, longestLine: 2000});
      const offset = content.indexOf('\n') + 1;
      expect(found).toEqual(['id-0', 'id-2']);
      expect(problems).toEqual([
        {
          code: 'LINE_TOO_LONG',
          reason: `a line of ${(long.length + 1).toLocaleString('en-US')} bytes at byte ${offset} of ${path}, skipped`,
          at: {file: path, offset},
        },
      ]);
    },
  );

  test.each([1, 64, 4096])('alone in the file, in blocks of %i bytes', async blockSize => {
    const {ids: found, problems} = await readPath(tempFile(long), {blockSize, longestLine: 2000});
    expect(found).toEqual([]);
    expect(problems.map(({code, at}) => [code, at.offset])).toEqual([['LINE_TOO_LONG', 0]]);
  });
});

describe('a file that changes', () => {
  test('what is appended after it was opened is not read', async () => {
    const path = tempFile(eventLines(3));
    await withInput(path, async input => {
      appendFileSync(path, eventLines(2));
      const found: string[] = [];
      for await (const item of readInput(input, {blockSize: 300})) {
        appendFileSync(path, eventLines(1));
        if ('block' in item) found.push(String(item.block.start));
      }
      expect(input.size).toBe(eventLines(3).length);
      expect((await readAll(input)).ids).toEqual(ids(3));
      expect(found.length).toBeGreaterThan(0);
    });
  });

  test('renamed, replaced or removed after it was opened, it is still read', async () => {
    const path = tempFile(eventLines(3));
    await withInput(path, async input => {
      renameSync(path, `${path}.1`);
      writeFileSync(path, 'another file\n');
      rmSync(`${path}.1`);
      const {ids: found, blocks} = await readAll(input, {blockSize: 300});
      expect(found).toEqual(ids(3));
      expect(Buffer.from(blocks[0]!.read()).toString()).toContain('id-0');
    });
  });

  test('truncated while it is read: one problem, and what is left is read', async () => {
    const path = tempFile(eventLines(30));
    const line = eventLines(1).length;
    await withInput(path, async input => {
      const codes: string[] = [];
      let truncated = false;
      for await (const item of readInput(input, {blockSize: 2 * line})) {
        if ('problem' in item) codes.push(item.problem.code);
        if (!truncated) truncateSync(path, 5 * line);
        truncated = true;
      }
      expect(codes).toEqual(['FILE_SHRANK']);
      expect((await readAll(input)).ids).toEqual(ids(5));
    });
  });

  test('truncated after it was read: reading a block again throws one sentence', async () => {
    const path = tempFile(eventLines(3));
    await withInput(path, async input => {
      const {blocks} = await readAll(input);
      ftruncateSync(openSync(path, 'r+'), 10);
      expect(() => blocks[0]!.read()).toThrow(
        `${path} is shorter than it was: it was truncated after it was opened. Open it again.`,
      );
    });
  });

  test('closed: reading a block again throws one sentence, and reading the input is a problem', async () => {
    const path = tempFile(eventLines(3));
    const {blocks, codes} = await withInput(path, async input => {
      const {blocks} = await readAll(input);
      await input.close();
      await input.close();
      return {blocks, codes: (await readAll(input)).codes};
    });
    expect(() => blocks[0]!.read()).toThrow(`${path} can no longer be read (EBADF).`);
    expect(codes).toEqual(['READ_FAILED']);
  });
});

test('a signal ends reading', async () => {
  const path = tempFile(eventLines(50));
  await withInput(path, async input => {
    const stop = new AbortController();
    let chunks = 0;
    for await (const _ of readInput(input, {blockSize: 1000, signal: stop.signal})) {
      if (++chunks === 2) stop.abort();
    }
    expect(chunks).toBe(2);
  });
});

test('an empty file has no blocks', async () => {
  const path = tempFile('');
  expect(statSync(path).size).toBe(0);
  expect((await readPath(path)).blocks).toEqual([]);
});
