import {describe, expect, test} from 'vitest';
import {tableLines} from '../../../src/session/panes/table.ts';
import {lineText} from '../../../src/session/text/fit.ts';
import {MemorySource} from '../../support/memory-source.ts';
import {expectFits, textOf} from '../../support/screen-lines.ts';
import {Driver, requests} from '../../support/session.ts';

const log = () =>
  new MemorySource(
    requests(1000, place => ({
      verb: place % 300 === 50 ? 'patch' : 'get',
      ...(place === 400 ? {requestObject: {spec: {command: ['sh', '-c', 'a && b']}}} : {}),
    })),
  );
const open = async (size?: {columns: number; rows: number}) => new Driver(log(), size).settle();

const search = async (driver: Driver, text: string, ...keys: readonly string[]) => {
  await driver.press('&', `text:${text}`, 'enter').settle();
  for (const key of keys) await driver.press(key).settle();
  return driver;
};

describe('searching rows', () => {
  test.each<[text: string, keys: readonly string[], row: string]>([
    ['verb:patch', [], 'r50'],
    ['verb:patch', ['n'], 'r350'],
    ['verb:patch', ['n', 'n', 'n'], 'r950'],
    ['verb:patch', ['n', 'N'], 'r50'],
    ['verb:patch', ['N'], 'r950'],
    ['"a && b"', [], 'r400'],
    ['/^a && .$/', [], 'r400'],
    ['verb:patch -auditID:r50', [], 'r350'],
  ])('%s then %j from the newest row is at %s', async (text, keys, row) => {
    expect((await search(await open(), text, ...keys)).current).toBe(row);
  });

  test('no row goes away, and the search shows in the last line', async () => {
    const driver = await search(await open(), 'verb:patch');
    expect(driver.session.table.total).toBe(1000);
    await driver.press('j').settle();
    expect(textOf(driver.session, 'footer')[0]).toContain('& verb:patch  row 52 of 1,000');
  });

  test('it goes on at the other end, and says so', async () => {
    const driver = await search(await open(), 'verb:patch');
    expect(driver.session.notice?.text).toBe('Searched on from the first row.');
    await driver.press('N').settle();
    expect(driver.session.notice?.text).toBe('Searched on from the last row.');
    await driver.press('N').settle();
    expect(driver.session.notice).toBeUndefined();
  });

  test.each([
    ['nothing matches', 'verb:escalate', 'No row here matches verb:escalate'],
    ['one row does', 'auditID:r999', 'This is the only row that matches.'],
  ])('where %s it says so and stays', async (_, text, notice) => {
    const driver = await search(await open(), text);
    expect(driver.current).toBe('r999');
    expect(driver.session.notice?.text).toBe(notice);
  });

  test('it searches what the filter keeps', async () => {
    const driver = await open();
    await driver.press('/', 'text:verb:get', 'enter').settle();
    await search(driver, 'verb:patch');
    expect(driver.session.notice?.text).toBe('No row here matches verb:patch');
  });

  test('in another order it goes through that', async () => {
    const driver = await open();
    await driver.press('S').settle();
    await search(driver, 'verb:patch');
    expect(driver.current).toBe('r950');
  });

  test.each(['n', 'N'])('%s without a search says what sets one', async key => {
    const driver = await open();
    expect(driver.press(key).session.notice?.text).toMatch(/& asks what for/);
    expect(driver.pending).toEqual([]);
  });

  test('* searches for the value of the cell', async () => {
    const driver = await open();
    await driver.press('g', 'left').settle();
    await driver.press('*').settle();
    expect(driver.session.search.text).toMatch(/^code:200$/);
    expect(driver.current).toBe('r1');
  });

  test('* on a value that holds a secret refuses', async () => {
    const secret = `eyJhbGciOiJSUzI1NiJ9.${'a'.repeat(60)}.${'b'.repeat(60)}`;
    const driver = await new Driver(new MemorySource(requests(3, () => ({user: {username: secret}})))).settle();
    driver.press('*');
    expect(driver.session.search.text).toBe('');
    expect(driver.session.notice?.text).toMatch(/secret/);
  });

  test('Enter with nothing typed searches on', async () => {
    const driver = await search(await open(), 'verb:patch');
    await driver.press('&', 'enter').settle();
    expect(driver.current).toBe('r350');
  });

  test('a text that cannot be read stays to be mended', async () => {
    const driver = await open();
    driver.press('&', 'text:code:>=x', 'enter');
    expect(driver.session.search.edit?.error).toBeDefined();
    expect(textOf(driver.session, 'footer')[0]).toMatch(/^search code:>=x +\S/);
    await driver.press('backspace', 'text:400', 'esc').settle();
    expect(driver.session.search).toEqual({text: '', expr: undefined, edit: undefined});
  });

  test('Esc at the table ends the search, then clears the filter', async () => {
    const driver = await open();
    await driver.press('/', 'text:verb:get,patch', 'enter').settle();
    await search(driver, 'verb:patch', 'esc');
    expect(driver.session).toMatchObject({search: {text: ''}, filter: {text: 'verb:get,patch'}});
    await driver.press('esc').settle();
    expect(driver.session.filter.text).toBe('');
  });
});

describe('a search that takes long', () => {
  const slow = async () => {
    const source = log();
    const driver = await new Driver(source).settle();
    driver.press('&', 'text:nowhere', 'enter');
    source.partial = {why: 'searching', done: 0.345};
    await driver.answerOne(driver.pending[0]!);
    return {driver, source};
  };

  test('shows how far it is and goes on', async () => {
    const {driver} = await slow();
    expect(driver.session.notice?.text).toBe('searching 34%  Esc stops');
    expect(driver.pending.map(({slot}) => slot)).toEqual(['nearest']);
  });

  test('Esc stops it, and its late answer changes nothing', async () => {
    const {driver, source} = await slow();
    driver.press('esc');
    expect(driver.session.notice?.text).toBe('The search was stopped.');
    expect(driver.session.asked.nearest).toBeUndefined();
    source.partial = undefined;
    const before = driver.session;
    await driver.settle();
    expect(driver.session).toBe(before);
  });

  test('keys go on meanwhile', async () => {
    const {driver} = await slow();
    driver.press('k', 'k');
    expect(driver.current).toBe('r997');
    expect(driver.session.asked.nearest).toBeDefined();
  });

  test('failures are told apart from matches', async () => {
    const driver = await open();
    await driver.press('e').settle();
    expect(driver.session.notice?.text).toBe('No failure after this row.');
  });
});

describe.each([
  {columns: 80, rows: 24},
  {columns: 200, rows: 60},
])('at $columns x $rows', size => {
  test('every screen of a search fits', async () => {
    const driver = await open(size);
    for (const key of ['&', 'text:"', 'text:字幕 ( ', 'ctrl-u', 'text:verb:patch alice', 'enter', 'n', 'enter', 'n']) {
      await driver.press(key).settle();
      expectFits(driver.session);
    }
  });

  const found = (driver: Driver) =>
    tableLines(driver.session).flatMap(({line}) => line.filter(({style}) => style === 'match').map(({text}) => text));

  test('matches are marked, while typing too, and no longer afterwards', async () => {
    const driver = await open(size);
    const before = tableLines(driver.session).map(({line}) => lineText(line));
    driver.press('&', 'text:webapp');
    expect(new Set(found(driver))).toEqual(new Set(['webapp']));
    expect(tableLines(driver.session).map(({line}) => lineText(line))).toEqual(before);
    driver.press('esc');
    expect(found(driver)).toEqual([]);
  });

  test('words of the filter are marked', async () => {
    const driver = await open(size);
    await driver.press('/', 'text:WEBAPP', 'enter').settle();
    expect(found(driver).length).toBeGreaterThan(10);
  });

  test('a value is marked in its own column only', async () => {
    const driver = await open(size);
    driver.press('&', 'text:resource:pods,webapp-pod');
    expect(new Set(found(driver))).toEqual(new Set(['pods']));
  });
});
