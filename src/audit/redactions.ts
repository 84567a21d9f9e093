// REDACTIONS: one row a rule that says what in an event is secret. redact-walk.ts walks the event and asks them; the docs list them.
// Every rule reads its text once, whatever it is (no nested or searching repetition): bodies are written by clients.
import {maskArguments, maskCommands} from './redact-args.ts';
import {maskAssigned} from './redact-assign.ts';
import * as keys from './redact-keys.ts';
import {isSecretName} from './redact-names.ts';
import type {Redaction} from './redact-rule.ts';
import * as shapes from './redact-shapes.ts';
import {maskEncoded, maskParameters, maskUserinfo} from './redact-url.ts';
import {maskManifests} from './redact-yaml.ts';

/** Texts are asked from top to bottom: what masks more comes first, so that equal secrets have equal hashes. */
export const REDACTIONS = [
  {
    id: 'secret-data',
    doc: 'Values under `data` and `stringData` of Secrets: by `objectRef.resource`, by the path of the URL, or any object of kind Secret or SecretList; in lists, tables and merge patches. Tokens of ServiceAccounts, docker configurations and Helm releases are among them.',
    key: keys.secretData,
  },
  {
    id: 'secret-patch',
    doc: 'Values of JSON patch operations on a Secret whose path leads into `/data` or `/stringData`. A whole object as the value is treated as a Secret.',
    key: keys.secretPatch,
  },
  {
    id: 'last-applied',
    doc: 'The annotation `kubectl.kubernetes.io/last-applied-configuration`: masked inside its JSON, keys that are there twice too; of a Secret masked whole where it does not parse.',
    key: keys.lastApplied,
  },
  {
    id: 'secret-text',
    doc: 'A body of a request for Secrets that was logged as text and not as JSON: masked whole.',
    key: keys.secretText,
  },
  {
    id: 'secret-message',
    doc: 'What a message on a request for Secrets quotes: JSON, and what follows `Invalid value:`, except of names, labels and types.',
    text: shapes.secretMessage,
  },
  {
    id: 'config-map',
    doc: 'Values of a ConfigMap whose key looks like a secret (`DB_PASSWORD`, `api-key`), at any depth of JSON in it.',
    key: keys.configMap,
  },
  {
    id: 'helm-release',
    doc: 'Helm releases that are kept in ConfigMaps: `data.release`. Those in Secrets are masked as any Secret.',
    key: keys.helmRelease,
  },
  {
    id: 'registry',
    doc: '`auth`, `password` and tokens under `auths` of a docker configuration, wherever it stands.',
    key: keys.registryAuth,
  },
  {
    id: 'openshift',
    doc: '`secret` and `additionalSecrets` of an OpenShift OAuthClient, and `secret` of the webhook triggers of a BuildConfig.',
    key: keys.openshift,
  },
  {
    id: 'env',
    doc: 'Literal values of variables, headers and parameters, `{name, value}` or `{key, value}`, whose name looks like a secret: `DB_PASS`, `STRIPE_KEY`, `X-Vault-Token`.',
    key: keys.pair,
  },
  {
    id: 'env-map',
    doc: 'The same in maps: under `env`, `environment`, `headers`, `parameters` and the like.',
    key: keys.variables,
  },
  {
    id: 'patch',
    doc: 'Values of JSON patch operations whose path ends in such a name, and of `…/env/2/value`, where the name is not known.',
    key: keys.patch,
  },
  {
    id: 'annotation',
    doc: 'Annotations whose name looks like a secret, except those of Kubernetes and OpenShift, which only tell of secrets.',
    key: keys.annotation,
  },
  {
    id: 'field',
    doc: 'Text in fields whose name looks like a secret, in any object: `token` of a TokenReview or TokenRequest, `dbPassword`, `apiKey`, `clientSecret`, `connectionString`. Fields such as `tlsSecret` only where the text is no name of an object. Labels, `encryptedData` of SealedSecrets and key mappings of ExternalSecrets stay.',
    key: keys.field,
  },
  {
    id: 'field-value',
    doc: '`value`, `plainText`, `inline` and the like in an object under such a name: `password: {value: …}`.',
    key: keys.named,
  },
  {
    id: 'argument',
    doc: 'In commands that are lists of words, of containers and in `command=` of an exec: what follows a flag whose name looks like a secret, `--token=…`, `DB_PASS=…`, and short flags of programs that take a password (`mysql -p…`, `curl -u user:…`, `redis-cli -a …`).',
    list: (words, owner, {put}) => {
      const program = owner?.command;
      const before = Array.isArray(program) ? program.filter(word => typeof word === 'string') : [];
      return maskArguments(words, put, {before});
    },
  },
  {
    id: 'private-key',
    doc: 'Private keys in PEM form, in any text, in Base64 too. Certificates and requests for them are public.',
    text: shapes.privateKey,
  },
  {
    id: 'base64',
    doc: 'Base64 in a ConfigMap (`binaryData`) and in `data:` URLs, of text in which something would be masked: masked whole.',
    text: shapes.inBase64,
  },
  {
    id: 'manifest',
    doc: 'Values under `data` and `stringData` of Secrets in YAML that is text.',
    text: maskManifests,
  },
  {
    id: 'url-parameter',
    doc: 'Parameters of URLs that hold a secret (`token`, `password`, `key`, `sig`, `code`, `jwt`, …), and secrets in all others, decoded. Selectors of labels and fields stay.',
    text: maskParameters,
  },
  {
    id: 'url-password',
    doc: 'The password in a URL with user and password, with `@`, `/` and `#` in it too, and in `user:password@tcp(host)`.',
    text: maskUserinfo,
  },
  {
    id: 'percent-encoded',
    doc: 'Secrets by all these rules in percent-encoded text.',
    text: maskEncoded,
  },
  {
    id: 'assignment',
    doc: 'In any text, values that a name of a secret is given: `PASSWORD=…`, `"token": "…"`, `X-Vault-Token: …`, `Cookie: …`, `Authorization: …`. In texts of several lines, ConfigMaps and annotations also lines of YAML (block scalars, `name:` and `value:`), INI, properties and .env.',
    text: maskAssigned,
  },
  {
    id: 'config-text',
    doc: 'Elements and attributes of XML with such a name; `requirepass` of redis.conf and `password` of .netrc.',
    text: shapes.configForms(isSecretName),
  },
  {
    id: 'command-line',
    doc: 'Commands in any text, as `argument` has it.',
    text: maskCommands,
  },
  {
    id: 'bearer',
    doc: 'What follows the word `Bearer`, in any text.',
    text: shapes.bearer,
  },
  {
    id: 'basic',
    doc: 'Base64 that follows the word `Basic`, in any text.',
    text: shapes.basic,
  },
  {
    id: 'jwt',
    doc: 'JSON Web Tokens, in any text.',
    text: shapes.jwt,
  },
  {
    id: 'known-token',
    doc: 'Tokens known by their prefix, in any text: OpenShift `sha256~`, EKS, k3s, Rancher, GitHub, GitLab, Slack, Vault, Google, Stripe, SendGrid, npm and others.',
    text: shapes.knownToken,
  },
  {
    id: 'bootstrap-token',
    doc: 'The secret half of bootstrap tokens (`abcdef.0123456789abcdef`), in any text.',
    text: shapes.bootstrapToken,
  },
  {
    id: 'quoted',
    doc: 'What a message quotes right after `password`, `passphrase`, `token` or `api key`.',
    text: shapes.quotedSecret,
  },
] as const satisfies readonly Redaction[];

export type RedactionId = (typeof REDACTIONS)[number]['id'];

/** True for every text in which a rule may find something: most texts hold none of these, and are not looked at again. */
export const MAY_HOLD_SECRET =
  /pass|pwd|pw\b|secret|token|key|cred|auth|cookie|basic|bearer|jwt|dsn|conn[^=:]{0,7}str|psk|otp|sas.?url|salt|pepper|pat\b|\bsign?=|signature|hmac|session(?:.?id)?=|sid=|ticket=|saml|code=|assertion|seed.?phrase|eyJ|LS0t|base64,|:\/\/|@(?:tcp|udp|unix)\(|dockerc|docker_c|sha256~|k8s-aws-v1|gh[pousr]_|glpat-|xox|hv[sbr]\.|AIza|ya29|[sr]k_|sk-|SG\.|npm_|pypi-|dop_v1|glsa_|K10|%[0-9a-f]{2}|\\u|\.[a-z0-9]{16}(?![\w.-])|(?:^|[\s"'(=])-[a-z]/i;

/** Markdown: one row a rule. */
export const redactionsTable = (): string =>
  [
    '| rule | masks |',
    '|---|---|',
    ...REDACTIONS.map(({id, doc}) => `| \`${id}\` | ${doc.replaceAll('|', '\\|')} |`),
  ].join('\n');
