// The YAML of thresholds, lists of what is allowed, and own rules: a file of its own, or `findings:` in the config file. What is
// wrong in it is one sentence with its line and column.
import {isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap} from 'yaml';
import {parseDuration} from '../../audit/time.ts';
import {visible} from '../../audit/visible.ts';
import {explain} from '../../query/errors.ts';
import {nearest} from '../../query/nearest.ts';
import {parse} from '../../query/parse.ts';
import {type QueryRule, SEVERITIES, type Severity} from './finding.ts';
import {FINDINGS, MEMORY_RULES} from './findings.ts';
import {type Allowed, NO_SETTINGS, type Settings} from './settings.ts';

/** Something wrong at an offset of the text. */
export class RulesFault extends Error {
  readonly offset: number;
  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

type Entry = {readonly node: unknown; readonly at: number};

const KEYS = ['thresholds', 'severity', 'off', 'allow', 'rules'] as const;
const ALLOW_KEYS = ['findings', 'users', 'namespaces', 'addresses', 'images', 'why'] as const;
const LISTS = ['findings', 'users', 'namespaces', 'addresses', 'images'] as const;
const RULE_KEYS = ['id', 'title', 'severity', 'query', 'why', 'did'] as const;

const startOf = (node: unknown, fallback: number): number => (node as Node | null)?.range?.[0] ?? fallback;
const isNothing = (node: unknown): boolean => node === null || (isScalar(node) && node.value === null);

function instead(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  return near === undefined
    ? `known are ${known.slice(0, 12).join(', ')}${known.length > 12 ? ' …' : ''}`
    : `did you mean ${near}?`;
}

/** The values of a map by key. @param known the keys that there may be; absent are any */
function entries(map: YAMLMap, where: string, known?: readonly string[]): ReadonlyMap<string, Entry> {
  const found = new Map<string, Entry>();
  for (const {key, value} of map.items) {
    const at = startOf(key, startOf(map, 0));
    const name = String(isScalar(key) ? key.value : key);
    if (known !== undefined && !known.includes(name))
      throw new RulesFault(at, `there is no "${name}" in ${where}; ${instead(name, known)}`);
    found.set(name, {node: value, at: startOf(value, at)});
  }
  return found;
}

function mapOf({node, at}: Entry, what: string, known?: readonly string[]): ReadonlyMap<string, Entry> {
  if (isNothing(node)) return new Map();
  if (!isMap(node)) throw new RulesFault(startOf(node, at), `${what} must be a map`);
  return entries(node, what, known);
}

function listOf({node, at}: Entry, what: string): readonly Entry[] {
  if (isNothing(node)) return [];
  if (!isSeq(node)) throw new RulesFault(startOf(node, at), `${what} must be a list`);
  return node.items.map(item => ({node: item, at: startOf(item, at)}));
}

function textOf({node, at}: Entry, what: string): string {
  const value = isScalar(node) ? node.value : undefined;
  if (typeof value === 'string' && value.trim() !== '') return value.trim();
  throw new RulesFault(startOf(node, at), `${what} must be text that is not empty`);
}

function oneOf<T extends string>(entry: Entry, what: string, choices: readonly T[]): T {
  const text = textOf(entry, what);
  const choice = choices.find(name => name === text);
  if (choice !== undefined) return choice;
  throw new RulesFault(entry.at, `there is no ${what} "${text}"; ${instead(text, choices)}`);
}

/** Durations in microseconds, counts as they are. */
function thresholdOf({node, at}: Entry, what: string, kind: 'count' | 'duration'): number {
  const value = isScalar(node) ? node.value : undefined;
  if (kind === 'count') {
    if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
    throw new RulesFault(at, `${what} must be a whole number above 0`);
  }
  const duration = typeof value === 'string' ? parseDuration(value) : undefined;
  if (duration !== undefined && duration > 0) return duration;
  throw new RulesFault(at, `${what} must be a duration such as 30s, 5m or 2h`);
}

function thresholdsOf(entry: Entry): Settings['thresholds'] {
  const ids = MEMORY_RULES.filter(({thresholds}) => Object.keys(thresholds).length > 0).map(({id}) => id);
  const rules = mapOf(entry, '"thresholds"', ids);
  return Object.fromEntries(
    [...rules].map(([id, values]) => {
      const known = MEMORY_RULES.find(rule => rule.id === id)!.thresholds;
      const set = mapOf(values, `the thresholds of ${id}`, Object.keys(known));
      return [
        id,
        Object.fromEntries([...set].map(([name, value]) => [name, thresholdOf(value, `"${name}"`, known[name]!.kind)])),
      ];
    }),
  );
}

function allowedOf(entry: Entry, ids: readonly string[]): Allowed {
  const found = mapOf(entry, 'an entry of "allow"', ALLOW_KEYS);
  if (LISTS.every(name => name === 'findings' || !found.has(name)))
    throw new RulesFault(
      entry.at,
      'an entry of "allow" needs users, namespaces, addresses or images; "off" turns a finding off',
    );
  const lists = LISTS.flatMap(name => {
    const list = found.get(name);
    if (list === undefined) return [];
    const texts = listOf(list, `"${name}"`).map(item =>
      name === 'findings' ? oneOf(item, 'finding', ids) : textOf(item, `an element of "${name}"`),
    );
    if (texts.length === 0) throw new RulesFault(list.at, `"${name}" is empty: nothing is allowed by it; leave it out`);
    return [[name, texts] as const];
  });
  return Object.fromEntries(lists);
}

/** Where in the file the query's own character stands, if the query stands there as it is. */
function inQuery(source: string, start: number, query: string, at: number): number {
  if (source.startsWith(query, start)) return start + at;
  return source.startsWith(query, start + 1) ? start + 1 + at : start;
}

function ruleOf(entry: Entry, source: string): QueryRule {
  const found = mapOf(entry, 'a rule', RULE_KEYS);
  const needed = (name: string): Entry => {
    const value = found.get(name);
    if (value === undefined) throw new RulesFault(entry.at, `a rule needs "${name}"`);
    return value;
  };
  const id = textOf(needed('id'), '"id"');
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id))
    throw new RulesFault(needed('id').at, `the id "${id}" must be lower-case letters, digits and dashes`);
  if (MEMORY_RULES.some(rule => rule.id === id))
    throw new RulesFault(needed('id').at, `"${id}" is a finding with a memory, which no query can stand for`);
  const title = textOf(needed('title'), '"title"');
  const query = textOf(needed('query'), '"query"');
  const parsed = parse(query, {now: 0, zone: 'utc'});
  if (!parsed.ok)
    throw new RulesFault(
      inQuery(source, needed('query').at, query, parsed.error.at[0]),
      `the query of "${id}" has an error: ${explain(parsed.error)}`,
    );
  const why = textOf(needed('why'), '"why"');
  const did = found.get('did');
  return {
    kind: 'query',
    id,
    title,
    severity: oneOf(needed('severity'), 'severity', SEVERITIES),
    query,
    why,
    did: did === undefined ? `did this: ${title}` : textOf(did, '"did"'),
    sees: 'A rule of your own.',
    falseAlarms: '',
    found: [],
    near: [],
  };
}

function rulesOf(entry: Entry, source: string): readonly QueryRule[] {
  const ids = new Set<string>();
  return listOf(entry, '"rules"').map(item => {
    const rule = ruleOf(item, source);
    if (ids.has(rule.id)) throw new RulesFault(item.at, `there are two rules "${rule.id}"`);
    ids.add(rule.id);
    return rule;
  });
}

/** @throws RulesFault with the offset in `source` of what is wrong */
export function settingsOf(node: unknown, source: string, at = 0): Settings {
  const found = mapOf({node, at}, 'the rules of findings', KEYS);
  const get = <T>(key: (typeof KEYS)[number], read: (entry: Entry) => T, fallback: T): T => {
    const entry = found.get(key);
    return entry === undefined ? fallback : read(entry);
  };
  const rules = get('rules', entry => rulesOf(entry, source), NO_SETTINGS.rules);
  const ids = [...FINDINGS, ...rules].map(({id}) => id);
  return {
    rules,
    thresholds: get('thresholds', thresholdsOf, NO_SETTINGS.thresholds),
    severities: get(
      'severity',
      entry =>
        Object.fromEntries(
          [...mapOf(entry, '"severity"', ids)].map(([id, value]): [string, Severity] => [
            id,
            oneOf(value, 'severity', SEVERITIES),
          ]),
        ),
      NO_SETTINGS.severities,
    ),
    off: get('off', entry => listOf(entry, '"off"').map(item => oneOf(item, 'finding', ids)), NO_SETTINGS.off),
    allow: get('allow', entry => listOf(entry, '"allow"').map(item => allowedOf(item, ids)), NO_SETTINGS.allow),
  };
}

export type RulesRead =
  | {readonly ok: true; readonly settings: Settings}
  /** `rules.yaml:3:5: …`, safe for a terminal. */
  | {readonly ok: false; readonly message: string};

/** Never throws, whatever the text. `file` is named in what is wrong. */
export function readRules(source: string, file: string): RulesRead {
  const lines = new LineCounter();
  const document = parseDocument(source, {lineCounter: lines, prettyErrors: false, logLevel: 'silent'});
  const wrong = (offset: number, message: string): RulesRead => {
    const {line, col} = lines.linePos(Math.max(0, offset));
    return {ok: false, message: visible(`${file}:${Math.max(1, line)}:${Math.max(1, col)}: ${message}`)};
  };
  const broken = document.errors[0];
  if (broken !== undefined) return wrong(broken.pos[0], broken.message.split('\n', 1)[0]!);
  try {
    return {ok: true, settings: settingsOf(document.contents, source)};
  } catch (error) {
    if (error instanceof RulesFault) return wrong(error.offset, error.message);
    throw error;
  }
}
