// What went wrong with a server, as one sentence that says what to do.
import {visible} from '../../audit/visible.ts';
import type {Address} from './address.ts';
import {LEAST_VERSION} from './version.ts';

/** Of the client's and Node's errors. */
type Failure = {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly cause?: unknown;
  readonly errors?: unknown;
};

/** Longer messages are a query written out. */
const LONGEST = 300;

const NETWORK: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there; the HTTP port of a server is 8443 with TLS, 8123 without',
  ECONNRESET: 'the connection was closed; whether TLS is spoken there is said by ?secure=true or ?secure=false',
  EPIPE: 'the connection was closed',
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'the name of the host cannot be looked up now',
  ETIMEDOUT: 'it does not answer',
  EHOSTUNREACH: 'there is no way to that host',
  ENETUNREACH: 'there is no way to that network',
  EPROTO: 'it does not speak TLS there: add ?secure=false, or name its TLS port',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS there: add ?secure=false, or name its TLS port',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it does not speak TLS there: add ?secure=false, or name its TLS port',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by an unknown authority: name that with CLICKHOUSE_CA',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself: name it with CLICKHOUSE_CA',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is signed by an unknown authority: name that with CLICKHOUSE_CA',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is signed by an unknown authority: name that with CLICKHOUSE_CA',
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: 'it wants a certificate of yours: CLICKHOUSE_CERT and CLICKHOUSE_KEY',
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: 'it does not accept your certificate: CLICKHOUSE_CERT and CLICKHOUSE_KEY',
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: 'it does not accept your certificate: CLICKHOUSE_CERT and CLICKHOUSE_KEY',
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: 'your certificate has expired: CLICKHOUSE_CERT and CLICKHOUSE_KEY',
  ERR_OSSL_PEM_NO_START_LINE: 'CLICKHOUSE_CA, CLICKHOUSE_CERT or CLICKHOUSE_KEY names a file that is no PEM',
  ERR_OSSL_X509_KEY_VALUES_MISMATCH: 'CLICKHOUSE_KEY is not the key of the certificate of CLICKHOUSE_CERT',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
};

/** Codes of the server, https://github.com/ClickHouse/ClickHouse/blob/master/src/Common/ErrorCodes.cpp. */
const SERVER: Readonly<Record<string, string>> = {
  '60': 'there is no such table',
  '81': 'there is no such database',
  '158': 'the query would read more rows than the server allows: narrow the filter or the time',
  '159': 'the query took longer than the server allows: narrow the filter or the time',
  '164': 'this user may only read',
  '192': 'the server does not know this user',
  '193': 'the password is wrong',
  '194': 'the server wants a password: set CLICKHOUSE_PASSWORD',
  '202': 'the server has too many queries to do: try again',
  '241': 'the query needs more memory than the server gives it: narrow the filter or the time',
  '288':
    'the table is Distributed, and its server refuses queries in queries: set distributed_product_mode = global for this user, or readonly = 2',
  '307': 'the query would read more bytes than the server allows: narrow the filter or the time',
  '394': 'the query was stopped on the server',
  '497': 'this user has no right to do that',
  '516': 'the server refuses this user or the password: set CLICKHOUSE_USER and CLICKHOUSE_PASSWORD',
};

/** As servers wrote errors until 2021. */
const OLD = 'e.displayText() =';

const isFailure = (value: unknown): value is Failure => typeof value === 'object' && value !== null;

/** The code that says most: of the error, or of what it was caused by. */
function codeOf(error: unknown, depth = 0): string {
  if (!isFailure(error) || depth > 4) return '';
  if (error.code !== undefined && error.code !== '') return String(error.code);
  const inner = Array.isArray(error.errors) ? error.errors[0] : error.cause;
  return codeOf(inner, depth + 1);
}

const messageOf = (error: unknown): string =>
  (isFailure(error) && typeof error.message === 'string' ? error.message : String(error))
    .split(/\n|(?:[.:,] (?:In query|In scope|While )|: Cannot parse)/, 1)[0]!
    .replace(/[.:\s]+$/, '')
    .trim();

/** One sentence without its end, safe for a terminal. */
export function sentenceOf(error: unknown, {host, port}: Address): string {
  const code = codeOf(error);
  const server = SERVER[code];
  const message = messageOf(error);
  const detail = message.length > LONGEST ? `${message.slice(0, LONGEST)}…` : message;
  if (server !== undefined) return visible(`ClickHouse at ${host}:${port}: ${server} (${detail})`);
  if (message.includes(OLD))
    return visible(`ClickHouse at ${host}:${port} is too old: version ${LEAST_VERSION} or newer is needed`);
  const network = NETWORK[code] ?? (/timeout/i.test(message) ? 'it does not answer' : undefined);
  if (network !== undefined) return visible(`ClickHouse at ${host}:${port} is not reached: ${network}`);
  return visible(`ClickHouse at ${host}:${port} says: ${detail}${/^\d+$/.test(code) ? ` (code ${code})` : ''}`);
}
