// Random bodies with what the ways to read and to mask them could differ in, and the text of an event that holds them.
import fc from 'fast-check';
import {comeOn, isComing} from '../../src/audit/coming.ts';
import type {Sizes} from '../../src/audit/coming-event.ts';
import type {Json} from '../../src/audit/event.ts';
import {isContainer, stringifyExact} from '../../src/audit/exact-json.ts';

/** Nearly every container is cut, into many pieces. */
export const TINY: Sizes = {big: 24, piece: 12};

/** JSON text: values that JSON.parse would round are written as they are. */
const scalar = fc.oneof(
  fc.constantFrom('9007199254740993', '1.0', '-0', '1e3', '0.1', '7', 'true', 'null', '""'),
  fc
    .constantFrom(
      'a',
      'b\nc',
      '"',
      '\\',
      '{"token":"abcdefgh12"}',
      '--token=abc12345',
      'Bearer abcDEF123456',
      '<&>',
      '日本',
    )
    .map(text => JSON.stringify(text)),
  fc.string({maxLength: 12}).map(text => JSON.stringify(text)),
);

/** Keys that rules look at, and those that order themselves. */
const key = fc.oneof(
  fc.constantFrom('kind', 'name', 'key', 'value', 'path', 'command', 'args', 'env', 'data', 'stringData', 'metadata'),
  fc.constantFrom('annotations', 'labels', 'auths', 'password', 'token', 'secretKey', 'remoteRef', 'spec', 'items'),
  fc.constantFrom('2', '1', '10', '__proto__', 'a"b', 'c\\d', 'é'),
  fc.stringMatching(/^[a-z]{1,3}$/),
);

const kind = fc
  .constantFrom('Secret', 'ConfigMap', 'SecretList', 'Pod', 'OAuthClient')
  .map(text => JSON.stringify(text));

const words = fc.array(
  fc.constantFrom('mysql', '-pabc123', '--token', 'abc12345', 'A=b', 'sh', '-c').map(text => JSON.stringify(text)),
  {maxLength: 8},
);

const list = (items: readonly string[]): string => `[${items.join(',')}]`;
const map = (entries: readonly (readonly [string, string])[]): string =>
  `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`;

const {value} = fc.letrec<{value: string}>(tie => ({
  value: fc.oneof(
    {maxDepth: 6, depthSize: 'medium'},
    scalar,
    words.map(list),
    fc.array(tie('value'), {maxLength: 6}).map(list),
    fc
      .uniqueArray(fc.tuple(key, fc.oneof({weight: 4, arbitrary: tie('value')}, {weight: 1, arbitrary: kind})), {
        maxLength: 7,
        selector: ([name]) => name,
      })
      .map(map),
  ),
}));

/** The text of a body. */
export const body: fc.Arbitrary<string> = value;

/** @param blank stands between some tokens */
export const eventText = (
  request: string,
  response: string,
  blank = '',
  rest: {readonly [key: string]: Json} = {},
): string => {
  const before = JSON.stringify({kind: 'Event', auditID: 'a', user: {username: 'u'}, ...rest}).slice(0, -1);
  const parts = [
    before,
    `"requestObject":${blank}${request}${blank}`,
    `"responseObject"${blank}:${response}`,
    '"annotations":{"a":"b"}}',
  ];
  return parts.join(`,${blank}`);
};

/** Whether `part` is `whole` as far as it is there, in the same order. */
export function isPartOf(part: Json | undefined, whole: Json | undefined): boolean {
  if (part === undefined) return true;
  if (!isContainer(part) || !isContainer(whole) || Array.isArray(part) !== Array.isArray(whole))
    return whole !== undefined && stringifyExact(part) === stringifyExact(whole);
  const [keys, others] = [Object.keys(part), Object.keys(whole)];
  const [one, other] = [part, whole] as unknown as {readonly [key: string]: Json}[];
  return keys.length === others.length && keys.every((key, i) => key === others[i] && isPartOf(one![key], other![key]));
}

const BODIES = ['requestObject', 'responseObject'];

/** Both bodies of an event a step further, turn by turn; false once both are there. */
export function stepBodies(event: {readonly [key: string]: Json}): boolean {
  const coming = BODIES.map(key => event[key]).filter(isComing);
  for (const body of coming) comeOn(body!);
  return coming.length > 0;
}
