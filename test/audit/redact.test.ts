import {createHash} from 'node:crypto';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {AuditEvent, Json} from '../../src/audit/event.ts';
import {stringifyGo} from '../../src/audit/exact-json.ts';
import {
  maskOf,
  REDACTIONS,
  redact,
  redactionCounts,
  redactionsTable,
  redactText,
  redactValue,
} from '../../src/audit/redact.ts';
import type {Redaction} from '../../src/audit/redact-rule.ts';
import {MAY_HOLD_SECRET} from '../../src/audit/redactions.ts';
import {effort} from '../support/effort.ts';

const base: AuditEvent = {level: 'RequestResponse', auditID: '1', stage: 'ResponseComplete', user: {username: 'alice'}};
const event = (more: Partial<AuditEvent>): AuditEvent => ({...base, ...more});
const about = (resource: string, more: Partial<AuditEvent>): AuditEvent => event({objectRef: {resource}, ...more});

/** Whatever a rule has to hide in the samples below. */
const S = 'hunter2Xq9z';
const JWT = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl-_x';
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

type RuleId = (typeof REDACTIONS)[number]['id'];

const SAMPLES: readonly (readonly [rule: RuleId, claim: string, sample: AuditEvent, secret?: string])[] = [
  ['secret-data', 'data of a Secret', about('secrets', {requestObject: {kind: 'Secret', data: {a: S}}})],
  ['secret-data', 'stringData of a merge patch', about('secrets', {requestObject: {stringData: {a: S}}})],
  ['secret-data', 'by kind, whatever the resource', event({responseObject: {kind: 'Secret', data: {a: S}}})],
  ['secret-data', 'items of a SecretList', event({responseObject: {kind: 'SecretList', items: [{data: {a: S}}]}})],
  [
    'secret-data',
    'a Secret in a List',
    event({responseObject: {kind: 'List', items: [{kind: 'Secret', data: {a: S}}]}}),
  ],
  [
    'secret-data',
    'objects in rows of a Table',
    about('secrets', {responseObject: {kind: 'Table', rows: [{object: {data: {a: S}}}]}}),
  ],
  ['secret-data', 'data that is no object', about('secrets', {requestObject: {data: S}})],
  ['secret-data', 'data of odd shapes', about('secrets', {requestObject: {data: {a: [{b: S}]}}})],
  ['secret-patch', 'a value under data', about('secrets', {requestObject: [{op: 'add', path: '/data/a', value: S}]})],
  ['secret-patch', 'all of data', about('secrets', {requestObject: [{op: 'add', path: '/data', value: {a: S}}]})],
  [
    'secret-patch',
    'the whole object',
    about('secrets', {requestObject: [{op: 'replace', path: '', value: {data: {a: S}}}]}),
  ],
  [
    'secret-patch',
    'a patch of a webhook, in an annotation',
    about('secrets', {
      annotations: {
        'patch.webhook.admission.k8s.io/round_0_index_0': JSON.stringify({
          patch: [{op: 'add', path: '/data/a', value: S}],
        }),
      },
    }),
  ],
  [
    'last-applied',
    'of a Secret, inside its JSON',
    about('secrets', {
      requestObject: {metadata: {annotations: {[LAST_APPLIED]: `{"kind":"Secret","data":{"a":"${S}"}}\n`}}},
    }),
  ],
  [
    'last-applied',
    'of a Secret that does not parse',
    about('secrets', {
      requestObject: {metadata: {annotations: {[LAST_APPLIED]: `"data" "a" ${S}`}}},
    }),
  ],
  [
    'last-applied',
    'in a JSON patch',
    about('secrets', {
      requestObject: [{op: 'add', path: `/metadata/annotations/${LAST_APPLIED.replace('/', '~1')}`, value: S}],
    }),
  ],
  [
    'last-applied',
    'of a Secret in a list of others',
    event({
      responseObject: {
        items: [{metadata: {annotations: {[LAST_APPLIED]: `{"kind":"Secret","stringData":{"a":"${S}"}}`}}}],
      },
    }),
  ],
  [
    'last-applied',
    'variables of a pod in it',
    about('pods', {
      requestObject: {metadata: {annotations: {[LAST_APPLIED]: `{"env":[{"name":"DB_PASSWORD","value":"${S}"}]}`}}},
    }),
  ],
  ['secret-text', 'a body that is text', about('secrets', {requestObject: `data:\n  a: ${S}`})],
  ['secret-text', 'a body that is JSON in text', about('secrets', {requestObject: `{"data":{"a":"${S}"}}`})],
  ['config-map', 'a key that looks like a secret', about('configmaps', {requestObject: {data: {'db-password': S}}})],
  ['config-map', 'by kind', event({requestObject: {kind: 'ConfigMap', data: {API_KEY: S}}})],
  [
    'config-map',
    'in a JSON patch',
    about('configmaps', {requestObject: [{op: 'add', path: '/data/API_TOKEN', value: S}]}),
  ],
  [
    'config-text',
    'a property',
    about('configmaps', {requestObject: {data: {'app.conf': `user=a\ndb.password = ${S}, x\n`}}}),
  ],
  [
    'config-text',
    'a line of YAML',
    about('configmaps', {requestObject: {data: {'app.yaml': `users:\n- token: "${S}"\n`}}}),
  ],
  ['env', 'a variable of a pod', about('pods', {requestObject: {env: [{name: 'DB_PASSWORD', value: S}]}})],
  ['env', 'a header of a probe', about('pods', {requestObject: {httpHeaders: [{name: 'Authorization', value: S}]}})],
  [
    'field',
    'TokenRequest',
    event({objectRef: {resource: 'serviceaccounts', subresource: 'token'}, responseObject: {status: {token: S}}}),
  ],
  ['field', 'TokenReview', about('tokenreviews', {requestObject: {kind: 'TokenReview', spec: {token: S}}})],
  ['field', 'a field of a custom resource', event({requestObject: {spec: {clientSecret: S, api_key: S}}})],
  ['field', 'a header with several values', event({requestObject: {headers: {Authorization: [S]}}})],
  ['argument', 'after a flag', event({requestObject: {args: ['--token', S, '--v', '4']}})],
  ['openshift', 'secret', event({requestObject: {kind: 'OAuthClient', secret: S, additionalSecrets: [S]}})],
  [
    'private-key',
    'PEM',
    event({requestObject: {x: `-----BEGIN RSA PRIVATE KEY-----\n${S}\n-----END RSA PRIVATE KEY-----`}}),
  ],
  ['private-key', 'PEM that is cut off', event({requestObject: {x: `-----BEGIN PRIVATE KEY-----\n${S}`}})],
  ['jwt', 'in the URL', event({requestURI: `/x?jwt=${JWT}`}), JWT],
  ['jwt', 'in the user agent', event({userAgent: `curl ${JWT}`}), JWT],
  ['jwt', 'in a body', event({requestObject: [{deep: {x: `a ${JWT}.`}}]}), JWT],
  ['bearer', 'in an annotation', event({annotations: {x: `Bearer ${S}`}})],
  ['bearer', 'in a message', event({responseStatus: {message: `bad header "bearer ${S}"`}})],
  ['bearer', 'in an encoded command', event({requestURI: `/exec?command=-H&command=X%3A+Bearer+${S}&x=1`})],
  ['bearer', 'encoded otherwise', event({requestURI: `/exec?command=X%3A%20Bearer%20${S}`})],
  ['assignment', 'a header in text', event({requestObject: {command: ['curl', '-H', `Authorization: ${S}`]}})],
  ['basic', 'Basic', event({userAgent: `x Basic ${S}==`})],
  ['url-parameter', 'in an encoded command', event({requestURI: `/exec?command=Authorization%3A+Basic+${S}`})],
  ['known-token', 'of OpenShift', event({userAgent: `sha256~${S.repeat(4)}`})],
  ['known-token', 'of EKS', event({responseStatus: {message: `k8s-aws-v1.${S}`}})],
  ['assignment', 'access_token in the URL', event({requestURI: `/api?a=1&access_token=${S}&b=2`})],
  ['assignment', 'token first in the query', event({requestURI: `/api?token=${S}`})],
  ['assignment', 'password in the URL', event({requestURI: `/api?password=${S}`})],
  ['assignment', 'a flag in an encoded command', event({requestURI: `/exec?command=mysql&command=--password%3D${S}`})],
  [
    'assignment',
    'a flag and its value as two arguments',
    event({requestURI: `/exec?command=--token&command=${S}&stdin=true`}),
  ],
  ['assignment', 'a flag in a pod', event({requestObject: {args: [`--oidc-client-secret=${S}`]}})],
  ['url-parameter', 'a signature', event({requestObject: {url: `https://h/x?a=1&X-Amz-Signature=${S}`}})],
  ['url-password', 'user and password', event({requestObject: {url: `postgres://u:${S}@h:5432/db`}})],
  [
    'secret-message',
    'a quoted value',
    about('secrets', {responseStatus: {message: `Secret "x" is invalid: data[a]: Invalid value: "${S}": bad`}}),
  ],
  ['helm-release', 'in a ConfigMap', about('configmaps', {requestObject: {data: {release: `H4sI${S}`}}})],
  ['env-map', 'in a custom resource', event({requestObject: {spec: {env: {stripe_key: S}}}})],
  ['patch', 'of a field', event({requestObject: [{op: 'add', path: '/spec/dbPassword', value: S}]})],
  ['patch', 'of some variable', event({requestObject: [{op: 'add', path: '/spec/env/2/value', value: S}]})],
  ['annotation', 'of an object', event({requestObject: {metadata: {annotations: {'example.com/api-key': S}}}})],
  ['field-value', 'under its name', event({requestObject: {spec: {password: {value: S}}}})],
  ['registry', 'auth', event({requestObject: {auths: {r: {username: 'u', auth: S}}}})],
  [
    'base64',
    'a data: URL',
    event({requestObject: {source: `data:;base64,${Buffer.from(`password=${S}`).toString('base64')}`}}),
    Buffer.from(`password=${S}`).toString('base64'),
  ],
  ['manifest', 'in text', event({requestObject: {x: `kind: Secret\ndata:\n  a: ${S}\n`}})],
  ['percent-encoded', 'a path', event({requestURI: `/proxy/password%3D${S}`})],
  ['config-text', 'an element', event({requestObject: {x: `<dbPassword>${S}</dbPassword>`}})],
  ['command-line', 'a short flag', event({requestObject: {x: `mysql -u root -p${S}`}})],
  ['quoted', 'in a message', event({responseStatus: {message: `password "${S}" is too short`}})],
  ['bootstrap-token', 'in text', event({userAgent: 'join abcdef.0123456789abcdef now'}), '0123456789abcdef'],
];

describe('REDACTIONS', () => {
  const named = SAMPLES.map(([rule, claim, sample, secret = S]) => ({rule, claim, sample, secret}));
  test.each(named)('$rule: $claim', ({sample, secret}) => {
    const {event: masked, masked: count} = redact(sample);
    expect(JSON.stringify(sample)).toContain(secret);
    expect(JSON.stringify(masked)).not.toContain(secret);
    expect(count).toBeGreaterThan(0);
    expect(redact(masked)).toEqual({event: masked, masked: 0});
    const text = redactText(JSON.stringify(sample), sample);
    expect(text).not.toContain(secret);
    expect(JSON.parse(text)).toEqual(masked);
  });

  test('every rule has a unique id, a sentence, something to do, and a sample', () => {
    const ids = REDACTIONS.map(rule => rule.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter(id => !SAMPLES.some(([rule]) => rule === id))).toEqual([]);
    for (const rule of REDACTIONS as readonly Redaction[]) {
      expect(rule.doc).toMatch(/\.$/);
      expect(rule.key ?? rule.list ?? rule.text, rule.id).toBeDefined();
      expect(redactionsTable()).toContain(`| \`${rule.id}\` |`);
    }
  });

  test('every rule masks something in the samples; in percent-encoded text the others do', () => {
    const counted = new Set(SAMPLES.flatMap(([, , sample]) => [...redactionCounts(sample).keys()]));
    expect(REDACTIONS.map(({id}) => id).filter(id => !counted.has(id))).toEqual(['percent-encoded']);
  });

  test('the quick look at a text misses nothing that a rule for text finds', () => {
    for (const [rule, , sample] of SAMPLES) {
      const row = (REDACTIONS as readonly Redaction[]).find(({id}) => id === rule)!;
      const isLookedInto = ['secrets', 'configmaps'].includes(sample.objectRef?.resource ?? '');
      if (row.text !== undefined && !isLookedInto) expect(JSON.stringify(sample), rule).toMatch(MAY_HOLD_SECRET);
    }
  });
});

describe('what is left as it is', () => {
  test.each<[claim: string, sample: AuditEvent]>([
    [
      'a plain request',
      event({
        requestURI: '/api/v1/namespaces/a/pods?limit=500&continue=eyJ2IjoibWV0YSJ9',
        userAgent: 'kubectl/v1.30.0',
      }),
    ],
    ['data of what is no Secret', event({requestObject: {kind: 'Pod', data: {a: 'b'}}})],
    [
      'names of Secrets',
      about('secrets', {requestObject: {kind: 'Secret', metadata: {name: 'db-password'}, type: 'Opaque'}}),
    ],
    [
      'cells of a Table of Secrets',
      about('secrets', {responseObject: {kind: 'Table', rows: [{cells: ['db', 'Opaque', 2, '5d']}]}}),
    ],
    ['removals from a Secret', about('secrets', {requestObject: {data: {a: null}}})],
    [
      'where a pod takes its secrets from',
      event({
        requestObject: {
          env: [{name: 'DB_PASSWORD', valueFrom: {secretKeyRef: {name: 'db', key: 'password'}}}],
          volumes: [{secret: {secretName: 'x'}}],
        },
      }),
    ],
    [
      'variables that say where a secret is',
      event({requestObject: {env: [{name: 'TOKEN_PATH', value: '/var/run/t'}]}}),
    ],
    ['variables that refer to others', event({requestObject: {env: [{name: 'PASSWORD', value: '$(OTHER)'}]}})],
    [
      'a certificate signing request',
      event({requestObject: {kind: 'CertificateSigningRequest', spec: {request: 'LS0tLS1CRUdJTg=='}}}),
    ],
    [
      'other keys of a ConfigMap',
      about('configmaps', {requestObject: {data: {Corefile: '.:53 {\n errors\n}', replicas: '3'}}}),
    ],
    [
      'a schema with a property called password',
      event({requestObject: {properties: {password: {type: 'string'}, token: {type: 'string'}}}}),
    ],
    [
      'prose on bearer tokens',
      event({responseStatus: {message: 'Authentication failed, attempted: bearer, x509; invalid bearer token'}}),
    ],
    ['prose on basic authentication', event({responseStatus: {message: 'Basic authentication is off'}})],
    ['host names', event({userAgent: 'sample.internalservices x.default.svc.cluster.local https://host:6443/a@b'})],
    [
      'flags that only name',
      event({
        requestObject: {
          args: ['--token-auth-file=/x', '--enable-token=true', '--token', '--v', '--client-key', '/etc/key'],
        },
      }),
    ],
  ])('%s', (_claim, sample) => {
    const result = redact(sample);
    expect(result).toEqual({event: sample, masked: 0});
    expect(result.event).toBe(sample);
    const raw = JSON.stringify(sample, undefined, 1);
    expect(redactText(raw, sample)).toBe(raw);
  });
});

describe('redact', () => {
  test('the mask is the head of the SHA-256 of the value', () => {
    const hash = createHash('sha256').update(S).digest('hex').slice(0, 8);
    expect(maskOf(S)).toBe(`‹masked ${hash}›`);
    const {event: masked, masked: count} = redact(
      about('secrets', {requestObject: {data: {a: S, b: S, c: 'other', d: ''}}}),
    );
    expect(masked.requestObject).toEqual({data: {a: maskOf(S), b: maskOf(S), c: maskOf('other'), d: ''}});
    expect(count).toBe(3);
  });

  test('untouched parts are the same objects', () => {
    const sample = about('secrets', {
      requestObject: {metadata: {name: 'x'}, data: {a: S}},
      responseObject: {metadata: {}},
    });
    const {event: masked} = redact(sample);
    expect(masked.user).toBe(sample.user);
    expect(masked.responseObject).toBe(sample.responseObject);
    expect((masked.requestObject as {metadata: Json}).metadata).toBe(
      (sample.requestObject as {metadata: Json}).metadata,
    );
    expect(sample.requestObject).toEqual({metadata: {name: 'x'}, data: {a: S}});
  });

  test('JSON inside text keeps its structure and its trailing newline', () => {
    const text = `{"kind":"Secret","big":12345678901234567890,"data":{"a":"${S}"}}\n`;
    const {event: masked} = redact(
      about('secrets', {requestObject: {metadata: {annotations: {[LAST_APPLIED]: text}}}}),
    );
    expect(
      (masked.requestObject as {metadata: {annotations: Record<string, string>}}).metadata.annotations[LAST_APPLIED],
    ).toBe(text.replace(S, maskOf(S)));
  });

  test('JSON nested deeper in text than is followed is masked in a Secret', () => {
    let text = JSON.stringify({data: {a: S}});
    for (let i = 0; i < 8; i++) text = JSON.stringify({x: text});
    expect(JSON.stringify(redact(about('secrets', {requestObject: {x: text}})).event)).not.toContain(S);
  });

  test('a key __proto__ stays data', () => {
    const body = JSON.parse(`{"__proto__":{"token":"${S}"},"x":1}`) as Json;
    const {event: masked, masked: count} = redact(event({requestObject: body}));
    expect(count).toBe(1);
    expect(JSON.stringify(masked.requestObject)).toBe(`{"__proto__":{"token":"${maskOf(S)}"},"x":1}`);
  });

  test('any JSON is taken for an event, and nothing throws', () => {
    const key = fc.constantFrom(
      'kind',
      'data',
      'stringData',
      'items',
      'path',
      'value',
      'name',
      '__proto__',
      'objectRef',
      'resource',
      'requestObject',
      'auditID',
      LAST_APPLIED,
      'x',
    );
    const leaf = fc.constantFrom<Json>(
      'Secret',
      'secrets',
      'ConfigMap',
      '/data/a',
      'Bearer x1',
      '{"data":{"a":1}}',
      '{',
      '[1,',
      null,
      1,
      true,
      '',
    );
    const {tree} = fc.letrec<{tree: Json}>(tie => ({
      tree: fc.oneof({depthSize: 'medium'}, leaf, fc.string(), fc.array(tie('tree')), fc.dictionary(key, tie('tree'))),
    }));
    fc.assert(
      fc.property(tree, value => {
        const hostile = value as unknown as AuditEvent;
        const {event: masked, masked: count} = redact(hostile);
        expect(masked === hostile).toBe(count === 0);
        expect(redact(masked).masked).toBe(0);
        expect(JSON.parse(redactText(JSON.stringify(value), hostile))).toEqual(masked);
      }),
    );
  });

  test('a hundred thousand levels do not overflow the stack', () => {
    const deep = (inner: string) => `${'{"a":['.repeat(50_000)}${inner}${']}'.repeat(50_000)}`;
    const raw = `{"auditID":"1","objectRef":{"resource":"secrets"},"requestObject":${deep(`{"data":"${S}"}`)}}`;
    expect(redactText(raw, JSON.parse(raw) as AuditEvent).includes(maskOf(S))).toBe(true);
    const plain = `{"requestObject":${deep('1')}}`;
    expect(redactText(plain, JSON.parse(plain) as AuditEvent) === plain).toBe(true);
  });

  test.each([
    'eyJ',
    'eyJ.',
    '-----BEGIN PRIVATE KEY-----',
    'bearer ',
    'bearer+',
    'authorization: ',
    'token=',
    'http://a:',
    '://',
    'a1b2c3.',
    'sha256~',
    '?sig=',
    '-',
    '{"',
    '\\u',
    '\n- ',
    '\npassword ',
    '?command=--',
  ])('a megabyte of %j takes no longer than another', piece => {
    const text = piece.repeat(Math.ceil(1e6 / piece.length));
    const one = event({userAgent: text, requestURI: `/${text}`, requestObject: {kind: 'ConfigMap', data: {x: text}}});
    expect(effort(() => redact(one))).toBeLessThan(3000);
  });
});

describe('redactText', () => {
  const raw = `{"auditID":"1","requestURI":"/a\\u0026b","objectRef":{"resource":"secrets"},"requestObject":{"data":{"a":"${S}"},"n":9007199254740993,"f":1.0}}`;

  test('numbers come through as written, and Go’s escapes are written', () => {
    expect(redactText(raw, JSON.parse(raw) as AuditEvent)).toBe(raw.replace(S, maskOf(S)));
  });

  test('a secret behind a second key of that name is not let through', () => {
    const twice = `{"auditID":"1","objectRef":{"resource":"secrets"},"requestObject":{"data":{"a":"${S}"},"data":null}}`;
    expect(redactText(twice, JSON.parse(twice) as AuditEvent)).not.toContain(S);
  });

  test('text that is not the JSON of an event is replaced by what was read of it', () => {
    const sample = event({verb: 'get'});
    expect(redactText(`{"requestObject":{"da{"kind":"Event"`, sample)).toBe(stringifyGo(sample as unknown as Json));
  });
});

test('redactValue masks within one text', () => {
  expect(redactValue(`/api?token=${S}`)).toBe(`/api?token=${maskOf(S)}`);
  expect(redactValue('/api?limit=5')).toBe('/api?limit=5');
});
