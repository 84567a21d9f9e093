// Every pane fills its box exactly, whatever the size of the screen and whatever the log holds.
import {describe, expect, test} from 'vitest';
import {layout} from '../../../src/session/session.ts';
import {expectFits} from '../../support/screen-lines.ts';
import {Driver} from '../../support/session.ts';
import {opened, richSource, WAYS} from '../../support/ways.ts';

const SIZES = [
  {columns: 20, rows: 5},
  {columns: 40, rows: 10},
  {columns: 80, rows: 24},
  {columns: 119, rows: 14},
  {columns: 120, rows: 40},
  {columns: 200, rows: 60},
  {columns: 250, rows: 70},
];

describe.each(SIZES)('at $columns x $rows', size => {
  test.each(Object.entries(WAYS))('%s fits', async (_, keys) => {
    const driver = await opened(size);
    expectFits(driver.session);
    for (const key of keys) {
      await driver.press(key).settle();
      expectFits(driver.session);
    }
  });
});

test.each<[columns: number, rows: number, panes: readonly string[]]>([
  [80, 24, ['table']],
  [119, 40, ['table']],
  [120, 40, ['facets', 'table']],
  [250, 70, ['facets', 'table']],
])('at %i x %i there are %j', (columns, rows, panes) => {
  const {session} = new Driver(richSource(), {columns, rows});
  const boxes = layout(session);
  expect(['facets', 'table', 'detail'].filter(name => name in boxes)).toEqual(panes);
});

test('boxes of a wide screen tile the body', async () => {
  const driver = await new Driver(richSource(), {columns: 200, rows: 60}).settle();
  await driver.press('enter').settle();
  const {body, facets, table, detail} = layout(driver.session);
  expect(table!.height + detail!.height).toBe(body.height);
  expect(facets!.height).toBe(body.height);
  expect(table!.x + table!.width).toBe(200);
  expect(table!.x - facets!.width).toBe(2);
});

test('every resize keeps everything fitted', async () => {
  const driver = await new Driver(richSource(), {columns: 200, rows: 60}).settle();
  await driver.press('g', 'enter').settle();
  for (const size of [...SIZES, ...SIZES.toReversed()]) {
    driver.act({type: 'resize', size});
    expectFits(driver.session);
    await driver.settle();
    expectFits(driver.session);
  }
});
