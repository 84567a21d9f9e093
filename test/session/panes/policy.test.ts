import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../../src/audit/event.ts';
import {linesOf} from '../../../src/rules/policy/explain-lines.ts';
import {readPolicy} from '../../../src/rules/policy/read.ts';
import type {Line} from '../../../src/session/line.ts';
import {NO_POLICY, type PolicyPane, policyLines} from '../../../src/session/panes/policy.ts';
import {lineText, widthOf} from '../../../src/session/text/fit.ts';
import {event} from '../../support/events.ts';
import {MemorySource} from '../../support/memory-source.ts';
import {Driver, requests} from '../../support/session.ts';

const TEXT = `apiVersion: audit.k8s.io/v1
kind: Policy
rules:
  - level: None
    users: ["system:kube-proxy"]
  # Everything else.
  - level: Metadata # all
    omitStages: ["RequestReceived"]
`;

const pane = (text = TEXT): PolicyPane => ({
  kind: 'known',
  file: 'audit-policy.yaml',
  how: 'found beside the log',
  policy: readPolicy(text, {file: 'p'}).policy!,
  lines: linesOf(text),
});

const texts = (lines: readonly Line[]) => lines.map(lineText);
const of = (change: Partial<AuditEvent> = {}, text = TEXT, width = 80) =>
  texts(policyLines(pane(text), event(change), false, width));

describe('the Policy tab', () => {
  test('shows the rule that decided as it stands in the file, and what the one before it missed', () => {
    expect(of()).toEqual([
      'Rule 2 of 2 decides: level Metadata, without stage RequestReceived.',
      'The log agrees.',
      'audit-policy.yaml:7, found beside the log',
      '',
      '  7 - level: Metadata # all',
      '  8   omitStages: ["RequestReceived"]',
      '',
      'The rule before it, and the first condition that each fails',
      '  1 line 4  user alice@example.com is not system:kube-proxy',
    ]);
  });

  test.each<[name: string, change: Partial<AuditEvent>, sentence: string]>([
    ['another level', {level: 'Request'}, 'The log disagrees: it has level Request.'],
    ['a stage that is omitted', {stage: 'RequestReceived'}, 'The log disagrees: it has stage RequestReceived.'],
    [
      'what is dropped',
      {user: {username: 'system:kube-proxy'}},
      'The log disagrees: it has the event, at level Metadata.',
    ],
  ])('%s is said, and that it may be another policy', (_name, change, sentence) => {
    const lines = of(change);
    expect(lines).toContain(sentence);
    expect(lines.join('\n')).toContain('It may not be the policy that was in force');
  });

  test('the first rule has none before it, and where none matches that is said', () => {
    expect(of({user: {username: 'system:kube-proxy'}})).toContain('No rule comes before it.');
    const narrow = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: Request, users: [bob]}]\n';
    const lines = of({}, narrow);
    expect(lines[0]).toBe('No rule matches, so nothing is logged.');
    expect(lines).toContain('The first condition that each rule fails');
  });

  test('without a policy one sentence tells how to give one', () => {
    expect(texts(policyLines(NO_POLICY, event(), false, 500))).toEqual([
      expect.stringMatching(/^No policy is known: .*--policy FILE.*config file/),
    ]);
    expect(texts(policyLines({kind: 'none', why: 'More than one.'}, event(), false, 80))).toEqual(['More than one.']);
  });

  test('nothing of a policy or an event reaches the screen as it is', () => {
    const evil =
      'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: None\n  users: ["\\e[31m"] # \u202e\n- level: Metadata\n';
    const hostile = {username: 'a\u001b]0;x\u0007', groups: []};
    const all = of({user: hostile}, evil).join('\n');
    expect(all).not.toMatch(/[\u001b\u0007\u202e]/);
    expect(all).toContain('␛');
    expect(of({user: {username: '\u001b[31m'}}, evil).join('\n')).toContain('‹U+202E›');
  });

  test('secrets in a name are masked until they are revealed', () => {
    const token = `Bearer ${'eyJhbGciOiJSUzI1NiJ9'}.${'eyJzdWIiOiJ4In0'}.${'c2lnbmF0dXJl'.repeat(3)}`;
    const one = event({user: {username: token}});
    expect(texts(policyLines(pane(), one, false, 400)).join('\n')).toContain('masked');
    expect(texts(policyLines(pane(), one, true, 400)).join('\n')).toContain(token);
  });

  test.each([[20], [40], [80]])('%i columns are enough', width => {
    const lines = policyLines(pane(), event({user: {username: 'u'.repeat(200)}}), false, width);
    expect(lines.filter(line => widthOf(lineText(line)) > width)).toEqual([]);
  });
});

describe('in the explorer', () => {
  const text = (driver: Driver) =>
    policyLines(driver.session.detail.policy, driver.session.detail.loaded!.detail.event, false, 80);

  test('W opens the request under the cursor with the tab', async () => {
    const driver = await new Driver(new MemorySource(requests(3))).settle();
    driver.session = {...driver.session, detail: {...driver.session.detail, policy: pane()}};
    await driver.press('W').settle();
    expect([driver.session.detail.open, driver.session.detail.tab]).toEqual([true, 'policy']);
    expect(texts(text(driver))[1]).toBe('The log agrees.');
  });

  test('a policy that is found later takes no notice away', async () => {
    const driver = await new Driver(new MemorySource(requests(3))).settle();
    driver.session = {...driver.session, notice: {text: 'said', style: 'dim'}};
    driver.act({type: 'policy/known', policy: pane()});
    expect([driver.session.notice?.text, driver.session.detail.policy.kind]).toEqual(['said', 'known']);
  });

  test('the policy stays when the request is closed and another one opened', async () => {
    const driver = await new Driver(new MemorySource(requests(3))).settle();
    driver.session = {...driver.session, detail: {...driver.session.detail, policy: pane()}};
    await driver.press('enter').settle();
    await driver.press('W', 'esc', 'up', 'enter').settle();
    expect(driver.session.detail.tab).toBe('policy');
    expect(driver.session.detail.policy.kind).toBe('known');
  });
});
