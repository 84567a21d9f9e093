// Keys of the detail that come before a big body is laid out.
import {beforeEach, describe, expect, test} from 'vitest';
import {bigBody} from '../../../bench/big-body.ts';
import {isComing} from '../../../src/audit/coming.ts';
import {forgetBodies} from '../../../src/session/body/laid.ts';
import {workOf} from '../../../src/session/body/work.ts';
import {currentContent} from '../../../src/session/detail-content.ts';
import {detailLines} from '../../../src/session/panes/detail.ts';
import {lineText} from '../../../src/session/text/fit.ts';
import {MemorySource} from '../../support/memory-source.ts';
import {OpeningSource} from '../../support/opening-source.ts';
import {Driver, requests} from '../../support/session.ts';

const BYTES = 600_000;
const PARTS = BYTES / 500;

/** The newest of two requests is open at its request body, of which only the first lines are there. */
async function bodyOf(Kind: typeof MemorySource, change: object = {}): Promise<Driver> {
  const source = new Kind(
    requests(2, at => ({
      level: 'RequestResponse',
      verb: 'update',
      requestObject: bigBody(BYTES, at),
      responseObject: bigBody(BYTES, at + 1),
      ...change,
    })),
  );
  const driver = await new Driver(source, {columns: 90, rows: 30}).settle();
  driver.isBusy = true;
  driver.press('enter');
  await driver.settle();
  return driver.press('right');
}

const secretBody = (n: number) => ({
  data: Object.fromEntries(Array.from({length: 3000}, (_, i) => [`key-${i}`, `hidden ${n} ${i} and some more text`])),
  kind: 'Secret',
  metadata: {name: 'big'},
});

const shown = (driver: Driver): readonly string[] =>
  detailLines(driver.session).map(({line}) => lineText(line).trimEnd());
const scroll = ({session: {detail}}: Driver) => detail.scroll[detail.tab];
const wait = ({session: {detail}}: Driver) => detail.wait;

beforeEach(forgetBodies);

/** Whole when its event is opened, or piece by piece. */
describe.each([
  ['that is there', MemorySource],
  ['that comes', OpeningSource],
] as const)('a big body %s', (_, Kind) => {
  const inBody = (change?: object) => bodyOf(Kind, change);

  test('shows its first screen and says that there is more', async () => {
    const driver = await inBody();
    expect(shown(driver)[1]).toBe('kind: Bundle');
    expect(shown(driver)[0]).toMatch(/row 1 of [\d,]+… {2}yaml/);
    driver.work();
    expect(shown(driver)[0]).not.toContain('row');
  });

  test('G says that it waits, and goes to the end once that is there', async () => {
    const driver = (await inBody()).press('G');
    expect(driver.session.notice?.text).toBe('Not all of this tab is there yet. G goes to the end then.');
    expect(scroll(driver).cursor).toBe(0);
    driver.work();
    expect(driver.session.notice).toBeUndefined();
    expect(shown(driver).at(-1)).toContain('podIP');
    expect(wait(driver)).toBeUndefined();
  });

  test('any other key drops what G waits for', async () => {
    const driver = (await inBody()).press('G', 'j').work();
    expect(scroll(driver).cursor).toBe(1);
  });

  test('G goes to the end also where a frame had the rest laid out', async () => {
    const driver = (await inBody()).press('G');
    const {content} = currentContent(driver.session);
    content.run(Infinity);
    driver.work();
    expect(wait(driver)).toBeUndefined();
    expect(scroll(driver).cursor).toBe(content.total - 1);
  });

  test('lines and pages behind what is there are laid out for the key', async () => {
    const driver = (await inBody()).press(...Array.from({length: 150}, () => 'pagedown'));
    expect(scroll(driver).cursor).toBeGreaterThan(3000);
    expect(
      shown(driver)
        .slice(1)
        .every(line => line !== ''),
    ).toBe(true);
  });

  test('folding keeps the place, however much of the new lines is there', async () => {
    const driver = (await inBody()).press(...Array.from({length: 150}, () => 'pagedown'));
    const before = scroll(driver).cursor;
    driver.press('enter');
    expect(workOf(driver.session)).toBeDefined();
    driver.work();
    const line = shown(driver)[scroll(driver).cursor - scroll(driver).top + 1];
    expect(line).toMatch(/▸/);
    expect(before - scroll(driver).cursor).toBeLessThan(40);
  });

  test('wrapping keeps the place as well', async () => {
    const driver = (await inBody()).press(...Array.from({length: 150}, () => 'pagedown'));
    const before = scroll(driver).cursor;
    expect(scroll(driver.press('w').work()).cursor).toBe(before);
  });

  test('a search goes to what it finds at once, and waits for what is far', async () => {
    const driver = (await inBody()).press('&', `text:podIP`, 'enter');
    expect(scroll(driver).cursor).toBeGreaterThan(5);
    expect(wait(driver)).toBeUndefined();
    const last = PARTS - 1;
    driver.press('&', `text:pod-${last}`, 'enter').work();
    expect(shown(driver).join('\n')).toContain(`name: pod-${last}`);
    expect(shown(driver)[0]).toContain('match 1 of 1');
  });

  test('n waits for a match that is folded away in a list which has to be opened', async () => {
    const items = Array.from({length: 3000}, (_, i) => ({name: `item-${i}`, spec: {a: 1, b: 2}}));
    const driver = await inBody({requestObject: {kind: 'List', items}});
    driver.press('&', 'text:item-2999', 'enter').work();
    expect(shown(driver).join('\n')).toContain('name: item-2999');
  });

  test('a search that finds nothing looks through the other tabs first', async () => {
    const driver = (await inBody({responseObject: {kind: 'Elsewhere'}})).press('&', 'text:Elsewhere', 'enter');
    driver.work();
    expect(driver.session.notice?.text).toBe('No line of this tab matches. Found in: response, raw.');
  });

  test.each<[key: string]>([['esc'], ['?'], ['H']])('%s ends the work on it', async key => {
    const driver = await inBody();
    expect(workOf(driver.session)).toBeDefined();
    await driver.press(key).settle();
    expect(workOf(driver.session)).toBeUndefined();
  });

  test('of the tab that is left no line goes on', async () => {
    const driver = await inBody();
    const lines = currentContent(driver.session).content;
    driver.press('left').work();
    expect(workOf(driver.session)).toBeUndefined();
    expect(lines.done).toBe(false);
  });

  test('the tab Diff says that it compares, then what differs', async () => {
    const driver = (await inBody()).press('right', 'right');
    expect(shown(driver)[1]).toBe('comparing request and response…');
    expect(shown(driver.work()).join('\n')).toContain('spec.part-0.spec.replicas');
  });

  test('the tab Raw is there in pieces', async () => {
    const driver = (await inBody()).press('right', 'right', 'right', 'right');
    expect(driver.session.detail.tab).toBe('raw');
    driver.press('G');
    expect(wait(driver)).toEqual({kind: 'end'});
    expect(shown(driver.work()).at(-1)).toContain('"');
    expect(scroll(driver).cursor).toBeGreaterThan(10_000);
  });
});

describe('a body that comes', () => {
  const bodies = ({session: {detail}}: Driver) => [
    detail.loaded?.shown.requestObject,
    detail.loaded?.shown.responseObject,
  ];

  test('is not waited for by the summary, and comes while that is shown', async () => {
    const driver = (await bodyOf(OpeningSource)).press('left');
    expect(bodies(driver).map(isComing)).toEqual([true, true]);
    expect(shown(driver)[1]).toContain('alice@example.com updated');
    driver.work();
    expect(bodies(driver).map(isComing)).toEqual([false, false]);
  });

  test('does not come on for an event that is left', async () => {
    const driver = await bodyOf(OpeningSource);
    const [request] = bodies(driver);
    driver.press('esc');
    expect(workOf(driver.session)).toBeUndefined();
    expect(isComing(request)).toBe(true);
  });

  test.each<[claim: string, tab: 'request' | 'response', keys: readonly string[]]>([
    ['masked', 'request', []],
    ['of the other side', 'response', ['right']],
    ['revealed', 'request', ['r']],
    ['masked again', 'response', ['r', 'right', 'r']],
    ['as JSON', 'request', ['v']],
  ])('has the lines that it has when it is there, %s', async (_, tab, keys) => {
    const change = {requestObject: secretBody(1), responseObject: secretBody(2)};
    const [driver, other] = [await bodyOf(OpeningSource, change), await bodyOf(MemorySource, change)];
    const lines = (each: Driver) => {
      each.press(...keys).work();
      expect(each.session.detail.tab).toBe(tab);
      const {content} = currentContent(each.session);
      return content.at(0, content.total).map(({line}) => lineText(line));
    };
    expect(lines(driver)).toEqual(lines(other));
  });
});
