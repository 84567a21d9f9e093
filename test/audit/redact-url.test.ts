import {describe, expect, test} from 'vitest';
import {maskOf, redactValue} from '../../src/audit/redact.ts';
import {body, expectHidden, expectShown, S, uri} from './redact-expect.ts';

test.each([
  'pass',
  'pwd',
  'jwt',
  'auth',
  'key',
  'sig',
  'token',
  'access_token',
  'code',
  'X-Amz-Signature',
  'api%5Fkey',
])('the parameter %s', name => {
  expectHidden(uri(`/x?a=1&${name}=${S}&b=2`));
  expectHidden(uri(`/x?a=1&b=https%3A%2F%2Fh%2Fx%3F${name}%3D${S}%26c%3Dd`));
  expectHidden(body({url: `see https://h/x?a=1&${name}=${S}&b=2 now`}));
  expectHidden(body({url: `https://h/x#${name}=${S}`}));
});

describe('the password in a URL', () => {
  test.each([S, `p@${S}`, `p/${S}`, `p#${S}`, `${S}@x/y#z`, `a,${S}`, `p?${S}`, `%40${S}`])('%s', password => {
    expectHidden(body({url: `postgres://u:${password}@h.example:5432/db?x=1`}));
    expect(redactValue(`x amqp://u:${password}@h:5672/v y`)).toBe(`x amqp://u:${maskOf(password)}@h:5672/v y`);
  });
  test('of every URL of a list, and of one behind another', () => {
    expect(redactValue(`amqp://u:${S}@h1,amqp://v:${S}@h2`)).toBe(`amqp://u:${maskOf(S)}@h1,amqp://v:${maskOf(S)}@h2`);
    expectHidden(body({url: `https://proxy:8080/https://u:${S}@h/x`}));
    expectHidden(body({url: `https://u:a://${S}@h/x`}));
  });
  test('for Go and MySQL', () => expectHidden(body({dsn: `root:${S}@tcp(h:3306)/db`})));
  test('a token in the place of the user', () => expectHidden(body({url: `https://${S}${S}@git.example/x`})));
  test.each(['https://host:6443/a@b', 'http://h/p?email=a@b.c', 'ssh://git@github.com/x', 'http://u:$(PASS)@h/'])(
    '%s has none',
    url => expectShown(body({url})),
  );
});

test('selectors stay, and so does what is not masked, byte for byte', () => {
  expectShown(
    uri(
      '/api/v1/secrets?labelSelector=x%2Fsecret-key%3Dactive&fieldSelector=type%3Dkubernetes.io%2Fservice-account-token&limit=500&continue=eyJ2Ijoi',
    ),
  );
  expect(redactValue(`/x?a=%7e+b&token=a%2B${S}&c='d'`)).toBe(`/x?a=%7e+b&token=${maskOf(`a+${S}`)}&c='d'`);
});

test('a path that is encoded', () => expectHidden(uri(`/proxy/password%3D${S}/x?a=b`)));
