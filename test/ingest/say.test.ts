import {describe, expect, test} from 'vitest';
import {readRecord} from '../../src/ingest/record.ts';
import {quoted, standing} from '../../src/ingest/say.ts';
import {event} from '../support/events.ts';

const PASSWORD = 'hunter2secret';
const BASE64 = 'aHVudGVyMnNlY3JldA';
const JWT = `eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.${'c2ln'.repeat(40)}`;

const reasons = (text: string) => readRecord(text).problems.map(({reason}) => reason);

describe('quoted', () => {
  test.each<[claim: string, text: string, expected: string]>([
    ['plain text stays', 'hello', '"hello"'],
    ['at most sixty characters', 'x'.repeat(61), `"${'x'.repeat(60)}…"`],
    ['controls are made visible', '\u001b[2J', '"␛[2J"'],
    ['prose about tokens stays', 'invalid bearer token', '"invalid bearer token"'],
    [
      'JSON that names a secret is not shown',
      `x "password":"${PASSWORD}"`,
      '28 characters, not shown because they may hold a secret',
    ],
  ])('%s', (_claim, text, expected) => {
    expect(quoted(text)).toBe(expected);
  });

  test.each<[claim: string, text: string, secret: string]>([
    ['after Bearer', `Bearer ${BASE64}`, BASE64],
    ['a value set by its name', `password=${PASSWORD}`, PASSWORD],
    ['a value after a colon', `the password: ${PASSWORD}`, PASSWORD],
    ['a quoted value after a colon', `token: "${PASSWORD}"`, PASSWORD],
    ['a token', JWT, JWT.slice(0, 12)],
    ['the beginning of a token', JWT.slice(0, 30), JWT.slice(0, 12)],
    ['a token that is longer than what is shown', `${'x '.repeat(25)}${JWT}`, 'eyJ'],
    ['a token that is longer than what is looked at', `eyJhbGciOiJSUzI1NiJ9.${'a'.repeat(50_000)}.b`, 'eyJ'],
    ['JSON in JSON', JSON.stringify(JSON.stringify({kind: 'Secret', data: {a: BASE64}})), BASE64],
  ])('%s is masked', (_claim, text, secret) => {
    expect(text).toContain(secret);
    expect(quoted(text)).not.toContain(secret);
    expect(quoted(text)).toMatch(/‹masked|not shown/);
  });
});

describe('no problem shows a secret', () => {
  const secret = JSON.stringify(
    event({
      objectRef: {resource: 'secrets', name: 'db'},
      requestObject: {kind: 'Secret', data: {a: BASE64, b: BASE64}},
    }),
  );
  const at = secret.indexOf(`"${BASE64}"`);

  test('a fault inside a Secret is told by its column', () => {
    const broken = `${secret.slice(0, at)}?${secret.slice(at)}`;
    expect(reasons(broken)).toEqual([`this is no JSON value at column ${at + 1}`]);
  });

  test('a fault elsewhere is told with what is there', () => {
    expect(reasons('{"kind":"Event" "level":1}')).toEqual(['a comma or } is missing at column 17: ""level":1}"']);
  });

  test('wherever the line is damaged, cut, or begins too late', () => {
    for (let i = 0; i <= secret.length; i++) {
      for (const text of [
        `${secret.slice(0, i)}?${secret.slice(i)}`,
        secret.slice(i),
        secret.slice(0, i),
        `${secret}${secret.slice(i)}`,
        `${secret}x${secret.slice(i)}`,
      ]) {
        for (const reason of reasons(text)) {
          for (let part = 0; part + 6 <= BASE64.length; part++)
            expect(reason).not.toContain(BASE64.slice(part, part + 6));
        }
      }
    }
  });

  test.each<[claim: string, text: string]>([
    ['no JSON', `hello Bearer ${BASE64} password=${PASSWORD}`],
    ['klog', `I1023 23:50:38.116061       1 a.go:2] Bearer ${BASE64}`],
    ['klog in JSON', JSON.stringify({ts: 1.5, caller: 'a.go:2', msg: `Bearer ${BASE64}`, v: 0})],
    ['auditd', `type=BPF msg=audit(1.5:4): token=${PASSWORD}`],
    ['stage', JSON.stringify(event({stage: `Bearer ${BASE64}` as never}))],
    ['level', JSON.stringify(event({level: `Bearer ${BASE64}` as never}))],
    ['stageTimestamp', JSON.stringify(event({stageTimestamp: `Bearer ${BASE64}`}))],
    ['kind', JSON.stringify({kind: `Bearer ${BASE64}`})],
    ['a key', JSON.stringify({[`password=${PASSWORD}`]: 1})],
  ])('%s', (_claim, text) => {
    const found = reasons(text);
    expect(found).not.toEqual([]);
    for (const reason of found) {
      expect(reason).not.toContain(BASE64.slice(0, 8));
      expect(reason).not.toContain(PASSWORD);
      expect(reason).toContain('‹masked');
    }
  });
});

describe('standing', () => {
  test.each<[claim: string, text: string, expected: string]>([
    [
      'a record without its newline',
      'I1023 23:50:38.116061       1 a.go:2] hello\r\n',
      'I1023 23:50:38.116061       1 a.go:2] hello',
    ],
    ['two thousand characters of a longer one', 'x'.repeat(2001), `${'x'.repeat(2000)}…`],
    ['controls made visible', 'a\u001b]0;title\u0007', 'a␛]0;title␇'],
    ['secrets masked', `hello Bearer ${BASE64}`, expect.stringMatching(/^hello Bearer ‹masked [0-9a-f]{8}›$/)],
    [
      'nothing of a piece of a Secret',
      `{"kind":"Secret","data":{"p":"${BASE64}"`,
      expect.stringMatching(/^\d+ characters, not shown because they may hold a secret$/),
    ],
  ])('%s', (_claim, text, expected) => expect(standing(text)).toEqual(expected));

  test('no part of a secret in an event that breaks off anywhere', () => {
    const whole = JSON.stringify(
      event({requestObject: {kind: 'Secret', data: {password: BASE64}, stringData: {x: PASSWORD}}, userAgent: JWT}),
    );
    for (let end = 1; end <= whole.length; end++) {
      const shown = standing(whole.slice(0, end));
      for (const secret of [BASE64, PASSWORD, JWT.slice(0, 24)]) expect(shown).not.toContain(secret.slice(0, 8));
    }
  });
});
