// Roles and bindings as a file has them, each word with its place.
import {isAlias, isMap, isScalar, isSeq, type Node, type YAMLMap} from 'yaml';
import {parsedDocuments, yamlFault} from '../policy/find.ts';
import type {Position} from '../policy/policy.ts';
import {type Locate, locator} from '../policy/position.ts';
import {RBAC} from './besides.ts';

/** A word of a rule. */
export type Word = {readonly text: string; readonly at: Position};

export type FileRule = {
  readonly at: Position;
  readonly verbs: readonly Word[];
  readonly apiGroups: readonly Word[];
  readonly resources: readonly Word[];
  readonly resourceNames: readonly Word[];
  readonly nonResourceURLs: readonly Word[];
};

export type FileRole = {
  readonly kind: 'Role' | 'ClusterRole';
  readonly name: string;
  /** '' of a ClusterRole. */
  readonly namespace: string;
  readonly at: Position;
  readonly rules: readonly FileRule[];
  /** Its rules are filled in by a controller. */
  readonly aggregated?: Position;
};

export type FileSubject = {readonly kind: string; readonly name: string; readonly namespace: string};

export type FileBinding = {
  readonly kind: 'RoleBinding' | 'ClusterRoleBinding';
  readonly name: string;
  readonly namespace: string;
  readonly at: Position;
  readonly role: {readonly kind: string; readonly name: string};
  readonly subjects: readonly FileSubject[];
};

export type RolesFile = {
  readonly roles: readonly FileRole[];
  readonly bindings: readonly FileBinding[];
  /** Why it cannot be used: sentences. */
  readonly faults: readonly {readonly message: string; readonly at: Position}[];
  /** What was passed over: sentences. */
  readonly notes: readonly {readonly message: string; readonly at: Position}[];
};

type Gathered = {
  readonly roles: FileRole[];
  readonly bindings: FileBinding[];
  readonly faults: {message: string; at: Position}[];
  readonly notes: {message: string; at: Position}[];
};

/** Lists in lists are as deep as anyone nests. */
const DEEPEST = 4;

class Reader {
  readonly #locate: Locate;
  readonly #into: Gathered;

  constructor(locate: Locate, into: Gathered) {
    this.#locate = locate;
    this.#into = into;
  }

  document(root: unknown, depth = 0): void {
    if (isAlias(root)) this.#fault('an object is an alias, which is not followed here: write it out', root);
    if (!isMap(root)) return;
    const kind = this.#text(root, 'kind');
    const items = this.#value(root, 'items');
    if (isSeq(items) && depth < DEEPEST) {
      for (const item of items.items) this.document(item, depth + 1);
      return;
    }
    const isRbac = this.#text(root, 'apiVersion').split('/')[0] === RBAC;
    if (isRbac && (kind === 'Role' || kind === 'ClusterRole')) this.#role(root, kind);
    else if (isRbac && (kind === 'RoleBinding' || kind === 'ClusterRoleBinding')) this.#binding(root, kind);
    else {
      const what = kind === '' ? 'a document without kind' : `a ${kind}`;
      const at = this.#at(root);
      this.#into.notes.push({message: `${what} is neither a role nor a binding: passed over`, at});
    }
  }

  #role(root: YAMLMap, kind: FileRole['kind']): void {
    const rules = this.#value(root, 'rules');
    const aggregated = this.#value(root, 'aggregationRule');
    const isEmpty = rules === undefined || (isScalar(rules) && rules.value === null);
    if (!isSeq(rules) && !isEmpty) this.#fault('rules is no list', rules);
    this.#into.roles.push({
      kind,
      ...this.#meta(root, kind === 'Role'),
      at: this.#at(root),
      rules: isSeq(rules) ? rules.items.flatMap(item => this.#rule(item)) : [],
      ...(aggregated === undefined ? {} : {aggregated: this.#at(aggregated)}),
    });
  }

  #rule(item: unknown): readonly FileRule[] {
    if (!isMap(item)) {
      this.#fault('a rule is no map', item);
      return [];
    }
    const words = (name: string) => this.#words(item, name);
    return [
      {
        at: this.#at(item),
        verbs: words('verbs'),
        apiGroups: words('apiGroups'),
        resources: words('resources'),
        resourceNames: words('resourceNames'),
        nonResourceURLs: words('nonResourceURLs'),
      },
    ];
  }

  #binding(root: YAMLMap, kind: FileBinding['kind']): void {
    const roleRef = this.#value(root, 'roleRef');
    const subjects = this.#value(root, 'subjects');
    const meta = this.#meta(root, kind === 'RoleBinding');
    this.#into.bindings.push({
      kind,
      ...meta,
      at: this.#at(root),
      role: isMap(roleRef)
        ? {kind: this.#text(roleRef, 'kind'), name: this.#text(roleRef, 'name')}
        : {kind: '', name: ''},
      subjects: (isSeq(subjects) ? subjects.items : []).flatMap(subject =>
        isMap(subject)
          ? [
              {
                kind: this.#text(subject, 'kind'),
                name: this.#text(subject, 'name'),
                // As kubectl fills it in for a subject of a binding that is applied with a namespace.
                namespace: this.#text(subject, 'namespace') || meta.namespace,
              },
            ]
          : [],
      ),
    });
  }

  /** kubectl puts what names no namespace into that of its context, which is mostly this one. */
  #meta(root: YAMLMap, isNamespaced: boolean): {readonly name: string; readonly namespace: string} {
    const metadata = this.#value(root, 'metadata');
    const of = (name: string) => (isMap(metadata) ? this.#text(metadata, name) : '');
    if (!isNamespaced) return {name: of('name'), namespace: ''};
    const namespace = of('namespace');
    if (namespace === '') {
      const message = `${this.#text(root, 'kind')} "${of('name')}" names no namespace: taken for one in "default"`;
      this.#into.notes.push({message, at: this.#at(root)});
    }
    return {name: of('name'), namespace: namespace || 'default'};
  }

  #words(map: YAMLMap, name: string): readonly Word[] {
    const list = this.#value(map, name);
    if (list === undefined || (isScalar(list) && list.value === null)) return [];
    if (!isSeq(list)) {
      this.#fault(`${name} is no list`, list);
      return [];
    }
    return list.items.flatMap((item): readonly Word[] => {
      if (isScalar(item) && typeof item.value === 'string') return [{text: item.value, at: this.#at(item)}];
      this.#fault(`${name} holds what is no text`, item);
      return [];
    });
  }

  #fault(message: string, node: unknown): void {
    this.#into.faults.push({message, at: this.#at(node)});
  }

  #at(node: unknown): Position {
    const [start, end] = (node as Node | null)?.range ?? [0, 0];
    return this.#locate(start, end);
  }

  /** Undefined where it is not there; of several equal keys the last one. */
  #value(map: YAMLMap, name: string): Node | undefined {
    const pair = map.items.findLast(({key}) => isScalar(key) && key.value === name);
    const value = pair?.value as Node | null | undefined;
    if (isAlias(value)) this.#fault(`${name} is an alias, which is not followed here: write it out`, value);
    return value ?? undefined;
  }

  #text(map: YAMLMap, name: string): string {
    const value = this.#value(map, name);
    return isScalar(value) && typeof value.value === 'string' ? value.value : '';
  }
}

/** Every Role, ClusterRole and binding of a file: one or more documents, YAML or JSON, Lists too. Never throws. */
export function readRoles(text: string): RolesFile {
  const into: Gathered = {roles: [], bindings: [], faults: [], notes: []};
  const locate = locator(text);
  for (const document of parsedDocuments(text)) {
    const fault = yamlFault(document, text, locate);
    if (fault !== undefined) {
      into.faults.push({message: fault.message.replace(/^failed decoding: yaml: /, 'no YAML: '), at: fault.at});
      continue;
    }
    new Reader(locate, into).document(document.contents);
  }
  if (into.roles.length === 0 && into.faults.length === 0)
    into.faults.push({message: 'there is no Role or ClusterRole in it', at: locate(0, 0)});
  return into;
}
