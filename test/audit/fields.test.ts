import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../src/audit/event.ts';
import {FIELDS, type FieldName, type FieldSpec, type FieldValue, fieldOf, findField} from '../../src/audit/fields.ts';

const ROWS: readonly FieldSpec[] = FIELDS;

const EVENT: AuditEvent = {
  kind: 'Event',
  apiVersion: 'audit.k8s.io/v1',
  level: 'Metadata',
  auditID: 'a-1',
  stage: 'ResponseComplete',
  requestURI: '/apis/apps/v1/namespaces/prod/deployments/web/scale?dryRun=All',
  verb: 'patch',
  user: {username: 'alice', groups: ['devs', 'system:authenticated']},
  impersonatedUser: {username: 'bob'},
  sourceIPs: ['203.0.113.9', '10.0.0.1'],
  userAgent: 'kubectl/v1.36.0',
  objectRef: {
    resource: 'deployments',
    namespace: 'prod',
    name: 'web',
    apiGroup: 'apps',
    apiVersion: 'v1',
    subresource: 'scale',
  },
  responseStatus: {code: 409, reason: 'Conflict', message: 'the object has been modified'},
  requestReceivedTimestamp: '2026-11-20T10:02:11.000000Z',
  stageTimestamp: '2026-11-20T10:02:11.031000Z',
  annotations: {
    'authorization.k8s.io/decision': 'allow',
    'authorization.k8s.io/reason': 'RBAC: allowed',
    'audit.k8s.io/truncated': 'true',
  },
};

const ALERT: AuditEvent = {
  auditID: 'falco-0123456789abcdef01234567',
  stage: 'Alert',
  user: {},
  alert: {
    rule: 'Terminal shell in container',
    priority: 'Notice',
    output: '10:02:11.318214763: Notice A shell was spawned (user=root)',
    source: 'syscall',
    hostname: 'n1',
    tags: ['shell', 'mitre_execution'],
  },
};

const FROM_ALERT: Readonly<Record<string, FieldValue>> = {
  rule: 'Terminal shell in container',
  priority: 'Notice',
  output: 'A shell was spawned (user=root)',
  alertSource: 'syscall',
  hostname: 'n1',
  tags: ['shell', 'mitre_execution'],
};

const EXPECTED: Readonly<Record<FieldName, FieldValue>> = {
  file: undefined,
  stage: 'ResponseComplete',
  level: 'Metadata',
  verb: 'patch',
  'user.username': 'alice',
  'user.groups': ['devs', 'system:authenticated'],
  'objectRef.resource': 'deployments',
  'objectRef.namespace': 'prod',
  'objectRef.name': 'web',
  'responseStatus.code': 409,
  decision: 'allow',
  sourceIP: '10.0.0.1',
  userAgent: 'kubectl/v1.36.0',
  'objectRef.subresource': 'scale',
  'impersonatedUser.username': 'bob',
  'objectRef.apiGroup': 'apps',
  'responseStatus.reason': 'Conflict',
  path: undefined,
  priority: undefined,
  rule: undefined,
  output: undefined,
  alertSource: undefined,
  hostname: undefined,
  tags: undefined,
  authorizationReason: 'RBAC: allowed',
  stageTimestamp: 1_795_168_931_031_000,
  requestReceivedTimestamp: 1_795_168_931_000_000,
  took: 31_000,
  auditID: 'a-1',
  truncated: 'true',
  'objectRef.apiVersion': 'v1',
  sourceIPs: ['203.0.113.9', '10.0.0.1'],
  requestURI: '/apis/apps/v1/namespaces/prod/deployments/web/scale?dryRun=All',
  'responseStatus.message': 'the object has been modified',
};

describe('FIELDS', () => {
  test('names and aliases are unique, ignoring case', () => {
    const names = ROWS.flatMap(row => [...new Set([row.name, ...row.aliases].map(name => name.toLowerCase()))]);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  test.each(ROWS)('$name is documented and consistent', row => {
    expect(row.doc).toMatch(/[.]$/);
    expect(row.label).not.toBe('');
    expect(row.aliases.length).toBeGreaterThan(0);
    if (row.facet || row.sortable) expect(row.column).toBe(true);
    if (row.kind === 'list') expect(row.sortable).toBe(false);
  });

  test.each(ROWS)('$name reads its place in an event', row => {
    expect(row.read(EVENT)).toEqual(EXPECTED[row.name as FieldName]);
  });

  test('a closed set of values holds what is read', () => {
    for (const row of ROWS)
      if (row.values !== undefined && row.of !== 'alert') expect(row.values).toContain(row.read(EVENT));
  });

  test.each(ROWS.filter(({of}) => of === 'alert'))('$name is read from an alert, and from nothing else', row => {
    expect(row.read(ALERT)).toEqual(FROM_ALERT[row.name]);
    expect(row.read(EVENT)).toBeUndefined();
    if (row.values !== undefined) expect(row.values).toContain(row.read(ALERT));
  });
});

describe('reading', () => {
  const bare: AuditEvent = {level: 'Metadata', auditID: '1', stage: 'RequestReceived', user: {}};

  test('what an event lacks is absent', () => {
    const present = ROWS.filter(row => row.read(bare) !== undefined).map(row => row.name);
    expect(present).toEqual(['stage', 'level', 'auditID']);
  });

  test.each<[claim: string, name: FieldName, event: Partial<AuditEvent>, value: FieldValue]>([
    ['a path is of non-resource requests only', 'path', {requestURI: '/healthz?verbose'}, '/healthz'],
    ['an empty text is absent', 'verb', {verb: ''}, undefined],
    ['at RequestReceived nothing took time', 'took', {...EVENT, stage: 'RequestReceived'}, undefined],
    ['a session has its length', 'took', {...EVENT, stageTimestamp: '2026-11-20T11:02:11Z'}, 3_600_000_000],
  ])('%s', (_claim, name, event, value) => {
    expect(fieldOf(name).read({...bare, ...event})).toEqual(value);
  });

  test('never throws, whatever JSON the event is, and gives the kind that it promises', () => {
    const keys = [...new Set([...Object.keys(EVENT), 'username', 'groups', 'resource', 'code'])];
    const key = fc.constantFrom(...keys);
    const {value} = fc.letrec<{value: unknown}>(tie => ({
      value: fc.oneof(
        fc.constantFrom(null, '', 'x', 7, true, '2026-11-20T10:02:11Z'),
        fc.array(tie('value'), {maxLength: 3}),
        fc.dictionary(key, tie('value')),
      ),
    }));
    const right: Readonly<Record<FieldSpec['kind'], (value: FieldValue) => boolean>> = {
      text: value => typeof value === 'string',
      list: value => Array.isArray(value) && value.every(item => typeof item === 'string'),
      number: value => typeof value === 'number',
      time: value => typeof value === 'number',
      duration: value => typeof value === 'number',
    };
    fc.assert(
      fc.property(fc.dictionary(key, value), hostile => {
        for (const row of ROWS) {
          const read = row.read(hostile as unknown as AuditEvent);
          expect(read === undefined || right[row.kind](read), row.name).toBe(true);
        }
      }),
    );
  });
});

describe('findField', () => {
  test.each<[name: string, found: FieldName | undefined]>([
    ['verb', 'verb'],
    ['V', 'verb'],
    ['NS', 'objectRef.namespace'],
    ['objectref.Namespace', 'objectRef.namespace'],
    ['nothing', undefined],
    ['__proto__', undefined],
  ])('%s', (name, found) => {
    expect(findField(name)?.name).toBe(found);
  });
});
