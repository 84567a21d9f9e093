// Secrets in URLs: passwords before the host, parameters of the query, commands of an exec, and whatever is percent-encoded.
// What changes is decoded, masked and encoded again; all else stays byte for byte.
import {maskArguments} from './redact-args.ts';
import {isNoSecret, nameKind} from './redact-names.ts';
import {betweenMasks, MASK, type TextContext} from './redact-rule.ts';

const HOST = /^(?:\[[0-9A-Fa-f:.]{2,45}\]|[\w.-]{1,253})(?::\d{1,5})?(?=[/?#,;&)\]}\s"'`<>\\]|$)/;
/** A user, and whatever follows up to a blank, a quote or the next URL of a list. `host:6443/` is no user. */
const USER = new RegExp(
  `(://[^/:?#@\\s"'\`<>]{0,256}:)(?!\\d{2,5}[/?#])((?:${MASK}|(?![,;][a-z][a-z+.-]{0,20}://)[^\\s"'\`<>])+)`,
  'gi',
);
/** A token in the place of the user, as Git takes it; names are shorter, or have no digits. */
const USER_TOKEN = /(:\/\/)((?=[A-Za-z_~.-]{0,200}\d)[\w.~-]{20,200})(?=@)/g;

/** The offset of the `@` before the host: the last one that a host follows. Passwords are written with `@`, `/` and `#` in them. */
function hostSign(run: string): number {
  const query = run.search(/\?[\w.-]{1,64}=/);
  const end = query === -1 || !run.slice(0, query).includes('@') ? run.length : query;
  let found = -1;
  for (let at = run.indexOf('@'); at !== -1 && at < end; at = run.indexOf('@', at + 1)) {
    const isHost = HOST.test(run.slice(at + 1, at + 300));
    if (isHost && (found === -1 || run[at - 1] !== '/')) found = at;
  }
  return found;
}

/** `user:password@` of every URL in a text. */
export const maskUserinfo = (text: string, {put}: TextContext): string => {
  if (!text.includes('@')) return text;
  return text
    .replace(USER, (all, head: string, run: string) => {
      const at = hostSign(run);
      const password = run.slice(0, at);
      return at === -1 || isNoSecret(password) ? all : head + put(password) + run.slice(at);
    })
    .replace(USER_TOKEN, (_all, head: string, token: string) => head + put(token))
    .replace(DSN, (_all, head: string, password: string, tail: string) => head + put(password) + tail);
};

/** `user:password@tcp(host)`, the form of Go's MySQL driver. */
const DSN = new RegExp(`((?<![^\\s"'=])[\\w.-]{1,64}:)((?:${MASK}|[^\\s"']){1,200})(@(?:tcp|udp|unix)\\()`, 'g');

/** Parameters of URLs that hold a secret, beside those that any name of a secret tells. */
const PARAMETERS =
  /^(?:key|sig|sign|signature|code|state_token|assertion|client_assertion|auth|pw|pass|pwd|jwt|hmac|sid|session|sessionid|session_id|ticket|otp|saml\w*|x-amz-signature|x-goog-signature|x-amz-security-token)$/i;
/** Parameters of the API that hold labels and names of fields. */
const SELECTORS = /^(?:labelSelector|fieldSelector|continue|resourceVersion|container|fieldManager)$/;

function decode(text: string, isQuery: boolean): string {
  const spaced = isQuery ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return spaced;
  return spaced.replace(/(?:%[0-9A-Fa-f]{2})+/g, run => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run.replace(/(?:%[0-7][0-9A-Fa-f])+/g, ascii => decodeURIComponent(ascii));
    }
  });
}

/** Encodes what is not masked, as `like` was encoded. */
const encode = (text: string, like: string): string =>
  betweenMasks(text, piece => {
    const encoded = encodeURIComponent(piece.toWellFormed());
    return like.includes('%20') ? encoded : encoded.replaceAll('%20', '+');
  });

const isSecretParameter = (name: string): boolean => PARAMETERS.test(name) || nameKind(name) !== 'none';

type Parameter = {readonly name: string; readonly sign: string; readonly raw: string; readonly value: string};

function parameterOf(part: string): Parameter {
  const sign = part.indexOf('=');
  const name = decode(sign === -1 ? part : part.slice(0, sign), true);
  const raw = sign === -1 ? '' : part.slice(sign + 1);
  return {name, sign: sign === -1 ? part : part.slice(0, sign + 1), raw, value: decode(raw, true)};
}

function maskQuery(query: string, {put, again}: TextContext): string {
  const parameters = query.split('&').map(parameterOf);
  const commands = parameters.filter(({name}) => name === 'command').map(({value}) => value);
  const masked = maskArguments(commands, put)[Symbol.iterator]();
  return parameters
    .map(({name, sign, raw, value}) => {
      if (name === 'command') {
        const word = again(masked.next().value as string);
        return sign + (word === value ? raw : encode(word, raw));
      }
      if (value === '' || SELECTORS.test(name)) return sign + raw;
      if (isSecretParameter(name)) return sign + (isNoSecret(value) ? raw : put(value));
      const inner = again(value);
      return sign + (inner === value ? raw : encode(inner, raw));
    })
    .join('&');
}

const REQUEST = new RegExp(`^(/[^\\s?#]*\\?)(?:${MASK}|\\S)*$`);
const QUERY = new RegExp(`([?#])((?:${MASK}|[^\\s"'<>\`\\\\])+)`, 'g');

/** The parameters of every URL in a text. */
export const maskParameters = (text: string, context: TextContext): string => {
  // A requestURI ends where its text ends: what would end a URL in a sentence is a part of it.
  const path = REQUEST.exec(text)?.[1];
  if (path !== undefined) return path + maskQuery(text.slice(path.length), context);
  return text.replace(QUERY, (all, mark: string, query: string) =>
    query.includes('=') ? mark + maskQuery(query, context) : all,
  );
};

const ENCODED = /%[0-9A-Fa-f]{2}/;

/** Words of a text that are percent-encoded; queries are left to maskParameters. */
export const maskEncoded = (text: string, {again}: TextContext): string =>
  ENCODED.test(text)
    ? betweenMasks(text, piece =>
        piece
          .split(/([\s"'<>`]+)/)
          .map(word => {
            if (!ENCODED.test(word)) return word;
            const query = word.search(/[?#]/);
            const [head, tail] =
              query === -1 || !word.includes('=', query) ? [word, ''] : [word.slice(0, query), word.slice(query)];
            const decoded = decode(head, false);
            if (decoded === head) return word;
            const inner = again(decoded);
            return (inner === decoded ? head : encodePath(inner)) + tail;
          })
          .join(''),
      )
    : text;

const encodePath = (text: string): string =>
  betweenMasks(text, piece => encodeURIComponent(piece.toWellFormed()).replaceAll('%2F', '/'));
