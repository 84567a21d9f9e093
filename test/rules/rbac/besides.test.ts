// What the API server asks besides the request: told by the code, or by the body.
import {describe, expect, test} from 'vitest';
import type {AuditEvent, Json} from '../../../src/audit/event.ts';
import type {Access, ResourceAccess} from '../../../src/rules/rbac/access.ts';
import {besidesBody, besidesRequest, bodyNeed, grantedIn} from '../../../src/rules/rbac/besides.ts';
import {event} from '../../support/events.ts';

const access = (words: string, namespace = 'a', name = ''): ResourceAccess => {
  const [verb = '', apiGroup = '', resource = ''] = words.split(' ');
  return {kind: 'resource', verb, apiGroup: apiGroup === '-' ? '' : apiGroup, resource, name, namespace};
};

const textOf = (one: Access) =>
  one.kind === 'url'
    ? one.path
    : [one.verb, one.apiGroup || '-', one.resource, one.name || '-', one.namespace || '-'].join(' ');

describe('besidesRequest', () => {
  test.each<[claim: string, of: Access, code: number | undefined, besides: readonly string[]]>([
    ['a get of exec, a WebSocket', access('get - pods/exec', 'a', 'p'), 101, ['create - pods/exec p a']],
    ['a create of exec', access('create - pods/exec', 'a', 'p'), 101, []],
    ['a get of a log', access('get - pods/log', 'a', 'p'), 200, []],
    ['an apply that made it', access('patch apps deployments', 'a', 'd'), 201, ['create apps deployments - a']],
    ['an update that made it', access('update - endpoints', 'a', 'e'), 201, ['create - endpoints - a']],
    ['an apply of what was there', access('patch apps deployments', 'a', 'd'), 200, []],
    ['a create', access('create - pods'), 201, []],
    ['a patch of no resource', {kind: 'url', verb: 'patch', path: '/x'}, 201, []],
  ])('%s', (_, of, code, besides) => expect(besidesRequest(of, code).map(one => textOf(one.access))).toEqual(besides));
});

const RBAC = 'rbac.authorization.k8s.io';
const CERT = 'certificates.k8s.io';
const told = (of: ResourceAccess, bodies: {request?: Json; response?: Json}) => {
  const change = {
    ...(bodies.request === undefined ? {} : {requestObject: bodies.request}),
    ...(bodies.response === undefined ? {} : {responseObject: bodies.response}),
  };
  const one: AuditEvent = event(change);
  return besidesBody(bodyNeed(of)!, of, one)?.map(besides => textOf(besides.access));
};

describe('besidesBody', () => {
  const role = (rule: Json, more: object = {}): Json => ({kind: 'Role', rules: [rule], ...more}) as Json;
  const pods = {apiGroups: [''], resources: ['pods'], verbs: ['get']};
  test.each<
    [
      claim: string,
      of: ResourceAccess,
      request: Json | undefined,
      response: Json | undefined,
      told: readonly string[] | undefined,
    ]
  >([
    [
      'a binding of a ClusterRole in a namespace',
      access(`create ${RBAC} rolebindings`),
      {roleRef: {kind: 'ClusterRole', name: 'view'}},
      undefined,
      [`bind ${RBAC} clusterroles view a`],
    ],
    [
      'a binding of a Role',
      access(`update ${RBAC} rolebindings`, 'a', 'b'),
      {roleRef: {kind: 'Role', name: 'r'}},
      undefined,
      [`bind ${RBAC} roles r a`],
    ],
    [
      'a patch of a binding, which the response tells',
      access(`patch ${RBAC} clusterrolebindings`, '', 'b'),
      [{op: 'add', path: '/subjects/-', value: {}}],
      {roleRef: {kind: 'ClusterRole', name: 'admin'}},
      [`bind ${RBAC} clusterroles admin -`],
    ],
    [
      'a patch that failed: the Status tells nothing',
      access(`patch ${RBAC} clusterrolebindings`, '', 'b'),
      [{op: 'add'}],
      {kind: 'Status', code: 403},
      undefined,
    ],
    ['a binding without bodies', access(`create ${RBAC} rolebindings`), undefined, undefined, undefined],
    ['a role', access(`create ${RBAC} roles`), role(pods), undefined, [`escalate ${RBAC} roles - a`]],
    [
      'a role with a wildcard',
      access(`update ${RBAC} clusterroles`, '', 'r'),
      role({...pods, verbs: ['*']}),
      undefined,
      [`escalate ${RBAC} clusterroles r -`],
    ],
    [
      'a role of URLs',
      access(`create ${RBAC} clusterroles`, ''),
      role({nonResourceURLs: ['/x'], verbs: ['get']}),
      undefined,
      [`escalate ${RBAC} clusterroles - -`],
    ],
    [
      'an aggregated role',
      access(`create ${RBAC} clusterroles`, ''),
      role(pods, {aggregationRule: {}}),
      undefined,
      [`escalate ${RBAC} clusterroles - -`],
    ],
    ['a role without rules', access(`create ${RBAC} roles`), {kind: 'Role', rules: null}, undefined, []],
    [
      'an approval',
      access(`update ${CERT} certificatesigningrequests/approval`, '', 'c'),
      {spec: {signerName: 'kubernetes.io/kubelet-serving'}},
      undefined,
      [`approve ${CERT} signers kubernetes.io/kubelet-serving -`],
    ],
    [
      'a certificate',
      access(`update ${CERT} certificatesigningrequests/status`, '', 'c'),
      {spec: {signerName: 'x.io/s'}, status: {certificate: 'LS0t'}},
      undefined,
      [`sign ${CERT} signers x.io/s -`],
    ],
    [
      'a status without a certificate',
      access(`update ${CERT} certificatesigningrequests/status`, '', 'c'),
      {spec: {signerName: 'x.io/s'}},
      undefined,
      [],
    ],
    [
      'a bundle of a signer',
      access(`create ${CERT} clustertrustbundles`, ''),
      {spec: {signerName: 'x.io/s'}},
      undefined,
      [`attest ${CERT} signers x.io/s -`],
    ],
    ['a bundle of nobody', access(`create ${CERT} clustertrustbundles`, ''), {spec: {}}, undefined, []],
  ])('%s', (_, of, request, response, expected) => {
    const bodies = {...(request === undefined ? {} : {request}), ...(response === undefined ? {} : {response})};
    expect(told(of, bodies)).toEqual(expected);
  });

  test('only writes need a body', () => {
    expect(bodyNeed(access(`list ${RBAC} roles`))).toBeUndefined();
    expect(bodyNeed(access(`create ${CERT} certificatesigningrequests`, ''))).toBeUndefined();
    expect(bodyNeed(access('create - pods'))).toBeUndefined();
  });

  test('a role grants each verb on each resource of each name, and nothing that can be counted with a wildcard', () => {
    const granted = (body: Json) => {
      const given = grantedIn(access(`create ${RBAC} roles`), event({requestObject: body} as Partial<AuditEvent>));
      return Array.isArray(given) ? given.map(textOf) : given;
    };
    expect(granted(role({...pods, resourceNames: ['x', 'y'], verbs: ['get', 'delete']}))).toEqual([
      'get - pods x a',
      'get - pods y a',
      'delete - pods x a',
      'delete - pods y a',
    ]);
    expect(granted(role({nonResourceURLs: ['/x'], verbs: ['get']}))).toEqual(['/x']);
    expect(granted(role({...pods, resources: ['pods/*']}))).toBeUndefined();
    expect(granted(role(pods, {aggregationRule: {}}))).toBeUndefined();
    expect(grantedIn(access(`create ${RBAC} roles`), event())).toBe('untold');
  });

  test('a role of more combinations than are counted needs escalate, and no memory', () => {
    const many = Array.from({length: 300}, (_, i) => `r${i}`);
    const rule = {apiGroups: many, resources: many, verbs: many};
    expect(told(access(`create ${RBAC} roles`), {request: role(rule)})).toEqual([`escalate ${RBAC} roles - a`]);
  });
});
