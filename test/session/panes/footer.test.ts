// Keys of the footer that do nothing on the line of the cursor are not named.
import {expect, test} from 'vitest';
import {footerLine} from '../../../src/session/panes/footer.ts';
import {lineText} from '../../../src/session/text/fit.ts';
import {event} from '../../support/events.ts';
import {MemorySource} from '../../support/memory-source.ts';
import {Driver} from '../../support/session.ts';

const BODY = event({verb: 'create', level: 'RequestResponse', requestObject: {metadata: {name: 'a'}}});

const footerAfter = async (...keys: readonly string[]): Promise<string> => {
  const driver = await new Driver(new MemorySource([BODY]), {columns: 200, rows: 40}).settle();
  for (const key of keys) await driver.press(key).settle();
  return lineText(footerLine(driver.session));
};

test.each<[where: string, keys: readonly string[], word: string, isNamed: boolean]>([
  ['a body', ['enter', 'l'], 'Enter fold', true],
  ['the summary', ['enter'], 'Enter fold', false],
  ['a tab without a body', ['enter', 'l', 'l'], 'Enter fold', false],
  ['findings that are none', ['!'], 'Enter its events', false],
  ['inputs that were read', ['i'], 'Enter open example', false],
])('on %s, after %j, "%s" is named: %s', async (_, keys, word, isNamed) => {
  expect((await footerAfter(...keys)).includes(word)).toBe(isNamed);
});
