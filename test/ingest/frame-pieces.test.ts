import {gzipSync} from 'node:zlib';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {PATIENCE} from '../../src/ingest/frame-pieces.ts';
import {firstCut, lastCut, nextRecordEnd} from '../../src/ingest/lines.ts';
import {readRecord} from '../../src/ingest/record.ts';
import {exactText} from '../support/record.ts';
import {eventNumber, readPath, tempFile} from './helpers.ts';

const json = JSON.stringify;
const TIME = '2026-11-20T10:02:11.318300000Z';

const cri = (stream: string, tag: 'P' | 'F', content: string) => `${TIME} ${stream} ${tag} ${content}\n`;
const docker = (stream: string, log: string) => `${json({log, stream, time: TIME})}\n`;

/** As a runtime that cuts after `size` characters logs `line`. */
function criLines(line: string, size: number, stream = 'stdout'): string[] {
  const pieces = line.match(new RegExp(`.{1,${size}}`, 'gs'))!;
  return pieces.map((piece, i) => cri(stream, i === pieces.length - 1 ? 'F' : 'P', piece));
}

const dockerLines = (line: string, size: number, stream = 'stdout'): string[] =>
  `${line}\n`.match(new RegExp(`.{1,${size}}`, 'gs'))!.map(piece => docker(stream, piece));

const event = (n: number, more: object = {}) => json(eventNumber(n, {userAgent: 'é "x\\n', ...more}));
const klog = 'I1023 23:50:38.116061       1 a.go:2] x';

const split = (text: string): string[] => {
  const bytes = Buffer.from(text);
  const records: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = nextRecordEnd(bytes, at, 'pieces');
    records.push(bytes.toString('utf8', at, end));
    at = end;
  }
  return records;
};

const read = (text: string) => {
  const contents = split(text).map(record => ({...readRecord(record), record}));
  return {
    ids: contents.flatMap(({items}) => items.map(({auditID}) => auditID)),
    codes: contents.flatMap(({problems}) => problems.map(({code}) => code)),
    texts: contents.flatMap(({record, items}) => items.map((_, i) => exactText(record, i))),
    forms: contents.map(({form}) => form),
  };
};

describe.each([
  ['containerd', criLines, (content: string) => cri('stderr', 'F', content), 'CRI'],
  ['Docker', dockerLines, (content: string) => docker('stderr', `${content}\n`), 'docker'],
] as const)('pieces of %s', (_name, linesOf, stderr, form) => {
  test.each([40, 100, 333, 100_000])('of %i characters are joined to the event as it was logged', size => {
    const found = read([...linesOf(event(0), size), ...linesOf(event(1), size)].join(''));
    expect(found).toEqual({ids: ['id-0', 'id-1'], codes: [], texts: [event(0), event(1)], forms: [form, form]});
  });

  test('with lines of the other stream between them: nothing is lost', () => {
    const [first, ...others] = linesOf(event(0), 300);
    const found = read([first, stderr(klog), others.join(''), stderr(klog), ...linesOf(event(1), 300)].join(''));
    expect(found.ids).toEqual(['id-0', 'id-1']);
    expect(found.codes).toEqual(['KLOG_LINE', 'KLOG_LINE']);
    expect(found.texts).toEqual([event(0), event(1)]);
  });

  test('of both streams at once', () => {
    const [a, b] = [linesOf(event(0), 300), linesOf(event(1), 200, 'stderr')];
    const mixed = Array.from({length: Math.max(a.length, b.length)}, (_, i) => (a[i] ?? '') + (b[i] ?? ''));
    expect(read(mixed.join('')).ids.sort()).toEqual(['id-0', 'id-1']);
  });

  test('the last one missing at the end: one problem', () => {
    const text = [...linesOf(event(0), 300), ...linesOf(event(1), 300).slice(0, -1)].join('');
    expect(read(text)).toMatchObject({ids: ['id-0'], codes: ['SPLIT_LINE']});
  });

  test('the last one missing before another event: one problem, and that one is read', () => {
    const text = [...linesOf(event(0), 300).slice(0, -1), ...linesOf(event(1), 300), ...linesOf(event(2), 9999)].join(
      '',
    );
    expect(read(text)).toMatchObject({ids: ['id-1', 'id-2'], codes: ['SPLIT_LINE']});
  });

  test('the last one missing before another event, a line of the other stream open: the same', () => {
    const open = linesOf(event(3), 300, 'stderr');
    const broken = linesOf(event(0), 300).slice(0, -1);
    const text = [open[0], ...broken, ...linesOf(event(1), 300), ...open.slice(1)].join('');
    expect(read(text)).toMatchObject({ids: ['id-1', 'id-3'], codes: ['SPLIT_LINE']});
  });

  test('the first one missing, as after rotation: problems for what is left, and the next is read', () => {
    const text = [linesOf(event(0), 400).at(-1), ...linesOf(event(1), 300)].join('');
    expect(read(text)).toMatchObject({ids: ['id-1'], codes: ['SPLIT_LINE']});
  });

  test('a last one that never comes does not keep the record open', () => {
    const records = split(linesOf(event(0), 300)[0]! + stderr(klog).repeat(3 * PATIENCE));
    expect(records).toHaveLength(1 + 2 * PATIENCE);
  });

  test('with CRLF', () => {
    const text = [...linesOf(event(0), 300), ...linesOf(event(1), 300)].join('').replaceAll('\n', '\r\n');
    expect(read(text)).toMatchObject({ids: ['id-0', 'id-1'], codes: [], texts: [event(0), event(1)]});
  });

  test('a backslash before an n at the end of a piece ends no line', () => {
    const line = event(0, {requestURI: '/a\\n'});
    for (let size = 100; size < line.length; size++) {
      expect(read(linesOf(line, size).join(''))).toMatchObject({ids: ['id-0'], codes: [], texts: [line]});
    }
  });

  test.each([1, 50, 400, 1000, 1 << 20])(
    'read from the end in blocks of %i bytes: the same, and again',
    async blockSize => {
      const lines = Array.from({length: 60}, (_, n) => [...linesOf(event(n), 300), stderr(klog)]).flat();
      const content = `\uFEFF${lines.join('')}`;
      const path = tempFile(content);
      for (const name of [path, tempFile(gzipSync(content), 'a.gz')]) {
        const {ids, codes, blocks} = await readPath(name, {blockSize, streamBlockSize: blockSize});
        expect(ids).toEqual(Array.from({length: 60}, (_, n) => `id-${n}`));
        expect(codes).toEqual(Array(60).fill('KLOG_LINE'));
        if (blockSize === 400) expect(blocks.length).toBeGreaterThan(name === path ? 1 : 20);
        for (const block of name === path ? blocks : []) expect(block.framing).toBe('pieces');
      }
    },
  );
});

describe('cuts', () => {
  const line = fc.constantFrom(
    cri('stdout', 'P', event(0).slice(0, 60)),
    cri('stdout', 'P', 'x'),
    cri('stdout', 'F', 'x'),
    cri('stdout', 'F', event(0)),
    cri('stderr', 'P', 'x'),
    cri('stderr', 'F', klog),
    docker('stdout', 'x'),
    docker('stdout', 'x\n'),
    docker('stdout', event(1).slice(0, 60)),
    `${event(2)}\n`,
    '\n',
  );
  const text = fc
    .tuple(fc.array(line, {maxLength: 12}), fc.nat({max: 2 * PATIENCE}), fc.array(line, {maxLength: 12}))
    .map(([before, count, after]) => [...before, cri('stderr', 'F', 'y').repeat(count), ...after].join(''));

  test('a cut from either end is where a record ends, wherever the text is cut before', () => {
    fc.assert(
      fc.property(text, fc.nat(), (text, at) => {
        const bytes = Buffer.from(text);
        const ends = new Set<number>();
        for (let end = 0; end < bytes.length; ends.add(end)) end = nextRecordEnd(bytes, end, 'pieces');
        const last = lastCut(bytes, 'pieces');
        if (last !== -1) expect(ends).toContain(last);
        const from = at % (bytes.length + 1);
        const first = firstCut(bytes.subarray(from), 'pieces');
        // A record that ends with the text may also end before it, when something else is written after it.
        if (first !== -1 && from + first < bytes.length) expect(ends).toContain(from + first);
      }),
      {numRuns: 1000},
    );
  });

  test('in a log without pieces there is a cut soon', () => {
    const bytes = Buffer.from(cri('stdout', 'F', event(0)).repeat(1000));
    expect(firstCut(bytes, 'pieces')).toBeLessThanOrEqual((PATIENCE + 2) * cri('stdout', 'F', event(0)).length * 2);
    expect(lastCut(bytes, 'pieces')).toBe(bytes.length);
  });
});
