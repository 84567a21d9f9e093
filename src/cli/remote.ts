// From clickhouse://… on the command line, or @NAME of the config file, to an open source. Passwords, tokens and keys come from
// the environment and from files alone: the arguments of a process are seen by everyone on the machine.
import {readFile} from 'node:fs/promises';
import {visible} from '../audit/visible.ts';
import type {RemoteSource} from '../session/config/sources.ts';
import {type Address, parseAddress} from '../source/clickhouse/address.ts';
import type {Secrets} from '../source/clickhouse/connect.ts';
import type {OpenClickHouse} from '../source/clickhouse/open.ts';
import {configPlace, loadConfig} from './config.ts';
import {notUnderstood, type Understood, understood} from './context.ts';
import type {ParsedArgs} from './flags.ts';
import type {Io} from './io.ts';
import {expanded} from './save.ts';

/** Flags that are about files. */
const FILE_FLAGS = ['no-rotated', 'max-memory'] as const;

/** More is no password, token or certificate, in bytes. */
const LARGEST = 1 << 20;

type Found<T> = Understood<T | undefined>;

async function contentOf(path: string, what: string): Promise<Understood<Buffer>> {
  try {
    const content = await readFile(expanded(path));
    if (content.length <= LARGEST) return understood(content);
    return notUnderstood(`${what}: ${path} is larger than 1 MiB`);
  } catch (error) {
    return notUnderstood(`${what}: ${path} cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
  }
}

/** A secret as it was said, or the content of its file; the last newline of that is not part of it. */
async function secret(said: string | undefined, file: string | undefined, name: string): Promise<Found<string>> {
  if (said !== undefined && said !== '') return understood(said);
  if (file === undefined) return understood(undefined);
  const content = await contentOf(file, name);
  return content.ok ? understood(content.value.toString('utf8').replace(/\r?\n$/, '')) : content;
}

const pem = async (file: string | undefined, name: string): Promise<Found<Buffer>> =>
  file === undefined ? understood(undefined) : contentOf(file, name);

/** All that the environment and the config file say about who asks. */
async function secretsOf({env}: Io, named: RemoteSource | undefined): Promise<Understood<Secrets>> {
  const passwordFile = env.CLICKHOUSE_PASSWORD_FILE || named?.passwordFile;
  const password = await secret(env.CLICKHOUSE_PASSWORD, passwordFile, 'the password');
  if (!password.ok) return password;
  const token = await secret(env.CLICKHOUSE_TOKEN, env.CLICKHOUSE_TOKEN_FILE || named?.tokenFile, 'the token');
  if (!token.ok) return token;
  const ca = await pem(env.CLICKHOUSE_CA || named?.ca, 'the authority of certificates');
  if (!ca.ok) return ca;
  const cert = await pem(env.CLICKHOUSE_CERT || named?.cert, 'the certificate');
  if (!cert.ok) return cert;
  const key = await pem(env.CLICKHOUSE_KEY || named?.key, 'the key of the certificate');
  if (!key.ok) return key;
  if ((cert.value === undefined) !== (key.value === undefined))
    return notUnderstood('a client certificate needs its key: CLICKHOUSE_CERT and CLICKHOUSE_KEY go together');
  const all = {password: password.value, token: token.value, ca: ca.value, cert: cert.value, key: key.value};
  return understood(Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)));
}

/** The one of the config file. */
async function namedSource(name: string, args: ParsedArgs, io: Io): Promise<Understood<RemoteSource>> {
  const config = await loadConfig(configPlace(args, io.env));
  if (config.problem !== undefined) return notUnderstood(config.problem);
  const sources = config.sources ?? [];
  const found = sources.find(source => source.name === name);
  if (found !== undefined) return understood(found);
  const known = sources.map(source => `@${source.name}`);
  return notUnderstood(
    `the config file has no source "${name}"; ${known.length === 0 ? 'it has none: add it under sources:' : `it has ${known.join(', ')}`}`,
  );
}

export type Remote = Pick<OpenClickHouse, 'address' | 'secrets' | 'fields'>;

/** Which server, which table, and who asks. */
export async function remoteOf(path: string, args: ParsedArgs, io: Io): Promise<Understood<Remote>> {
  const flag = FILE_FLAGS.find(name => args.flags.has(name));
  if (flag !== undefined) return notUnderstood(`--${flag} is about files; ${path} is a table of a server`);
  const named = path.startsWith('@') ? await namedSource(path.slice(1), args, io) : understood(undefined);
  if (!named.ok) return named;
  const parsed = parseAddress(named.value?.url ?? path);
  if (!parsed.ok) return notUnderstood(`${visible(path)}: ${parsed.message}`);
  const secrets = await secretsOf(io, named.value);
  if (!secrets.ok) return secrets;
  const user = parsed.address.user ?? (io.env.CLICKHOUSE_USER || undefined);
  const address: Address = {...parsed.address, ...(user === undefined ? {} : {user})};
  const fields = named.value?.fields;
  return understood({address, secrets: secrets.value, ...(fields === undefined ? {} : {fields})});
}
