// The official client, loaded when a server is named and not before. Nothing else knows of it.
import {randomUUID} from 'node:crypto';
import {Agent} from 'node:https';
import type {ClickHouseClient, ClickHouseClientConfigOptions} from '@clickhouse/client';
import type {Address} from './address.ts';
import type {Cells, Engine, EngineCall, Progress} from './engine.ts';
import {Failure} from './failure.ts';
import type {Settings} from './manners.ts';
import {sentenceOf} from './sentence.ts';
import {type Sql, sql, statement, text} from './sql.ts';

/** Where they come from is the command's affair: the environment or a file, never the command line. */
export type Secrets = {
  readonly password?: string;
  /** A JSON Web Token, instead of user and password. */
  readonly token?: string;
  /** PEM: the authority that signed the server's certificate; a certificate of the client's own and its key. */
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
};

/** A query may take long; a server that is gone is noticed by the questions of News. In milliseconds. */
const REQUEST_MS = 15 * 60_000;

/** The client's own log goes to the console, which is the screen: it is off. */
const LOG_OFF = 127;

/** Questions at once, as many as the client itself would ask. */
const CONNECTIONS = 10;

/**
 * Authorities and certificates go through an agent of ours. The client has a form for them, but then it refuses tokens, sends passwords in
 * a header that holds Latin letters alone, and says of every client certificate that it stands for the password, which the server takes
 * for a contradiction where there is one.
 */
function tlsOf({address, secrets}: Connection): Partial<ClickHouseClientConfigOptions> {
  const {ca, cert, key} = secrets;
  if (!address.secure || (ca === undefined && cert === undefined)) return {};
  const files = {
    ...(ca === undefined ? {} : {ca}),
    ...(cert === undefined ? {} : {cert}),
    ...(key === undefined ? {} : {key}),
  };
  return {http_agent: new Agent({keepAlive: true, maxSockets: CONNECTIONS, ...files})};
}

function whoOf({address, secrets}: Connection): Partial<ClickHouseClientConfigOptions> {
  const {password, token, cert} = secrets;
  if (token !== undefined) return {access_token: token};
  const username = address.user ?? 'default';
  // A certificate names its user: the server wants no password beside it.
  if (cert !== undefined && password === undefined)
    return {username, password: '', set_basic_auth_header: false, http_headers: certificateHeaders(username)};
  return {username, password: password ?? ''};
}

const certificateHeaders = (user: string) => ({
  'X-ClickHouse-User': user,
  'X-ClickHouse-SSL-Certificate-Auth': 'on',
});

export type Connection = {readonly address: Address; readonly secrets: Secrets};

/** Options of the client besides what an address and its secrets say: for tests, which bring the server along. */
export type ClientOptions = Partial<ClickHouseClientConfigOptions>;

export async function connect(connection: Connection, options: ClientOptions = {}): Promise<ClientEngine> {
  const {createClient} = await import('@clickhouse/client');
  const {address} = connection;
  const client = createClient({
    url: `${address.secure ? 'https' : 'http'}://${address.host}:${address.port}`,
    database: address.database,
    application: 'audit-tui',
    request_timeout: REQUEST_MS,
    use_multipart_params_auto: true,
    log: {level: LOG_OFF},
    ...whoOf(connection),
    ...tlsOf(connection),
    ...options,
  });
  return new ClientEngine(client, connection.address);
}

type Line = {readonly row?: Readonly<Record<string, unknown>>; readonly progress?: Readonly<Record<string, unknown>>};

/** A class because the client and the settings that its server allows belong together. */
export class ClientEngine implements Engine {
  readonly #client: ClickHouseClient;
  readonly #address: Address;
  /** What is sent with every query: nothing until the server has said what it allows. */
  settings: Settings = {};

  constructor(client: ClickHouseClient, address: Address) {
    this.#client = client;
    this.#address = address;
  }

  async query(query: Sql, {signal, onProgress}: EngineCall = {}): Promise<readonly Cells[]> {
    const {query: written, params} = statement(query);
    const id = randomUUID();
    const stopped = () => this.#kill(id);
    signal?.addEventListener('abort', stopped, {once: true});
    try {
      const asked = {
        query: written,
        query_params: params,
        query_id: id,
        clickhouse_settings: this.settings,
        ...(signal === undefined ? {} : {abort_signal: signal}),
      };
      if (onProgress === undefined) {
        const answer = await this.#client.query({...asked, format: 'JSONCompactEachRow'});
        return await answer.json<Cells>();
      }
      const answer = await this.#client.query({...asked, format: 'JSONEachRowWithProgress'});
      const rows: Cells[] = [];
      for await (const lines of answer.stream())
        for (const line of lines) {
          const {row, progress} = line.json() as Line;
          if (row !== undefined) rows.push(Object.values(row));
          else if (progress !== undefined) onProgress(progressOf(progress));
        }
      return rows;
    } catch (error) {
      throw this.#told(error, signal);
    } finally {
      signal?.removeEventListener('abort', stopped);
    }
  }

  async command(query: Sql): Promise<void> {
    const {query: written, params} = statement(query);
    try {
      await this.#client.command({query: written, query_params: params, clickhouse_settings: this.settings});
    } catch (error) {
      throw this.#told(error, undefined);
    }
  }

  async insert(table: Sql, rows: readonly Readonly<Record<string, unknown>>[], signal?: AbortSignal): Promise<void> {
    try {
      await this.#client.insert({
        table: statement(table).query,
        values: [...rows],
        format: 'JSONEachRow',
        columns: Object.keys(rows[0] ?? {}) as [string, ...string[]],
        clickhouse_settings: this.settings,
        ...(signal === undefined ? {} : {abort_signal: signal}),
      });
    } catch (error) {
      throw this.#told(error, signal);
    }
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  #told(error: unknown, signal: AbortSignal | undefined): unknown {
    return signal?.aborted === true ? signal.reason : new Failure(`${sentenceOf(error, this.#address)}.`);
  }

  /** Closing the connection does not stop a query, unless the server was asked to stop it then. */
  #kill(id: string): void {
    if (this.settings.cancel_http_readonly_queries_on_client_close !== undefined) return;
    const {query, params} = statement(sql`KILL QUERY WHERE query_id = ${text(id)} ASYNC`);
    // Some users may not; then the query runs on to its limits.
    this.#client.command({query, query_params: params}).catch(() => undefined);
  }
}

const progressOf = (progress: Readonly<Record<string, unknown>>): Progress => ({
  read: Number(progress.read_rows ?? 0),
  total: Number(progress.total_rows_to_read ?? 0),
});
