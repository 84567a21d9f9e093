// Audit events of all shapes, as trees of raw JSON, so that they can be damaged before and after they are encoded.
import type {Random} from '../../../scripts/samples/random.ts';

/** Raw JSON, or an object as its pairs in order. */
export type Raw = string | Pair[];
export type Pair = {key: string; value: Raw};

export const encode = (raw: Raw): string =>
  typeof raw === 'string' ? raw : `{${raw.map(({key, value}) => `"${key}":${encode(value)}`).join(',')}}`;

/** A string as Go's encoding/json writes it with HTML escaping on. */
export const goString = (text: string): string =>
  JSON.stringify(text).replace(/[<>&\u2028\u2029\u007f]/g, c => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

const TAIL = ',"requestReceivedTimestamp":"2026-11-20T10:02:11.310000Z","stageTimestamp":"2026-11-20T10:02:11.310250Z"';
const TRAPS = [
  `${TAIL}}`,
  `${TAIL},"annotations":{"authorization.k8s.io/decision":"forbid"}}`,
  '","requestReceivedTimestamp":"',
  '{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata"',
  '"}',
  '}}}',
  ']}]}',
  '\\',
  '\\\\"',
  '"',
  '\\"}',
  '{',
  '[[[',
  ',"verb":"delete"',
];
const TEXTS = [
  '',
  'a',
  'é',
  '漢字',
  '😀',
  '\ud800',
  'a<b>&c',
  '\u2028\u2029',
  '\u0000\u0001\u001f\u007f',
  '\t\r\n\b\f',
  '/?#%2F',
  ...TRAPS,
];

export function text(random: Random): string {
  const kind = random.int(0, 9);
  if (kind < 2) return random.pick(TEXTS);
  if (kind === 2) return random.pick(TEXTS) + random.pick(TEXTS) + random.pick(TEXTS);
  if (kind === 3) return 'x'.repeat(random.int(0, 80)) + random.pick(TEXTS);
  if (kind === 4)
    return random.pick(['get', 'list', 'pods', 'default', 'system:node:a', 'kube-system', 'v1', 'apps/v1']);
  return random.hex(random.int(1, 40));
}

const string = (random: Random): string => goString(text(random));
const strings = (random: Random): string =>
  `[${Array.from({length: random.int(0, 3)}, () => string(random)).join(',')}]`;

/** Any JSON of some depth. */
export function json(random: Random, depth: number): string {
  const kind = random.int(0, depth > 0 ? 9 : 5);
  if (kind === 0) return random.pick(['null', 'true', 'false', '0', '-1.5e300', '12345678901234567890', '200']);
  if (kind < 6) return string(random);
  const items = Array.from({length: random.int(0, 4)}, () => json(random, depth - 1));
  if (kind < 7) return `[${items.join(',')}]`;
  return `{${items.map(item => `${random.chance(0.3) ? `"${random.pick(KEYS)}"` : string(random)}:${item}`).join(',')}}`;
}

/** Keys of events: they may be anywhere in a body. */
export const KEYS = [
  'kind',
  'level',
  'auditID',
  'stage',
  'requestURI',
  'verb',
  'user',
  'username',
  'groups',
  'extra',
  'impersonatedUser',
  'sourceIPs',
  'userAgent',
  'objectRef',
  'resource',
  'apiVersion',
  'responseStatus',
  'code',
  'reason',
  'requestObject',
  'responseObject',
  'requestReceivedTimestamp',
  'stageTimestamp',
  'annotations',
  'authorization.k8s.io/decision',
  'authorization.k8s.io/reason',
  'audit.k8s.io/truncated',
  'k8s_audit_level',
  '__proto__',
];

function body(random: Random): string {
  const kind = random.int(0, 19);
  if (kind === 0) return 'null';
  if (kind === 1) return '{}';
  if (kind === 2) return '[]';
  if (kind === 3) return `${'{"a":['.repeat(100)}${'1'.repeat(random.int(1, 70))}${']}'.repeat(100)}`;
  if (kind === 4) return `{"metadata":{}${TAIL}}`;
  if (kind === 5) return `{"a":{"b":1${TAIL},"annotations":{"authorization.k8s.io/decision":"forbid"}}}`;
  if (kind === 6) return `{"a":${goString('x'.repeat(random.int(0, 130)) + '\\'.repeat(random.int(0, 130)))}}`;
  if (kind === 7) return `{"a":${goString('"'.repeat(random.int(0, 70)) + '}'.repeat(random.int(0, 70)))}}`;
  if (kind === 8 && random.chance(0.05)) return `{"data":"${'A'.repeat(200_000)}"}`;
  if (kind === 9) return `[{"op":"replace","path":"/spec","value":${json(random, 3)}}]`;
  const object = json(random, random.int(1, 5));
  return /^[{[]/.test(object) ? object : `{"spec":${object}}`;
}

const digits = (random: Random, count: number, low: number, high: number) =>
  String(random.int(low, high)).padStart(count, '0');

export function time(random: Random): string {
  if (random.chance(0.95)) return `"2026-11-20T10:0${random.int(0, 9)}:11.${digits(random, 6, 0, 999_999)}Z"`;
  const date = `${digits(random, 4, 1960, 2300)}-${digits(random, 2, 0, 13)}-${digits(random, 2, 0, 32)}`;
  const moment = `${digits(random, 2, 0, 24)}:${digits(random, 2, 0, 60)}:${digits(random, 2, 0, 61)}`;
  return `"${date}T${moment}.${digits(random, 6, 0, 999_999)}Z"`;
}

const some = (random: Random, probability: number, key: string, value: () => Raw): Pair[] =>
  random.chance(probability) ? [{key, value: value()}] : [];

function user(random: Random): Raw {
  if (random.chance(0.1)) return '{}';
  return [
    ...some(random, 0.9, 'username', () => string(random)),
    ...some(random, 0.4, 'uid', () => string(random)),
    ...some(random, 0.8, 'groups', () => strings(random)),
    ...some(random, 0.4, 'extra', () =>
      Array.from({length: random.int(0, 3)}, (_, n) => ({key: `e${n}`, value: strings(random)})),
    ),
  ];
}

function status(random: Random): Raw {
  return [
    ...some(random, 0.1, 'kind', () => '"Status"'),
    ...some(random, 0.1, 'apiVersion', () => '"v1"'),
    ...some(random, 0.95, 'metadata', () => '{}'),
    ...some(random, 0.3, 'status', () => '"Failure"'),
    ...some(random, 0.3, 'message', () => string(random)),
    ...some(random, 0.3, 'reason', () => string(random)),
    ...some(random, 0.2, 'details', () => [
      ...some(random, 0.8, 'name', () => string(random)),
      ...some(random, 0.4, 'group', () => string(random)),
      ...some(random, 0.8, 'kind', () => string(random)),
      ...some(random, 0.3, 'uid', () => string(random)),
      ...some(random, 0.3, 'causes', () =>
        random.pick([
          '[]',
          '[{"reason":"a","message":"b","field":"c"},{"message":"d"},{}]',
          random.chance(0.1) ? `[${string(random)}]` : '[{}]',
        ]),
      ),
      ...some(random, 0.3, 'retryAfterSeconds', () => String(random.int(0, 100))),
    ]),
    ...some(random, 0.9, 'code', () =>
      random.chance(0.97)
        ? random.pick(['200', '101', '403', '0', '404', '201'])
        : random.pick(['-1', '2e2', '1234567890123', '200.0', '-0']),
    ),
  ];
}

function objectRef(random: Random): Raw {
  return [
    ...some(random, 0.95, 'resource', () => string(random)),
    ...some(random, 0.7, 'namespace', () => string(random)),
    ...some(random, 0.7, 'name', () => string(random)),
    ...some(random, 0.3, 'uid', () => string(random)),
    ...some(random, 0.4, 'apiGroup', () => string(random)),
    ...some(random, 0.9, 'apiVersion', () =>
      random.chance(0.95)
        ? random.pick(['"v1"', '"v1beta1"', '""'])
        : random.pick(['"apps/v1"', '"v1\\u002fx"', '"v\\u0031"']),
    ),
    ...some(random, 0.3, 'resourceVersion', () => string(random)),
    ...some(random, 0.3, 'subresource', () => string(random)),
  ];
}

function annotations(random: Random): Raw {
  return [
    ...some(random, 0.2, 'apiserver.latency.k8s.io/total', () => string(random)),
    ...some(random, 0.2, 'audit.k8s.io/truncated', () => '"true"'),
    ...some(random, 0.9, 'authorization.k8s.io/decision', () => random.pick(['"allow"', '"forbid"', '""'])),
    ...some(random, 0.9, 'authorization.k8s.io/reason', () => string(random)),
    ...some(random, 0.2, random.pick(KEYS), () => string(random)),
  ];
}

/** An event as the API server might write it. */
export function event(random: Random): Pair[] {
  const id = random.chance(0.95) ? `"${random.uuid()}"` : string(random);
  return [
    {key: 'kind', value: '"Event"'},
    {key: 'apiVersion', value: '"audit.k8s.io/v1"'},
    {key: 'level', value: random.pick(['"Metadata"', '"Request"', '"RequestResponse"', '"None"'])},
    {key: 'auditID', value: id},
    {key: 'stage', value: random.pick(['"RequestReceived"', '"ResponseStarted"', '"ResponseComplete"', '"Panic"'])},
    {
      key: 'requestURI',
      value: random.pick(['"/api/v1/pods?limit=500\\u0026watch=true"', '"/healthz"', '"/a\\u003fb?c"', string(random)]),
    },
    {key: 'verb', value: string(random)},
    {key: 'user', value: user(random)},
    ...some(random, 0.1, 'impersonatedUser', () => user(random)),
    ...some(random, 0.05, 'authenticationMetadata', () => `{"impersonationConstraint":${string(random)}}`),
    ...some(random, 0.95, 'sourceIPs', () => random.pick(['["::1"]', '["10.0.0.1","192.168.0.1"]', strings(random)])),
    ...some(random, 0.9, 'userAgent', () => string(random)),
    ...some(random, 0.8, 'objectRef', () => objectRef(random)),
    ...some(random, 0.8, 'responseStatus', () => status(random)),
    ...some(random, 0.3, 'requestObject', () => body(random)),
    ...some(random, 0.3, 'responseObject', () => body(random)),
    {key: 'requestReceivedTimestamp', value: time(random)},
    {key: 'stageTimestamp', value: time(random)},
    ...some(random, 0.8, 'annotations', () => annotations(random)),
  ];
}
