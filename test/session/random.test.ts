// Whatever is pressed in whatever order, and however late answers come: nothing throws, the cursor stays inside, lines fit.
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {KEYMAP} from '../../src/session/keymap.ts';
import {request} from '../support/events.ts';
import {HOSTILE_EVENTS} from '../support/hostile.ts';
import {MemorySource} from '../support/memory-source.ts';
import {expectFits} from '../support/screen-lines.ts';
import {Driver, requests} from '../support/session.ts';

const KEYS = [...new Set(KEYMAP.flatMap(({keys}): readonly string[] => keys))].filter(key => key !== 'ctrl-c');

const WORDS = ['verb:get', ' -user:alice', 'x', '(', '字', ' code:>=400', 'since:1h', '"', 'a OR b'];

type Step =
  | {readonly kind: 'key'; readonly key: string}
  | {readonly kind: 'answer'; readonly which: number}
  | {readonly kind: 'resize'; readonly columns: number; readonly rows: number}
  | {readonly kind: 'grow'; readonly count: number}
  | {readonly kind: 'partial'; readonly on: boolean}
  | {readonly kind: 'mouse'; readonly how: 'press' | 'drag' | 'wheel'; readonly x: number; readonly y: number};

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.constantFrom(...KEYS, ...WORDS.map(word => `text:${word}`)).map(key => ({kind: 'key', key}) as const),
  },
  {weight: 6, arbitrary: fc.nat(5).map(which => ({kind: 'answer', which}) as const)},
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('resize' as const),
      columns: fc.integer({min: 1, max: 260}),
      rows: fc.integer({min: 1, max: 80}),
    }),
  },
  {weight: 1, arbitrary: fc.nat(30).map(count => ({kind: 'grow', count}) as const)},
  {weight: 1, arbitrary: fc.boolean().map(on => ({kind: 'partial', on}) as const)},
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('mouse' as const),
      how: fc.constantFrom('press', 'press', 'drag', 'wheel'),
      x: fc.nat(140),
      y: fc.nat(40),
    }),
  },
);

function expectSound({session}: Driver): void {
  const {rows, cursor, top, total, index} = session.table;
  expect(cursor).toBeGreaterThanOrEqual(0);
  expect(cursor).toBeLessThan(Math.max(1, rows.length));
  expect(top).toBeGreaterThanOrEqual(0);
  expect(top).toBeLessThanOrEqual(cursor);
  if (index !== undefined) expect(index + rows.length).toBeLessThanOrEqual(Math.max(total, rows.length + index));
  const places = rows.map(row => row.id.place);
  expect(new Set(places).size).toBe(places.length);
  expectFits(session);
}

test('any sequence of keys, answers and sizes leaves a sound session', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, {maxLength: 60}), async steps => {
      const source = new MemorySource([
        ...HOSTILE_EVENTS.slice(0, 9),
        ...requests(150, place => ({
          verb: ['get', 'list'][place % 2]!,
          responseStatus: {code: place % 9 === 0 ? 404 : 200},
        })),
        ...request(['RequestReceived', 'ResponseStarted', 'ResponseComplete'], {auditID: 'watch'}),
      ]);
      let grown = 150;
      const driver = new Driver(source, {columns: 130, rows: 30});
      for (const each of steps) {
        switch (each.kind) {
          case 'key':
            driver.press(each.key);
            break;
          case 'answer': {
            const asked = driver.pending[each.which % Math.max(1, driver.pending.length)];
            if (asked !== undefined) await driver.answerOne(asked);
            break;
          }
          case 'resize':
            driver.act({type: 'resize', size: each});
            break;
          case 'grow':
            source.add(requests(each.count, undefined, grown));
            grown += each.count;
            driver.act({type: 'source/changed', about: source.about()});
            break;
          case 'partial':
            source.partial = each.on ? {why: 'searching', done: 0.5} : undefined;
            break;
          case 'mouse': {
            const {how, x, y} = each;
            driver.act({type: 'mouse', kind: how, x, y, ...(how === 'wheel' ? {by: x % 2 === 0 ? 1 : -1} : {})});
          }
        }
        expectSound(driver);
      }
      source.partial = undefined;
      await driver.settle();
      expectSound(driver);
      if (driver.session.table.rows.length > 0) expect(driver.session.table.total).toBeGreaterThan(0);
    }),
    {numRuns: 60},
  );
});
