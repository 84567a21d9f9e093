// A log that grows: following, pausing, and counting what came while the cursor was elsewhere.
import {describe, expect, test} from 'vitest';
import {MemorySource} from '../support/memory-source.ts';
import {textOf} from '../support/screen-lines.ts';
import {Driver, requests} from '../support/session.ts';

class Growing extends MemorySource {
  override about() {
    return {...super.about(), following: true};
  }
}

const header = (driver: Driver) => textOf(driver.session, 'header')[0]!;

async function open(source: MemorySource = new Growing(requests(100))) {
  const driver = await new Driver(source, {columns: 130, rows: 40}).settle();
  let next = 100;
  const grow = async (count: number) => {
    source.add(requests(count, undefined, next));
    next += count;
    await driver.act({type: 'source/changed', about: source.about()}).settle();
  };
  return {driver, grow};
}

describe('following', () => {
  test('on the newest row the header says so and nothing is new', async () => {
    const {driver, grow} = await open();
    expect(header(driver)).toMatch(/FOLLOW *$/);
    await grow(10);
    expect(driver.current).toBe('r109');
    expect(header(driver)).not.toContain('new');
  });

  test('elsewhere the cursor stays and the header counts; F goes back', async () => {
    const {driver, grow} = await open();
    driver.press('k', 'k');
    await grow(7);
    await grow(5);
    expect(driver.current).toBe('r97');
    expect(header(driver)).toContain('+12 new');
    expect(header(driver)).not.toContain('FOLLOW');
    await driver.press('F').settle();
    expect(driver.current).toBe('r111');
    expect(header(driver)).toContain('FOLLOW');
    expect(header(driver)).not.toContain('new');
  });

  test('F on the newest row lets it go', async () => {
    const {driver, grow} = await open();
    await driver.press('F').settle();
    await grow(3);
    expect(driver.current).toBe('r99');
    expect(header(driver)).toContain('+3 new');
  });

  test('newest first it is the first row that follows', async () => {
    const {driver, grow} = await open();
    await driver.press('S').settle();
    expect(driver.current).toBe('r99');
    await grow(4);
    expect(driver.current).toBe('r103');
    await driver.press('j', 'j').settle();
    await grow(2);
    expect(driver.current).toBe('r101');
    await driver.press('F').settle();
    expect(driver.current).toBe('r105');
  });

  test('a log that is read once says so', async () => {
    const {driver} = await open(new MemorySource(requests(100)));
    await driver.press('k', 'F').settle();
    expect(driver.session.notice?.text).toContain('not followed');
    expect(header(driver)).not.toContain('FOLLOW');
  });
});

describe('pausing', () => {
  test('shows nothing new, counts it, and loses none of it', async () => {
    const {driver, grow} = await open();
    const before = textOf(driver.session, 'table');
    await driver.press('space').settle();
    await grow(20);
    await grow(1);
    expect(textOf(driver.session, 'table')).toEqual(before);
    expect(header(driver)).toMatch(/\+21 new +PAUSED/);
    expect(textOf(driver.session, 'filter')[0]).toMatch(/ 100 requests$/);
    await driver.press('space').settle();
    expect(driver.current).toBe('r120');
    expect(driver.session.table.total).toBe(121);
    expect(header(driver)).toMatch(/FOLLOW *$/);
  });

  test('away from the newest row it keeps the cursor too', async () => {
    const {driver, grow} = await open();
    driver.press('k');
    await grow(2);
    driver.press('space');
    await grow(3);
    await driver.press('space').settle();
    expect(driver.current).toBe('r98');
    expect(driver.session.table.total).toBe(105);
    expect(header(driver)).toContain('+5 new');
  });
});
