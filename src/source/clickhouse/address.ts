// clickhouse://user@host:8443/database/table: which server and which table. Passwords are no part of it: what stands on a
// command line is seen by everyone on the machine.
import {visible} from '../../audit/visible.ts';

export type Address = {
  readonly host: string;
  readonly port: number;
  /** Whether TLS is spoken. */
  readonly secure: boolean;
  readonly database: string;
  readonly table: string;
  readonly user?: string;
};

type Parsed = {readonly ok: true; readonly address: Address} | {readonly ok: false; readonly message: string};

const SCHEME = /^clickhouse:\/\//i;

export const isAddress = (text: string): boolean => SCHEME.test(text);

const FORM = 'clickhouse://user@host:8443/database/table';
const SECURE_PORT = 8443;
/** The server's port without TLS. */
const PLAIN_PORT = 8123;

const wrong = (message: string): Parsed => ({ok: false, message: visible(message)});

const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};

/** TLS unless the port is the server's without it, or `?secure=false` says so. */
function secureOf(url: URL): boolean | undefined {
  const said = url.searchParams.get('secure');
  if (said === null) return url.port !== String(PLAIN_PORT);
  return said === 'true' ? true : said === 'false' ? false : undefined;
}

/** Of a text that `isAddress`. */
export function parseAddress(text: string): Parsed {
  // URL knows the parts of special schemes alone.
  const url = URL.parse(text.replace(SCHEME, 'https://'));
  if (url === null || /^clickhouse:\/\/+[/?#@]/i.test(text))
    return wrong(`this is no address of ClickHouse; it is written ${FORM}`);
  if (url.password !== '')
    return wrong(
      'a password does not belong in the address, where others can see it: set CLICKHOUSE_PASSWORD, or CLICKHOUSE_PASSWORD_FILE to a file with it',
    );
  const unknown = [...url.searchParams.keys()].find(key => key !== 'secure');
  if (unknown !== undefined) return wrong(`the address has ?${unknown}=, which means nothing; there is ?secure=false`);
  const secure = secureOf(url);
  if (secure === undefined) return wrong('?secure= is true or false');
  const [database, table, ...more] = url.pathname.split('/').slice(1).map(decoded);
  if (!database || !table || more.length > 0) return wrong(`the address must name a table: ${FORM}`);
  const user = decoded(url.username);
  // The port that https:// has by itself is none that was named.
  const named = /^[^/?#]*:(\d+)(?:[/?#]|$)/.exec(text.replace(SCHEME, '').replace(/^[^/?#]*@/, ''))?.[1];
  return {
    ok: true,
    address: {
      host: url.hostname,
      port: named === undefined ? (secure ? SECURE_PORT : PLAIN_PORT) : Number(named),
      secure,
      database,
      table,
      ...(user === undefined || user === '' ? {} : {user}),
    },
  };
}

/** As messages and the header name it: without the user. */
export const addressText = ({host, port, database, table}: Address): string =>
  `clickhouse://${host}:${port}/${database}/${table}`;
