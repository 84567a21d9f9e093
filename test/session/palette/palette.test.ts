import {describe, expect, test} from 'vitest';
import {type Binding, bindingsOf, isTyping, KEYMAP, PLACES, type Place} from '../../../src/session/keymap.ts';
import {foundEntries} from '../../../src/session/palette/find.ts';
import {OFFERED} from '../../../src/session/palette/keys.ts';
import {MOST_RECENT, remembered} from '../../../src/session/palette/palette.ts';
import {placeOf} from '../../../src/session/place.ts';
import {MemorySource} from '../../support/memory-source.ts';
import {textOf} from '../../support/screen-lines.ts';
import {Driver, requests} from '../../support/session.ts';

/** A log with which everything can be done. */
class Whole extends MemorySource {
  override about() {
    return {...super.about(), following: true, alerts: 1};
  }
}

const log = () =>
  new Whole(
    requests(60, place => ({
      verb: ['get', 'list', 'delete'][place % 3]!,
      responseStatus: {code: place % 10 === 0 ? 403 : 200},
    })),
  );

const open = (size?: {columns: number; rows: number}) => new Driver(log(), size).settle();

/** Types into the palette, runs what is found first. */
const run = (driver: Driver, words: string) => driver.press(':', `text:${words}`, 'enter').settle();

const titles = (driver: Driver, words: string) => {
  driver.press(':', `text:${words}`);
  const found = foundEntries(driver.session).map(({title}) => title);
  driver.press('esc');
  return found;
};

/** Keys that lead to each place where `:` opens the palette. */
const WAYS: Readonly<Partial<Record<Place, readonly string[]>>> = {
  table: [],
  facets: ['f', 'j'],
  detail: ['enter'],
  histogram: ['t'],
  read: ['i'],
  timeline: ['U'],
  history: ['H'],
  copy: ['y'],
  marks: ['m', "'"],
  noise: ['P'],
  columns: ['c'],
  roles: ['I'],
  findings: ['!'],
};

const goTo = async (place: Place): Promise<Driver> => {
  const driver = await open();
  for (const key of WAYS[place]!) await driver.press(key).settle();
  expect(placeOf(driver.session)).toBe(place);
  return driver;
};

describe('rows of the key map', () => {
  test.each((KEYMAP as readonly Binding[]).map(binding => [binding.id, binding] as const))(
    '%s is offered, or says why not',
    (_, {help, palette}) => {
      const isOffered = OFFERED.some(offered => offered.help === help);
      if (palette === undefined) expect(isOffered).toBe(true);
      else expect(palette.not).toMatch(/^[A-Z].*\.$/);
    },
  );

  test('only what types, the palette itself and the numbers of facets are not offered', () => {
    const left = (KEYMAP as readonly Binding[]).filter(({palette}) => palette !== undefined);
    expect(left.filter(({where}) => !where.every(isTyping)).map(({id}) => id)).toEqual(['facet.jump', 'palette']);
  });

  const places = PLACES.filter(place => WAYS[place] !== undefined);

  test.each(places)('in %s every key of it runs at once, and does what the key does', async place => {
    const rows = bindingsOf(place).filter(({palette, id}) => palette === undefined && id !== 'suspend');
    for (const row of rows) {
      const [byKey, byName] = [await goTo(place), await goTo(place)];
      byKey.press(row.keys[0]!);
      byName.press(':');
      const at = foundEntries(byName.session).findIndex(({title}) => title === row.help);
      expect(foundEntries(byName.session)[at]).toMatchObject({how: 'here'});
      byName.act({type: 'palette/move', by: at}).press('enter');
      const seen = ({session, others}: Driver) => ({...session, recent: [], others, lastRequest: 0, asked: 0});
      expect({row: row.id, ...seen(byName)}).toEqual({row: row.id, ...seen(byKey)});
    }
  });

  test.each(places)('from %s every entry can be run, and leaves the palette', async place => {
    const driver = await goTo(place);
    const count = foundEntries(driver.session).length;
    for (let at = 0; at < count; at += 7) {
      const next = await goTo(place);
      next.press(':');
      const entry = foundEntries(next.session)[at]!;
      next.act({type: 'palette/move', by: at}).press('enter');
      expect({entry: entry.id, palette: next.session.palette}).toEqual({entry: entry.id, palette: undefined});
    }
  });

  test('those of this pane come first', async () => {
    const driver = await open();
    const hows = foundEntries(driver.session)
      .filter(({id}) => id.startsWith('key:'))
      .map(({how}) => how);
    expect(hows.indexOf('after')).toBeGreaterThan(20);
    expect(hows.lastIndexOf('here')).toBeLessThan(hows.indexOf('after'));
    expect(hows.lastIndexOf('after')).toBeLessThan(hows.indexOf('there'));
  });
});

describe('finding', () => {
  test.each([
    ['sort took', 'Sort by Took'],
    ['hide leases', 'Hide leases'],
    ['hide lease', 'Hide leases'],
    ['csv', 'Export as csv (.csv)'],
    ['bundle', 'Incident bundle: events, timeline with notes, sources with their hashes, in one folder'],
    ['T', 'Go to a time or a range: 10:02, yesterday 14:00, 15m, 10:02..10:10'],
    ['tab raw', 'Open the tab Raw'],
    ['facet source ip', 'Go to the facet Source IP'],
    ['show column level', 'Show the column Level'],
    ['histroy', 'The history of this object: every write to it, and what each changed; in it, look again'],
  ])('%s finds %s', async (words, title) => {
    expect(titles(await open(), words).slice(0, 3)).toContain(title);
  });

  test('nonsense finds nothing, and Enter then does nothing', async () => {
    const driver = await open();
    expect(titles(driver, 'qqzzxx jj')).toEqual([]);
    driver.press(':', 'text:qqzzxx jj', 'enter');
    expect(placeOf(driver.session)).toBe('palette');
    expect(textOf(driver.session, 'palette')[1]).toContain('No command');
  });
});

describe('running', () => {
  test('a saved filter is hidden, then named as no longer to be hidden', async () => {
    const driver = await run(await open(), 'hide leases');
    expect(driver.session.filter.text).toMatch(/^-\(resource:leases/);
    expect(titles(driver, 'hide leases')[0]).toBe('No longer hide leases');
    await run(driver, 'no longer hide leases');
    expect(driver.session.filter.text).toBe('');
  });

  test('a field without a column is sorted by', async () => {
    const driver = await run(await open(), 'sort by reason');
    expect(driver.session.order).toMatchObject({field: 'responseStatus.reason', descending: false});
  });

  test('the longest come first', async () => {
    expect((await run(await open(), 'sort by took')).session.order).toEqual({field: 'took', descending: true});
  });

  test('a format gives the file its name', async () => {
    const driver = await run(await open(), 'export as csv');
    expect(driver.session.overlay).toMatchObject({kind: 'prompt', editor: {text: 'audit-events.csv'}});
  });

  test('the theme changes, and ASCII goes on and off', async () => {
    const driver = await run(await run(await open(), 'theme light'), 'ascii only');
    expect(driver.session.look).toEqual({theme: 'light', ascii: true});
    await run(driver, 'instead of ascii');
    expect(driver.session.look.ascii).toBe(false);
  });

  test('a column is shown', async () => {
    const driver = await run(await open(), 'show column level');
    expect(driver.session.chosen.hidden.has('level')).toBe(false);
  });

  test('what belongs to another pane goes there first', async () => {
    const driver = await run(await open(), 'open the next row of the table');
    expect(driver.session.focus).toBe('detail');
    expect(driver.session.detail.open).toBe(true);
  });

  test('what belongs to the histogram goes there first', async () => {
    const driver = await run(await open(), 'start marking a window');
    expect(driver.session.bars?.mark).toBeDefined();
  });

  test('what needs a list to be seen opens it, and says the key', async () => {
    const driver = await run(await open(), 'save the current filter');
    expect(driver.session.overlay?.kind).toBe('noise');
    expect(driver.session.notice?.text).toMatch(/^s: Save the current filter/);
  });

  test('where the way leads nowhere its own words stay', async () => {
    const driver = await run(await open(), 'remove this bookmark');
    expect(driver.session.overlay).toBeUndefined();
    expect(driver.session.notice?.text).toContain('no bookmark');
  });

  test('without a row nothing of the detail runs', async () => {
    const driver = await run(await new Driver(new MemorySource()).settle(), 'fold or unfold');
    expect(driver.session.detail.open).toBe(false);
    expect(driver.session.palette).toBeUndefined();
  });

  test('what was run lately comes first', async () => {
    const driver = await run(await run(await open(), 'sort by took'), 'tab raw');
    driver.press(':');
    expect(
      foundEntries(driver.session)
        .slice(0, 2)
        .map(({title}) => title),
    ).toEqual(['Open the tab Raw', 'Sort by Took']);
    expect(textOf(driver.session, 'palette')[1]).toMatch(/^ ● Open the tab Raw/);
  });

  test('Esc closes it and changes nothing', async () => {
    const driver = await goTo('noise');
    const before = driver.session;
    driver.press(':', 'text:sort', 'down', 'esc');
    expect(driver.session).toEqual(before);
  });
});

test('a timeline that is gathered goes on under the palette', async () => {
  const driver = await open();
  driver.press('U', ':');
  await driver.settle();
  driver.press('esc');
  expect(driver.session.overlay).toMatchObject({kind: 'timeline', done: true});
});

test('no more are remembered than can be seen at a glance', () => {
  const ids = Array.from({length: 20}, (_, at) => `id ${at}`);
  const recent = ids.reduce<readonly string[]>((known, id) => remembered(known, id), []);
  expect(recent).toHaveLength(MOST_RECENT);
  expect(remembered(recent, recent[3]!)).toHaveLength(MOST_RECENT);
  expect(remembered(recent, recent[3]!)[0]).toBe(recent[3]);
});

describe.each([
  {columns: 40, rows: 10},
  {columns: 80, rows: 24},
  {columns: 160, rows: 40},
])('at %j', size => {
  test('the key stands beside what it does', async () => {
    const driver = await open(size);
    driver.press(':', 'text:commands that', 'ctrl-u', 'text:type a filter');
    expect(textOf(driver.session, 'palette')[1]).toMatch(/^ {3}Type a filter .* \/$/);
  });
});
