// Which names are names of secrets, and which values under such names are none. Names are read by the word: `dbPassword`,
// `DB_PASSWORD` and `db.password` are the same. A variable is judged more harshly than a field of an object, because the API
// has many fields that only name a secret, and no variables.

/** Longer names are nobody's. */
const LONGEST = 256;

/** What tells several secrets of one name apart. */
const WHICH_ONE =
  /(?<=[a-z])(?: ?(?:\d+|(?<= )(?:old|new|prod|production|dev|test|staging|primary|secondary|backup|current|previous|default|b64|base64|plain|raw)))+ ?$/;

/** `APIKey`, `api-key`, `API_KEY`: `api key`. */
const wordsOf = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .replace(WHICH_ONE, '')
    .trim();

const PASSWORD =
  /pass ?(?:word|wd|phrase|code)|passw|(?<!by|com|tres|sur|over|under|proxy |http )pass$|pwd$|(?:^| )pw$|^master ?auth$/;

const KEY_KINDS =
  'api|access|secret|private|encrypt(?:ion)?|decrypt(?:ion)?|sign(?:ing)?|master|licen[cs]e|shared|account|storage|auth|ssh|' +
  'hmac|session|symmetric|sas|root|aes|rsa|ecdsa|webhook|pass|certificate|join|app(?:lication)?|admin|write|deploy|' +
  'service ?account|subscription|cipher|vault|unseal|recovery';
const SECRET_KINDS =
  'client|app|application|api|shared|web ?hook|session|jwt|cookie|consumer|hmac|o?auth2?|signing|bot|encryption|key|token';

/** Text in a field of that name is a secret, whatever object it stands in. */
const FIELD = new RegExp(
  [
    `(?:${KEY_KINDS}) ?keys?$`,
    `(?:${KEY_KINDS}|client) key (?:data|pem|base64|value)$`,
    'tokens?$|token (?:value|data|secret)$',
    `(?:${SECRET_KINDS}) ?secret$`,
    'secret (?:id|value|string|text|base|bytes)$|secret key base$|access key secret$',
    'connection ?str(?:ing)?s?$|conn ?str(?:ing)?$|(?:^| )dsn$|(?:^| )jwt$|(?:^| )psk$|(?:^| )t?otp$|sas ?url$|seed phrase$',
    'htpasswd$|docker ?config ?json$|docker ?cfg$|(?:^| )(?:set )?cookies?$|authorization$|bearer$|pgpass$',
  ].join('|'),
);

/** Tokens for turning pages and counting words. */
const NO_TOKEN =
  /(?:next|page|paging|continu\w*|sync|resume|cancel\w*|cursor|max|min|completions?|prompt|num|total|input|output|lock|fencing) ?tokens?$/;

/** What else tells a secret in the name of a variable, flag, header, parameter or key of a configuration. */
const VARIABLE =
  /secret|token|(?:^| )cred(?:ential)?s?(?: |$)|credentials?$|auth$|cookies?$| key$|access key id$|(?:^| )salt$|pepper$|(?:^| )pat$|signature$/;

/** Keys that lock nothing. */
const NO_KEY =
  /(?:public|pub|primary|foreign|merge|partition|sort|topology|label|annotation|taint|cache|routing|group|grouping|object|shard|row|index|lookup|order|unique|field|config|property|map|message|metric|param|parameter|dedup|idempotency|host|registry|registration|record|tag|selector|translation|validation) ?keys?$/;

/** Names of where a secret is, how long it lives, what it is called, whether there is one: the value itself is none. */
const ABOUT = new RegExp(
  '(?:^| |(?:token|secret|password|passwd|key|credentials?|auth|cookie)(?=(?:file|path|dir|name|ref|type|ttl)$))(?:' +
    'files?|filename|paths?|dir|directory|folder|location|names?|namespace|ttl|type|kind|mounts?|mount path|enabled?|disabled?|' +
    'seconds|minutes|hours|days|duration|timeout|expir(?:y|es|ation)|refs?|references?|selector|uri|url|endpoint|issuer|' +
    'audiences?|alg|algorithm|headers?|prefix|suffix|format|length|len|size|count|limit|max|min|version|policy|provider|' +
    'method|mode|scopes?|template|class|arn|hint|labels?|lifetime|age|interval|rotation|roles?|groups?|store|manager|' +
    'controller|operator|approver|reader|reviewer|creator|signer|syncer|image|repository|tag|port|server|username|user|email|required|status|state|index|field|checksum|digest|' +
    'validity|strategy|property|usages?|requests?|reviews?|annotation|bits|allowed|supported|optional|needed|missing|stdin|prompt' +
    ')$',
);
const ABOUT_IDS = /(?:token|credential|public key|signing key|master key|kms key|encryption key)s? ids?$/;
const ABOUT_START =
  /^(?:existing|checksum|enabled?|disabled?|use|has|with|is|skip|allow|auto ?mount|image ?pull|generate|rotate|include)(?: |$)|password keys?$|secret password key$/;

const isAbout = (words: string): boolean =>
  ABOUT.test(words) ? !/sas ?url$/.test(words) : ABOUT_IDS.test(words) || ABOUT_START.test(words);

/** What a name is, from strong to weak; `maybe` is a field that often holds the name of a Secret instead of a secret. */
export type NameKind = 'password' | 'field' | 'variable' | 'maybe' | 'none';

function judge(name: string): NameKind {
  if (name === '' || name.length > LONGEST || name === 'PWD' || name === 'OLDPWD') return 'none';
  const words = wordsOf(name);
  if (isAbout(words)) return 'none';
  if (PASSWORD.test(words)) return 'password';
  if (NO_TOKEN.test(words) || NO_KEY.test(words)) return 'none';
  if (FIELD.test(words)) return 'field';
  if (/(?:secrets?|credentials?|creds?|auth)$/.test(words)) return 'maybe';
  return VARIABLE.test(words) || name === 'KEY' ? 'variable' : 'none';
}

/** The same few thousand names stand in every body. */
const known = new Map<string, NameKind>();
const MOST = 20_000;

export function nameKind(name: string): NameKind {
  const before = known.get(name);
  if (before !== undefined) return before;
  const kind = judge(name);
  if (known.size >= MOST) known.clear();
  if (name.length <= LONGEST) known.set(name, kind);
  return kind;
}

/** Whether a variable, flag, header or key of a configuration of that name holds a secret: `DB_PASS`, `api-key`; not `TOKEN_PATH`. */
export const isSecretName = (name: string): boolean => nameKind(name) !== 'none';

/** Whether `name` looks like a variable: `DB_PASS`. */
const isVariableName = (name: string): boolean => /^[A-Z][A-Z0-9_]*$/.test(name);

/** What Kubernetes would take for the name of an object, or of one in a namespace. */
const OBJECT_NAME = /^[a-z0-9]+(?:[-./][a-z0-9]+)*$/;

/** Whether `value` in a field of that name of an object is a secret: `dbPassword`, `apiKey`; not `tlsSecret: web-tls`. */
export function isSecretField(name: string, value: string): boolean {
  switch (nameKind(name)) {
    case 'password':
    case 'field':
      return true;
    case 'maybe':
      return isVariableName(name) || !OBJECT_NAME.test(value);
    case 'variable':
      return isVariableName(name);
    case 'none':
      return false;
  }
}

/** A text that only says where the secret comes from: `$(NAME)`, `${NAME}`, `$NAME`, `{{ .Values.x }}`, a path in a vault. */
const REFERENCE =
  /^(?:\$\([^)]*\)|\$\{[^}]*\}|\{\{[^{}]*\}\}|\$[A-Z][A-Z0-9_]*|\$__\w+\{[^}]*\}|\$[A-Za-z][\w-]*(?:[.:][\w-]+)+|(?:vault:|ref\+|op:\/\/|bao:|arn:aws[\w-]*:(?:secretsmanager|ssm|kms):)\S*)$/;
const NOTHING = /^(?:true|false|yes|no|on|off|null|nil|none|~|""|''|\*+|<none>|<redacted>|\[redacted\])$/i;
const FILE =
  /^(?:\/(?:etc|var|run|opt|usr|home|mnt|tmp|secrets?|vault|root|srv|certs?|ssl|tls|config|credentials|keys?|data|app|bitnami|proc|dev)\/|file:|\.{1,2}\/)[\w./@-]*$/;

/** Whether a value under the name of a secret is plainly none. */
export const isNoSecret = (value: string): boolean =>
  value === '' || (value.length <= 512 && (NOTHING.test(value) || REFERENCE.test(value) || FILE.test(value)));

/** `--secrets=a,b` and `--cert-secrets=a` name Secrets. */
export const isListOfNames = (flag: string, value: string): boolean =>
  /^-.*secrets$/i.test(flag) && /^[a-z0-9.,/-]+$/.test(value);

/** Words of sentences that follow a name: `token: expired`, `password is required`. */
export const PROSE =
  /^(?:tokens?|auth|authentication|authorization|authenticator|credentials?|scheme|realm|headers?|errors?|or|and|is|are|was|has|have|must|may|can|cannot|should|will|not|no|the|a|an|in|of|on|for|to|from|with|by|at|as|if|too|invalid|required|missing|expired|unknown|unsupported|forbidden|denied|failed|failure|unauthorized|empty|null|nil|value|duplicate|field|immutable|wrong|incorrect|mismatch|basic|bearer|x509|oidc|node|webhook|rbac)(?![\w=-])/i;
