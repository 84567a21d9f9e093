import {describe, expect, test} from 'vitest';
import type {Finding, Severity} from '../../../src/rules/findings/finding.ts';
import {atLeastOf, incidentsOf} from '../../../src/rules/findings/incidents.ts';

const HOUR = 3600e6;
const finding = (who: string, severity: Severity, change: Partial<Finding> = {}): Finding => ({
  rule: `rule-${severity}`,
  title: 'Something',
  severity,
  who,
  message: `${who} did something`,
  count: 1,
  from: 0,
  to: 0,
  events: [],
  filter: '',
  addresses: [],
  ...change,
});
const told = (...findings: readonly Finding[]) => incidentsOf(findings).map(({who, severity}) => [severity, ...who]);

describe('incidents', () => {
  test('are findings of one hand, worst first', () => {
    expect(told(finding('a', 'low'), finding('b', 'high'), finding('b', 'low'))).toEqual([
      ['high', 'b'],
      ['low', 'a'],
    ]);
  });

  test('follow a hand into another identity', () => {
    expect(told(finding('a', 'low', {leadsTo: ['b']}), finding('b', 'high'))).toEqual([['high', 'a', 'b']]);
  });

  test.each([
    'system:serviceaccount:kube-system:replicaset-controller',
    'system:serviceaccount:openshift-operators:olm',
    'system:node:worker-1',
    'eks:addon-manager',
  ])('do not put together those who only share a part of Kubernetes, %s', controller => {
    const both = told(finding('a', 'high', {leadsTo: [controller]}), finding('b', 'low', {leadsTo: [controller]}));
    expect(both).toHaveLength(2);
  });

  test('take what nobody is named in to the worst of the same address', () => {
    const login = finding('address 10.0.0.1', 'low');
    const [first, ...others] = told(
      finding('a', 'medium', {addresses: ['10.0.0.1']}),
      finding('b', 'high', {addresses: ['10.0.0.1']}),
      finding('c', 'critical', {addresses: ['10.0.0.2']}),
      login,
    );
    expect(first).toEqual(['critical', 'c']);
    expect(others).toEqual([
      ['high', 'b', 'address 10.0.0.1'],
      ['medium', 'a'],
    ]);
  });

  test('take an alert about a pod to the worst that was done there', () => {
    const alert = finding('pod shop/web', 'high');
    const pods = ['pod shop/web', 'pod shop/db'];
    expect(
      told(
        finding('a', 'low', {pods}),
        finding('b', 'medium', {pods}),
        finding('c', 'high', {pods: ['pod shop/x']}),
        alert,
      ),
    ).toEqual([
      ['high', 'b', 'pod shop/web'],
      ['high', 'c'],
      ['low', 'a'],
    ]);
    expect(told(finding('a', 'low', {pods}), alert)).toEqual([
      ['high', 'pod shop/web'],
      ['low', 'a'],
    ]);
  });

  test('end where nothing happens for long', () => {
    expect(told(finding('a', 'low'), finding('a', 'high', {from: HOUR, to: HOUR}))).toHaveLength(1);
    expect(told(finding('a', 'low'), finding('a', 'high', {from: 3 * HOUR, to: 3 * HOUR}))).toHaveLength(2);
  });

  test('of one severity: the broader first, and the rarer', () => {
    const broad = [finding('b', 'high'), finding('b', 'high', {rule: 'another'})];
    expect(told(finding('a', 'high'), ...broad)[0]).toEqual(['high', 'b']);
    const usual = ['c', 'd', 'e'].map(who => finding(who, 'high'));
    expect(told(...usual, finding('z', 'high', {rule: 'rare'}))[0]).toEqual(['high', 'z']);
  });

  test('lose what is of less severity, and are gone without the rest', () => {
    const all = incidentsOf([finding('a', 'low'), finding('b', 'high'), finding('b', 'low')]);
    expect(atLeastOf(all, 'medium').map(({who, findings}) => [who, findings.length])).toEqual([[['b'], 1]]);
  });
});
