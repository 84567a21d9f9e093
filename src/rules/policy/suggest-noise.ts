// What of a log is noise that may be dropped: reads of machines that all succeeded. What must never be dropped is said here.
import type {Attributes} from './attributes.ts';
import {combinedResource} from './evaluate.ts';
import type {RuleDraft} from './profiles-print.ts';
import type {EventClass} from './simulate-classes.ts';

const READS = ['get', 'list', 'watch'];

/** Reading these is what an intruder does first, or is a way in. */
const SENSITIVE_GROUPS = [
  'rbac.authorization.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'certificates.k8s.io',
  'admissionregistration.k8s.io',
];
const SENSITIVE_RESOURCES = ['secrets', 'serviceaccounts'];
const SENSITIVE_SUBRESOURCES = ['exec', 'attach', 'portforward', 'proxy', 'log', 'token', 'ephemeralcontainers'];

export const isSensitive = ({apiGroup, resource, subresource}: Attributes): boolean =>
  SENSITIVE_GROUPS.includes(apiGroup) ||
  SENSITIVE_RESOURCES.includes(resource) ||
  SENSITIVE_SUBRESOURCES.includes(subresource);

/** Users by which machines are known: parts of the control plane, kubelets, service accounts. */
export const isMachine = (name: string): boolean => /^system:(?!anonymous$)/.test(name);

/** Asked again and again, to see that something is alive or what there is. Every one is a prefix of a path. */
const PATHS = ['/healthz', '/livez', '/readyz', '/metrics', '/api', '/apis', '/openapi', '/version', '/openid'];

const pathFamily = (path: string): string | undefined =>
  PATHS.find(prefix => path === prefix || path.startsWith(`${prefix}/`));

/** Read by a machine, and nothing that has to stay. Whether it failed is another question. */
export function isNoise({user, verb, isResourceRequest, path, ...rest}: Attributes): boolean {
  if (user === undefined || !isMachine(user.name) || !READS.includes(verb)) return false;
  return isResourceRequest ? !isSensitive({...rest, verb, isResourceRequest, path}) : pathFamily(path) !== undefined;
}

/** Who: kubelets have a group of their own and are many; the others are named. */
type Subject = {readonly users?: readonly string[]; readonly userGroups?: readonly string[]};

const subjectOf = ({user}: Attributes): Subject =>
  user!.name.startsWith('system:node:') && user!.groups.includes('system:nodes')
    ? {userGroups: ['system:nodes']}
    : {users: [user!.name]};

/** What is read of one target: bytes by verb, and the verbs of which some failed. */
type Target = {readonly of: Attributes; readonly bytes: Map<string, number>; readonly keeps: Set<string>};
type Pile = {readonly subject: Subject; readonly targets: Map<string, Target>};

/** What a rule can name of a request. */
const targetOf = (attributes: Attributes): string =>
  attributes.isResourceRequest
    ? JSON.stringify([attributes.apiGroup, combinedResource(attributes)])
    : JSON.stringify([pathFamily(attributes.path)]);

/** Everything that is read, by subject, target and verb. */
function pilesOf(classes: readonly EventClass[]): readonly Pile[] {
  const piles = new Map<string, Pile>();
  for (const {attributes, failed, bytes} of classes) {
    if (!isNoise(attributes)) continue;
    const subject = subjectOf(attributes);
    const key = JSON.stringify(subject);
    const pile = piles.get(key) ?? {subject, targets: new Map()};
    piles.set(key, pile);
    const target = targetOf(attributes);
    const known = pile.targets.get(target) ?? {of: attributes, bytes: new Map(), keeps: new Set()};
    pile.targets.set(target, known);
    known.bytes.set(attributes.verb, (known.bytes.get(attributes.verb) ?? 0) + bytes);
    if (failed > 0) known.keeps.add(attributes.verb);
  }
  return [...piles.values()];
}

/** Targets of one kind with the same verbs in one rule: its product of verbs and resources is what was seen, and no more. */
function rulesOf({subject, targets}: Pile, leastBytes: number): readonly RuleDraft[] {
  const byVerbs = new Map<string, {verbs: readonly string[]; of: Attributes[]; bytes: number}>();
  for (const {of, bytes, keeps} of targets.values()) {
    const dropped = READS.filter(verb => bytes.has(verb) && !keeps.has(verb));
    if (dropped.length === 0) continue;
    const key = JSON.stringify([of.isResourceRequest, dropped]);
    const known = byVerbs.get(key) ?? {verbs: dropped, of: [], bytes: 0};
    byVerbs.set(key, known);
    known.of.push(of);
    for (const verb of dropped) known.bytes += bytes.get(verb)!;
  }
  const worth = [...byVerbs.values()].filter(({bytes}) => bytes >= leastBytes);
  return worth.map(({verbs, of}): RuleDraft => {
    const selectors = {why: [], level: 'None', ...subject, verbs} as const;
    if (!of[0]!.isResourceRequest) {
      const families = [...new Set(of.map(({path}) => pathFamily(path)!))].toSorted();
      return {...selectors, nonResourceURLs: families.flatMap(family => [family, `${family}/*`])};
    }
    const byGroup = Map.groupBy(of, ({apiGroup}) => apiGroup);
    return {
      ...selectors,
      resources: [...byGroup]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([group, list]) => ({group, resources: [...new Set(list.map(combinedResource))].toSorted()})),
    };
  });
}

/** Rules of level None for what of these is noise, each of at least so many bytes and without verbs of which anything failed. */
export const noiseRules = (classes: readonly EventClass[], leastBytes: number): readonly RuleDraft[] =>
  pilesOf(classes).flatMap(pile => rulesOf(pile, leastBytes));
