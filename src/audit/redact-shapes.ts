// Secrets that are told by how they look, wherever they stand: keys, tokens, what follows `Bearer`.
import {isNoSecret, PROSE} from './redact-names.ts';
import {MASK, PLACE, type TextContext} from './redact-rule.ts';

type TextRule = (text: string, context: TextContext) => string;

/** Where a word starts. */
const START = '(?<![A-Za-z0-9_])';

const PEM = /(-----BEGIN [A-Z0-9 ]{0,32}PRIVATE KEY(?: BLOCK)?-----)([\s\S]*?)(-----END [A-Z0-9 ]{0,40}-----|$)/g;
/** PEM in Base64 starts like this, whatever the key. */
const PEM_IN_BASE64 = /LS0tLS1CRUdJTi[A-Za-z0-9+/_-]*={0,2}/g;
const isPrivate = (encoded: string) =>
  /PRIVATE KEY/.test(Buffer.from(encoded.slice(0, 96), 'base64').toString('latin1'));

export const privateKey: TextRule = (text, {put}) =>
  (text.includes('-----BEGIN') ? maskPem(text, put) : text).replace(PEM_IN_BASE64, found =>
    isPrivate(found) ? put(found) : found,
  );

const maskPem = (text: string, put: TextContext['put']): string =>
  text.replace(PEM, (_all, begin: string, key: string, end: string) => begin + put(key) + end);

const JWT = /eyJ[\w-]*(?:\.[\w-]*)*/g;
const JWT_SEGMENTS = 3;

export const jwt: TextRule = (text, {put}) =>
  text.replace(JWT, found => (found.length >= 20 && found.split('.').length >= JWT_SEGMENTS ? put(found) : found));

const BEARER = new RegExp(`(${START}bearer(?:\\s|["'])+)([\\w.~+/=-]+)`, 'gi');

export const bearer: TextRule = (text, {put}) =>
  text.replace(BEARER, (all, head: string, value: string) =>
    PROSE.test(value) || isNoSecret(value) ? all : head + put(value),
  );

const BASIC = new RegExp(`(${START}Basic\\s)([A-Za-z0-9+/_-]{8,}={0,2})`, 'g');

export const basic: TextRule = (text, {put}) =>
  text.replace(BASIC, (all, head: string, value: string) => (/[A-Z0-9=]/.test(value) ? head + put(value) : all));

const KNOWN =
  /(?:sha256~[\w-]{20,}|k8s-aws-v1\.[\w-]+|gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{20,}|xox[abeprs]-[\w-]{10,}|hv[sbr]\.[\w-]{20,}|AIza[\w-]{35}|ya29\.[\w-]{20,}|[sr]k_(?:live|test)_\w{10,}|sk-[\w-]{20,}|SG\.[\w-]{16,}\.[\w-]{16,}|npm_\w{30,}|pypi-[\w-]{30,}|dop_v1_\w{30,}|glsa_\w{20,}|AGE-SECRET-KEY-1\w{20,}|K10[0-9a-f]{64}::[\w:.-]+|(?:kubeconfig-[\w-]{1,40}|token-[a-z0-9]{5}):[a-z0-9]{54}|hooks\.slack\.com\/services\/[\w/]{20,})/g;

export const knownToken: TextRule = (text, {put}) =>
  text.replace(KNOWN, (found, at: number) => (/\w/.test(text[at - 1] ?? '') ? found : put(found)));

/** Starts from the dot, which is rare, and looks back. */
const BOOTSTRAP = /\.(?<=(?:^|[^\w.-])[a-z0-9]{6}\.)([a-z0-9]{16})(?![\w.-])/g;

export const bootstrapToken: TextRule = (text, {put}) =>
  text.replace(BOOTSTRAP, (all, secret: string) => (/\d/.test(secret) ? `.${put(secret)}` : all));

const SAID = /((?<![\w-])(?:pass(?:word|phrase)|token|api[- ]?key)[ ]\\{0,9}["'])([^"'\\]{1,512})(?=\\{0,9}["'])/gi;

/** `password "x" is too short`. */
export const quotedSecret: TextRule = (text, {put}) =>
  text.replace(SAID, (all, head: string, value: string) => (isNoSecret(value) ? all : head + put(value)));

const XML = /<([\w.:-]{1,128})>([^<]{1,4096})(?=<\/)/g;
const XML_PAIR = /(<name>\s{0,64}([\w.:-]{1,256})\s{0,64}<\/name>\s{0,64}<value>)([^<]{1,4096})(?=<\/value>)/gi;
const XML_ATTRIBUTES = /((?:key|name)="([\w.:-]{1,256})"\s{1,64}value=")([^"]{1,4096})(?=")/gi;
/** redis.conf and .netrc have a blank between a name and its secret. */
const BLANK_LINE = new RegExp(
  `^([ \\t]{0,64}(?:requirepass|masterauth|sentinel auth-pass \\S{1,128})[ \\t]+)(${MASK}|\\S+)`,
  'gim',
);
const NETRC = new RegExp(`((?<!\\S)login\\s{1,16}\\S{1,256}\\s{1,16}password\\s{1,16})(${MASK}|\\S+)`, 'gi');

const IS_BASE64 = /^[A-Za-z0-9+/\r\n]{16,}={0,2}\s*$/;
const DATA_URL = /(;base64,)([A-Za-z0-9+/_-]{16,}={0,2})/g;

/** Base64 of a text in which something would be masked: all of it. */
export const inBase64: TextRule = (text, {put, place, again}) => {
  const holds = (encoded: string): boolean => {
    const decoded = Buffer.from(encoded, 'base64').toString('utf8');
    return !decoded.includes('\ufffd') && again(decoded) !== decoded;
  };
  if (place & PLACE.configData && IS_BASE64.test(text)) return holds(text) ? put(text) : text;
  if (!text.includes(';base64,')) return text;
  return text.replace(DATA_URL, (all, head: string, encoded: string) => (holds(encoded) ? head + put(encoded) : all));
};

const INVALID_VALUE = /(Invalid value: )(?!‹masked)/g;
const JSON_STARTS = /\{\s{0,64}\\{0,9}"/;

/** What a message on a Secret quotes of it. */
export const secretMessage: TextRule = (text, {put, place}) => {
  if (!(place & PLACE.secret)) return text;
  const json = text.search(JSON_STARTS);
  const end = text.lastIndexOf('}') + 1;
  const shown = json === -1 || end <= json ? text : text.slice(0, json) + put(text.slice(json, end)) + text.slice(end);
  const invalid = shown.search(INVALID_VALUE);
  if (
    invalid === -1 ||
    /(?:metadata\.[\w.[\]]{1,64}|type|immutable): $/.test(shown.slice(Math.max(0, invalid - 80), invalid))
  )
    return shown;
  const from = invalid + 'Invalid value: '.length;
  return shown.slice(0, from) + put(shown.slice(from));
};

/** Elements of XML and lines of files that put a blank between the two. */
export const configForms =
  (isSecret: (name: string) => boolean): TextRule =>
  (text, {put}) => {
    const named = (all: string, head: string, name: string, value: string) =>
      isSecret(name) && !isNoSecret(value.trim()) ? head + put(value) : all;
    const lines = !['requirepass', 'masterauth', 'auth-pass', 'login'].some(word => text.includes(word))
      ? text
      : text
          .replace(BLANK_LINE, (_all, head: string, value: string) => head + put(value))
          .replace(NETRC, (_all, head: string, value: string) => head + put(value));
    if (!lines.includes('<') && !lines.includes('value="')) return lines;
    return lines
      .replace(XML, (all, name: string, value: string) => named(all, `<${name}>`, name, value))
      .replace(XML_PAIR, named)
      .replace(XML_ATTRIBUTES, named);
  };
