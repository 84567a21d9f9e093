// What roles grant that nobody was seen to use, word by word.
import type {Access} from './access.ts';
import type {ClassOptions, RequestClass} from './classes.ts';
import {ANYBODY, doingsOf, isBy} from './doings.ts';
import type {FileBinding, FileRole, FileRule, FileSubject, Word} from './roles-file.ts';
import {type BesidesVerb, besidesGranted, NOTHING_READ, type ReadBesides} from './unused-besides.ts';

/** Who may use a role, and where. */
export type Assignment = {
  readonly role: FileRole;
  /** '' is everywhere. */
  readonly namespace: string;
  readonly subjects: readonly FileSubject[];
};

export type WordUse = Word & {readonly requests: number};

/** `list pods`: a verb and a resource that are both used, but not together. */
export type UnusedPair = {readonly resource: Word; readonly verbs: readonly string[]};

/** What a wildcard was used for. */
export type WildcardUse = {readonly word: Word; readonly used: readonly string[]};

export type RuleUse = {
  readonly rule: FileRule;
  readonly requests: number;
  readonly verbs: readonly WordUse[];
  readonly apiGroups: readonly WordUse[];
  readonly resources: readonly WordUse[];
  readonly resourceNames: readonly WordUse[];
  readonly nonResourceURLs: readonly WordUse[];
  readonly pairs: readonly UnusedPair[];
  readonly wildcards: readonly WildcardUse[];
};

export type RoleUse = {readonly role: FileRole; readonly rules: readonly RuleUse[]};

/**
 * Which roles of a file are whose: by its bindings.
 * @param assumed for roles that nothing in the file binds
 */
export function assignmentsOf(
  roles: readonly FileRole[],
  bindings: readonly FileBinding[],
  assumed: readonly FileSubject[],
): readonly Assignment[] {
  return roles.flatMap(role => {
    const bound = bindings.flatMap(({kind, namespace, role: ref, subjects}): readonly Assignment[] => {
      const isThis = ref.kind === role.kind && ref.name === role.name;
      if (!isThis || (role.kind === 'Role' && namespace !== role.namespace)) return [];
      return [{role, namespace: kind === 'RoleBinding' ? namespace : '', subjects}];
    });
    return bound.length > 0 ? bound : [{role, namespace: role.namespace, subjects: assumed}];
  });
}

const isInScope = (access: Access, namespace: string): boolean =>
  namespace === '' || (access.kind === 'resource' && access.namespace === namespace);

type Words = 'verbs' | 'apiGroups' | 'resources' | 'resourceNames' | 'nonResourceURLs';
const WORDS: readonly Words[] = ['verbs', 'apiGroups', 'resources', 'resourceNames', 'nonResourceURLs'];

const is = (word: string, value: string) => word === '*' || word === value;
const isResource = (word: string, resource: string): boolean =>
  is(word, resource) || (word.startsWith('*/') && resource.slice(resource.indexOf('/')) === word.slice(1));
const isUrl = (word: string, path: string): boolean =>
  is(word, path) || (word.endsWith('*') && path.startsWith(word.replace(/\*+$/, '')));

/** The words of a rule that allow an access; undefined if they do not. As plugin/pkg/auth/authorizer/rbac at v1.36. */
export function wordsFor(rule: FileRule, access: Access): Partial<Record<Words, readonly Word[]>> | undefined {
  const verbs = rule.verbs.filter(({text}) => is(text, access.verb));
  if (verbs.length === 0) return undefined;
  if (access.kind === 'url') {
    const nonResourceURLs = rule.nonResourceURLs.filter(({text}) => isUrl(text, access.path));
    return nonResourceURLs.length === 0 ? undefined : {verbs, nonResourceURLs};
  }
  const apiGroups = rule.apiGroups.filter(({text}) => is(text, access.apiGroup));
  const resources = rule.resources.filter(({text}) => isResource(text, access.resource));
  const resourceNames = rule.resourceNames.filter(({text}) => text === access.name);
  const isNamed = rule.resourceNames.length === 0 || resourceNames.length > 0;
  return apiGroups.length === 0 || resources.length === 0 || !isNamed
    ? undefined
    : {verbs, apiGroups, resources, resourceNames};
}

const askedOf = (access: Access, words: Words): string => {
  if (words === 'verbs') return access.verb;
  if (access.kind === 'url') return access.path;
  return words === 'apiGroups' ? access.apiGroup : words === 'resources' ? access.resource : access.name;
};

/** How often each word of a rule was used. A class because one request counts in several places. */
class Usage {
  readonly #rule: FileRule;
  readonly #counts = new Map<Word, number>();
  readonly #pairs = new Set<string>();
  readonly #wild = new Map<Word, Set<string>>();
  #requests = 0;

  constructor(rule: FileRule) {
    this.#rule = rule;
  }

  /** Requests that asked for all of these. */
  add(accesses: readonly Access[], count: number): void {
    const words = new Set<Word>();
    for (const access of accesses) {
      const used = wordsFor(this.#rule, access);
      if (used === undefined) continue;
      for (const key of WORDS)
        for (const word of used[key] ?? []) {
          words.add(word);
          if (word.text.includes('*')) this.#noteWild(word, askedOf(access, key));
        }
      for (const verb of used.verbs ?? [])
        for (const thing of used.resources ?? used.nonResourceURLs ?? []) this.#pairs.add(this.#pair(verb, thing));
    }
    if (words.size > 0) this.#requests += count;
    for (const word of words) this.#counts.set(word, (this.#counts.get(word) ?? 0) + count);
  }

  result(): RuleUse {
    const uses = (key: Words): readonly WordUse[] =>
      this.#rule[key].map(word => ({...word, requests: this.#counts.get(word) ?? 0}));
    return {
      rule: this.#rule,
      requests: this.#requests,
      verbs: uses('verbs'),
      apiGroups: uses('apiGroups'),
      resources: uses('resources'),
      resourceNames: uses('resourceNames'),
      nonResourceURLs: uses('nonResourceURLs'),
      pairs: this.#unusedPairs(),
      wildcards: [...this.#wild].map(([word, used]) => ({word, used: [...used].sort()})),
    };
  }

  #unusedPairs(): readonly UnusedPair[] {
    const isUsed = (word: Word) => this.#counts.has(word);
    const verbs = this.#rule.verbs.filter(isUsed);
    return [...this.#rule.resources, ...this.#rule.nonResourceURLs].filter(isUsed).flatMap(resource => {
      const never = verbs.filter(verb => !this.#pairs.has(this.#pair(verb, resource)));
      return never.length === 0 ? [] : [{resource, verbs: never.map(({text}) => text)}];
    });
  }

  #noteWild(word: Word, value: string): void {
    this.#wild.set(word, (this.#wild.get(word) ?? new Set()).add(value));
  }

  #pair = (verb: Word, thing: Word): string => `${verb.at.offset} ${thing.at.offset}`;
}

export type RolesUse = {
  readonly roles: readonly RoleUse[];
  /** Allowed requests of those who have the roles. */
  readonly requests: number;
};

/** How each rule of each role was used by what was allowed. */
export function usageOf(
  assignments: readonly Assignment[],
  classes: readonly RequestClass[],
  {variants}: ReadBesides = NOTHING_READ,
): RolesUse {
  const roles = [...new Set(assignments.map(({role}) => role))].map(role => ({
    role,
    usages: role.rules.map(rule => new Usage(rule)),
    mine: assignments.filter(assignment => assignment.role === role),
  }));
  let requests = 0;
  for (const one of classes)
    for (const variant of variants.get(one) ?? [{more: [], count: one.evidence.count}]) {
      let isTheirs = false;
      for (const doing of doingsOf(one, variant)) {
        for (const {usages, mine} of roles) {
          const theirs = mine.filter(({subjects}) => subjects.some(subject => isBy(doing, subject)));
          isTheirs ||= theirs.length > 0;
          const accesses = doing.accesses.filter(access => theirs.some(({namespace}) => isInScope(access, namespace)));
          if (accesses.length > 0) for (const usage of usages) usage.add(accesses, variant.count);
        }
      }
      if (isTheirs) requests += variant.count;
    }
  return {
    roles: roles.map(({role, usages}) => ({role, rules: usages.map(usage => usage.result())})),
    requests,
  };
}

/** Whether some group has a role. */
export const areOfGroups = (assignments: readonly Assignment[]): boolean =>
  assignments.some(({subjects}) => subjects.some(subject => subject !== ANYBODY && subject.kind === 'Group'));

/** What these roles grant that is asked for besides requests. */
export const besidesIn = (assignments: readonly Assignment[]): ReadonlySet<BesidesVerb> =>
  new Set(assignments.flatMap(({role}) => role.rules.flatMap(besidesGranted)));

/** What of a request these roles look at: the less, the fewer classes a log has. */
export function fieldsFor(assignments: readonly Assignment[]): ClassOptions {
  const subjects = assignments.flatMap(assignment => assignment.subjects);
  const rules = assignments.flatMap(({role}) => role.rules);
  const lookAtNames = rules.some(({resourceNames}) => resourceNames.length > 0);
  const lookAtNamespaces = assignments.some(({namespace}) => namespace !== '');
  const isAnybody = subjects.every(subject => subject === ANYBODY);
  const lookAtGroups = areOfGroups(assignments);
  return {
    also: [
      'impersonatedUser.username',
      ...(isAnybody ? [] : (['user.username'] as const)),
      ...(lookAtGroups ? (['user.groups'] as const) : []),
    ],
    without: [
      ...(lookAtNames ? [] : (['objectRef.name'] as const)),
      ...(lookAtNamespaces ? [] : (['objectRef.namespace'] as const)),
    ],
  };
}
