// sources: of the config file: tables of servers under a name, so that nobody types an address.
import {isMap, isScalar, type Node} from 'yaml';
import {findField} from '../../audit/fields.ts';
import {isAddress, parseAddress} from '../../source/clickhouse/address.ts';

/** One table. Secrets are in files, never in this one. */
export type RemoteSource = {
  /** `@name` on the command line. */
  readonly name: string;
  readonly url: string;
  readonly passwordFile?: string;
  readonly tokenFile?: string;
  /** PEM files: the authority of the server’s certificate, a certificate of one’s own and its key. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** The column of a field, or of `event`, the whole of it. */
  readonly fields?: Readonly<Record<string, string>>;
};

/** Keys of a source by the names that they have in the file. */
const TEXTS = {
  url: 'url',
  'password-file': 'passwordFile',
  'token-file': 'tokenFile',
  ca: 'ca',
  cert: 'cert',
  key: 'key',
} as const satisfies Readonly<Record<string, keyof RemoteSource>>;

type Say = (offset: number, message: string) => Error;

const offsetOf = (node: unknown, fallback: number): number => (node as Node | null)?.range?.[0] ?? fallback;

/** Pairs of a map with the places of their keys. */
function* pairs(node: unknown, at: number, what: string, say: Say) {
  if (!isMap(node)) throw say(offsetOf(node, at), `${what} is a map`);
  for (const {key, value} of node.items) {
    const offset = offsetOf(key, at);
    yield {name: String(isScalar(key) ? key.value : key), value, offset};
  }
}

function textOf(value: unknown, name: string, at: number, say: Say): string {
  if (isScalar(value) && typeof value.value === 'string' && value.value.trim() !== '') return value.value.trim();
  throw say(offsetOf(value, at), `"${name}" must be text that is not empty`);
}

function columnsOf(node: unknown, at: number, say: Say): Readonly<Record<string, string>> {
  const columns: Record<string, string> = {};
  for (const {name, value, offset} of pairs(node, at, '"fields"', say)) {
    const field = name === 'event' ? 'event' : findField(name)?.name;
    if (field === undefined) throw say(offset, `there is no field "${name}"; "event" is the whole event`);
    columns[field] = textOf(value, name, offset, say);
  }
  return columns;
}

function sourceOf(name: string, node: unknown, at: number, say: Say): RemoteSource {
  if (!/^[\w.-]+$/.test(name))
    throw say(at, `a source’s name has letters, digits, dots and dashes; "${name}" has others`);
  const found: Record<string, unknown> = {name};
  for (const {name: key, value, offset} of pairs(node, at, `the source "${name}"`, say)) {
    if (key === 'fields') found.fields = columnsOf(value, offset, say);
    else if (key === 'password' || key === 'token')
      throw say(
        offset,
        `a ${key} does not belong in this file: write it into one of its own, and name that as ${key}-file`,
      );
    else if (Object.hasOwn(TEXTS, key)) found[TEXTS[key as keyof typeof TEXTS]] = textOf(value, key, offset, say);
    else throw say(offset, `there is no "${key}" in a source; known are ${Object.keys(TEXTS).join(', ')}, fields`);
  }
  const {url} = found;
  if (typeof url !== 'string')
    throw say(at, `the source "${name}" needs a "url": clickhouse://user@host:8443/database/table`);
  if (!isAddress(url)) throw say(at, `the url of "${name}" must begin with clickhouse://`);
  const parsed = parseAddress(url);
  if (!parsed.ok) throw say(at, `the url of "${name}": ${parsed.message}`);
  return found as RemoteSource;
}

/** @param say makes the error of a place in the file, which is thrown */
export function sourcesOf(node: unknown, at: number, say: Say): readonly RemoteSource[] {
  const sources: RemoteSource[] = [];
  for (const {name, value, offset} of pairs(node, at, '"sources"', say))
    sources.push(sourceOf(name, value, offset, say));
  return sources;
}
