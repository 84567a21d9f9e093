import {describe, expect, test} from 'vitest';
import {keyLabel, keysLabel, keysTable, labelIn, mergedBindings} from '../../src/session/key-text.ts';
import {actionOf, type Binding, bindingsOf, isTyping, KEYMAP, PLACES} from '../../src/session/keymap.ts';
import {helpEntries} from '../../src/session/panes/help.ts';
import {MemorySource} from '../support/memory-source.ts';
import {textOf} from '../support/screen-lines.ts';
import {Driver, requests} from '../support/session.ts';

const bindings: readonly Binding[] = KEYMAP;

describe('the key map', () => {
  test('ids are unique', () => {
    expect(new Set(bindings.map(({id}) => id)).size).toBe(bindings.length);
  });

  test.each(PLACES)('in %s no key means two things', place => {
    const keys = bindingsOf(place).flatMap(binding => binding.keys);
    expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
  });

  test.each(PLACES)('%s can be left with Esc and with ^C', place => {
    expect(actionOf(place, 'esc')).toBeDefined();
    expect(actionOf(place, 'ctrl-c')).toEqual({type: 'quit/now'});
  });

  test.each(bindings.map(binding => [binding.id, binding] as const))(
    '%s has a sentence of help and a place',
    (_, binding) => {
      expect(binding.help).toMatch(/^[A-Z]/);
      expect(binding.help).not.toMatch(/\.$/);
      expect(binding.keys.length).toBeGreaterThan(0);
      expect(binding.where.length).toBeGreaterThan(0);
    },
  );

  test('no letter is bound where text is typed', () => {
    for (const place of PLACES.filter(isTyping))
      expect(bindingsOf(place).flatMap(({keys}) => keys.filter(key => key.length === 1))).toEqual([]);
  });

  test('every footer text is at most two words', () => {
    for (const {footer} of bindings)
      if (footer !== undefined) expect(footer[0].split(' ').length).toBeLessThanOrEqual(2);
  });
});

test.each([
  ['ctrl-d', '^D'],
  ['shift-tab', 'S-Tab'],
  ['alt-b', 'M-b'],
  ['ctrl-left', '^←'],
  ['j', 'j'],
])('%s is written %s', (key, label) => expect(keyLabel(key)).toBe(label));

test('digits are written as a run', () => expect(keysLabel(['1', '2', '3', '4'])).toBe('1-4'));

test('docs hold every key once a place, in one line a meaning', () => {
  const table = keysTable();
  expect(table).toContain('| `j` `↓` |');
  expect(table).toContain('| `1-9` |');
  expect(table.trim().split('\n').length).toBe(mergedBindings().length + 2);
});

describe('help', () => {
  test.each([
    ['sort', 'sort'],
    ['fliter', 'filter'],
    ['^Z', 'suspend'],
    ['z', 'zoom'],
    ['mask', 'reveal'],
  ])('%s finds %s', (search, id) => {
    expect(
      helpEntries(search)
        .slice(0, 5)
        .map(entry => entry.id),
    ).toContain(id);
  });

  test.each(PLACES.filter(place => !isTyping(place)))('%s has the keys of its own first', place => {
    expect(actionOf(place, '?')).toEqual({type: 'help'});
    const isOf = helpEntries('', place).map(({where}) => where.includes(place));
    expect(isOf.lastIndexOf(true)).toBeLessThan(isOf.indexOf(false));
  });

  test('a key by its name is that of the place', () => {
    expect(helpEntries('enter', 'columns')[0]?.id).toBe('columns.toggle');
    expect(helpEntries('enter', 'history')[0]?.id).toBe('history.step');
  });

  test('nonsense finds nothing', () => expect(helpEntries('qqzzxx')).toEqual([]));
});

test.each([
  ['←', true, 'Left'],
  ['S-→ L', true, 'S-Right L'],
  ['> <', true, '> <'],
  ['←', false, '←'],
])('%s, ASCII only %s, is written %s', (label, ascii, text) =>
  expect(labelIn(label, {theme: 'none', ascii})).toBe(text),
);

test('where only ASCII is shown no arrow is taken for the key > or <', async () => {
  const driver = await new Driver(new MemorySource(requests(3)), {columns: 80, rows: 24}).settle();
  await driver.press('enter').settle();
  driver.act({type: 'look', look: {ascii: true}});
  expect(textOf(driver.session, 'footer')[0]).toContain('Right tab');
  driver.press('?', 'text:cell to the left');
  expect(textOf(driver.session, 'help')[2]).toMatch(/^ Left h /);
});
