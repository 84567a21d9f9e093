// From what was needed to what is granted: equal needs become one grant, some are widened where that is wanted, and what a
// wider grant covers is not granted twice.
import {type Access, type Evidence, isSpecialVerb, READ_VERBS, type ResourceAccess, type Seen} from './access.ts';

export type Grant<A extends Access = Access> = {
  readonly access: A;
  readonly evidence: ReadonlySet<Evidence>;
  /** Why it is there, where its requests do not say so. */
  readonly reasons: ReadonlySet<string>;
};

/** What may be granted beyond what was seen. */
export const EXPANSIONS = [
  {name: 'names', doc: 'every object of a kind of which more than one was named'},
  {name: 'namespaces', doc: 'every namespace where more than one was seen'},
  {name: 'verbs', doc: 'get, list and watch together'},
] as const;
export type Expansion = (typeof EXPANSIONS)[number]['name'];

const keyOf = (access: Access): string => JSON.stringify(Object.values(access));

/** Grants by what they grant. */
class Grants {
  readonly #byKey = new Map<string, {access: Access; evidence: Set<Evidence>; reasons: Set<string>}>();

  add(access: Access, evidence: Iterable<Evidence>, reasons: Iterable<string>): void {
    const key = keyOf(access);
    const known = this.#byKey.get(key);
    if (known === undefined) {
      this.#byKey.set(key, {access, evidence: new Set(evidence), reasons: new Set(reasons)});
      return;
    }
    for (const one of evidence) known.evidence.add(one);
    for (const one of reasons) known.reasons.add(one);
  }

  has = (access: Access): boolean => this.#byKey.has(keyOf(access));

  all = (): readonly Grant[] => [...this.#byKey.values()];
}

function each(grants: readonly Grant[], change: (access: Access) => readonly Access[]): readonly Grant[] {
  const changed = new Grants();
  for (const {access, evidence, reasons} of grants)
    for (const other of change(access)) changed.add(other, evidence, reasons);
  return changed.all();
}

const mayWiden = (access: Access): access is ResourceAccess =>
  access.kind === 'resource' && !isSpecialVerb(access.verb);

/** How many different values of `field` there are among grants that differ in it, and in what is widened with it. */
function spreadOf(grants: readonly Grant[], field: 'name' | 'namespace', open: readonly ('name' | 'namespace')[]) {
  const values = new Map<string, Set<string>>();
  const keyFor = (access: ResourceAccess) =>
    keyOf({...access, [field]: '', ...Object.fromEntries(open.map(key => [key, '']))});
  for (const {access} of grants) {
    if (!mayWiden(access) || access[field] === '') continue;
    const key = keyFor(access);
    values.set(key, (values.get(key) ?? new Set()).add(access[field]));
  }
  return (access: ResourceAccess): number => values.get(keyFor(access))?.size ?? 0;
}

function expand(grants: readonly Grant[], expansions: readonly Expansion[]): readonly Grant[] {
  const [names, namespaces] = [expansions.includes('names'), expansions.includes('namespaces')];
  const namesOf = spreadOf(grants, 'name', namespaces ? ['namespace'] : []);
  const namespacesOf = spreadOf(grants, 'namespace', names ? ['name'] : []);
  const wider = each(grants, access => {
    if (!mayWiden(access)) return [access];
    return [
      {
        ...access,
        ...(names && namesOf(access) > 1 ? {name: ''} : {}),
        ...(namespaces && namespacesOf(access) > 1 ? {namespace: ''} : {}),
      },
    ];
  });
  if (!expansions.includes('verbs')) return wider;
  const isRead = (verb: string) => (READ_VERBS as readonly string[]).includes(verb);
  return each(wider, access =>
    // A subresource is not listed.
    access.kind === 'resource' && isRead(access.verb) && !access.resource.includes('/')
      ? READ_VERBS.map(verb => ({...access, verb}))
      : [access],
  );
}

/** Its requests count for the grant that covers them, the widest of several. */
function withoutCovered(grants: readonly Grant[]): readonly Grant[] {
  const all = new Grants();
  for (const {access, evidence, reasons} of grants) all.add(access, evidence, reasons);
  return each(grants, access => {
    if (access.kind === 'url') return [access];
    const wider: readonly Access[] = [
      {...access, name: '', namespace: ''},
      {...access, namespace: ''},
      {...access, name: ''},
    ];
    return [wider.find(all.has) ?? access];
  });
}

/** What has to be granted for all that was seen, none of it covered by another. */
export function grantsFor(seen: readonly Seen[], expansions: readonly Expansion[] = []): readonly Grant[] {
  const grants = new Grants();
  for (const {access, evidence, reason} of seen) grants.add(access, [evidence], reason === undefined ? [] : [reason]);
  return withoutCovered(expand(grants.all(), expansions));
}
