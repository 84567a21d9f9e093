// Alerts of Falco beside requests: as rows, in the facets, in the detail, and the key between the two.
import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../src/audit/event.ts';
import {readRecord} from '../../src/ingest/record.ts';
import {facetRows} from '../../src/session/facet-rows.ts';
import type {Session} from '../../src/session/session.ts';
import {lineText} from '../../src/session/text/fit.ts';
import {MemorySource} from '../support/memory-source.ts';
import {drawn} from '../support/screen-lines.ts';
import {Driver, requests} from '../support/session.ts';

const [first, second] = requests(2, place => ({
  verb: 'get',
  user: {username: 'jane'},
  objectRef: {resource: 'secrets', namespace: 'shop', name: place === 0 ? 'db' : 'other', apiVersion: 'v1'},
})) as readonly [AuditEvent, AuditEvent];

const SECRET = 'hunter2hunter2';

const alert = (time: string, rule: string, fields: object, rest: object = {}): AuditEvent =>
  readRecord(
    JSON.stringify({
      rule,
      priority: 'Warning',
      source: 'k8s_audit',
      output: `${time.slice(11, -1)}: Warning What ${rule} says (command=mysql -p${SECRET})`,
      output_fields: fields,
      time,
      ...rest,
    }),
  ).items[0]!;

const nanos = (event: AuditEvent) => event.stageTimestamp!.replace('Z', '763Z');
const OF_FIRST = alert(nanos(first), 'Secret Read', {
  'evt.time': 1,
  'ka.user.name': 'jane',
  'ka.target.resource': 'secrets',
  'ka.target.namespace': 'shop',
  'ka.target.name': 'db',
  'proc.cmdline': `mysql -p${SECRET} --password=${SECRET}`,
});
const LONELY = alert('2026-11-20T10:30:00.000000001Z', 'Nobody Knows', {'ka.user.name': 'zoe'});
const TEXT = readRecord('2026-11-20T10:31:00.123456789Z: Critical Something odd happened (user=root)').items[0]!;

const textOf = (session: Session): string =>
  drawn(session)
    .flatMap(({lines}) => lines.map(lineText))
    .join('\n');

const open = (events: readonly AuditEvent[], filter = '') => {
  const driver = new Driver(new MemorySource(events), {columns: 140, rows: 60});
  return filter === ''
    ? driver.settle()
    : driver.settle().then(() => driver.press('/', `text:${filter}`, 'enter').settle());
};

const ALL = [first, second, OF_FIRST, LONELY, TEXT];

/** Its rule is told by its words. */
const GUESSED = readRecord(
  `${nanos(first)}: Notice K8s Secret Get Successfully (user=jane secret=db ns=shop resource=secrets resp=200)`,
).items[0]!;

describe('rows', () => {
  test('an alert stands with its priority, its user and its rule', async () => {
    const driver = await open(ALL, 'rule:"Secret Read"');
    expect(textOf(driver.session)).toMatch(/Warning +jane +Secret Read +shop +db/);
  });

  test('one that was printed as text stands with what it says', async () => {
    const driver = await open(ALL, 'priority:critical');
    expect(textOf(driver.session)).toMatch(/Critical .*Something/);
  });

  test('one filter finds both, and another only one of them', async () => {
    expect((await open(ALL, 'user:jane name:db')).session.table.total).toBe(2);
    expect((await open(ALL, 'priority:warning..')).session.table.total).toBe(3);
    expect((await open(ALL, '-has:rule -stage:alert')).session.table.total).toBe(2);
  });

  test('+ on its cells keeps priority and rule', async () => {
    const driver = await open(ALL, 'rule:"Secret Read"');
    driver.press('X');
    await driver.settle();
    expect(driver.session.table.total).toBe(5);
  });
});

describe('facets', () => {
  const titles = (driver: Driver) =>
    facetRows(driver.session).flatMap(row => (row.part === 'title' ? [row.field as string] : []));

  test('those of alerts are open where there are alerts', async () => {
    const driver = await open(ALL);
    expect(titles(driver)).toEqual(expect.arrayContaining(['priority', 'rule']));
    expect(facetRows(driver.session)).toContainEqual(
      expect.objectContaining({field: 'rule', part: 'value', value: 'Secret Read', count: 1}),
    );
  });

  test('a rule that is a guess is marked in the facet and in the row, and + keeps it', async () => {
    const driver = await open([first, GUESSED]);
    expect(facetRows(driver.session)).toContainEqual(
      expect.objectContaining({field: 'rule', value: 'guess: K8s Secret Get Successfully'}),
    );
    expect(textOf(driver.session)).toMatch(/Notice .*jane +guess: K8s Secret Get/);
    await driver.press('/', 'text:rule:guess*', 'enter').settle();
    expect(driver.session.table.total).toBe(1);
  });

  test('without alerts there are none', async () => {
    expect(titles(await open([first, second]))).not.toContain('priority');
  });
});

describe('the detail', () => {
  test('shows what an alert says, to the nanosecond, and the request that it speaks of', async () => {
    const driver = await open(ALL, 'rule:"Secret Read"');
    await driver.press('enter').settle();
    const text = textOf(driver.session);
    expect(text).toContain('Falco: Secret Read (Warning)');
    expect(text).toContain(nanos(first));
    expect(text).toContain('What Secret Read says');
    expect(text).toMatch(
      /The request +10:02:11\.000000 +jane get secrets shop\/db, 200 +the same moment, user and object/,
    );
    expect(text).toContain('ka.target.name = db');
  });

  test('calls a rule that is a guess one, of the alert and of its request', async () => {
    const driver = await open([first, GUESSED], 'rule:guess*');
    await driver.press('enter').settle();
    expect(textOf(driver.session)).toMatch(/Rule +guess: K8s Secret Get Successfully +from the words of its output/);
    await driver.press('A').settle();
    expect(textOf(driver.session)).toContain('Falco: K8s Secret Get Successfully (Notice, the rule is a guess)');
  });

  test('hides the passwords of commands in output and fields, until r', async () => {
    const driver = await open(ALL, 'rule:"Secret Read"');
    await driver.press('enter').settle();
    expect(textOf(driver.session)).not.toContain(SECRET);
    expect(textOf(driver.session)).toContain('‹masked');
    await driver.press('r').settle();
    expect(textOf(driver.session)).toContain(SECRET);
  });

  test('of a request shows the alerts about it', async () => {
    const driver = await open(ALL, 'id:r0');
    await driver.press('enter').settle();
    expect(textOf(driver.session)).toMatch(/Alerts +Falco: Secret Read \(Warning\) +the same moment, user and object/);
  });

  test.each([
    ['policy', 'No rule of a policy decides about alerts'],
    ['request', 'An alert holds no request body'],
    ['response', 'An alert holds no response body'],
  ] as const)('its tab %s says why it is empty', async (tab, text) => {
    const driver = await open(ALL, 'rule:"Secret Read"');
    await driver.press('enter').settle();
    driver.act({type: 'detail/tab', tab});
    expect(textOf(driver.session)).toContain(text);
  });
});

describe('A', () => {
  const shown = (driver: Driver) => driver.session.detail.loaded?.id.auditID;

  test('goes from an alert to its request and back', async () => {
    const driver = await open(ALL, 'rule:"Secret Read"');
    await driver.press('enter').settle();
    await driver.press('A').settle();
    expect(shown(driver)).toBe('r0');
    expect(textOf(driver.session)).toContain('the same moment, user and object). A goes back.');
    await driver.press('A').settle();
    expect(shown(driver)).toBe(OF_FIRST.auditID);
  });

  test('goes from a request to its alerts, from the table too, and waits for the answer', async () => {
    const driver = await open(ALL, 'id:r0');
    await driver.press('A').settle();
    expect(shown(driver)).toBe(OF_FIRST.auditID);
    expect(driver.session.focus).toBe('detail');
    await driver.press('A').settle();
    expect(shown(driver)).toBe('r0');
  });

  test('goes through several alerts before it comes back', async () => {
    const again = alert(nanos(first), 'Also', {'ka.user.name': 'jane', 'ka.target.name': 'db'});
    const driver = await open([...ALL, again], 'id:r0');
    await driver.press('enter').settle();
    const seen: (string | undefined)[] = [];
    for (let i = 0; i < 3; i++) {
      await driver.press('A').settle();
      seen.push(driver.session.detail.loaded?.detail.event.alert?.rule);
    }
    expect(seen.toSorted()).toEqual(['Also', 'Secret Read', undefined]);
    expect(seen[2]).toBeUndefined();
  });

  test.each([
    ['of an alert that fits no request', ALL, 'rule:"Nobody Knows"', 'No request in this log fits'],
    ['of a request without alerts', ALL, 'id:r1', 'No alert of Falco speaks of this request.'],
    ['where there are no alerts', [first, second], 'id:r1', 'There are no alerts of Falco here'],
  ])('%s says so', async (_what, events, filter, text) => {
    const driver = await open(events, filter);
    await driver.press('enter').settle();
    await driver.press('A').settle();
    expect(textOf(driver.session)).toContain(text);
  });

  test('an alert that comes later is found without a key', async () => {
    const source = new MemorySource([first, second]);
    const driver = await new Driver(source, {columns: 140, rows: 60}).settle();
    await driver.press('g', 'enter').settle();
    source.add([OF_FIRST]);
    await driver.act({type: 'source/changed', about: source.about()}).settle();
    expect(textOf(driver.session)).toContain('Falco: Secret Read (Warning)');
  });
});
