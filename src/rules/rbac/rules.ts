// Grants of one role put together: rules in which each verb on each resource of each name was needed, so that nothing comes in by
// putting together.
import {compareVerbs, type Evidence, keyOfResource, type ResourceAccess, type UrlAccess} from './access.ts';
import type {Grant} from './grants.ts';

/** As rbac.authorization.k8s.io/v1 has it: either resources or URLs. */
export type PolicyRule =
  | {
      readonly apiGroups: readonly string[];
      readonly resources: readonly string[];
      readonly resourceNames?: readonly string[];
      readonly verbs: readonly string[];
    }
  | {readonly nonResourceURLs: readonly string[]; readonly verbs: readonly string[]};

export type SeenRule = {
  readonly rule: PolicyRule;
  /** Of the requests that need it. */
  readonly evidence: Evidence;
  /** Sorted. */
  readonly reasons: readonly string[];
};

type Held = {
  readonly verbs: Iterable<string>;
  readonly evidence: Iterable<Evidence>;
  readonly reasons: Iterable<string>;
};

/** What is gathered under a key. Evidence may stand in it more than once. */
type Cell = {readonly verbs: Set<string>; readonly evidence: Evidence[]; readonly reasons: Set<string>};

const emptyCell = (): Cell => ({verbs: new Set(), evidence: [], reasons: new Set()});

function join(into: Cell, {verbs, evidence, reasons}: Held): void {
  for (const verb of verbs) into.verbs.add(verb);
  for (const one of evidence) into.evidence.push(one);
  for (const one of reasons) into.reasons.add(one);
}

const sorted = (texts: Iterable<string>): readonly string[] => [...texts].sort();

/** Gathers values under keys, then keys that have gathered the same. */
class Gathered<T> {
  readonly #cells = new Map<string, {readonly value: T; readonly cell: Cell; readonly members: Set<string>}>();

  add(value: T, member: string, held: Held): void {
    const key = JSON.stringify(value);
    const known = this.#cells.get(key) ?? {value, cell: emptyCell(), members: new Set<string>()};
    this.#cells.set(key, known);
    known.members.add(member);
    join(known.cell, held);
  }

  *[Symbol.iterator](): Generator<readonly [value: T, members: readonly string[], cell: Cell]> {
    for (const {value, members, cell} of this.#cells.values()) yield [value, sorted(members), cell];
  }
}

/** Counts the evidence of a rule, each piece once. */
export function sumOf(evidence: Iterable<Evidence>): Evidence {
  let count = 0;
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const one of evidence) {
    count += one.count;
    from = Math.min(from, one.from ?? from);
    to = Math.max(to, one.to ?? to);
  }
  return {count, ...(from <= to ? {from, to} : {})};
}

const seenRule = (rule: PolicyRule, {evidence, reasons}: Cell): SeenRule => ({
  rule,
  evidence: sumOf(new Set(evidence)),
  reasons: sorted(reasons),
});

const verbsOf = ({verbs}: Cell): readonly string[] => [...verbs].sort(compareVerbs);

const heldBy = ({access, evidence, reasons}: Grant): Held => ({verbs: [access.verb], evidence, reasons});

/** All that is granted on one object. There may be a million of one grant each: nothing is made for those. */
function byObject(grants: readonly Grant<ResourceAccess>[]): Iterable<readonly Grant<ResourceAccess>[]> {
  const objects = new Map<string, Grant<ResourceAccess>[]>();
  for (const grant of grants) {
    const {apiGroup, resource, name} = grant.access;
    const key = keyOfResource('', apiGroup, resource, '', name);
    const known = objects.get(key);
    if (known === undefined) objects.set(key, [grant]);
    else known.push(grant);
  }
  return objects.values();
}

function resourceRules(grants: readonly Grant<ResourceAccess>[]): readonly SeenRule[] {
  // First the verbs of each object, then objects of equal verbs, then resources of equal objects and verbs.
  type OfVerbs = {
    readonly apiGroup: string;
    readonly resource: string;
    readonly named: boolean;
    readonly verbs: readonly string[];
  };
  const named = new Gathered<OfVerbs>();
  for (const object of byObject(grants)) {
    const {apiGroup, resource, name} = object[0]!.access;
    const verbs = object.map(({access}) => access.verb).sort(compareVerbs);
    for (const grant of object) named.add({apiGroup, resource, named: name !== '', verbs}, name, heldBy(grant));
  }
  type OfNames = {readonly apiGroup: string; readonly names: readonly string[]; readonly verbs: readonly string[]};
  const resources = new Gathered<OfNames>();
  for (const [{apiGroup, resource, named: isNamed, verbs}, names, cell] of named)
    resources.add({apiGroup, names: isNamed ? names : [], verbs}, resource, cell);
  const rules = [...resources].map(([{apiGroup, names, verbs}, members, cell]) => ({
    order: JSON.stringify([apiGroup, members, names]),
    rule: seenRule(
      {apiGroups: [apiGroup], resources: members, ...(names.length === 0 ? {} : {resourceNames: names}), verbs},
      cell,
    ),
  }));
  return rules.sort((a, b) => (a.order < b.order ? -1 : 1)).map(({rule}) => rule);
}

function urlRules(grants: readonly Grant<UrlAccess>[]): readonly SeenRule[] {
  const paths = new Gathered<string>();
  for (const grant of grants) paths.add(grant.access.path, grant.access.verb, heldBy(grant));
  const byVerbs = new Gathered<readonly string[]>();
  for (const [path, , cell] of paths) byVerbs.add(verbsOf(cell), path, cell);
  return [...byVerbs].map(([verbs, nonResourceURLs, cell]) => seenRule({nonResourceURLs, verbs}, cell));
}

/** The rules of one role; which one is for the caller to say: namespaces are not looked at. */
export function rulesOf(grants: readonly Grant[]): readonly SeenRule[] {
  const isResource = (grant: Grant): grant is Grant<ResourceAccess> => grant.access.kind === 'resource';
  const isUrl = (grant: Grant): grant is Grant<UrlAccess> => grant.access.kind === 'url';
  return [...resourceRules(grants.filter(isResource)), ...urlRules(grants.filter(isUrl))];
}
