// Columns chosen and resized by key.
import {describe, expect, test} from 'vitest';
import {MemorySource} from '../support/memory-source.ts';
import {expectFits, textOf} from '../support/screen-lines.ts';
import {Driver, requests} from '../support/session.ts';

const open = (columns = 160) => new Driver(new MemorySource(requests(30)), {columns, rows: 24}).settle();
const titles = (driver: Driver) => textOf(driver.session, 'table')[0]!;
const list = (driver: Driver) => textOf(driver.session, driver.session.overlay?.kind ?? '').join('\n');
const wide = (driver: Driver, title: string, next: string) =>
  titles(driver).indexOf(next) - titles(driver).indexOf(title) - 1;

describe('widths', () => {
  test('> and < change that of the column under the cursor, 0 gives it back', async () => {
    const driver = await open();
    const before = wide(driver, 'User', 'Resource');
    driver.press('>', '>');
    expect(wide(driver, 'User', 'Resource')).toBe(before + 4);
    driver.press('<', '<', '<');
    expect(wide(driver, 'User', 'Resource')).toBe(before - 2);
    driver.press('0');
    expect(wide(driver, 'User', 'Resource')).toBe(before);
    expect(driver.session.notice?.text).toMatch(/as wide as suits/);
  });

  test('none vanishes, however often it is pressed', async () => {
    const driver = await open(100);
    driver.press(...Array<string>(60).fill('<'));
    expect(titles(driver)).toMatch(/User|Us/);
    expectFits(driver.session);
    driver.press(...Array<string>(120).fill('>'));
    expect(titles(driver)).toContain('User');
    expectFits(driver.session);
  });

  test('the time has its own', async () => {
    const driver = await open();
    driver.press(...Array<string>(9).fill('left'), '>');
    expect(driver.session.notice?.text).toMatch(/time is as wide as its text/);
  });
});

describe('which there are', () => {
  test('c lists them, Space shows and hides, Esc goes back', async () => {
    const driver = (await open()).press('c');
    expect(list(driver)).toMatch(/✓ User +\d+ cells/);
    driver.press('g', 'j', 'space', 'G', 'space', 'esc');
    expect(titles(driver)).not.toContain('Verb');
    expect(titles(driver)).toContain('User agent');
    driver.press('c', '0', 'esc');
    expect(titles(driver)).toContain('Verb');
    expect(titles(driver)).not.toContain('User agent');
  });

  test('one stays, and the cursor stands on one that is there', async () => {
    const driver = (await open()).press('c', 'g');
    for (let at = 0; at < 20; at++) driver.press('space', 'j');
    expect(driver.session.notice).toBeUndefined();
    const {chosen, table} = driver.session;
    expect(chosen.hidden.has(table.column)).toBe(false);
    driver.press('0', 'g');
    for (let at = 0; at < 9; at++) driver.press('space', 'j');
    expect(driver.session.notice?.text ?? '').toMatch(/One column has to stay|^$/);
    expectFits(driver.session.overlay === undefined ? driver.session : driver.press('esc').session);
  });

  test('a column that is not usual filters and sorts as others do', async () => {
    const driver = (await open(240)).press('c', 'G', 'space', 'esc');
    driver.press(...Array<string>(14).fill('right'), '+');
    await driver.settle();
    expect(driver.session.filter.text).toMatch(/^agent:/);
  });
});

test('rows whose value the index does not hold are said to stand last, when they are sorted by it', async () => {
  const source = new MemorySource(requests(30));
  const whole = source.rows.bind(source);
  source.rows = async (view, query, call) => ({
    ...(await whole(view, query, call)),
    ...(query.order.field === 'user.username' ? {unsorted: 7} : {}),
  });
  const driver = await new Driver(source, {columns: 160, rows: 24}).settle();
  expect(driver.session.notice).toBeUndefined();
  await driver.press('s').settle();
  expect(driver.session.notice?.text).toBe(
    '7 rows with a user that the full index does not hold stand last, unsorted.',
  );
});
