import {describe, expect, test} from 'vitest';
import {columnAt, hitAt} from '../../src/session/pointing.ts';
import {layout, TABS} from '../../src/session/session.ts';
import {MemorySource} from '../support/memory-source.ts';
import {textOf} from '../support/screen-lines.ts';
import {Driver, requests} from '../support/session.ts';

const log = () => new MemorySource(requests(50, place => ({responseStatus: {code: place % 5 === 0 ? 500 : 200}})));
const open = (columns = 120) => new Driver(log(), {columns, rows: 40}).settle();

const cellOfTitle = (driver: Driver, title: string) => textOf(driver.session, 'table')[0]!.indexOf(title);

test.each([
  ['without bookmarks', []],
  ['with a bookmark', ['m']],
])('every title of the table is over its column, %s', async (_, keys) => {
  const driver = (await open()).press(...keys);
  for (const [title, id] of [
    ['Time', 'time'],
    ['Code', 'code'],
    ['Namespace', 'namespace'],
    ['Took', 'took'],
  ] as const)
    expect(columnAt(driver.session, cellOfTitle(driver, title))).toBe(id);
});

describe('a cell', () => {
  test('of each pane is of that pane, and names its row', async () => {
    const {session} = (await open()).press('enter');
    const {facets, table, detail} = layout(session);
    expect(hitAt(session, {x: 3, y: facets!.y + 2})).toMatchObject({place: 'facets', spot: {row: 2}, cell: 3});
    expect(hitAt(session, {x: table!.x + 4, y: table!.y + 3})).toMatchObject({
      place: 'table',
      spot: {row: session.table.top + 2},
      cell: 4,
    });
    expect(hitAt(session, {x: detail!.x, y: detail!.y + 1})).toMatchObject({place: 'detail', spot: {row: 0}});
  });

  test('of the header, the rule between panes and the footer is nothing', async () => {
    const {session} = await open();
    const {facets, rows} = layout(session);
    for (const cell of [
      {x: 3, y: 0},
      {x: facets!.width, y: facets!.y},
      {x: 3, y: rows - 1},
    ])
      expect(hitAt(session, cell)).toBeUndefined();
  });

  test('of a title of the detail is its tab, and beside the titles none', async () => {
    const driver = await (await open()).press('enter').settle();
    const {x, y} = layout(driver.session).detail!;
    const titles = textOf(driver.session, 'detail')[0]!.toLowerCase();
    for (const tab of TABS) {
      const hit = hitAt(driver.session, {x: x + titles.indexOf(tab), y});
      expect(hit?.spot).toMatchObject({tab});
      expect(hit?.spot?.row).toBeUndefined();
    }
    expect(hitAt(driver.session, {x, y})?.spot).toBeUndefined();
    expect(hitAt(driver.session, {x: x + titles.indexOf('summary') + 'summary'.length, y})?.spot).toBeUndefined();
  });

  test('of bodies beside each other is of its own', async () => {
    const driver = await (await open(200)).press('enter', 'right').settle();
    const {x, y, width} = layout(driver.session).detail!;
    expect(hitAt(driver.session, {x: x + 2, y: y + 1})?.spot?.tab).toBe('request');
    expect(hitAt(driver.session, {x: x + width - 2, y: y + 1})?.spot?.tab).toBe('response');
    expect(hitAt(driver.session, {x: x + ((width - 3) >> 1) + 1, y: y + 1})?.spot).toBeUndefined();
  });

  test('of what lies over the panes is not of them, and below its rows it is nothing', async () => {
    const driver = await (await open()).press('P').settle();
    const {y} = layout(driver.session).body;
    expect(hitAt(driver.session, {x: 2, y: y + 4})).toMatchObject({place: 'noise', spot: {row: 2}});
    for (const line of [0, 1, 30]) expect(hitAt(driver.session, {x: 2, y: y + line})?.spot).toBeUndefined();
  });
});
