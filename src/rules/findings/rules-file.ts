// The YAML of thresholds, lists of what is allowed, and own rules: a file of its own, or `findings:` in the config file. What is
// wrong in it is one sentence with its line and column.
import {isScalar, LineCounter, parseDocument} from 'yaml';
import {parseDuration} from '../../audit/time.ts';
import {visible} from '../../audit/visible.ts';
import {explain} from '../../query/errors.ts';
import {parse} from '../../query/parse.ts';
import {type QueryRule, SEVERITIES, type Severity} from './finding.ts';
import {FINDINGS, MEMORY_RULES} from './findings.ts';
import {inNetwork} from './networks.ts';
import {type Entry, entryStart, inQuery, instead, listOf, mapOf, oneOf, RulesFault, textOf} from './rules-yaml.ts';
import {type Allowed, NO_SETTINGS, type Settings} from './settings.ts';

const KEYS = ['thresholds', 'severity', 'off', 'allow', 'rules'] as const;
const ALLOW_KEYS = ['findings', 'users', 'namespaces', 'addresses', 'images', 'why'] as const;
const LISTS = ['findings', 'users', 'namespaces', 'addresses', 'images'] as const;
const LIST_EXAMPLES = {
  findings: '[exec]',
  users: '["system:serviceaccount:vault:*"]',
  namespaces: '[sandbox]',
  addresses: '[10.0.3.0/24]',
  images: '["registry.example.com/platform/*"]',
} as const;
const RULE_KEYS = ['id', 'title', 'severity', 'query', 'why', 'did'] as const;

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
  const rules = mapOf(entry, '"thresholds"', '"secrets-enumerated: {names: 30}"');
  return Object.fromEntries(
    [...rules].map(([id, values]) => {
      const start = entryStart(entry, id);
      if (!ids.includes(id) && FINDINGS.some(rule => rule.id === id))
        throw new RulesFault(start, `${id} has no thresholds; those that have are ${ids.join(', ')}`);
      if (!ids.includes(id)) throw new RulesFault(start, `there is no "${id}" in "thresholds"; ${instead(id, ids)}`);
      const known = MEMORY_RULES.find(rule => rule.id === id)!.thresholds;
      const example = `{${Object.keys(known)[0]!}: 5}`;
      const set = mapOf(values, `the thresholds of ${id}`, example, Object.keys(known));
      return [
        id,
        Object.fromEntries([...set].map(([name, value]) => [name, thresholdOf(value, `"${name}"`, known[name]!.kind)])),
      ];
    }),
  );
}

function allowedOf(entry: Entry, ids: readonly string[]): Allowed {
  const found = mapOf(entry, 'an entry of "allow"', '"users: [alice]"', ALLOW_KEYS);
  if (LISTS.every(name => name === 'findings' || !found.has(name)))
    throw new RulesFault(
      entry.at,
      'an entry of "allow" needs users, namespaces, addresses or images; "off" turns a finding off',
    );
  const lists = LISTS.flatMap(name => {
    const list = found.get(name);
    if (list === undefined) return [];
    const texts = listOf(list, `"${name}"`, LIST_EXAMPLES[name]).map(item => {
      if (name === 'findings') return oneOf(item, 'finding', ids);
      const text = textOf(item, `an element of "${name}"`);
      if (name === 'addresses' && text.includes('/') && inNetwork(text) === undefined)
        throw new RulesFault(
          item.at,
          `"${text}" is no network: write one as 10.0.3.0/24, addresses as 10.0.3.17 or 10.0.3.*`,
        );
      return text;
    });
    if (texts.length === 0) throw new RulesFault(list.at, `"${name}" is empty: nothing is allowed by it; leave it out`);
    return [[name, texts] as const];
  });
  return Object.fromEntries(lists);
}

function ruleOf(entry: Entry, source: string): QueryRule {
  const found = mapOf(entry, 'a rule', '"id: my-rule" with title, severity, query and why', RULE_KEYS);
  const needed = (name: string): Entry => {
    const value = found.get(name);
    if (value === undefined) throw new RulesFault(entry.at, `a rule needs "${name}"`);
    return value;
  };
  const id = textOf(needed('id'), '"id"');
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id))
    throw new RulesFault(needed('id').at, `the id "${id}" must be lower-case letters, digits and dashes`);
  if (MEMORY_RULES.some(rule => rule.id === id))
    throw new RulesFault(
      needed('id').at,
      `"${id}" is told from several requests, so that no query can replace it; choose another id`,
    );
  const title = textOf(needed('title'), '"title"');
  const query = textOf(needed('query'), '"query"');
  const parsed = parse(query, {now: 0, zone: 'utc'});
  if (!parsed.ok)
    throw new RulesFault(
      inQuery(source, needed('query'), query, parsed.error.at[0]),
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
  return listOf(entry, '"rules"', '"- id: my-rule", a dash before each rule').map(item => {
    const rule = ruleOf(item, source);
    if (ids.has(rule.id)) throw new RulesFault(item.at, `there are two rules "${rule.id}"`);
    ids.add(rule.id);
    return rule;
  });
}

/** @throws RulesFault with the offset in `source` of what is wrong */
export function settingsOf(node: unknown, source: string, at = 0): Settings {
  const found = mapOf({node, at}, 'the rules of findings', '"off: [exec]"', KEYS);
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
          [...mapOf(entry, '"severity"', '"exec: low"', ids)].map(([id, value]): [string, Severity] => [
            id,
            oneOf(value, 'severity', SEVERITIES),
          ]),
        ),
      NO_SETTINGS.severities,
    ),
    off: get(
      'off',
      entry => listOf(entry, '"off"', '[exec]').map(item => oneOf(item, 'finding', ids)),
      NO_SETTINGS.off,
    ),
    allow: get(
      'allow',
      entry =>
        listOf(entry, '"allow"', '"- users: [alice]", a dash before each entry').map(item => allowedOf(item, ids)),
      NO_SETTINGS.allow,
    ),
  };
}

export type RulesRead =
  | {readonly ok: true; readonly settings: Settings}
  /** `rules.yaml:3:5: …`, safe for a terminal. */
  | {readonly ok: false; readonly message: string};

/** Never throws, whatever the text. `file` is named in what is wrong. */
export function readRules(source: string, file: string): RulesRead {
  const lines = new LineCounter();
  const document = parseDocument(source, {lineCounter: lines, prettyErrors: false, logLevel: 'error'});
  const wrong = (offset: number, message: string): RulesRead => {
    const {line, col} = lines.linePos(Math.max(0, offset));
    return {ok: false, message: visible(`${file}:${Math.max(1, line)}:${Math.max(1, col)}: ${message}`)};
  };
  const broken = document.errors[0];
  if (broken?.code === 'MULTIPLE_DOCS')
    return wrong(broken.pos[0], 'a second document begins here; put all of it into one, without ---');
  if (broken !== undefined) return wrong(broken.pos[0], broken.message.split('\n', 1)[0]!);
  try {
    return {ok: true, settings: settingsOf(document.contents, source)};
  } catch (error) {
    if (error instanceof RulesFault) return wrong(error.offset, error.message);
    throw error;
  }
}
