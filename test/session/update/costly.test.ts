// What would fetch every event of a server is not done, and the key says why.
import {expect, test} from 'vitest';
import {placeOf} from '../../../src/session/place.ts';
import type {About} from '../../../src/source/source.ts';
import {event} from '../../support/events.ts';
import {MemorySource} from '../../support/memory-source.ts';
import {Driver} from '../../support/session.ts';

class FarSource extends MemorySource {
  override about(): About {
    return {...super.about(), costly: 'Millions of events are on the server: open a part.'};
  }
}

test.each([
  ['findings', '!'],
  ['roles', 'I'],
])('%s', async (_, key) => {
  const driver = await new Driver(new FarSource([event()]), {columns: 120, rows: 40}).settle();
  await driver.press(key).settle();
  expect(placeOf(driver.session)).toBe('table');
  expect(driver.session.notice?.text).toBe('Millions of events are on the server: open a part.');
});
