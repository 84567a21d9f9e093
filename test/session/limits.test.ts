// What cannot be done with what is open is grey everywhere, and says why: every key and every command, under every limit.
import {describe, expect, test} from 'vitest';
import type {Action} from '../../src/session/action.ts';
import {keysLabel} from '../../src/session/key-text.ts';
import {type Binding, bindingsOf, KEYMAP, PLACES} from '../../src/session/keymap.ts';
import {LIMITS, limitOf, limitOfKey, limitsTable} from '../../src/session/limits.ts';
import {foundEntries} from '../../src/session/palette/find.ts';
import {keysLine} from '../../src/session/panes/footer.ts';
import {placeOf} from '../../src/session/place.ts';
import type {About} from '../../src/source/source.ts';
import {MemorySource} from '../support/memory-source.ts';
import {textOf} from '../support/screen-lines.ts';
import {Driver, requests} from '../support/session.ts';

const ROWS: readonly Binding[] = KEYMAP;

/** With this everything can be done. */
const WHOLE: Partial<About> = {following: true, alerts: 1};

type Case = {
  readonly about: Partial<About>;
  /** Ids of KEYMAP that are grey. */
  readonly keys: readonly string[];
  /** Ids of the palette's other entries that are. */
  readonly entries: readonly string[];
  readonly why: RegExp;
};

const ALERT_FIELDS = ['Priority', 'Rule'];

/** What each limit takes, and nothing else. */
const CASES: Readonly<Record<string, Case>> = {
  'a log that is followed, with alerts': {about: WHOLE, keys: [], entries: [], why: /^$/},
  everything: {
    about: {...WHOLE, costly: 'Millions of events are on the server: open a part.'},
    keys: ['findings', 'roles'],
    entries: [],
    why: /^Millions of events/,
  },
  files: {
    about: {...WHOLE, lacks: {files: 'No files here.'}},
    keys: ['problems'],
    entries: ['facet:File', 'sort:file'],
    why: /^No files here\.$/,
  },
  alerts: {
    about: {following: true, lacks: {alerts: 'No alerts in a table.'}},
    keys: ['link'],
    entries: [...ALERT_FIELDS.map(label => `facet:${label}`), 'sort:*'],
    why: /^No alerts in a table\.$/,
  },
  'alerts, of files': {
    about: {following: true},
    keys: ['link'],
    entries: [...ALERT_FIELDS.map(label => `facet:${label}`), 'sort:*'],
    why: /^There are no alerts of Falco here: open their file/,
  },
  bodies: {
    about: {...WHOLE, lacks: {bodies: 'The table keeps no whole events.'}},
    keys: ['format', 'diff'],
    entries: ['tab:request', 'tab:response', 'tab:diff', 'tab:raw'],
    why: /^The table keeps no whole events\.$/,
  },
  field: {
    about: {...WHOLE, unknown: ['verb', 'responseStatus.code']},
    keys: [],
    entries: ['facet:Verb', 'facet:Code', 'sort:verb', 'sort:responseStatus.code', 'column:verb', 'column:code'],
    why: /^The table keeps no (?:verb|code): it has no column for it, and no whole events\.$/,
  },
  follow: {
    about: {alerts: 1},
    keys: ['follow', 'pause'],
    entries: [],
    why: /^The log is not followed/,
  },
};

const driverOf = async (about: Partial<About>) => {
  class Limited extends MemorySource {
    override about(): About {
      return {...super.about(), ...about};
    }
  }
  return new Driver(new Limited(requests(30)), {columns: 200, rows: 60}).settle();
};

describe.each(Object.entries(CASES))('%s', (_, {about, keys, entries, why}) => {
  const isTaken = (id: string) =>
    entries.includes(id) ||
    (entries.includes('sort:*') && /^sort:(?:priority|rule|output|alertSource|hostname)$/.test(id));

  test.each(ROWS.map(binding => [binding.id, binding] as const))('the key %s', async (id, binding) => {
    const driver = await driverOf(about);
    const found = limitOfKey(binding, driver.session);
    if (keys.includes(id)) expect(found).toMatch(why);
    else expect(found).toBeUndefined();
  });

  test('these keys do nothing but say why', async () => {
    for (const id of keys) {
      const {where, keys: named} = ROWS.find(row => row.id === id)!;
      const driver = await driverOf(about);
      if (!where.includes('table')) await driver.press('f').settle();
      expect(where).toContain(placeOf(driver.session));
      const {notice: _notice, ...before} = driver.session;
      const others = driver.others.length;
      driver.press(named[0]!);
      const {notice, ...after} = driver.session;
      expect(notice?.text).toMatch(why);
      expect(after).toEqual(before);
      expect([driver.pending, driver.others.length]).toEqual([[], others]);
    }
  });

  test('the palette greys them and no others, says why below, and runs none', async () => {
    const driver = (await driverOf(about)).press(':');
    const all = foundEntries(driver.session);
    const grey = all.filter(({how}) => how === 'never');
    const wanted = all.filter(({id}) => isTaken(id) || keys.some(key => id === `key:${key}`));
    expect(grey.map(({id}) => id).toSorted()).toEqual(wanted.map(({id}) => id).toSorted());
    expect(wanted.length).toBeGreaterThanOrEqual(keys.length + entries.length);
    for (const entry of grey) {
      expect(entry).toMatchObject({steps: [], doc: expect.stringMatching(why)});
      driver.press('esc', ':');
      driver.act({type: 'palette/move', by: all.indexOf(entry)});
      const lines = textOf(driver.session, 'palette').map(line => line.trim());
      expect(lines.at(-1)).toMatch(why);
      expect(lines.some(line => line.startsWith(`✗ ${entry.title.slice(0, 40)}`))).toBe(true);
      driver.press('enter');
      expect(driver.session.notice?.text).toMatch(why);
    }
  });

  test('the help says why in the place of what they would do', async () => {
    for (const id of keys) {
      const {help, keys: named} = ROWS.find(row => row.id === id)!;
      const driver = (await driverOf(about)).press('?', `text:${help.slice(0, 40)}`);
      const lines = textOf(driver.session, 'help');
      const row = lines.find(line => line.startsWith(`✗${keysLabel(named.slice(0, 1))}`));
      expect(row?.replace(/^✗.{22} .{24} /, '').trim()).toMatch(why);
      expect(lines.slice(-2).join(' ')).toContain(`${help.split(/[:,;]/, 1)[0]}`);
    }
    const driver = (await driverOf(about)).press('?');
    const marked = textOf(driver.session, 'help').filter(line => line.startsWith('✗'));
    expect(marked.length).toBeLessThanOrEqual(keys.length);
  });

  test('the footer greys what it names of them', async () => {
    const {session} = await driverOf(about);
    for (const place of PLACES) {
      const line = keysLine(place, 400, session.look, binding => keys.includes(binding.id));
      const wanted = bindingsOf(place).filter(({footer}) => footer !== undefined);
      expect(line.filter(({style}) => style === 'accent')).toHaveLength(
        wanted.filter(({id}) => !keys.includes(id)).length,
      );
    }
  });
});

test('a grey key of the footer is dim, with its word', () => {
  const [binding] = bindingsOf('table').filter(({id}) => id === 'history');
  const line = keysLine('table', 400, {ascii: false, theme: 'dark'}, ({id}) => id === 'history');
  const at = line.findIndex(({text}) => text === ` ${binding!.footer![0]}  `);
  expect(line.slice(at - 1, at + 1).map(({style}) => style)).toEqual(['dim', 'dim']);
});

test.each<[string, Partial<About>, Action, boolean]>([
  ['sorting by the column of the cursor, which is kept', {unknown: ['verb']}, {type: 'sort/column'}, false],
  ['and which is not', {unknown: ['stageTimestamp']}, {type: 'sort/column'}, true],
  ['a facet by its number', {unknown: ['stage']}, {type: 'focus/facet', place: 0}, true],
  ['another one', {unknown: ['stage']}, {type: 'focus/facet', place: 1}, false],
  ['while a log is read it may still be followed', {following: false, loading: true}, {type: 'follow'}, false],
  ['and alerts may come', {alerts: undefined as never, loading: true}, {type: 'detail/link'}, false],
])('%s', async (_, about, action, isGrey) => {
  const {session} = await driverOf({...WHOLE, ...about});
  const at = {...session, table: {...session.table, column: 'time' as const}};
  expect(limitOf(action, at) !== undefined).toBe(isGrey);
});

test('what is paused can be shown again, whatever is followed', async () => {
  const driver = (await driverOf(WHOLE)).press('space');
  expect(driver.session.paused).toBe(true);
  driver.act({type: 'source/changed', about: {...driver.session.about, following: false}}).press('space');
  expect(driver.session.paused).toBe(false);
});

test('clicks on a tab and on the head of a column say why as well', async () => {
  const driver = (await driverOf({...WHOLE, lacks: {bodies: 'No bodies here.'}})).press('enter');
  await driver.settle();
  driver.press('right');
  expect(driver.session.detail.tab).toBe('policy');
  driver.press('left');
  expect(driver.session.detail.tab).toBe('summary');
});

test('facets of what is not kept are neither asked for nor shown', async () => {
  const driver = await driverOf({...WHOLE, lacks: {files: 'No files.'}, unknown: ['verb']});
  driver.act({type: 'start'});
  const asked = driver.pending.flatMap(({ask}) => (ask.kind === 'facets' ? ask.fields : []));
  expect(asked).toContain('stage');
  expect(asked).not.toContain('verb');
  const shown = textOf(driver.session, 'facets').join('\n');
  expect(shown).toContain('Level');
  expect(shown).not.toMatch(/Verb|File/);
});

test('each limit is a row of the docs, with the keys that it takes', () => {
  const rows = limitsTable().trim().split('\n').slice(2);
  expect(rows.length).toBe(LIMITS.length);
  expect(limitsTable()).toContain('`!` `I`');
});
