// The roles of the user under the cursor, opened by a key.
import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../../src/audit/event.ts';
import {placeOf} from '../../../src/session/place.ts';
import {event} from '../../support/events.ts';
import {HOSTILE_EVENTS} from '../../support/hostile.ts';
import {MemorySource} from '../../support/memory-source.ts';
import {expectFits, textOf} from '../../support/screen-lines.ts';
import {Driver} from '../../support/session.ts';

const refused = {responseStatus: {code: 403}, annotations: {'authorization.k8s.io/decision': 'forbid'}};
const EVENTS = [event(), event({auditID: 'refused', verb: 'update', ...refused})];

async function open(events: readonly AuditEvent[] = EVENTS, size = {columns: 120, rows: 50}) {
  const driver = await new Driver(new MemorySource(events), size).settle();
  await driver.press('I').settle();
  return driver;
}
const shown = (driver: Driver) => textOf(driver.session, 'roles').map(line => line.trimEnd());

describe('roles', () => {
  test('I shows the YAML for the user of the row, q goes back', async () => {
    const driver = await open();
    expect(placeOf(driver.session)).toBe('roles');
    expect(shown(driver)[0]).toBe(' Roles for user "alice@example.com"');
    expect(shown(driver)).toContain('     verbs: [delete]');
    expect(shown(driver)).toContain(' Refused, and not covered: 1 request; d covers them.');
    expect(placeOf(driver.press('q').session)).toBe('table');
  });

  test('d allows what was refused too, and again no longer', async () => {
    const driver = await open();
    await driver.press('d').settle();
    expect(shown(driver)[0]).toContain('refused too');
    expect(shown(driver)).toContain('     verbs: [update, delete]');
    await driver.press('d').settle();
    expect(shown(driver)).toContain('     verbs: [delete]');
  });

  test('x grants more than was seen', async () => {
    const other = event({auditID: 'other', objectRef: {resource: 'pods', namespace: 'prod-namespace', name: 'two'}});
    const driver = await open([...EVENTS, other]);
    expect(shown(driver)).toContain('     resourceNames: [two, webapp-pod]');
    await driver.press('x').settle();
    expect(shown(driver)[0]).toContain('expanded');
    expect(shown(driver).some(line => line.includes('resourceNames'))).toBe(false);
  });

  test('y copies the YAML, and nothing where there is none', async () => {
    const driver = await open();
    driver.press('y');
    expect(driver.others).toEqual([
      {kind: 'copy', what: 'the roles', text: expect.stringContaining('verbs: [delete]\n')},
    ]);
    const none = await open([event(refused)]);
    none.press('y');
    expect([none.others, none.session.notice?.text]).toEqual([[], 'There is nothing to copy.']);
  });

  test('in the facet of groups it is a group’s, in another one a sentence', async () => {
    const driver = await new Driver(new MemorySource(EVENTS), {columns: 160, rows: 60}).settle();
    const {facets} = driver.session;
    const at = (field: 'user.groups' | 'verb', value: string) => {
      driver.session = {
        ...driver.session,
        focus: 'facets',
        overlay: undefined,
        facets: {...facets, spot: {field, part: 'value', value}},
      };
      return driver.press('I').settle();
    };
    await at('user.groups', 'dev');
    expect(shown(driver)[0]).toBe(' Roles for group "dev"');
    await at('verb', 'delete');
    expect(driver.session.notice?.text).toMatch(/^Roles are for a user or a group: choose one in User or Group/);
  });

  test('a request of nobody is told so', async () => {
    const driver = await open([event({user: {}})]);
    expect(driver.session.notice?.text).toBe('This request was made by nobody whom the API server knew.');
  });

  test('a log that is still read is waited for', async () => {
    const source = new MemorySource(EVENTS);
    source.partial = {why: 'loading', done: 0.5};
    const driver = await new Driver(source);
    for (let i = 0; i < 20 && driver.pending.length > 0; i++) await driver.answerOne(driver.pending[0]!);
    driver.press('I');
    const asked = () => driver.pending.find(({slot}) => slot === 'roles');
    await driver.answerOne(asked()!);
    expect(shown(driver)[0]).toContain('reading 50%');
    source.partial = undefined;
    await driver.answerOne(asked()!);
    expect(shown(driver)).toContain('     verbs: [delete]');
    expect(asked()).toBeUndefined();
  });

  describe('while the log is followed', () => {
    const grown = async (events: readonly AuditEvent[] = EVENTS) => {
      const source = new MemorySource(events);
      const driver = await new Driver(source).settle();
      await driver.press('I').settle();
      const asked = () => driver.pending.find(({slot}) => slot === 'roles');
      const grow = (...more: readonly AuditEvent[]) => {
        source.add(more);
        driver.act({type: 'source/changed', about: source.about()});
      };
      return {driver, asked, grow};
    };
    const update = event({auditID: 'new', verb: 'update'});

    test('what comes is shown, and until then what was; the line under the cursor stays', async () => {
      const {driver, asked, grow} = await grown();
      driver.press('j').press('j');
      const {scroll} = driver.session.overlay as {scroll?: unknown};
      grow(update);
      expect(asked()?.delayMs).toBe(1000);
      expect(shown(driver)).toContain('     verbs: [delete]');
      await driver.answerOne(asked()!);
      expect(shown(driver)).toContain('     verbs: [update, delete]');
      expect(driver.session.overlay).toMatchObject({scroll});
      expect(asked()).toBeUndefined();
    });

    test('what comes while it is asked for is asked for after it', async () => {
      const {driver, asked, grow} = await grown();
      grow(update);
      const first = asked()!;
      grow(event({auditID: 'newer', verb: 'patch'}));
      expect(asked()).toBe(first);
      await driver.answerOne(first);
      expect(asked()).not.toBeUndefined();
      await driver.answerOne(asked()!);
      expect([shown(driver).includes('     verbs: [update, patch, delete]'), asked()]).toEqual([true, undefined]);
    });

    test('d asks for what there is now', async () => {
      const {driver, asked, grow} = await grown();
      grow(update);
      await driver.press('d').settle();
      expect(shown(driver)).toContain('     verbs: [update, delete]');
      expect(asked()).toBeUndefined();
    });

    test('paused it waits, and says so; then it goes on', async () => {
      const {driver, asked, grow} = await grown();
      driver.session = {...driver.session, paused: true};
      grow(update);
      expect([shown(driver)[0]?.includes('the log has grown since'), asked()]).toEqual([true, undefined]);
      driver.session = {...driver.session, paused: false};
      grow();
      await driver.answerOne(asked()!);
      expect(shown(driver)[0]).not.toContain('grown');
    });

    test('of very many requests it is asked for less often, and says so', async () => {
      const {driver, asked, grow} = await grown();
      const {overlay} = driver.session;
      if (overlay?.kind !== 'roles') throw new Error('no roles');
      driver.session = {...driver.session, overlay: {...overlay, told: {...overlay.told!, requests: 100_000}}};
      grow(update);
      expect(asked()?.delayMs).toBe(50_000);
      expect(shown(driver)[0]).toContain('the log has grown since');
    });

    test('after a failure nothing is asked for', async () => {
      const {driver, asked, grow} = await grown();
      driver.press('d');
      driver.act({type: 'refused', slot: 'roles', request: asked()!.request, reason: 'The file is gone.'});
      grow(update);
      expect(driver.session.asked.roles).toBeUndefined();
    });
  });

  test('a long name leaves room for what is granted', async () => {
    const user = `system:serviceaccount:local-path-storage:${'local-path-'.repeat(8)}provisioner`;
    const driver = await open([event({user: {username: user}})], {columns: 80, rows: 24});
    await driver.press('x').settle();
    expect(shown(driver)[0]).toMatch(/^ Roles for user "system:serv.*….*provisioner" {2}expanded$/);
  });

  test('a file that is gone is told', async () => {
    const driver = await new Driver(new MemorySource(EVENTS)).settle();
    driver.press('I');
    const {request} = driver.pending.find(({slot}) => slot === 'roles')!;
    driver.act({type: 'refused', slot: 'roles', request, reason: 'The file is gone.'});
    expect(shown(driver)[1]).toBe(' The file is gone.');
  });

  test.each([
    [80, 24],
    [40, 12],
    [200, 60],
  ])('%i by %i it fits, whatever is in the log', async (columns, rows) => {
    for (const one of HOSTILE_EVENTS) {
      const driver = await open([one], {columns, rows});
      for (const key of ['d', 'x', 'pagedown', 'G', 'g']) {
        expectFits(driver.session);
        await driver.press(key).settle();
      }
      expectFits(driver.session);
    }
  });
});
