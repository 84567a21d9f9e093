// What a role grants and nobody used, word by word, with places.
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {AuditEvent, UserInfo} from '../../../src/audit/event.ts';
import {requestInfo} from '../../../src/audit/request-info.ts';
import {EVERYTHING} from '../../../src/query/ast.ts';
import {classesOf} from '../../../src/rules/rbac/classes.ts';
import {ANYBODY, isOfAny} from '../../../src/rules/rbac/doings.ts';
import {type FileSubject, readRoles} from '../../../src/rules/rbac/roles-file.ts';
import {areOfGroups, assignmentsOf, besidesIn, fieldsFor, usageOf} from '../../../src/rules/rbac/unused.ts';
import {besidesOf} from '../../../src/rules/rbac/unused-besides.ts';
import {unusedFindings} from '../../../src/rules/rbac/unused-findings.ts';
import {event} from '../../support/events.ts';
import {MemorySource} from '../../support/memory-source.ts';
import {rolesFor} from './roles.ts';

const ROBOT: UserInfo = {username: 'system:serviceaccount:build:robot', groups: ['system:serviceaccounts', 'ci']};

let audits = 0;
/** `GET /api/v1/pods` by the robot, unless said otherwise. */
function request(line: string, change: Partial<AuditEvent> = {}): AuditEvent {
  const [method = '', url = ''] = line.split(' ');
  const {isResourceRequest, verb, apiGroup, resource, subresource, name, namespace} = requestInfo(method, url);
  const {objectRef: _, ...rest} = event();
  return {
    ...rest,
    auditID: `request ${audits++}`,
    user: ROBOT,
    requestURI: url,
    verb,
    ...(isResourceRequest
      ? {
          objectRef: JSON.parse(
            JSON.stringify({
              resource,
              apiGroup: apiGroup || undefined,
              subresource: subresource || undefined,
              name: name || undefined,
              namespace: namespace || undefined,
            }),
          ),
        }
      : {}),
    ...change,
  };
}

const HEAD = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: r}
rules:
`;
const bind = (subject: string, kind = 'ClusterRoleBinding', namespace = '') => `---
apiVersion: rbac.authorization.k8s.io/v1
kind: ${kind}
metadata: {name: b${namespace === '' ? '' : `, namespace: ${namespace}`}}
roleRef: {kind: ClusterRole, name: r}
subjects: [${subject}]
`;
const TO_ROBOT = bind('{kind: ServiceAccount, namespace: build, name: robot}');

async function unused(yaml: string, events: readonly AuditEvent[], assumed: FileSubject = ANYBODY) {
  const {roles, bindings, faults} = readRoles(yaml);
  expect(faults).toEqual([]);
  const assignments = assignmentsOf(roles, bindings, [assumed]);
  const source = new MemorySource(events);
  const classes = await classesOf(source, EVERYTHING, fieldsFor(assignments));
  const read = await besidesOf(source, EVERYTHING, classes, {
    verbs: besidesIn(assignments),
    areTheirs: one => isOfAny(one, assignments),
    hasGroups: areOfGroups(assignments),
  });
  const usage = usageOf(assignments, classes, read);
  return {
    requests: usage.requests,
    untold: Object.fromEntries(read.untold),
    said: unusedFindings(usage.roles, read).map(
      ({at, ruleIndex, what, message}) => `${at.line}:${at.column} ${ruleIndex} ${what}: ${message}`,
    ),
  };
}

const GET_POD = request('GET /api/v1/namespaces/a/pods/p');
const LIST_PODS = request('GET /api/v1/namespaces/a/pods');
const PODS = '  - {apiGroups: [""], resources: [pods], verbs: [get]}\n';

const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const BINDS = '  - {apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], verbs: [bind]}\n';
const bound = (role: string) =>
  request(`POST ${RBAC}/namespaces/a/rolebindings`, {
    level: 'Request',
    responseStatus: {code: 201},
    requestObject: {roleRef: {kind: 'ClusterRole', name: role}},
  });
const approved = (signerName: string) =>
  request('PUT /apis/certificates.k8s.io/v1/certificatesigningrequests/c/approval', {
    level: 'Request',
    requestObject: {spec: {signerName}},
  });
const acting = (group: string) => ({
  ...request('GET /api/v1/namespaces/a/pods/p'),
  impersonatedUser: {username: 'eve', groups: [group, 'system:authenticated']},
});

describe('what was never used', () => {
  test.each<[claim: string, rules: string, events: readonly AuditEvent[], said: readonly string[]]>([
    ['nothing, if all was used', PODS, [GET_POD], []],
    ['a rule', PODS, [request('GET /version')], ['5:5 0 rule: never used: get on pods']],
    [
      'a verb',
      '  - {apiGroups: [""], resources: [pods], verbs: [get, delete]}\n',
      [GET_POD],
      ['5:55 0 verb: verb "delete" was never used'],
    ],
    [
      'a resource',
      '  - {apiGroups: [""], resources: [pods, secrets], verbs: [get]}\n',
      [GET_POD],
      ['5:41 0 resource: resource "secrets" was never used'],
    ],
    [
      'a group',
      '  - {apiGroups: ["", apps], resources: [pods], verbs: [get]}\n',
      [GET_POD],
      ['5:22 0 apiGroup: API group "apps" was never used'],
    ],
    [
      'a name',
      '  - {apiGroups: [""], resources: [pods], resourceNames: [p, q], verbs: [get]}\n',
      [GET_POD],
      ['5:61 0 resourceName: name "q" was never used'],
    ],
    [
      'a verb on a resource, though both are used',
      '  - {apiGroups: [""], resources: [pods, secrets], verbs: [get, list]}\n',
      [GET_POD, LIST_PODS, request('GET /api/v1/secrets')],
      ['5:41 0 pair: "secrets" was never used with get'],
    ],
    [
      'what a wildcard holds besides',
      '  - {apiGroups: ["*"], resources: ["*"], verbs: ["*"]}\n',
      [GET_POD, LIST_PODS],
      [
        '5:18 0 wildcard: "*" was used for nothing but "" (core)',
        '5:36 0 wildcard: "*" was used for nothing but pods',
        '5:50 0 wildcard: "*" was used for nothing but get, list',
      ],
    ],
    [
      'URLs, of a prefix too',
      '  - {nonResourceURLs: ["/healthz/*", "/metrics"], verbs: [get]}\n',
      [request('GET /healthz/ping')],
      [
        '5:24 0 wildcard: "/healthz/*" was used for nothing but /healthz/ping',
        '5:38 0 nonResourceURL: URL "/metrics" was never used',
      ],
    ],
    [
      'a subresource of any resource',
      '  - {apiGroups: [""], resources: ["*/log"], verbs: [get]}\n',
      [GET_POD],
      ['5:5 0 rule: never used: get on */log'],
    ],
    [
      'of a stream both verbs are used',
      '  - {apiGroups: [""], resources: [pods/exec], verbs: [get, create]}\n',
      [request('GET /api/v1/namespaces/a/pods/p/exec')],
      [],
    ],
    [
      'acting as a group that nobody acted as',
      '  - {apiGroups: [""], resources: [groups], resourceNames: [ops, dev], verbs: [impersonate]}\n',
      [acting('ops')],
      ['5:65 0 resourceName: name "dev" was never used'],
    ],
    ['binding where nothing was bound', BINDS, [GET_POD], ['5:5 0 rule: never used: bind on clusterroles']],
    [
      'binding where another role was bound',
      BINDS.replace('verbs', 'resourceNames: [edit], verbs'),
      [bound('view')],
      ['5:5 0 rule: never used: bind on clusterroles named edit'],
    ],
    ['binding that was used', BINDS, [bound('view')], []],
    [
      'binding that somebody else used',
      BINDS,
      [{...bound('view'), user: {username: 'ann'}}],
      ['5:5 0 rule: never used: bind on clusterroles'],
    ],
    [
      'escalate where no role was written',
      '  - {apiGroups: [rbac.authorization.k8s.io], resources: [roles], verbs: [create, escalate]}\n',
      [bound('view'), request(`GET ${RBAC}/namespaces/a/roles`)],
      ['5:5 0 rule: never used: create, escalate on roles'],
    ],
    [
      'approving without an approval',
      '  - {apiGroups: [certificates.k8s.io], resources: [signers], verbs: [approve, sign]}\n',
      [approved('example.com/a')],
      ['5:79 0 verb: verb "sign" was never used'],
    ],
    [
      'what was refused is no use',
      PODS,
      [{...GET_POD, annotations: {'authorization.k8s.io/decision': 'forbid'}}],
      ['5:5 0 rule: never used: get on pods'],
    ],
  ])('%s', async (_, rules, events, said) =>
    expect((await unused(`${HEAD}${rules}${TO_ROBOT}`, events)).said).toEqual(said),
  );

  test('what was written without its body is not judged, and counted', async () => {
    const {requestObject: _, ...bare} = bound('view');
    expect(await unused(`${HEAD}${BINDS}${TO_ROBOT}`, [{...bare, level: 'Metadata'}])).toMatchObject({
      said: [],
      untold: {bind: 1},
    });
  });

  test('a role of a group is used by who acted as one of it', async () => {
    const ofOps = bind('{kind: Group, name: ops}');
    expect((await unused(`${HEAD}${PODS}${ofOps}`, [acting('ops')])).said).toEqual([]);
    expect((await unused(`${HEAD}${PODS}${ofOps}`, [acting('dev')])).said).toEqual(never);
  });

  test('a request counts once, as whatever it acted', async () => {
    expect(
      (await unused(`${HEAD}${PODS}${bind('{kind: Group, name: ops}')}`, [acting('ops'), acting('dev')])).requests,
    ).toBe(1);
  });

  test('acting as a user, whatever became of the request, and as another one', async () => {
    const rules = '  - {apiGroups: [""], resources: [users], resourceNames: [ann, bob], verbs: [impersonate]}\n';
    const refused = {annotations: {'authorization.k8s.io/decision': 'forbid'}};
    const log = [{...GET_POD, impersonatedUser: {username: 'ann'}, ...refused}];
    expect((await unused(`${HEAD}${rules}${TO_ROBOT}`, log)).said).toEqual([
      '5:64 0 resourceName: name "bob" was never used',
    ]);
  });

  test('acting as a service account is of its namespace', async () => {
    const rules = '  - {apiGroups: [""], resources: [serviceaccounts], verbs: [impersonate]}\n';
    const log = [{...GET_POD, impersonatedUser: {username: 'system:serviceaccount:shop:web'}}];
    const inNamespace = (name: string) =>
      bind('{kind: ServiceAccount, namespace: build, name: robot}', 'RoleBinding', name);
    expect((await unused(`${HEAD}${rules}${inNamespace('shop')}`, log)).said).toEqual([]);
    expect((await unused(`${HEAD}${rules}${inNamespace('a')}`, log)).said).toEqual([
      '5:5 0 rule: never used: impersonate on serviceaccounts',
    ]);
  });

  const mine = (events: readonly AuditEvent[], binding: string) => unused(`${HEAD}${PODS}${binding}`, events);
  const never = ['5:5 0 rule: never used: get on pods'];
  const by = (user: UserInfo, more: Partial<AuditEvent> = {}) => [{...GET_POD, user, ...more}];
  test.each<[claim: string, binding: string, events: readonly AuditEvent[], said: readonly string[]]>([
    ['a user', bind('{kind: User, name: ann}'), by({username: 'ann'}), []],
    ['another user', bind('{kind: User, name: ann}'), by({username: 'bob'}), never],
    [
      'somebody who acted as the user',
      bind('{kind: User, name: ann}'),
      by({username: 'bob'}, {impersonatedUser: {username: 'ann'}}),
      [],
    ],
    [
      'the user acting as somebody',
      bind('{kind: User, name: ann}'),
      by({username: 'ann'}, {impersonatedUser: {username: 'bob'}}),
      never,
    ],
    ['a group that is logged', bind('{kind: Group, name: ci}'), [GET_POD], []],
    ['all who are authenticated', bind('{kind: Group, name: "system:authenticated"}'), by({username: 'x'}), []],
    ['all service accounts of a namespace', bind('{kind: Group, name: "system:serviceaccounts:build"}'), [GET_POD], []],
    [
      'all service accounts of another one',
      bind('{kind: Group, name: "system:serviceaccounts:shop"}'),
      [GET_POD],
      never,
    ],
    [
      'bound in the namespace of the request',
      bind('{kind: User, name: ann}', 'RoleBinding', 'a'),
      by({username: 'ann'}),
      [],
    ],
    ['bound in another namespace', bind('{kind: User, name: ann}', 'RoleBinding', 'b'), by({username: 'ann'}), never],
    [
      'a service account without namespace, of that of its binding',
      bind('{kind: ServiceAccount, name: robot}', 'RoleBinding', 'build'),
      [request('GET /api/v1/namespaces/build/pods/p')],
      [],
    ],
    ['bound by nothing: anybody', '', [GET_POD], []],
  ])('by %s', async (_, binding, events, said) => expect((await mine(events, binding)).said).toEqual(said));

  test('a Role holds in its namespace alone', async () => {
    const role = `${HEAD.replace('ClusterRole', 'Role').replace('name: r', 'name: r, namespace: b')}${PODS}`;
    expect((await unused(role, [GET_POD])).said).toEqual(never);
    expect((await unused(role, [request('GET /api/v1/namespaces/b/pods/p')])).said).toEqual([]);
  });

  test('who is assumed counts where nothing is bound, and requests of others do not', async () => {
    const ann: FileSubject = {kind: 'User', name: 'ann', namespace: ''};
    const log = [...by({username: 'ann'}, {auditID: 'of ann'}), GET_POD, LIST_PODS];
    expect(await unused(`${HEAD}${PODS}`, log, ann)).toEqual({requests: 1, untold: {}, said: []});
    expect((await unused(`${HEAD}${PODS}`, [GET_POD, LIST_PODS], ann)).said).toEqual(never);
  });

  test('of the least roles nothing is unused', async () => {
    const line = fc
      .tuple(
        fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE'),
        fc.constantFrom(
          '/api/v1/pods',
          '/api/v1/namespaces/a/pods',
          '/api/v1/namespaces/a/pods/p',
          '/api/v1/namespaces/b/secrets/s',
          '/apis/apps/v1/namespaces/a/deployments/d/scale',
          '/version',
          '/api',
        ),
      )
      .map(parts => parts.join(' '));
    await fc.assert(
      fc.asyncProperty(fc.array(line, {minLength: 1, maxLength: 15}), async lines => {
        const log = lines.map(each => request(each));
        const {yaml} = await rolesFor(log, ROBOT.username!);
        expect((await unused(yaml, log)).said).toEqual([]);
      }),
      {numRuns: 100},
    );
  });
});
