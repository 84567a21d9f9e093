import {renameSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {findInputs} from '../../src/ingest/find.ts';
import {HeldFile, heldCount, limitHeld, MOST_HELD} from '../../src/ingest/held-file.ts';
import {eventLines, readAll, tempDirectory} from './helpers.ts';

const open: HeldFile[] = [];
afterEach(() => {
  limitHeld(MOST_HELD);
  for (const file of open.splice(0)) file.close();
});

async function filesOf(count: number): Promise<{directory: string; files: HeldFile[]}> {
  const directory = tempDirectory();
  const files: HeldFile[] = [];
  for (let n = 0; n < count; n++) {
    writeFileSync(join(directory, `${n}.log`), `content ${n}`);
    files.push(await HeldFile.open(join(directory, `${n}.log`)));
  }
  open.push(...files);
  return {directory, files};
}

function contentOf(file: HeldFile): string {
  const bytes = Buffer.alloc(9);
  return bytes.toString('utf8', 0, file.readSync(bytes, 0));
}

test('no more descriptors are held than allowed, and every file can be read all the same', async () => {
  limitHeld(3);
  const before = heldCount();
  const {files} = await filesOf(10);
  expect(heldCount() - before).toBeLessThanOrEqual(3);
  for (let round = 0; round < 2; round++) expect(files.map(contentOf)).toEqual(files.map((_, n) => `content ${n}`));
  expect(heldCount() - before).toBeLessThanOrEqual(3);
});

test('one that was renamed is found again', async () => {
  limitHeld(1);
  const {directory, files} = await filesOf(2);
  contentOf(files[1]!);
  renameSync(join(directory, '0.log'), join(directory, 'moved.log'));
  writeFileSync(join(directory, '0.log'), 'something else');
  expect(contentOf(files[0]!)).toBe('content 0');
});

test('another file under the name of one that is gone is not read', async () => {
  limitHeld(1);
  const {directory, files} = await filesOf(3);
  contentOf(files[2]!);
  // The number of a removed file may be taken at once by the next one.
  writeFileSync(join(directory, 'next'), 'something else');
  rmSync(join(directory, '0.log'));
  renameSync(join(directory, 'next'), join(directory, '0.log'));
  expect(() => contentOf(files[0]!)).toThrow('ENOENT');
});

test('one that is in use is not closed', async () => {
  limitHeld(1);
  const {files} = await filesOf(2);
  const fd = files[0]!.pin();
  contentOf(files[1]!);
  expect(files[0]!.pin()).toBe(fd);
  files[0]!.unpin();
  files[0]!.close();
  expect(contentOf(files[1]!)).toBe('content 1');
  files[0]!.unpin();
  expect(() => contentOf(files[0]!)).toThrow('EBADF');
});

test('a set of more files than descriptors is read whole, and blocks of all of it can be read again', async () => {
  limitHeld(4);
  const directory = tempDirectory();
  for (let n = 0; n < 20; n++) writeFileSync(join(directory, n === 0 ? 'audit.log' : `audit.log.${n}`), eventLines(2));
  const {inputs} = await findInputs([join(directory, 'audit.log')]);
  expect(inputs).toHaveLength(20);
  const all = [];
  for (const input of inputs) all.push(await readAll(input));
  expect(all.flatMap(({events}) => events)).toHaveLength(40);
  for (const {blocks, bytes} of all) expect(Buffer.from(blocks[0]!.read()).equals(bytes)).toBe(true);
  for (const input of inputs) await input.close();
});
