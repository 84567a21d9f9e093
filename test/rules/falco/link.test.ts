import {describe, expect, test} from 'vitest';
import {
  type AlertFacts,
  CERTAINTIES,
  type Certainty,
  certaintyOf,
  type RequestFacts,
  rankOf,
  wordsOf,
} from '../../../src/rules/falco/link.ts';

const T = 1_795_168_931_318_214;
const SECOND = 1e6;

const SECRET = {user: 'jane', resource: 'secrets', namespace: 'shop', name: 'db'};
const AUDIT: AlertFacts = {...SECRET, time: T, stage: 'Alert', about: 'audit'};
const POD = {resource: 'pods', namespace: 'shop', name: 'web-1'};
const SHELL: AlertFacts = {...POD, time: T, stage: 'Alert', about: 'pod'};
const GET: RequestFacts = {...SECRET, verb: 'get', time: T, stage: 'ResponseComplete', auditID: 'a', hasEnd: true};
const EXEC: RequestFacts = {
  ...POD,
  user: 'jane',
  verb: 'get',
  subresource: 'exec',
  time: T - SECOND,
  received: T - SECOND - 40_000,
  stage: 'ResponseStarted',
  auditID: 'b',
  hasEnd: true,
};
const END: RequestFacts = {...EXEC, stage: 'ResponseComplete', time: T + 600 * SECOND};

const START: RequestFacts = {...POD, user: 'jane', verb: 'create', time: T, stage: 'ResponseComplete', hasEnd: true};

const ALERTS = {
  'about a secret': AUDIT,
  'about a secret, user unknown': {...AUDIT, user: undefined},
  'about a secret, object unknown': {...AUDIT, resource: undefined, namespace: undefined, name: undefined},
  'about a secret, verb list': {...AUDIT, verb: 'list'},
  'naming auditID a': {...AUDIT, user: 'bob', auditID: 'a'},
  'a shell': SHELL,
  'a shell in another namespace': {...SHELL, namespace: 'prod'},
} as const satisfies Record<string, AlertFacts>;

const REQUESTS = {
  'get of the secret': GET,
  'the same 1 µs later': {...GET, time: T + 1},
  'the same 5 s later': {...GET, time: T + 5 * SECOND},
  'the same 6 s later': {...GET, time: T + 6 * SECOND},
  'get by bob': {...GET, user: 'bob'},
  'get of another secret': {...GET, name: 'other'},
  'create, name not known': {...GET, verb: 'create', name: undefined},
  'exec 1 s before': EXEC,
  'exec that ended after': END,
  'exec that ended before': {...END, received: T - 9 * SECOND, time: T - 6 * SECOND},
  'exec a minute before, no end': {...EXEC, time: T - 60 * SECOND, hasEnd: false},
  'exec a minute before, ended': {...EXEC, time: T - 60 * SECOND},
  'exec a day before, no end': {...EXEC, time: T - 86_400 * SECOND, hasEnd: false},
  'exec a second after': {...EXEC, time: T + SECOND},
  'start of the pod a second before': {...START, time: T - SECOND},
  'start of the pod a minute before': {...START, time: T - 60 * SECOND},
  'start of the pod an hour before': {...START, time: T - 3600 * SECOND},
  'start of the pod after it': {...START, time: T + 6 * SECOND},
  'deletion of the pod 5 s later': {...START, verb: 'delete', time: T + 5 * SECOND},
  'deletion of the pod 6 s later': {...START, verb: 'delete', time: T + 6 * SECOND},
  'status of the pod': {...START, verb: 'patch', subresource: 'status', time: T},
  'a request of the pod': {...GET, by: {namespace: 'shop', name: 'web-1'}},
  'a request of another pod': {...GET, by: {namespace: 'shop', name: 'web-2'}},
  'get of the pod': {...EXEC, subresource: undefined, time: T, received: T, stage: 'ResponseComplete'},
} as const satisfies Record<string, RequestFacts>;

describe('how sure it is that an alert speaks of a request', () => {
  test.each<[alert: keyof typeof ALERTS, request: keyof typeof REQUESTS, certainty: Certainty | undefined]>([
    ['about a secret', 'get of the secret', 'same'],
    ['about a secret', 'the same 1 µs later', 'close'],
    ['about a secret', 'the same 5 s later', 'close'],
    ['about a secret', 'the same 6 s later', undefined],
    ['about a secret', 'get by bob', undefined],
    ['about a secret', 'get of another secret', undefined],
    ['about a secret', 'create, name not known', 'moment'],
    ['about a secret', 'exec 1 s before', undefined],
    ['about a secret, user unknown', 'get of the secret', undefined],
    ['about a secret, object unknown', 'get of the secret', 'moment'],
    ['about a secret, object unknown', 'the same 1 µs later', undefined],
    ['about a secret, verb list', 'get of the secret', undefined],
    ['naming auditID a', 'get of the secret', 'named'],
    ['naming auditID a', 'the same 6 s later', 'named'],
    ['naming auditID a', 'exec 1 s before', undefined],
    ['a shell', 'exec 1 s before', 'pod'],
    ['a shell', 'exec a second after', 'pod'],
    ['a shell', 'exec that ended after', 'session'],
    ['a shell', 'exec that ended before', undefined],
    ['a shell', 'exec a minute before, no end', 'open'],
    ['a shell', 'exec a minute before, ended', undefined],
    ['a shell', 'exec a day before, no end', undefined],
    ['a shell', 'get of the pod', undefined],
    ['a shell', 'get of the secret', undefined],
    ['a shell', 'start of the pod a second before', 'made'],
    ['a shell', 'start of the pod a minute before', 'made'],
    ['a shell', 'start of the pod an hour before', undefined],
    ['a shell', 'start of the pod after it', undefined],
    ['a shell', 'deletion of the pod 5 s later', 'changed'],
    ['a shell', 'deletion of the pod 6 s later', undefined],
    ['a shell', 'status of the pod', undefined],
    ['a shell', 'a request of the pod', 'by'],
    ['a shell', 'a request of another pod', undefined],
    ['a shell in another namespace', 'a request of the pod', undefined],
    ['about a secret', 'a request of the pod', 'same'],
    ['a shell in another namespace', 'exec 1 s before', undefined],
  ])('%s, %s: %s', (alert, request, certainty) => {
    expect(certaintyOf(ALERTS[alert], REQUESTS[request])).toBe(certainty);
  });
});

test('surest first, each in words of its own', () => {
  expect(CERTAINTIES.map(({id}) => rankOf(id))).toEqual(CERTAINTIES.map((_, i) => i));
  expect(new Set(CERTAINTIES.map(({id}) => wordsOf(id))).size).toBe(CERTAINTIES.length);
});
