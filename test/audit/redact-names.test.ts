import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {isNoSecret, isSecretField, isSecretName} from '../../src/audit/redact-names.ts';
import {MAY_HOLD_SECRET} from '../../src/audit/redactions.ts';

describe('a variable of that name holds a secret', () => {
  test.each([
    ...[
      'DB_PASSWORD',
      'DB_PASS',
      'SMTP_PASS',
      'DB_PWD',
      'ROOT_PW',
      'dbpass',
      'PASSWORD2',
      'PASSWORD_OLD',
      'PGPASSWORD',
    ],
    ...['apiKey', 'APIKey', 'API-KEY', 'api_key', 'STRIPE_KEY', 'ENCRYPTION_KEY', 'KEY', 'API_KEY_1', 'tls.key'],
    ...['aws_secret_access_key', 'AWS_ACCESS_KEY_ID', 'JWT_SECRET', 'SECRET_KEY_BASE', 'VAULT_SECRET_ID'],
    ...[
      'GITHUB_TOKEN',
      'GITHUB_PAT',
      'GCP_CREDENTIALS',
      'BASIC_AUTH',
      'AUTH_SALT',
      'DATABASE_DSN',
      'CONNECTION_STRING',
    ],
    ...[
      '.dockerconfigjson',
      'X-Vault-Token',
      'X-Api-Key',
      'Authorization',
      'Set-Cookie',
      '--db-password',
      'spring.datasource.password',
    ],
  ])('%s', name => {
    expect(isSecretName(name)).toBe(true);
    expect(`${name}=x`).toMatch(name === 'KEY' || name === 'tls.key' ? /key/i : MAY_HOLD_SECRET);
  });
});

describe('a variable of that name holds none', () => {
  test.each([
    ...['PWD', 'OLDPWD', 'TOKEN_FILE', 'TOKEN_PATH', 'secretName', 'tokenFile', 'passwordSecretRef', 'keyRef', 'key'],
    ...[
      'tokenExpirationSeconds',
      'automountServiceAccountToken_enabled',
      'TOKEN_URL',
      'PASSWORD_MIN_LENGTH',
      'MAX_TOKENS',
    ],
    ...[
      'PUBLIC_KEY',
      'PARTITION_KEY',
      'topologyKey',
      'patchMergeKey',
      'pageToken',
      'existingSecret',
      'checksum/secret',
    ],
    ...['AUTHOR', 'replicas', 'BYPASS', 'COMPASS', 'monkey', 'resourceVersion', 'imagePullSecrets', 'password-stdin'],
    ...[
      'cloud-credential-operator',
      'authorization-mode',
      'token-auth-file',
      'signing-key-file',
      'GOOGLE_PROJECT',
      'STORAGE',
    ],
  ])('%s', name => {
    expect(isSecretName(name)).toBe(false);
  });
});

describe('a field', () => {
  test.each<[name: string, value: string, is: boolean]>([
    ['dbPassword', 'abc', true],
    ['adminPassword', 'abc', true],
    ['clientSecret', 'abc', true],
    ['connectionString', 'abc', true],
    ['tlsSecret', 'web-tls', false],
    ['tlsSecret', 'Ab3$x', true],
    ['credentials', 'ns/gcp-creds', false],
    ['secretName', 'db-password', false],
    ['sortKey', 'name', false],
    ['STRIPE_KEY', 'abc', true],
    ['stripeKey', 'abc', false],
  ])('%s: %s is a secret: %s', (name, value, is) => {
    expect(isSecretField(name, value)).toBe(is);
  });
});

describe('a value that is none', () => {
  test.each([
    '',
    'true',
    'null',
    '$(DB)',
    '$' + '{DB}',
    '$DB_PASSWORD',
    '{{ .Values.x }}',
    '$oidc.azure.clientSecret',
    '/etc/tls/tls.key',
    'vault:secret/data/x#y',
    '$__file{/etc/x}',
  ])('%j', value => expect(isNoSecret(value)).toBe(true));
  test.each(['abc', '$2a$10$abc', '/9j/4AAQ', '$ecret', 'true1', 'nothing'])('not %j', value =>
    expect(isNoSecret(value)).toBe(false),
  );
});

test('the quick look at a text finds every name of a secret', () => {
  const part = fc.constantFrom(
    'db',
    'pass',
    'PWD',
    'secret',
    'api',
    'key',
    'Token',
    'conn',
    'str',
    'sas',
    'url',
    'salt',
    'pat',
    'otp',
    'pw',
    'seed',
    'phrase',
    'bearer',
    'psk',
    'master',
    'auth',
    'cred',
    'signature',
  );
  const name = fc.tuple(fc.array(part, {minLength: 1, maxLength: 4}), fc.constantFrom('', '_', '-', '.', ' '));
  fc.assert(
    fc.property(name, ([parts, between]) => {
      const text = parts.join(between);
      if (isSecretName(text)) expect(`${text}=abc`).toMatch(MAY_HOLD_SECRET);
    }),
  );
});
