import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../src/audit/event.ts';
import {TRUNCATED} from '../../src/audit/event.ts';
import {columnsOf, whyNoBody} from '../../src/session/detail-content.ts';
import {event, request} from '../support/events.ts';
import {MemorySource} from '../support/memory-source.ts';
import {textOf} from '../support/screen-lines.ts';
import {Driver, requests} from '../support/session.ts';

const body = {spec: {replicas: 3, template: {spec: {containers: [{image: 'nginx:1'}, {image: 'redis:7'}]}}}};
const withBody = (): Partial<AuditEvent> => ({
  level: 'RequestResponse',
  verb: 'update',
  requestObject: body,
  responseObject: body,
});

const opened = async (events: readonly AuditEvent[], size = {columns: 90, rows: 40}) =>
  (await new Driver(new MemorySource(events), size).settle()).press('enter').settle();

const detailText = (driver: Driver) => textOf(driver.session, 'detail').join('\n');

describe('the open request', () => {
  test('follows the cursor of the table', async () => {
    const driver = await opened(requests(5), {columns: 130, rows: 40});
    expect(driver.session.detail.loaded?.id.auditID).toBe('r4');
    await driver.press('shift-tab', 'k').settle();
    expect(driver.session.detail.loaded?.id.auditID).toBe('r3');
    await driver.press('tab', 'K').settle();
    expect(driver.session.detail.loaded?.id.auditID).toBe('r2');
  });

  test('a refresh does not read the same event again', async () => {
    const source = new MemorySource(requests(5));
    const driver = await (await new Driver(source).settle()).press('enter').settle();
    const before = source.calls.filter(call => call === 'event').length;
    await driver.act({type: 'source/changed', about: source.about()}).settle();
    expect(source.calls.filter(call => call === 'event').length).toBe(before);
  });

  test('o and O go through its stages and stop at the ends', async () => {
    const driver = await opened(request(['RequestReceived', 'ResponseStarted', 'ResponseComplete']));
    expect(driver.session.detail.loaded?.id.stage).toBe('ResponseComplete');
    await driver.press('O').settle();
    expect(driver.session.detail.loaded?.id.stage).toBe('ResponseStarted');
    await driver.press('O').settle();
    await driver.press('O').settle();
    expect(driver.session.detail.loaded?.id.stage).toBe('RequestReceived');
    expect(driver.session.notice?.text).toBe('This is its first stage.');
  });

  test('what cannot be read any more says so in its place', async () => {
    const source = new MemorySource(requests(3));
    source.event = () => Promise.reject(new Error('audit.log was truncated while it was open.'));
    const driver = await (await new Driver(source).settle()).press('enter').settle();
    expect(detailText(driver)).toContain('audit.log was truncated while it was open.');
  });
});

describe('secrets', () => {
  const secret = event({
    level: 'RequestResponse',
    auditID: 'secret',
    verb: 'create',
    objectRef: {resource: 'secrets', namespace: 'prod', name: 'db', apiVersion: 'v1'},
    requestObject: {kind: 'Secret', apiVersion: 'v1', data: {password: 'aHVudGVyMg=='}},
  });

  test.each([
    ['the request', ['right']],
    ['JSON', ['right', 'v']],
    ['the raw event', ['right', 'right', 'right', 'right', 'right']],
  ])('are masked in %s, shown with r, and masked again for the next event', async (_, keys) => {
    const driver = await opened([...requests(2), {...secret, stageTimestamp: '2026-11-21T00:00:00.000000Z'}]);
    for (const key of keys) await driver.press(key).settle();
    expect(detailText(driver)).toContain('‹masked');
    expect(detailText(driver)).not.toContain('aHVudGVyMg==');
    await driver.press('r').settle();
    expect(detailText(driver)).toContain('aHVudGVyMg==');
    expect(textOf(driver.session, 'header')[0]).toContain('SECRETS SHOWN');
    await driver.press('K').settle();
    await driver.press('J').settle();
    expect(driver.session.detail.loaded?.id.auditID).toBe('secret');
    expect(driver.session.detail.reveal).toBe(false);
    expect(detailText(driver)).not.toContain('aHVudGVyMg==');
  });

  test('a masked value is no filter', async () => {
    const driver = await opened([secret]);
    await driver.press('right', 'G').settle();
    await driver.press('k', 'k', 'k', 'j', 'j').settle();
    const before = driver.session.filter.text;
    for (let line = 0; line < 8; line++) await driver.press('k', '+').settle();
    expect(driver.session.filter.text).not.toContain('masked');
    expect(before).toBe('');
  });
});

describe('bodies', () => {
  test('fold and unfold under the cursor, the path stands in the title', async () => {
    const driver = await opened(requests(1, withBody));
    await driver.press('right').settle();
    expect(detailText(driver)).toContain('replicas: 3');
    expect(textOf(driver.session, 'detail')[0]).toContain('requestObject.spec');
    await driver.press('enter').settle();
    expect(detailText(driver)).not.toContain('replicas: 3');
    await driver.press('enter').settle();
    expect(detailText(driver)).toContain('replicas: 3');
  });

  test('+ keeps requests with the value under the cursor, wherever it stands in a list', async () => {
    const driver = await opened(requests(3, withBody));
    await driver.press('right', 'G').settle();
    await driver.press('+').settle();
    expect(driver.session.filter.text).toMatch(/^requestObject\.spec\.template\.spec\.containers.*image:.*redis/);
    expect(driver.session.table.total).toBe(3);
    await driver.press('+').settle();
    expect(driver.session.filter.text).toBe('');
  });

  test('v goes from YAML to JSON to the raw event and back', async () => {
    const driver = await opened(requests(1, withBody));
    await driver.press('right').settle();
    const seen: string[] = [];
    for (let step = 0; step < 3; step++) {
      await driver.press('v').settle();
      seen.push(`${driver.session.detail.tab} ${driver.session.detail.format}`);
    }
    expect(seen).toEqual(['request json', 'raw json', 'request yaml']);
  });

  test('w cuts the lines of bodies or wraps them, and says so; other tabs say that they are always wrapped', async () => {
    const driver = await new Driver(new MemorySource(requests(1)), {columns: 80, rows: 24}).settle();
    await driver.press('enter').settle();
    driver.press('w');
    expect(driver.session.detail.wrap).toBe(true);
    expect(driver.session.notice?.text).toBe('This tab is always wrapped: only bodies can be cut.');
    driver.press('right', 'w');
    expect(driver.session.detail.wrap).toBe(false);
    expect(driver.session.notice?.text).toBe('Long lines are cut. w wraps them.');
    driver.press('w');
    expect(driver.session.notice?.text).toBe('Long lines are wrapped. w cuts them.');
  });

  test.each<[width: number, tabs: readonly string[]]>([
    [99, ['request']],
    [100, ['request', 'response']],
  ])('in %i cells %j are shown', (width, tabs) => {
    const columns = columnsOf('request', width);
    expect(columns.map(column => column.tab)).toEqual(tabs);
    expect(columns.reduce((sum, column) => sum + column.width, 0) + 3 * (columns.length - 1)).toBe(width);
  });

  test.each<[name: string, change: Partial<AuditEvent>, which: 'request' | 'response', words: string]>([
    ['too big an event', {annotations: {[TRUNCATED]: 'true'}}, 'request', 'audit-log-truncate-max-event-size'],
    ['an early stage', {stage: 'RequestReceived', verb: 'create'}, 'request', 'stage RequestReceived'],
    ['a low level', {verb: 'create'}, 'request', 'not logged at level Metadata'],
    ['a level without responses', {level: 'Request'}, 'response', 'RequestResponse would have logged it'],
    ['a get', {verb: 'get'}, 'request', 'sends no request body'],
    ['a deletion at a low level', {verb: 'delete'}, 'request', 'not logged at level Metadata'],
    ['a deletion without options', {verb: 'delete', level: 'Request'}, 'request', 'sent no request body'],
    ['a watch', {verb: 'watch', level: 'RequestResponse'}, 'response', 'a watch receives'],
    ['an absent body', {verb: 'create', level: 'RequestResponse'}, 'response', 'holds no response body'],
  ])('%s says why there is none', (_, change, which, words) => {
    expect(whyNoBody(event(change), which)).toContain(words);
  });
});
