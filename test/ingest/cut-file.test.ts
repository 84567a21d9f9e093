import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import fc from 'fast-check';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {type CutSizes, cutFile} from '../../src/ingest/cut-file.ts';
import {HeldFile} from '../../src/ingest/held-file.ts';
import {fileInput} from '../../src/ingest/input.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-tui-cut-'));
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

/** The texts of the blocks, newest first, and where a rest begins, if there is one. */
async function cuts(text: string, sizes: CutSizes) {
  const path = join(folder, 'audit.log');
  writeFileSync(path, text);
  const file = await HeldFile.open(path);
  const input = fileInput(file, {name: path, kind: 'plain', set: path});
  if (input.bytes.from !== 'file') throw new Error('it is a file');
  const blocks: string[] = [];
  let rest: number | undefined;
  for await (const cut of cutFile(input, input.bytes, sizes)) {
    if ('rest' in cut) rest = cut.rest.end;
    else blocks.push(text.slice(cut.block.start, cut.block.start + cut.block.length));
  }
  file.close();
  return {blocks, rest};
}

const line = (length: number): string => `{"kind":"Event","x":"${'x'.repeat(length)}"}\n`;

test('blocks are whole lines, and together the file, however long its lines are', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof({weight: 5, arbitrary: fc.nat(60)}, fc.nat(3000)), {minLength: 1, maxLength: 40}),
      fc.integer({min: 20, max: 200}),
      async (lengths, first) => {
        const text = lengths.map(line).join('');
        const {blocks, rest} = await cuts(text, {first, others: first * 4});
        expect(rest).toBeUndefined();
        expect(blocks.toReversed().join('')).toBe(text);
        for (const block of blocks) expect(block).toMatch(/^\{"kind"[\s\S]*\n$/);
      },
    ),
    {numRuns: 60},
  );
});

test('after a line that is longer than a block the others have their sizes again', async () => {
  const text = line(40).repeat(100) + line(5000);
  const {blocks} = await cuts(text, {first: 256, others: 512});
  expect(blocks[0]!.endsWith(line(5000))).toBe(true);
  expect(blocks[0]!.length).toBeLessThan(10_100);
  expect(Math.max(...blocks.slice(1).map(block => block.length))).toBeLessThanOrEqual(512);
});

test('what is not made of lines is left whole to the reader', async () => {
  const text = `{\n  "kind": "Event"\n}\n`;
  expect(await cuts(text, {first: 64, others: 64})).toEqual({blocks: [], rest: text.length});
});
