import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {AuditEvent, Stage} from '../../../src/audit/event.ts';
import {FIELDS} from '../../../src/audit/fields.ts';
import {isVisible} from '../../../src/audit/visible.ts';
import {matches} from '../../../src/query/evaluate.ts';
import {fieldText} from '../../../src/query/names.ts';
import {parse} from '../../../src/query/parse.ts';
import {termOf} from '../../../src/query/print.ts';
import {type SummaryLine, summaryLines} from '../../../src/session/summary/summary.ts';
import {lineText, lineWidth} from '../../../src/session/text/fit.ts';
import type {Row} from '../../../src/source/source.ts';

const DELETE: AuditEvent = {
  level: 'RequestResponse',
  auditID: '5f0c',
  stage: 'ResponseComplete',
  requestURI: '/api/v1/namespaces/prod/pods/web?gracePeriodSeconds=0&note=a%20b',
  verb: 'delete',
  user: {
    username: 'alice@example.com',
    uid: 'u-1',
    groups: ['system:masters', 'system:authenticated'],
    extra: {'authentication.kubernetes.io/credential-id': ['JTI=77']},
  },
  impersonatedUser: {username: 'system:admin', groups: ['ops']},
  sourceIPs: ['1.2.3.4', '10.0.0.5'],
  userAgent: 'kubectl/v1.36.0',
  objectRef: {resource: 'pods', namespace: 'prod', name: 'web', apiVersion: 'v1'},
  responseStatus: {
    code: 409,
    reason: 'Conflict',
    message: 'it changed',
    details: {name: 'web', causes: [{field: 'a'}]},
  },
  requestReceivedTimestamp: '2026-11-20T10:02:11.310000Z',
  stageTimestamp: '2026-11-20T10:02:11.341000Z',
  annotations: {
    'authorization.k8s.io/decision': 'allow',
    'authorization.k8s.io/reason':
      'RBAC: allowed by ClusterRoleBinding "admins" of ClusterRole "cluster-admin" to Group "ops"',
    'apiserver.latency.k8s.io/total': '800ms',
    'apiserver.latency.k8s.io/etcd': '600.4ms',
    'k8s.io/deprecated': 'true',
    'k8s.io/removed-release': '1.40',
    'mutation.webhook.admission.k8s.io/round_0_index_1':
      '{"configuration":"conf","webhook":"hook.example","mutated":true}',
    'example.com/note': 'hello',
  },
};

const related = (...stages: readonly [Stage, number][]): readonly Row[] =>
  stages.map(([stage, time]) => ({id: {time, auditID: '5f0c', stage, place: ''}, stages: [], cells: []}));

const RECEIVED = Date.parse('2026-11-20T10:02:11.310Z') * 1000;

const summary = (event: AuditEvent, others: readonly Row[] = [], width = 100, masked = event): readonly SummaryLine[] =>
  summaryLines({
    detail: {event, raw: '', form: 'lines', at: {file: 'audit.log', line: 12, offset: 345}},
    masked,
    related: others,
    width,
  });

const textOf = (lines: readonly SummaryLine[]): string => lines.map(({line}) => lineText(line).trimEnd()).join('\n');

test('a summary says everything that the event says', () => {
  expect(textOf(summary(DELETE, related(['RequestReceived', RECEIVED])))).toBe(
    `alice@example.com (as system:admin) tried to delete pod web in prod: failed, 409 Conflict, 31 ms

Stages         ● RequestReceived   2026-11-20T10:02:11.310000Z
               ○ ResponseStarted   not logged; only watches, streams and failed logins have it
               ● ResponseComplete  2026-11-20T10:02:11.341000Z  +31 ms  this event
Level          RequestResponse

User           alice@example.com
UID            u-1
Groups         system:masters
               system:authenticated
Extra          authentication.kubernetes.io/credential-id: JTI=77
Acting as      system:admin  impersonated
Their groups   ops

Source IP      10.0.0.5  seen by the API server
               1.2.3.4  claimed by the client
User agent     kubectl/v1.36.0  the client’s claim

Verb           delete
Resource       pods  v1
Namespace      prod
Name           web
Query          gracePeriodSeconds = 0
               note = a b
Request URI    /api/v1/namespaces/prod/pods/web?gracePeriodSeconds=0&note=a%20b  as sent

Code           409 Conflict
Reason         Conflict
Message        it changed
Details        name: web
               causes:
               - field: a
Took           31 ms

Decision       allow
Allowed by     ClusterRoleBinding admins of ClusterRole cluster-admin to Group ops

Deprecated     this API version is deprecated
Removed in     Kubernetes 1.40
Webhook        hook.example of conf changed the object
Latency          800 ms  total
                 600 ms  etcd  75%
Annotation     example.com/note: hello

Read from      audit.log:12  lines
Audit ID       5f0c`,
  );
});

const labelled = (lines: readonly SummaryLine[], label: string) =>
  lines.find(({line}) => lineText(line).startsWith(label));

describe('rows', () => {
  test.each<[label: string, field: string, value: string]>([
    ['User ', 'user.username', 'alice@example.com'],
    ['Groups', 'user.groups', 'system:masters'],
    ['Source IP', 'sourceIP', '10.0.0.5'],
    ['Acting as', 'impersonatedUser.username', 'system:admin'],
    ['Code', 'responseStatus.code', '409'],
    ['Decision', 'decision', 'allow'],
    ['Level', 'level', 'RequestResponse'],
    ['Audit ID', 'auditID', '5f0c'],
    ['Allowed by', 'authorizationReason', DELETE.annotations!['authorization.k8s.io/reason']!],
  ])('%s is kept and dropped by %s', (label, field, value) => {
    expect(labelled(summary(DELETE), label)).toMatchObject({field, value});
  });

  test('every value of a row is what the field reads', () => {
    for (const {field, value} of summary(DELETE)) {
      if (field === undefined || field === 'stage' || field === 'file') continue;
      // What is not there: user:"".
      if (value === '') continue;
      const read = FIELDS.find(each => each.name === field)!.read(DELETE);
      expect([read].flat().map(String)).toContain(value);
    }
  });

  test.each<[label: string, path: string, value: string]>([
    ['UID', 'user.uid', 'u-1'],
    ['Extra', 'user.extra["authentication.kubernetes.io/credential-id"]', 'JTI=77'],
    ['Their groups', 'impersonatedUser.groups', 'ops'],
    ['Deprecated', 'annotations["k8s.io/deprecated"]', 'true'],
    ['Latency', 'annotations["apiserver.latency.k8s.io/total"]', '800ms'],
    ['Annotation', 'annotations["example.com/note"]', 'hello'],
  ])('%s is kept and dropped by its path %s', (label, path, value) => {
    const line = labelled(summary(DELETE), label);
    expect(fieldText({kind: 'path', segments: line?.path ?? []})).toBe(path);
    expect(line?.value).toBe(value);
  });

  test('what keeps a value finds its event, what drops it does not', () => {
    const context = {now: 0, zone: 'utc'} as const;
    const lines = summary(DELETE).filter(({path, value}) => path !== undefined && value !== undefined);
    expect(lines.length).toBeGreaterThan(8);
    for (const {path, value} of lines)
      for (const keep of [true, false]) {
        const parsed = parse(termOf({kind: 'path', segments: path!}, value, keep), context);
        expect({path, keep, found: parsed.ok && matches(parsed.expr, DELETE)}).toEqual({path, keep, found: keep});
      }
  });

  test.each<[type: string, event: Partial<AuditEvent>]>([
    ['JSON patch', {requestObject: [{op: 'remove', path: '/spec'}]}],
    ['strategic merge patch', {requestObject: {spec: {$patch: 'replace'}}}],
    ['merge patch or strategic merge patch', {requestObject: {spec: {}}}],
    ['merge patch', {requestObject: {spec: {}}, objectRef: {resource: 'apps', apiGroup: 'argoproj.io'}}],
    ['server-side apply', {requestObject: {}, requestURI: '/api/v1/pods/a?fieldManager=x&force=true'}],
  ])('a %s is named', (type, event) => {
    const line = labelled(summary({...DELETE, verb: 'patch', ...event}), 'Patch');
    expect(lineText(line!.line)).toMatch(new RegExp(`^Patch +${type}  by its body`));
  });

  test('a patch without its body has no type', () => {
    expect(labelled(summary({...DELETE, verb: 'patch'}), 'Patch')).toBeUndefined();
  });

  test('a value that is masked is offered for no filter', () => {
    const masked = {...DELETE, requestURI: '/api?token=‹masked 12345678›'};
    const lines = summary(DELETE, [], 100, masked);
    expect(labelled(lines, 'Request URI')).not.toHaveProperty('field');
    expect(textOf(lines)).not.toContain('gracePeriodSeconds');
    expect(labelled(lines, 'User ')).toHaveProperty('field');
  });
});

describe('stages', () => {
  const {annotations: _, responseStatus: __, ...bare} = DELETE;
  const received: AuditEvent = {...bare, stage: 'RequestReceived', stageTimestamp: DELETE.requestReceivedTimestamp!};

  test('a request that was never answered says so', () => {
    const text = textOf(summary(received, related(['RequestReceived', RECEIVED])));
    expect(text).toContain('received, never answered');
    expect(text).toContain('○ ResponseComplete  not logged: still running, cut off, or left out by the policy');
    expect(text).toContain('Decision       not decided yet at this stage');
  });

  test('one whose end is known is not called unanswered', () => {
    const text = textOf(
      summary(received, related(['RequestReceived', RECEIVED], ['ResponseComplete', RECEIVED + 2_000_000])),
    );
    expect(text).not.toContain('never answered');
    expect(text).toContain('● ResponseComplete  2026-11-20T10:02:13.310000Z  +2.00 s');
  });

  test('a panic stands in the place of the end', () => {
    const text = textOf(summary({...DELETE, stage: 'Panic'}));
    expect(text).toContain('● Panic');
    expect(text).not.toContain('ResponseComplete');
  });
});

describe('who', () => {
  test('failed authentication is said', () => {
    const text = textOf(summary({...DELETE, user: {}, responseStatus: {code: 401}, annotations: {}}));
    expect(text).toContain('User           nobody: authentication failed');
    expect(text).toContain('Code           401 Unauthorized: who it was is not known');
  });
});

describe('annotations', () => {
  test.each<[key: string, value: string, line: string]>([
    ['audit.k8s.io/truncated', 'true', 'Truncated      the API server left the bodies out: the event was too big'],
    ['pod-security.kubernetes.io/enforce-policy', 'baseline:v1.36', 'Pod security   enforced policy baseline:v1.36'],
    [
      'failed-open.validating.webhook.admission.k8s.io/round_0_index_0',
      'hook.example',
      'Webhook        hook.example failed and was ignored (failurePolicy Ignore)',
    ],
    ['mutation.webhook.admission.k8s.io/round_0_index_0', 'no JSON', 'Webhook        no JSON'],
    [
      'validation.policy.admission.k8s.io/validation_failure',
      '[{"message":"no","policy":"p","binding":"b"}]',
      'Policy says    no (policy p, binding b)',
    ],
    ['authentication.k8s.io/legacy-token', 'sa', 'Legacy token   sa (legacy-token)'],
    ['apiserver.latency.k8s.io/etcd', 'soon', 'Latency            soon  etcd'],
    ['evil\u001b', 'x\ny', 'Annotation     evil␛: x␊y'],
  ])('%s = %j', (key, value, line) => {
    expect(textOf(summary({...DELETE, annotations: {[key]: value}}))).toContain(`\n${line}\n`);
  });

  test('without a reason it is said who gives none', () => {
    const text = textOf(
      summary({...DELETE, annotations: {'authorization.k8s.io/decision': 'allow', 'authorization.k8s.io/reason': ''}}),
    );
    expect(text).toContain('Allowed by     no reason given: a member of system:masters');
  });
});

test('whatever the event holds, lines fit and are safe for a terminal', () => {
  const hostile = fc.oneof(fc.string({unit: 'binary'}), fc.string({unit: 'grapheme'}));
  const maybe = fc.option(hostile, {nil: undefined});
  fc.assert(
    fc.property(
      fc.record({
        username: hostile,
        groups: fc.array(hostile, {maxLength: 2}),
        userAgent: hostile,
        requestURI: fc.oneof(
          hostile,
          hostile.map(text => `/a?${text}=${text}`),
        ),
        name: hostile,
        annotations: fc.dictionary(fc.oneof(hostile, fc.constantFrom(...Object.keys(DELETE.annotations!))), hostile, {
          maxKeys: 4,
        }),
        message: maybe,
      }),
      fc.integer({min: 20, max: 90}),
      ({username, groups, userAgent, requestURI, name, annotations, message}, width) => {
        const event: AuditEvent = {
          ...DELETE,
          user: {username, groups, extra: {[username]: groups}},
          userAgent,
          requestURI,
          objectRef: {...DELETE.objectRef, name},
          annotations,
          responseStatus: message === undefined ? {} : {message, details: {[message]: message}},
        };
        for (const {line} of summary(event, [], width)) {
          expect(lineWidth(line)).toBeLessThanOrEqual(width);
          expect(line.every(({text}) => isVisible(text))).toBe(true);
        }
      },
    ),
  );
});
