// The history as a pane: it opens on an object, fills step by step, leads to its events and back.
import {describe, expect, test} from 'vitest';
import type {AuditEvent, Json} from '../../../src/audit/event.ts';
import {answerHistory} from '../../../src/session/history/ask.ts';
import {shownSteps} from '../../../src/session/history/pane.ts';
import {emptyHistory} from '../../../src/session/history/steps.ts';
import {historyChanges} from '../../../src/session/panes/history.ts';
import {lineText} from '../../../src/session/text/fit.ts';
import type {EventId} from '../../../src/source/source.ts';
import {MemorySource} from '../../support/memory-source.ts';
import {expectFits, textOf} from '../../support/screen-lines.ts';
import {Driver, requests} from '../../support/session.ts';

const REF = {resource: 'configmaps', namespace: 'shop', name: 'web', apiVersion: 'v1'};
const map = (text: string): Json => ({
  kind: 'ConfigMap',
  metadata: {name: 'web', resourceVersion: text},
  data: {config: text},
});
const config = (port: number) =>
  Array.from({length: 40}, (_, at) => (at === 20 ? `port ${port}` : `line ${at}`)).join('\n');

/** Create, read, update, a refused deletion, deletion; another object between them. */
const EVENTS: readonly Partial<AuditEvent>[] = [
  {verb: 'create', requestObject: map(config(80)), responseObject: map(config(80))},
  {verb: 'get', responseObject: map(config(80))},
  {verb: 'update', objectRef: {...REF, name: 'other'}, requestObject: map('other')},
  {verb: 'update', requestObject: map(config(81)), responseObject: map(config(81)), userAgent: 'kubectl/v1.34.1'},
  {verb: 'delete', responseStatus: {code: 403, message: 'no'}},
  {verb: 'delete', responseObject: {kind: 'Status'}, user: {username: 'bot'}, impersonatedUser: {username: 'mallory'}},
];

const source = () =>
  new MemorySource(requests(EVENTS.length, place => ({level: 'RequestResponse', objectRef: REF, ...EVENTS[place]!})));

const open = async (size = {columns: 160, rows: 40}) => {
  const driver = await new Driver(source(), size).settle();
  await driver.press('H').settle();
  return driver;
};

const verbs = ({session}: Driver) => shownSteps(session.history!).map(step => step.verb);
const changes = ({session}: Driver) => historyChanges(session).map(lineText);

describe('opening', () => {
  test('shows the writes, the newest last and under the cursor', async () => {
    const driver = await open();
    expect(verbs(driver)).toEqual(['create', 'update', 'delete']);
    const text = textOf(driver.session, 'history');
    expect(text[0]).toContain('History of configmaps shop/web  3 writes, reads hidden, 1 failed hidden');
    expect(text[3]).toMatch(/bot→mallory +delete +200 +deleted/);
    expect(changes(driver)[0]).toContain('delete by bot → mallory');
  });

  test.each<[row: string, ups: number, step: number]>([
    ['the newest write', 0, 2],
    ['a write', 2, 1],
    ['the first write', 5, 0],
    ['a read, which is hidden', 4, 2],
  ])('on %s the cursor is there, or on the newest', async (_, ups, step) => {
    const driver = await new Driver(source(), {columns: 160, rows: 40}).settle();
    await driver.press(...Array.from({length: ups}, () => 'k'), 'H').settle();
    expect(driver.session.overlay).toMatchObject({kind: 'history', scroll: {cursor: step}});
    await driver.press('G', 'esc', 'H').settle();
    expect(driver.session.overlay).toMatchObject({kind: 'history', scroll: {cursor: step}});
  });

  test('of a request about many objects it says why there is none', async () => {
    const driver = await new Driver(
      new MemorySource(requests(1, () => ({verb: 'list', objectRef: {resource: 'pods', namespace: 'x'}}))),
    ).settle();
    await driver.press('H').settle();
    expect(driver.session.overlay).toBeUndefined();
    expect(driver.session.notice?.text).toBe('This list is about many pods, not about one.');
  });

  test('of a create the name comes from its answer', async () => {
    const driver = await new Driver(
      new MemorySource(
        requests(1, () => ({
          verb: 'create',
          level: 'RequestResponse',
          objectRef: {resource: 'configmaps', namespace: 'shop'},
          responseObject: map('x'),
        })),
      ),
    ).settle();
    await driver.press('H').settle();
    expect(driver.session.history?.target.name).toBe('web');
    expect(verbs(driver)).toEqual(['create']);
  });
});

describe('keys', () => {
  test('x shows what failed, R what was read', async () => {
    const driver = await open();
    await driver.press('x').settle();
    expect(verbs(driver)).toEqual(['create', 'update', 'delete', 'delete']);
    await driver.press('R').settle();
    expect(verbs(driver)).toEqual(['create', 'get', 'update', 'delete', 'delete']);
    await driver.press('R', 'x').settle();
    expect(verbs(driver)).toEqual(['create', 'update', 'delete']);
  });

  test('a long text is told line by line, bookkeeping is counted and shown with b', async () => {
    const driver = await open();
    driver.press('k');
    const before = changes(driver);
    expect(before).toContain('− port 80');
    expect(before).toContain('+ port 81');
    expect(before).not.toContain('  line 2');
    expect(before.at(-1)).toBe('+ 1 bookkeeping field');
    driver.press('b');
    expect(changes(driver)).toContain('metadata.resourceVersion');
  });

  test('of what was deleted the last state is shown', async () => {
    expect(changes(await open()).join('\n')).toMatch(/The last state known[\s\S]*− {3}line 0/);
  });

  test('Enter opens the event, H comes back to its step, Esc to the table', async () => {
    const driver = await open();
    driver.press('g');
    await driver.press('enter').settle();
    expect(driver.session.detail.loaded?.id.auditID).toBe('r0');
    expect(driver.current).toBe('r5');
    await driver.press('H').settle();
    const {overlay} = driver.session;
    expect(overlay?.kind === 'history' ? overlay.scroll.cursor : undefined).toBe(0);
    await driver.press('esc', 'esc').settle();
    expect(driver.session.overlay).toBeUndefined();
    expect(driver.session.focus).toBe('table');
  });

  test('H looks again when the log has grown while it was paused', async () => {
    const memory = source();
    const followed = () => ({...memory.about(), following: true});
    const driver = await new Driver(memory, {columns: 160, rows: 40}).settle();
    await driver.act({type: 'source/changed', about: followed()}).press('H').settle();
    driver.act({type: 'pause'});
    memory.add(requests(1, () => ({verb: 'create', objectRef: REF}), 20));
    driver.act({type: 'source/changed', about: followed()});
    await driver.settle();
    expect(textOf(driver.session, 'history')[0]).toContain('the log has grown: H looks again');
    await driver.press('H').settle();
    expect(verbs(driver)).toEqual(['create', 'update', 'delete', 'create']);
    expect(driver.session.history?.history.life.number).toBe(2);
    expect(textOf(driver.session, 'history')[0]).not.toContain('grown');
  });

  test('J and K scroll what changed, not past its ends', async () => {
    const driver = await open({columns: 80, rows: 24});
    driver.press(...Array.from({length: 40}, () => 'J'));
    const low = driver.session.history!.top;
    expect(low).toBeGreaterThan(0);
    expect(low).toBeLessThan(changes(driver).length);
    driver.press(...Array.from({length: 40}, () => 'K'));
    expect(driver.session.history!.top).toBe(0);
  });
});

test.each([
  {columns: 20, rows: 5},
  {columns: 80, rows: 24},
  {columns: 200, rows: 60},
])('every step fits at $columns x $rows', async size => {
  const driver = await open(size);
  for (const key of ['x', 'R', 'g', 'j', 'j', 'j', 'j', 'j', 'b', 'J', 'pageup', 'ctrl-d']) {
    await driver.press(key).settle();
    expectFits(driver.session);
  }
});

test('an event that cannot be read again is a step that says so, and the others are read', async () => {
  class Gone extends MemorySource {
    override async event(id: EventId) {
      if (id.auditID === 'r3') throw new Error('audit.log was deleted.');
      return super.event(id);
    }
  }
  const driver = await new Driver(
    new Gone(requests(EVENTS.length, place => ({level: 'RequestResponse', objectRef: REF, ...EVENTS[place]!}))),
    {columns: 160, rows: 40},
  ).settle();
  await driver.press('H').settle();
  expect(verbs(driver)).toEqual(['create', '', 'delete']);
  expect(textOf(driver.session, 'history')[2]).toContain('audit.log was deleted.');
  expect(textOf(driver.session, 'history')[0]).not.toContain('reading');
});

test('events are read in slices, each at least one', async () => {
  const memory = source();
  const {rows} = await memory.rows(
    {where: {kind: 'and', of: []}, stages: 'all'},
    {
      order: {field: 'stageTimestamp', descending: false},
      limit: 10,
      cells: [],
    },
  );
  const ids: readonly EventId[] = rows.map(row => row.id);
  const history = emptyHistory({resource: 'configmaps', apiGroup: '', namespace: 'shop', name: 'web'});
  const told = await answerHistory(memory, {kind: 'states', history, ids}, {patienceMs: 0});
  expect(told).toMatchObject({kind: 'states', read: 1});
});

describe('a log that is followed', () => {
  const grown = (driver: Driver, of: MemorySource) => driver.act({type: 'source/changed', about: of.about()}).settle();
  const more = (of: MemorySource, change: Partial<AuditEvent>, place: number) =>
    of.add(requests(1, () => ({level: 'RequestResponse', objectRef: REF, ...change}), place));

  test('brings new writes into the history, under the cursor that stands on the newest', async () => {
    const of = source();
    const driver = await new Driver(of, {columns: 160, rows: 40}).settle();
    await driver.press('H').settle();
    more(of, {verb: 'create', requestObject: map(config(82)), responseObject: map(config(82))}, 50);
    more(of, {verb: 'update', requestObject: map(config(83)), responseObject: map(config(83))}, 51);
    await grown(driver, of);
    expect(verbs(driver)).toEqual(['create', 'update', 'delete', 'create', 'update']);
    expect(changes(driver).join('\n')).toContain('port 83');
    more(of, {verb: 'delete', responseObject: {kind: 'Status'}}, 52);
    await grown(driver, of);
    expect(verbs(driver).at(-1)).toBe('delete');
  });

  test('an older write that comes late stands where it belongs', async () => {
    const of = source();
    const driver = await new Driver(of, {columns: 160, rows: 40}).settle();
    await driver.press('H').settle();
    more(of, {verb: 'patch', requestObject: {data: {late: 'yes'}}}, -5);
    await grown(driver, of);
    expect(verbs(driver)).toEqual(['patch', 'create', 'update', 'delete']);
  });
});
