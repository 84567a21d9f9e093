import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../../../src/audit/event.ts';
import {findingsOf} from '../../../../src/rules/findings/engine.ts';
import {asUsual, elsewhere} from '../../../../src/rules/findings/rules/hands.ts';
import {did, times} from '../../../../src/rules/findings/sample.ts';
import {MemorySource} from '../../../support/memory-source.ts';

test('of a deleted account the requests after it are counted, not the addresses', async () => {
  const user = 'system:serviceaccount:shop:deployer';
  const events = [
    ...times(4, 1, at => did('list pods shop', {at, user})),
    did('delete serviceaccounts shop/deployer', {at: 10}),
    // A token is believed for some seconds longer.
    did('list pods shop', {at: 20, user}),
    ...times(7, 1, at => did('list pods shop', {at: 300 + at, user})),
  ].map((event, i) => ({...event, auditID: `${i}`}));
  const {incidents} = await findingsOf(new MemorySource(events));
  const found = incidents.flatMap(({findings}) => findings).filter(({rule}) => rule === 'deleted-identity-used');
  expect(found).toMatchObject([{count: 7, who: user}]);
  expect(found[0]!.message).toContain('still used until 10:05:06 UTC');
});

describe('a service account', () => {
  const told = async (events: readonly AuditEvent[], rule: string) => {
    const {incidents} = await findingsOf(new MemorySource(events.map((event, i) => ({...event, auditID: `${i}`}))));
    return incidents.flatMap(({findings}) => findings).filter(finding => finding.rule === rule);
  };
  const USUAL = times(12, 60, asUsual);

  test.each<[what: string, events: readonly AuditEvent[], severity: string]>([
    ['from the Internet', [...USUAL, elsewhere({ip: '203.0.113.66'})], 'medium'],
    ['by another program', [...USUAL, elsewhere({ip: '10.0.3.17', agent: 'curl/8.5.0'})], 'medium'],
    [
      'by another program from another network inside',
      [...USUAL, elsewhere({ip: '192.168.7.3', agent: 'curl/8'})],
      'medium',
    ],
    [
      'from another network inside, as a pod may be seen that leaves its node',
      [...USUAL, elsewhere({ip: '192.168.7.3'})],
      'low',
    ],
    [
      'once from inside and once from the Internet',
      [...USUAL, elsewhere({ip: '192.168.7.3'}), elsewhere({at: 1400, ip: '203.0.113.66'})],
      'medium',
    ],
  ])('%s is new', async (_what, events, severity) => {
    expect(await told(events, 'new-address')).toMatchObject([{severity}]);
  });

  test.each<[what: string, events: readonly AuditEvent[]]>([
    ['from its own network', [...USUAL, elsewhere({ip: '10.0.200.1'})]],
    ['by a new version of its program', [...USUAL, elsewhere({ip: '10.0.3.17', agent: 'ci-runner/v9'})]],
    ['that was seen too short a time before', [...times(12, 1, asUsual), elsewhere({at: 30, ip: '203.0.113.66'})]],
    ['that asked for too little before', [...times(5, 60, asUsual), elsewhere({ip: '203.0.113.66'})]],
    [
      'of kube-system, whose controllers move',
      [
        ...times(12, 60, at => ({...asUsual(at), user: {username: 'system:serviceaccount:kube-system:x'}})),
        elsewhere({user: 'system:serviceaccount:kube-system:x', ip: '203.0.113.66'}),
      ],
    ],
  ])('%s is not', async (_what, events) => {
    expect(await told(events, 'new-address')).toEqual([]);
  });

  const DEPLOYER = 'system:serviceaccount:shop:deployer';
  test.each<[what: string, events: readonly AuditEvent[]]>([
    ['within half a minute of its deletion', [did('list pods shop', {at: 25, user: DEPLOYER})]],
    [
      'created again',
      [did('create serviceaccounts shop/deployer', {at: 60}), did('list pods shop', {at: 300, user: DEPLOYER})],
    ],
    [
      'of the same name in another namespace',
      [did('list pods shop', {at: 300, user: 'system:serviceaccount:prod:deployer'})],
    ],
    ['that is refused', [did('list pods shop', {at: 300, code: 401})]],
  ])('deleted, and then %s, is not told as used', async (_what, events) => {
    expect(await told([did('delete serviceaccounts shop/deployer'), ...events], 'deleted-identity-used')).toEqual([]);
  });

  test('whose deletion was refused is not told as used', async () => {
    const events = [
      did('delete serviceaccounts shop/deployer', {code: 403}),
      did('list pods shop', {at: 300, user: DEPLOYER}),
    ];
    expect(await told(events, 'deleted-identity-used')).toEqual([]);
  });

  test.each<[what: string, events: readonly AuditEvent[], count: number]>([
    [
      'with its namespace',
      [
        did('deletecollection serviceaccounts shop', {user: 'system:serviceaccount:kube-system:namespace-controller'}),
        did('list pods shop', {at: 300, user: DEPLOYER}),
      ],
      1,
    ],
    [
      'and its namespace later',
      [
        did('delete serviceaccounts shop/deployer'),
        did('deletecollection serviceaccounts shop', {at: 200}),
        did('list pods shop', {at: 100, user: DEPLOYER}),
        did('list pods shop', {at: 300, user: DEPLOYER}),
      ],
      1,
    ],
  ])('that was deleted %s is told as used', async (_what, events, count) => {
    expect(await told(events, 'deleted-identity-used')).toMatchObject([{count, who: DEPLOYER}]);
  });

  test.each<[what: string, events: readonly AuditEvent[]]>([
    [
      'another namespace went',
      [did('deletecollection serviceaccounts prod'), did('list pods shop', {at: 300, user: DEPLOYER})],
    ],
    [
      'it was made again after its namespace went',
      [
        did('deletecollection serviceaccounts shop'),
        did('create serviceaccounts shop/deployer', {at: 60}),
        did('list pods shop', {at: 300, user: DEPLOYER}),
      ],
    ],
  ])('is not told as used if %s', async (_what, events) => {
    expect(await told(events, 'deleted-identity-used')).toEqual([]);
  });
});
