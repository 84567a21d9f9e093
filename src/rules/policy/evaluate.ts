// Which rule decides about a request, and why the others did not.
// As kubernetes/apiserver pkg/audit/policy/checker.go at v1.36: the first rule that matches wins, none means level None.
import {type Level, STAGES, type Stage} from '../../audit/event.ts';
import type {Attributes} from './attributes.ts';
import type {GroupResources, Policy, Rule} from './policy.ts';

export type Decision = {
  readonly level: Level;
  /** From 0; null when no rule matches. */
  readonly ruleIndex: number | null;
  /** Of the policy and of the rule together, in the order of STAGES. */
  readonly omitStages: readonly Stage[];
  readonly omitManagedFields: boolean;
};

export type FailedCondition = {
  /** In the order in which they are looked at. */
  readonly condition:
    | 'users'
    | 'userGroups'
    | 'verbs'
    | 'resourceRequest'
    | 'namespaces'
    | 'resources'
    | 'resourceNames'
    | 'nonResourceURLs';
  /** What the rule would have taken, any one of them. */
  readonly wanted: readonly string[];
  /** What the request has; nothing where it has no such thing. */
  readonly got: readonly string[];
};

/** Stages in the order of a request, each once. Unknown ones are kept, at the end. */
export const unionStages = (...lists: readonly (readonly Stage[])[]): readonly Stage[] => {
  const all = new Set(lists.flat());
  return [...STAGES.filter(stage => all.delete(stage)), ...all];
};

export const combinedResource = ({resource, subresource}: Pick<Attributes, 'resource' | 'subresource'>): string =>
  subresource === '' ? resource : `${resource}/${subresource}`;

/** Whether an entry of `resources`, such as `pods/*`, takes a resource with its subresource ('' for none). */
export const matchesResource = (entry: string, resource: string, subresource: string): boolean =>
  entry === '*' ||
  entry === (subresource === '' ? resource : `${resource}/${subresource}`) ||
  (subresource !== '' && entry.startsWith('*/') && entry.slice(2) === subresource) ||
  (entry.endsWith('/*') && entry.slice(0, -2) === resource);

const matchesGroup = ({group}: GroupResources, apiGroup: string) => group === apiGroup || group === '*';

/** Whether one entry takes the request whatever its name. */
const matchesAnyName = (entry: GroupResources, {apiGroup, resource, subresource}: Attributes): boolean =>
  matchesGroup(entry, apiGroup) &&
  (entry.resources.length === 0 || entry.resources.some(text => matchesResource(text, resource, subresource)));

/** resourceNames without resources is refused at load, and has no effect here either. */
const matchesName = ({resources, resourceNames}: GroupResources, {name}: Attributes): boolean =>
  resources.length === 0 || resourceNames.length === 0 || resourceNames.includes(name);

/** A plain prefix where the entry ends with `*`; the path has no query. */
export const matchesPath = (entry: string, path: string): boolean =>
  entry === '*' || entry === path || (entry.endsWith('*') && path.startsWith(entry.replace(/\*+$/, '')));

/** As kubectl names them: `deployments.apps/scale`; a core resource has no group. */
const spelled = (resource: string, group: string): string => {
  const [plain, ...subresource] = resource.split('/');
  return [group === '' ? plain : `${plain}.${group}`, ...subresource].join('/');
};

const spelledEntries = (entries: readonly GroupResources[]): readonly string[] =>
  entries.flatMap(({group, resources}) =>
    (resources.length === 0 ? ['*'] : resources).map(resource => spelled(resource, group)),
  );

function failedResource(rule: Rule, attributes: Attributes): FailedCondition | undefined {
  const {namespaces, resources} = rule;
  if (!attributes.isResourceRequest)
    return {condition: 'resourceRequest', wanted: ['a request for a resource'], got: [attributes.path]};
  if (namespaces.length > 0 && !namespaces.includes(attributes.namespace))
    return {condition: 'namespaces', wanted: namespaces, got: [attributes.namespace]};
  if (resources.length === 0) return undefined;
  const candidates = resources.filter(entry => matchesAnyName(entry, attributes));
  if (candidates.length === 0) {
    const got = spelled(combinedResource(attributes), attributes.apiGroup);
    return {condition: 'resources', wanted: spelledEntries(resources), got: [got]};
  }
  if (candidates.some(entry => matchesName(entry, attributes))) return undefined;
  const names = [...new Set(candidates.flatMap(entry => entry.resourceNames))];
  return {condition: 'resourceNames', wanted: names, got: attributes.name === '' ? [] : [attributes.name]};
}

/** The first condition of `rule` that the request does not meet; undefined if the rule matches. */
export function firstFailedCondition(rule: Rule, attributes: Attributes): FailedCondition | undefined {
  const {users, userGroups, verbs, namespaces, resources, nonResourceURLs} = rule;
  const {user, verb} = attributes;
  if (users.length > 0 && (user === undefined || !users.includes(user.name)))
    return {condition: 'users', wanted: users, got: user === undefined ? [] : [user.name]};
  if (userGroups.length > 0 && !user?.groups.some(group => userGroups.includes(group)))
    return {condition: 'userGroups', wanted: userGroups, got: user?.groups ?? []};
  if (verbs.length > 0 && !verbs.includes(verb)) return {condition: 'verbs', wanted: verbs, got: [verb]};
  if (namespaces.length > 0 || resources.length > 0) return failedResource(rule, attributes);
  if (nonResourceURLs.length === 0) return undefined;
  const {isResourceRequest, path} = attributes;
  if (isResourceRequest) return {condition: 'resourceRequest', wanted: ['a request for no resource'], got: [path]};
  return nonResourceURLs.some(entry => matchesPath(entry, path))
    ? undefined
    : {condition: 'nonResourceURLs', wanted: nonResourceURLs, got: [path]};
}

function resourceMatches({namespaces, resources}: Rule, attributes: Attributes): boolean {
  return (
    attributes.isResourceRequest &&
    (namespaces.length === 0 || namespaces.includes(attributes.namespace)) &&
    (resources.length === 0 ||
      resources.some(entry => matchesAnyName(entry, attributes) && matchesName(entry, attributes)))
  );
}

/** The same as `firstFailedCondition` being undefined, without making one: it runs once a rule for every event of a log. */
export function matches(rule: Rule, attributes: Attributes): boolean {
  const {users, userGroups, verbs, namespaces, resources, nonResourceURLs} = rule;
  const {user} = attributes;
  if (users.length > 0 && (user === undefined || !users.includes(user.name))) return false;
  if (userGroups.length > 0 && !user?.groups.some(group => userGroups.includes(group))) return false;
  if (verbs.length > 0 && !verbs.includes(attributes.verb)) return false;
  if (namespaces.length > 0 || resources.length > 0) return resourceMatches(rule, attributes);
  return (
    nonResourceURLs.length === 0 ||
    (!attributes.isResourceRequest && nonResourceURLs.some(entry => matchesPath(entry, attributes.path)))
  );
}

/** What the API server does with a request under this policy. */
export function evaluate(policy: Policy, attributes: Attributes): Decision {
  const index = policy.rules.findIndex(rule => matches(rule, attributes));
  const rule = policy.rules[index];
  return {
    level: rule?.level ?? 'None',
    ruleIndex: rule === undefined ? null : index,
    omitStages: unionStages(policy.omitStages, rule?.omitStages ?? []),
    omitManagedFields: rule?.omitManagedFields ?? policy.omitManagedFields,
  };
}
