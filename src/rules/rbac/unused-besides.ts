// What requests needed besides themselves, for roles that grant such things: read from the bodies of what was written, and from
// the events of who acted as somebody else.
import type {AuditEvent} from '../../audit/event.ts';
import {and, type Expr} from '../../query/ast.ts';
import type {Source} from '../../source/source.ts';
import {type Access, isSpecialVerb} from './access.ts';
import {type BodyNeed, besidesBody, bodyNeed, MAY_NEED_BODY} from './besides.ts';
import {lookAt} from './class-events.ts';
import type {RequestClass} from './classes.ts';
import {impersonationOf} from './impersonation.ts';
import type {FileRule, Word} from './roles-file.ts';

/** Verbs that are asked for besides. Those of acting have names without end (`impersonate-on:user-info:list`). */
export const BESIDES = ['bind', 'escalate', 'approve', 'sign', 'attest', 'impersonate', 'use'] as const;
export type BesidesVerb = (typeof BESIDES)[number];

/** Which of them a verb of a role is. */
export const besidesVerbOf = (verb: string): BesidesVerb | undefined =>
  BESIDES.find(known => known === verb) ?? (isSpecialVerb(verb) ? 'impersonate' : undefined);

/** On what they are asked for: API groups and resources. */
const ASKED_ON: Readonly<Record<Exclude<BesidesVerb, 'use'>, readonly [groups: RegExp, resources: RegExp]>> = {
  bind: [/^rbac\.authorization\.k8s\.io$/, /^(?:cluster)?roles$/],
  escalate: [/^rbac\.authorization\.k8s\.io$/, /^(?:cluster)?roles$/],
  approve: [/^certificates\.k8s\.io$/, /^signers$/],
  sign: [/^certificates\.k8s\.io$/, /^signers$/],
  attest: [/^certificates\.k8s\.io$/, /^signers$/],
  impersonate: [/^(?:authentication\.k8s\.io)?$/, /^(?:users|groups|serviceaccounts|uids|nodes|userextras(?:\/.*)?)$/],
};

/** What a rule grants of them: a verb `*` does, where its resources are such as they are asked for. */
export function besidesGranted({verbs, apiGroups, resources}: FileRule): readonly BesidesVerb[] {
  const named = verbs.flatMap(({text}) => besidesVerbOf(text) ?? []);
  if (!verbs.some(({text}) => text === '*')) return named;
  const has = (words: readonly Word[], asked: RegExp) => words.some(({text}) => text === '*' || asked.test(text));
  const wild = BESIDES.filter(verb => verb !== 'use').filter(verb => {
    const [groups, things] = ASKED_ON[verb];
    return has(apiGroups, groups) && has(resources, things);
  });
  return [...new Set([...named, ...wild])];
}

const VERB: Readonly<Record<BodyNeed, BesidesVerb>> = {
  binding: 'bind',
  role: 'escalate',
  approval: 'approve',
  signing: 'sign',
  bundle: 'attest',
};

/** Requests of a class that needed the same. */
export type Variant = {
  /** In the name of whom they were made as. */
  readonly more: readonly Access[];
  /** In their own name, for acting; undefined where only the user is known whom they acted as. */
  readonly acting?: readonly Access[];
  /** The groups that were assumed. */
  readonly asGroups?: readonly string[];
  readonly count: number;
};

export type ReadBesides = {
  readonly variants: ReadonlyMap<RequestClass, readonly Variant[]>;
  /** Of how many requests the log does not tell whether they needed it. */
  readonly untold: ReadonlyMap<BesidesVerb, number>;
};

export const NOTHING_READ: ReadBesides = {variants: new Map(), untold: new Map()};

const MAY_TELL: Expr = {
  kind: 'or',
  of: [MAY_NEED_BODY, {kind: 'has', field: {kind: 'field', name: 'impersonatedUser.username'}}],
};

/** Some seconds of reading. */
const MOST_READ = 100_000;

export type Wanted = {
  /** What the roles grant of BESIDES. */
  readonly verbs: ReadonlySet<BesidesVerb>;
  /** Whether requests are of anybody who has the roles, under their own name or acting as somebody. */
  readonly areTheirs: (one: RequestClass) => boolean;
  /** Whether groups have the roles. */
  readonly hasGroups: boolean;
};

type Told = Omit<Variant, 'count'> & {readonly untold: readonly BesidesVerb[]};

const mayNeed = ({access, outcome, code = 0}: RequestClass): BodyNeed | undefined =>
  outcome === 'allowed' && code < 400 ? bodyNeed(access) : undefined;

const isActing = ({of}: RequestClass): boolean => of('impersonatedUser.username') !== undefined;

const groupsOf = ({impersonatedUser}: AuditEvent): readonly string[] => {
  const groups: unknown = impersonatedUser?.groups;
  return Array.isArray(groups) ? groups.filter(group => typeof group === 'string') : [];
};

function toldBy(event: AuditEvent, one: RequestClass): Told {
  const {access} = one;
  const need = mayNeed(one);
  // What else the writer may do is not looked at: what could have been needed counts.
  const besides = need === undefined || access.kind === 'url' ? [] : besidesBody(need, access, event);
  const {accesses, unknownMode} = isActing(one) ? impersonationOf(event, access) : {accesses: undefined};
  return {
    more: (besides ?? []).map(({access: more}) => more),
    ...(accesses === undefined ? {} : {acting: accesses, asGroups: groupsOf(event)}),
    untold: [
      ...(besides === undefined ? [VERB[need!]] : []),
      ...(unknownMode === undefined ? [] : (['impersonate'] as const)),
    ],
  };
}

/**
 * What the requests of `classes` needed besides, as far as these roles ask for it, and for which groups they were made.
 * @param where holds them all
 */
export async function besidesOf(
  source: Source,
  where: Expr,
  classes: readonly RequestClass[],
  {verbs, areTheirs, hasGroups}: Wanted,
): Promise<ReadBesides> {
  const isWanted = (one: RequestClass): boolean => {
    const need = mayNeed(one);
    if (hasGroups && isActing(one)) return true;
    const isAsked = (need !== undefined && verbs.has(VERB[need])) || (verbs.has('impersonate') && isActing(one));
    return isAsked && areTheirs(one);
  };
  const wanted = classes.filter(isWanted);
  const {told} = await lookAt(source, and(where, MAY_TELL), wanted, {most: MOST_READ}, toldBy);
  const untold = new Map<BesidesVerb, number>();
  const add = (verb: BesidesVerb, count: number) => {
    if (count > 0) untold.set(verb, (untold.get(verb) ?? 0) + count);
  };
  const variants = new Map<RequestClass, readonly Variant[]>();
  for (const one of wanted) {
    const events = told.get(one) ?? [];
    for (const verb of events.flatMap(event => event.untold)) add(verb, 1);
    const alike = Map.groupBy(events, ({more, acting, asGroups}) => JSON.stringify([more, acting, asGroups]));
    const rest = one.evidence.count - events.length;
    const need = mayNeed(one);
    if (need !== undefined) add(VERB[need], rest);
    if (isActing(one)) add('impersonate', rest);
    variants.set(one, [
      ...[...alike.values()].map(some => {
        const {untold: _, ...first} = some[0]!;
        return {...first, count: some.length};
      }),
      ...(rest > 0 ? [{more: [], count: rest}] : []),
    ]);
  }
  return {variants, untold};
}
