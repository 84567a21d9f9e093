import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../../src/audit/event.ts';
import {readRecord} from '../../../src/ingest/record.ts';
import {EVERYTHING} from '../../../src/query/ast.ts';
import {linksOf} from '../../../src/rules/falco/join.ts';
import {TIME_ORDER} from '../../../src/source/source.ts';
import {MemorySource} from '../../support/memory-source.ts';

const at = (seconds: number) => `2026-11-20T10:02:${String(seconds).padStart(2, '0')}.318214`;

const request = (auditID: string, stage: 'ResponseStarted' | 'ResponseComplete', second: number, rest: object) =>
  ({
    level: 'Metadata',
    auditID,
    stage,
    user: {username: 'jane'},
    verb: 'get',
    requestReceivedTimestamp: `${at(second)}Z`,
    stageTimestamp: `${at(second)}Z`,
    ...rest,
  }) as AuditEvent;

const alert = (rule: string, second: number, source: string, fields: object): AuditEvent =>
  readRecord(
    JSON.stringify({rule, priority: 'Warning', source, time: `${at(second)}763Z`, output: rule, output_fields: fields}),
  ).items[0]!;

const DB = {resource: 'secrets', namespace: 'shop', name: 'db'};
const WEB = {resource: 'pods', namespace: 'shop', name: 'web-1', subresource: 'exec'};
const SESSION = [
  request('exec', 'ResponseStarted', 10, {objectRef: WEB}),
  request('exec', 'ResponseComplete', 40, {objectRef: WEB, requestReceivedTimestamp: `${at(10)}Z`}),
];
const secretAlert = alert('Secret', 3, 'k8s_audit', {
  'ka.user.name': 'jane',
  'ka.target.resource': 'secrets',
  'ka.target.namespace': 'shop',
  'ka.target.name': 'db',
});
const execAlert = alert('Exec', 10, 'k8s_audit', {
  'ka.user.name': 'jane',
  'ka.target.resource': 'pods',
  'ka.target.subresource': 'exec',
  'ka.target.namespace': 'shop',
  'ka.target.name': 'web-1',
});
const shellAlert = alert('Shell', 30, 'syscall', {'k8s.ns.name': 'shop', 'k8s.pod.name': 'web-1'});
const lateAlert = alert('Late', 55, 'syscall', {'k8s.ns.name': 'shop', 'k8s.pod.name': 'web-1'});
const namedAlert = alert('Named', 59, 'k8s_audit', {'ka.auditid': 'db', 'ka.user.name': 'jane'});

/** Falco’s append_output adds the auditID to any rule; this one says nothing else. */
const onlyID = alert('OnlyID', 3, 'k8s_audit', {'ka.auditid': 'other'});
/** At the same moment, by the same user and about the same object, and says itself that it is about another request. */
const elsewhere = alert('Elsewhere', 3, 'k8s_audit', {
  'ka.auditid': 'bob',
  'ka.user.name': 'jane',
  'ka.target.resource': 'secrets',
  'ka.target.namespace': 'shop',
  'ka.target.name': 'db',
});

const REQUESTS = [
  request('db', 'ResponseComplete', 3, {objectRef: DB}),
  request('other', 'ResponseComplete', 3, {objectRef: {...DB, name: 'other'}}),
  request('bob', 'ResponseComplete', 3, {objectRef: DB, user: {username: 'bob'}}),
  ...SESSION,
];
const ALL = [...REQUESTS, secretAlert, execAlert, shellAlert, lateAlert, namedAlert, onlyID, elsewhere];

async function linked(events: readonly AuditEvent[], of: AuditEvent): Promise<readonly (readonly [string, string])[]> {
  const source = new MemorySource(events);
  const page = await source.rows({where: EVERYTHING, stages: 'all'}, {order: TIME_ORDER, limit: 100, cells: []});
  const {id} = page.rows.find(row => row.id.auditID === of.auditID && row.id.stage === of.stage)!;
  return (await linksOf(source, id)).links.map(link => [link.rule ?? link.id.auditID, link.certainty]);
}

describe('from an alert to its request', () => {
  test.each([
    ['of an audit event: time, user and object', secretAlert, [['db', 'same']]],
    ['of an exec: the stage at which it began', execAlert, [['exec', 'same']]],
    ['of a shell: the session that was open', shellAlert, [['exec', 'session']]],
    ['of a shell after its end: none', lateAlert, []],
    ['that names an auditID: that one', namedAlert, [['db', 'named']]],
    ['that names nothing but an auditID: that one', onlyID, [['other', 'named']]],
  ])('%s', async (_what, of, expected) => {
    expect(await linked(ALL, of)).toEqual(expected);
  });
});

describe('from a request to its alerts', () => {
  test.each([
    ['a read of a secret', REQUESTS[0]!, [['Secret', 'same']]],
    ['whose auditID is all that an alert names', REQUESTS[1]!, [['OnlyID', 'named']]],
    ['by somebody else at that moment, whom an alert names', REQUESTS[2]!, [['Elsewhere', 'named']]],
    [
      'the beginning of an exec',
      SESSION[0]!,
      [
        ['Exec', 'same'],
        ['Shell', 'session'],
      ],
    ],
    [
      'the end of an exec',
      SESSION[1]!,
      [
        ['Exec', 'same'],
        ['Shell', 'session'],
      ],
    ],
  ])('%s', async (_what, of, expected) => {
    expect(await linked(ALL, of)).toEqual(expected);
  });
});

describe('an alert about system calls in a pod', () => {
  const API = {resource: 'pods', namespace: 'shop', name: 'web-1'};
  const own = (auditID: string, second: number, pod: string, account = 'system:serviceaccount:shop:web') =>
    request(auditID, 'ResponseComplete', second, {
      objectRef: {resource: 'secrets', namespace: 'shop'},
      user: {username: account, extra: {'authentication.kubernetes.io/pod-name': [pod]}},
    });
  const change = (auditID: string, second: number, rest: object) =>
    request(auditID, 'ResponseComplete', second, {
      verb: 'patch',
      ...rest,
      objectRef: {...API, ...(rest as {objectRef?: object}).objectRef},
    });
  const contact = alert('Contact', 30, 'syscall', {'k8s.ns.name': 'shop', 'k8s.pod.name': 'web-1'});
  const near: readonly AuditEvent[] = [
    own('own', 28, 'web-1'),
    change('made', 5, {verb: 'create'}),
    change('debug', 33, {objectRef: {subresource: 'ephemeralcontainers'}}),
    change('deleted', 34, {verb: 'delete'}),
  ];
  const far: readonly AuditEvent[] = [
    own('another pod', 28, 'web-2'),
    own('another namespace', 28, 'web-1', 'system:serviceaccount:prod:web'),
    own('long before', 20, 'web-1'),
    change('status', 30, {objectRef: {subresource: 'status'}}),
    change('bound', 30, {verb: 'create', objectRef: {subresource: 'binding'}}),
    change('read', 30, {verb: 'get'}),
    change('changed long before', 20, {}),
    change('made after', 40, {verb: 'create'}),
    change('another name', 30, {objectRef: {name: 'web-2'}}),
  ];

  test('is joined to what the pod asked for, what made it and what changed it; and to nothing else', async () => {
    expect(await linked([...near, ...far, contact], contact)).toEqual([
      ['own', 'by'],
      ['made', 'made'],
      ['debug', 'changed'],
      ['deleted', 'changed'],
    ]);
  });

  test.each(near.map(event => [event.auditID, event] as const))('and from %s there', async (_id, event) => {
    expect((await linked([...near, ...far, contact], event)).map(([rule]) => rule)).toEqual(['Contact']);
  });

  test.each(far.map(event => [event.auditID, event] as const))('not from %s', async (_id, event) => {
    expect(await linked([...near, ...far, contact], event)).toEqual([]);
  });
});

test('where there are no alerts one question is asked', async () => {
  const source = new MemorySource(REQUESTS);
  const {rows} = await source.rows({where: EVERYTHING, stages: 'all'}, {order: TIME_ORDER, limit: 1, cells: []});
  source.calls.length = 0;
  expect(await linksOf(source, rows[0]!.id)).toEqual({links: [], hasAlerts: false});
  expect(source.calls).toEqual(['rows']);
});

test('whatever there is, few questions are asked and few links told', async () => {
  const crowd = Array.from({length: 500}, (_, i) => request(`r${i}`, 'ResponseComplete', 3, {objectRef: DB}));
  const source = new MemorySource([...crowd, secretAlert]);
  const {rows} = await source.rows({where: EVERYTHING, stages: 'all'}, {order: TIME_ORDER, limit: 501, cells: []});
  source.calls.length = 0;
  const {links} = await linksOf(source, rows.find(({id}) => id.stage === 'Alert')!.id);
  expect(links).toHaveLength(20);
  expect(source.calls.length).toBeLessThan(6);
});
