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

test('a sentence that its line cuts stands whole below the list', async () => {
  const driver = await new Driver(new MemorySource(requests(40)), {columns: 80, rows: 24}).settle();
  driver.press('?', 'text:export the rows');
  const lines = textOf(driver.session, 'help').map(line => line.trim());
  expect(lines[2]).toMatch(/…$/);
  expect(lines.slice(-2).join(' ')).toContain('a bundle to a name with / at its end');
  // One that is not cut needs none.
  driver.press('esc', '?', 'text:next pane');
  expect(textOf(driver.session, 'help').at(-1)?.trim()).toBe('');
});
