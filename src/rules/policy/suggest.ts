// Rules that would make a log smaller, each with what it saves and what it loses. Nothing is suggested that drops a write, a
// failure, access to secrets, a way into a container, who may do what, or what nobody in particular did.
import {LEVELS, type Level} from '../../audit/event.ts';
import type {Source} from '../../source/source.ts';
import type {Attributes} from './attributes.ts';
import {combinedResource, evaluate, matches} from './evaluate.ts';
import type {Policy, Rule} from './policy.ts';
import type {RuleDraft} from './profiles-print.ts';
import {subjectOf} from './simulate.ts';
import type {EventClass} from './simulate-classes.ts';
import {type Parts, Scales} from './simulate-sizes.ts';
import {isMachine, isSensitive, noiseRules} from './suggest-noise.ts';

/** What is no longer known, by who, verb and what. */
export type Loss = {readonly user: string; readonly verb: string; readonly resource: string; readonly events: number};

export type Suggestion = {
  readonly kind: 'drop' | 'lower' | 'managedFields' | 'stage';
  /** A rule to put in; the other kinds are settings of the whole policy. */
  readonly rule?: RuleDraft;
  /** From 0: the rule before which it goes, where the policy is known. */
  readonly before?: number;
  /** Events that are gone; none where only bodies go. */
  readonly events: number;
  readonly bytes: number;
  readonly approx: boolean;
  /** Most events first: of what events or bodies go. */
  readonly losses: readonly Loss[];
  /** Requests that only this stage tells of. */
  readonly unfinished?: number;
};

export type Suggestions = {
  readonly suggestions: readonly Suggestion[];
  readonly log: {readonly events: number; readonly bytes: number};
  /** What is left when all are followed. */
  readonly left: {readonly events: number; readonly bytes: number; readonly approx: boolean};
};

export type SuggestInput = {
  readonly source: Source;
  /** With the group system:nodes told apart. */
  readonly classes: readonly EventClass[];
  /** The policy in force. */
  readonly policy?: Policy;
  /** Requests whose RequestReceived is all that there is. */
  readonly unfinished: number;
  /** What saves less of the bytes is not worth a rule. */
  readonly leastShare: number;
};

const NOWHERE = {line: 1, column: 1, offset: 0, length: 0};

/** A draft as the engine has rules. */
export const ruleFrom = (draft: RuleDraft): Rule => ({
  level: draft.level,
  users: draft.users ?? [],
  userGroups: draft.userGroups ?? [],
  verbs: draft.verbs ?? [],
  resources: (draft.resources ?? []).map(({group, resources = [], resourceNames = []}) => ({
    group,
    resources,
    resourceNames,
  })),
  namespaces: draft.namespaces ?? [],
  nonResourceURLs: draft.nonResourceURLs ?? [],
  omitStages: draft.omitStages ?? [],
  at: NOWHERE,
});

const rank = (level: string): number => LEVELS.indexOf(level as Level);

function lossesOf(classes: readonly EventClass[]): readonly Loss[] {
  const found = new Map<string, {user: string; verb: string; resource: string; events: number}>();
  for (const of of classes) {
    const key = {user: of.attributes.user?.name ?? '', verb: of.attributes.verb, resource: subjectOf(of)};
    const known = found.get(JSON.stringify(key)) ?? {...key, events: 0};
    found.set(JSON.stringify(key), known);
    known.events += of.count;
  }
  return [...found.values()].sort((a, b) => b.events - a.events);
}

const sum = (classes: readonly EventClass[], of: 'count' | 'bytes'): number =>
  classes.reduce((total, one) => total + one[of], 0);

/** The first of the rules that decide about these; undefined where no policy is known. */
function firstDeciding(policy: Policy | undefined, classes: readonly EventClass[]): number | undefined {
  if (policy === undefined) return undefined;
  return Math.min(...classes.map(({attributes}) => evaluate(policy, attributes).ruleIndex ?? policy.rules.length));
}

const placed = (before: number | undefined) => (before === undefined ? {} : {before});

function drops({classes, policy, leastShare}: SuggestInput): readonly Suggestion[] {
  return noiseRules(classes, sum(classes, 'bytes') * leastShare).flatMap((rule): Suggestion[] => {
    const taken = classes.filter(({attributes}) => matches(ruleFrom(rule), attributes));
    // Kubelets share a rule: one of them may have failed where the others did not.
    if (taken.length === 0 || taken.some(({failed}) => failed > 0)) return [];
    const before = firstDeciding(policy, taken);
    const amount = {events: sum(taken, 'count'), bytes: sum(taken, 'bytes'), approx: false};
    return [{kind: 'drop', rule, ...placed(before), ...amount, losses: lossesOf(taken)}];
  });
}

/** Machines tell of themselves in these all day, and nobody reads what. */
const isBookkeeping = ({apiGroup, resource, subresource}: Attributes): boolean =>
  subresource === 'status' ||
  (apiGroup === 'coordination.k8s.io' && resource === 'leases') ||
  resource === 'events' ||
  resource === 'endpoints' ||
  resource === 'endpointslices';

/** Bodies that may go: of reads, and of what machines write about themselves. Never those of what is worth a look. */
function mayLoseBodies({attributes, level, stage, failed}: EventClass): boolean {
  if (rank(level) < rank('Request') || stage === 'RequestReceived' || !attributes.isResourceRequest || failed > 0)
    return false;
  if (isSensitive(attributes) || attributes.user === undefined || !isMachine(attributes.user.name)) return false;
  return ['get', 'list', 'watch'].includes(attributes.verb) || isBookkeeping(attributes);
}

const bodiesOf = ({request, response}: Parts): number => request + response;

/** Kubelets share a rule, whoever else it is has one of their own. */
const isKubelet = ({user}: Attributes): boolean =>
  user!.name.startsWith('system:node:') && user!.groups.includes('system:nodes');

function loweringRule(classes: readonly EventClass[]): RuleDraft {
  const {attributes} = classes[0]!;
  const byGroup = Map.groupBy(classes, one => one.attributes.apiGroup);
  return {
    why: [],
    level: 'Metadata',
    ...(isKubelet(attributes) ? {userGroups: ['system:nodes']} : {users: [attributes.user!.name]}),
    verbs: [attributes.verb],
    resources: [...byGroup].map(([group, list]) => ({
      group,
      resources: [...new Set(list.map(one => combinedResource(one.attributes)))].toSorted(),
    })),
  };
}

/** A rule of level Metadata for each of who and verb, before the rule that logs the bodies. */
async function lowerings({classes, policy, leastShare}: SuggestInput, scales: Scales): Promise<readonly Suggestion[]> {
  const groups = Map.groupBy(classes.filter(mayLoseBodies), ({attributes}) =>
    JSON.stringify([isKubelet(attributes) ? '' : attributes.user!.name, attributes.verb]),
  );
  const found: Suggestion[] = [];
  const leastBytes = sum(classes, 'bytes') * leastShare;
  for (const list of groups.values()) {
    if (sum(list, 'bytes') < leastBytes) continue;
    const before = firstDeciding(policy, list);
    // A rule of level None further down may take more of what this would take: it would be logged again.
    if (before !== undefined && policy!.rules.slice(before + 1).some(({level}) => level === 'None')) continue;
    const rule = loweringRule(list);
    const engineRule = ruleFrom(rule);
    const taken = classes.filter(({attributes}) => matches(engineRule, attributes));
    // What must keep its bodies is not to be taken along.
    const keeps = (one: EventClass) =>
      !mayLoseBodies(one) && rank(one.level) >= rank('Request') && one.stage !== 'RequestReceived';
    if (taken.some(keeps)) continue;
    const lowered = taken.filter(mayLoseBodies);
    let bytes = 0;
    let approx = false;
    for (const one of lowered) {
      const {parts, isExact} = await scales.partsOf(one);
      bytes += Math.min(one.bytes, bodiesOf(parts) * one.count);
      approx ||= !isExact;
    }
    found.push({
      kind: 'lower',
      rule,
      ...placed(before),
      events: 0,
      bytes: Math.round(bytes),
      approx,
      losses: lossesOf(lowered),
    });
  }
  return found;
}

async function managedFields({classes, policy}: SuggestInput, scales: Scales): Promise<readonly Suggestion[]> {
  if (policy?.omitManagedFields === true) return [];
  const withBodies = classes.filter(({level, stage}) => rank(level) >= rank('Request') && stage !== 'RequestReceived');
  const having: EventClass[] = [];
  let bytes = 0;
  let approx = false;
  for (const one of withBodies) {
    const {parts, isExact} = await scales.partsOf(one);
    const managed = (parts.managedRequest + parts.managedResponse) * one.count;
    if (managed === 0) continue;
    having.push(one);
    bytes += managed;
    approx ||= !isExact;
  }
  return [{kind: 'managedFields', events: 0, bytes: Math.round(bytes), approx, losses: lossesOf(having)}];
}

function stages({classes, policy, unfinished}: SuggestInput): readonly Suggestion[] {
  if (policy?.omitStages.includes('RequestReceived') === true) return [];
  const received = classes.filter(({stage}) => stage === 'RequestReceived');
  const amount = {events: sum(received, 'count'), bytes: sum(received, 'bytes'), approx: false};
  return [{kind: 'stage', ...amount, losses: [], unfinished}];
}

/** What is left of the log when all are followed; what is gone by one is not saved by another again. */
async function leftOf(classes: readonly EventClass[], suggestions: readonly Suggestion[], scales: Scales) {
  const rulesOfKind = (kind: Suggestion['kind']) =>
    suggestions.flatMap(one => (one.kind === kind ? [ruleFrom(one.rule!)] : []));
  const [dropped, lowered] = [rulesOfKind('drop'), rulesOfKind('lower')];
  const has = (kind: Suggestion['kind']) => suggestions.some(one => one.kind === kind);
  let [events, bytes, approx] = [0, 0, false];
  for (const one of classes) {
    if (dropped.some(rule => matches(rule, one.attributes))) continue;
    if (has('stage') && one.stage === 'RequestReceived') continue;
    events += one.count;
    let less = 0;
    if (rank(one.level) >= rank('Request') && one.stage !== 'RequestReceived') {
      const isLowered = mayLoseBodies(one) && lowered.some(rule => matches(rule, one.attributes));
      if (isLowered || has('managedFields')) {
        const {parts, isExact} = await scales.partsOf(one);
        less = isLowered ? bodiesOf(parts) : parts.managedRequest + parts.managedResponse;
        approx ||= less > 0 && !isExact;
      }
    }
    bytes += one.bytes - Math.min(one.bytes, less * one.count);
  }
  return {events, bytes: Math.round(bytes), approx};
}

/** Most bytes first. */
export async function suggest(input: SuggestInput): Promise<Suggestions> {
  const {source, classes, leastShare} = input;
  const scales = new Scales(source, classes);
  const log = {events: sum(classes, 'count'), bytes: sum(classes, 'bytes')};
  const all = [
    ...drops(input),
    ...(await lowerings(input, scales)),
    ...(await managedFields(input, scales)),
    ...stages(input),
  ];
  const worth = all.filter(({bytes}) => bytes > 0 && bytes >= log.bytes * leastShare).sort((a, b) => b.bytes - a.bytes);
  return {suggestions: worth, log, left: await leftOf(classes, worth, scales)};
}
