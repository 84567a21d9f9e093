// What deserves a look first, opened by a key.
import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../../src/audit/event.ts';
import {FINDINGS} from '../../../src/rules/findings/findings.ts';
import {did, times} from '../../../src/rules/findings/sample.ts';
import {contentOfFindings} from '../../../src/session/panes/findings.ts';
import {placeOf} from '../../../src/session/place.ts';
import {lineText} from '../../../src/session/text/fit.ts';
import {HOSTILE_EVENTS} from '../../support/hostile.ts';
import {MemorySource} from '../../support/memory-source.ts';
import {expectFits, textOf} from '../../support/screen-lines.ts';
import {Driver} from '../../support/session.ts';

const EXEC = did('get pods/exec shop/web', {at: 9, code: 101, user: 'bob'});
const EVENTS = [did('get /version', {stage: 'ResponseStarted'}), did('deletecollection events shop', {at: 5}), EXEC];

async function open(events: readonly AuditEvent[] = EVENTS, size = {columns: 120, rows: 40}) {
  const source = new MemorySource(events);
  const driver = await new Driver(source, size).settle();
  await driver.press('!').settle();
  return {driver, source};
}
const shown = ({session}: Driver) => textOf(session, 'findings').map(line => line.trimEnd());

describe('findings', () => {
  test('! lists them worst first, with why under the list; Esc goes back', async () => {
    const {driver} = await open();
    expect(placeOf(driver.session)).toBe('findings');
    const lines = shown(driver);
    expect(lines[0]).toBe(' Findings  2 incidents, 2 findings in 3 events');
    expect(lines[1]).toMatch(/^ 1\. HIGH alice {2}11-20 10:00:05/);
    expect(lines[2]).toMatch(/^ {2}high {5}10:00:05 alice deleted Events of the cluster: events in shop/);
    expect(lines[4]).toMatch(/^ 2\. MEDIUM bob/);
    driver.press('j');
    expect(shown(driver).join('\n')).toContain(' Events of the cluster deleted  ATT&CK T1070');
    expect(placeOf(driver.press('esc').session)).toBe('table');
  });

  test('Enter filters to the events of the finding, and ! comes back to where one was', async () => {
    const {driver} = await open();
    await driver.press('j', 'enter').settle();
    expect(placeOf(driver.session)).toBe('table');
    expect(driver.session.filter.text).toBe('user:alice verb:deletecollection resource:events sub:"" ns:shop code:200');
    expect(driver.session.table.rows).toHaveLength(1);
    expect(driver.session.notice?.text).toBe('! goes back to the findings.');
    await driver.press('!').settle();
    expect(driver.session.overlay).toMatchObject({kind: 'findings', scroll: {cursor: 1}});
  });

  test('what is for the record stands after the incidents, and makes none', async () => {
    const made = did('create configmaps shop/c', {at: 2});
    const {driver} = await open([...EVENTS, made]);
    const lines = shown(driver);
    expect(lines[0]).toBe(' Findings  2 incidents, 2 findings in 4 events, 1 for the record');
    const at = lines.indexOf(' For the record');
    expect(at).toBeGreaterThan(lines.findIndex(line => line.startsWith(' 2. MEDIUM')));
    expect(lines[at + 1]).toMatch(/^ {2}info {5}10:00:02 alice created .*configmaps shop\/c/);
    await driver.press(...Array.from({length: at}, () => 'j'), 'enter').settle();
    expect(driver.session.table.rows.map(row => row.id.auditID)).toEqual([made.auditID]);
  });

  test('on an incident Enter filters to all of its hands', async () => {
    const {driver} = await open();
    await driver.press('enter').settle();
    expect(driver.session.filter.text).toBe('user:alice');
  });

  test('of a log of several days each finding stands with its date', async () => {
    const {driver} = await open([...EVENTS, did('list pods', {at: 90_000})]);
    const lines = shown(driver);
    expect(lines[1]).toMatch(/^ 1\. HIGH alice {2}11-20 10:00:05/);
    expect(lines[2]).toMatch(/^ {2}high {5}11-20 10:00:05 alice deleted Events of the cluster: events in shop/);
  });

  test('on an incident the lines below say what that is', async () => {
    const {driver} = await open();
    expect(shown(driver).join('\n')).toMatch(/Incident\n.*Findings of one user/);
    expect(shown(driver).join('\n')).toContain('Enter: everything that they did');
    driver.press('j');
    expect(shown(driver).join('\n')).not.toContain('Findings of one user');
  });

  test('while the log is read it says how far', async () => {
    const {driver, source} = await open();
    source.loading = true;
    source.add([did('get /version', {at: 20})]);
    driver.press('esc').act({type: 'source/changed', about: source.about()});
    driver.press('!');
    const asked = driver.pending.find(({slot}) => slot === 'findings')!;
    await driver.answerOne(asked);
    expect(shown(driver)[0]).toContain('reading 50%');
    // It is asked again, later.
    expect(driver.pending.find(({slot}) => slot === 'findings')).toMatchObject({delayMs: 1000});
  });

  test('what comes while it is open is in it', async () => {
    const {driver, source} = await open();
    source.add([did('list secrets', {at: 30, user: 'eve'})]);
    await driver.act({type: 'source/changed', about: source.about()}).settle();
    expect(shown(driver).join('\n')).toContain('eve listed all secrets of the cluster');
  });

  test('the cursor stays on its finding when a worse one comes, and at the top where it is there', async () => {
    const under = (driver: Driver) => {
      const {overlay} = driver.session;
      if (overlay?.kind !== 'findings') throw new Error('it is closed');
      return lineText(contentOfFindings(driver.session, overlay)[overlay.scroll.cursor]!.line);
    };
    for (const [keys, expected] of [
      [4, 'bob ran a command'],
      [0, '1. CRITICAL eve'],
    ] as const) {
      const {driver, source} = await open();
      driver.press(...Array.from({length: keys}, () => 'j'));
      source.add([
        did('create pods shop/bad', {
          at: 30,
          user: 'eve',
          request: {spec: {containers: [{securityContext: {privileged: true}}]}},
        }),
        did('get pods/exec shop/bad', {at: 40, user: 'eve', code: 101}),
      ]);
      await driver.act({type: 'source/changed', about: source.about()}).settle();
      expect(shown(driver)[1]).toMatch(/^ 1\. CRITICAL eve/);
      expect(under(driver)).toContain(expected);
    }
  });

  test('what comes while it is answered is asked for again', async () => {
    const {driver, source} = await open();
    source.add([did('get /version', {at: 20})]);
    await driver.act({type: 'source/changed', about: source.about()});
    const asked = driver.pending.find(({slot}) => slot === 'findings')!;
    const answered = driver.answerOne(asked);
    source.add([did('list secrets', {at: 30, user: 'eve'})]);
    driver.act({type: 'source/changed', about: source.about()});
    await answered;
    await driver.settle();
    expect(shown(driver).join('\n')).toContain('eve listed all secrets of the cluster');
  });

  test('what could not be told has a section of its own, and its events', async () => {
    const {driver} = await open([EVENTS[0]!, did('create services shop/web', {at: 3})]);
    expect(shown(driver)).toContain(' Cannot tell');
    await driver.press('G', 'enter').settle();
    expect(driver.session.filter.text).toContain('level:Metadata');
    expect(driver.session.table.rows).toHaveLength(1);
  });

  test('at 80x24 every rule says all of why it matters, and when it is harmless', async () => {
    const {driver} = await open(EVENTS, {columns: 80, rows: 24});
    const {overlay} = driver.session;
    if (overlay?.kind !== 'findings' || overlay.told?.report === undefined) throw new Error('nothing was told');
    const {told} = overlay;
    for (const {id, why, falseAlarms, technique} of FINDINGS) {
      const incidents = told.report!.incidents.map(incident => ({
        ...incident,
        findings: incident.findings.map(finding => ({...finding, rule: id})),
      }));
      const scroll = {cursor: 1, top: 0};
      const session = {
        ...driver.session,
        overlay: {...overlay, scroll, told: {...told, report: {...told.report!, incidents}}},
      };
      const text = textOf(session, 'findings').slice(-5).join(' ').replace(/\s+/g, ' ');
      expect(text).toContain(why);
      expect(text).toContain(falseAlarms);
      if (technique !== undefined) expect(text).toContain(technique.id);
    }
  });

  test('nothing found is said', async () => {
    const {driver} = await open([did('get /version', {stage: 'ResponseStarted'})]);
    expect(shown(driver)).toContain(' Nothing that the rules look for.');
  });

  test.each([
    {columns: 80, rows: 24},
    {columns: 40, rows: 10},
    {columns: 200, rows: 60},
  ])('fits $columns x $rows, whatever the log says', async size => {
    const hostile = HOSTILE_EVENTS.map((event, i) => ({...event, ...EXEC, user: event.user, auditID: `h${i}`}));
    const {driver} = await open(
      [...EVENTS, ...hostile, ...times(12, 1, (at, i) => did(`get secrets shop/s${i}`, {at}))],
      size,
    );
    for (const key of ['j', 'pagedown', 'G', 'g']) expectFits(driver.press(key).session);
  });
});
