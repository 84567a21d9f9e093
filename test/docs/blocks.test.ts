// Tables in the docs are those of the code, and no table is left out of the docs.
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {BLOCKS, blockNames, filled, pages, pageText, ROOT, WHOLE} from '../../scripts/docs/blocks.ts';
import {ROOMS} from '../../scripts/docs/rooms.ts';

describe('generated tables', () => {
  test.each(pages().map(page => [page]))('%s is up to date (npm run docs)', page => {
    expect(pageText(page)).toBe(filled(pageText(page)));
  });

  test.each(Object.entries(WHOLE))('%s is up to date (npm run docs)', (file, make) => {
    expect(pageText(file)).toBe(make());
  });

  test('each stands on a page', () => {
    const shown = new Set(pages().flatMap(page => blockNames(pageText(page))));
    expect(Object.keys(BLOCKS).filter(name => !shown.has(name))).toEqual([]);
  });

  test('a changed table is filled anew, and an unknown one is refused', () => {
    const block = (name: string) => `<!-- generated:${name} -->\nold\n<!-- /generated -->`;
    expect(filled(block('rooms'))).toContain('| `src/audit` |');
    expect(() => filled(block('nothing'))).toThrow('no table is called nothing');
  });

  test('every row has as many cells as its head', () => {
    for (const [name, table] of Object.entries(BLOCKS)) {
      const cells = (line: string) => line.match(/(?<!\\)\|/g)!.length;
      for (const part of table().split('\n\n')) {
        const rows = part.split('\n').filter(line => line.startsWith('|'));
        expect([name, ...new Set(rows.map(cells))].length, `${name}: ${part}`).toBeLessThan(3);
      }
    }
  });
});

test('rooms are the folders of src, in the order that the architecture test holds', () => {
  // Git keeps no empty folders, a working tree may.
  const folders = readdirSync(join(ROOT, 'src')).filter(name => readdirSync(join(ROOT, 'src', name)).length > 0);
  const source = readFileSync(join(ROOT, 'test/architecture.test.ts'), 'utf8');
  const order = [.../const ROOMS = \[([^\]]+)\]/.exec(source)![1]!.matchAll(/'(\w+)'/g)].map(match => match[1]!);
  expect(ROOMS.map(room => room.name)).toEqual(order.filter(name => folders.includes(name)));
  expect(ROOMS.length).toBe(folders.length);
});
