import {describe, expect, test} from 'vitest';
import {facetCursor, facetRows} from '../../src/session/facet-rows.ts';
import {FACETS} from '../../src/session/session.ts';
import {MemorySource} from '../support/memory-source.ts';
import {textOf} from '../support/screen-lines.ts';
import {Driver, requests} from '../support/session.ts';

const VERBS = ['get', 'get', 'get', 'list', 'list', 'watch'];
const events = requests(60, place => ({verb: VERBS[place % 6]!, user: {username: `u${place % 20}`}}));

const ready = () => new Driver(new MemorySource(events), {columns: 130, rows: 60}).settle();

const current = (driver: Driver) => {
  const rows = facetRows(driver.session);
  return rows[facetCursor(rows, driver.session.facets.spot)];
};

describe('facets', () => {
  test('every facet of FIELDS has a title, in their order; those of alerts only where there are some', async () => {
    const driver = await ready();
    const titles = facetRows(driver.session).filter(row => row.part === 'title');
    expect(titles.map(row => row.field)).toEqual(FACETS.filter(({of}) => of !== 'alert').map(field => field.name));
  });

  test('a digit goes to the first value of its facet and opens it', async () => {
    const driver = await ready();
    await driver.press('3').settle();
    expect(current(driver)).toMatchObject({field: 'verb', value: 'get', count: 30});
    await driver.press('5').settle();
    expect(current(driver)?.field).toBe('user.groups');
  });

  test.each<[keys: readonly string[], text: string, total: number]>([
    [['3', 'enter'], 'verb:get', 30],
    [['3', 'space', 'j', 'space'], 'verb:get,list', 50],
    [['3', '-'], '-verb:get', 30],
    [['3', '+', '-'], '-verb:get', 30],
    [['3', '-', '-'], '', 60],
    [['3', 'enter', 'enter'], '', 60],
    [['3', '-', 'enter'], '', 60],
  ])('%j makes %j', async (keys, text, total) => {
    const driver = await ready();
    for (const key of keys) await driver.press(key).settle();
    expect(driver.session.filter.text).toBe(text);
    expect(driver.session.table.total).toBe(total);
  });

  test('a facet leaves out its own terms, the others do not', async () => {
    const driver = await ready();
    await driver.press('3', 'enter').settle();
    const told = (name: string) => driver.session.facets.told.find(facet => facet.field === name)!;
    expect(told('verb').values.map(({value, count}) => [value, count])).toEqual([
      ['get', 30],
      ['list', 20],
      ['watch', 10],
    ]);
    expect(told('objectRef.resource').values[0]?.count).toBe(30);
  });

  test('of a server that is still counting say how far it is and keep what they had', async () => {
    const source = new MemorySource(events);
    const driver = await new Driver(source, {columns: 130, rows: 60}).settle();
    const before = driver.session.facets.told;
    const counts = source.facets.bind(source);
    source.facets = async () => ({facets: [], partial: {why: 'searching', done: 0.4}});
    driver.press('3', 'enter');
    for (const asked of [...driver.pending].filter(({slot}) => slot === 'facets' || slot === 'window'))
      await driver.answerOne(asked);
    expect(driver.session.facets.told).toBe(before);
    expect(textOf(driver.session, 'filter').join()).toContain('searching 40%');
    source.facets = counts;
    await driver.settle();
    expect(driver.session.facets.told).not.toBe(before);
    expect(textOf(driver.session, 'filter').join()).not.toContain('searching');
  });

  test('what the filter names shows with its mark, also where it counts nothing', async () => {
    const driver = await ready();
    await driver.press('/', 'text:verb:escalate -verb:get', 'enter').settle();
    const text = textOf(driver.session, 'facets').join('\n');
    expect(text).toMatch(/✓ escalate/);
    expect(text).toMatch(/✗ get/);
  });

  test('more values are asked for when they are wanted, and fewer again', async () => {
    const driver = await ready();
    await driver.press('4').settle();
    expect(textOf(driver.session, 'facets').join('\n')).toContain('… 14 more');
    for (let step = 0; step < 6; step++) driver.press('j');
    expect(current(driver)?.part).toBe('more');
    await driver.press('enter').settle();
    expect(facetRows(driver.session).filter(row => row.field === 'user.username' && row.part === 'value').length).toBe(
      20,
    );
  });

  test('the cursor stays on its value when counts change their order', async () => {
    const source = new MemorySource(events);
    const driver = await new Driver(source, {columns: 130, rows: 60}).settle();
    await driver.press('3', 'j', 'j').settle();
    expect(current(driver)?.value).toBe('watch');
    source.add(requests(200, () => ({verb: 'watch'}), 60));
    await driver.act({type: 'source/changed', about: source.about()}).settle();
    expect(current(driver)).toMatchObject({value: 'watch', count: 210});
  });

  test('left closes a facet, right opens it', async () => {
    const driver = await ready();
    await driver.press('3', 'left').settle();
    expect(current(driver)).toMatchObject({field: 'verb', part: 'title', open: false});
    await driver.press('right').settle();
    expect(facetRows(driver.session).some(row => row.field === 'verb' && row.part === 'value')).toBe(true);
  });
});
