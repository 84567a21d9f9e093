import {describe, expect, test} from 'vitest';
import {readRecord} from '../../../src/ingest/record.ts';
import {ruleOfOutput} from '../../../src/ingest/wrappers/falco-rules.ts';
import {syscallRuleOf} from '../../../src/ingest/wrappers/falco-syscall-rules.ts';

describe('the rule of an output', () => {
  test.each<[output: string, rule: string | undefined]>([
    ['10:02:11.318214000: Notice Attach/Exec to pod (user=jane pod=web-1 action=exec command=sh)', 'Attach/Exec Pod'],
    ['10:02:11.318214000: Error K8s Secret Get Successfully (user=jane secret=db)', 'K8s Secret Get Successfully'],
    ['10:02:11.318214000: Informational K8s ClusterRole Created (user=jane role=x)', 'K8s ClusterRole Created'],
    ['10:02:11.318214000: Informational K8s Cluster Role Created (user=jane role=x)', 'K8s Role/Clusterrole Created'],
    // The one with two blanks.
    [
      '10:02:11.318214000: Warning Node not in allowed list tried unsuccessfully to join the cluster  (user=n node=n)',
      'Untrusted Node Unsuccessfully Tried to Join the Cluster',
    ],
    ['Attach/Exec to pod (user=jane)', 'Attach/Exec Pod'],
    // Words of a rule that somebody changed, and words that only begin so.
    ['10:02:11.318214000: Notice Attach/Exec to my pod (user=jane)', undefined],
    ['10:02:11.318214000: Notice Attach/Exec to pod', undefined],
    ['10:02:11.318214000: Notice Attach/Exec to pod (uid=jane)', undefined],
    ['10:02:11.318214000: Notice A shell was spawned in a container (user=root)', undefined],
    ['10:02:11.318214000: Notice constructor (user=root)', undefined],
    ['', undefined],
  ])('%s is %s', (output, rule) => {
    expect(ruleOfOutput(output)).toBe(rule);
  });
});

test('a text alert has it as a guess, and its object by the names that the rule’s output uses', () => {
  const [event] = readRecord(
    '2026-11-20T10:02:11.318214000+0000: Warning System ClusterRole/Role modified or deleted (user=jane role=system:node resource=clusterroles ns=<NA> action=delete)',
  ).items;
  expect(event?.alert).toMatchObject({
    rule: 'System ClusterRole Modified/Deleted',
    ruleFrom: 'the words of its output',
  });
  expect(event).toMatchObject({user: {username: 'jane'}, objectRef: {resource: 'clusterroles', name: 'system:node'}});
  expect(event?.objectRef?.subresource).toBeUndefined();
});

test.each([
  ['Notice Attach/Exec to pod (user=jane pod=web-1 resource=pods ns=shop action=exec command=cat a=b)', 'exec'],
  ['Notice Portforward to pod (user=jane pod=web-1 ns=shop action=portforward )', 'portforward'],
])('%s: the action is the subresource', (text, subresource) => {
  const [event] = readRecord(`2026-11-20T10:02:11.318214000+0000: ${text}`).items;
  expect(event?.objectRef).toMatchObject({namespace: 'shop', name: 'web-1', subresource});
});

test('a rule that is named is no guess', () => {
  const [event] = readRecord(
    JSON.stringify({rule: 'Mine', priority: 'Notice', output: 'Attach/Exec to pod (user=jane)'}),
  ).items;
  expect(event?.alert).toMatchObject({rule: 'Mine'});
  expect(event?.alert).not.toHaveProperty('ruleFrom');
});

const SHELL = 'A shell was spawned in a container with an attached terminal';
const FIELDS =
  'evt_type=execve user=root process=sh command=sh -c (uptime) terminal=34816 k8s_pod_name=web k8s_ns_name=shop';

describe('the rule of an output about system calls', () => {
  test.each<[output: string, rule: string | undefined]>([
    [`10:02:11.318214000: Notice ${SHELL} | ${FIELDS}`, 'Terminal shell in container'],
    [`10:02:11.318214000: Notice ${SHELL} (user=root k8s.ns=shop k8s.pod=web)`, 'Terminal shell in container'],
    ['10:02:11.3: Notice Namespace change (setns) by unexpected program | evt_type=setns', 'Change thread namespace'],
    ['10:02:11.3: Notice Namespace change (setns) by unexpected program (user=root)', 'Change thread namespace'],
    [
      '10:02:11.3: Debug Falco internal: syscall event drop. 42 system calls dropped in last second. (n_drops=42)',
      'Falco internal: syscall event drop',
    ],
    [`10:02:11.3: Notice ${SHELL} again | user=root`, undefined],
    [`10:02:11.3: Notice ${SHELL}`, undefined],
    ['10:02:11.3: Notice constructor | user=root', undefined],
    ['', undefined],
  ])('%s is %s', (output, rule) => {
    expect(syscallRuleOf(output)).toBe(rule);
  });

  test('its fields stand after a bar, and its user is none of Kubernetes', () => {
    const [event] = readRecord(`2026-11-20T10:02:11.318214000+0000: Notice ${SHELL} | ${FIELDS}`).items;
    expect(event?.alert).toMatchObject({
      rule: 'Terminal shell in container',
      ruleFrom: 'the words of its output',
      fields: {user: 'root', command: 'sh -c (uptime)', terminal: '34816', k8s_ns_name: 'shop'},
    });
    expect(event?.user).toEqual({});
    expect(event?.objectRef).toEqual({resource: 'pods', namespace: 'shop', name: 'web'});
  });
});
