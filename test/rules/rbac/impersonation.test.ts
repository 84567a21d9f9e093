// What who acts as somebody needs for it.
import {describe, expect, test} from 'vitest';
import type {AuditEvent, UserInfo} from '../../../src/audit/event.ts';
import type {Access} from '../../../src/rules/rbac/access.ts';
import {groupsAskedFor, impersonationOf} from '../../../src/rules/rbac/impersonation.ts';
import {event} from '../../support/events.ts';

const REQUEST: Access = {kind: 'resource', verb: 'list', apiGroup: '', resource: 'pods', name: '', namespace: 'shop'};

const needs = (impersonatedUser: UserInfo, constraint?: string) => {
  const one = {
    ...event({impersonatedUser}),
    ...(constraint === undefined ? {} : {authenticationMetadata: {impersonationConstraint: constraint}}),
  };
  return impersonationOf(one, REQUEST).accesses.map(access =>
    access.kind === 'url'
      ? access.path
      : [access.verb, access.apiGroup, access.resource, access.name, access.namespace].join(' '),
  );
};

const AUTHENTICATION = 'authentication.k8s.io';

describe('impersonationOf', () => {
  test.each<[claim: string, user: UserInfo, constraint: string | undefined, needs: readonly string[]]>([
    ['a user', {username: 'bob', groups: ['system:authenticated']}, undefined, ['impersonate  users bob ']],
    [
      'a user with groups',
      {username: 'bob', groups: ['dev', 'ops', 'system:authenticated']},
      undefined,
      ['impersonate  users bob ', 'impersonate  groups dev ', 'impersonate  groups ops '],
    ],
    [
      'a service account with the groups of its own',
      {
        username: 'system:serviceaccount:a:b',
        groups: ['system:serviceaccounts', 'system:serviceaccounts:a', 'system:authenticated'],
      },
      undefined,
      ['impersonate  serviceaccounts b a'],
    ],
    [
      'a service account with a group that was asked for',
      {username: 'system:serviceaccount:a:b', groups: ['system:masters', 'system:authenticated']},
      undefined,
      ['impersonate  serviceaccounts b a', 'impersonate  groups system:masters '],
    ],
    [
      'uid and extras',
      {username: 'bob', uid: '7', extra: {scopes: ['x', 'y'], 'a.io/k': ['z']}},
      undefined,
      [
        'impersonate  users bob ',
        `impersonate ${AUTHENTICATION} uids 7 `,
        `impersonate ${AUTHENTICATION} userextras/scopes x `,
        `impersonate ${AUTHENTICATION} userextras/scopes y `,
        `impersonate ${AUTHENTICATION} userextras/a.io/k z `,
      ],
    ],
    [
      'constrained, a user',
      {username: 'bob', groups: ['system:authenticated']},
      'impersonate:user-info',
      [`impersonate:user-info ${AUTHENTICATION} users bob `, 'impersonate-on:user-info:list  pods  shop'],
    ],
    [
      'constrained, a service account',
      {username: 'system:serviceaccount:a:b'},
      'impersonate:serviceaccount',
      [
        `impersonate:serviceaccount ${AUTHENTICATION} serviceaccounts b a`,
        'impersonate-on:serviceaccount:list  pods  shop',
      ],
    ],
    [
      'constrained, a node',
      {username: 'system:node:n1', groups: ['system:nodes', 'system:authenticated']},
      'impersonate:arbitrary-node',
      [`impersonate:arbitrary-node ${AUTHENTICATION} nodes n1 `, 'impersonate-on:arbitrary-node:list  pods  shop'],
    ],
    [
      'constrained, the node that an account runs on',
      {username: 'system:node:n1', groups: ['system:nodes', 'system:authenticated']},
      'impersonate:associated-node',
      [`impersonate:associated-node ${AUTHENTICATION} nodes * `, 'impersonate-on:associated-node:list  pods  shop'],
    ],
    ['constrained in a way not known', {username: 'bob'}, 'impersonate:moon', []],
  ])('%s', (_, user, constraint, expected) => expect(needs(user, constraint)).toEqual(expected));

  test('a way that is not known is told', () => {
    const one = {
      ...event({impersonatedUser: {username: 'bob'}}),
      authenticationMetadata: {impersonationConstraint: 'impersonate:moon'},
    };
    expect(impersonationOf(one, REQUEST).unknownMode).toBe('impersonate:moon');
  });

  test.each([['text'], [null], [[]], [{username: 5, groups: 'x', extra: [1], uid: {}}]])(
    '%j instead of a user is nothing',
    user => {
      expect(impersonationOf({...event(), impersonatedUser: user} as unknown as AuditEvent, REQUEST).accesses).toEqual(
        [],
      );
    },
  );
});

test('system:authenticated is asked for by nobody, unless somebody is anonymous', () => {
  expect(groupsAskedFor({username: 'a', groups: ['system:authenticated', 'x']})).toEqual(['x']);
  expect(groupsAskedFor({username: 'system:anonymous', groups: ['system:unauthenticated']})).toEqual([]);
});
