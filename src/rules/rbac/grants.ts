// From what was needed to what is granted: equal needs become one grant, some are widened where that is wanted, and what a
// wider grant covers is not granted twice.
import {finish, type Steps} from '../../audit/steps.ts';
import {
  type Access,
  type Evidence,
  isSpecialVerb,
  keyOf,
  keyOfResource,
  READ_VERBS,
  type ResourceAccess,
  type Seen,
  widerThan,
} from './access.ts';

export type Grant<A extends Access = Access> = {
  readonly access: A;
  /** One may stand in it more than once. */
  readonly evidence: readonly Evidence[];
  /** Why it is there, where its requests do not say so; one may stand in it more than once. */
  readonly reasons: readonly string[];
};

/** What may be granted beyond what was seen. */
export const EXPANSIONS = [
  {name: 'names', doc: 'every object of a kind of which more than one was named'},
  {name: 'namespaces', doc: 'every namespace where more than one was seen'},
  {name: 'verbs', doc: 'list and watch with get and each other, update and patch likewise'},
] as const;
export type Expansion = (typeof EXPANSIONS)[number]['name'];

/** Grants by what they grant. There may be a million: what nothing is added to is taken as it is. */
class Grants {
  readonly #byKey = new Map<string, Grant>();
  /** Made here, and therefore changed here. */
  readonly #own = new Map<Grant, {readonly evidence: Evidence[]; readonly reasons: string[]}>();

  add(grant: Grant): void {
    const key = keyOf(grant.access);
    const known = this.#byKey.get(key);
    if (known === undefined) {
      this.#byKey.set(key, grant);
      return;
    }
    const own = this.#own.get(known) ?? this.#ownFor(key, known);
    for (const one of grant.evidence) own.evidence.push(one);
    for (const one of grant.reasons) own.reasons.push(one);
  }

  #ownFor(key: string, {access, evidence, reasons}: Grant) {
    const lists = {evidence: [...evidence], reasons: [...reasons]};
    const own = {access, ...lists};
    this.#byKey.set(key, own);
    this.#own.set(own, lists);
    return lists;
  }

  has = (access: Access): boolean => this.#byKey.has(keyOf(access));

  all = (): readonly Grant[] => [...this.#byKey.values()];
}

/** Grants looked at between two rests. */
const STRIDE = 256;

/** @param change gives the access itself where it stays as it is */
function* each(grants: readonly Grant[], change: (access: Access) => readonly Access[]): Steps<Grants> {
  const changed = new Grants();
  for (const [i, grant] of grants.entries()) {
    if (i % STRIDE === 0) yield;
    for (const access of change(grant.access)) changed.add(access === grant.access ? grant : {...grant, access});
  }
  return changed;
}

const mayWiden = (access: Access): access is ResourceAccess =>
  access.kind === 'resource' && !isSpecialVerb(access.verb);

/** How many different values of `field` there are among grants that differ in it, and in what is widened with it. */
function* spreadOf(
  grants: readonly Grant[],
  field: 'name' | 'namespace',
  open: readonly ('name' | 'namespace')[],
): Steps<(access: ResourceAccess) => number> {
  const values = new Map<string, Set<string>>();
  const isOpen = (key: 'name' | 'namespace') => key === field || open.includes(key);
  const keyFor = ({verb, apiGroup, resource, namespace, name}: ResourceAccess) =>
    keyOfResource(verb, apiGroup, resource, isOpen('namespace') ? '' : namespace, isOpen('name') ? '' : name);
  for (const [i, {access}] of grants.entries()) {
    if (i % STRIDE === 0) yield;
    if (!mayWiden(access) || access[field] === '') continue;
    const key = keyFor(access);
    values.set(key, (values.get(key) ?? new Set()).add(access[field]));
  }
  return (access: ResourceAccess): number => values.get(keyFor(access))?.size ?? 0;
}

/** Names and namespaces of which more than one was seen become all. */
function* widened(grants: Grants, names: boolean, namespaces: boolean): Steps<Grants> {
  if (!names && !namespaces) return grants;
  const all = grants.all();
  const namesOf = yield* spreadOf(all, 'name', namespaces ? ['namespace'] : []);
  const namespacesOf = yield* spreadOf(all, 'namespace', names ? ['name'] : []);
  return yield* each(all, access => {
    if (!mayWiden(access)) return [access];
    const anyName = names && namesOf(access) > 1;
    const anywhere = namespaces && namespacesOf(access) > 1;
    if (!anyName && !anywhere) return [access];
    return [{...access, ...(anyName ? {name: ''} : {}), ...(anywhere ? {namespace: ''} : {})}];
  });
}

/** What clients do together: who lists gets and watches, who patches gets and updates. As audit2rbac widens verbs. */
const TOGETHER: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ['list', READ_VERBS],
  ['watch', READ_VERBS],
  ['update', ['get', 'update', 'patch']],
  ['patch', ['get', 'update', 'patch']],
]);

function* expand(grants: Grants, expansions: readonly Expansion[]): Steps<Grants> {
  const wider = yield* widened(grants, expansions.includes('names'), expansions.includes('namespaces'));
  if (!expansions.includes('verbs')) return wider;
  return yield* each(wider.all(), access => {
    const verbs = access.kind === 'resource' ? TOGETHER.get(access.verb) : undefined;
    return verbs === undefined ? [access] : verbs.map(verb => ({...access, verb}));
  });
}

/** Its requests count for the grant that covers them, the widest of several. */
function* withoutCovered(grants: Grants): Steps<Grants> {
  return yield* each(grants.all(), access => [widerThan(access).find(grants.has) ?? access]);
}

const NO_REASONS: readonly string[] = [];

/** What has to be granted for all that was seen, none of it covered by another. */
export function* grantSteps(seen: readonly Seen[], expansions: readonly Expansion[] = []): Steps<readonly Grant[]> {
  const grants = new Grants();
  for (const [i, {access, evidence, reason}] of seen.entries()) {
    if (i % STRIDE === 0) yield;
    grants.add({access, evidence: [evidence], reasons: reason === undefined ? NO_REASONS : [reason]});
  }
  return (yield* withoutCovered(yield* expand(grants, expansions))).all();
}

/** The same, all of it at once. */
export const grantsFor = (seen: readonly Seen[], expansions: readonly Expansion[] = []): readonly Grant[] =>
  finish(grantSteps(seen, expansions));
