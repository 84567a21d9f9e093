import {describe, expect, test} from 'vitest';
import {keyOfRights, readReason} from '../../../src/rules/findings/rights.ts';

describe('a reason of the authorizer', () => {
  test.each<[text: string, binding: string, role: string, subject: string]>([
    [
      'RBAC: allowed by ClusterRoleBinding "cluster-admin" of ClusterRole "cluster-admin" to Group "system:masters"',
      keyOfRights('ClusterRoleBinding', '', 'cluster-admin'),
      keyOfRights('ClusterRole', '', 'cluster-admin'),
      'Group system:masters',
    ],
    [
      'RBAC: allowed by RoleBinding "reader/shop" of ClusterRole "view" to ServiceAccount "web/shop"',
      keyOfRights('RoleBinding', 'shop', 'reader'),
      keyOfRights('ClusterRole', '', 'view'),
      'User system:serviceaccount:shop:web',
    ],
    [
      'RBAC: allowed by RoleBinding "reader/shop" of Role "reader" to User "a \\"b\\""',
      keyOfRights('RoleBinding', 'shop', 'reader'),
      keyOfRights('Role', 'shop', 'reader'),
      'User a \\"b\\"',
    ],
  ])('%s', (text, binding, role, subject) => {
    const read = readReason(text)!;
    expect([read.binding, read.role, `${read.subject.kind} ${read.subject.name}`]).toEqual([binding, role, subject]);
  });

  test.each(['', 'RBAC: allowed by ', 'access granted by webhook', 'RBAC: allowed by RoleBinding "x" to User "y"'])(
    '"%s" is none',
    text => {
      expect(readReason(text)).toBeUndefined();
    },
  );
});

test('a role of one namespace is not that of another, nor a cluster role', () => {
  const keys = [
    keyOfRights('Role', 'a', 'x'),
    keyOfRights('Role', 'b', 'x'),
    keyOfRights('ClusterRole', '', 'x'),
    keyOfRights('RoleBinding', 'a', 'x'),
  ];
  expect(new Set(keys).size).toBe(keys.length);
});
