import {describe, expect, test} from 'vitest';
import {readRecord} from '../../../src/ingest/record.ts';
import {SAMPLE_EVENT, SAMPLE_LINE} from '../../../src/ingest/wrappers/sample.ts';
import type {Wrapper} from '../../../src/ingest/wrappers/wrapper.ts';
import {formsTable, WRAPPERS} from '../../../src/ingest/wrappers/wrappers.ts';
import {exactText} from '../../support/record.ts';

type FormName = (typeof WRAPPERS)[number]['name'];

const second = {...SAMPLE_EVENT, auditID: 'second'};
const json = JSON.stringify;

/** The sample event, as far as the form says it. */
function expected({name}: Wrapper): object {
  const {kind: _kind, apiVersion: _apiVersion, ...item} = SAMPLE_EVENT;
  const {requestReceivedTimestamp: _received, annotations, ...mapped} = item;
  const {requestURI: _uri, user, ...gke} = mapped;
  if (name === 'gke') return {...gke, user: {username: user.username}, annotations};
  if (name === 'Falco' || name === 'Falco text') return ALERT;
  return name === 'legacy' ? mapped : item;
}

/** An alert about the sample event. */
const ALERT = {
  stage: 'Alert',
  user: {username: 'jane'},
  objectRef: {resource: 'secrets', namespace: 'shop', name: 'db'},
  responseStatus: {code: 200},
  annotations: {'authorization.k8s.io/decision': 'allow'},
  stageTimestamp: '2026-11-20T10:02:11.318214Z',
  alert: {priority: 'Error', time: '2026-11-20T10:02:11.318214000Z'},
};

describe('WRAPPERS', () => {
  test('names are unique', () => {
    expect(new Set(WRAPPERS.map(({name}) => name)).size).toBe(WRAPPERS.length);
  });

  test.each<Wrapper>(WRAPPERS)('$name is documented, and its sample is one record with the sample event', row => {
    expect(row.doc).toMatch(/^[A-Z].{20,}\.$/);
    expect(row.doc).not.toContain('|');
    expect(row.sample).not.toContain('\n');
    const {form, items, problems} = readRecord(row.sample);
    expect({form, problems}).toEqual({form: row.name, problems: []});
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject(expected(row));
    const logged = exactText(row.sample, 0);
    if (row.isMapped === true) {
      expect(logged).toBe(row.sample);
      return;
    }
    const {level, annotations, ...rest} = expected(row) as typeof SAMPLE_EVENT;
    expect(JSON.parse(logged)).toMatchObject({
      ...rest,
      level: row.name === 'viaq' ? 'default' : level,
      annotations: row.name === 'Elastic' ? {'authorization_k8s_io/decision': 'allow'} : annotations,
    });
  });

  test('the table for the docs has a row for each', () => {
    expect(formsTable().trimEnd().split('\n')).toHaveLength(WRAPPERS.length + 2);
  });
});

/** Of each form, what is not in its sample. */
const CLAIMS: Readonly<
  Record<FormName, readonly (readonly [claim: string, record: string, ids: readonly string[]])[]>
> = {
  event: [
    ['without kind and apiVersion', json({...second, kind: undefined, apiVersion: undefined}), ['second']],
    ['with unknown keys', json({...second, future: {x: 1}}), ['second']],
    ['of v1beta1', json({...second, apiVersion: 'audit.k8s.io/v1beta1'}), ['second']],
    [
      'of v1alpha1',
      json({...second, apiVersion: 'audit.k8s.io/v1alpha1', metadata: {creationTimestamp: null}}),
      ['second'],
    ],
    ['parsed by Fluent Bit, with its date', json({date: 1795255331.3, ...second}), ['second']],
    ['with keys in another order', json(Object.fromEntries(Object.entries(second).reverse())), ['second']],
  ],
  viaq: [
    ['of the OpenShift API server', json({...second, level: 'default', openshift_audit_level: 'Request'}), ['second']],
  ],
  EventList: [
    ['with several items', json({kind: 'EventList', items: [SAMPLE_EVENT, second]}), [SAMPLE_EVENT.auditID, 'second']],
  ],
  'AKS records': [
    [
      'with several entries, text and object',
      json({
        records: [{properties: {log: json(second)}}, {category: 'kube-audit-admin', properties: {log: SAMPLE_EVENT}}],
      }),
      ['second', SAMPLE_EVENT.auditID],
    ],
  ],
  AKS: [
    ['with the log as an object', json({category: 'kube-audit', properties: {log: second}}), ['second']],
    ['with a newline after it', json({category: 'kube-audit', properties: {log: `${json(second)}\n`}}), ['second']],
    ['with properties as text', json({category: 'kube-audit', properties: json({log: json(second)})}), ['second']],
    ['exported from AzureDiagnostics', json({Category: 'kube-audit', log_s: json(second)}), ['second']],
  ],
  OTLP: [
    [
      'with several records',
      json({
        resourceLogs: [
          {scopeLogs: [{logRecords: [{body: {stringValue: json(second)}}, {body: {stringValue: SAMPLE_LINE}}]}]},
          {scopeLogs: [{logRecords: [{body: {stringValue: json(second)}}]}]},
        ],
      }),
      ['second', SAMPLE_EVENT.auditID, 'second'],
    ],
  ],
  CloudWatch: [
    [
      'with several messages',
      json({events: [{message: json(second)}, {message: SAMPLE_LINE}]}),
      ['second', SAMPLE_EVENT.auditID],
    ],
    [
      'delivered by a subscription',
      json({
        messageType: 'DATA_MESSAGE',
        logStream: 'kube-apiserver-audit-9',
        logEvents: [{id: '1', message: json(second)}],
      }),
      ['second'],
    ],
    [
      'delivered by a subscription, with nothing between two batches',
      json({logEvents: [{message: json(second)}]}) + json({logEvents: [{message: SAMPLE_LINE}]}),
      ['second', SAMPLE_EVENT.auditID],
    ],
  ],
  'Cloud Logging': [['with the event parsed', json({jsonPayload: second, logName: 'projects/p/logs/x'}), ['second']]],
  Elastic: [['beside the line', json({message: SAMPLE_LINE, kubernetes: {audit: second}}), ['second']]],
  CRI: [
    ['of stderr', `2026-11-20T10:02:11Z stderr F ${json(second)}`, ['second']],
    ['with a tag after F', `2026-11-20T10:02:11.1+02:00 stdout F:x ${json(second)}`, ['second']],
    ['before a wrapper', `2026-11-20T10:02:11Z stdout F ${json({items: [second]})}`, ['second']],
    ['after a prefix', `2026-11-20T10:02:11Z stdout F master-0 ${json(second)}`, ['second']],
  ],
  docker: [
    [
      'with attributes',
      json({log: `${json(second)}\n`, stream: 'stderr', attrs: {tag: 'x'}, time: '2026-11-20T10:02:11Z'}),
      ['second'],
    ],
  ],
  Falco: [],
  'Falco text': [],
  gke: [],
  legacy: [],
  message: [
    ['of Filebeat, whose log is an object', json({message: json(second), log: {offset: 1}}), ['second']],
    ['of Filebeat in a pod', json({message: json(second), kubernetes: {pod: {name: 'x'}}}), ['second']],
    ['already parsed', json({message: second, source_type: 'file'}), ['second']],
  ],
  log: [
    ['with a newline in it', json({date: 1795255331.3, log: `${json(second)}\n`}), ['second']],
    ['already parsed', json({'@timestamp': '2026-11-20T10:02:11Z', log: second}), ['second']],
    ['beside the parsed one', json({log: json(second), log_processed: second}), ['second']],
  ],
  array: [
    ['of events', json([SAMPLE_EVENT, second]), [SAMPLE_EVENT.auditID, 'second']],
    ['of wrapped events', json([{log: json(second)}, [{items: [second]}]]), ['second', 'second']],
  ],
  prefixed: [
    ['by aws logs tail', `2026-11-20T10:02:11+00:00 kube-apiserver-audit-9001 ${json(second)}`, ['second']],
    ['by a node name', `master-0.example ${json(second)}`, ['second']],
    ['by syslog', `<14>Nov 20 10:02:11 master-0 audit[7]: ${json(second)}`, ['second']],
    [
      'before keys in another order',
      `master-0 {"annotations":{},${json(second)
        .slice(1)
        .replace(/,"annotations".*/, '}')}`,
      ['second'],
    ],
    ['by the time alone, as in an S3 export', `2026-11-20T10:02:11.318Z ${json(second)}`, ['second']],
  ],
};

describe.each(Object.entries(CLAIMS).filter(([, claims]) => claims.length > 0))('%s', (name, claims) => {
  test.each(claims)('%s', (_claim, record, ids) => {
    const {form, items, problems} = readRecord(record);
    expect({form, ids: items.map(({auditID}) => auditID), problems}).toEqual({form: name, ids, problems: []});
    expect(ids.map((_, i) => JSON.parse(exactText(record, i)).auditID)).toEqual(ids);
  });
});

test('viaq gives the level of the event, not that of the collector', () => {
  const text = json({...second, level: 'default', openshift_audit_level: 'Request'});
  expect(readRecord(text).items[0]?.level).toBe('Request');
});

test('AKS counts entries of other logs', () => {
  const text = json({
    records: [
      {category: 'kube-apiserver', properties: {log: 'I1023 …'}},
      {category: 'guard', properties: {log: '{}'}},
    ],
  });
  const {items, problems} = readRecord(text);
  expect(items).toEqual([]);
  expect(problems).toEqual([
    {code: 'OTHER_LOG', reason: 'an entry of category "kube-apiserver", not kube-audit'},
    {code: 'OTHER_LOG', reason: 'an entry of category "guard", not kube-audit'},
  ]);
});

test('CloudWatch counts lines of the other streams of EKS', () => {
  const text = json({
    events: [
      {logStreamName: 'authenticator-0123', message: 'time="x" level=info'},
      {logStreamName: 'kube-apiserver-0123', message: 'I1023 …'},
      {logStreamName: 'kube-apiserver-audit-0123', message: SAMPLE_LINE},
    ],
  });
  const {items, problems} = readRecord(text);
  expect(items).toHaveLength(1);
  expect(problems).toEqual([
    {code: 'OTHER_LOG', reason: 'a line of the stream "authenticator-0123", not of kube-apiserver-audit'},
    {code: 'OTHER_LOG', reason: 'a line of the stream "kube-apiserver-0123", not of kube-apiserver-audit'},
  ]);
});

test.each<[what: string, record: object]>([
  ['merged by Fluent Bit with Replace_Dots', {date: 1, ...SAMPLE_EVENT}],
  ['in a document of Elastic', {kubernetes: {audit: SAMPLE_EVENT}}],
])('annotation keys of an event %s get their dots back', (_what, record) => {
  const flat = {
    authorization_k8s_io: 'x',
    'authorization_k8s_io/decision': 'forbid',
    'authorization_k8s_io/reason': 'r',
    'mutation_webhook_admission_k8s_io/round_0_index_1': '{}',
    'pod-security_kubernetes_io/enforce-policy': 'baseline:latest',
    'securitycontextconstraints_admission_openshift_io/chosen': 'x',
    'my_policy/my_key': 'x',
    'k8s_io/deprecated': 'true',
  };
  const {annotations: _annotations, ...rest} = SAMPLE_EVENT;
  const put = (value: object): object =>
    'auditID' in value
      ? {...rest, annotations: flat}
      : Object.fromEntries(Object.entries(value).map(([k, v]) => [k, put(v)]));
  const {items, problems} = readRecord(json(put(record)));
  expect(problems).toEqual([]);
  expect(items[0]?.annotations).toEqual({
    authorization_k8s_io: 'x',
    'authorization.k8s.io/decision': 'forbid',
    'authorization.k8s.io/reason': 'r',
    'mutation.webhook.admission.k8s.io/round_0_index_1': '{}',
    'pod-security.kubernetes.io/enforce-policy': 'baseline:latest',
    'securitycontextconstraints.admission.openshift.io/chosen': 'x',
    'my_policy/my_key': 'x',
    'k8s.io/deprecated': 'true',
  });
});
