import {appendFileSync, renameSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {describe, expect, test} from 'vitest';
import {findInputs} from '../../src/ingest/find.ts';
import {openIn, restIn} from '../../src/ingest/seams.ts';
import {Followed} from './follow-helpers.ts';
import {eventNumber, readAll, tempDirectory, tempFile} from './helpers.ts';

const TIME = '2026-11-20T10:02:11.318300000Z';
const event = (n: number) => JSON.stringify(eventNumber(n));

type Cut = (text: string, stream?: string) => string[];

/** Lines of a container that writes `text`, cut into pieces of 300 characters. */
const CRI: Cut = (text, stream = 'stdout') => {
  const pieces = text.match(/.{1,300}/gs)!;
  return pieces.map((piece, i) => `${TIME} ${stream} ${i === pieces.length - 1 ? 'F' : 'P'} ${piece}\n`);
};
const DOCKER: Cut = (text, stream = 'stdout') =>
  `${text}\n`.match(/.{1,300}/gs)!.map(log => `${JSON.stringify({log, stream, time: TIME})}\n`);

type Files = Readonly<Record<string, string>>;

/** All that comes of the files, of which those whose names end in .gz are compressed. */
async function readFiles(files: Files, live = '0.log') {
  const directory = tempDirectory();
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(directory, name), name.endsWith('.gz') ? gzipSync(content) : content);
  }
  const {inputs} = await findInputs([join(directory, live)]);
  const all = await Promise.all(inputs.map(input => readAll(input, {blockSize: 700, streamBlockSize: 700})));
  for (const input of inputs) await input.close();
  return {
    ids: all.flatMap(({ids}) => ids).toSorted(),
    codes: all.flatMap(({codes}) => codes),
    places: all.flatMap(({blocks}) => blocks.map(({input}) => input.name.slice(directory.length + 1))),
  };
}

const OLD = '0.log.20261124-101112';
const OLDER = '0.log.20261124-091112';
const NAMES: readonly (readonly [claim: string, names: readonly string[], cut: Cut])[] = [
  ['CRI', ['0.log', OLD], CRI],
  ['CRI, the older compressed', ['0.log', `${OLD}.gz`], CRI],
  ['CRI, of three files', ['0.log', OLD, `${OLDER}.gz`], CRI],
  ['CRI, both older ones compressed', ['0.log', `${OLD}.gz`, `${OLDER}.gz`], CRI],
  ['Docker', ['x-json.log', 'x-json.log.1'], DOCKER],
  ['Docker, the older compressed', ['x-json.log', 'x-json.log.1.gz'], DOCKER],
];

describe('a line of a container in two files', () => {
  test.each(NAMES)('%s: wherever it was rotated, nothing is lost', async (_, names, cut) => {
    const lines = Array.from({length: 9}, (_, n) => cut(event(n))).flat();
    // Of each file there are at least two events.
    for (let shift = 0; shift < 4; shift++) {
      const size = Math.floor(lines.length / names.length);
      const cuts = names.map((_, i) => (i === 0 ? 0 : i * size + shift));
      const files = Object.fromEntries(
        [...names].reverse().map((name, i) => [name, lines.slice(cuts[i], cuts[i + 1] ?? lines.length).join('')]),
      );
      const {ids, codes} = await readFiles(files, names[0]);
      expect({shift, ids, codes}).toEqual({shift, ids: Array.from({length: 9}, (_, n) => `id-${n}`), codes: []});
    }
  });

  const [first, ...rest] = CRI(event(1));
  test.each<[claim: string, files: Files, ids: string[], codes: string[]]>([
    [
      'of another stream',
      {[OLD]: CRI(event(0)).join('') + first, '0.log': CRI(event(1), 'stderr').slice(1).join('')},
      ['id-0'],
      ['SPLIT_LINE', 'SPLIT_LINE'],
    ],
    [
      'after a line that ended',
      {[OLD]: CRI(event(0)).join(''), '0.log': rest.join('') + CRI(event(2)).join('')},
      ['id-0', 'id-2'],
      ['SPLIT_LINE'],
    ],
    [
      'after a compressed one that ended',
      {[`${OLD}.gz`]: CRI(event(0)).join(''), '0.log': rest.join('') + CRI(event(2)).join('')},
      ['id-0', 'id-2'],
      ['SPLIT_LINE'],
    ],
    [
      'with an event where the rest should be',
      {[OLD]: CRI(event(0)).join('') + first, '0.log': CRI(event(2)).join('')},
      ['id-0', 'id-2'],
      ['SPLIT_LINE'],
    ],
  ])('the rest %s is a problem', async (_, files, ids, codes) => {
    const found = await readFiles(files);
    expect([found.ids, found.codes]).toEqual([ids, codes]);
  });

  const long = CRI(JSON.stringify({...eventNumber(1), requestObject: 'x'.repeat(900)}));
  test.each<[claim: string, names: readonly string[]]>([
    ['three', [OLD, OLDER]],
    ['three, the oldest compressed', [OLD, `${OLDER}.gz`]],
    ['four', [OLD, OLDER, '0.log.20261124-081112']],
  ])('of %s files, of which some hold nothing but its middle', async (_, names) => {
    const [oldest, ...middles] = [...names].reverse();
    const end = long.length - 1;
    const at = (i: number) => 1 + Math.floor((i * (end - 1)) / middles.length);
    const {ids, codes, places} = await readFiles({
      [oldest!]: CRI(event(0)).join('') + long[0],
      ...Object.fromEntries(middles.map((name, i) => [name, long.slice(at(i), at(i + 1)).join('')])),
      '0.log': long[end]! + CRI(event(2)).join(''),
    });
    expect([ids, codes]).toEqual([['id-0', 'id-1', 'id-2'], []]);
    expect(new Set(places)).toEqual(new Set([oldest, '0.log']));
  });

  test('a middle whose line no older file begins is told of its own file', async () => {
    const {ids, codes, places} = await readFiles({
      [OLDER]: CRI(event(0)).join(''),
      [OLD]: rest.slice(0, 1).join(''),
      '0.log': rest.slice(1).join('') + CRI(event(2)).join(''),
    });
    expect([ids, codes]).toEqual([['id-0', 'id-2'], ['SPLIT_LINE']]);
    expect(places).toContain(OLD);
  });

  test('a rest that belongs to nothing is told of its own file', async () => {
    const {places} = await readFiles({[`${OLD}.gz`]: CRI(event(0)).join(''), '0.log': rest.join('')});
    expect(places).toEqual([`${OLD}.gz`, '0.log']);
  });
});

describe('a log of a container that is followed', () => {
  const lines = Array.from({length: 6}, (_, n) => CRI(event(n))).flat();

  test.each(lines.map((_, at) => at).slice(1, -1))('and rotated after its line %i: each event comes once', async at => {
    const path = tempFile(lines.slice(0, Math.min(at, 2)).join(''), '0.log');
    const log = await Followed.start(path, {pollMs: 3}, () => undefined);
    appendFileSync(path, lines.slice(Math.min(at, 2), at).join(''));
    await log.until(lines.slice(0, at).filter(line => line.includes(' F ')).length);
    renameSync(path, `${path}.20261124-101112`);
    writeFileSync(path, '');
    for (const line of lines.slice(at)) appendFileSync(path, line);
    await log.until(6);
    expect(log.items.filter(item => !item.startsWith('id-'))).toEqual(['rotated 0.log']);
    expect(log.ids).toEqual(Array.from({length: 6}, (_, n) => `id-${n}`));
    await log.stop();
  });

  test('and rotated twice within a line: the event comes once, and nothing is told', async () => {
    const [first, second, ...others] = CRI(event(1));
    const path = tempFile(CRI(event(0)).join(''), '0.log');
    const log = await Followed.start(path, {pollMs: 3}, () => undefined);
    appendFileSync(path, first!);
    renameSync(path, `${path}.20261124-091112`);
    writeFileSync(path, second!);
    renameSync(path, `${path}.20261124-101112`);
    writeFileSync(path, others.join('') + CRI(event(2)).join(''));
    await log.until(2);
    expect(log.items.filter(item => !item.startsWith('rotated'))).toEqual(['id-1', 'id-2']);
    await log.stop();
  });

  test('and does not go on: what was left open is a problem, and nothing else is lost', async () => {
    const path = tempFile(lines.slice(0, 2).join(''), '0.log');
    const log = await Followed.start(path, {pollMs: 3}, () => undefined);
    renameSync(path, `${path}.20261124-101112`);
    writeFileSync(path, CRI(event(7)).join(''));
    await log.until(1);
    expect(log.items).toEqual(['rotated 0.log', 'SPLIT_LINE', 'id-7']);
    await log.stop();
  });
});

describe('lines that are left open', () => {
  const bytes = (...lines: string[]) => Buffer.from(lines.join(''));
  const [first, second, last] = CRI(event(1).repeat(2).slice(0, 800));
  test.each<[claim: string, bytes: Buffer, start: number | undefined]>([
    ['none', bytes(first!, second!, last!), undefined],
    ['two', bytes(last!, first!, second!), last!.length],
    ['from the beginning of an event on', bytes(first!, first!, second!), first!.length],
    ['not after a line without its end', bytes(first!, 'x'), undefined],
    ['nothing', bytes(), undefined],
  ])('%s', (_, bytes, start) => {
    expect(openIn(bytes)?.start).toBe(start);
  });

  test.each<[claim: string, bytes: Buffer, length: number | undefined]>([
    ['up to the last piece', bytes(second!, last!, first!), second!.length + last!.length],
    ['no event', bytes(first!, second!, last!), undefined],
    ['without a last piece', bytes(second!), undefined],
    ['another stream between', bytes(second!, CRI('x', 'stderr')[0]!, last!), undefined],
  ])('what ends them: %s', (_, bytes, length) => {
    expect(restIn(bytes)?.length).toBe(length);
  });
});
