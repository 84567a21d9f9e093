// The incident of sample-logs/README.md, read back from the files.
import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../src/audit/event.ts';
import {events, LIVE, linesOf} from './read.ts';

const ATTACKER = '203.0.113.66';
const CI = 'system:serviceaccount:build:ci-runner';
const MANAGER = 'system:serviceaccount:prod-namespace:release-manager';
const CREDENTIAL = 'authentication.kubernetes.io/credential-id';

const done = events.filter(event => event.stage === 'ResponseComplete');
const fromOutside = events.filter(event => event.sourceIPs?.at(-1) === ATTACKER);
const attack = fromOutside.filter(event => event.stage === 'ResponseComplete');
const code = (event: AuditEvent) => event.responseStatus?.code;
const clock = (event: AuditEvent) => event.stageTimestamp!.slice(11, 19);

describe('the deletion', () => {
  const found = events.filter(
    ({verb, objectRef: ref}) =>
      verb === 'delete' && ref?.resource === 'pods' && ref.namespace === 'prod-namespace' && ref.name === 'webapp-pod',
  );

  test('verb:delete resource:pods ns:prod-namespace name:webapp-pod is one request, in the live file', () => {
    expect(new Set(found.map(event => event.auditID)).size).toBe(1);
    expect(found.map(event => event.stage)).toEqual(['RequestReceived', 'ResponseComplete']);
    expect(linesOf(LIVE).filter(line => line.includes(found[0]!.auditID))).toHaveLength(2);
  });

  test('has both bodies at 10:02:11.31', () => {
    const event = found[1]!;
    expect(event.stageTimestamp).toMatch(/^2026-11-20T10:02:11\.31\d{4}Z$/);
    expect(event).toMatchObject({
      level: 'RequestResponse',
      responseStatus: {code: 200},
      requestObject: {kind: 'DeleteOptions', gracePeriodSeconds: 0},
      responseObject: {kind: 'Pod', metadata: {name: 'webapp-pod', namespace: 'prod-namespace'}},
    });
  });

  test('was not alice’s: she is only impersonated', () => {
    expect(found[1]!.user.username).toBe(MANAGER);
    expect(found[1]!.impersonatedUser?.username).toBe('alice@example.com');
    expect(found[0]!.impersonatedUser).toBeUndefined();
  });
});

describe('the way there', () => {
  test('one token, two addresses and programs, the first of them inside', () => {
    const uses = done.filter(event => event.user.username === CI);
    expect(new Set(uses.map(event => event.user.extra?.[CREDENTIAL]?.[0])).size).toBe(1);
    expect(new Set(uses.map(event => event.sourceIPs?.at(-1)))).toEqual(new Set(['10.0.3.17', ATTACKER]));
    expect(clock(fromOutside[0]!)).toBe('09:41:07');
    expect(uses.filter(event => clock(event) < '09:41').every(event => event.sourceIPs?.at(-1) === '10.0.3.17')).toBe(
      true,
    );
    const programs = (ip: string) =>
      new Set(uses.filter(event => event.sourceIPs?.at(-1) === ip).map(event => event.userAgent));
    expect([...programs('10.0.3.17')].filter(agent => programs(ATTACKER).has(agent))).toEqual([]);
  });

  test('in this order', () => {
    const steps = attack.map(({verb, objectRef: ref, requestURI, ...event}) =>
      [
        clock(event as AuditEvent),
        verb,
        ref === undefined ? requestURI : [ref.resource, ref.subresource].filter(Boolean).join('/'),
        ref?.namespace ?? '',
        ref?.name ?? '',
        code(event as AuditEvent),
      ].join(' '),
    );
    expect(steps.filter(step => !step.endsWith(' 403'))).toEqual([
      '09:41:07 get /version   200',
      '09:41:09 create selfsubjectrulesreviews   201',
      '09:42:02 create selfsubjectrulesreviews   201',
      '09:42:18 list secrets prod-namespace  200',
      '09:43:31 get secrets prod-namespace db-credentials 200',
      '09:44:12 list pods prod-namespace  200',
      '09:50:50 get pods/exec prod-namespace webapp-pod 101',
      '09:54:40 list serviceaccounts prod-namespace  200',
      '09:55:10 create serviceaccounts/token prod-namespace release-manager 201',
      '09:55:41 create selfsubjectaccessreviews   201',
      '09:56:02 create clusterrolebindings  metrics-reader-admin 201',
      '09:57:15 list secrets   200',
      '09:58:30 create pods kube-system node-metrics-agent-x7k2p 201',
      '10:01:39 create pods/exec kube-system node-metrics-agent-x7k2p 101',
      '10:02:11 delete pods prod-namespace webapp-pod 200',
      '10:03:20 deletecollection events prod-namespace  200',
      '10:03:22 deletecollection events kube-system  200',
      '10:04:05 delete clusterrolebindings  metrics-reader-admin 409',
      '10:04:31 delete pods kube-system node-metrics-agent-x7k2p 200',
      '10:05:40 list secrets   200',
    ]);
    expect(steps.filter(step => step.endsWith(' 403'))).toHaveLength(8);
    expect(steps).toContain('09:41:15 list secrets   403');
  });

  const one = (claim: (event: AuditEvent) => boolean) => {
    const found = attack.filter(claim);
    expect(found).toHaveLength(1);
    return found[0]!;
  };

  test('the secret that was read is in the log', () => {
    const read = one(event => event.verb === 'get' && event.objectRef?.name === 'db-credentials');
    const {data} = read.responseObject as {data: Record<string, string>};
    expect(Buffer.from(data.password!, 'base64').toString()).toMatch(/^FAKE-/);
  });

  test('the shell is a get with code 101 and its command in the URI, started and completed', () => {
    const exec = fromOutside.filter(
      event => event.objectRef?.subresource === 'exec' && event.objectRef.namespace === 'prod-namespace',
    );
    expect(exec.map(event => [event.verb, event.stage, code(event)])).toEqual([
      ['get', 'RequestReceived', undefined],
      ['get', 'ResponseStarted', 101],
      ['get', 'ResponseComplete', 101],
    ]);
    expect(new URL(exec[0]!.requestURI!, 'https://x').searchParams.getAll('command').slice(0, 2)).toEqual(['sh', '-c']);
  });

  test('the issued token is the one that made the binding', () => {
    const issue = one(event => event.objectRef?.subresource === 'token');
    const bind = one(event => event.verb === 'create' && event.objectRef?.resource === 'clusterrolebindings');
    expect(bind.user.extra?.[CREDENTIAL]).toEqual([
      issue.annotations?.['authentication.kubernetes.io/issued-credential-id'],
    ]);
    expect(bind.requestObject).toMatchObject({roleRef: {name: 'cluster-admin'}, subjects: [{name: 'release-manager'}]});
    const {status} = issue.responseObject as {status: {token: string}};
    expect(status.token.split('.')).toHaveLength(3);
  });

  test('the pod is privileged and mounts the node', () => {
    const create = one(
      event =>
        event.verb === 'create' && event.objectRef?.resource === 'pods' && event.objectRef.subresource === undefined,
    );
    expect(create.requestObject).toMatchObject({
      spec: {hostPID: true, containers: [{securityContext: {privileged: true}}], volumes: [{hostPath: {path: '/'}}]},
    });
    expect(create.annotations?.['pod-security.kubernetes.io/audit-violations']).toContain('hostPath');
  });

  test('the cluster-wide list was allowed by the new binding', () => {
    const list = attack.filter(
      event => event.user.username === MANAGER && event.verb === 'list' && event.objectRef?.namespace === undefined,
    );
    expect(list).toHaveLength(2);
    for (const event of list)
      expect(event.annotations?.['authorization.k8s.io/reason']).toContain('"metrics-reader-admin"');
  });
});

describe('the response', () => {
  const bob = done.filter(event => event.user.username === 'bob@example.com' && clock(event) >= '10:13');

  test('bob looks, then takes the rights away', () => {
    expect(bob.filter(event => event.verb === 'delete').map(event => event.objectRef?.name)).toEqual([
      'metrics-reader-admin',
      'ci-runner-debug',
      'release-manager',
      'runner-6f9d7c8b54-tq8wz',
    ]);
    expect(bob.filter(event => code(event) === 404).map(event => event.objectRef?.name)).toEqual(['webapp-pod']);
    expect(bob.filter(event => event.impersonatedUser !== undefined)).toHaveLength(1);
  });

  test('after that the address gets nothing but 401', () => {
    const after = fromOutside.filter(event => clock(event) > '10:16:41');
    expect(after.map(code)).toEqual([401, 401, 401, 401]);
  });
});

test('every time that the README tells is the time of an event', () => {
  const readme = readFileSync(new URL('../../sample-logs/README.md', import.meta.url), 'utf8');
  const spoilers = readme.slice(readme.indexOf('## Spoilers'));
  const told = [...spoilers.matchAll(/\d\d:\d\d:\d\d/g)].map(match => match[0]);
  const seen = new Set(events.flatMap(event => [clock(event), event.requestReceivedTimestamp!.slice(11, 19)]));
  expect(told.length).toBeGreaterThan(15);
  expect(told.filter(time => !seen.has(time))).toEqual([]);
});
