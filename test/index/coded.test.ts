import {expect, test} from 'vitest';
import {CODED_FIELDS, LocalDictionaries} from '../../src/index/coded.ts';
import {Table} from '../../src/index/table.ts';

const codesOf = (name: string) => CODED_FIELDS.findIndex(field => field.name === name);

test('the table has a column for each coded field, in the same order', () => {
  const names = CODED_FIELDS.map(({name}) => name);
  expect([...new Table().coded.keys()].filter(name => names.includes(name))).toEqual(names);
});

test('dictionaries are full at some size', () => {
  const dictionaries = new LocalDictionaries();
  expect(dictionaries.isFull).toBe(false);
  for (let n = 0; n <= 1 << 17; n++) dictionaries.codeOf(codesOf('userAgent'), `agent ${n}`);
  expect(dictionaries.isFull).toBe(true);
  dictionaries.reset();
  dictionaries.codeOf(codesOf('userAgent'), 'x'.repeat((1 << 24) + 1));
  expect(dictionaries.isFull).toBe(true);
});
