// ClickHouse's HTTP interface in front of the library, so that the real client speaks to it over a real socket. As a program of
// its own: `node front.ts FOLDER PORT`; it prints its port, and ends when its standard input does.
import {createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse} from 'node:http';
import {createServer as createSecureServer, type ServerOptions} from 'node:https';
import type {AddressInfo} from 'node:net';
import {gunzipSync} from 'node:zlib';
import {type ChdbSession, chdb} from './engine.ts';

export type FrontOptions = {
  /** The one who may ask; without it everyone. */
  readonly user?: string;
  readonly password?: string;
  /** The token of the one who may ask, instead of both. */
  readonly token?: string;
  /** TLS is spoken, with these certificates. */
  readonly tls?: ServerOptions;
  /** As a user with readonly=1: no setting is taken. */
  readonly readonly?: boolean;
};

/** What was asked, for tests. */
export type Asked = {
  readonly query: string;
  readonly id: string;
  readonly settings: Readonly<Record<string, string>>;
  /** The client went away before it had its answer. */
  left: boolean;
};

/** Parameters of the interface itself. */
const OWN = new Set([
  'query',
  'database',
  'query_id',
  'default_format',
  'session_id',
  'role',
  'compress',
  'decompress',
]);
/** Settings of the server that the library has not. */
const OF_HTTP = /^(?:wait_end_of_query|send_progress|http_|enable_http_compression|cancel_http_)/;

const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
}

/** Fields of multipart/form-data, as the client writes them. */
function partsOf(body: string, type: string): ReadonlyMap<string, string> {
  const boundary = /boundary="?([^";]+)"?/.exec(type)?.[1] ?? '';
  const parts = new Map<string, string>();
  for (const part of body.split(`--${boundary}`)) {
    const name = /name="([^"]*)"/.exec(part)?.[1];
    const at = part.indexOf('\r\n\r\n');
    if (name !== undefined && at !== -1) parts.set(name, part.slice(at + 4, -2));
  }
  return parts;
}

/** A class because the session has one query at a time, and who waits for it is kept with it. */
export class Front {
  readonly asked: Asked[] = [];
  readonly #session: ChdbSession;
  readonly #options: FrontOptions;
  readonly #server: Server;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(folder: string, options: FrontOptions = {}) {
    this.#session = new (chdb().Session)(folder);
    this.#options = options;
    const answer: RequestListener = (request, response) => {
      this.#answer(request, response).catch(error => response.destroy(error));
    };
    this.#server = options.tls === undefined ? createServer(answer) : createSecureServer(options.tls, answer);
  }

  async listen(port = 0): Promise<number> {
    await new Promise<void>(resolve => this.#server.listen(port, '127.0.0.1', resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
    await this.#turn;
    this.#session.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://front');
    const body = await bodyOf(request);
    if (url.pathname === '/ping') return void response.end('Ok.\n');
    if (!this.#mayAsk(request))
      return fault(
        response,
        403,
        '516',
        'Authentication failed: password is incorrect, or there is no user with such name. (AUTHENTICATION_FAILED)',
      );
    const type = request.headers['content-type'] ?? '';
    const parts = type.startsWith('multipart/form-data') ? partsOf(body.toString(), type) : new Map<string, string>();
    const given = new Map([...url.searchParams, ...parts]);
    const written = parts.size > 0 ? '' : body.toString();
    const query = [given.get('query'), written].filter(text => text !== undefined && text !== '').join('\n');
    const params = [...given].filter(([name]) => name.startsWith('param_'));
    const settings = [...given].filter(([name]) => !OWN.has(name) && !name.startsWith('param_'));
    const asked: Asked = {query, id: given.get('query_id') ?? '', settings: Object.fromEntries(settings), left: false};
    this.asked.push(asked);
    response.on('close', () => {
      asked.left = !response.writableFinished;
    });
    if (this.#options.readonly === true && settings.length > 0)
      return fault(response, 500, '164', `Cannot modify '${settings[0]![0]}' setting in readonly mode. (READONLY)`);
    const sets = [...params, ...settings.filter(([name]) => !OF_HTTP.test(name))].map(
      ([name, value]) => `SET ${name} = ${quoted(value)};\n`,
    );
    const answer = this.#turn.then(() =>
      this.#session.queryAsync(`${sets.join('')}${query}`, {format: 'TabSeparated'}),
    );
    this.#turn = answer.catch(() => undefined);
    try {
      const bytes = Buffer.from((await answer).bytes());
      response.setHeader('X-ClickHouse-Query-Id', asked.id);
      response.end(this.#options.readonly === true ? asReadonly(query, bytes) : bytes);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const code =
        /Code: (\d+)/.exec(message)?.[1] ?? String((error as {clickhouseCode?: number}).clickhouseCode ?? 1002);
      fault(response, 500, code, message.replace(/^Code: \d+\. (?:DB::Exception: )?/, ''));
    }
  }

  #mayAsk({headers}: IncomingMessage): boolean {
    const {user, password = '', token} = this.#options;
    if (token !== undefined) return headers.authorization === `Bearer ${token}`;
    if (user === undefined) return true;
    const basic = Buffer.from(/^Basic (.*)$/.exec(headers.authorization ?? '')?.[1] ?? '', 'base64').toString();
    return basic === `${user}:${password}`;
  }
}

/** The library itself is not read-only: its settings are told as if it were. */
function asReadonly(query: string, bytes: Buffer): Buffer {
  if (!query.includes('system.settings')) return bytes;
  return Buffer.from(bytes.toString().replace(/\["readonly", *"0"/, '["readonly", "1"'));
}

function fault(response: ServerResponse, status: number, code: string, message: string): void {
  response.statusCode = status;
  response.setHeader('X-ClickHouse-Exception-Code', code);
  response.end(`Code: ${code}. DB::Exception: ${message} (version 26.7.2.1)\n`);
}

if (import.meta.main) {
  const [folder = '', port = '0'] = process.argv.slice(2);
  const front = new Front(folder);
  process.stdout.write(`${await front.listen(Number(port))}\n`);
  process.stdin.resume().on('end', () => void front.close().then(() => process.exit(0)));
}
