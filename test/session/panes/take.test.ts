// What lies over the body for taking evidence along fills it exactly, whatever the log and the notes hold.
import {describe, expect, test} from 'vitest';
import {HOSTILE_EVENTS} from '../../support/hostile.ts';
import {MemorySource} from '../../support/memory-source.ts';
import {expectFits, textOf} from '../../support/screen-lines.ts';
import {Driver, requests} from '../../support/session.ts';

const SIZES = [
  {columns: 20, rows: 5},
  {columns: 40, rows: 10},
  {columns: 80, rows: 24},
  {columns: 120, rows: 40},
  {columns: 250, rows: 70},
];

const NOTE =
  'text:字幕 👩‍👩‍👧 e\u0301 \u202e and a long note that goes on and on and on and on and on and on and on and on';

const WAYS: Readonly<Record<string, readonly string[]>> = {
  'the copy menu': ['y', 'down', 'down'],
  'marked rows': ['g', 'm', 'j', 'm', 'k', 'left'],
  'marked rows beside a detail': ['g', 'm', 'enter'],
  'a note': ['g', 'a', NOTE],
  bookmarks: ['g', 'a', NOTE, 'enter', 'j', 'm', 'j', 'm', "'", 'j', 'j', 'G', 'g'],
  'a name to export to': ['ctrl-s', NOTE, 'ctrl-r', 'enter'],
  noise: ['P', 'j', 'space', 'G', 'g', 'pagedown'],
  'a filter to save': ['/', 'text:user:"字幕" -x', 'enter', 'P', 's', NOTE],
};

describe.each(SIZES)('at $columns x $rows', size => {
  test.each(Object.entries(WAYS))('%s fits', async (_, keys) => {
    const driver = await new Driver(new MemorySource([...HOSTILE_EVENTS, ...requests(50)]), size).settle();
    const own = [{name: `字\x1b[2J${'x'.repeat(90)}`, query: 'user:"字 幕"', doc: '\u202e'}];
    driver.act({type: 'take/told', told: {kind: 'saved', filters: own, text: 'saved'}});
    for (const key of keys) {
      await driver.press(key).settle();
      expectFits(driver.session);
    }
    driver.act({type: 'take/told', told: {kind: 'exists', path: `${'字'.repeat(200)}.csv`}});
    expectFits(driver.session);
    driver.act({type: 'take/told', told: {kind: 'failed', text: `no \x1b[2J ${'字 '.repeat(200)}`}});
    expectFits(driver.session);
  });
});

test('the list of noise shows the query of what the cursor is on', async () => {
  const driver = await new Driver(new MemorySource(requests(5)), {columns: 120, rows: 40}).press('P', 'j').settle();
  expect(textOf(driver.session, driver.session.overlay?.kind ?? '').join('\n')).toMatch(/hides: path:.*healthz/);
});
