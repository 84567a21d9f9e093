import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../../src/audit/event.ts';
import {isVisible} from '../../../src/audit/visible.ts';
import {sentence} from '../../../src/session/summary/sentence.ts';

const ALLOW = {'authorization.k8s.io/decision': 'allow'};
const FORBID = {'authorization.k8s.io/decision': 'forbid'};

/** alice read pod web in prod, allowed, in 31 ms; what a row names differs. */
const event = (other: Partial<AuditEvent>): AuditEvent => ({
  level: 'Metadata',
  auditID: 'a1',
  stage: 'ResponseComplete',
  requestURI: '/api/v1/namespaces/prod/pods/web',
  verb: 'get',
  user: {username: 'alice@example.com'},
  objectRef: {resource: 'pods', namespace: 'prod', name: 'web', apiVersion: 'v1'},
  responseStatus: {code: 200},
  requestReceivedTimestamp: '2026-11-20T10:02:11.310000Z',
  stageTimestamp: '2026-11-20T10:02:11.341000Z',
  annotations: ALLOW,
  ...other,
});

const pod = (subresource: string, query = '') => ({
  requestURI: `/api/v1/namespaces/prod/pods/web/${subresource}${query}`,
  objectRef: {resource: 'pods', namespace: 'prod', name: 'web', apiVersion: 'v1', subresource},
});

const review = (resource: string) => ({verb: 'create', objectRef: {resource, apiGroup: 'authorization.k8s.io'}});

const code = (value: number, decision: 'allow' | 'forbid' | 'none' = 'allow') => ({
  responseStatus: {code: value},
  annotations: decision === 'allow' ? ALLOW : decision === 'forbid' ? FORBID : {},
});

describe('what was done', () => {
  test.each<[name: string, event: Partial<AuditEvent>, sentence: string]>([
    ['read', {}, 'alice@example.com read pod web in prod: allowed, 200, 31 ms'],
    [
      'an alert is said by nobody',
      {stage: 'Alert', alert: {rule: 'Shell', priority: 'Notice', output: '10:02:11.3: Notice A shell (user=root)'}},
      'Falco: Shell (Notice): A shell (user=root)',
    ],
    [
      'an alert without a rule',
      {stage: 'Alert', alert: {priority: 'Notice', output: '10:02:11.3: Notice A shell'}},
      'Falco: A shell (Notice)',
    ],
    [
      'a verb that every object has',
      {verb: 'toString'},
      'alice@example.com did toString on pod web in prod: allowed, 200, 31 ms',
    ],
    ['delete', {verb: 'delete'}, 'alice@example.com deleted pod web in prod: allowed, 200, 31 ms'],
    ['patch', {verb: 'patch'}, 'alice@example.com patched pod web in prod: allowed, 200, 31 ms'],
    [
      'list in a namespace',
      {verb: 'list', objectRef: {resource: 'pods', namespace: 'prod'}},
      'alice@example.com listed pods in prod: allowed, 200, 31 ms',
    ],
    [
      'list everywhere',
      {verb: 'list', objectRef: {resource: 'secrets'}},
      'alice@example.com listed secrets in all namespaces: allowed, 200, 31 ms',
    ],
    [
      'list of what has no namespace',
      {verb: 'list', objectRef: {resource: 'nodes'}},
      'alice@example.com listed nodes: allowed, 200, 31 ms',
    ],
    [
      'watch that ended',
      {verb: 'watch', objectRef: {resource: 'pods', namespace: 'prod'}, stageTimestamp: '2026-11-20T10:14:41.310000Z'},
      'alice@example.com watched pods in prod: allowed, 200, ended after 12m30s',
    ],
    [
      'watch that began',
      {verb: 'watch', stage: 'ResponseStarted', objectRef: {resource: 'pods', namespace: 'prod'}},
      'alice@example.com watched pods in prod: allowed, 200, began after 31 ms',
    ],
    [
      'create with a generated name',
      {verb: 'create', objectRef: {resource: 'pods', namespace: 'prod'}, responseObject: {metadata: {name: 'job-x7'}}},
      'alice@example.com created pod job-x7 in prod: allowed, 200, 31 ms',
    ],
    [
      'create without a name',
      {verb: 'create', objectRef: {resource: 'ingresses', namespace: 'prod'}},
      'alice@example.com created an ingress in prod: allowed, 200, 31 ms',
    ],
    [
      'a namespace is not in itself',
      {verb: 'delete', objectRef: {resource: 'namespaces', namespace: 'prod', name: 'prod'}},
      'alice@example.com deleted namespace prod: allowed, 200, 31 ms',
    ],
    [
      'deletecollection',
      {verb: 'deletecollection', objectRef: {resource: 'configmaps', namespace: 'prod'}},
      'alice@example.com deleted a collection of configmaps in prod: allowed, 200, 31 ms',
    ],
    [
      'dry run',
      {verb: 'delete', requestURI: '/api/v1/namespaces/prod/pods/web?dryRun=All'},
      'alice@example.com deleted pod web in prod (dry run): allowed, 200, 31 ms',
    ],
    [
      'exec of a shell over WebSocket',
      {...pod('exec', '?command=sh&command=-c&command=id%3B+ls&container=app&stdin=true&tty=true'), ...code(101)},
      "alice@example.com opened a shell (exec) in pod web in prod, container app: sh -c 'id; ls'; allowed, 101, 31 ms",
    ],
    [
      'exec of a command',
      {verb: 'create', ...pod('exec', '?command=cat&command=%2Fetc%2Fpasswd&stdout=true'), ...code(101)},
      'alice@example.com ran a command (exec) in pod web in prod: cat /etc/passwd; allowed, 101, 31 ms',
    ],
    [
      'attach',
      {...pod('attach', '?container=app')},
      'alice@example.com attached to pod web in prod, container app: allowed, 200, 31 ms',
    ],
    [
      'log',
      pod('log', '?container=app'),
      'alice@example.com read the log of pod web in prod, container app: allowed, 200, 31 ms',
    ],
    [
      'followed log',
      pod('log', '?follow=true'),
      'alice@example.com followed the log of pod web in prod: allowed, 200, 31 ms',
    ],
    [
      'port-forward',
      {...pod('portforward', '?ports=8080'), ...code(101)},
      'alice@example.com forwarded ports of pod web in prod, ports 8080: allowed, 101, 31 ms',
    ],
    [
      'bind',
      {verb: 'create', ...pod('binding')},
      'alice@example.com bound pod web in prod to a node: allowed, 200, 31 ms',
    ],
    ['evict', {verb: 'create', ...pod('eviction')}, 'alice@example.com evicted pod web in prod: allowed, 200, 31 ms'],
    [
      'status',
      {verb: 'patch', ...pod('status')},
      'alice@example.com patched the status of pod web in prod: allowed, 200, 31 ms',
    ],
    [
      'debug container',
      {verb: 'patch', ...pod('ephemeralcontainers')},
      'alice@example.com added a debug container to pod web in prod: allowed, 200, 31 ms',
    ],
    [
      'scale',
      {verb: 'patch', objectRef: {resource: 'deployments', namespace: 'prod', name: 'web', subresource: 'scale'}},
      'alice@example.com scaled deployment web in prod: allowed, 200, 31 ms',
    ],
    [
      'token',
      {verb: 'create', objectRef: {resource: 'serviceaccounts', namespace: 'ci', name: 'bot', subresource: 'token'}},
      'alice@example.com requested a token for service account bot in ci: allowed, 200, 31 ms',
    ],
    [
      'access review',
      review('selfsubjectaccessreviews'),
      'alice@example.com reviewed access (SelfSubjectAccessReview): allowed, 200, 31 ms',
    ],
    ['token review', review('tokenreviews'), 'alice@example.com checked a token (TokenReview): allowed, 200, 31 ms'],
    [
      'impersonation',
      {impersonatedUser: {username: 'system:admin'}, verb: 'delete'},
      'alice@example.com (as system:admin) deleted pod web in prod: allowed, 200, 31 ms',
    ],
    ['an unknown verb', {verb: 'frob'}, 'alice@example.com did frob on pod web in prod: allowed, 200, 31 ms'],
  ])('%s', (_, other, expected) => {
    expect(sentence(event(other))).toBe(expected);
  });

  test('a non-resource request', () => {
    const {objectRef: _, ...rest} = event({requestURI: '/healthz?verbose', verb: 'get'});
    expect(sentence(rest)).toBe('alice@example.com requested GET /healthz: allowed, 200, 31 ms');
  });
});

describe('how it ended', () => {
  test.each<[name: string, event: Partial<AuditEvent>, sentence: string]>([
    ['forbidden', code(403, 'forbid'), 'alice@example.com tried to read pod web in prod: was refused, 403, 31 ms'],
    [
      'forbidden after authorization',
      {verb: 'create', ...code(403)},
      'alice@example.com tried to create pod web in prod: authorized, but was refused, 403, 31 ms',
    ],
    ['not found', code(404), 'alice@example.com tried to read pod web in prod: failed, 404 Not Found, 31 ms'],
    [
      'conflict',
      {verb: 'update', ...code(409)},
      'alice@example.com tried to update pod web in prod: failed, 409 Conflict, 31 ms',
    ],
    [
      'not authenticated',
      {user: {}, stage: 'ResponseStarted', ...code(401, 'none')},
      'someone who failed to authenticate tried to read pod web in prod: was not let in, 401, 31 ms',
    ],
    [
      'no user for another reason',
      {user: {}, ...code(400, 'none')},
      'someone unknown tried to read pod web in prod: failed, 400 Bad Request, 31 ms',
    ],
    [
      'panic',
      {stage: 'Panic', ...code(500)},
      'alice@example.com tried to read pod web in prod: the API server panicked, 31 ms',
    ],
    [
      'only received',
      {stage: 'RequestReceived'},
      'alice@example.com asked to read pod web in prod: received, never answered',
    ],
    ['no decision', code(200, 'none'), 'alice@example.com read pod web in prod: answered, 200, 31 ms'],
    ['no times', {requestReceivedTimestamp: 'x'}, 'alice@example.com read pod web in prod: allowed, 200'],
  ])('%s', (_, other, expected) => {
    expect(sentence(event(other))).toBe(expected);
  });

  test('a received event whose end is known is not called unanswered', () => {
    expect(sentence(event({stage: 'RequestReceived'}), true)).toBe(
      'alice@example.com asked to read pod web in prod: received',
    );
  });
});

describe('hostile text', () => {
  test.each<[name: string, event: Partial<AuditEvent>, sentence: string]>([
    ['escapes are shown', {user: {username: 'a\u001b[2J'}}, 'a␛[2J read pod web in prod: allowed, 200, 31 ms'],
    [
      'a name cannot pass for the rest of the sentence',
      {user: {username: 'bob read pod x: allowed'}, verb: 'delete'},
      '"bob read pod x: allowed" deleted pod web in prod: allowed, 200, 31 ms',
    ],
    [
      'broken percent-encoding stays as it is',
      pod('exec', '?command=%zz'),
      'alice@example.com ran a command (exec) in pod web in prod: %zz; allowed, 200, 31 ms',
    ],
    [
      'a newline in a command is seen',
      pod('exec', '?command=a%0Ab'),
      "alice@example.com ran a command (exec) in pod web in prod: 'a␊b'; allowed, 200, 31 ms",
    ],
  ])('%s', (_, other, expected) => {
    expect(sentence(event(other))).toBe(expected);
    expect(isVisible(sentence(event(other)))).toBe(true);
  });
});
