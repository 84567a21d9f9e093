// Whether a rule can decide about any request at all, by reasoning that is exact.
//
// To see whether earlier rules leave a rule anything, it is enough to ask about few requests. Where the rule names values, each
// of them; where it takes any, one value that no rule names: whatever an earlier rule takes of that, it takes of every other
// value too. A user is in one group of the rule or in none, since more groups only let more rules match.
import type {Attributes} from './attributes.ts';
import {evaluate} from './evaluate.ts';
import type {GroupResources, Policy, Rule} from './policy.ts';

/** A value that no rule names. */
const OTHER = '\ufdd0other';

/** Past so many requests a rule is taken to be reachable. */
const MOST_REQUESTS = 200_000;

const named = (values: readonly string[]): readonly string[] => (values.length === 0 ? [OTHER] : values);

type Target = readonly [resource: string, subresource: string];

function splitResource(text: string): Target {
  const slash = text.indexOf('/');
  return slash === -1 ? [text, ''] : [text.slice(0, slash), text.slice(slash + 1)];
}

/** What the least taken resources are that an entry of `resources` takes. */
function targets(entry: string): readonly Target[] {
  if (entry === '*') return [[OTHER, '']];
  const [resource, subresource] = splitResource(entry);
  const found: Target[] = [];
  if (resource === '*' && subresource !== '') found.push([OTHER, subresource]);
  if (entry.endsWith('/*')) {
    const whole = entry.slice(0, -2);
    found.push([whole, ''], [whole, OTHER]);
  }
  // A name with a star in it is no wildcard, and a resource may in theory be called so.
  if (!entry.includes('*')) found.push([resource, subresource]);
  else if (found.length === 0) found.push([resource, subresource]);
  return found;
}

function* resourceTargets(
  entries: readonly GroupResources[],
): Generator<Pick<Attributes, 'apiGroup' | 'resource' | 'subresource' | 'name'>> {
  if (entries.length === 0) yield {apiGroup: OTHER, resource: OTHER, subresource: '', name: OTHER};
  for (const {group, resources, resourceNames} of entries) {
    const apiGroup = group === '*' ? OTHER : group;
    if (resources.length === 0) yield {apiGroup, resource: OTHER, subresource: '', name: OTHER};
    for (const entry of resources)
      for (const [resource, subresource] of targets(entry))
        for (const name of named(resourceNames)) yield {apiGroup, resource, subresource, name};
  }
}

const pathOf = (entry: string): string =>
  entry === '*' ? `/${OTHER}` : entry.endsWith('*') ? `${entry.replace(/\*+$/, '')}${OTHER}` : entry;

type Subject = Pick<Attributes, 'user'>;

function* subjects({users, userGroups}: Rule, groups: readonly string[]): Generator<Subject> {
  const isAnybody = users.length === 0 && userGroups.length === 0 && groups.length === 0;
  if (isAnybody) {
    yield {};
    return;
  }
  for (const name of named(users))
    for (const own of userGroups.length === 0 ? [[]] : userGroups.map(group => [group]))
      yield {user: {name, groups: [...own, ...groups]}};
}

const NO_RESOURCE = {
  isResourceRequest: false,
  apiGroup: '',
  apiVersion: '',
  namespace: '',
  resource: '',
  subresource: '',
  name: '',
};

function* objects({resources, namespaces, nonResourceURLs}: Rule): Generator<Omit<Attributes, 'user' | 'verb'>> {
  const takesResources = resources.length > 0 || namespaces.length > 0;
  if (takesResources || nonResourceURLs.length === 0) {
    for (const namespace of named(namespaces))
      for (const target of resourceTargets(resources))
        yield {...target, isResourceRequest: true, apiVersion: 'v1', namespace, path: `/${OTHER}`};
  }
  if (!takesResources) for (const entry of named(nonResourceURLs)) yield {...NO_RESOURCE, path: pathOf(entry)};
}

/**
 * Requests that `rule` takes, such that earlier rules leave it something exactly if they leave it one of these.
 * @param groups that every user is in besides
 */
export function* requestsOf(rule: Rule, groups: readonly string[] = []): Generator<Attributes> {
  for (const object of objects(rule))
    for (const verb of named(rule.verbs))
      for (const subject of subjects(rule, groups)) yield {...object, ...subject, verb};
}

export type Reach =
  /** A request about which the rule decides. */
  | {readonly reached: true; readonly witness: Attributes | undefined}
  /** The earlier rules that together take all that it selects, from 0. */
  | {readonly reached: false; readonly by: readonly number[]};

/** Whether a rule of `policy` can decide about any request. */
export function reachOf(policy: Policy, ruleIndex: number): Reach {
  const earlier = {...policy, rules: policy.rules.slice(0, ruleIndex)};
  const by = new Set<number>();
  let count = 0;
  for (const attributes of requestsOf(policy.rules[ruleIndex]!)) {
    if (++count > MOST_REQUESTS) return {reached: true, witness: undefined};
    const taken = evaluate(earlier, attributes).ruleIndex;
    if (taken === null) return {reached: true, witness: attributes};
    by.add(taken);
  }
  return {reached: false, by: [...by].sort((a, b) => a - b)};
}

/** Whether the rules take every request there can be, or every one of users in one of `userGroups`. */
export function takesAll(policy: Policy, userGroups: readonly string[] = []): boolean {
  const everything: Rule = {
    ...policy.rules[0]!,
    users: [],
    userGroups,
    verbs: [],
    resources: [],
    namespaces: [],
    nonResourceURLs: [],
  };
  return !reachOf({...policy, rules: [...policy.rules, everything]}, policy.rules.length).reached;
}
