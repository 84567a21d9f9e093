import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {FIELDS} from '../../src/audit/fields.ts';
import {isAuditEvent, type JsonObject, toAuditEvent} from '../../src/ingest/event-shape.ts';
import type {RecordProblem} from '../../src/ingest/problems.ts';
import {SAMPLE_EVENT} from '../../src/ingest/wrappers/sample.ts';

const read = (change: object): {event: unknown; problems: string[]} => {
  const problems: RecordProblem[] = [];
  const value = JSON.parse(JSON.stringify({...SAMPLE_EVENT, ...change})) as JsonObject;
  const event = toAuditEvent(value, problems);
  return {event, problems: problems.map(({code, reason}) => `${code}: ${reason}`)};
};

describe('toAuditEvent', () => {
  test('takes a well-formed event as it is', () => {
    const event: JsonObject = SAMPLE_EVENT;
    expect(toAuditEvent(event, [])).toBe(event);
  });

  test.each<[what: string, change: object, expected: object, problems: string[]]>([
    ['verb', {verb: 3}, {verb: undefined}, ['BAD_FIELD: "verb" has a wrong type and is left out']],
    ['user null', {user: null}, {user: {}}, ['BAD_FIELD: "user" has a wrong type and is left out']],
    ['user a string', {user: 'jane'}, {user: {}}, ['BAD_FIELD: "user" has a wrong type and is left out']],
    [
      'user.username',
      {user: {username: 1, uid: 'u'}},
      {user: {uid: 'u'}},
      ['BAD_FIELD: "user.username" has a wrong type and is left out'],
    ],
    [
      'user.extra',
      {user: {extra: {a: ['x'], b: 'y'}}},
      {user: {extra: {a: ['x']}}},
      ['BAD_FIELD: "user.extra.b" has a wrong type and is left out'],
    ],
    [
      'sourceIPs',
      {sourceIPs: '192.0.2.1'},
      {sourceIPs: undefined},
      ['BAD_FIELD: "sourceIPs" has a wrong type and is left out'],
    ],
    [
      'an element of sourceIPs',
      {sourceIPs: [7, '192.0.2.1']},
      {sourceIPs: ['192.0.2.1']},
      ['BAD_FIELD: "sourceIPs" has a wrong type and is left out'],
    ],
    [
      'annotations',
      {annotations: {a: 'x', b: 1}},
      {annotations: {a: 'x'}},
      ['BAD_FIELD: "annotations.b" has a wrong type and is left out'],
    ],
    ['objectRef', {objectRef: []}, {objectRef: undefined}, ['BAD_FIELD: "objectRef" has a wrong type and is left out']],
    [
      'code',
      {responseStatus: {code: '200', reason: 'x'}},
      {responseStatus: {reason: 'x'}},
      ['BAD_FIELD: "responseStatus.code" has a wrong type and is left out'],
    ],
    [
      'several',
      {verb: {}, userAgent: []},
      {verb: undefined, userAgent: undefined},
      ['BAD_FIELD: "verb", "userAgent" have a wrong type and are left out'],
    ],
    [
      'nulls of optional fields',
      {objectRef: null, annotations: null, impersonatedUser: null},
      {objectRef: undefined, annotations: undefined},
      [],
    ],
    ['null bodies', {requestObject: null, responseObject: null}, {requestObject: null, responseObject: null}, []],
    ['no user', {user: undefined}, {user: {}}, []],
    [
      'no level',
      {level: undefined},
      {level: 'Metadata'},
      ['BAD_LEVEL: level is absent, which is none of None, Metadata, Request, RequestResponse; read as Metadata'],
    ],
    [
      'no level, but a body',
      {level: 7, requestObject: {}},
      {level: 'Request'},
      ['BAD_LEVEL: level is a number, which is none of None, Metadata, Request, RequestResponse; read as Request'],
    ],
    [
      'an unknown level',
      {level: 'All', responseObject: {}},
      {level: 'RequestResponse'},
      ['BAD_LEVEL: level is "All", which is none of None, Metadata, Request, RequestResponse; read as RequestResponse'],
    ],
    [
      'an unknown stage',
      {stage: 'Done'},
      {stage: 'ResponseComplete'},
      [
        'BAD_STAGE: stage is "Done", which is none of RequestReceived, ResponseStarted, ResponseComplete, Panic; read as ResponseComplete',
      ],
    ],
    [
      'an unknown stage without a response',
      {stage: 'Begun', responseStatus: undefined},
      {stage: 'RequestReceived'},
      [
        'BAD_STAGE: stage is "Begun", which is none of RequestReceived, ResponseStarted, ResponseComplete, Panic; read as RequestReceived',
      ],
    ],
    [
      'no times',
      {stageTimestamp: null, requestReceivedTimestamp: null},
      {stageTimestamp: undefined},
      ['NO_TIME: the event has no stageTimestamp'],
    ],
    [
      'a time that is none',
      {stageTimestamp: 'yesterday'},
      {stageTimestamp: undefined},
      ['NO_TIME: stageTimestamp is "yesterday", which is no RFC 3339 time'],
    ],
    ...['2026-02-30T10:02:11Z', '2026-13-01T10:02:11Z', '2026-11-20T23:59:60.000000Z', '2026-11-20T24:00:00Z'].map(
      (time): [string, object, object, string[]] => [
        `a moment that does not exist, ${time}`,
        {stageTimestamp: time},
        {stageTimestamp: undefined},
        [`NO_TIME: stageTimestamp is "${time}", which is no RFC 3339 time`],
      ],
    ),
    [
      'a day that does not exist as the time of the request',
      {requestReceivedTimestamp: '2026-11-31T10:02:11.000000Z'},
      {requestReceivedTimestamp: undefined},
      ['BAD_FIELD: "requestReceivedTimestamp" has a wrong type and is left out'],
    ],
    ['a leap day', {stageTimestamp: '2028-02-29T10:02:11Z'}, {stageTimestamp: '2028-02-29T10:02:11Z'}, []],
    [
      'RequestReceived with one time',
      {stage: 'RequestReceived', stageTimestamp: undefined},
      {stageTimestamp: SAMPLE_EVENT.requestReceivedTimestamp},
      [],
    ],
    [
      'a time in another zone',
      {stageTimestamp: '2026-11-20T12:02:11+02:00'},
      {stageTimestamp: '2026-11-20T12:02:11+02:00'},
      [],
    ],
  ])('%s', (_what, change, expected, problems) => {
    const result = read(change);
    expect(result.event).toMatchObject(
      Object.fromEntries(Object.entries(expected).filter(([, value]) => value !== undefined)),
    );
    for (const [key, value] of Object.entries(expected))
      if (value === undefined) expect(result.event).not.toHaveProperty(key);
    expect(result.problems).toEqual(problems);
  });

  test.each<[what: string, change: object, problem: string]>([
    ['no auditID', {auditID: undefined}, 'NO_AUDIT_ID: auditID is absent, so the event is skipped'],
    ['an empty auditID', {auditID: ''}, 'NO_AUDIT_ID: auditID is empty, so the event is skipped'],
    ['an auditID of another type', {auditID: 5}, 'NO_AUDIT_ID: auditID is a number, so the event is skipped'],
    ['no stage', {stage: undefined}, 'NO_STAGE: stage is absent, so the event is skipped'],
    ['a stage of another type', {stage: ['Panic']}, 'NO_STAGE: stage is an array, so the event is skipped'],
  ])('%s: no event', (_what, change, problem) => {
    expect(read(change)).toEqual({event: undefined, problems: [problem]});
  });

  test('v1beta1 of Kubernetes 1.8: `timestamp` is the stageTimestamp, and requestReceivedTimestamp stays absent', () => {
    const {event, problems} = read({
      apiVersion: 'audit.k8s.io/v1beta1',
      metadata: {creationTimestamp: '2017-09-11T19:55:05Z'},
      timestamp: '2017-09-11T19:55:05Z',
      stageTimestamp: undefined,
      requestReceivedTimestamp: undefined,
    });
    expect(event).toMatchObject({stageTimestamp: '2017-09-11T19:55:05Z'});
    expect(event).not.toHaveProperty('requestReceivedTimestamp');
    expect(problems).toEqual([]);
  });

  test('v1alpha1: the group in apiVersion is split off', () => {
    const {event} = read({
      apiVersion: 'audit.k8s.io/v1alpha1',
      objectRef: {resource: 'deployments', apiVersion: 'apps/v1beta1'},
    });
    expect(event).toMatchObject({objectRef: {resource: 'deployments', apiGroup: 'apps', apiVersion: 'v1beta1'}});
  });

  test('whatever its fields hold, every field can be read from it, and reading it again changes nothing', () => {
    const keys = [
      ...Object.keys(SAMPLE_EVENT),
      'impersonatedUser',
      'requestObject',
      'timestamp',
      'metadata',
      '__proto__',
    ];
    const change = fc.dictionary(fc.constantFrom(...keys), fc.jsonValue({maxDepth: 3}), {maxKeys: 6});
    fc.assert(
      fc.property(change, change => {
        const problems: RecordProblem[] = [];
        const event = toAuditEvent({...SAMPLE_EVENT, ...change}, problems);
        if (event === undefined) {
          expect(problems.map(({code}) => code)).toEqual([expect.stringMatching(/^NO_(AUDIT_ID|STAGE)$/)]);
          return;
        }
        for (const field of FIELDS) field.read(event);
        const again: RecordProblem[] = [];
        expect(toAuditEvent(event as unknown as JsonObject, again)).toEqual(event);
        expect(again.filter(({code}) => code !== 'NO_TIME')).toEqual([]);
      }),
      {numRuns: 2000},
    );
  });

  test('what the quick look takes, the thorough one takes unchanged', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(SAMPLE_EVENT)), fc.jsonValue({maxDepth: 2}), (key, value) => {
        const event = {...SAMPLE_EVENT, [key]: value};
        if (!isAuditEvent(event)) return;
        const problems: RecordProblem[] = [];
        // An absent optional field sends it the thorough way.
        const thorough = toAuditEvent({...event, impersonatedUser: null}, problems);
        expect(thorough).toEqual(event);
        expect(problems).toEqual([]);
      }),
      {numRuns: 2000},
    );
  });
});
