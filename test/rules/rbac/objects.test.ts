// Which objects carry which grants, and for whom.
import {describe, expect, test} from 'vitest';
import type {Access} from '../../../src/rules/rbac/access.ts';
import {grantsFor} from '../../../src/rules/rbac/grants.ts';
import {boundRoles} from '../../../src/rules/rbac/objects.ts';
import type {Subject} from '../../../src/rules/rbac/subject.ts';

const list = (namespace: string): Access => ({
  kind: 'resource',
  verb: 'list',
  apiGroup: '',
  resource: 'pods',
  name: '',
  namespace,
});
const grants = (...accesses: readonly Access[]) => grantsFor(accesses.map(access => ({access, evidence: {count: 1}})));

const objects = (subject: Subject, ...accesses: readonly Access[]) => boundRoles(grants(...accesses), subject, 'x');

describe('boundRoles', () => {
  test('a ClusterRole for the cluster and URLs, a Role for each namespace', () => {
    const version: Access = {kind: 'url', verb: 'get', path: '/version'};
    const nodes: Access = {...list(''), resource: 'nodes'} as Access;
    const made = objects({kind: 'User', name: 'ann'}, list('b'), version, list('a'), nodes);
    expect(
      made.map(({role, binding}) => [role.kind, role.metadata, binding.kind, binding.roleRef.kind, role.rules.length]),
    ).toEqual([
      ['ClusterRole', {name: 'x'}, 'ClusterRoleBinding', 'ClusterRole', 2],
      ['Role', {name: 'x', namespace: 'a'}, 'RoleBinding', 'Role', 1],
      ['Role', {name: 'x', namespace: 'b'}, 'RoleBinding', 'Role', 1],
    ]);
  });

  test.each<[subject: Subject, object: object]>([
    [
      {kind: 'User', name: 'ann'},
      {apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'ann'},
    ],
    [
      {kind: 'Group', name: 'dev'},
      {apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'dev'},
    ],
    [
      {kind: 'ServiceAccount', namespace: 'a', name: 'b'},
      {kind: 'ServiceAccount', name: 'b', namespace: 'a'},
    ],
  ])('%j', (subject, object) => expect(objects(subject, list('a'))[0]!.binding.subjects).toEqual([object]));
});
