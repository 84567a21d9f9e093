// Whatever was asked for: the rules cover it, say nothing more, and are the same after they were printed and read.
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {AuditEvent, UserInfo} from '../../../src/audit/event.ts';
import {requestInfo} from '../../../src/audit/request-info.ts';
import {EXPANSIONS} from '../../../src/rules/rbac/grants.ts';
import {event} from '../../support/events.ts';
import {actingQuestions, allows, covers, type Question, questionsOf, withLess, writtenQuestions} from './evaluator.ts';
import {rolesFor} from './roles.ts';

/** Few of each, so that requests share what rules are made of. */
const url = fc.oneof(
  fc.constantFrom('/version', '/apis', '/api/v1', '/metrics?x=1', '/a%20b', '/healthz/'),
  fc
    .record({
      group: fc.constantFrom('/api/v1', '/apis/apps/v1', '/apis/x.io/v1'),
      namespace: fc.constantFrom('', '/namespaces/a', '/namespaces/b'),
      resource: fc.constantFrom('/pods', '/secrets', '/nodes'),
      name: fc.constantFrom('', '/one', '/two', '/a:b'),
      subresource: fc.constantFrom('', '', '/log', '/exec', '/scale'),
      query: fc.constantFrom('', '', '?watch=1', '?fieldSelector=metadata.name%3Done'),
    })
    .map(({group, namespace, resource, name, subresource, query}) =>
      [group, namespace, resource, name, name === '' ? '' : subresource, query].join(''),
    ),
  fc.constantFrom('/api/v1/namespaces/a', '/api/v1/namespaces', '/api/v1/namespaces/b/status'),
);

const user: fc.Arbitrary<UserInfo> = fc.constantFrom(
  {username: 'ann', groups: ['dev', 'system:authenticated']},
  {username: 'bob', groups: ['system:authenticated'], extra: {scopes: ['x', 'y']}, uid: '7'},
  {
    username: 'system:serviceaccount:a:robot',
    groups: ['system:serviceaccounts', 'system:serviceaccounts:a', 'system:authenticated'],
  },
);

const anyRequest: fc.Arbitrary<AuditEvent> = fc
  .record({
    url,
    method: fc.constantFrom('GET', 'GET', 'GET', 'POST', 'PUT', 'PATCH', 'DELETE'),
    user,
    as: fc.option(user, {nil: undefined, freq: 4}),
    outcome: fc.constantFrom(
      {decision: 'allow', code: 200},
      {decision: 'allow', code: 201},
      {decision: 'allow', code: 403},
      {decision: 'forbid', code: 403},
      {decision: undefined, code: 404},
      {decision: undefined, code: 403},
      {decision: undefined, code: undefined},
    ),
    bodyName: fc.constantFrom('one', 'three'),
  })
  // Nothing creates the status of a namespace. It would be the one create that a name is asked of, and is granted without.
  .filter(({url, method}) => !(method === 'POST' && url === '/api/v1/namespaces/b/status'))
  .map(({url: requestURI, method, user: who, as, outcome, bodyName}) => {
    const info = requestInfo(method, requestURI);
    const {decision, code} = outcome;
    // Of a create the API server logs the name that stands in the body.
    const name = info.verb === 'create' && info.name === '' ? bodyName : info.name;
    const {objectRef: _, annotations: __, responseStatus: ___, ...rest} = event();
    return JSON.parse(
      JSON.stringify({
        ...rest,
        requestURI,
        verb: info.verb,
        user: who,
        impersonatedUser: as,
        objectRef: info.isResourceRequest
          ? {
              resource: info.resource,
              namespace: info.namespace || undefined,
              name: name || undefined,
              apiGroup: info.apiGroup || undefined,
              apiVersion: info.apiVersion,
              subresource: info.subresource || undefined,
            }
          : undefined,
        responseStatus: code === undefined ? undefined : {code},
        annotations: decision === undefined ? undefined : {'authorization.k8s.io/decision': decision},
      }),
    ) as AuditEvent;
  });

/** Rules of roles that are written: of few words, some of which the writer was seen to use. */
const rule = fc.oneof(
  fc.record({
    apiGroups: fc.constantFrom([''], ['apps'], ['', 'x.io'], ['*'], ['rbac.authorization.k8s.io']),
    resources: fc.constantFrom(['pods'], ['secrets', 'pods/log'], ['nodes'], ['*'], ['roles'], ['clusterroles']),
    verbs: fc.constantFrom(['get'], ['list', 'watch'], ['delete'], ['bind'], ['escalate'], ['*']),
  }),
  fc.record({
    apiGroups: fc.constant(['']),
    resources: fc.constant(['pods']),
    resourceNames: fc.constantFrom(['one'], ['one', 'two']),
    verbs: fc.constantFrom(['get'], ['patch']),
  }),
  fc.record({nonResourceURLs: fc.constantFrom(['/version'], ['/apis', '/*']), verbs: fc.constant(['get'])}),
);

const RBAC = 'rbac.authorization.k8s.io';

/** Roles and bindings that were written, with their bodies. */
const anyWrite: fc.Arbitrary<AuditEvent> = fc
  .record({
    user,
    verb: fc.constantFrom('create', 'update', 'patch'),
    resource: fc.constantFrom('roles', 'clusterroles', 'rolebindings', 'clusterrolebindings'),
    name: fc.constantFrom('r', 's'),
    rules: fc.array(rule, {maxLength: 2}),
    bound: fc.constantFrom({kind: 'Role', name: 'r'}, {kind: 'ClusterRole', name: 's'}),
    code: fc.constantFrom(200, 201, 403),
  })
  .map(({user: who, verb, resource, name, rules, bound, code}) => {
    const namespace = resource.startsWith('cluster') ? '' : 'a';
    const roleRef = namespace === '' ? {kind: 'ClusterRole', name: bound.name} : bound;
    const parts = ['', 'apis', RBAC, 'v1', ...(namespace === '' ? [] : ['namespaces', namespace]), resource];
    return event({
      verb,
      user: who,
      level: 'Request',
      requestURI: [...parts, ...(verb === 'create' ? [] : [name])].join('/'),
      objectRef: {apiGroup: RBAC, resource, name, ...(namespace === '' ? {} : {namespace})},
      requestObject: resource.endsWith('bindings') ? {roleRef} : {rules},
      responseStatus: {code},
      annotations: {'authorization.k8s.io/decision': 'allow'},
    } as Partial<AuditEvent>);
  });

const isAllowed = ({annotations, responseStatus}: AuditEvent, denied: boolean): boolean => {
  const decision = annotations?.['authorization.k8s.io/decision'];
  const code = responseStatus?.code;
  if (decision === undefined && code === undefined) return false;
  return denied || decision === 'allow' || (decision === undefined && code !== 403);
};

function questionsFor(name: string, events: readonly AuditEvent[], denied: boolean): readonly Question[] {
  return events.flatMap(one => [
    ...(one.user.username === name ? actingQuestions(one) : []),
    ...((one.impersonatedUser ?? one.user).username === name && isAllowed(one, denied)
      ? [...questionsOf(one), ...writtenQuestions(one, denied)]
      : []),
  ]);
}

/** Requests, not stages of one. */
const events = fc
  .array(fc.oneof({arbitrary: anyRequest, weight: 3}, {arbitrary: anyWrite, weight: 1}), {maxLength: 25})
  .map(log => log.map((one, i): AuditEvent => ({...one, auditID: `request ${i}`})));
const name = fc.constantFrom('ann', 'bob', 'system:serviceaccount:a:robot');

describe('rules for generated requests', () => {
  test('cover each of them, and without any word of theirs one is not covered any more', async () => {
    await fc.assert(
      fc.asyncProperty(events, name, fc.boolean(), async (log, who, denied) => {
        const {objects} = await rolesFor(log, who, [], {denied});
        const questions = questionsFor(who, log, denied);
        expect(questions.filter(question => !covers(objects, who, [], question))).toEqual([]);
        const needless = [...withLess(objects)].filter(([, less]) => questions.every(q => covers(less, who, [], q)));
        expect(needless.map(([what]) => what)).toEqual([]);
      }),
      {numRuns: 200},
    );
  });

  test('cover each of them also when they are expanded', async () => {
    const expansions = fc.subarray(EXPANSIONS.map(expansion => expansion.name));
    await fc.assert(
      fc.asyncProperty(events, name, expansions, async (log, who, by) => {
        const {objects} = await rolesFor(log, who, by);
        const questions = questionsFor(who, log, false);
        expect(questions.filter(question => !covers(objects, who, [], question))).toEqual([]);
      }),
    );
  });

  test('never name an object of a create that has none, nor of a list without a selector', async () => {
    await fc.assert(
      fc.asyncProperty(events, name, fc.subarray(EXPANSIONS.map(expansion => expansion.name)), async (log, who, by) => {
        const {objects} = await rolesFor(log, who, by, {denied: true});
        const named = objects.flatMap(({rules = []}) => rules.filter(rule => rule.resourceNames !== undefined));
        const whole = named.filter(rule => rule.resources!.every(resource => !resource.includes('/')));
        expect(whole.filter(rule => rule.verbs.includes('create'))).toEqual([]);
        expect(named.filter(rule => rule.verbs.includes('deletecollection'))).toEqual([]);
        const lists = named.filter(({verbs}) => verbs.includes('list') && !by.includes('verbs'));
        expect(lists.every(rule => rule.resourceNames!.every(each => each === 'one'))).toBe(true);
      }),
    );
  });

  test('a group has the rules that its users need together', async () => {
    await fc.assert(
      fc.asyncProperty(events, async log => {
        const {objects} = await rolesFor(log, {kind: 'Group', name: 'dev'});
        const own = log.filter(one => one.user.username === 'ann' && one.impersonatedUser === undefined);
        const questions = own.filter(one => isAllowed(one, false)).flatMap(questionsOf);
        expect(questions.filter(question => !allows(objects, 'ann', ['dev'], question))).toEqual([]);
        expect(questions.some(question => allows(objects, 'ann', [], question))).toBe(false);
      }),
      {numRuns: 50},
    );
  });
});
