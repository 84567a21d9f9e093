// Events as an attacker, a bug or an old API server would write them.
import type {AuditEvent} from '../../src/audit/event.ts';
import {event} from './events.ts';

const LONG = 'x'.repeat(5000);
const NASTY =
  '\x1b[31m\x1b]52;c;aGk=\x07evil\r\n\t\u202e\u200b\u{1f469}\u200d\u{1f469}\u200d\u{1f467}字幕e\u0301\ud800';

/** One row a claim about what a log may hold. */
export const HOSTILE: Readonly<Record<string, AuditEvent>> = {
  'nothing but what must be there': {auditID: 'least', stage: 'RequestReceived', level: 'None', user: {}},
  'terminal controls everywhere': event({
    auditID: NASTY,
    verb: NASTY,
    user: {username: NASTY, groups: [NASTY, NASTY]},
    userAgent: NASTY,
    sourceIPs: [NASTY],
    requestURI: `/${NASTY}`,
    objectRef: {resource: NASTY, namespace: NASTY, name: NASTY, subresource: NASTY, apiGroup: NASTY},
    responseStatus: {code: 500, message: NASTY, reason: NASTY},
    requestObject: {[NASTY]: NASTY, list: [NASTY, {[NASTY]: null}]},
    responseObject: NASTY,
    annotations: {[NASTY]: NASTY},
  }),
  'names of thousands of characters': event({
    auditID: 'long',
    user: {username: LONG},
    objectRef: {resource: LONG, namespace: LONG, name: LONG},
    requestObject: {[LONG]: LONG},
  }),
  'wide characters': event({
    auditID: 'wide',
    user: {username: '字幕'.repeat(40)},
    objectRef: {resource: '字'.repeat(30), namespace: 'ＡＢＣ', name: '\u{1f600}'.repeat(50)},
  }),
  'an alert with terminal controls': {
    auditID: 'falco-0123456789abcdef01234567',
    stage: 'Alert',
    user: {},
    stageTimestamp: '2026-11-20T10:02:11.000000Z',
    alert: {
      rule: NASTY,
      ruleFrom: NASTY,
      priority: NASTY,
      output: `${NASTY}${LONG}`,
      source: NASTY,
      hostname: NASTY,
      tags: [NASTY, LONG],
      time: NASTY,
      dateFrom: NASTY,
      fields: {[NASTY]: NASTY, [LONG]: [NASTY, {x: null}], '': null},
    },
  },
  'a panic': event({auditID: 'panic', stage: 'Panic', responseStatus: {code: 500}}),
  'a path': event({auditID: 'path', requestURI: '/healthz?verbose', verb: 'get'}),
  'no times': event({auditID: 'timeless', stageTimestamp: 'yesterday', requestReceivedTimestamp: ''}),
  'a time of another century': event({auditID: 'old', stageTimestamp: '1971-01-01T00:00:00.000000Z'}),
  'a code that is none': event({auditID: 'code', responseStatus: {code: 1e21}}),
  'a deep body': event({
    auditID: 'deep',
    level: 'RequestResponse',
    requestObject: JSON.parse(`${'{"a":['.repeat(150)}1${']}'.repeat(150)}`),
    responseObject: Array.from({length: 500}, (_, at) => ({at, text: 'word '.repeat(50)})),
  }),
  impersonated: event({auditID: 'as', impersonatedUser: {username: 'root', groups: ['system:masters']}}),
};

export const HOSTILE_EVENTS: readonly AuditEvent[] = Object.entries(HOSTILE).map(([name, each]) =>
  name === 'a path' ? withoutObject(each) : each,
);

function withoutObject({objectRef: _, ...rest}: AuditEvent): AuditEvent {
  return rest;
}
