import {describe, expect, test} from 'vitest';
import {maskOf, redact} from '../../src/audit/redact.ts';
import {body, expectHidden, expectShown, file, message, note, S} from './redact-expect.ts';

describe.each([
  ['a file in a ConfigMap', file],
  ['an annotation', note],
])('%s', (_where, sample) => {
  test.each<[claim: string, text: string]>([
    ['a block scalar', `a: b\npassword: |\n  ${S}\n\n  more${S}\nc: d\n`],
    ['a folded scalar', `x:\n  password: >-\n    ${S}\n  y: z`],
    ['a scalar with a tag', `password: !!str ${S}`],
    ['a scalar over two lines', `password: abc\n  ${S}\nx: y`],
    ['a scalar on the next line', `password:\n  ${S}\nx: y`],
    ['items of a list', `tokens:\n- ${S}\n- b${S}\n`],
    ['a flow mapping', `db: {user: a, password: a ${S}, host: h}`],
    ['a name and its value', `env:\n- name: DB_PASS\n  value: ${S}\n`],
    ['quotes with blanks in them', `password="abc ${S}"`],
    ['single quotes', `password: 'abc ${S}'`],
    ['a property', `db.password=${S},x;y&z\nk=v`],
    ['a property that goes on', `password=abc\\\n   ${S}\nx=1`],
    ['.env', `export DB_PASS=${S}\n`],
    ['INI', `[db]\r\npwd = ${S}\r\n`],
    ['TOML in three quotes', `password = """\n${S}\n"""\n`],
    ['JSON that is cut', `{"a": 1, "password": "ab\\"c${S}", "b`],
    [
      'the data of a Secret',
      `kind: Secret\ndata:\n  foo: ${S}\n  bar: |\n    ${S}\n\n    ${S}\nmetadata:\n  name: x\n`,
    ],
    ['a kubeconfig', `users:\n- name: a\n  user:\n    client-key-data: ${S}\n    token: ${S}\n`],
    ['XML', `<c><password>${S}</password></c>`],
    ['properties in XML', `<property><name>fs.secret.key</name><value>${S}</value></property>`],
    ['attributes', `<add key="DbPassword" value="${S}"/>`],
    ['redis.conf', `port 1\nrequirepass ${S}\n`],
    ['.netrc', `machine h login u password ${S}\n`],
  ])('%s', (_claim, text) => expectHidden(sample(text)));
});

describe('any text', () => {
  test.each<[claim: string, text: string]>([
    ['a header', `X-Vault-Token: ${S}`],
    ['a cookie to the end', `Cookie: a=1; b=${S}`],
    ['Authorization with any scheme', `Authorization: Splunk ${S}`],
    ['a quoted value', `invalid password "${S}"`],
    ['a value in a sentence', `login failed (password=${S}), try again`],
    ['JSON in JSON in text', `bad: "{\\"password\\":\\"a\\\\\\"b${S}\\"}"`],
    ['a connection string', `Server=h;Uid=a;Pwd=${S};Database=x`],
  ])('%s', (_claim, text) => {
    expectHidden(message(text));
    expectHidden(body({x: text}));
  });

  test.each([
    'secrets "db-password" not found',
    'User "x" cannot get resource "secrets" in API group "" in the namespace "default"',
    'Unauthorized: invalid bearer token: token expired',
    'data[token]: Required value',
    'password: Required value',
    'system:openshift:cloud-credential-operator:cluster-reader',
    'RBAC: allowed by ClusterRoleBinding "token-reviewer" of ClusterRole "secret-reader"',
  ])('%s stays', text => expectShown(message(text)));
});

test('a file without secrets stays', () => {
  expectShown(
    file(
      'tolerations:\n- key: node-role\n  value: x\nsecretName: foo\nvalueFrom:\n  secretKeyRef:\n    name: a\n    key: password\ntokenTTL: 5m\npassword: $' +
        '{DB}\nauth: oidc\n',
    ),
  );
});

test('the lines around a masked block stay, and equal secrets have equal masks', () => {
  const {requestObject} = redact(file(`a: b\npassword: |\n  ${S}\nc:\n  token: "${S}"\n`)).event;
  expect(requestObject).toEqual({
    data: {'app.conf': `a: b\npassword: |\n  ${maskOf(S)}\nc:\n  token: "${maskOf(S)}"\n`},
  });
});
