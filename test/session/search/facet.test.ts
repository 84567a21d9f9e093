import {describe, expect, test} from 'vitest';
import {facetCursor, facetRows} from '../../../src/session/facet-rows.ts';
import {actionOf, BROWSE, bindingsOf, isTyping, PLACES} from '../../../src/session/keymap.ts';
import {facetsLines} from '../../../src/session/panes/facets.ts';
import {placeOf} from '../../../src/session/place.ts';
import {foundValues} from '../../../src/session/search/facet.ts';
import {editorOf} from '../../../src/session/text/editor.ts';
import {MemorySource} from '../../support/memory-source.ts';
import {expectFits, textOf} from '../../support/screen-lines.ts';
import {Driver, requests} from '../../support/session.ts';

const log = () => new MemorySource(requests(300, place => ({user: {username: `user-${place % 100}`}})));

/** The facet of users has the cursor. */
const open = async (size = {columns: 130, rows: 60}) => {
  const driver = await new Driver(log(), size).settle();
  return driver.press('4', '&').settle();
};

const values = ({session}: Driver) =>
  facetRows(session)
    .filter(row => row.field === 'user.username' && row.part === 'value')
    .map(row => row.value);

const current = ({session}: Driver) => {
  const rows = facetRows(session);
  return rows[facetCursor(rows, session.facets.spot)];
};

describe('searching a facet', () => {
  test('looks through far more values than it shows', async () => {
    const driver = await open();
    expect(values(driver).length).toBe(100);
    driver.press('text:99');
    expect(values(driver)).toEqual(['user-99']);
    expect(current(driver)).toMatchObject({value: 'user-99', count: 3});
  });

  test('what is typed is marked in what is found', async () => {
    const driver = await open();
    driver.press('text:R-9');
    const found = facetsLines(driver.session).flatMap(({line}) => line.filter(({style}) => style === 'match'));
    expect(new Set(found.map(({text}) => text))).toEqual(new Set(['r-9']));
    expect(found.length).toBe(values(driver).filter(value => value?.includes('r-9')).length);
  });

  test('Enter picks, again no longer, and the search stays for another', async () => {
    const driver = await open();
    await driver.press('text:99', 'enter').settle();
    expect(driver.session.filter.text).toBe('user:user-99');
    await driver.press('ctrl-u', 'text:-42', 'enter').settle();
    expect(driver.session.filter.text).toBe('user:user-99,user-42');
    await driver.press('enter').settle();
    expect(driver.session.filter.text).toBe('user:user-99');
    expect(placeOf(driver.session)).toBe('facet');
  });

  test('what is typed and entered before the values are there is picked when they are', async () => {
    const driver = await new Driver(log(), {columns: 130, rows: 60}).settle();
    driver.press('4', '&', 'text:99');
    expect(values(driver)).toEqual([]);
    driver.press('enter');
    expect(driver.session.filter.text).toBe('');
    await driver.settle();
    expect(driver.session.filter.text).toBe('user:user-99');
    await driver.press('esc', 'X').settle();
    await driver.press('&', 'text:99', 'enter', 'text:x', 'ctrl-u').settle();
    expect(driver.session.filter.text).toBe('');
  });

  test('arrows choose among what is found, and no further', async () => {
    const driver = await open();
    driver.press('text:user-1', 'down');
    const second = current(driver)?.value;
    expect(second).toBe(values(driver)[1]);
    driver.press('up', 'up', 'up');
    expect(current(driver)?.value).toBe(values(driver)[0]);
    for (let step = 0; step < 150; step++) driver.press('down');
    expect(current(driver)?.value).toBe(values(driver).at(-1));
  });

  test('Esc goes back to all of its values, what was picked among them', async () => {
    const driver = await open();
    await driver.press('text:77', 'enter', 'esc').settle();
    expect(placeOf(driver.session)).toBe('facets');
    expect(current(driver)).toMatchObject({value: 'user-77', picked: 'in'});
    expect(values(driver).length).toBeLessThan(10);
  });

  test('what is typed stays in sight while its values scroll', async () => {
    const driver = await open({columns: 80, rows: 24});
    driver.press('text:user');
    for (let step = 0; step < 60; step++) driver.press('down');
    const lines = textOf(driver.session, 'facets');
    expect(lines[0]).toMatch(/^ & user/);
    expect(lines.some(line => line.includes(String(current(driver)?.value)))).toBe(true);
    for (let step = 0; step < 60; step++) {
      driver.press('up');
      expect(textOf(driver.session, 'facets').some(line => line.includes(String(current(driver)?.value)))).toBe(true);
    }
    expect(driver.session.focus).toBe('facets');
  });

  test('letters that are keys elsewhere are typed', async () => {
    const driver = await open();
    for (const key of ['q', 'n', '*', '/', '&', '+', 'f'])
      expect(actionOf(placeOf(driver.session), key)).toBeUndefined();
  });

  test('nothing found leaves the cursor on the title, and Enter does nothing', async () => {
    const driver = await open();
    await driver.press('text:zzzzzz', 'enter').settle();
    expect(values(driver)).toEqual([]);
    expect(current(driver)).toMatchObject({part: 'title', field: 'user.username'});
    expect(driver.session.filter.text).toBe('');
    expect(driver.session.facets.open.has('user.username')).toBe(true);
  });

  test('while the log is searched its values are asked for again', async () => {
    const source = log();
    const driver = await new Driver(source).settle();
    driver.press('4', '&');
    source.partial = {why: 'searching', done: 0.5};
    await driver.answerOne(driver.pending.find(({slot}) => slot === 'values')!);
    expect(driver.pending.filter(({slot}) => slot === 'values').length).toBe(1);
    driver.press('esc');
    expect(driver.session.asked.values).toBeUndefined();
  });

  test.each([
    {columns: 80, rows: 24},
    {columns: 200, rows: 60},
  ])('at $columns x $rows what is typed and what is found fit', async size => {
    const driver = await open(size);
    expectFits(driver.session);
    expect(textOf(driver.session, 'facets').join('\n')).toMatch(/ & +User.* 100\/100/);
    for (const key of ['text:user-9', 'down', 'text:字幕\x1b[2J'.repeat(9), 'ctrl-a', 'esc']) {
      driver.press(key);
      expectFits(driver.session);
    }
  });
});

describe('what is found among values', () => {
  const found = (typed: string, ...all: readonly (string | undefined)[]) =>
    foundValues({
      field: 'user.username',
      editor: editorOf(typed),
      list: all.map((value, at) => ({value, count: 100 - at})),
      distinct: all.length,
      isAwaited: false,
    }).map(({value}) => value);

  test.each<[typed: string, all: readonly (string | undefined)[], result: readonly (string | undefined)[]]>([
    ['', ['b', 'a'], ['b', 'a']],
    ['KUBE', ['kube-proxy', 'x', 'kubelet'], ['kube-proxy', 'kubelet']],
    ['schedular', ['system:kube-scheduler', 'alice'], ['system:kube-scheduler']],
    ['none', ['alice', undefined], [undefined]],
    ['zz', ['alice'], []],
  ])('%j', (typed, all, result) => expect(found(typed, ...all)).toEqual(result));

  test('those that hold it come before those that are alike', () => {
    expect(found('dev', 'deb-ops', 'my-dev')).toEqual(['my-dev', 'deb-ops']);
  });

  test('of those that are as much alike the one with a word that begins so comes first', () => {
    expect(found('alise', 'system:apiserver', 'alice@example.com')).toEqual(['alice@example.com', 'system:apiserver']);
  });

  test('a secret is not found by what its mask hides', () => {
    const secret = `eyJhbGciOiJSUzI1NiJ9.${'k'.repeat(60)}.${'b'.repeat(60)}`;
    expect(found('kkkkkk', secret)).toEqual([]);
  });
});

test.each(PLACES.filter(isTyping))('where text is typed, in %s, no letter is bound', place => {
  expect(bindingsOf(place).flatMap(({keys}) => keys.filter(key => key.length === 1))).toEqual([]);
});

test.each(BROWSE)('n and N are keys in %s', place => {
  expect(actionOf(place, 'n')).toEqual({type: 'search/next', back: false});
  expect(actionOf(place, 'N')).toEqual({type: 'search/next', back: true});
});
