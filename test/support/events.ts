// Events for tests: a plain one to vary, and arbitrary ones for property tests.
import fc from 'fast-check';
import {type AuditEvent, LEVELS, STAGES, type Stage} from '../../src/audit/event.ts';
import {formatMicroTime} from '../../src/audit/time.ts';

/** 2026-11-20T10:02:11Z in microseconds. */
export const TEN_PAST = Date.UTC(2026, 10, 20, 10, 2, 11) * 1000;

/** A finished deletion of a pod, 31 ms long; `change` replaces whole fields. */
export const event = (change: Partial<AuditEvent> = {}): AuditEvent => ({
  kind: 'Event',
  apiVersion: 'audit.k8s.io/v1',
  level: 'Metadata',
  auditID: '9151d8b4-1c1b-4a6e-8f1e-2f6a3b5d7c90',
  stage: 'ResponseComplete',
  requestURI: '/api/v1/namespaces/prod-namespace/pods/webapp-pod',
  verb: 'delete',
  user: {username: 'alice@example.com', groups: ['dev', 'system:authenticated']},
  sourceIPs: ['192.0.2.7', '10.0.0.1'],
  userAgent: 'kubectl/v1.34.1',
  objectRef: {resource: 'pods', namespace: 'prod-namespace', name: 'webapp-pod', apiVersion: 'v1'},
  responseStatus: {code: 200},
  requestReceivedTimestamp: formatMicroTime(TEN_PAST),
  stageTimestamp: formatMicroTime(TEN_PAST + 31_000),
  annotations: {'authorization.k8s.io/decision': 'allow', 'authorization.k8s.io/reason': ''},
  ...change,
});

/** The stages of one request, `gap` microseconds apart. */
export const request = (
  stages: readonly Stage[],
  change: Partial<AuditEvent> = {},
  start = TEN_PAST,
  gap = 1000,
): readonly AuditEvent[] =>
  stages.map((stage, i) =>
    event({
      stage,
      requestReceivedTimestamp: formatMicroTime(start),
      stageTimestamp: formatMicroTime(start + i * gap),
      ...change,
    }),
  );

const word = fc.constantFrom(
  'a',
  'b',
  'ab',
  'prod',
  'dev',
  'kube-system',
  'x y',
  'A',
  'ünï',
  'a*b',
  '"q"',
  '-d',
  'null',
  '1',
  '<&>',
);

const body = fc.oneof(
  {weight: 2, arbitrary: fc.constant(undefined)},
  fc.record({
    spec: fc.record({
      replicas: fc.integer({min: 0, max: 5}),
      containers: fc.array(fc.record({image: word}), {maxLength: 2}),
    }),
  }),
  fc.array(fc.record({op: fc.constant('add'), path: fc.constant('/data'), value: word}), {maxLength: 2}),
  fc.constant(null),
);

/** Few distinct values, so that filters hit and requests join. */
export const anyEvent: fc.Arbitrary<AuditEvent> = fc
  .record({
    level: fc.constantFrom(...LEVELS.slice(1)),
    auditID: fc.oneof(
      fc.integer({min: 0, max: 5}).map(n => `00000000-0000-4000-8000-00000000000${n}`),
      fc.constantFrom('mine', 'DEADBEEF'),
    ),
    stage: fc.constantFrom(...STAGES),
    verb: fc.constantFrom('get', 'list', 'create', 'delete', ''),
    username: fc.option(word, {nil: undefined}),
    groups: fc.option(fc.uniqueArray(word, {maxLength: 3}), {nil: undefined}),
    as: fc.option(word, {nil: undefined}),
    ips: fc.option(fc.array(fc.constantFrom('10.0.0.1', '203.0.113.66', '::1'), {maxLength: 2}), {nil: undefined}),
    userAgent: fc.option(word, {nil: undefined}),
    objectRef: fc.option(
      fc.record({
        resource: fc.constantFrom('pods', 'secrets'),
        namespace: fc.option(word, {nil: undefined}),
        name: fc.option(word, {nil: undefined}),
      }),
      {nil: undefined},
    ),
    code: fc.option(fc.constantFrom(200, 201, 403, 404, 500), {nil: undefined}),
    received: fc.integer({min: 0, max: 3}),
    took: fc.integer({min: 0, max: 5_000_000}),
    requestObject: body,
    responseObject: body,
    decision: fc.option(fc.constantFrom('allow', 'forbid'), {nil: undefined}),
  })
  .map(
    (r): AuditEvent =>
      JSON.parse(
        JSON.stringify({
          kind: 'Event',
          apiVersion: 'audit.k8s.io/v1',
          level: r.level,
          auditID: r.auditID,
          stage: r.stage,
          requestURI: '/api/v1/x?watch=true&limit=5',
          verb: r.verb,
          user: {username: r.username, groups: r.groups},
          impersonatedUser: r.as === undefined ? undefined : {username: r.as},
          sourceIPs: r.ips,
          userAgent: r.userAgent,
          objectRef: r.objectRef,
          responseStatus: r.code === undefined ? undefined : {code: r.code},
          requestObject: r.requestObject,
          responseObject: r.responseObject,
          requestReceivedTimestamp: formatMicroTime(TEN_PAST + r.received * 1e6),
          stageTimestamp: formatMicroTime(TEN_PAST + r.received * 1e6 + r.took),
          annotations: r.decision === undefined ? undefined : {'authorization.k8s.io/decision': r.decision},
        }),
      ),
  );
