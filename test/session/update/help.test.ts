import {expect, test} from 'vitest';
import {helpEntries} from '../../../src/session/panes/help.ts';
import {placeOf} from '../../../src/session/place.ts';
import {MemorySource} from '../../support/memory-source.ts';
import {textOf} from '../../support/screen-lines.ts';
import {Driver, requests} from '../../support/session.ts';

const open = () => new Driver(new MemorySource(requests(40)), {columns: 100, rows: 30}).settle();

test.each([
  ['the saved filters', ['P'], 'noise'],
  ['a timeline', ['U'], 'timeline'],
  ['what was read', ['i'], 'read'],
  ['the histogram', ['t'], 'histogram'],
] as const)('over %s it shows their keys first, and Esc goes back to them', async (_, keys, place) => {
  const driver = (await open()).press(...keys, '?');
  expect(placeOf(driver.session)).toBe('help');
  expect(helpEntries('', driver.session.help?.of)[0]?.where).toContain(place);
  // What is asked below is answered meanwhile.
  await driver.settle();
  driver.press('esc');
  expect(placeOf(driver.session)).toBe(place);
  if (place === 'timeline') expect(driver.session.overlay).toMatchObject({done: true});
});

test('the cursor moves in it and not in what lies below', async () => {
  const driver = (await open()).press('P', '?', 'down', 'down', 'pagedown');
  expect(driver.session.help?.scroll.cursor).toBeGreaterThan(10);
  expect(driver.session.overlay).toMatchObject({kind: 'noise', scroll: {cursor: 0}});
});

test('typing searches it, from its start again', async () => {
  const driver = (await open()).press('?', 'pagedown', 'text:mask');
  expect(driver.session.help?.scroll).toEqual({cursor: 0, top: 0});
  expect(textOf(driver.session, 'help').join('\n')).toContain('Show masked secrets');
});
