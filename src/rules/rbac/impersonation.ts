// What somebody needs who acts as somebody else. As kubernetes/apiserver pkg/endpoints/filters/impersonation at v1.36.
import type {AuditEvent, UserInfo} from '../../audit/event.ts';
import type {Access, ResourceAccess} from './access.ts';
import {serviceAccountOf} from './subject.ts';

const AUTHENTICATION = 'authentication.k8s.io';

const AUTHENTICATED = 'system:authenticated';
const UNAUTHENTICATED = 'system:unauthenticated';

/** Groups that were asked for, less those that the API server adds by itself. */
export function groupsAskedFor({username = '', groups = []}: UserInfo): readonly string[] {
  const implied = username === 'system:anonymous' ? UNAUTHENTICATED : AUTHENTICATED;
  const rest = [...new Set(groups)].filter(group => group !== implied);
  const account = serviceAccountOf(username);
  if (account === undefined) return rest;
  const own = ['system:serviceaccounts', `system:serviceaccounts:${account.namespace}`];
  // Given for nothing only to who asks for no group at all.
  return rest.length === own.length && own.every(group => rest.includes(group)) ? [] : rest;
}

const NODE = 'system:node:';

/** Who may be acted as: users, groups, uids and extras are of the cluster, service accounts of their namespace. */
function identity(user: UserInfo, verb: string): readonly ResourceAccess[] {
  const {username = '', uid = '', extra = {}} = user;
  const isPlain = verb === 'impersonate';
  const of = (resource: string, name: string, apiGroup: string, namespace = ''): ResourceAccess => ({
    kind: 'resource',
    verb,
    apiGroup,
    resource,
    name,
    namespace,
  });
  const group = isPlain ? '' : AUTHENTICATION;
  const account = serviceAccountOf(username);
  // A node comes with the groups of nodes. Of its own node an account need not know the name: it is asked for as `*`.
  if (verb === 'impersonate:associated-node') return [of('nodes', '*', group)];
  if (verb === 'impersonate:arbitrary-node') return [of('nodes', username.slice(NODE.length), group)];
  const who =
    account === undefined
      ? of('users', username, group)
      : of('serviceaccounts', account.name, group, account.namespace);
  const extras = Object.entries(extra).flatMap(([key, values]) =>
    values.map(value => of(`userextras/${key}`, value, AUTHENTICATION)),
  );
  return [
    who,
    ...groupsAskedFor(user).map(name => of('groups', name, group)),
    ...(uid === '' ? [] : [of('uids', uid, AUTHENTICATION)]),
    ...extras,
  ].filter(({name}) => name !== '');
}

/** What acting as a user takes at the least: its groups and extras are not looked at. */
export const actingAs = (username: string): Access => identity({username}, 'impersonate')[0]!;

const isText = (value: unknown): value is string => typeof value === 'string';

/** What of a logged user has the right type: anybody may have written the log. */
function userOf(logged: unknown): UserInfo | undefined {
  if (typeof logged !== 'object' || logged === null) return undefined;
  const {username, uid, groups, extra} = logged as Record<string, unknown>;
  const extras = typeof extra === 'object' && extra !== null ? Object.entries(extra) : [];
  return {
    ...(isText(username) ? {username} : {}),
    ...(isText(uid) ? {uid} : {}),
    groups: Array.isArray(groups) ? groups.filter(isText) : [],
    extra: Object.fromEntries(extras.map(([key, values]) => [key, Array.isArray(values) ? values.filter(isText) : []])),
  };
}

/** Modes of constrained impersonation (1.35 and later) that are told by their verb alone. */
const MODES = ['user-info', 'serviceaccount', 'arbitrary-node', 'associated-node'].map(mode => `impersonate:${mode}`);

/**
 * What the one who acted needed for this request. `unknownMode` is a way of acting that is not known here.
 * @param request what was asked for in the name of the other
 */
export function impersonationOf(
  event: AuditEvent,
  request: Access,
): {readonly accesses: readonly Access[]; readonly unknownMode?: string} {
  const user = userOf(event.impersonatedUser);
  if (user === undefined) return {accesses: []};
  const {impersonationConstraint: constraint = ''} = (event.authenticationMetadata ?? {}) as {
    impersonationConstraint?: unknown;
  };
  if (typeof constraint !== 'string' || constraint === '') return {accesses: identity(user, 'impersonate')};
  if (!MODES.includes(constraint)) return {accesses: [], unknownMode: constraint};
  const action = `impersonate-on:${constraint.slice('impersonate:'.length)}:${request.verb}`;
  return {accesses: [...identity(user, constraint), {...request, verb: action}]};
}
