// Searching in whatever order, while answers come late: lines fit, and marking never changes what stands in them.
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {detailLines} from '../../../src/session/panes/detail.ts';
import {tableLines} from '../../../src/session/panes/table.ts';
import {NO_SEARCH} from '../../../src/session/search/search.ts';
import type {Session} from '../../../src/session/session.ts';
import {lineText} from '../../../src/session/text/fit.ts';
import {HOSTILE_EVENTS} from '../../support/hostile.ts';
import {MemorySource} from '../../support/memory-source.ts';
import {runs} from '../../support/runs.ts';
import {expectFits} from '../../support/screen-lines.ts';
import {Driver, requests} from '../../support/session.ts';

const WORDS = [
  'e',
  'al',
  '字',
  '"\u{1f469}"',
  '/./',
  '/\\s+/',
  'user:*x*',
  'verb:get',
  '-x',
  '(',
  '"a b"',
  '\u0301',
  'xx',
];
const KEYS = [
  '&',
  '*',
  'n',
  'N',
  'enter',
  'esc',
  'tab',
  'right',
  'left',
  'down',
  'up',
  'j',
  'k',
  'G',
  'g',
  'v',
  'w',
  '4',
  'f',
  'space',
  'z',
];

const texts = (session: Session): readonly string[] => [
  ...tableLines(session).map(({line}) => lineText(line)),
  // The first line of the detail counts matches.
  ...detailLines(session)
    .slice(1)
    .map(({line}) => lineText(line)),
];

test('any sequence of searches leaves a sound session', async () => {
  const step = fc.oneof(
    {weight: 3, arbitrary: fc.constantFrom(...KEYS)},
    {weight: 1, arbitrary: fc.constantFrom(...WORDS).map(word => `text:${word}`)},
    {weight: 2, arbitrary: fc.constant('answer')},
  );
  const size = fc.record({columns: fc.integer({min: 20, max: 220}), rows: fc.integer({min: 5, max: 60})});
  await fc.assert(
    fc.asyncProperty(fc.array(step, {maxLength: 40}), size, async (steps, at) => {
      const driver = new Driver(new MemorySource([...HOSTILE_EVENTS, ...requests(30)]), at);
      await driver.settle();
      for (const key of steps) {
        if (key !== 'answer') driver.press(key);
        else if (driver.pending[0] !== undefined) await driver.answerOne(driver.pending[0]);
        expectFits(driver.session);
        expect(texts({...driver.session, search: NO_SEARCH})).toEqual(texts(driver.session));
      }
    }),
    {numRuns: runs(50)},
  );
});
