// Histories as they happen, told by what the steps say.
import {describe, expect, test} from 'vitest';
import type {AuditEvent, Json} from '../../../src/audit/event.ts';
import {redact} from '../../../src/audit/redact.ts';
import {formatMicroTime} from '../../../src/audit/time.ts';
import {summaryOf} from '../../../src/session/history/lines.ts';
import {pathText} from '../../../src/session/history/path.ts';
import {addEvent, emptyHistory, type History, howText, type Step} from '../../../src/session/history/steps.ts';
import type {ObjectTarget} from '../../../src/session/history/target.ts';
import {effort} from '../../support/effort.ts';
import {event, TEN_PAST} from '../../support/events.ts';

const TARGET: ObjectTarget = {resource: 'deployments', apiGroup: 'apps', namespace: 'shop', name: 'web'};
const REF = {resource: 'deployments', apiGroup: 'apps', namespace: 'shop', name: 'web', apiVersion: 'v1'};

type Meta = {readonly [key: string]: Json};

/** The deployment with so many replicas. */
const web = (replicas: number, metadata: Meta = {}, uid = 'u1'): Json => ({
  kind: 'Deployment',
  apiVersion: 'apps/v1',
  metadata: {name: 'web', namespace: 'shop', uid, labels: {app: 'web'}, resourceVersion: String(replicas), ...metadata},
  spec: {replicas, template: {spec: {containers: [{name: 'web', image: 'web:1'}]}}},
  status: {readyReplicas: replicas},
});

const STATUS: Json = {kind: 'Status', status: 'Success', metadata: {}};

const write = (verb: string, change: Partial<AuditEvent> = {}, sub?: string): AuditEvent =>
  event({
    verb,
    level: 'RequestResponse',
    requestURI: '/apis/apps/v1/namespaces/shop/deployments/web',
    objectRef: {...REF, ...(sub === undefined ? {} : {subresource: sub})},
    ...change,
  });

const create = (object: Json = web(2)) =>
  write('create', {responseStatus: {code: 201}, requestObject: object, responseObject: object});
const update = (object: Json) => write('update', {requestObject: object, responseObject: object});
const bulk = (change: Partial<AuditEvent> = {}): AuditEvent =>
  write('deletecollection', {
    requestURI: '/apis/apps/v1/namespaces/shop/deployments',
    level: 'Metadata',
    objectRef: {resource: 'deployments', apiGroup: 'apps', namespace: 'shop', apiVersion: 'v1'},
    ...change,
  });
const ending = write('delete', {
  level: 'Metadata',
  requestURI: '/api/v1/namespaces/shop',
  objectRef: {resource: 'namespaces', namespace: 'shop', name: 'shop', apiVersion: 'v1'},
});
const dying: Meta = {deletionTimestamp: '2026-11-20T10:02:11Z', finalizers: ['shop.example/guard']};

function historyOf(events: readonly AuditEvent[], target = TARGET): History {
  return events.reduce((history, each, at) => {
    const time = TEN_PAST + at * 1e6;
    const id = {time, auditID: `e${at}`, stage: each.stage, place: String(at)};
    return addEvent(history, id, redact({...each, stageTimestamp: formatMicroTime(time)}).event);
  }, emptyHistory(target));
}

/** A step in a line: its life, its edge, how, and its summary. */
const told = (step: Step): string =>
  `${step.life}${step.edge === undefined ? '' : ` ${step.edge}`} ${howText(step)}: ${summaryOf(step)}`;

const SCENARIOS: Readonly<Record<string, readonly [events: readonly AuditEvent[], steps: readonly string[]]>> = {
  'a create is the beginning': [[create()], ['1 begins create: created']],
  'an update is told by what differs': [
    [create(), update(web(5))],
    ['1 begins create: created', '1 update: spec.replicas 2 → 5'],
  ],
  'a merge patch by its answer': [
    [create(), write('patch', {requestObject: {spec: {replicas: 3}}, responseObject: web(3)})],
    ['1 begins create: created', '1 patch (merge patch): spec.replicas 2 → 3'],
  ],
  'a strategic merge patch without an answer says what was sent': [
    [
      create(),
      write('patch', {
        level: 'Request',
        requestObject: {
          spec: {
            template: {
              spec: {'$setElementOrder/containers': [{name: 'web'}], containers: [{name: 'web', image: 'web:2'}]},
            },
          },
        },
      }),
    ],
    [
      '1 begins create: created',
      '1 patch (strategic merge patch): sent spec.template.spec.containers[web].image = web:2',
    ],
  ],
  'a JSON patch without an answer, and what was there before': [
    [
      create(),
      write('patch', {
        level: 'Request',
        requestObject: [
          {op: 'test', path: '/spec/replicas', value: 2},
          {op: 'replace', path: '/spec/replicas', value: 9},
        ],
      }),
    ],
    ['1 begins create: created', '1 patch (JSON patch): sent spec.replicas 2 → 9'],
  ],
  'a server-side apply': [
    [
      write('patch', {
        level: 'Request',
        requestURI: '/apis/apps/v1/namespaces/shop/deployments/web?fieldManager=argocd&force=true',
        requestObject: {apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name: 'web'}, spec: {paused: true}},
      }),
    ],
    ['1 patch (server-side apply): sent spec.paused = true'],
  ],
  'null in a merge patch takes a field away': [
    [write('patch', {level: 'Request', requestObject: {spec: {paused: null}}})],
    ['1 patch (merge patch): sent −spec.paused'],
  ],
  'a scale is a change of the replicas': [
    [
      create(),
      write('update', {requestObject: {kind: 'Scale', metadata: {name: 'web'}, spec: {replicas: 0}}}, 'scale'),
      update(web(0)),
    ],
    ['1 begins create: created', '1 update/scale: sent spec.replicas 2 → 0', '1 update: spec.replicas 2 → 0'],
  ],
  'metadata only says so': [
    [create(), write('update', {level: 'Metadata'}), update(web(4))],
    ['1 begins create: created', '1 update: bodies not logged at level Metadata', '1 update: spec.replicas 2 → 4'],
  ],
  'bookkeeping alone is no news': [
    [create(), update(web(2, {resourceVersion: '77', managedFields: [{manager: 'x'}]}))],
    ['1 begins create: created', '1 update: bookkeeping only'],
  ],
  'a patch whose answer is the first state says what it sent': [
    [write('patch', {requestObject: {spec: {replicas: 3}}, responseObject: web(3)}), update(web(4))],
    ['1 patch (merge patch): sent spec.replicas = 3', '1 update: spec.replicas 3 → 4'],
  ],
  'a status that a patch sends is no bookkeeping': [
    [write('patch', {level: 'Request', requestObject: {status: {phase: 'Done'}, metadata: {resourceVersion: '1'}}})],
    ['1 patch (merge patch): sent status.phase = Done'],
  ],
  'a write to the status is told by the status': [
    [
      create(),
      write(
        'update',
        {requestObject: web(2), responseObject: {...(web(7) as Meta), spec: (web(2) as Meta).spec!}},
        'status',
      ),
    ],
    ['1 begins create: created', '1 update/status: status.readyReplicas 2 → 7'],
  ],
  'an exec is a step that changes no field': [
    [write('get', {level: 'Metadata', responseStatus: {code: 101}}, 'exec')],
    ['1 get/exec: exec reaches what runs behind the object and changes no field of it'],
  ],
  'an eviction marks it, and what is created after it is another': [
    [
      create(),
      write('create', {requestObject: {kind: 'Eviction', metadata: {name: 'web'}}}, 'eviction'),
      create(web(2, {}, 'u2')),
    ],
    ['1 begins create: created', '1 create/eviction: evicted', '2 begins create: created anew'],
  ],
  'grace is told, and the deletion that ends it': [
    [
      create(),
      write('delete', {responseObject: web(2, {deletionTimestamp: 'T', deletionGracePeriodSeconds: 30})}),
      write('delete', {responseObject: web(2, {deletionTimestamp: 'T', deletionGracePeriodSeconds: 0})}),
    ],
    [
      '1 begins create: created',
      '1 delete: marked for deletion, 30 s of grace; +metadata.deletionTimestamp T, +1 more',
      '1 ends delete: deleted',
    ],
  ],
  'the first state seen is no change': [[update(web(3))], ['1 update: first state seen']],
  'a deletion is the end, a create after it another life': [
    [create(), write('delete', {responseObject: STATUS}), create(web(1, {}, 'u2')), update(web(2, {}, 'u2'))],
    [
      '1 begins create: created',
      '1 ends delete: deleted',
      '2 begins create: created anew',
      '2 update: spec.replicas 1 → 2',
    ],
  ],
  'another uid is another object, also where its create is not in the log': [
    [create(), update(web(7, {}, 'u9'))],
    ['1 begins create: created', '2 begins update: another object under this name: its uid is new'],
  ],
  'a finalizer holds it until it is taken away': [
    [create(), write('delete', {responseObject: web(2, dying)}), update(web(2, {...dying, finalizers: []}))],
    [
      '1 begins create: created',
      '1 delete: marked for deletion, held by shop.example/guard; +metadata.deletionTimestamp 2026-11-20T10:02:11Z, +1 more',
      '1 ends update: the last finalizer is gone, and the object with it; −metadata.finalizers[shop.example/guard] shop.example/guard',
    ],
  ],
  'a deletion at level Metadata may be a mark only': [
    [write('delete', {level: 'Metadata'})],
    ['1 ends delete: deleted, or marked for it: the response is not logged'],
  ],
  'a deletion without grace is one': [
    [write('delete', {level: 'Request', requestObject: {kind: 'DeleteOptions', gracePeriodSeconds: 0}})],
    ['1 ends delete: deleted at once, without grace'],
  ],
  'a deletecollection without a selector takes it along': [
    [create(), bulk()],
    ['1 begins create: created', '1 ends deletecollection: deletes deployments in bulk: this one, too'],
  ],
  'a deletecollection whose labels are others leaves it': [
    [create(), bulk({requestURI: '/apis/apps/v1/namespaces/shop/deployments?labelSelector=app%3Ddb'})],
    ['1 begins create: created'],
  ],
  'a deletecollection of unknown labels perhaps takes it along': [
    [write('update', {level: 'Metadata'}), bulk({requestURI: '/x?labelSelector=app%3Dweb'})],
    [
      '1 update: bodies not logged at level Metadata',
      '1 deletecollection: deletes deployments in bulk: by its selector perhaps this one, too',
    ],
  ],
  'a deletecollection that answers with a list names what it took': [
    [
      create(),
      bulk({level: 'RequestResponse', responseObject: {kind: 'DeploymentList', items: [{metadata: {name: 'db'}}]}}),
    ],
    ['1 begins create: created'],
  ],
  'its namespace takes it along, and what is gone is not deleted again': [
    [create(), ending, bulk()],
    ['1 begins create: created', '1 ends delete: deletes the namespace and everything in it: this one, too'],
  ],
  'what goes before anything is known of it is no end of a life': [
    [ending, create()],
    [
      '1 delete: deletes the namespace and everything in it: this one, too, if it was there',
      '1 begins create: created',
    ],
  ],
  'a dry run changes nothing': [
    [
      create(),
      write('update', {requestURI: '/x?dryRun=All', requestObject: web(9), responseObject: web(9)}),
      update(web(3)),
    ],
    ['1 begins create: created', '1 update: a dry run changes nothing', '1 update: spec.replicas 2 → 3'],
  ],
  'a failed attempt says why and changes nothing': [
    [
      create(),
      write('delete', {responseStatus: {code: 403, message: 'deployments "web" is forbidden'}}),
      update(web(3)),
    ],
    ['1 begins create: created', '1 delete: deployments "web" is forbidden', '1 update: spec.replicas 2 → 3'],
  ],
  'a create by generateName belongs to the object that it made': [
    [
      write('create', {objectRef: {...REF, name: ''}, responseStatus: {code: 201}, responseObject: web(2)}),
      write('create', {
        objectRef: {...REF, name: ''},
        responseStatus: {code: 201},
        responseObject: {kind: 'Deployment', metadata: {name: 'web-x'}},
      }),
    ],
    ['1 begins create: created'],
  ],
  'what only arrived is no change': [
    [create(), write('delete', {stage: 'RequestReceived', responseObject: STATUS}), update(web(3))],
    [
      '1 begins create: created',
      '1 delete: only its arrival is logged, not how it went',
      '1 update: spec.replicas 2 → 3',
    ],
  ],
};

describe('histories', () => {
  test.each(Object.entries(SCENARIOS))('%s', (_, [events, steps]) => {
    expect(historyOf(events).steps.map(told)).toEqual(steps);
  });

  test('what was deleted is shown as it was seen last', () => {
    const {steps} = historyOf([
      create(),
      write('update', {level: 'Metadata'}),
      write('delete', {responseObject: STATUS}),
    ]);
    const {change} = steps[2]!;
    expect(change).toMatchObject({kind: 'last', between: 1});
    expect(
      change.kind === 'last' ? change.fields.map(({path, before}) => `${pathText(path)} ${before}`) : [],
    ).toContain('spec.replicas 2');
  });

  test('writes without a state are named where their changes come to light', () => {
    const {steps} = historyOf([create(), write('update', {level: 'Metadata'}), update(web(4))]);
    expect(steps[2]!.change).toMatchObject({kind: 'changed', between: 1});
  });

  test('who acted and as whom are both known', () => {
    const [step] = historyOf([write('delete', {impersonatedUser: {username: 'alice'}, user: {username: 'bot'}})]).steps;
    expect(step).toMatchObject({user: 'bot', as: 'alice', code: 200, kind: 'write'});
  });
});

test('a secret shows that its value changed, and not the value', () => {
  const secret = (value: string): AuditEvent => {
    const body = {kind: 'Secret', apiVersion: 'v1', metadata: {name: 'db'}, data: {password: value, user: 'cm9vdA=='}};
    const objectRef = {resource: 'secrets', namespace: 'shop', name: 'db', apiVersion: 'v1'};
    return event({verb: 'update', level: 'RequestResponse', objectRef, requestObject: body, responseObject: body});
  };
  const target = {resource: 'secrets', apiGroup: '', namespace: 'shop', name: 'db'};
  const {steps} = historyOf([secret('aHVudGVyMQ=='), secret('aHVudGVyMg==')], target);
  const {change} = steps[1]!;
  expect(change.kind === 'changed' ? change.fields.map(({path}) => pathText(path)) : []).toEqual(['data.password']);
  expect(JSON.stringify(steps)).not.toMatch(/aHVudGVy|cm9vdA/);
  expect(summaryOf(steps[1]!)).toMatch(/^data\.password ‹masked \w+› → ‹masked \w+›$/);
});

test.each<[claim: string, body: Json]>([
  ['a body nested thousands of levels', JSON.parse(`${'{"a":['.repeat(4000)}1${']}'.repeat(4000)}`)],
  ['a body that is a text', 'x'],
  ['a body with a key of the language', JSON.parse('{"metadata":{"name":"web"},"__proto__":{"polluted":true}}')],
  ['a body of null', null],
  ['a patch whose operations are none', [null, 1, {op: 7}, {op: 'add'}]],
])('%s neither throws nor takes long', (_, body) => {
  const all = () => {
    for (const verb of ['create', 'update', 'patch', 'delete', 'deletecollection', ''])
      historyOf([create(), write(verb, {requestObject: body, responseObject: body}), update(web(3))]).steps.map(told);
  };
  expect(effort(all)).toBeLessThan(2000);
  expect(({} as {polluted?: boolean}).polluted).toBeUndefined();
});
