// Refused and later allowed: any kind of request, and what only looks like it.
import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../../../src/audit/event.ts';
import {compileMatcher} from '../../../../src/query/evaluate.ts';
import {exprOf} from '../../../../src/rules/findings/compile.ts';
import {Findings, findingsOf} from '../../../../src/rules/findings/engine.ts';
import type {Report} from '../../../../src/rules/findings/finding.ts';
import {did, times} from '../../../../src/rules/findings/sample.ts';
import {NO_SETTINGS} from '../../../../src/rules/findings/settings.ts';
import {MemorySource} from '../../../support/memory-source.ts';

const numbered = (events: readonly AuditEvent[]) =>
  events.map((event, i) => ({...event, auditID: `${i}-${event.auditID}`}));
const only = ({incidents}: Report, rule: string) =>
  incidents.flatMap(({findings}) => findings).filter(finding => finding.rule === rule);
const reported = async (events: readonly AuditEvent[]) => findingsOf(new MemorySource(numbered(events)));

const refused = (what: string, at = 0, change = {}) => did(what, {at, code: 403, ...change});
const admission = {annotations: {'authorization.k8s.io/decision': 'allow'}};

describe('refused and later allowed', () => {
  test.each<[what: string, severity: string, events: readonly AuditEvent[]]>([
    ['secrets', 'medium', [refused('list secrets shop'), did('list secrets shop', {at: 60})]],
    ['a way into a pod', 'medium', [refused('create pods/exec shop/web'), did('create pods/exec shop/web', {at: 60})]],
    ['pods', 'low', [refused('list pods shop'), did('list pods shop', {at: 60})]],
    [
      'a resource that we never heard of',
      'low',
      [refused('delete widgets.example.com shop/w'), did('delete widgets.example.com shop/w', {at: 60})],
    ],
    ['a path', 'low', [refused('get /metrics'), did('get /metrics', {at: 60})]],
    [
      'a create, whose name is known only when it is allowed',
      'low',
      [refused('create deployments.apps shop'), did('create deployments.apps shop/web', {at: 60})],
    ],
  ])('%s: %s', async (_what, severity, events) => {
    expect(only(await reported(events), 'denied-then-allowed')).toMatchObject([{severity, count: 2}]);
  });

  test.each<[what: string, events: readonly AuditEvent[]]>([
    ['by another', [refused('list pods shop'), did('list pods shop', {at: 60, user: 'bob'})]],
    ['another verb', [refused('list pods shop'), did('get pods shop/web', {at: 60})]],
    ['another namespace', [refused('list pods shop'), did('list pods prod', {at: 60})]],
    ['another subresource', [refused('get pods shop/web'), did('get pods/log shop/web', {at: 60})]],
    ['another path', [refused('get /metrics'), did('get /healthz', {at: 60})]],
    // A role that names single objects.
    ['another object', [refused('get secrets shop/db'), did('get secrets shop/mine', {at: 60})]],
    ['allowed before', [did('list pods shop'), refused('list pods shop', 30), did('list pods shop', {at: 60})]],
    [
      'refused by admission, a quota perhaps',
      [refused('create pods shop/web', 0, admission), did('create pods shop/web', {at: 60})],
    ],
    ['refused as somebody else', [refused('list pods shop', 0, {as: 'bob'}), did('list pods shop', {at: 60})]],
    ['allowed as somebody else', [refused('list pods shop'), did('list pods shop', {at: 60, as: 'bob'})]],
    [
      'the refusal to act as somebody',
      [
        {
          ...refused('list pods shop'),
          annotations: {},
          responseStatus: {
            code: 403,
            message:
              'users "bob" is forbidden: User "alice" cannot impersonate resource "users" in API group "" at the cluster scope',
          },
        },
        did('list pods shop', {at: 60}),
      ],
    ],
    [
      'by a part of Kubernetes',
      [
        refused('list pods shop', 0, {user: 'system:kube-scheduler'}),
        did('list pods shop', {at: 60, user: 'system:kube-scheduler'}),
      ],
    ],
  ])('is not: %s', async (_what, events) => {
    expect(only(await reported(events), 'denied-then-allowed')).toEqual([]);
  });

  test('as whom a request was made is who was refused, and who was allowed', async () => {
    const events = numbered([refused('list pods shop', 0, {as: 'bob'}), did('list pods shop', {at: 60, user: 'bob'})]);
    const [found] = only(await findingsOf(new MemorySource(events)), 'denied-then-allowed');
    expect(found).toMatchObject({who: 'bob', count: 2});
    const shows = compileMatcher(exprOf(found!.filter));
    expect(events.filter(event => shows(event))).toHaveLength(2);
  });

  test('what gives more and what does not are told apart', async () => {
    const kinds = ['list secrets shop', 'list pods shop', 'list services shop'];
    const events = [...kinds.map(kind => refused(kind)), ...kinds.map(kind => did(kind, {at: 60}))];
    const found = only(await reported(events), 'denied-then-allowed');
    expect(found.map(({severity, message}) => [severity, message.includes('so with')])).toEqual([
      ['medium', false],
      ['low', true],
    ]);
  });

  test('that it was allowed before is known also when the refusal comes in a later part of the log', async () => {
    const source = new MemorySource(numbered([did('list pods shop'), refused('list secrets shop', 1)]));
    const findings = new Findings(source);
    await findings.advance();
    source.add([{...refused('list pods shop', 30), auditID: 'later'}, did('list pods shop', {at: 60})]);
    await findings.advance();
    expect(only(await findings.report(), 'denied-then-allowed')).toEqual([]);
  });
});

test('what admission refuses is no probing', async () => {
  const found = await reported(times(6, 5, (at, i) => refused(`create pods ns-${i}/web`, at, admission)));
  expect(only(found, 'many-refusals')).toEqual([]);
});

test('weighs what the settings say', async () => {
  const severities = {'denied-then-allowed': 'critical'} as const;
  const events = [refused('list pods shop'), did('list pods shop', {at: 60})];
  const report = await findingsOf(new MemorySource(numbered(events)), {settings: {...NO_SETTINGS, severities}});
  expect(only(report, 'denied-then-allowed')).toMatchObject([{severity: 'critical'}]);
});
