// Secrets with hostile characters in hostile places: no half of one is left anywhere, in no encoding, and all else stays.
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {AuditEvent, Json} from '../../src/audit/event.ts';
import {isContainer} from '../../src/audit/exact-json.ts';
import {redact, redactText} from '../../src/audit/redact.ts';
import {event} from './redact-expect.ts';

const word = fc.stringMatching(/^[a-z]{3}[A-Z]{2}[0-9]{4}[a-z]{3}$/);
const between = (...hostile: readonly string[]) =>
  fc.array(fc.constantFrom(...hostile), {maxLength: 4}).map(pieces => pieces.join(''));

/** Two words that nobody else writes, and what may stand between them. */
type Secret = {readonly words: readonly [string, string]; readonly text: string};
const secretWith = (hostile: fc.Arbitrary<string>): fc.Arbitrary<Secret> =>
  fc.tuple(word, hostile, word).map(([one, middle, other]) => ({words: [one, other], text: one + middle + other}));

const ANY = between(
  ...[
    '"',
    "'",
    '\\',
    '\n',
    '\t',
    ' ',
    '&',
    '=',
    ':',
    '@',
    '/',
    '#',
    '?',
    '%',
    '%41',
    '+',
    ',',
    ';',
    '{',
    '}',
    '[',
    ']',
    '<',
    '>',
  ],
  ...[
    '`',
    '$',
    '|',
    '-',
    '--x',
    '\u2028',
    '\u0000',
    'é',
    '😀',
    '\ud800',
    '‹',
    '›',
    '‹masked 12345678›',
    '//',
    '://',
    '\\"',
    '\\n',
    '-----',
    '.',
  ],
);
/** In a text, quotes end what they open. */
const QUOTED = between(
  ' ',
  '&',
  '=',
  ':',
  '@',
  '/',
  '#',
  '?',
  ',',
  ';',
  '{',
  '}',
  '[',
  ']',
  '<',
  '-',
  '.',
  '\\"',
  '\\\\',
  'é',
  ': ',
  ', ',
);
/** A line of a file has no end but its own. */
const LINE = between(
  ' ',
  '&',
  '=',
  '@',
  '/',
  '#',
  '?',
  ',',
  ';',
  '{',
  '}',
  ']',
  '<',
  '>',
  '-',
  '.',
  '"',
  "'",
  '%',
  'é',
  '| ',
);
/** A password in a URL, as people write it. */
const USERINFO = between('@', '/', '#', ':', ',', ';', '!', '%40', '+', '*', '&');

type Place = readonly [claim: string, hostile: fc.Arbitrary<string>, sample: (secret: string) => Partial<AuditEvent>];

const inBody = (make: (secret: string) => Json) => (secret: string) => ({requestObject: make(secret)});
const exec = (...words: readonly string[]) => ({
  requestURI: `/api/v1/namespaces/a/pods/b/exec?${words.map(each => `command=${encodeURIComponent(each.toWellFormed())}`).join('&')}&tty=true`,
});
const config = (text: string) => ({objectRef: {resource: 'configmaps'}, requestObject: {data: {'x.conf': text}}});
const nested = (value: Json, times: number): string => {
  let text = JSON.stringify(value);
  for (let i = 1; i < times; i++) text = JSON.stringify({x: text, n: 1});
  return text;
};

const PLACES: readonly Place[] = [
  ['the data of a Secret', ANY, inBody(secret => ({kind: 'Secret', data: {a: secret}, stringData: {b: [secret]}}))],
  ['a variable', ANY, inBody(secret => ({env: [{name: 'DB_PASS', value: secret}]}))],
  ['a map of variables', ANY, inBody(secret => ({env: {STRIPE_KEY: secret}}))],
  ['a field', ANY, inBody(secret => ({spec: {dbPassword: secret, tokens: [secret]}}))],
  ['a JSON patch', ANY, inBody(secret => [{op: 'add', path: '/spec/containers/0/env/0/value', value: secret}])],
  ['JSON in text', ANY, inBody(secret => ({x: nested({password: secret}, 1), y: nested({token: secret}, 3)}))],
  ['a key that is there twice', ANY, inBody(secret => ({x: `{"token":${JSON.stringify(secret)},"token":null}`}))],
  ['a flag of a command', ANY, inBody(secret => ({command: ['x', '--password', secret], args: [`--token=${secret}`]}))],
  ['curl', ANY, inBody(secret => ({command: ['curl', '-u', `user:${secret}`]}))],
  ['a variable of a command', ANY, inBody(secret => ({args: [`PGPASSWORD=${secret}`]}))],
  ['an exec', ANY, secret => exec('mysql', '--password', secret)],
  ['an exec of a flag', ANY, secret => exec('x', `--db-password=${secret}`)],
  ['a parameter', ANY, secret => ({requestURI: `/x?a=1&token=${encodeURIComponent(secret.toWellFormed())}&b=2`})],
  [
    'a parameter of JSON',
    ANY,
    secret => ({requestURI: `/x?q=${encodeURIComponent(nested({token: secret}, 1).toWellFormed())}`}),
  ],
  ['a quoted value', QUOTED, secret => ({responseStatus: {message: `bad password="${secret}" of x`}})],
  ['a quoted value of a file', QUOTED, secret => config(`a: b\npassword: "${secret}"\nc: d\n`)],
  ['a line of a file', LINE, secret => config(`a=b\ndb.password=${secret}\nc=d\n`)],
  ['a block scalar', LINE, secret => config(`password: |\n  ${secret}\n  ${secret}\nc: d\n`)],
  ['a URL', USERINFO, secret => ({requestObject: {url: `postgres://u:${secret}@h.example:5432/db`}})],
];

/** The word, and its Base64 wherever it may start in a longer text. */
const encodings = (text: string): readonly string[] => [
  text,
  ...[0, 1, 2].map(shift =>
    Buffer.from('x'.repeat(shift) + text)
      .toString('base64')
      .slice(shift === 0 ? 0 : 4, -4),
  ),
];

/** Keys and lengths without the values. */
const shape = (value: Json): Json => {
  if (!isContainer(value)) return typeof value;
  if (Array.isArray(value)) return value.map(shape);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shape(item)]));
};

describe.each(PLACES)('%s', (_claim, hostile, sample) => {
  test('hides its secret, keeps its shape, and is the same when masked again', () => {
    fc.assert(
      fc.property(secretWith(hostile), ({words, text}) => {
        const logged = event({...sample(text), annotations: {n: 'kept'}});
        const {event: masked} = redact(logged);
        const out = redactText(JSON.stringify(logged), logged);
        for (const each of words.flatMap(encodings)) expect(out).not.toContain(each);
        expect(JSON.parse(out)).toEqual(masked);
        expect(shape(masked as unknown as Json)).toEqual(shape(logged as unknown as Json));
        expect(redact(masked)).toEqual({event: masked, masked: 0});
        expect(redactText(out, JSON.parse(out) as AuditEvent)).toBe(out);
      }),
      {numRuns: 150},
    );
  });
});

test('numbers past 2^53 come through as they were written, whatever is masked beside them', () => {
  const number = fc.oneof(
    fc.bigInt({min: 2n ** 53n, max: 2n ** 80n}).map(String),
    fc.constantFrom('-9007199254740993', '1.0', '1e400', '0.10'),
  );
  fc.assert(
    fc.property(number, fc.boolean(), fc.boolean(), (n, hasSecret, isTwice) => {
      const raw = `{"auditID":"1","requestObject":{"n":[${n}],${isTwice ? `"n":{"m":${n}},` : ''}${hasSecret ? '"password":"hunter2Xq9z",' : ''}"z":${n}}}`;
      const out = redactText(raw, JSON.parse(raw) as AuditEvent);
      expect(out.split(n).length).toBe(raw.split(n).length);
      expect(out.includes('hunter2')).toBe(false);
    }),
  );
});
