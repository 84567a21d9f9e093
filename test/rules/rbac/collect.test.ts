// What counts, for whom, and what is said about what cannot be told.
import {describe, expect, test} from 'vitest';
import type {AuditEvent, Json} from '../../../src/audit/event.ts';
import {requestInfo} from '../../../src/audit/request-info.ts';
import {EVERYTHING} from '../../../src/query/ast.ts';
import type {Access} from '../../../src/rules/rbac/access.ts';
import {type CollectOptions, collect} from '../../../src/rules/rbac/collect.ts';
import type {Subject} from '../../../src/rules/rbac/subject.ts';
import {event, request as stages} from '../../support/events.ts';
import {MemorySource} from '../../support/memory-source.ts';
import {rolesFor} from './roles.ts';

let audits = 0;
function request(line: string, change: Partial<AuditEvent> = {}): AuditEvent {
  const [method = '', url = ''] = line.split(' ');
  const {isResourceRequest, verb, apiGroup, resource, subresource, name, namespace} = requestInfo(method, url);
  const {objectRef: _, ...rest} = event();
  const ref = {
    resource,
    apiGroup: apiGroup || undefined,
    subresource: subresource || undefined,
    name: name || undefined,
    namespace: namespace || undefined,
  };
  return {
    ...rest,
    level: 'RequestResponse',
    auditID: `request ${audits++}`,
    user: {username: 'ann', groups: ['dev', 'system:authenticated']},
    requestURI: url,
    verb,
    ...(isResourceRequest ? {objectRef: JSON.parse(JSON.stringify(ref))} : {}),
    ...change,
  };
}

const code = (status: number, decision?: string): Partial<AuditEvent> => ({
  responseStatus: {code: status},
  annotations: decision === undefined ? {} : {'authorization.k8s.io/decision': decision},
});

const textOf = (one: Access) =>
  one.kind === 'url'
    ? `${one.verb} ${one.path}`
    : [one.verb, one.apiGroup, one.resource, one.namespace, one.name].filter(part => part !== '').join(' ');

async function needs(events: readonly AuditEvent[], subject: Subject | string = 'ann', options: CollectOptions = {}) {
  const {collected} = await rolesFor(events, subject, [], options);
  return {
    seen: [...new Set(collected.seen.map(({access}) => textOf(access)))].sort(),
    counts: collected.counts,
    acting: collected.acting,
    notes: collected.notes,
  };
}

const PODS = '/api/v1/namespaces/a/pods';
const RBAC = '/apis/rbac.authorization.k8s.io/v1';

describe('collect', () => {
  test.each<[claim: string, event: AuditEvent, seen: readonly string[]]>([
    ['a list', request(`GET ${PODS}`), ['list pods a']],
    ['a list of one, by a field selector', request(`GET ${PODS}?fieldSelector=metadata.name%3Dp`), ['list pods a p']],
    ['a watch over all namespaces', request('GET /api/v1/pods?watch=1'), ['watch pods']],
    [
      'a create whose name only the body told',
      request(`POST ${PODS}`, {objectRef: {resource: 'pods', namespace: 'a', name: 'p'}}),
      ['create pods a'],
    ],
    ['a create of a subresource', request(`POST ${PODS}/p/eviction`), ['create pods/eviction a p']],
    [
      'a token',
      request('POST /api/v1/namespaces/a/serviceaccounts/robot/token'),
      ['create serviceaccounts/token a robot'],
    ],
    [
      'a deletion of many',
      request(`DELETE ${PODS}`, {objectRef: {resource: 'pods', namespace: 'a', name: 'odd'}}),
      ['deletecollection pods a'],
    ],
    ['a Namespace itself, in that namespace', request('GET /api/v1/namespaces/a'), ['get namespaces a a']],
    ['all Namespaces', request('GET /api/v1/namespaces'), ['list namespaces']],
    ['a new Namespace', request('POST /api/v1/namespaces'), ['create namespaces']],
    ['an object of the cluster', request('GET /api/v1/nodes/n1'), ['get nodes n1']],
    ['a scale', request('PATCH /apis/apps/v1/namespaces/a/deployments/d/scale'), ['patch apps deployments/scale a d']],
    ['a path, decoded and without its query', request('GET /openapi/v2%20x?timeout=32s'), ['get /openapi/v2 x']],
    [
      'exec over a WebSocket',
      request(`GET ${PODS}/p/exec?command=sh`, code(101, 'allow')),
      ['create pods/exec a p', 'get pods/exec a p'],
    ],
    ['exec over SPDY', request(`POST ${PODS}/p/exec?command=sh`, code(101, 'allow')), ['create pods/exec a p']],
    [
      'an apply that made it',
      request('PATCH /apis/apps/v1/namespaces/a/deployments/d', code(201, 'allow')),
      ['create apps deployments a', 'patch apps deployments a d'],
    ],
  ])('%s', async (_, one, seen) => expect((await needs([one])).seen).toEqual(seen));

  test('a request counts once, whatever stages of it were logged', async () => {
    const watch = stages(['RequestReceived', 'ResponseStarted', 'ResponseComplete'], {
      ...request(`GET ${PODS}?watch=1`),
      auditID: 'one watch',
    }).map(
      (one, i): AuditEvent => ({
        ...one,
        stage: (['RequestReceived', 'ResponseStarted', 'ResponseComplete'] as const)[i]!,
      }),
    );
    const {counts, seen} = await needs(watch);
    expect([counts, seen]).toEqual([{allowed: 1, refused: 0, unknown: 0}, ['watch pods a']]);
  });

  test('what was only received is not known to be allowed', async () => {
    const {responseStatus: _, annotations: __, ...received} = request(`GET ${PODS}`);
    expect(await needs([{...received, stage: 'RequestReceived'}])).toMatchObject({counts: {unknown: 1}, seen: []});
  });

  test('refused requests are asked for', async () => {
    const log = [request(`GET ${PODS}`, code(403, 'forbid')), request('GET /version')];
    expect((await needs(log)).seen).toEqual(['get /version']);
    expect((await needs(log, 'ann', {denied: true})).seen).toEqual(['get /version', 'list pods a']);
  });

  test('a refusal to act as somebody is no request for what was wanted then', async () => {
    const message =
      'users "bob" is forbidden: User "ann" cannot impersonate resource "users" in API group "" at the cluster scope';
    const refused = request(`GET ${PODS}`, {...code(403), responseStatus: {code: 403, message}});
    expect((await needs([refused], 'ann', {denied: true})).seen).toEqual(['impersonate users bob']);
    const ofAccount = message
      .replace('users "bob"', 'serviceaccounts "robot"')
      .replace('"users"', '"serviceaccounts"')
      .replace('at the cluster scope', 'in the namespace "b"');
    const other = request(`GET ${PODS}`, {...code(403), responseStatus: {code: 403, message: ofAccount}});
    expect((await needs([other], 'ann', {denied: true})).seen).toEqual(['impersonate serviceaccounts b robot']);
  });

  const as = (impersonatedUser: AuditEvent['impersonatedUser'], more: Partial<AuditEvent> = {}) =>
    request(`GET ${PODS}`, {impersonatedUser: impersonatedUser!, ...more});

  test('acting counts for both', async () => {
    const log = [as({username: 'bob', groups: ['ops', 'system:authenticated']})];
    expect(await needs(log)).toMatchObject({
      seen: ['impersonate groups ops', 'impersonate users bob'],
      acting: 1,
      counts: {allowed: 0},
    });
    expect(await needs(log, 'bob')).toMatchObject({seen: ['list pods a'], acting: 0, counts: {allowed: 1}});
  });

  test('acting was allowed also where the request was not', async () => {
    const log = [as({username: 'bob'}, code(403, 'forbid'))];
    expect((await needs(log)).seen).toEqual(['impersonate users bob']);
    expect((await needs(log, 'bob')).seen).toEqual([]);
  });

  test('too many to read: the rest is told', async () => {
    const log = Array.from({length: 50}, () => as({username: 'bob', groups: [`g${audits}`]}));
    const {notes, acting} = await needs(log, 'ann', {mostRead: 2});
    expect(acting).toBe(50);
    expect(notes).toEqual([
      '48 requests were not read for the groups and extras assumed: too many, from 2026-11-20T10:02:11Z on',
    ]);
  });

  test('all of very many are read: none is like another', async () => {
    const binding = (i: number) =>
      request(`POST ${RBAC}/namespaces/a/rolebindings`, {
        ...code(201, 'allow'),
        requestObject: {roleRef: {kind: 'ClusterRole', name: `r${i}`}},
      });
    const log = Array.from({length: 1200}, (_, i) => [binding(i), as({username: 'bob', groups: [`g${i}`]})]).flat();
    const {seen, notes} = await needs(log);
    expect(notes).toEqual([]);
    expect(seen.filter(one => one.startsWith('bind '))).toHaveLength(1200);
    expect(seen.filter(one => one.startsWith('impersonate groups'))).toHaveLength(1200);
  });

  test('requests of a group are those of its users', async () => {
    const log = [
      request(`GET ${PODS}`),
      request('GET /version', {user: {username: 'eve', groups: ['sales']}}),
      as({username: 'bob'}),
    ];
    expect((await needs(log, {kind: 'Group', name: 'dev'})).seen).toEqual(['impersonate users bob', 'list pods a']);
  });

  test('and what somebody did who acted as one of the group', async () => {
    const log = [as({username: 'bob', groups: ['ops', 'system:authenticated']}), request('GET /version')];
    expect(await needs(log, {kind: 'Group', name: 'ops'})).toMatchObject({
      seen: ['list pods a'],
      counts: {allowed: 1},
      acting: 0,
    });
  });

  test.each<
    [
      claim: string,
      body: Json | undefined,
      status: number,
      options: CollectOptions,
      seen: readonly string[],
      notes: readonly string[],
    ]
  >([
    [
      'with its body',
      {roleRef: {kind: 'ClusterRole', name: 'view'}},
      201,
      {},
      ['bind rbac.authorization.k8s.io clusterroles a view'],
      [],
    ],
    [
      'without',
      undefined,
      201,
      {},
      [],
      ['1 request bound roles without a body in the log: whether "bind" was needed, and on which role, cannot be told'],
    ],
    ['allowed, but refused by what it binds', {roleRef: {kind: 'ClusterRole', name: 'view'}}, 403, {}, [], []],
    [
      'allowed, but refused by what it binds, and asked for',
      {roleRef: {kind: 'ClusterRole', name: 'view'}},
      403,
      {denied: true},
      ['bind rbac.authorization.k8s.io clusterroles a view'],
      [],
    ],
  ])('a binding %s', async (_, body, status, options, seen, notes) => {
    const change = {...code(status, 'allow'), ...(body === undefined ? {} : {requestObject: body})};
    const found = await needs([request(`POST ${RBAC}/namespaces/a/rolebindings`, change)], 'ann', options);
    expect(found.seen).toEqual([...seen, 'create rbac.authorization.k8s.io rolebindings a']);
    expect(found.notes).toEqual(notes);
  });

  test('at level Metadata nothing is read to know that there is no body', async () => {
    const log = [request(`POST ${RBAC}/namespaces/a/roles`, {...code(201, 'allow'), level: 'Metadata'})];
    const source = new MemorySource(log);
    const {notes} = await collect(source, EVERYTHING, {kind: 'User', name: 'ann'});
    expect(notes).toEqual([
      '1 request wrote roles without a body in the log: whether "escalate" was needed cannot be told',
    ]);
    expect(source.calls.filter(call => call === 'event')).toEqual([]);
  });

  test('a role of what its writer was seen to use needs nothing more', async () => {
    const role = (verbs: readonly string[]) =>
      request(`POST ${RBAC}/namespaces/a/roles`, {
        ...code(201, 'allow'),
        requestObject: {kind: 'Role', rules: [{apiGroups: [''], resources: ['pods'], verbs}]},
      });
    const list = request(`GET ${PODS}`);
    expect((await needs([list, role(['list'])])).seen).not.toContain('escalate rbac.authorization.k8s.io roles a');
    expect((await needs([list, role(['list', 'delete'])])).seen).toContain(
      'escalate rbac.authorization.k8s.io roles a',
    );
  });

  test.each<[line: string, change: Partial<AuditEvent>, note: string]>([
    [
      'GET /apis/*/v1/namespaces/a/pods',
      code(404, 'allow'),
      '1 request names a group or resource *, which in a role means all of them: left out',
    ],
    [
      'GET /everything/*',
      code(404, 'allow'),
      '1 request is for a path that ends in *, which in a role means every path below: left out',
    ],
    [
      'GET /api/v1/namespaces/No_Such/pods',
      code(200, 'allow'),
      '1 request is for a namespace that cannot exist: left out',
    ],
    ['GET /x?a', {verb: '*'}, '1 request has the verb *, which in a role means every verb: left out'],
    [
      'GET /hook/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJyb290IiwibmFtZSI6InIifQ.c2lnbmF0dXJlLXNpZ25hdHVyZQ',
      {},
      '1 request holds what looks like a secret (--reveal writes it out): left out',
    ],
  ])('%s is left out, and told', async (line, change, note) => {
    expect(await needs([request(line, change)])).toMatchObject({seen: [], notes: [note]});
  });

  test('a secret is written out when that is asked for', async () => {
    const line = 'GET /hook/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJyb290IiwibmFtZSI6InIifQ.c2lnbmF0dXJlLXNpZ25hdHVyZQ';
    expect((await needs([request(line)], 'ann', {reveal: true})).seen).toEqual([line.replace('GET', 'get')]);
  });
});
