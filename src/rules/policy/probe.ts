// Requests to ask a policy about: what happens to the ones that matter.

import type {Attributes} from './attributes.ts';
import {builtinResource} from './builtin-api.ts';
import {evaluate, matches, matchesResource} from './evaluate.ts';
import type {Policy, Rule} from './policy.ts';
import {requestsOf} from './reach.ts';

/** A resource that matters. */
export type Topic = {
  readonly group: string;
  readonly resource: string;
  /** '' for the resource itself. */
  readonly subresource: string;
};

export const topic = (group: string, resource: string, subresource = ''): Topic => ({group, resource, subresource});

export const AUTHENTICATED = 'system:authenticated';

/** Somebody whom no rule names. */
const SOMEBODY = '\ufdd0somebody';
const SOMETHING = '\ufdd0something';

export const topicName = ({resource, subresource}: Topic): string =>
  subresource === '' ? resource : `${resource}/${subresource}`;

/** A create has no name in its URL, nor has what reads or deletes many. */
const hasName = (verb: string, {subresource}: Topic): boolean =>
  subresource !== '' || !['create', 'list', 'watch', 'deletecollection'].includes(verb);

const isCluster = ({group, resource}: Topic): boolean => builtinResource(group, resource)?.scope === 'cluster';

const targetOf = (topic: Topic, verb: string): Omit<Attributes, 'user'> => ({
  isResourceRequest: true,
  verb,
  apiGroup: topic.group,
  apiVersion: 'v1',
  namespace: isCluster(topic) ? '' : SOMETHING,
  resource: topic.resource,
  subresource: topic.subresource,
  name: hasName(verb, topic) ? SOMETHING : '',
  path: `/${SOMETHING}`,
});

/** A request of somebody whom no rule names, in a namespace that none names. */
export const requestFor = (topic: Topic, verb: string): Attributes => ({
  ...targetOf(topic, verb),
  user: {name: SOMEBODY, groups: [AUTHENTICATED]},
});

/** The same without a user: failed to authenticate. */
export const failedRequestFor = (topic: Topic, verb: string): Attributes => targetOf(topic, verb);

/** The part of a rule that takes `topic` with one of `verbs`; undefined if there is none. */
function narrowed(rule: Rule, topic: Topic, verbs: readonly string[]): Rule | undefined {
  if (rule.nonResourceURLs.length > 0 && rule.resources.length + rule.namespaces.length === 0) return undefined;
  const entries = rule.resources.filter(
    ({group, resources}) =>
      (group === topic.group || group === '*') &&
      (resources.length === 0 || resources.some(text => matchesResource(text, topic.resource, topic.subresource))),
  );
  const left = rule.verbs.length === 0 ? verbs : verbs.filter(verb => rule.verbs.includes(verb));
  if ((rule.resources.length > 0 && entries.length === 0) || left.length === 0) return undefined;
  const isOutside = isCluster(topic) && rule.namespaces.length > 0 && !rule.namespaces.includes('');
  if (isOutside) return undefined;
  const isAnyName = rule.resources.length === 0 || entries.some(({resourceNames}) => resourceNames.length === 0);
  const resourceNames = isAnyName ? [] : entries.flatMap(entry => entry.resourceNames);
  return {
    ...rule,
    verbs: left,
    namespaces: isCluster(topic) ? [''] : rule.namespaces,
    resources: [{group: topic.group, resources: [topicName(topic)], resourceNames}],
  };
}

/** No wildcard: nobody and nothing is called so. */
export const isPlain = (name: string): boolean => !name.includes('*');

const isReal = ({user, namespace}: Attributes): boolean =>
  [namespace, user?.name ?? '', ...(user?.groups ?? [])].every(isPlain);

/** A request for `topic` about which this rule decides, of someone who has authenticated; undefined if there is none. */
export function decidedBy(
  policy: Policy,
  ruleIndex: number,
  topic: Topic,
  verbs: readonly string[],
): Attributes | undefined {
  const rule = policy.rules[ruleIndex]!;
  const part = narrowed(rule, topic, verbs);
  if (part === undefined) return undefined;
  for (const request of requestsOf(part, [AUTHENTICATED])) {
    // A single object of a namespace is never in "".
    if (request.namespace === '' && !isCluster(topic) && !['list', 'watch'].includes(request.verb)) continue;
    if (!isReal(request)) continue;
    const real = hasName(request.verb, topic) ? request : {...request, name: ''};
    if (matches(rule, real) && evaluate(policy, real).ruleIndex === ruleIndex) return real;
  }
  return undefined;
}

/** Those of `verbs` with which this rule decides about `topic`. */
export const verbsDecidedBy = (
  policy: Policy,
  ruleIndex: number,
  topic: Topic,
  verbs: readonly string[],
): readonly string[] => verbs.filter(verb => decidedBy(policy, ruleIndex, topic, [verb]) !== undefined);

/** The path of what makes a rule take `topic`: the resource, the group, or the level of a rule that takes all. */
export function pathOfTopic(rule: Rule, path: string, topic: Topic): string {
  const {group, resource, subresource} = topic;
  for (const [i, entry] of rule.resources.entries()) {
    if (entry.group !== group && entry.group !== '*') continue;
    const at = entry.resources.findIndex(text => matchesResource(text, resource, subresource));
    if (at !== -1) return `${path}.resources[${i}].resources[${at}]`;
    if (entry.resources.length === 0) return `${path}.resources[${i}].group`;
  }
  return `${path}.level`;
}
