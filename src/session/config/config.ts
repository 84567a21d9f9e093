// The config file: YAML with the user's own saved filters. What is wrong in it is one sentence with its file, line and column.
import {isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap} from 'yaml';
import {visible} from '../../audit/visible.ts';
import {explain} from '../../query/errors.ts';
import {nearest} from '../../query/nearest.ts';
import {type ParseContext, parse} from '../../query/parse.ts';
import {settingsOf} from '../../rules/findings/rules-file.ts';
import {RulesFault} from '../../rules/findings/rules-yaml.ts';
import type {Settings} from '../../rules/findings/settings.ts';
import {isThemeChoice, THEME_NAMES, type ThemeChoice} from '../look.ts';
import {type RemoteSource, sourcesOf} from './sources.ts';

/** A query under a name; in the list of noise it is what is hidden. */
export type SavedFilter = {readonly name: string; readonly doc?: string; readonly query: string};

export type Config = {
  readonly filters: readonly SavedFilter[];
  /** Sessions are kept as if --session were given. */
  readonly sessions?: boolean;
  /** A policy file, as written: what the Policy tab explains events by. */
  readonly policy?: string;
  readonly theme?: ThemeChoice;
  /** Nothing but ASCII on the screen, or not, whatever the locale says. */
  readonly ascii?: boolean;
  /** Thresholds, allowances and own rules of findings. */
  readonly findings?: Settings;
  /** Tables of servers, `@name` on the command line. */
  readonly sources?: readonly RemoteSource[];
};

export type ConfigRead =
  | {readonly ok: true; readonly config: Config}
  /** `audit-tui.yaml:3:5: …`, safe for a terminal. */
  | {readonly ok: false; readonly message: string};

/** Whatever moment it is: queries with relative times must only parse. */
const CONTEXT: ParseContext = {now: Date.UTC(2020, 0, 2) * 1000, zone: 'utc'};

const TOP_KEYS = ['filters', 'sessions', 'policy', 'theme', 'ascii', 'findings', 'sources'] as const;
const FILTER_KEYS = ['name', 'doc', 'query'] as const;

class Fault extends Error {
  readonly offset: number;
  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

const startOf = (node: unknown, fallback: number): number => (node as Node | null)?.range?.[0] ?? fallback;

/** The values of a map by key, each key known and there once. */
function entries<Key extends string>(
  map: YAMLMap,
  keys: readonly Key[],
  where: string,
): ReadonlyMap<Key, {readonly node: unknown; readonly offset: number}> {
  const found = new Map<Key, {readonly node: unknown; readonly offset: number}>();
  for (const {key, value} of map.items) {
    const offset = startOf(key, startOf(map, 0));
    const name = String(isScalar(key) ? key.value : key);
    const known = keys.find(wanted => wanted === name);
    if (known === undefined) {
      const near = nearest(name, keys);
      const instead = near === undefined ? `known are ${keys.join(', ')}` : `did you mean ${near}?`;
      throw new Fault(offset, `there is no "${name}" in ${where}; ${instead}`);
    }
    found.set(known, {node: value, offset});
  }
  return found;
}

type Found = {readonly node: unknown; readonly offset: number} | undefined;

function textOf(found: Found, name: string): string | undefined {
  if (found === undefined) return undefined;
  const {node} = found;
  if (isScalar(node) && typeof node.value === 'string') return node.value;
  throw new Fault(startOf(node, found.offset), `"${name}" must be text; put it into quotes`);
}

function needed(found: Found, name: string, at: number): string {
  const text = textOf(found, name)?.trim();
  if (text === undefined || text === '')
    throw new Fault(found?.offset ?? at, `a filter needs a "${name}" that is not empty`);
  return text;
}

/** Where in the file the query's own character `at` stands, if the query stands there as it is. */
function inQuery(source: string, start: number, query: string, at: number): number {
  if (source.startsWith(query, start)) return start + at;
  return source.startsWith(query, start + 1) ? start + 1 + at : start;
}

function filterOf(node: unknown, at: number, source: string, known: ReadonlySet<string>): SavedFilter {
  const offset = startOf(node, at);
  if (!isMap(node)) throw new Fault(offset, 'a filter is a map with "name" and "query"');
  const found = entries(node, FILTER_KEYS, 'a filter');
  const name = needed(found.get('name'), 'name', offset);
  if (known.has(name)) throw new Fault(startOf(found.get('name')!.node, offset), `there are two filters "${name}"`);
  const query = needed(found.get('query'), 'query', offset);
  const parsed = parse(query, CONTEXT);
  if (!parsed.ok) {
    const place = inQuery(source, startOf(found.get('query')!.node, offset), query, parsed.error.at[0]);
    throw new Fault(place, `the query of "${name}" has an error: ${explain(parsed.error)}`);
  }
  const doc = textOf(found.get('doc'), 'doc');
  return {name, query, ...(doc === undefined ? {} : {doc})};
}

function flagOf(found: Found, name: 'sessions' | 'ascii'): Pick<Config, 'sessions' | 'ascii'> {
  if (found === undefined) return {};
  const {node} = found;
  if (isScalar(node) && typeof node.value === 'boolean') return {[name]: node.value};
  throw new Fault(startOf(node, found.offset), `"${name}" must be true or false`);
}

function themeOf(found: Found): Pick<Config, 'theme'> {
  if (found === undefined) return {};
  const {node} = found;
  // 16 is a number where it is not quoted.
  const name = isScalar(node) ? String(node.value) : '';
  if (isThemeChoice(name)) return {theme: name};
  throw new Fault(startOf(node, found.offset), `"theme" must be one of ${THEME_NAMES.join(', ')}`);
}

const remoteOf = (found: Found): Pick<Config, 'sources'> =>
  found === undefined
    ? {}
    : {sources: sourcesOf(found.node, found.offset, (offset, message) => new Fault(offset, message))};

const findingsOf = (found: Found, source: string): Pick<Config, 'findings'> =>
  found === undefined ? {} : {findings: settingsOf(found.node, source, found.offset)};

function configOf(source: string, contents: unknown): Config {
  if (contents === null || (isScalar(contents) && contents.value === null)) return {filters: []};
  if (!isMap(contents)) throw new Fault(startOf(contents, 0), 'the file must be a map with "filters"');
  const found = entries(contents, TOP_KEYS, 'the file');
  const policy = textOf(found.get('policy'), 'policy');
  const rest = {
    ...flagOf(found.get('sessions'), 'sessions'),
    ...flagOf(found.get('ascii'), 'ascii'),
    ...themeOf(found.get('theme')),
    ...(policy === undefined ? {} : {policy}),
    ...findingsOf(found.get('findings'), source),
    ...remoteOf(found.get('sources')),
  };
  const list = found.get('filters');
  if (list === undefined || list.node === null || (isScalar(list.node) && list.node.value === null))
    return {filters: [], ...rest};
  if (!isSeq(list.node)) throw new Fault(startOf(list.node, list.offset), '"filters" must be a list');
  const names = new Set<string>();
  const filters = list.node.items.map(item => {
    const filter = filterOf(item, list.offset, source, names);
    names.add(filter.name);
    return filter;
  });
  return {filters, ...rest};
}

/** Never throws, whatever the text. `file` is named in what is wrong. */
export function readConfig(source: string, file: string): ConfigRead {
  const lines = new LineCounter();
  const document = parseDocument(source, {lineCounter: lines, prettyErrors: false, logLevel: 'silent'});
  const wrong = (offset: number, message: string): ConfigRead => {
    const {line, col} = lines.linePos(Math.max(0, offset));
    return {ok: false, message: visible(`${file}:${Math.max(1, line)}:${Math.max(1, col)}: ${message}`)};
  };
  const broken = document.errors[0];
  if (broken !== undefined) return wrong(broken.pos[0], broken.message.split('\n', 1)[0]!);
  try {
    return {ok: true, config: configOf(source, document.contents)};
  } catch (error) {
    if (error instanceof Fault || error instanceof RulesFault) return wrong(error.offset, error.message);
    throw error;
  }
}

/** The text of the file with `filter` in it, its comments kept. One of the same name is replaced. `source` must be valid. */
export function withFilter(source: string, {name, doc, query}: SavedFilter): string {
  const document = parseDocument(source);
  const row = document.createNode({name, ...(doc === undefined ? {} : {doc}), query});
  const list = isMap(document.contents) ? document.get('filters', true) : undefined;
  if (isSeq(list)) {
    const at = list.items.findIndex(item => isMap(item) && String(item.get('name')).trim() === name);
    if (at === -1) list.items.push(row);
    else list.items[at] = row;
    list.flow = false;
  } else {
    if (!isMap(document.contents)) document.contents = null;
    document.set('filters', document.createNode([row]));
  }
  return document.toString({lineWidth: 0});
}
