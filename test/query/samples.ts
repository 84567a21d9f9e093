// Events and texts that the tests of this room share.
import fc from 'fast-check';
import type {AuditEvent} from '../../src/audit/event.ts';
import {parseMicroTime} from '../../src/audit/time.ts';
import type {Expr} from '../../src/query/ast.ts';
import {type ParseContext, parse} from '../../src/query/parse.ts';

/** A Friday. */
export const NOW = parseMicroTime('2026-11-20T10:15:30.5Z')!;
export const UTC: ParseContext = {now: NOW, zone: 'utc'};

export const at = (text: string): number => parseMicroTime(text)!;

export function exprOf(text: string): Expr {
  const parsed = parse(text, UTC);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.error.code} ${parsed.error.message}`);
  return parsed.expr;
}

export function eventOf(part: Partial<AuditEvent>): AuditEvent {
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'RequestResponse',
    auditID: '6a1c6a2e-0001',
    stage: 'ResponseComplete',
    requestURI: '/apis/apps/v1/namespaces/prod/deployments/web?fieldManager=kubectl',
    verb: 'update',
    user: {username: 'alice@example.com', groups: ['dev', 'system:authenticated']},
    sourceIPs: ['203.0.113.9', '10.0.0.7'],
    userAgent: 'kubectl/v1.34.0 (linux/amd64) kubernetes/f28b4c9',
    objectRef: {resource: 'deployments', namespace: 'prod', name: 'web', apiGroup: 'apps', apiVersion: 'v1'},
    responseStatus: {code: 200},
    requestObject: {
      spec: {
        replicas: 5,
        template: {
          spec: {
            containers: [
              {name: 'web', image: 'nginx:1.29'},
              {name: 'side', image: 'envoy:1.35'},
            ],
          },
        },
      },
      metadata: {resourceVersion: '1200', labels: {'app.kubernetes.io/name': 'web', empty: ''}, finalizers: []},
    },
    requestReceivedTimestamp: '2026-11-20T10:02:11.000000Z',
    stageTimestamp: '2026-11-20T10:02:11.031500Z',
    annotations: {'authorization.k8s.io/decision': 'allow', note: 'say "hi" & <go>\nÀ bientôt'},
    ...part,
  };
}

/** Values with everything that means something in the language. */
export const weirdText = fc.oneof(
  fc.string({unit: fc.constantFrom(...'ab*? ,:"\\/-()<>=.[]é😀\n\t4x'), maxLength: 8}),
  fc.constantFrom(
    '*',
    '-a',
    '/x/',
    '/healthz',
    '/',
    'a/',
    'OR',
    'NOT',
    '1..2',
    '4xx',
    '>3',
    '"',
    '\\',
    '\\"',
    'a,b',
    '/a\\',
  ),
  fc.string({unit: 'binary', maxLength: 6}),
);

const word = fc.constantFrom('foo', 'web-1', '/healthz', '/api/v1/x', 'a*b', 'foo/', '@x', 'é', '--as', 'x"y', '/a\\');
const item = fc.oneof(
  fc.constantFrom(
    'get',
    'a*',
    '?b',
    '/re/',
    '/a b/',
    '/a,b/',
    '""',
    '"a b"',
    '"*"',
    '"\\""',
    '"a/ b"',
    '/health*',
    '/v1',
  ),
  fc.constantFrom(
    '/(a|b)/',
    '/x\\/y/',
    'a"*b',
    'system:x',
    'http://a/b',
    '..',
    'a..b',
    '-x',
    '/',
    'x/',
    '"\\x"',
    '//*/',
  ),
);
const number = fc.constantFrom(
  '404',
  '4xx',
  '>=400',
  '400..499',
  '400..',
  '..5',
  '4*',
  '""',
  '>1e3',
  '/4/',
  '1e21',
  '-0',
);
const duration = fc.constantFrom(
  '>1s',
  '5ms',
  '10ms..1s',
  '<=1500ns',
  '1.25s',
  '""',
  '..2d',
  '0',
  '>0.00001ns',
  '>99999999w',
);
const moment = fc.constantFrom(
  '15m',
  '10:30',
  '10:02:11.5',
  'yesterday',
  '2026-11-20',
  '2026-11-20T10:00+02:00',
  'now',
  'mon',
);
const path = fc.constantFrom(
  'requestObject.spec.replicas',
  'annotations["a b"]',
  'annotations["x/"]',
  'requestObject.a[0].b[*].c',
  'responseObject["*"].x-y',
  'user.uid',
  'objectRef["name"]',
  'requestObject["\\"\\\\"]',
  'USER.extra.k',
);
const list = (items: fc.Arbitrary<string>) => fc.array(items, {minLength: 1, maxLength: 3}).map(all => all.join(','));

export const termText: fc.Arbitrary<string> = fc.oneof(
  word,
  fc.constantFrom('"quoted text"', '""', '/re g/', '/(x)/', '/a:b/', '/"a":1/', '/x"y z/', '/a (-b/', '/a,/', '"\\\\"'),
  fc.tuple(fc.constantFrom('user', 'ns', 'path', 'groups', 'id', 'message'), list(item)).map(all => all.join(':')),
  fc
    .tuple(fc.constantFrom('stage:', 'level:', 'decision:'), fc.constantFrom('re*', '""', '"x"', '/r/'))
    .map(all => all.join('')),
  list(fc.constantFrom('pods', 'pods/exec', '*/scale', 'pods/*', '"a/b"', 'a/b/c', '/x', 'a/', '/re/', '>a/b')).map(
    values => `resource:${values}`,
  ),
  fc.constantFrom('stage:complete,panic', 'level:meta', 'decision:FORBID', 'stage:"complete"'),
  list(number).map(values => `code:${values}`),
  list(duration).map(values => `took:${values}`),
  fc
    .tuple(fc.constantFrom('since:', 'until:', 'at:', 'time:', 'time:>', 'received:', 'received:<='), moment)
    .map(all => all.join('')),
  fc.constantFrom('at:10:02:11±5s', 'at:10:02+-3m', 'time:10:00..10:30', 'time:""', 'time:"yesterday 10:30"'),
  fc.tuple(path, list(fc.oneof(item, number))).map(all => all.join(':')),
  path.map(name => `has:${name},user`),
);

/** Texts that look like queries; most of them parse. */
export const queryText: fc.Arbitrary<string> = fc.letrec<{query: string}>(tie => ({
  query: fc.oneof(
    {maxDepth: 3, depthSize: 'small'},
    termText,
    termText.map(term => `-${term}`),
    fc.tuple(tie('query'), tie('query')).map(all => all.join(' ')),
    fc.tuple(tie('query'), tie('query')).map(all => all.join(' OR ')),
    fc.tuple(tie('query'), tie('query')).map(all => all.join(' AND ')),
    tie('query').map(query => `(${query})`),
    tie('query').map(query => `-(${query})`),
    tie('query').map(query => `NOT ${query}`),
    fc.constantFrom('', '()', 'since:1h until:10m'),
  ),
})).query;
