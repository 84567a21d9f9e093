// A secret in a place where nobody expects one is masked in every pane until it is revealed.
import {describe, expect, test} from 'vitest';
import {maskOf} from '../../src/audit/redact.ts';
import {currentContent} from '../../src/session/detail-content.ts';
import {lineText} from '../../src/session/text/fit.ts';
import {holdsSecret, safe} from '../../src/session/text/safe.ts';
import {event} from '../support/events.ts';
import {MemorySource} from '../support/memory-source.ts';
import {drawn, textOf} from '../support/screen-lines.ts';
import {Driver} from '../support/session.ts';

const TOKEN = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJlLW9mLXRoZS10b2tlbg';

const {objectRef: _, ...path} = event({auditID: 'path', verb: 'get', requestURI: `/oauth/token=${TOKEN}`});
const EVENTS = [
  path,
  event({auditID: 'agent', userAgent: `curl -H "Authorization: Bearer ${TOKEN}"`}),
  event({auditID: 'user', user: {username: TOKEN, groups: [`token=${TOKEN}`]}}),
  event({auditID: 'as', impersonatedUser: {username: `token:${TOKEN}`}}),
  event({auditID: 'name', objectRef: {resource: 'secrets', namespace: 'x', name: TOKEN}}),
];

class Leaky extends MemorySource {
  override about() {
    return {...super.about(), name: `/tmp/token=${TOKEN}/audit.log`, files: [`/tmp/token=${TOKEN}/audit.log`]};
  }
}

const open = async () => {
  const source = new Leaky(EVENTS);
  source.problems = [
    {
      code: 'NOT_JSON',
      title: 'not JSON',
      count: 1,
      examples: [{code: 'NOT_JSON', reason: `no JSON: "Bearer ${TOKEN}"`, at: {file: 'audit.log', line: 7, offset: 0}}],
    },
  ];
  return new Driver(source, {columns: 240, rows: 90}).settle();
};

const screen = (driver: Driver) =>
  drawn(driver.session)
    .flatMap(({lines}) => lines.map(lineText))
    .join('\n');

/** Long enough a part to be of use, short enough to be found in a cut cell. */
const PART = TOKEN.slice(-12);

describe('secrets', () => {
  test.each<[where: string, keys: readonly string[]]>([
    ['the table and the facets', []],
    [
      'the facets with all values',
      ['f', 'G', 'enter', 'right', 'k', 'right', 'k', 'right', 'k', 'right', 'k', 'right', 'k', 'right'],
    ],
    ['what was read', ['i']],
    ['the suggestions', ['/', 'text:user:']],
    ['the suggestions of user agents', ['/', 'text:agent:']],
    ['the detail', ['g', 'enter']],
    ['a notice', ['g', '+']],
  ])('are masked in %s', async (_where, keys) => {
    const driver = await open();
    for (const key of keys) await driver.press(key).settle();
    expect(screen(driver)).not.toContain(PART);
    driver.act({
      type: 'refused',
      slot: 'window',
      request: driver.session.asked.window ?? -1,
      reason: `Bearer ${TOKEN}`,
    });
    expect(screen(driver)).not.toContain(PART);
  });

  test('equal ones look equal in the table', async () => {
    const driver = await open();
    expect(textOf(driver.session, 'table').filter(line => line.includes(maskOf(TOKEN))).length).toBeGreaterThan(1);
  });

  test('are no value to keep or drop while they are masked', async () => {
    const driver = await open();
    await driver.press('g', 'j', 'j', '+').settle();
    expect(driver.current).toBe('user');
    expect(driver.session.filter.text).toBe('');
    expect(driver.session.notice?.text).toContain('holds a secret');
  });

  test('once revealed they filter, and the filter line masks them when they are masked again', async () => {
    const driver = await open();
    await driver.press('g', 'j', 'j', 'enter').settle();
    await driver.press('r').settle();
    const {content} = currentContent(driver.session);
    const at = content.at(0, content.total).findIndex(({value}) => value === TOKEN);
    expect(at).toBeGreaterThan(0);
    await driver.press(...Array.from({length: at}, () => 'j'), '+').settle();
    expect(driver.session.filter.text).toContain(TOKEN);
    await driver.press('q').settle();
    expect(textOf(driver.session, 'filter')[0]).toContain('‹masked');
    expect(textOf(driver.session, 'filter')[0]).not.toContain(PART);
    expect(driver.session.table.total).toBe(1);
  });
});

test.each([
  ['alice@example.com', false],
  ['system:serviceaccount:kube-system:token-cleaner', false],
  ['/api/v1/namespaces/kube-system/secrets/bootstrap-token', false],
  [`Bearer ${TOKEN}`, true],
  ['a\nb', false],
])('%j holds a secret: %s', (text, holds) => {
  expect(holdsSecret(text)).toBe(holds);
  expect(safe(text)).not.toContain('\n');
});
