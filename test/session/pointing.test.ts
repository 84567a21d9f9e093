import {describe, expect, test} from 'vitest';
import {columnAt, tabAt} from '../../src/session/pointing.ts';
import {TABS} from '../../src/session/session.ts';
import {MemorySource} from '../support/memory-source.ts';
import {textOf} from '../support/screen-lines.ts';
import {Driver, requests} from '../support/session.ts';

const log = () => new MemorySource(requests(50, place => ({responseStatus: {code: place % 5 === 0 ? 500 : 200}})));
const open = () => new Driver(log(), {columns: 120, rows: 40}).settle();

const cellOfTitle = (driver: Driver, title: string) => textOf(driver.session, 'table')[0]!.indexOf(title);

describe('in the table', () => {
  test.each([
    ['without bookmarks', []],
    ['with a bookmark', ['m']],
  ])('every title is over its column, %s', async (_, keys) => {
    const driver = (await open()).press(...keys);
    for (const [title, id] of [
      ['Time', 'time'],
      ['Code', 'code'],
      ['Namespace', 'namespace'],
      ['Took', 'took'],
    ] as const)
      expect(columnAt(driver.session, cellOfTitle(driver, title))).toBe(id);
  });

  test('a click goes to the cell, so that + keeps its value', async () => {
    const driver = await open();
    driver.act({type: 'point', pane: 'table', line: 3, cell: cellOfTitle(driver, 'Code')});
    expect(driver.session.table).toMatchObject({column: 'code', cursor: driver.session.table.top + 2});
    driver.press('+');
    expect(driver.session.filter.text).toMatch(/^code:(200|500)$/);
  });

  test('on a title it sorts by it, and by time again', async () => {
    const driver = await open();
    const click = {type: 'point', pane: 'table', line: 0, cell: cellOfTitle(driver, 'Code')} as const;
    await driver.act(click).settle();
    expect(driver.session.order).toEqual({field: 'responseStatus.code', descending: true});
    await driver.act(click).settle();
    expect(driver.session.order.field).toBe('stageTimestamp');
  });
});

test('in the detail a click on a title opens its tab', async () => {
  const driver = await (await open()).press('enter').settle();
  const titles = textOf(driver.session, 'detail')[0]!;
  for (const tab of TABS) {
    const cell = titles.toLowerCase().indexOf(tab);
    expect(tabAt(cell)).toBe(tab);
    driver.act({type: 'point', pane: 'detail', line: 0, cell});
    expect(driver.session.detail.tab).toBe(tab);
  }
  expect(tabAt(0)).toBeUndefined();
  expect(tabAt(titles.toLowerCase().indexOf('summary') + 'summary'.length)).toBeUndefined();
});

test('in a list a click moves the cursor, and beside its rows nothing', async () => {
  const driver = await (await open()).press('P').settle();
  driver.act({type: 'point/list', line: 4});
  expect(driver.session.overlay).toMatchObject({kind: 'noise', scroll: {cursor: 2}});
  for (const line of [0, 1, 30]) driver.act({type: 'point/list', line});
  expect(driver.session.overlay).toMatchObject({kind: 'noise', scroll: {cursor: 2}});
});
