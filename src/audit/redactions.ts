// REDACTIONS: one row a rule that says what in an event is secret. redact.ts walks the event and asks them; the docs list them.
// Every pattern reads its text once, whatever it is (no nested or searching repetition): bodies are written by clients.
import type {Json} from './event.ts';

type JsonObject = {readonly [key: string]: Json};

/** Where in an event a value stands, as far as the rules care. Bits, or-ed. */
export const PLACE = {
  plain: 0,
  /** In a Secret: its request, or an object of that kind. */
  secret: 1,
  /** In a ConfigMap. */
  configMap: 2,
  /** Directly in `data` of a ConfigMap. */
  configData: 4,
} as const;
export type Place = number;

/** What to do with the value of a key: mask all in it, or mask it where it is text that is not JSON. */
export type Verdict = 'all' | 'unlessJson';

export type Redaction = {
  readonly id: string;
  readonly doc: string;
  /** Judges the value of one key of an object. */
  readonly key?: (key: string, value: Json, owner: JsonObject, place: Place) => Verdict | undefined;
  /** Judges an element of an array by the one before it. */
  readonly element?: (before: string, value: string) => Verdict | undefined;
  /** Replaces what is secret in any text. Must leave alone what `put` has made. */
  readonly text?: (text: string, put: (secret: string) => string, place: Place) => string;
};

export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** Words that tell a secret in the name of a variable, a key or a flag. */
const WORDS =
  'pass(?:word|wd|phrase)|passw|pwd|secret|token|api[-_.]?key|access[-_.]?key|private[-_.]?key|signing[-_.]?key|' +
  'encryption[-_.]?key|master[-_.]?key|license[-_.]?key|client[-_.]?key|ssh[-_.]?key|credentials?|auth(?:orization)?$|' +
  'cookie|dockerconfigjson|dockercfg';
const SECRET_NAME = new RegExp(`(?:${WORDS})`, 'i');
/** Names of where a secret is, how long it lives, what it is called: the value itself is none. */
const ABOUT_A_SECRET =
  /(?:[-_.](?:file|path|dir|name|namespace|ttl|type|mount|enabled|seconds|expiry|expiration|ref)|[a-z](?:File|Path|Dir|Name|Namespace|Ttl|TTL|Type|Mount|Enabled|Seconds|Ref))$/i;

/** Whether a variable, key or flag of that name holds a secret: `DB_PASSWORD`, `api-key`; not `TOKEN_PATH`, `PWD`. */
export const isSecretName = (name: string): boolean =>
  name.length <= 512 && SECRET_NAME.test(name) && name !== 'PWD' && name !== 'OLDPWD' && !ABOUT_A_SECRET.test(name);

/** Fields that hold a secret wherever they stand: lower case, without `-` and `_`. */
const SECRET_FIELDS: ReadonlySet<string> = new Set([
  'password',
  'passwd',
  'passphrase',
  'token',
  'accesstoken',
  'refreshtoken',
  'idtoken',
  'bearertoken',
  'authtoken',
  'sessiontoken',
  'clientsecret',
  'secretkey',
  'secretaccesskey',
  'accesskeysecret',
  'apikey',
  'privatekey',
  'clientkeydata',
  'authorization',
  'proxyauthorization',
  'xauthtoken',
  'cookie',
  'setcookie',
]);

/** True for each of them: most keys are not looked up. */
const FIELD_HINT = /pass|token|secret|key|auth|cookie/i;

const isText = (value: Json): boolean =>
  typeof value === 'string' || (Array.isArray(value) && value.every(item => typeof item === 'string'));

const unescapePointer = (segment: string) => segment.replaceAll('~1', '/').replaceAll('~0', '~');

/** The path of a JSON patch operation, whose value is `value`. */
const patchPath = (key: string, owner: JsonObject): string | undefined =>
  key === 'value' && typeof owner.path === 'string' ? owner.path : undefined;

/** `$(NAME)` and `${NAME}` name a secret that stands elsewhere. */
const isReference = (value: string) => /^\$(?:\([^)]*\)|\{[^}]*\})$/.test(value);

/** Words that follow "bearer" in prose, as in "invalid bearer token". */
const PROSE =
  /^(?:tokens?|auth|authentication|authorization|authenticator|credentials?|scheme|realm|header|error|or|and|is)\b/i;

/** Where a word starts; in a URL also after an encoded character, `%20`. */
const START = '(?:(?<![A-Za-z0-9_])|(?<=%[0-9A-Fa-f]{2}))';
/** What stands between words, in a URL too. */
const GAP = String.raw`(?:\s|%20|%09|\+)`;
/** A value in text, up to white space, a quote or the next parameter. Where `+` is a space, in a URL, it ends there too. */
const value = (more: string) => String.raw`(?:(?!%20|%22|%26|%27|%0[AaDd])[^\s"'&<>${more}])+`;

const SECRET_WORD = 'pass(?:word|wd|phrase)|secret|token|api[-_]?key|access[-_]?key|private[-_]?key';

const patterns = (more: string, tokenMore: string) => ({
  bearer: new RegExp(`(${START}bearer(?:${GAP}|%22|["'])+)((?:[\\w.~/=${tokenMore}-]|%2[BbFf]|%3[Dd])+)`, 'gi'),
  authorization: new RegExp(
    `(${START}(?:proxy-)?authorization(?:["']|%22)?(?:\\s?[:=]|%3A|%3D)(?:${GAP}|["'])*(?:(?:basic|digest|negotiate|token|apikey)${GAP}+)?)(${value(more)})`,
    'gi',
  ),
  assigned: new RegExp(`((?:${SECRET_WORD})(?:=|%3D)(?:["']|%22|%27)?)(${value(more)})`, 'gi'),
});

const IN_TEXT = patterns('', '+');
const IN_URL = patterns('+', '');
const patternsFor = (text: string) => (text.startsWith('/') ? IN_URL : IN_TEXT);

/** An exec of `--password hunter2`: one argument a parameter. */
const NEXT_ARGUMENT = new RegExp(`([?&]command=--?(?:[\\w-]{0,64}-)?(?:${SECRET_WORD})&command=)([^&]+)`, 'gi');
const BASIC = new RegExp(String.raw`(${START}Basic(?:\s|%20|\+))([A-Za-z0-9/]{8,}(?:%3[Dd]|=){0,2})`, 'g');
const JWT = /eyJ[\w-]*(?:\.[\w-]*)*/g;
const SIGNATURE = /([?&](?:x-amz-signature|x-goog-signature|sig|signature|code|client_assertion)=)([^&\s"'#]+)/gi;
const USERINFO = /(:\/\/[^\s/:@?#"']*:)([^\s/@?#"']+)(?=@)/g;
const PEM = /(-----BEGIN [A-Z ]{0,32}PRIVATE KEY-----)([\s\S]*?)(-----END [A-Z ]{0,32}-----|$)/g;
/** Starts from the dot, which is rare, and looks back. */
const BOOTSTRAP = /\.(?<=(?:^|[^\w.-]|%[0-9A-Fa-f]{2})[a-z0-9]{6}\.)([a-z0-9]{16})(?![\w.-])/g;
const KNOWN = new RegExp(
  String.raw`${START}(?:sha256~[\w-]{20,}|k8s-aws-v1\.[\w-]+|gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{20,}|xox[abprs]-[\w-]{10,}|hvs\.[\w-]{20,})`,
  'g',
);
const YAML_LINE = /^([ \t]{0,200}(?:-[ \t]{1,9})?["']?)([\w.-]{1,128})(["']?[ \t]*[:=][ \t]*)(\S[^\n\r]*)/gm;

const JWT_SEGMENTS = 3;

export const REDACTIONS = [
  {
    id: 'secret-data',
    doc: 'Values under `data` and `stringData` of Secrets: by `objectRef.resource`, or any object of kind Secret or SecretList, in lists, tables and merge patches.',
    key: (key, _value, _owner, place) =>
      place & PLACE.secret && (key === 'data' || key === 'stringData') ? 'all' : undefined,
  },
  {
    id: 'secret-patch',
    doc: 'Values of JSON patch operations on a Secret whose path leads into `/data` or `/stringData`. A whole object as the value is treated as a Secret.',
    key: (key, _value, owner, place) => {
      const path = place & PLACE.secret ? patchPath(key, owner) : undefined;
      return path !== undefined && /(?:^|\/)(?:data|stringData)(?:\/|$)/.test(path) ? 'all' : undefined;
    },
  },
  {
    id: 'last-applied',
    doc: 'The annotation `kubectl.kubernetes.io/last-applied-configuration`: masked inside its JSON; of a Secret masked whole where it does not parse.',
    key: (key, _value, owner, place) => {
      if (!(place & PLACE.secret)) return undefined;
      const path = patchPath(key, owner);
      const name = path === undefined ? key : unescapePointer(path.slice(path.lastIndexOf('/') + 1));
      return name === LAST_APPLIED ? 'unlessJson' : undefined;
    },
  },
  {
    id: 'secret-text',
    doc: 'A body of a request for Secrets that was logged as text and not as JSON: masked whole.',
    key: (key, _value, owner, place) =>
      place & PLACE.secret && (key === 'requestObject' || key === 'responseObject') && 'auditID' in owner
        ? 'unlessJson'
        : undefined,
  },
  {
    id: 'config-map',
    doc: 'Values of a ConfigMap whose key looks like a secret (`DB_PASSWORD`, `api-key`), and JSON patches of these.',
    key: (key, _value, owner, place) => {
      if (place & PLACE.configData) return isSecretName(key) ? 'all' : undefined;
      const path = patchPath(key, owner);
      const name = path === undefined ? '' : unescapePointer(path.slice(path.lastIndexOf('/') + 1));
      return isSecretName(name) && isText(owner[key]!) ? 'all' : undefined;
    },
  },
  {
    id: 'config-text',
    doc: 'Lines of a file in a ConfigMap that set such a key: `db.password=…`, `token: …`.',
    text: (text, put, place) =>
      place & PLACE.configData
        ? text.replace(YAML_LINE, (all, indent: string, name: string, sign: string, value: string) =>
            isSecretName(name) && !isReference(value) ? `${indent}${name}${sign}${put(value)}` : all,
          )
        : text,
  },
  {
    id: 'env',
    doc: 'Literal values of environment variables, headers and parameters, `{name, value}`, whose name looks like a secret.',
    key: (key, value, owner) =>
      key === 'value' && typeof owner.name === 'string' && isText(value) && isSecretName(owner.name)
        ? typeof value === 'string' && isReference(value)
          ? undefined
          : 'all'
        : undefined,
  },
  {
    id: 'argument',
    doc: 'The argument after a flag whose name looks like a secret, in the command of a container: `["--token", "…"]`.',
    element: (before, value) =>
      /^--?[\w-]{1,128}$/.test(before) && isSecretName(before) && !/^[-/]/.test(value) && !isReference(value)
        ? 'all'
        : undefined,
  },
  {
    id: 'field',
    doc: 'Text in fields named `token`, `password`, `clientSecret`, `authorization` and the like, in any object: `spec.token` of a TokenReview, `status.token` of a TokenRequest, headers.',
    key: (key, value) =>
      key.length <= 32 &&
      FIELD_HINT.test(key) &&
      isText(value) &&
      SECRET_FIELDS.has(key.toLowerCase().replace(/[-_]/g, ''))
        ? 'all'
        : undefined,
  },
  {
    id: 'oauth-client',
    doc: '`secret` and `additionalSecrets` of an OpenShift OAuthClient.',
    key: (key, value, owner) =>
      owner.kind === 'OAuthClient' && (key === 'secret' || key === 'additionalSecrets') && isText(value)
        ? 'all'
        : undefined,
  },
  {
    id: 'private-key',
    doc: 'Private keys in PEM form, in any text.',
    text: (text, put) =>
      text.replace(PEM, (_all, begin: string, key: string, end: string) => `${begin}${put(key)}${end}`),
  },
  {
    id: 'jwt',
    doc: 'JSON Web Tokens, in any text.',
    text: (text, put) =>
      text.replace(JWT, found => (found.length >= 20 && found.split('.').length >= JWT_SEGMENTS ? put(found) : found)),
  },
  {
    id: 'bearer',
    doc: 'What follows the word `Bearer`, in any text.',
    text: (text, put) =>
      text.replace(patternsFor(text).bearer, (all, head: string, value: string) =>
        PROSE.test(value) ? all : head + put(value),
      ),
  },
  {
    id: 'authorization',
    doc: 'What follows `Authorization:` or `Basic`, in any text: a header in a command line, encoded or not.',
    text: (text, put) =>
      text
        .replace(patternsFor(text).authorization, (all, head: string, value: string) =>
          /^bearer$/i.test(value) ? all : head + put(value),
        )
        .replace(BASIC, (all, head: string, value: string) => (/[A-Z0-9=]/.test(value) ? head + put(value) : all)),
  },
  {
    id: 'known-token',
    doc: 'Tokens known by their prefix, in any text: OpenShift `sha256~`, EKS, GitHub, GitLab, Slack, Vault.',
    text: (text, put) => text.replace(KNOWN, put),
  },
  {
    id: 'assignment',
    doc: 'Values set by a name that ends like a secret, in any text: `?access_token=…`, `--password=…`, `PASSWORD=…`, encoded or not.',
    text: (text, put) =>
      text
        .replace(patternsFor(text).assigned, (all, head: string, value: string) =>
          isReference(value) || value === 'true' || value === 'false' ? all : head + put(value),
        )
        .replace(NEXT_ARGUMENT, (_all, head: string, value: string) => head + put(value)),
  },
  {
    id: 'signed-url',
    doc: 'Signatures and codes in the query of a URL.',
    text: (text, put) => text.replace(SIGNATURE, (_all, head: string, value: string) => head + put(value)),
  },
  {
    id: 'url-password',
    doc: 'The password in a URL with user and password.',
    text: (text, put) => text.replace(USERINFO, (_all, head: string, value: string) => head + put(value)),
  },
  {
    id: 'bootstrap-token',
    doc: 'The secret half of bootstrap tokens (`abcdef.0123456789abcdef`), in any text.',
    text: (text, put) =>
      text.replace(BOOTSTRAP, (all, secret: string) => (/\d/.test(secret) ? `.${put(secret)}` : all)),
  },
] as const satisfies readonly Redaction[];

/** True for every text in which a rule may find something: most texts hold none of these, and are not looked at again. */
export const MAY_HOLD_SECRET =
  /bearer|basic|eyJ|pass|pwd|secret|token|key|credential|auth|cookie|dockerc|:\/\/|sig|code=|assertion=|sha256~|k8s-aws-v1|gh[pousr]_|github_pat|glpat-|xox|hvs\.|\\u|\.[a-z0-9]{16}(?![\w.-])/i;

/** Markdown: one row a rule. */
export const redactionsTable = (): string =>
  [
    '| rule | masks |',
    '|---|---|',
    ...REDACTIONS.map(({id, doc}) => `| \`${id}\` | ${doc.replaceAll('|', '\\|')} |`),
  ].join('\n');
