// The story of a leaked token, told by U: where it was used from, what it issued, and what became of that.
import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../../src/audit/event.ts';
import {formatMicroTime} from '../../../src/audit/time.ts';
import {matches} from '../../../src/query/evaluate.ts';
import {placeOf} from '../../../src/session/place.ts';
import {event, TEN_PAST} from '../../support/events.ts';
import {HOSTILE_EVENTS} from '../../support/hostile.ts';
import {MemorySource} from '../../support/memory-source.ts';
import {expectFits, textOf} from '../../support/screen-lines.ts';
import {Driver, requests} from '../../support/session.ts';

const RUNNER = 'system:serviceaccount:build:ci-runner';
const MANAGER = 'system:serviceaccount:prod:manager';
const OUTSIDE = '203.0.113.66';

let made = 0;
const act = (minute: number, user: string, ip: string, credential: string, change: Partial<AuditEvent>): AuditEvent =>
  event({
    auditID: `t${made++}`,
    stageTimestamp: formatMicroTime(TEN_PAST + minute * 60e6),
    requestReceivedTimestamp: formatMicroTime(TEN_PAST + minute * 60e6 - 1000),
    user: {username: user, extra: {'authentication.kubernetes.io/credential-id': [credential]}},
    sourceIPs: [ip],
    userAgent: ip === OUTSIDE ? 'curl/8.5.0' : 'runner/2.14',
    ...change,
  });

const EVENTS: readonly AuditEvent[] = [
  act(0, 'system:node:worker-1', '10.0.2.21', 'X509SHA256=aa', {
    verb: 'create',
    objectRef: {resource: 'serviceaccounts', subresource: 'token', namespace: 'build', name: 'ci-runner'},
    annotations: {'authentication.kubernetes.io/issued-credential-id': 'JTI=runner'},
  }),
  act(1, RUNNER, '10.0.3.17', 'JTI=runner', {verb: 'list'}),
  act(2, RUNNER, '10.0.3.17', 'JTI=runner', {verb: 'patch'}),
  act(5, RUNNER, OUTSIDE, 'JTI=runner', {verb: 'list', objectRef: {resource: 'secrets'}, responseStatus: {code: 403}}),
  act(6, RUNNER, OUTSIDE, 'JTI=runner', {verb: 'get', objectRef: {resource: 'secrets', name: 'db'}}),
  act(7, RUNNER, OUTSIDE, 'JTI=runner', {
    verb: 'create',
    objectRef: {resource: 'serviceaccounts', subresource: 'token', namespace: 'prod', name: 'manager'},
    responseStatus: {code: 201},
    annotations: {'authentication.kubernetes.io/issued-credential-id': 'JTI=manager'},
  }),
  act(9, MANAGER, OUTSIDE, 'JTI=manager', {verb: 'delete'}),
  act(10, MANAGER, OUTSIDE, 'JTI=manager', {verb: 'delete', impersonatedUser: {username: 'alice'}}),
  act(11, 'alice', '10.0.3.5', 'X509SHA256=bb', {verb: 'list'}),
  act(60, RUNNER, '10.0.3.17', 'JTI=runner', {verb: 'list'}),
];

async function open(size = {columns: 200, rows: 60}, events = EVENTS) {
  const driver = await new Driver(new MemorySource(events), size).settle();
  await driver.press('U').settle();
  return driver;
}
const shown = (driver: Driver) => textOf(driver.session, 'timeline').map(line => line.trimEnd());
const at = (driver: Driver, text: string) => shown(driver).findIndex(line => line.includes(text)) - 2;
const goTo = (driver: Driver, text: string) =>
  driver.press('g', ...Array<string>(Math.max(0, at(driver, text))).fill('j'));
const kept = (driver: Driver) =>
  EVENTS.filter(each => matches(driver.session.filter.expr, each)).map(({stageTimestamp}) => stageTimestamp);

describe('the timeline of a user', () => {
  test('tells its sessions, and marks what was first seen', async () => {
    const driver = await open();
    expect(placeOf(driver.session)).toBe('timeline');
    const lines = shown(driver);
    expect(lines[0]).toContain(`Timeline of user ${RUNNER}  6 requests, 3 sessions`);
    expect(lines[2]).toMatch(/^ 10:03:11 {2}1m00s 10\.0\.3\.17 +runner\/2\.14 +2 +1 +0 list 1, patch 1$/);
    expect(lines[3]).toMatch(/^ 10:07:11 {2}2m00s 203\.0\.113\.66 +curl\/8\.5\.0 +3 +1 +1 list 1, get 1, create 1$/);
    expect(lines[4]).toBe(
      '   first seen: source IP 203.0.113.66, user agent curl/8.5.0, list secrets, get secrets, create serviceaccounts/token',
    );
    expect(lines[5]).toMatch(/^ 11:02:11 {6}– 10\.0\.3\.17/);
    expect(lines[6]).toBe('');
  });

  test('joins its credential to where it was used and by whom it was issued', async () => {
    const lines = shown(await open());
    const from = lines.indexOf(' Credentials used');
    expect(lines.slice(from + 1, from + 5)).toEqual([
      '   JTI=runner  6 requests',
      '     issued 10:02:11 to system:node:worker-1 at 10.0.2.21',
      '     10.0.3.17  3 requests  10:03:11 – 11:02:11  runner/2.14',
      '     203.0.113.66 another source IP  3 requests  10:07:11 – 10:09:11  curl/8.5.0',
    ]);
  });

  test('joins the token that it had issued to its later use', async () => {
    const lines = shown(await open());
    const from = lines.indexOf(' Tokens issued');
    expect(lines.slice(from + 1, from + 3)).toEqual([
      `   10:09:11  JTI=manager  2 requests  for ${MANAGER}`,
      '     203.0.113.66  2 requests  10:11:11 – 10:12:11  curl/8.5.0',
    ]);
  });

  test('tells what others did in the name of a user, and Enter keeps that', async () => {
    const driver = await new Driver(new MemorySource(EVENTS), {columns: 200, rows: 60}).settle();
    await driver.press('k', 'U').settle();
    const lines = shown(driver);
    expect(lines[0]).toContain('Timeline of user alice  1 request, 1 session');
    const from = lines.indexOf(' In its name, by others');
    expect(lines.slice(from + 1, from + 3)).toEqual([
      '   impersonated  1 request',
      `     ${MANAGER}  203.0.113.66  1 request  10:12:11  curl/8.5.0`,
    ]);
    await goTo(driver, 'impersonated').press('enter').settle();
    expect(kept(driver)).toEqual([formatMicroTime(TEN_PAST + 10 * 60e6)]);
  });

  test('Enter on a session keeps exactly its requests', async () => {
    const driver = await open();
    await goTo(driver, '10:07:11').press('enter').settle();
    expect(placeOf(driver.session)).toBe('table');
    expect(kept(driver)).toEqual([5, 6, 7].map(minute => formatMicroTime(TEN_PAST + minute * 60e6)));
    await driver.press('\\').settle();
    expect(driver.session.filter.text).toBe('');
  });

  test('Enter on the use of a token keeps exactly those requests', async () => {
    const driver = await open();
    await goTo(driver, 'for system:serviceaccount:prod').press('enter').settle();
    expect(kept(driver)).toEqual([9, 10].map(minute => formatMicroTime(TEN_PAST + minute * 60e6)));
  });

  test('a shows who else came from that source IP, Esc goes back twice', async () => {
    const driver = await open();
    await goTo(driver, '203.0.113.66').press('a').settle();
    expect(shown(driver)[0]).toContain('Timeline of source IP 203.0.113.66  5 requests, 2 sessions');
    expect(shown(driver).join('\n')).toContain(`first seen: user ${MANAGER}, delete pods`);
    await driver.press('esc').settle();
    expect(shown(driver)[0]).toContain(`user ${RUNNER}`);
    driver.press('esc');
    expect(placeOf(driver.session)).toBe('table');
  });

  test('of a value of the source IP facet it is that of the source IP', async () => {
    const driver = await new Driver(new MemorySource(EVENTS), {columns: 200, rows: 60}).settle();
    const facets = {...driver.session.facets, spot: {field: 'sourceIP', part: 'value', value: OUTSIDE} as const};
    driver.session = {...driver.session, focus: 'facets', facets};
    await driver.press('U').settle();
    expect(shown(driver)[0]).toContain('source IP 203.0.113.66');
  });

  test('on a facet that names nobody U says what it is for', async () => {
    const driver = await new Driver(new MemorySource(EVENTS), {columns: 200, rows: 60}).settle();
    driver.press('f', 'U');
    expect(placeOf(driver.session)).toBe('facets');
    expect(driver.session.notice!.text).toContain('user or a source IP');
  });

  test('closed while it is gathered it asks no more', async () => {
    const driver = await new Driver(new MemorySource(EVENTS), {columns: 200, rows: 60}).settle();
    driver.press('U');
    const [asked] = driver.pending;
    driver.press('esc');
    await driver.answerOne(asked!);
    expect(driver.pending).toEqual([]);
    expect(driver.session.overlay).toBeUndefined();
  });

  test('of more rows than a page all are gathered, in order', async () => {
    const many = requests(4500, place => ({sourceIPs: [place < 4400 ? '10.0.0.1' : '10.0.0.2']}));
    const driver = await open({columns: 200, rows: 60}, many);
    const {overlay} = driver.session;
    expect(overlay?.kind === 'timeline' && overlay.gathered.visits.map(({requests}) => requests)).toEqual([4400, 100]);
    expect(shown(driver).join('\n')).toContain('name no credential-id');
  });
});

test.each([
  {columns: 20, rows: 5},
  {columns: 80, rows: 24},
  {columns: 200, rows: 60},
])('at $columns x $rows every line fits, whatever the log holds', async size => {
  const driver = new Driver(new MemorySource([...EVENTS, ...HOSTILE_EVENTS]), size);
  await driver.settle();
  const users = new Set([...EVENTS, ...HOSTILE_EVENTS].map(({user}) => user?.username ?? ''));
  for (const user of users) {
    if (user === '') continue;
    driver.session = {
      ...driver.session,
      focus: 'facets',
      facets: {...driver.session.facets, spot: {field: 'user.username', part: 'value', value: user}},
    };
    driver.press('U');
    expectFits(driver.session);
    for (const key of ['j', 'a', 'G', 'Z', 'pagedown', 'esc', 'esc']) {
      await driver.settle();
      expectFits(driver.session);
      driver.press(key);
      expectFits(driver.session);
    }
    await driver.settle();
  }
});

describe('a log that is followed', () => {
  const follow = async () => {
    const source = new MemorySource(EVENTS);
    const driver = await new Driver(source, {columns: 200, rows: 60}).settle();
    await driver.press('U').settle();
    return {source, driver};
  };

  test('brings new requests, sessions and credentials into the timeline', async () => {
    const {source, driver} = await follow();
    source.add([
      act(61, RUNNER, '10.0.3.17', 'JTI=runner', {verb: 'list'}),
      act(62, RUNNER, '198.51.100.7', 'JTI=other', {verb: 'get', objectRef: {resource: 'secrets', name: 'db'}}),
    ]);
    await driver.act({type: 'source/changed', about: source.about()}).settle();
    const text = shown(driver).join('\n');
    expect(text).toContain('8 requests, 4 sessions');
    expect(text).toContain('JTI=runner  7 requests');
    expect(text).toContain('198.51.100.7  1 request');
    expect(text).toContain('JTI=other  1 request');
  });

  test('of a request that goes on its stage is not counted twice', async () => {
    const {source, driver} = await follow();
    const started = act(63, RUNNER, '10.0.3.17', 'JTI=runner', {verb: 'watch', stage: 'ResponseStarted'});
    source.add([started]);
    await driver.act({type: 'source/changed', about: source.about()}).settle();
    expect(shown(driver)[0]).toContain('7 requests');
    source.add([{...started, stage: 'ResponseComplete', stageTimestamp: formatMicroTime(TEN_PAST + 64 * 60e6)}]);
    await driver.act({type: 'source/changed', about: source.about()}).settle();
    expect(shown(driver)[0]).toContain('7 requests');
  });

  test('leaves a timeline alone of which nothing came', async () => {
    const {source, driver} = await follow();
    const before = shown(driver);
    source.add([act(61, 'alice', '10.0.3.5', 'X509SHA256=bb', {verb: 'list'})]);
    await driver.act({type: 'source/changed', about: source.about()}).settle();
    expect(shown(driver)).toEqual(before);
  });
});
