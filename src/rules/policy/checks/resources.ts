// Groups, resources and names that no request has, measured by the API that Kubernetes serves. Custom resources are let alone.
import {builtinResource, groupMeant, groupsOf, isBuiltinGroup, resourceMeant} from '../builtin-api.ts';
import type {Rule} from '../policy.ts';
import {groupName, listed, type PolicyCheck, type ResourceEntry, resourceEntries, ruleCheck} from './check.ts';

const SAMPLE_REST = '\n- level: Metadata';

/** Groups that no built-in or custom resource can be in: those of custom ones have a dot. */
const isGroupPossible = (group: string): boolean =>
  group === '*' || isBuiltinGroup(group) || (group.includes('.') && groupMeant(group) === undefined);

function groupAdvice(group: string): string {
  const meant = groupMeant(group);
  return meant === undefined
    ? 'Write the group as it stands before the slash of apiVersion.'
    : `Write group: ${meant === '' ? '""' : meant}.`;
}

/** Entries whose resource is no wildcard, in groups that we know. */
export function* plainEntries(rule: Rule, path: string): Generator<ResourceEntry> {
  for (const entry of resourceEntries(rule, path)) {
    const {group, resource} = entry;
    if (isBuiltinGroup(group) && resource !== '' && !resource.includes('*')) yield entry;
  }
}

/** The groups where a resource can be found, the ones of today first. */
const otherGroups = (resource: string): readonly string[] => {
  const groups = groupsOf(resource);
  const today = groups.filter(group => group !== 'extensions');
  return today.length === 0 ? groups : today;
};

/** Kinds that are written to a subresource: their plural is in no URL, or in one of something else. */
const SUBRESOURCES: Readonly<Record<string, string>> = {
  evictions: 'Write pods/eviction, in the core group: pods are evicted there.',
  tokenrequests: 'Write serviceaccounts/token, in the core group: tokens are asked for there.',
};

function resourceAdvice({group, resource, subresource}: ResourceEntry): string {
  const instead = SUBRESOURCES[resource];
  if (instead !== undefined) return instead;
  const meant = resourceMeant(group, resource);
  const isKept =
    subresource === '*' || (meant !== undefined && builtinResource(group, meant)?.subresources.includes(subresource));
  if (meant !== undefined) return `Write ${meant}${isKept ? `/${subresource}` : ''}.`;
  return 'Write the plural that kubectl api-resources shows, in lower case.';
}

const isUnknown = ({group, resource}: ResourceEntry): boolean => builtinResource(group, resource) === undefined;

export const RESOURCE_CHECKS: readonly PolicyCheck[] = [
  ruleCheck(
    {
      id: 'unknown-group',
      severity: 'warning',
      title: 'an API group that does not exist',
      why: 'Groups are compared as they stand. The core group, of pods and secrets, is ""; the others are spelled as in apiVersion, without the version. Custom resources are in groups with a dot.',
      write: 'Write the group as it stands before the slash of apiVersion.',
      bad: `- level: Request\n  resources:\n  - group: core\n    resources: ["pods"]\n  - group: rbac\n    resources: ["roles"]${SAMPLE_REST}`,
      good: `- level: Request\n  resources:\n  - group: ""\n    resources: ["pods"]\n  - group: rbac.authorization.k8s.io\n    resources: ["roles"]\n  - group: example.com\n    resources: ["widgets"]${SAMPLE_REST}`,
    },
    function* (rule, {at}, _i, path) {
      for (const [i, {group}] of rule.resources.entries()) {
        if (!isGroupPossible(group) && /^[a-z0-9.-]+$/.test(group))
          yield {
            at: at(`${path}.resources[${i}].group`),
            message: `There is no API group ${group}, so nothing matches.`,
            write: groupAdvice(group),
          };
      }
    },
  ),
  ruleCheck(
    {
      id: 'wrong-group',
      severity: 'warning',
      title: 'a resource in another API group',
      why: 'An entry takes the resources of its own group only, and without group it is the core group. Deployments are in apps, roles in rbac.authorization.k8s.io; in the core group they match nothing.',
      write: 'Write an entry of its own for the group that the resource is in.',
      bad: `- level: RequestResponse\n  resources:\n  - group: ""\n    resources: ["pods", "deployments"]\n  - resources: ["clusterroles"]${SAMPLE_REST}`,
      good: `- level: RequestResponse\n  resources:\n  - group: ""\n    resources: ["pods"]\n  - group: apps\n    resources: ["deployments"]\n  - group: rbac.authorization.k8s.io\n    resources: ["clusterroles"]${SAMPLE_REST}`,
    },
    function* (rule, {at}, _i, path) {
      for (const entry of plainEntries(rule, path)) {
        const {group, resource, text, path: place} = entry;
        const groups = otherGroups(resource);
        if (!isUnknown(entry) || groups.length === 0 || SUBRESOURCES[resource] !== undefined) continue;
        const [meant = ''] = groups;
        yield {
          at: at(place),
          message: `There are no ${resource} in ${groupName(group)}; they are in ${listed(groups.map(groupName), 'or')}.`,
          write: `Write an entry {group: "${meant}", resources: ["${text}"]}.`,
        };
      }
    },
  ),
  ruleCheck(
    {
      id: 'unknown-resource',
      severity: 'warning',
      title: 'a resource that does not exist',
      why: 'Resources are compared as they stand: plural and lower case, as in the URL of a request. A kind (Pod), a singular (pod) or a short name (po) matches nothing.',
      write: 'Write the plural that kubectl api-resources shows, in lower case.',
      bad: `- level: Request\n  resources:\n  - group: ""\n    resources: ["Pod", "cm", "secret"]${SAMPLE_REST}`,
      good: `- level: Request\n  resources:\n  - group: ""\n    resources: ["pods", "limitranges"]${SAMPLE_REST}`,
    },
    function* (rule, {at}, _i, path) {
      for (const entry of plainEntries(rule, path)) {
        const {group, resource, path: place} = entry;
        if (isUnknown(entry) && (otherGroups(resource).length === 0 || SUBRESOURCES[resource] !== undefined))
          yield {
            at: at(place),
            message: `There is no resource ${resource} in ${groupName(group)}.`,
            write: resourceAdvice(entry),
          };
      }
      // Of a custom resource nothing is known but that its name is one of a URL.
      for (const {group, text, path: place} of resourceEntries(rule, path)) {
        if (!isBuiltinGroup(group) && /[A-Z]/.test(text))
          yield {
            at: at(place),
            message: `No resource is called ${text}: their names are in lower case.`,
            write: `Write its plural in lower case, as kubectl api-resources shows it: ${text.toLowerCase()} or ${text.toLowerCase()}s.`,
          };
      }
    },
  ),
  ruleCheck(
    {
      id: 'unknown-subresource',
      severity: 'warning',
      title: 'a subresource that does not exist',
      why: 'Subresources are compared as they stand, as in the URL of a request. Some of RBAC (finalizers, nodes/metrics, nodes/stats) are checks inside other requests and never seen here.',
      write: 'Write one that the resource has, or leave it out.',
      bad: `- level: Request\n  resources:\n  - group: ""\n    resources: ["pods/logs"]${SAMPLE_REST}`,
      good: `- level: Request\n  resources:\n  - group: ""\n    resources: ["pods/log", "pods/*"]${SAMPLE_REST}`,
    },
    function* (rule, {at}, _i, path) {
      for (const {group, resource, subresource, path: place} of plainEntries(rule, path)) {
        const known = builtinResource(group, resource);
        if (known === undefined || subresource === '' || subresource.includes('*')) continue;
        if (known.subresources.includes(subresource)) continue;
        const near = known.subresources.find(name => name.startsWith(subresource.slice(0, 3).toLowerCase()));
        yield {
          at: at(place),
          message: `${resource} have no subresource ${subresource}.`,
          write:
            near !== undefined
              ? `Write ${resource}/${near}.`
              : known.subresources.length === 0
                ? `Leave it out: ${resource} have no subresources.`
                : `There are ${listed(known.subresources.map(name => `${resource}/${name}`))}.`,
        };
      }
    },
  ),
];
