import {describe, expect, test} from 'vitest';
import type {AuditEvent, Json} from '../../src/audit/event.ts';
import {redact, redactText} from '../../src/audit/redact.ts';
import {about, body, event, expectHidden, expectShown, message, S, uri} from './redact-expect.ts';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('hidden', () => {
  test.each(['DB_PASS', 'SMTP_PASS', 'STRIPE_KEY', 'DB_PWD', 'AWS_CREDENTIALS', 'X-Vault-Token', 'Cookie'])(
    'a pair, a map and a field named %s',
    name => {
      expectHidden(body({spec: {containers: [{env: [{name, value: S}]}]}}));
      expectHidden(body({any: [{name, value: S}]}));
      expectHidden(body({spec: {env: {[name]: S}, httpHeaders: [{name, value: `Basic ${S}`}]}}));
    },
  );

  test.each([
    '/data/password',
    '/env/0/value',
    '/spec/containers/0/env/2/value',
    '/spec/dbPassword',
    '/spec/env/DB_PASS',
    '/metadata/annotations/example.com~1password',
    '/spec/password/value',
  ])('a JSON patch of %s', path => expectHidden(body([{op: 'add', path, value: S}])));

  test.each<[claim: string, sample: AuditEvent, secret?: string]>([
    [
      'a request for Secrets without objectRef',
      {...uri('/api/v1/namespaces/x/secrets/y'), responseObject: {data: {a: S}}},
    ],
    ['a number as a password', body({password: 8372615}), '8372615'],
    ['a value under a name', body({password: {value: S}})],
    ['a custom resource', body({spec: {a: {dbPassword: S, connectionString: `Server=h;Key=${S}`}}})],
    ['a docker configuration', body({x: `{"auths":{"r":{"auth":"${S}"}}}`})],
    [
      'Base64 in a ConfigMap',
      about('configmaps', {requestObject: {binaryData: {a: base64(`password=${S}\n`)}}}),
      base64(`password=${S}\n`),
    ],
    ['a Helm release in a ConfigMap', about('configmaps', {requestObject: {data: {release: `H4sI${S}`}}})],
    ['a trigger of a BuildConfig', body({triggers: [{type: 'GitHub', github: {secret: S}}]})],
    [
      'a private key in Base64',
      body({x: base64(`-----BEGIN RSA PRIVATE KEY-----\n${S}`)}),
      base64(`-----BEGIN RSA PRIVATE KEY-----\n${S}`),
    ],
    [
      'what a message on a Secret quotes',
      {...message(`Secret "x" is invalid: data[a]: Invalid value: "${S}": bad`), objectRef: {resource: 'secrets'}},
    ],
    [
      'JSON in a message on a Secret',
      {...message(`Object 'Kind' is missing in '{"data":{"a":"${S}"}}'`), objectRef: {resource: 'secrets'}},
    ],
  ])('%s', (_claim, sample, secret) => expectHidden(sample, secret));

  test('the values of a key that is there twice, both', () => {
    const text = `{"kind":"Secret","data":{"a":"${S}","n":9007199254740993},"data":{"b":"${S}"},"data":null}`;
    const sample = body({metadata: {annotations: {[LAST_APPLIED]: text}}});
    expectHidden(sample);
    expect(JSON.stringify(redact(sample).event).match(/\\"data\\"/g)).toHaveLength(3);
    const raw = JSON.stringify(sample).replace(
      '"requestObject"',
      `"requestObject":{"password":"${S}"},"requestObject"`,
    );
    expect(redactText(raw, JSON.parse(raw) as AuditEvent)).not.toContain(S);
  });
});

describe('shown', () => {
  test.each<[claim: string, spec: Json]>([
    [
      'names of Secrets',
      {secretName: 'db-password', tlsSecret: 'web-tls', credentialName: 'x-cert', imagePullSecrets: [{name: 'a'}]},
    ],
    ['times and switches', {tokenExpirationSeconds: 3600, automountServiceAccountToken: true, maxTokens: 4096}],
    [
      'references',
      {passwordSecretRef: {name: 'a', key: 'password'}, keyRef: 'a', secretKeyRef: {name: 'x', key: 'password'}},
    ],
    ['labels', {labels: {'x/secret-key': 'active', token: 'abc'}, matchLabels: {password: 'x'}}],
    ['what is encrypted', {encryptedData: {password: 'AgBy3i4OJSWK'}}],
    ['keys of an ExternalSecret', {data: [{secretKey: 'password', remoteRef: {key: 'prod/db', property: 'password'}}]}],
    [
      'keys of nodes and topologies',
      {
        topologyKey: 'kubernetes.io/hostname',
        tolerations: [{key: 'token', value: 'y'}].slice(1),
        matchExpressions: [{key: 'token', operator: 'In', values: ['a']}],
      },
    ],
    [
      'annotations of Kubernetes',
      {
        metadata: {
          resourceVersion: '1',
          annotations: {'nginx.ingress.kubernetes.io/auth-secret': 'ns/name', 'checksum/secret': 'abcd'},
        },
      },
    ],
    ['algorithms', {privateKey: {algorithm: 'RSA', size: 2048}}],
    ['parameters that name', {parameters: {'csi.storage.k8s.io/provisioner-secret-name': 'x'}}],
  ])('%s', (_claim, spec) => expectShown(body({spec})));

  test('annotations of the event and who it was', () =>
    expectShown(
      event({
        user: {
          username: 'x',
          extra: {'authentication.kubernetes.io/credential-id': ['JTI=abc'], accessKeyId: ['AKIA1']},
        },
        annotations: {
          'authorization.k8s.io/decision': 'allow',
          'authentication.k8s.io/legacy-token': 'system:serviceaccount:a:b',
          'authentication.k8s.io/stale-token':
            'subject: system:serviceaccount:n:n, seconds after warning threshold: 4185802.',
        },
      }),
    ));
});
