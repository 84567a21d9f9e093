// A YAML node becomes a Policy, as the API server's decoder makes one: unknown and repeated fields are told, wrong types refused.
import {type Document, isAlias, isMap, isScalar, isSeq, type Node, type YAMLMap} from 'yaml';
import type {Level, Stage} from '../../audit/event.ts';
import {nearest} from '../../query/nearest.ts';
import type {FaultCode, PolicyFault} from './fault.ts';
import type {GroupResources, Policy, Position, Rule} from './policy.ts';
import type {Locate} from './position.ts';

/** Where each value of a policy stands: by its path (`rules[0].resources[1].group`), keys by the same with `#` after it. */
export type Places = ReadonlyMap<string, Position>;

export type Decoded = {
  readonly apiVersion: string;
  readonly kind: string;
  /** As it is written: levels and stages are not checked yet. */
  readonly policy: Policy;
  readonly places: Places;
  readonly faults: readonly PolicyFault[];
};

export const POLICY_FIELDS = ['apiVersion', 'kind', 'metadata', 'rules', 'omitStages', 'omitManagedFields'];
export const RULE_FIELDS = [
  'level',
  'users',
  'userGroups',
  'verbs',
  'resources',
  'namespaces',
  'nonResourceURLs',
  'omitStages',
  'omitManagedFields',
];
export const GROUP_FIELDS = ['group', 'resources', 'resourceNames'];

/** Aliases can make a small file endless; no policy has as many values. */
const MOST_VALUES = 100_000;

/** Maps merged into maps; one that merges itself never ends. */
const DEEPEST_MERGE = 16;

type Entry = {readonly key: Node; readonly value: Node | null};

const keyName = (key: unknown): string | undefined => {
  if (!isScalar(key)) return undefined;
  return typeof key.value === 'symbol' ? '<<' : (key.source ?? String(key.value));
};

/** Reads the values of one policy, and writes down where they stand and what is wrong with them. */
class Decoder {
  readonly places = new Map<string, Position>();
  readonly faults: PolicyFault[] = [];
  #values = 0;
  readonly #document: Document;
  readonly #locate: Locate;
  readonly #omitsManagedFields: boolean;

  constructor(document: Document, locate: Locate, omitsManagedFields: boolean) {
    this.#document = document;
    this.#locate = locate;
    this.#omitsManagedFields = omitsManagedFields;
  }

  at(node: Node): Position {
    const [start, end] = node.range ?? [0, 0];
    return this.#locate(start, end);
  }

  #fault(code: FaultCode, severity: PolicyFault['severity'], field: string, message: string, node: Node): void {
    this.faults.push({code, severity, field, message, at: this.at(node)});
  }

  #resolved(node: Node | null | undefined): Node | undefined {
    if (!isAlias(node)) return node ?? undefined;
    const target = node.resolve(this.#document);
    if (target === undefined)
      this.#fault('not-yaml', 'error', '', `failed decoding: yaml: unknown anchor '${node.source}' referenced`, node);
    return target as Node | undefined;
  }

  /** A value that is there: not null, and not one too many. */
  #value(node: Node | null | undefined, path: string): Node | undefined {
    // A value that is not written has no place.
    if (node?.range != null && node.range[1] > node.range[0]) this.places.set(path, this.at(node));
    const value = this.#resolved(node);
    if (++this.#values === MOST_VALUES)
      this.#fault('not-yaml', 'error', '', 'failed decoding: yaml: document contains excessive aliasing', node!);
    if (this.#values >= MOST_VALUES || value === undefined || (isScalar(value) && value.value === null))
      return undefined;
    return value;
  }

  #wrongType(node: Node, path: string, wanted: string): void {
    const got = isMap(node) ? 'object' : isSeq(node) ? 'array' : typeof (isScalar(node) ? node.value : undefined);
    this.#fault(
      'wrong-type',
      'error',
      path,
      `failed decoding: json: cannot unmarshal ${got === 'boolean' ? 'bool' : got} into ${path} of type ${wanted}`,
      node,
    );
  }

  /** Fields by name; the last of several counts, and merged ones (`<<`) give way to the map's own. */
  #entries(map: YAMLMap, path: string, depth = 0): ReadonlyMap<string, Entry> {
    const own = new Map<string, Entry>();
    let merged: ReadonlyMap<string, Entry> = new Map();
    for (const {key, value} of map.items as readonly {key: Node; value: Node | null}[]) {
      const name = keyName(key);
      if (name === undefined) {
        this.#fault('not-yaml', 'error', path, 'failed decoding: a field has a name that is no text', key ?? map);
      } else if (name === '<<') {
        merged = new Map([...this.#merged(value, path, depth + 1), ...merged]);
      } else {
        if (own.has(name) && depth === 0)
          this.#strict('repeated-field', path, `key "${name}" already set in map`, name, key);
        own.set(name, {key, value});
      }
    }
    return new Map([...merged, ...own]);
  }

  #merged(node: Node | null, path: string, depth: number): ReadonlyMap<string, Entry> {
    const value = this.#value(node, `${path}.<<`);
    if (value !== undefined && depth > DEEPEST_MERGE) {
      this.#fault('not-yaml', 'error', path, 'failed decoding: yaml: an anchor contains itself', value);
      return new Map();
    }
    if (isMap(value)) return this.#entries(value, path, depth);
    if (isSeq(value)) {
      const parts = (value.items as Node[]).map(item => this.#merged(item, path, depth + 1)).reverse();
      return new Map(parts.flatMap(part => [...part]));
    }
    return new Map();
  }

  #strict(code: FaultCode, path: string, what: string, name: string, key: Node): void {
    const field = path === '' ? name : `${path}.${name}`;
    this.#fault(code, 'warning', field, `strict decoding error: ${what}`, key);
  }

  /** The fields of an object that are known; the others are told. undefined if there is no object. */
  object(
    node: Node | null | undefined,
    path: string,
    known: readonly string[],
  ): ReadonlyMap<string, Entry> | undefined {
    const value = this.#value(node, path);
    if (value === undefined) return undefined;
    if (!isMap(value)) {
      this.#wrongType(value, path, 'object');
      return undefined;
    }
    const entries = this.#entries(value, path);
    for (const [name, {key}] of entries) {
      const field = path === '' ? name : `${path}.${name}`;
      this.places.set(`${field}#`, this.at(key));
      const isKnown = known.includes(name) && (name !== 'omitManagedFields' || this.#omitsManagedFields);
      if (!isKnown) this.#strict('unknown-field', path, `unknown field "${field}"`, name, key);
    }
    return entries;
  }

  list(entry: Entry | undefined, path: string): readonly Node[] {
    const value = this.#value(entry?.value, path);
    if (value === undefined) return [];
    if (isSeq(value)) return value.items as Node[];
    this.#wrongType(value, path, '[]');
    return [];
  }

  text(node: Node | null | undefined, path: string): string {
    const value = this.#value(node, path);
    if (value === undefined) return '';
    if (isScalar(value) && typeof value.value === 'string') return value.value;
    // The YAML 1.1 of the API server's reader knows times, but turns them back into text.
    if (isScalar(value) && typeof value.value === 'object' && value.source !== undefined) return value.source;
    this.#wrongType(value, path, 'string');
    return '';
  }

  texts(entry: Entry | undefined, path: string): readonly string[] {
    return this.list(entry, path).map((item, i) => this.text(item, `${path}[${i}]`));
  }

  flag(entry: Entry | undefined, path: string): boolean | undefined {
    const value = this.#value(entry?.value, path);
    if (value === undefined || !this.#omitsManagedFields) return undefined;
    if (isScalar(value) && typeof value.value === 'boolean') return value.value;
    this.#wrongType(value, path, 'bool');
    return undefined;
  }
}

function decodeGroup(decoder: Decoder, node: Node, path: string): GroupResources {
  const fields = decoder.object(node, path, GROUP_FIELDS);
  return {
    group: decoder.text(fields?.get('group')?.value, `${path}.group`),
    resources: decoder.texts(fields?.get('resources'), `${path}.resources`),
    resourceNames: decoder.texts(fields?.get('resourceNames'), `${path}.resourceNames`),
  };
}

function decodeRule(decoder: Decoder, node: Node, path: string): Rule {
  const fields = decoder.object(node, path, RULE_FIELDS);
  const texts = (name: string) => decoder.texts(fields?.get(name), `${path}.${name}`);
  const omitManagedFields = decoder.flag(fields?.get('omitManagedFields'), `${path}.omitManagedFields`);
  return {
    level: decoder.text(fields?.get('level')?.value, `${path}.level`) as Level,
    users: texts('users'),
    userGroups: texts('userGroups'),
    verbs: texts('verbs'),
    resources: decoder
      .list(fields?.get('resources'), `${path}.resources`)
      .map((item, i) => decodeGroup(decoder, item, `${path}.resources[${i}]`)),
    namespaces: texts('namespaces'),
    nonResourceURLs: texts('nonResourceURLs'),
    omitStages: texts('omitStages') as readonly Stage[],
    ...(omitManagedFields === undefined ? {} : {omitManagedFields}),
    at: decoder.at(node),
  };
}

/** @param knowsManagedFields whether `omitManagedFields` is a field in this version */
export function decode(document: Document, root: Node, locate: Locate, knowsManagedFields: boolean): Decoded {
  const decoder = new Decoder(document, locate, knowsManagedFields);
  const fields = decoder.object(root, '', POLICY_FIELDS);
  const text = (name: string) => decoder.text(fields?.get(name)?.value, name);
  const apiVersion = text('apiVersion');
  const kind = text('kind');
  const rules = decoder.list(fields?.get('rules'), 'rules').map((item, i) => decodeRule(decoder, item, `rules[${i}]`));
  const policy: Policy = {
    rules,
    omitStages: decoder.texts(fields?.get('omitStages'), 'omitStages') as readonly Stage[],
    omitManagedFields: decoder.flag(fields?.get('omitManagedFields'), 'omitManagedFields') ?? false,
  };
  return {apiVersion, kind, policy, places: decoder.places, faults: decoder.faults};
}

/** The known field that an unknown one at `path` probably means. */
export function knownFieldNear(path: string, name: string): string | undefined {
  const fields = /\.resources\[\d+\]$/.test(path) ? GROUP_FIELDS : path === '' ? POLICY_FIELDS : RULE_FIELDS;
  return nearest(name, fields);
}
