// What a role grants and nobody used, word by word, with places.
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {AuditEvent, UserInfo} from '../../../src/audit/event.ts';
import {requestInfo} from '../../../src/audit/request-info.ts';
import {EVERYTHING} from '../../../src/query/ast.ts';
import {classesOf} from '../../../src/rules/rbac/classes.ts';
import {type FileSubject, readRoles} from '../../../src/rules/rbac/roles-file.ts';
import {ANYBODY, assignmentsOf, fieldsFor, usageOf} from '../../../src/rules/rbac/unused.ts';
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
  const classes = await classesOf(new MemorySource(events), EVERYTHING, fieldsFor(assignments));
  const usage = usageOf(assignments, classes);
  return {
    requests: usage.requests,
    said: unusedFindings(usage.roles).map(
      ({at, ruleIndex, what, message}) => `${at.line}:${at.column} ${ruleIndex} ${what}: ${message}`,
    ),
  };
}

const GET_POD = request('GET /api/v1/namespaces/a/pods/p');
const LIST_PODS = request('GET /api/v1/namespaces/a/pods');
const PODS = '  - {apiGroups: [""], resources: [pods], verbs: [get]}\n';

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
      'what bodies and headers tell is not judged',
      '  - {apiGroups: [""], resources: [groups], verbs: [impersonate]}\n',
      [GET_POD],
      [],
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
    expect(await unused(`${HEAD}${PODS}`, log, ann)).toEqual({requests: 1, said: []});
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
