import {describe, expect, test} from 'vitest';
import {initialSession} from '../../src/session/session.ts';
import {update} from '../../src/session/update.ts';
import {request, TEN_PAST} from '../support/events.ts';
import {MemorySource} from '../support/memory-source.ts';
import {Driver, requests} from '../support/session.ts';

const codes = (place: number) => ({responseStatus: {code: place % 10 === 0 ? 404 : 200}});
const verbs = (place: number) => ({verb: ['get', 'list', 'delete'][place % 3]!});

const open = async (source: MemorySource, size?: {columns: number; rows: number}) => new Driver(source, size).settle();

describe('opening', () => {
  test('the newest row is last and has the cursor', async () => {
    const driver = await open(new MemorySource(requests(500)));
    expect(driver.current).toBe('r499');
    expect(driver.session.table).toMatchObject({total: 500, atEnd: true, index: 500 - driver.ids.length});
  });

  test('nothing is asked of an empty log twice', async () => {
    const driver = await open(new MemorySource());
    expect(driver.session.table).toMatchObject({rows: [], total: 0, told: true, cursor: 0});
    expect(driver.press('j', 'k', 'G', 'g', 'enter', '+', 'e').pending.filter(({slot}) => slot === 'more')).toEqual([]);
  });
});

describe('moving', () => {
  test('holding k goes through the whole log without a gap', async () => {
    const driver = await open(new MemorySource(requests(3000)));
    for (let step = 0; step < 2999; step++) {
      driver.press('k');
      if (step % 40 === 0) await driver.settle();
    }
    await driver.settle();
    expect(driver.current).toBe('r0');
    const places = driver.ids.map(id => Number(id.slice(1)));
    expect(places).toEqual(places.map((_, at) => places[0]! + at));
  });

  test('the window does not grow without end', async () => {
    const driver = await open(new MemorySource(requests(5000)));
    for (let step = 0; step < 200; step++) await driver.press('pageup').settle();
    expect(driver.current).toBe('r0');
    expect(driver.ids.length).toBeLessThan(2500);
    expect(driver.session.table.index).toBe(0);
  });

  test.each([
    ['g', 'r0'],
    ['G', 'r1999'],
  ])('%s goes to %s however far away it is', async (key, id) => {
    const driver = await open(new MemorySource(requests(2000)));
    await driver.press('pageup', key === 'g' ? 'G' : 'g').settle();
    await driver.press(key).settle();
    expect(driver.current).toBe(id);
  });

  test('the cursor stays on the screen', async () => {
    const driver = await open(new MemorySource(requests(300)), {columns: 80, rows: 24});
    for (const key of ['pageup', 'ctrl-u', 'k', 'pagedown', 'j', 'ctrl-d', 'g', 'j', 'pagedown']) {
      await driver.press(key).settle();
      const {cursor, top} = driver.session.table;
      expect(cursor - top).toBeGreaterThanOrEqual(0);
      expect(cursor - top).toBeLessThan(19);
    }
  });
});

describe('a log that grows', () => {
  test('on the newest row the cursor stays on the newest row', async () => {
    const source = new MemorySource(requests(100));
    const driver = await open(source);
    source.add(requests(50, undefined, 100));
    await driver.act({type: 'source/changed', about: source.about()}).settle();
    expect(driver.current).toBe('r149');
  });

  test('elsewhere the row under the cursor and its line stay', async () => {
    const source = new MemorySource(requests(300));
    const driver = await open(source);
    await driver.press('pageup', 'k', 'k').settle();
    const {cursor, top} = driver.session.table;
    const before = driver.current;
    source.add(requests(300, undefined, -300));
    source.add(requests(300, undefined, 300));
    await driver.act({type: 'source/changed', about: source.about()}).settle();
    expect(driver.current).toBe(before);
    expect(driver.session.table.cursor - driver.session.table.top).toBe(cursor - top);
    expect(driver.session.table.total).toBe(900);
  });

  test('a request that is completed keeps the cursor', async () => {
    const [received, complete] = request(['RequestReceived', 'ResponseComplete'], {auditID: 'slow'});
    const source = new MemorySource([...requests(20), received!]);
    const driver = await open(source);
    await driver.press('g').settle();
    while (driver.current !== 'slow') driver.press('j');
    source.add([complete!]);
    await driver.act({type: 'source/changed', about: source.about()}).settle();
    expect(driver.current).toBe('slow');
    expect(driver.session.table.rows[driver.session.table.cursor]!.id.stage).toBe('ResponseComplete');
  });

  test('news during a question are looked at after it', async () => {
    const source = new MemorySource(requests(10));
    const driver = new Driver(source);
    source.add(requests(5, undefined, 10));
    driver.act({type: 'source/changed', about: source.about()});
    expect(driver.session.stale).toBe(true);
    await driver.settle();
    expect(driver.session.stale).toBe(false);
    expect(driver.session.table.total).toBe(15);
  });
});

describe('late answers', () => {
  test('the answer to a filter that was replaced is dropped', async () => {
    const driver = await open(new MemorySource(requests(90, verbs)));
    driver.press('/', 'text:verb:get', 'enter');
    const late = driver.pending.find(({slot}) => slot === 'window')!;
    driver.pending = driver.pending.filter(asked => asked !== late);
    await driver.press('/', 'ctrl-u', 'text:verb:list verb:delete', 'enter').settle();
    expect(driver.session.table.total).toBe(0);
    await driver.answerOne(late);
    expect(driver.session.table.total).toBe(0);
  });

  test('an answer that nobody asked for changes nothing', () => {
    const source = new MemorySource();
    const session = initialSession({columns: 80, rows: 24}, source.about(), 0);
    const answer = {kind: 'histogram', histogram: {from: 0, step: 1, bars: []}} as const;
    const ask = {kind: 'histogram', view: {where: {kind: 'and', of: []}, stages: 'latest'}, bars: 1} as const;
    expect(update(session, {type: 'answer', slot: 'histogram', request: 7, answer}, ask).session).toBe(session);
  });

  test('a partial search is shown and asked on, and its end ends the asking', async () => {
    const source = new MemorySource(requests(40));
    const driver = new Driver(source);
    source.partial = {why: 'searching', done: 0.34};
    for (const asked of [...driver.pending]) await driver.answerOne(asked);
    expect(driver.session.table.partial).toEqual({why: 'searching', done: 0.34});
    expect(driver.pending.map(({slot}) => slot)).toContain('window');
    expect(driver.pending.every(({delayMs}) => delayMs !== undefined)).toBe(true);
    source.partial = undefined;
    await driver.settle();
    expect(driver.session.table.partial).toBeUndefined();
  });

  test('a log that loads is not asked again until it tells news', async () => {
    const source = new MemorySource(requests(400));
    source.loading = true;
    source.partial = {why: 'loading', done: 0.1};
    const driver = await open(source);
    for (const key of ['k', 'g', 'j', 'G', 'k']) await driver.press(key).settle();
    const calls = source.calls.length;
    source.add(requests(1, undefined, 400));
    await driver.act({type: 'source/changed', about: source.about()}).settle();
    await driver.press('k').settle();
    expect(source.calls.length - calls).toBeLessThan(6);
  });

  test('what the source refuses is told, and the next key takes it away', async () => {
    const source = new MemorySource(requests(3));
    source.facets = () => Promise.reject(new Error('The disk is gone.'));
    const driver = await open(source);
    expect(driver.session.notice).toEqual({text: 'The disk is gone.', style: 'error'});
    expect(driver.press('k').session.notice).toBeUndefined();
  });
});

describe('the filter', () => {
  test('what can be read filters while it is typed, Esc goes back', async () => {
    const driver = await open(new MemorySource(requests(90, verbs)));
    await driver.press('/', 'text:verb:get').settle();
    expect(driver.session.table.total).toBe(30);
    await driver.press('esc').settle();
    expect(driver.session.filter).toMatchObject({text: '', edit: undefined});
    expect(driver.session.table.total).toBe(90);
  });

  test('a word that may become a name or a value does not filter yet', async () => {
    const driver = await open(new MemorySource(requests(90, verbs)));
    driver.press('/');
    for (const letter of 'verb:del') {
      await driver.press(`text:${letter}`).settle();
      expect(driver.session.table.total).toBe(90);
    }
  });

  test('an error keeps the rows, is placed, and is not accepted', async () => {
    const driver = await open(new MemorySource(requests(9)));
    await driver.press('/', 'text:usr:alice', 'enter').settle();
    expect(driver.session.filter.edit?.error).toMatchObject({code: 'UNKNOWN_FIELD', at: [0, 3]});
    expect(driver.session.table.total).toBe(9);
  });

  test.each<[keys: string[], text: string]>([
    [['+'], 'user:alice@example.com'],
    [['-'], '-user:alice@example.com'],
    [['+', '+'], ''],
    [['+', '-'], '-user:alice@example.com'],
    [['left', 'left', '+'], 'verb:get'],
    [['right', '+', 'right', '+'], 'resource:pods ns:prod-namespace'],
    [['+', '\\'], ''],
    [['+', 'right', '+', '\\'], 'user:alice@example.com'],
    [['+', 'X', '\\'], 'user:alice@example.com'],
    [['+', 'X', '['], 'user:alice@example.com'],
    [['+', 'right', '+', '['], 'user:alice@example.com'],
    [['+', 'right', '+', '[', ']'], 'user:alice@example.com resource:pods'],
    [['+', 'esc'], ''],
  ])('%j makes %j', async (keys, text) => {
    const driver = await open(new MemorySource(requests(9, () => ({verb: 'get'}))));
    for (const key of keys) await driver.press(key).settle();
    expect(driver.session.filter.text).toBe(text);
  });

  test('the cursor keeps its place in time when its row is filtered away', async () => {
    const driver = await open(new MemorySource(requests(90, verbs)));
    await driver.press('g').settle();
    for (let step = 0; step < 31; step++) driver.press('j');
    expect(driver.current).toBe('r31');
    await driver.press('/', 'text:verb:delete', 'enter').settle();
    expect(driver.current).toBe('r32');
  });

  test('Tab takes a suggestion, arrows choose one and Enter takes that', async () => {
    const driver = await open(new MemorySource(requests(9, verbs)));
    await driver.press('/', 'text:verb:', 'tab').settle();
    const first = driver.session.filter.edit!.editor.text;
    expect(first).toMatch(/^verb:\w+/);
    await driver.press('ctrl-u', 'text:verb:', 'down', 'down', 'enter').settle();
    const second = driver.session.filter.edit!.editor.text;
    expect(second).toMatch(/^verb:\w+/);
    expect(second).not.toBe(first);
  });
});

describe('order and rows', () => {
  test('s sorts by the column of the cursor, S reverses, s again is by time', async () => {
    const driver = await open(new MemorySource(requests(30, codes)));
    await driver.press('left', 's').settle();
    expect(driver.session.order).toEqual({field: 'responseStatus.code', descending: true});
    expect(driver.ids.slice(0, 3)).toEqual(['r20', 'r10', 'r0']);
    await driver.press('S').settle();
    expect(driver.session.order.descending).toBe(false);
    await driver.press('s').settle();
    expect(driver.session.order).toEqual({field: 'stageTimestamp', descending: false});
    expect(driver.current).toBe('r29');
  });

  test('u shows every stage, the cursor staying on its request', async () => {
    const events = Array.from({length: 20}, (_, at) =>
      request(['RequestReceived', 'ResponseComplete'], {auditID: `r${at}`}, 1e15 + at * 1e6),
    ).flat();
    const driver = await open(new MemorySource(events));
    driver.press('k', 'k', 'k');
    await driver.press('u').settle();
    expect(driver.session.table.total).toBe(40);
    expect(driver.current).toBe('r16');
    await driver.press('u').settle();
    expect(driver.session.table.total).toBe(20);
  });

  test('e and E go to failures, also those outside the window', async () => {
    const failing = (place: number) => ({responseStatus: {code: place === 3 || place === 1500 ? 500 : 200}});
    const driver = await open(new MemorySource(requests(3000, failing)));
    await driver.press('E').settle();
    expect(driver.current).toBe('r1500');
    await driver.press('E').settle();
    expect(driver.current).toBe('r3');
    await driver.press('E').settle();
    expect(driver.current).toBe('r3');
    expect(driver.session.notice?.text).toBe('No failure before this row.');
    await driver.press('e').settle();
    expect(driver.current).toBe('r1500');
  });
});

describe('the cursor and its event when the filter changes', () => {
  const everyTenth = (place: number) => ({verb: place % 10 === 0 ? 'delete' : 'get'});

  test('X keeps the event that the filter had found, also with an open detail', async () => {
    const driver = await open(new MemorySource(requests(300, everyTenth)));
    await driver.press('/', 'text:verb:delete', 'enter').settle();
    expect(driver.current).toBe('r290');
    await driver.press('enter').settle();
    await driver.press('X').settle();
    expect(driver.current).toBe('r290');
    expect(driver.session.detail.loaded?.id.auditID).toBe('r290');
    expect(driver.session.table.total).toBe(300);
  });

  test.each([
    [33, 'r30'],
    [37, 'r40'],
  ])('without it the nearest in time: row %i leads to %s', async (place, id) => {
    const driver = await open(new MemorySource(requests(100, everyTenth)));
    await driver.press('g').settle();
    for (let step = 0; step < place; step++) driver.press('j');
    await driver.press('/', 'text:verb:delete', 'enter').settle();
    expect(driver.current).toBe(id);
  });

  test('a filter that matches nothing forgets nothing', async () => {
    const driver = await open(new MemorySource(requests(100)));
    await driver.press('g', 'j', 'j', 'j').settle();
    await driver.press('/', 'text:verb:escalate', 'enter').settle();
    expect(driver.session.table.total).toBe(0);
    await driver.press('X').settle();
    expect(driver.current).toBe('r3');
  });

  test('while a search goes on its event is waited for', async () => {
    const source = new MemorySource(requests(100, everyTenth));
    const driver = await open(source);
    await driver.press('g').settle();
    for (let step = 0; step < 20; step++) driver.press('j');
    expect(driver.current).toBe('r20');
    const whole = source.rows.bind(source);
    // So far only the newest has been found.
    source.rows = async (view, query, call) => {
      const told = await whole({...view, from: TEN_PAST + 85e6}, query, call);
      return {...told, partial: {why: 'searching', done: 0.1}};
    };
    driver.press('/', 'text:verb:delete');
    for (const asked of [...driver.pending].filter(({slot}) => slot === 'values')) await driver.answerOne(asked);
    driver.press('enter');
    for (const asked of [...driver.pending].filter(({slot}) => slot === 'window')) await driver.answerOne(asked);
    expect(driver.current).toBe('r90');
    source.rows = whole;
    await driver.settle();
    expect(driver.current).toBe('r20');
  });
});

describe('times in a filter', () => {
  test('count from the end of a log that is older than a day', async () => {
    const driver = await open(new MemorySource(requests(3000)));
    driver.session = {...driver.session, now: driver.session.now + 30 * 86_400e6};
    await driver.press('/', 'text:since:10m', 'enter').settle();
    expect(driver.session.table.total).toBe(601);
  });

  test('also where the end becomes known only while the log is read', async () => {
    const source = new MemorySource();
    const driver = await open(source);
    driver.session = {...driver.session, now: driver.session.now + 30 * 86_400e6};
    await driver.press('/', 'text:since:10m', 'enter').settle();
    source.add(requests(3000));
    await driver.act({type: 'source/changed', about: source.about()}).settle();
    expect(driver.session.table.total).toBe(601);
  });
});

describe('suggestions', () => {
  const users = (place: number) => ({user: {username: `user-${String(place).padStart(3, '0')}`}});

  test('of a value come from all of its field, and are found by part of it', async () => {
    const source = new MemorySource(requests(300, users));
    const driver = await open(source);
    await driver.press('/', 'text:user:r-217').settle();
    expect(driver.session.filter.edit?.suggestions.map(({text}) => text)).toContain('user-217');
    await driver.press('tab').settle();
    expect(driver.session.table.total).toBe(1);
  });

  test('are asked for once a field', async () => {
    const source = new MemorySource(requests(30, users));
    const driver = await open(source);
    const asked: string[] = [];
    const facets = source.facets.bind(source);
    source.facets = (view, fields, top) => {
      if (fields.length === 1) asked.push(`${fields[0]} ${top}`);
      return facets(view, fields, top);
    };
    for (const letter of ['/', 'text:u', 'text:ser:', 'text:a', 'text:l', 'backspace', 'text:i'])
      await driver.press(letter).settle();
    expect(asked).toEqual(['user.username 500']);
  });

  test('Tab before they are known takes the first one when it comes', async () => {
    const driver = await open(new MemorySource(requests(90, users)));
    await driver.press('/', 'text:user:89', 'tab').settle();
    expect(driver.session.filter.edit?.editor.text).toBe('user:user-089');
    expect(driver.session.table.total).toBe(1);
  });

  test('a word that is typed before they are known waits for them', async () => {
    const driver = await open(new MemorySource(requests(90, verbs)));
    driver.press('/', 'text:verb:li');
    expect(driver.pending.map(({slot}) => slot)).toEqual(['values']);
    await driver.settle();
    expect(driver.session.filter.edit?.suggestions.map(({text}) => text)).toContain('list');
    expect(driver.session.table.total).toBe(90);
  });
});
