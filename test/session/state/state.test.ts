// A session as it was left, and as it is found: through the text of its file, whatever stands in that.
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {initialSession, type Session} from '../../../src/session/session.ts';
import {readSession, type SavedSession, sessionText} from '../../../src/session/state/read.ts';
import {seekMarks} from '../../../src/session/state/seek.ts';
import {restored, type SavedState, stateOf} from '../../../src/session/state/state.ts';
import {TEN_PAST} from '../../support/events.ts';
import {MemorySource} from '../../support/memory-source.ts';
import {Driver, requests} from '../../support/session.ts';

const FILE = {path: '/var/log/audit.log', dev: 1, ino: 2};
const log = () => new MemorySource(requests(30, place => ({verb: ['get', 'delete'][place % 2]!})));

async function left(...keys: readonly string[]): Promise<Session> {
  const driver = await new Driver(log(), {columns: 160, rows: 40}).settle();
  for (const key of keys) await driver.press(key).settle();
  return driver.session;
}

const again = (state: SavedState, hasFilter = false): Session =>
  restored(initialSession({columns: 160, rows: 40}, log().about(), TEN_PAST + 30 * 86_400e6), state, hasFilter);

const through = (state: SavedState): SavedState => {
  const read = readSession(sessionText({paths: ['/var/log'], files: [FILE], state}));
  if (!read.ok) throw new Error(read.why);
  return read.session.state;
};

describe('what is kept', () => {
  test('nothing of a session in which nothing was done', async () => {
    expect(stateOf(await left())).toBeUndefined();
    expect(stateOf(await left('j', 'k', 'enter', 'esc', 'g'))).toBeUndefined();
  });

  test.each<[claim: string, keys: readonly string[], of: (session: Session) => unknown]>([
    ['the filter', ['/', 'text:verb:delete', 'enter'], ({filter}) => filter.text],
    ['the order', ['s', 'S'], ({order}) => order],
    ['the kind of rows', ['u'], ({stages}) => stages],
    ['the columns', ['>', 'c', 'G', 'space', 'esc'], ({chosen}) => chosen],
    ['the facets', ['3', 'left'], ({facets}) => facets.open],
  ])('%s', async (_, keys, of) => {
    const session = await left(...keys);
    expect(of(session)).not.toEqual(of(await left()));
    expect(of(again(through(stateOf(session)!)))).toEqual(of(session));
  });

  test('a time window as it was meant, also a month later', async () => {
    const session = await left('/', 'text:since:10m verb:get', 'enter');
    expect(again(through(stateOf(session)!)).filter.expr).toEqual(session.filter.expr);
  });

  test('a filter of the command line goes before that of the last time', async () => {
    const state = stateOf(await left('/', 'text:verb:delete', 'enter'))!;
    expect(again(state, true).filter.text).toBe('');
  });
});

describe('bookmarks', () => {
  test('find their events again in another index, with their notes', async () => {
    const session = await left('a', 'text:the last', 'enter', 'k', 'm');
    const {marks} = through(stateOf(session)!);
    expect(marks.map(({auditID, note}) => [auditID, note])).toEqual([
      ['r28', ''],
      ['r29', 'the last'],
    ]);
    // The same log with more before it: places are others.
    const other = new MemorySource([
      ...requests(9, undefined, 500),
      ...requests(30, place => ({verb: ['get', 'delete'][place % 2]!})),
    ]);
    const {found, lost} = await seekMarks(other, marks);
    expect([found.map(({id, note}) => [id.auditID, note]), lost]).toEqual([
      [
        ['r28', ''],
        ['r29', 'the last'],
      ],
      [],
    ]);
    expect(found[0]!.id.place).not.toBe(session.take.marks[0]!.id.place);
  });

  test('are the event of that time and stage, not another of the same auditID', async () => {
    const mark = {time: TEN_PAST, auditID: 'r0', stage: 'RequestReceived', note: ''} as const;
    const {found, lost} = await seekMarks(log(), [mark, {...mark, stage: 'ResponseComplete'}, {...mark, time: 7}]);
    expect([found.length, lost]).toEqual([1, [mark, {...mark, time: 7}]]);
  });

  test('that are not found are said, and kept', async () => {
    const gone = {time: 7, auditID: 'gone', stage: 'Panic', note: 'n'} as const;
    const state = {...stateOf(await left('m'))!, marks: [gone]};
    const driver = new Driver(log());
    driver.session = again(state);
    driver.act({type: 'start'});
    expect(driver.others).toContainEqual({kind: 'marks/seek', marks: [gone]});
    driver.act({type: 'take/told', told: {kind: 'marks', found: [], lost: [gone]}});
    expect(driver.session.notice?.text).toMatch(/^1 bookmark of the session before is not in this log: kept/);
    expect(stateOf(driver.session)?.marks).toEqual([gone]);
  });

  test('with notes need no report where the session is kept', async () => {
    const driver = await new Driver(log()).settle();
    driver.press('a', 'text:kept', 'enter');
    driver.session = {...driver.session, take: {...driver.session.take, keeps: true}};
    expect(driver.press('q').others).toEqual([{kind: 'quit'}]);
  });
});

describe('a file that is none', () => {
  const GOOD: SavedSession = {
    paths: ['/a'],
    files: [FILE],
    state: {
      filter: '',
      stages: 'latest',
      order: {field: 'stageTimestamp', descending: true},
      zone: 'utc',
      hidden: [],
      widths: {},
      openFacets: [],
      longFacets: [],
      marks: [],
    },
  };
  const changed = (change: (value: Record<string, never>) => void): string => {
    const value = JSON.parse(sessionText(GOOD));
    change(value);
    return JSON.stringify(value);
  };

  test.each<[claim: string, text: string, why: RegExp]>([
    ['empty', '', /no JSON/],
    ['cut off', sessionText(GOOD).slice(0, -20), /no JSON/],
    ['something else', '[]', /not a session/],
    ['newer', changed(value => Object.assign(value, {format: 2})), /newer audit-tui \(format 2\)/],
    ['of a column that is none', changed(value => Object.assign(value.state!, {hidden: ['x']})), /damaged/],
    ['of a field that is none', changed(value => Object.assign(value.state!, {openFacets: ['x']})), /damaged/],
    ['of a bookmark without a stage', changed(value => Object.assign(value.state!, {marks: [{}]})), /damaged/],
    [
      'of no order',
      changed(value => Object.assign(value.state!, {order: {field: 'requestURI', descending: true}})),
      /damaged/,
    ],
    ['of no columns at all', changed(value => Object.assign(value.state!, {widths: {user: 'wide'}})), /damaged/],
  ])('%s', (_, text, why) => expect(readSession(text)).toEqual({ok: false, why: expect.stringMatching(why)}));

  test('whatever its JSON, nothing throws, and what is read can be used', () => {
    expect(readSession(sessionText(GOOD)).ok).toBe(true);
    const keys = Object.keys(GOOD.state);
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.jsonValue(), (key, value) => {
        const read = readSession(changed(all => Object.assign(all.state!, {[key]: value})));
        if (read.ok) expect(again(read.session.state).filter).toBeDefined();
      }),
    );
  });
});
