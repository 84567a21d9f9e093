// The API server's own sentence about who may not act as whom.
import {expect, test} from 'vitest';
import type {AuditEvent} from '../../../src/audit/event.ts';
import {impersonationRefused} from '../../../src/rules/rbac/refused.ts';
import {event} from '../../support/events.ts';

const refused = (message: unknown) =>
  impersonationRefused(event({responseStatus: {code: 403, message} as AuditEvent['responseStatus'] & object}));

test.each<[message: unknown, access: string | undefined]>([
  [
    'users "bob" is forbidden: User "ann" cannot impersonate resource "users" in API group "" at the cluster scope',
    'impersonate  users bob ',
  ],
  [
    'groups "a b" is forbidden: User "ann" cannot impersonate resource "groups" in API group "" at the cluster scope: no',
    'impersonate  groups a b ',
  ],
  [
    'serviceaccounts "robot" is forbidden: User "ann" cannot impersonate resource "serviceaccounts" in API group "" in the namespace "b"',
    'impersonate  serviceaccounts robot b',
  ],
  [
    'userextras.authentication.k8s.io "x" is forbidden: User "ann" cannot impersonate resource "userextras/scopes" in API group "authentication.k8s.io" at the cluster scope',
    'impersonate authentication.k8s.io userextras/scopes x ',
  ],
  [
    'users.authentication.k8s.io "bob" is forbidden: User "ann" cannot impersonate:user-info resource "users" in API group "authentication.k8s.io" at the cluster scope',
    'impersonate:user-info authentication.k8s.io users bob ',
  ],
  ['pods is forbidden: User "ann" cannot list resource "pods" in API group "" in the namespace "a"', undefined],
  [5, undefined],
  [undefined, undefined],
])('%s', (message, expected) => {
  const access = refused(message);
  const text =
    access?.kind === 'resource'
      ? [access.verb, access.apiGroup, access.resource, access.name, access.namespace].join(' ')
      : undefined;
  expect(text).toBe(expected);
});
