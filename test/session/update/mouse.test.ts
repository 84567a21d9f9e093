// The mouse over everything that there is: the tests walk all panes and every line of them.
import {describe, expect, test} from 'vitest';
import {facetRows} from '../../../src/session/facet-rows.ts';
import {actionOf, isTyping, PLACES, type Place} from '../../../src/session/keymap.ts';
import {placeOf} from '../../../src/session/place.ts';
import {hitAt} from '../../../src/session/pointing.ts';
import {layout, type Session} from '../../../src/session/session.ts';
import {bodyViews} from '../../../src/session/views.ts';
import {MemorySource} from '../../support/memory-source.ts';
import {expectFits, textOf} from '../../support/screen-lines.ts';
import {Driver, requests} from '../../support/session.ts';
import {opened, WAYS} from '../../support/ways.ts';

const SIZES = [
  {columns: 80, rows: 24},
  {columns: 130, rows: 30},
];

const click = (driver: Driver, x: number, y: number) => driver.act({type: 'mouse', kind: 'press', x, y});
const wheel = (driver: Driver, x: number, y: number, by: -1 | 1) =>
  driver.act({type: 'mouse', kind: 'wheel', by, x, y});

/** Others are titles, which act at once. */
const isFacetValue = (session: Session, row: number): boolean => facetRows(session)[row]?.part === 'value';

/** What a click may not change: its own traces. */
const plain = ({lastRequest: _, asked: __, notice: ___, now: ____, ...session}: Session) => session;

describe.each(SIZES)('at $columns x $rows', size => {
  test.each(Object.entries(WAYS))('%s: a click moves the cursor there, a second one is Enter', async (_, keys) => {
    const driver = await opened(size);
    for (const key of keys) await driver.press(key).settle();
    const before = driver.session;
    const isTyped = isTyping(placeOf(before));
    for (const {place, box, lines} of bodyViews(before)) {
      if (isTyped && place !== placeOf(before)) continue;
      for (const [at, line] of lines.entries()) {
        const spot = line.spots?.[0];
        if (spot?.row === undefined) continue;
        const x = box.x + (spot.from ?? 0) + 1;
        driver.session = before;
        // Where the cursor is already, the first click is the second one; in the table it is on another cell.
        if (line.cursor !== 'focused' || place === 'table') {
          await click(driver, x, box.y + at).settle();
          expectFits(driver.session);
          if (place === 'facets' && !isFacetValue(before, spot.row)) continue;
        }
        const there = driver.session;
        const view = bodyViews(there).find(each => each.place === place)!;
        const after = view.lines.findLastIndex(each =>
          each.spots?.some(({row, tab}) => row === spot.row && tab === spot.tab),
        );
        // Folded away by the click.
        if (after === -1) continue;
        // Of a body beside another the cursor is drawn into its line.
        if (place !== 'detail' || size.columns < 130) expect(view.lines[after]?.cursor).toBe('focused');
        const enter = actionOf(placeOf(there), 'enter');
        if (enter !== undefined) driver.act(enter);
        const pressed = plain(driver.session);
        driver.session = there;
        click(driver, view.box.x + (spot.from ?? 0) + 1, view.box.y + after);
        expect(plain(driver.session)).toEqual(pressed);
        driver.pending = [];
      }
    }
  });

  test.each(Object.entries(WAYS))('%s: the wheel scrolls what is under it', async (_, keys) => {
    const driver = await opened(size);
    for (const key of keys) await driver.press(key).settle();
    const before = driver.session;
    for (const {place, box, lines} of bodyViews(before)) {
      const y = box.y + lines.findLastIndex(line => line.spots?.[0]?.row !== undefined);
      if (hitAt(before, {x: box.x + 1, y})?.place !== place) continue;
      const moved = ([-1, 1] as const).map(by => {
        driver.session = before;
        wheel(driver, box.x + 1, y, by);
        expectFits(driver.session);
        driver.pending = [];
        return JSON.stringify(bodyViews(driver.session).find(each => each.place === place)?.lines);
      });
      // A list of one row has nowhere to go; where a line is typed a pane shows no cursor.
      const total = new Set(lines.flatMap(line => line.spots?.flatMap(({row}) => row ?? []) ?? [])).size;
      if (total > 1 && place === placeOf(before))
        expect({place, moved: new Set(moved).size}).toEqual({place, moved: 2});
    }
  });
});

test('the ways lead to every place where keys go', async () => {
  const seen = new Set<Place>();
  for (const keys of Object.values(WAYS)) {
    const driver = await opened({columns: 120, rows: 40});
    seen.add(placeOf(driver.session));
    for (const key of keys) {
      await driver.press(key).settle();
      seen.add(placeOf(driver.session));
    }
  }
  expect([...seen].toSorted()).toEqual([...PLACES].toSorted());
});

const log = () => new MemorySource(requests(50, place => ({responseStatus: {code: place % 5 === 0 ? 500 : 200}})));
const open = () => new Driver(log(), {columns: 120, rows: 40}).settle();
const titleAt = ({session}: Driver, title: string) => {
  const {x, y} = layout(session).table!;
  return [x + textOf(session, 'table')[0]!.indexOf(title), y] as const;
};

describe('in the table', () => {
  test('a click goes to the cell, so that + keeps its value; on another cell of the row it opens nothing', async () => {
    const driver = await open();
    const [x, y] = titleAt(driver, 'Code');
    click(driver, x, y + 3);
    expect(driver.session.table).toMatchObject({column: 'code', cursor: driver.session.table.top + 2});
    click(driver, titleAt(driver, 'Verb')[0], y + 3);
    expect(driver.session.table.column).toBe('verb');
    expect(driver.session.detail.open).toBe(false);
    click(driver, x, y + 3).press('+');
    expect(driver.session.filter.text).toMatch(/^code:(200|500)$/);
  });

  test('on a title it sorts by it, and by time again', async () => {
    const driver = await open();
    const at = titleAt(driver, 'Code');
    await click(driver, ...at).settle();
    expect(driver.session.order).toEqual({field: 'responseStatus.code', descending: true});
    await click(driver, ...at).settle();
    expect(driver.session.order.field).toBe('stageTimestamp');
  });
});

test('a title of a facet opens and closes it at once', async () => {
  const driver = await open();
  const {y} = layout(driver.session).facets!;
  const at = textOf(driver.session, 'facets').findIndex(line => line.includes('▾ Verb'));
  await click(driver, 4, y + at).settle();
  expect(textOf(driver.session, 'facets')[at]).toContain('▸ Verb');
  await click(driver, 4, y + at).settle();
  expect(textOf(driver.session, 'facets')[at]).toContain('▾ Verb');
});

test('a click on the line of the filter types in it, one on a suggestion takes it', async () => {
  const driver = await open();
  click(driver, 9, 1);
  expect(placeOf(driver.session)).toBe('filter');
  await driver.press('text:ver').settle();
  const row = textOf(driver.session, 'menu').findIndex(line => /^ +verb /.test(line));
  await click(driver, 5, layout(driver.session).body.y - layout(driver.session).histogram + row).settle();
  expect(driver.session.filter.edit?.editor.text).toBe('verb:');
});

test('while a filter is typed a click elsewhere does nothing, and the wheel scrolls the table', async () => {
  const driver = await open();
  driver.press('/', 'text:verb:x');
  const {x, y} = layout(driver.session).table!;
  const before = driver.session.table.cursor;
  click(driver, x + 3, y + 20);
  expect(placeOf(driver.session)).toBe('filter');
  expect(driver.session.table.cursor).toBe(before);
  wheel(driver, x + 3, y + 20, -1);
  expect(driver.session.table.cursor).toBe(before - 3);
});

test('over the changes of a step the wheel scrolls them', async () => {
  const lines = Object.fromEntries(Array.from({length: 80}, (_, at) => [`k${at}`, `${at}`]));
  const source = new MemorySource(
    requests(2, place => ({
      verb: 'update',
      level: 'RequestResponse',
      responseObject: {
        kind: 'Pod',
        metadata: {name: 'webapp-pod', namespace: 'prod-namespace'},
        data: place === 0 ? {} : lines,
      },
    })),
  );
  for (const size of SIZES) {
    const driver = await new Driver(source, size).settle();
    await driver.press('H').settle();
    const {body} = layout(driver.session);
    const [x, y] = [body.width - 2, body.y + body.height - 2];
    wheel(driver, x, y, 1);
    expect(driver.session.history?.top).toBe(3);
    expect(driver.session.overlay).toMatchObject({scroll: {cursor: 1}});
    click(driver, x, y);
    expect(driver.session.overlay).toMatchObject({kind: 'history', scroll: {cursor: 1}});
  }
});
