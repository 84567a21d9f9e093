// The histogram under the keys, and going to a time: what the filter says, where the cursor is, and that it all fits.
import {describe, expect, test} from 'vitest';
import {parse} from '../../../src/query/parse.ts';
import {histogramPlace} from '../../../src/session/panes/histogram.ts';
import {placeOf} from '../../../src/session/place.ts';
import {contextOf} from '../../../src/session/suggest.ts';
import {barAt} from '../../../src/session/time/bars.ts';
import {windowOf} from '../../../src/session/time/window.ts';
import type {InputReport} from '../../../src/source/source.ts';
import {TEN_PAST} from '../../support/events.ts';
import {MemorySource} from '../../support/memory-source.ts';
import {expectFits, textOf} from '../../support/screen-lines.ts';
import {Driver, requests} from '../../support/session.ts';

const file = (name: string, from: number, to: number): InputReport => ({
  name,
  kind: 'plain',
  bytes: 1,
  events: 1,
  forms: [],
  from: TEN_PAST + from * 1e6,
  to: TEN_PAST + to * 1e6,
  state: 'read',
});

/** Two hours' worth of requests, one a second, with a hole of ten minutes between two files; every tenth fails. */
class Log extends MemorySource {
  override about() {
    return {...super.about(), inputs: [file('audit.log', 600, 1199), file('audit-1.log', 0, 299)]};
  }
}
const seconds = [...Array(300).keys(), ...Array.from({length: 600}, (_, at) => 600 + at)];
const log = () =>
  new Log(
    seconds.flatMap(second => requests(1, () => ({responseStatus: {code: second % 10 === 0 ? 403 : 200}}), second)),
  );

const open = async (size = {columns: 120, rows: 40}) => new Driver(log(), size).settle();
const time = (driver: Driver) => driver.session.table.rows[driver.session.table.cursor]!.id.time;
const header = (driver: Driver) => textOf(driver.session, 'header')[0]!;

describe('the histogram', () => {
  test('t goes there, Esc back; its title says when and how much', async () => {
    const driver = await open();
    driver.press('t');
    expect(placeOf(driver.session)).toBe('histogram');
    expect(header(driver)).toMatch(/^11-20 10:21:57 – .*UTC {2}\d+ requests? {2}\d+ failure/);
    driver.press('esc');
    expect(placeOf(driver.session)).toBe('table');
    expect(header(driver)).toContain('audit-tui');
  });

  test('the table follows the cursor to the first row of its bar', async () => {
    const driver = await open();
    await driver.press('t', 'home').settle();
    expect(driver.current).toBe('r0');
    await driver.press('right', 'right').settle();
    const {histogram, bars} = driver.session;
    expect(bars!.at).toBe(histogram!.from + 2 * histogram!.step);
    expect(time(driver)).toBeGreaterThanOrEqual(bars!.at);
    expect(time(driver) - bars!.at).toBeLessThan(1e6);
  });

  test('sorted by something else the table goes back to the order of time', async () => {
    const driver = await open();
    await driver.press('s', 't', 'left').settle();
    expect(driver.session.order).toEqual({field: 'stageTimestamp', descending: false});
  });

  test('Space, arrows and Enter narrow the filter, as text that means the marked bars; \\ undoes it', async () => {
    const driver = await open();
    await driver.press('t', 'home', 'space', 'right', 'right').settle();
    const {histogram} = driver.session;
    expect(header(driver)).toContain('marked');
    await driver.press('enter').settle();
    const {text, expr} = driver.session.filter;
    const wanted = {from: histogram!.from, to: histogram!.from + 3 * histogram!.step};
    expect(windowOf(expr)).toEqual(wanted);
    expect(parse(text, contextOf(driver.session))).toEqual({ok: true, expr});
    expect(textOf(driver.session, 'filter')[0]).toContain(text);
    expect(driver.session.table.rows.every(({id}) => id.time >= wanted.from && id.time < wanted.to)).toBe(true);
    // The bars are those of the window now.
    expect(driver.session.histogram!.from).toBe(wanted.from);
    expect(driver.session.histogram!.step).toBeLessThan(histogram!.step);
    await driver.press('\\').settle();
    expect(driver.session.filter.text).toBe('');
  });

  test('Shift marks on the way, v stops, Esc drops the mark before it leaves', () =>
    open().then(async driver => {
      await driver.press('t', 'shift-left', 'shift-left').settle();
      const {histogram, bars} = driver.session;
      expect(barAt(histogram!, bars!.mark!) - barAt(histogram!, bars!.at)).toBe(2);
      driver.press('v');
      expect(driver.session.bars!.mark).toBeUndefined();
      driver.press('v', 'esc');
      expect(driver.session.bars!.mark).toBeUndefined();
      expect(placeOf(driver.session)).toBe('histogram');
    }));

  test('+ twice and - twice is the whole log again, without since: and until:', async () => {
    const driver = await open();
    await driver.press('t', 'left', '+').settle();
    expect(driver.session.filter.text).toMatch(/since:\S+ until:\S+/);
    const one = windowOf(driver.session.filter.expr);
    await driver.press('+').settle();
    const two = windowOf(driver.session.filter.expr);
    expect(two.to! - two.from!).toBeLessThan(one.to! - one.from!);
    await driver.press('-', '-').settle();
    expect(driver.session.filter.text).toBe('');
    driver.press('-');
    expect(driver.session.notice!.text).toBe('This is the whole log.');
  });

  test('past the edge of the window the window moves on, as wide as it was, until the log ends', async () => {
    const driver = await open();
    await driver.press('T', 'text:10:14..10:16', 'enter').settle();
    await driver.press('t', 'home', 'left').settle();
    expect(driver.session.filter.text).toBe('since:2026-11-20T10:13Z until:2026-11-20T10:15Z');
    expect(driver.session.bars!.at).toBeLessThan(TEN_PAST + 709e6);
    expect(time(driver)).toBeGreaterThanOrEqual(driver.session.bars!.at);
    await driver.press('T', 'text:..10:03', 'enter').settle();
    await driver.press('home', 'left', 'left').settle();
    expect(driver.session.filter.text).toBe('until:2026-11-20T10:03Z');
    expect(driver.current).toBe('r0');
  });

  test('other terms of the filter stay', async () => {
    const driver = await open();
    await driver.press('/', 'text:verb:get', 'enter').settle();
    await driver.press('t', 'left', '+', '+', '-', '-').settle();
    expect(driver.session.filter.text).toBe('verb:get');
  });

  test('a gap between files is dotted, and explained where the cursor is', async () => {
    const driver = await open();
    expect(textOf(driver.session, 'histogram').at(-1)).toMatch(/┈{10,}/);
    driver.press('t');
    expect(header(driver)).not.toContain('gap');
    await driver.act({type: 'goto/open'}).press('text:10:09', 'enter').settle();
    expect(header(driver)).toContain('gap: no file that was read covers 11-20 10:07:10 – 10:12:11');
  });

  test('without room for it t says so', async () => {
    const driver = await open({columns: 80, rows: 12});
    driver.press('t');
    expect(driver.session.notice!.text).toContain('T goes to a time');
    expect(placeOf(driver.session)).toBe('table');
  });
});

describe('the mouse in the histogram', () => {
  test('a click moves there, a drag marks, the wheel zooms', async () => {
    const driver = await open();
    const {x, width} = histogramPlace(driver.session)!;
    await driver.act({type: 'bars/point', cell: x, how: 'press'}).settle();
    expect(driver.current).toBe('r0');
    await driver.act({type: 'bars/point', cell: x, how: 'drag'}).settle();
    expect(driver.session.bars!.mark).toBeUndefined();
    await driver.act({type: 'bars/point', cell: x + 5, how: 'drag'}).settle();
    const {histogram} = driver.session;
    expect(driver.session.bars!.mark).toBe(histogram!.from);
    await driver.act({type: 'bars/point', cell: 9999, how: 'drag'}).settle();
    expect(barAt(histogram!, driver.session.bars!.at)).toBe(histogram!.bars.length - 1);
    await driver.act({type: 'bars/point', cell: x + (width >> 1), how: 'in'}).settle();
    expect(driver.session.filter.text).toContain('since:');
    await driver.act({type: 'bars/point', cell: x + (width >> 1), how: 'out'}).settle();
    expect(driver.session.filter.text).toBe('');
  });
});

describe('going to a time', () => {
  const menu = (driver: Driver) => textOf(driver.session, 'menu').join('\n');

  test('the prompt says what it understood while it is typed', async () => {
    const driver = await open();
    driver.press('T', 'text:10:05');
    expect(placeOf(driver.session)).toBe('goto');
    expect(textOf(driver.session, 'filter')[0]).toContain('go to > 10:05');
    expect(menu(driver)).toContain('to Fri 2026-11-20 10:05:00 UTC');
    driver.press('text:..10:06:30');
    expect(menu(driver)).toContain('keep Fri 2026-11-20 10:05:00 UTC to before Fri 2026-11-20 10:06:30 UTC');
  });

  test.each([
    ['10:09', 'no file that was read covers it'],
    ['9:00', 'the log begins later'],
    ['2026-11-21', 'the log ends before'],
  ])('of %s it says that %s', async (text, said) => {
    const driver = await open();
    driver.press('T', `text:${text}`);
    expect(menu(driver)).toContain(said);
  });

  test('a moment moves the cursor there', async () => {
    const driver = await open();
    await driver.press('T', 'text:10:05', 'enter').settle();
    expect(placeOf(driver.session)).toBe('table');
    expect(time(driver)).toBe(TEN_PAST + 169e6);
    expect(driver.session.filter.text).toBe('');
  });

  test('a range narrows the filter', async () => {
    const driver = await open();
    await driver.press('T', 'text:10:05..10:06', 'enter').settle();
    expect(driver.session.filter.text).toBe('since:2026-11-20T10:05Z until:2026-11-20T10:06Z');
    expect(driver.session.table.total).toBe(60);
  });

  test('an error is told in place, and Enter leaves the prompt open', async () => {
    const driver = await open();
    await driver.press('T', 'text:10:05..noonish', 'enter').settle();
    expect(placeOf(driver.session)).toBe('goto');
    expect(menu(driver)).toMatch(/^ {15}\^{7} /);
    expect(menu(driver)).toContain('“noonish” is not a time');
    driver.press('esc');
    expect(placeOf(driver.session)).toBe('table');
  });

  test('a moment that the filter leaves out is said to be so', async () => {
    const driver = await open();
    await driver.press('T', 'text:10:05..10:06', 'enter').settle();
    await driver.press('T', 'text:10:20', 'enter').settle();
    expect(driver.session.notice!.text).toContain('leaves this moment out');
    expect(time(driver)).toBe(TEN_PAST + 228e6);
  });
});

describe('the zone', () => {
  test('Z changes how times read, and the filter keeps the same rows', async () => {
    const driver = await open();
    await driver.press('/', 'text:since:10:05 until:10:06', 'enter').settle();
    const before = driver.session.filter.expr;
    await driver.press('Z').settle();
    expect(driver.session.zone).toBe('local');
    expect(driver.session.filter.expr).toEqual(before);
    expect(parse(driver.session.filter.text, contextOf(driver.session))).toEqual({ok: true, expr: before});
    await driver.press('Z').settle();
    expect(driver.session.zone).toBe('utc');
    expect(driver.session.filter.expr).toEqual(before);
  });
});

test.each([
  {columns: 20, rows: 5},
  {columns: 80, rows: 24},
  {columns: 200, rows: 60},
])('at $columns x $rows everything fits', async size => {
  const driver = await open(size);
  for (const key of [
    't',
    'left',
    'v',
    'left',
    '+',
    'left',
    'enter',
    'T',
    'text:10:0',
    'text:字',
    'esc',
    'esc',
    'esc',
    'T',
    'Z',
  ]) {
    await driver.press(key).settle();
    expectFits(driver.session);
  }
});
