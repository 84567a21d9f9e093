// Tokens in other hands: every event of them counts and is shown, and no other.
import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../../../src/audit/event.ts';
import {redactValue} from '../../../../src/audit/redact.ts';
import {compileMatcher} from '../../../../src/query/evaluate.ts';
import {exprOf} from '../../../../src/rules/findings/compile.ts';
import {Findings, findingsOf} from '../../../../src/rules/findings/engine.ts';
import type {Report} from '../../../../src/rules/findings/finding.ts';
import {asUsual, elsewhere} from '../../../../src/rules/findings/rules/hands.ts';
import {did, times} from '../../../../src/rules/findings/sample.ts';
import {MemorySource} from '../../../support/memory-source.ts';

const numbered = (events: readonly AuditEvent[]) =>
  events.map((event, i) => ({...event, auditID: `${i}-${event.auditID}`}));
const only = ({incidents}: Report, rule: string) =>
  incidents.flatMap(({findings}) => findings).filter(finding => finding.rule === rule);

const CI = 'system:serviceaccount:build:ci-runner';
const THIEF = '203.0.113.66';
/** So many requests at home, each hour with another credential as the kubelet renews them. */
const home = (count: number, tokens: number) =>
  times(count, 2, (at, i) => ({
    ...asUsual(at),
    user: {
      username: CI,
      extra: {'authentication.kubernetes.io/credential-id': [`JTI=${Math.floor((i * tokens) / count)}`]},
    },
  }));
const stolen = (count: number, credential: string) =>
  times(count, 3, at => elsewhere({at: 1300 + at, ip: THIEF, credential}));

describe('a token used from elsewhere', () => {
  test.each<[what: string, events: readonly AuditEvent[], count: number]>([
    ['all of its requests count', [...times(12, 60, asUsual), ...stolen(37, 'JTI=a')], 37],
    ['those with another token do not', [...times(12, 60, asUsual), ...stolen(5, 'JTI=a'), ...stolen(9, 'JTI=own')], 5],
    ['one of many tokens, of which few events are read', [...home(1500, 60), ...stolen(6, 'JTI=20')], 6],
    [
      'many requests from elsewhere',
      [...times(12, 60, asUsual), ...stolen(700, 'JTI=a'), ...stolen(3, 'JTI=own')],
      700,
    ],
  ])('%s', async (_what, events, count) => {
    const all = numbered(events);
    const found = only(await findingsOf(new MemorySource(all)), 'credential-moved');
    expect(found.map(finding => finding.count)).toEqual([count]);
    const shows = compileMatcher(exprOf(found[0]!.filter));
    expect(all.filter(event => shows(event))).toHaveLength(count);
  });

  test.each([
    ['from the Internet it is critical', '203.0.113.66', 'critical'],
    ['from another network inside, such as that of the nodes, it is medium', '192.168.7.3', 'medium'],
    ['by IPv6 as well as by IPv4', 'fd00:10:244::11', 'medium'],
    ['from IPv6 of the Internet it is critical', '2001:db8::66', 'critical'],
  ])('%s', async (_what, ip, severity) => {
    const events = numbered([...times(12, 60, asUsual), elsewhere({ip, credential: 'JTI=a'})]);
    expect(only(await findingsOf(new MemorySource(events)), 'credential-moved')).toMatchObject([{severity}]);
  });

  test('its filter holds no secret: a credential id is none', async () => {
    const events = [...times(12, 60, asUsual), ...stolen(2, 'JTI=5a7c9e5e-3d1b-4c39-8d6b-1a2b3c4d5e6f')];
    const same = times(2, 60, at =>
      did('list pods build', {at, user: CI, ip: '10.0.3.17', credential: 'JTI=5a7c9e5e-3d1b-4c39-8d6b-1a2b3c4d5e6f'}),
    );
    const [found] = only(await findingsOf(new MemorySource(numbered([...events, ...same]))), 'credential-moved');
    expect(found!.filter).toContain('JTI=5a7c9e5e');
    expect(redactValue(found!.filter)).toBe(found!.filter);
  });

  test('is counted on while the log grows', async () => {
    const source = new MemorySource(numbered([...home(900, 20), ...stolen(4, 'JTI=7')]));
    const findings = new Findings(source);
    await findings.advance();
    source.add(
      times(5, 3, at => ({...elsewhere({at: 2500 + at, ip: THIEF, credential: 'JTI=7'}), auditID: `more ${at}`})),
    );
    await findings.advance();
    expect(only(await findings.report(), 'credential-moved')).toMatchObject([{count: 9}]);
  });

  test('how many requests were not read for their tokens is told', async () => {
    const events = numbered([...times(12, 60, asUsual), ...stolen(700, 'JTI=a')]);
    const {cannotTell} = await findingsOf(new MemorySource(events));
    expect(cannotTell.filter(({rule}) => rule === 'credential-moved')).toMatchObject([{count: 700, of: 712}]);
  });

  test('reads few events of an account that stays at home', async () => {
    const source = new MemorySource(numbered(home(900, 20)));
    await findingsOf(source);
    expect(source.calls.filter(call => call === 'event')).toEqual([]);
  });
});

describe('a token made for an account', () => {
  const DEPLOYER = 'system:serviceaccount:shop:deployer';
  const made = (jti: string) =>
    did('create serviceaccounts/token shop/deployer', {
      annotations: {'authentication.kubernetes.io/issued-credential-id': jti},
    });
  const used = (at: number, credential: string) =>
    did('list pods shop', {at, user: DEPLOYER, ip: '203.0.113.66', credential});

  test('all requests with it count, and no others of the account from there', async () => {
    const events = numbered([
      made('JTI=1'),
      ...times(30, 2, at => used(60 + at, 'JTI=1')),
      ...times(8, 2, at => used(60 + at, 'JTI=2')),
    ]);
    const [found, ...others] = only(await findingsOf(new MemorySource(events)), 'issued-token-used');
    expect(others).toEqual([]);
    expect(found).toMatchObject({count: 31, who: 'alice', leadsTo: [DEPLOYER]});
    const shows = compileMatcher(exprOf(found!.filter));
    expect(events.filter(event => shows(event))).toHaveLength(31);
  });

  test('whose answer names no credential is said to be untold', async () => {
    const {cannotTell} = await findingsOf(
      new MemorySource(numbered([made('JTI=1'), did('create serviceaccounts/token shop/deployer', {at: 5})])),
    );
    expect(cannotTell.filter(({rule}) => rule === 'issued-token-used')).toMatchObject([{count: 1, of: 2}]);
  });
});
