import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {PRIORITIES} from '../../../src/audit/alert.ts';
import {isExactNumber} from '../../../src/audit/exact-json.ts';
import {FIELDS as ROWS} from '../../../src/audit/fields.ts';
import {readRecord} from '../../../src/ingest/record.ts';
import {exactText} from '../../support/record.ts';

const OUTPUT = '10:02:11.318214763: Notice Attach/Exec to pod (user=jane pod=web-1 ns=shop command=sh)';
const TIME = '2026-11-20T10:02:11.318214763Z';
const NANOS = '1795168931318214763';
const FIELDS = `"output_fields":{"evt.time":${NANOS},"k8s.ns.name":"shop","k8s.pod.name":"web-1","proc.tty":34816}`;

/** Keys as versions of Falco wrote them: section by section. */
const NEW = `{"hostname":"n1","output":"${OUTPUT}",${FIELDS},"priority":"Notice","rule":"Shell","source":"syscall","tags":["shell"],"time":"${TIME}"}`;
const LATER = `{"hostname":"n1","output":"${OUTPUT}","priority":"Notice","rule":"Shell","source":"syscall","tags":["shell"],"time":"${TIME}", ${FIELDS}}`;
const OLD = `{"output":"${OUTPUT}","priority":"Notice","rule":"Shell","time":"${TIME}", ${FIELDS}}`;
const BARE = `{"priority":"Notice","rule":"Shell","time":"${TIME}"}`;
const ONLY_FIELDS = `{${FIELDS},"priority":"Notice","rule":"Shell"}`;
const SIDEKICK = `{"uuid":"5fa3","output":"${OUTPUT}","priority":"Notice","rule":"Shell","time":"${TIME}",${FIELDS},"source":"syscall","hostname":"n1","tags":["shell"]}`;
const MESSAGE = `{"hostname":"n1","message":"A shell","priority":"Notice","rule":"Shell","source":"syscall","time":"${TIME}"}`;
const LAYOUTS = {NEW, LATER, OLD, BARE, ONLY_FIELDS, SIDEKICK, MESSAGE};

const one = (record: string) => {
  const {items, problems, form} = readRecord(record);
  expect(problems).toEqual([]);
  expect(items).toHaveLength(1);
  return {event: items[0]!, alert: items[0]!.alert!, form};
};

describe('layouts', () => {
  test.each(Object.entries(LAYOUTS))('%s is one alert, to the nanosecond, and its text is kept', (_name, record) => {
    const {event, alert, form} = one(record);
    expect(form).toBe('Falco');
    expect(alert).toMatchObject({rule: 'Shell', priority: 'Notice', time: TIME});
    expect(event).toMatchObject({stage: 'Alert', stageTimestamp: '2026-11-20T10:02:11.318214Z'});
    expect(event.level).toBeUndefined();
    expect(exactText(record, 0)).toBe(record);
  });

  test.each(['NEW', 'LATER', 'OLD', 'SIDEKICK', 'ONLY_FIELDS'] as const)('%s: evt.time keeps its digits', name => {
    const nanos = one(LAYOUTS[name]).alert.fields?.['evt.time'];
    expect(isExactNumber(nanos) && nanos.rawJSON).toBe(NANOS);
  });

  test('keys in any order are the same alert', () => {
    const keys = Object.entries(JSON.parse(MESSAGE) as object);
    fc.assert(
      fc.property(fc.shuffledSubarray(keys, {minLength: keys.length}), shuffled => {
        expect(one(JSON.stringify(Object.fromEntries(shuffled))).event).toEqual(one(MESSAGE).event);
      }),
    );
  });

  test.each(['warning', 'WARNING', 'Warning'])('priority %s is Warning', priority => {
    expect(one(NEW.replace('"Notice"', `"${priority}"`)).alert.priority).toBe('Warning');
  });

  test.each([...PRIORITIES])('priority %s is kept', priority => {
    expect(one(NEW.replace('"Notice"', `"${priority}"`)).alert.priority).toBe(priority);
  });

  test('a priority that Falco does not have is kept', () => {
    expect(one(NEW.replace('"Notice"', '"Panic"')).alert.priority).toBe('Panic');
  });

  test('two alerts are never one request, and the same one has the same auditID wherever it is', () => {
    const other = NEW.replace('318214763Z', '318214764Z');
    expect(one(NEW).event.auditID).toMatch(/^falco-[0-9a-f]{24}$/);
    expect(one(other).event.auditID).not.toBe(one(NEW).event.auditID);
    expect(one(JSON.stringify({log: `${NEW}\n`, stream: 'stdout', time: TIME})).event.auditID).toBe(
      one(NEW).event.auditID,
    );
  });
});

const K8S = {
  priority: 'Warning',
  rule: 'Disallowed K8s User',
  source: 'k8s_audit',
  time: TIME,
  output_fields: {
    'ka.user.name': 'jane',
    'ka.impuser.name': 'root',
    'ka.verb': 'get',
    'ka.uri': '/api/v1/namespaces/shop/pods/web-1/exec?command=sh',
    'ka.target.resource': 'pods',
    'ka.target.subresource': 'exec',
    'ka.target.namespace': 'shop',
    'ka.target.name': 'web-1',
    'ka.response.code': '403',
    'ka.response.reason': 'Forbidden',
    'ka.auth.decision': 'forbid',
    'ka.auth.reason': '',
    'ka.useragent': 'curl',
    'ka.sourceips': ['10.0.0.7'],
  },
};

test('what an alert says of a request is in the fields of a request', () => {
  expect(one(JSON.stringify(K8S)).event).toMatchObject({
    user: {username: 'jane'},
    impersonatedUser: {username: 'root'},
    verb: 'get',
    requestURI: K8S.output_fields['ka.uri'],
    objectRef: {resource: 'pods', subresource: 'exec', namespace: 'shop', name: 'web-1'},
    responseStatus: {code: 403, reason: 'Forbidden'},
    annotations: {'authorization.k8s.io/decision': 'forbid'},
    userAgent: 'curl',
    sourceIPs: ['10.0.0.7'],
  });
});

test('an alert about system calls is about its pod, and its user is none of Kubernetes', () => {
  const {event} = one(NEW.replace('"proc.tty"', '"user.name":"root","proc.tty"'));
  expect(event.objectRef).toEqual({resource: 'pods', namespace: 'shop', name: 'web-1'});
  expect(event.user).toEqual({});
  expect(event.verb).toBeUndefined();
});

test.each([null, '<NA>', ''])('%j is nothing', value => {
  const {event} = one(JSON.stringify({...K8S, output_fields: {'ka.user.name': value, 'ka.target.name': value}}));
  expect(event.user).toEqual({});
  expect(event.objectRef).toBeUndefined();
});

test.each<[what: string, wrapped: string]>([
  ['Fluent Bit', JSON.stringify({date: 1795168931.3, log: NEW})],
  ['Fluent Bit, parsed', JSON.stringify({date: 1795168931.3, log: JSON.parse(BARE)})],
  ['Fluent Bit, merged', JSON.stringify({date: 1795168931.3, ...JSON.parse(BARE)})],
  ['Vector', JSON.stringify({file: '/var/log/falco.json', message: NEW, timestamp: TIME})],
  ['journalctl -o json', JSON.stringify({__REALTIME_TIMESTAMP: '1795168931318214', MESSAGE: NEW, PRIORITY: '5'})],
  ['docker', JSON.stringify({log: `${NEW}\n`, stream: 'stdout', time: TIME})],
  ['containerd', `${TIME} stdout F ${NEW}`],
  ['CloudWatch', JSON.stringify({events: [{timestamp: 1, message: NEW}]})],
  ['Cloud Logging', JSON.stringify({jsonPayload: JSON.parse(NEW), timestamp: TIME})],
  ['OTLP', JSON.stringify({resourceLogs: [{scopeLogs: [{logRecords: [{body: {stringValue: NEW}}]}]}]})],
  ['kubectl logs --prefix', `[pod/falco-x7k2p/falco] ${NEW}`],
  ['kubectl logs --prefix --timestamps', `[pod/falco-x7k2p/falco] ${TIME} ${NEW}`],
  ['syslog', `Nov 20 10:02:11 n1 falco: ${NEW}`],
  ['syslog with a version', `<13>1 ${TIME} n1 falco - - - ${LATER}`],
  ['an array', `[${NEW}]`],
])('wrapped by %s', (_what, wrapped) => {
  const {alert} = one(wrapped);
  expect(alert).toMatchObject({rule: 'Shell', priority: 'Notice', time: TIME});
});

test('lines of both kinds may be mixed in one array', () => {
  const {items} = readRecord(
    `[${NEW},{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"a","stage":"ResponseComplete","user":{},"requestReceivedTimestamp":"${TIME}","stageTimestamp":"${TIME}"}]`,
  );
  expect(items.map(({stage}) => stage)).toEqual(['Alert', 'ResponseComplete']);
});

test.each([
  ['a firewall rule', {rule: 'deny-all', priority: '100'}],
  ['a rule by number', {rule: 4, priority: 'Notice', time: TIME}],
])('%s is no alert', (_what, value) => {
  expect(readRecord(JSON.stringify(value)).items).toEqual([]);
});

test('whatever its fields are, an alert is read without an error, and so are the fields of its row', () => {
  const keys = ['output', 'output_fields', 'time', 'source', 'hostname', 'tags', 'message', 'uuid'];
  const weird = fc.oneof(fc.jsonValue(), fc.constantFrom(TIME, NANOS, '<NA>', '(a,b)', {'evt.time': -1}));
  const field = fc.constantFrom(
    'evt.time',
    'ka.user.name',
    'ka.response.code',
    'ka.sourceips',
    'k8s.pod.name',
    '__proto__',
  );
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom(...keys), weird),
      fc.dictionary(field, weird),
      fc.string(),
      (rest, fields, priority) => {
        const text = JSON.stringify({rule: 'R', priority, output_fields: fields, ...rest});
        for (const event of readRecord(text).items) for (const {read} of ROWS) read(event);
      },
    ),
    {numRuns: 1000},
  );
});

test('fields that nest a hundred thousand deep do not break the reader', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const {items, problems} = readRecord(
    `{"rule":"R","priority":"Error","time":"${TIME}","output_fields":{"x":${deep}}}`,
  );
  expect(items.length + problems.length).toBe(1);
});

test('without any time it is kept, and said to have none', () => {
  const {items, problems} = readRecord('{"rule":"Shell","priority":"Notice","output":"A shell"}');
  expect(items).toHaveLength(1);
  expect(problems.map(({code}) => code)).toEqual(['NO_TIME']);
});
