// What a subject was seen to need, for its own requests and for acting as others.
import type {AuditEvent} from '../../audit/event.ts';
import {counted} from '../../audit/numbers.ts';
import {redactValue} from '../../audit/redact.ts';
import {formatMicroTime} from '../../audit/time.ts';
import {and, type Expr} from '../../query/ast.ts';
import type {Source} from '../../source/source.ts';
import {type Access, type Evidence, inexpressible, keyOf, mayDo, type Seen} from './access.ts';
import {
  type Besides,
  type BodyNeed,
  besidesBody,
  besidesRequest,
  bodyNeed,
  ESCALATED,
  escalateOf,
  grantedIn,
  MAY_NEED_BODY,
} from './besides.ts';
import {type Looked, lookAt} from './class-events.ts';
import {type ClassOptions, classesOf, type RequestClass} from './classes.ts';
import {escalations, openOf, type RoleWrite} from './escalation.ts';
import {impersonationOf} from './impersonation.ts';
import type {Outcome} from './outcome.ts';
import {impersonationRefused} from './refused.ts';
import {requestsOf, type Subject} from './subject.ts';

export type Collected = {
  readonly seen: readonly Seen[];
  /** Requests, by what became of them; those made by acting as somebody else are not among them. */
  readonly counts: Readonly<Record<Outcome, number>>;
  /** Requests made by acting as somebody. */
  readonly acting: number;
  /** What is not covered by what was seen, and why: sentences, not yet safe for a terminal. */
  readonly notes: readonly string[];
};

export type CollectOptions = {
  /** What was refused counts too. */
  readonly denied?: boolean;
  /** Events read for their bodies, and for whom they were made as: of each so many. */
  readonly mostRead?: number;
  /** What looks like a secret is written out. */
  readonly reveal?: boolean;
  /** Waited for now and then: others may work meanwhile. */
  readonly pause?: () => Promise<void>;
};

/** Some seconds of reading. What is more is told with its time. */
const MOST_READ = 100_000;

const pausing = ({pause}: CollectOptions): ClassOptions => (pause === undefined ? {} : {pause});

/** Classes looked at between two pauses: some milliseconds. */
const STRIDE = 1024;
const requests = (count: number) => counted(count, 'request');

const UNTOLD: Readonly<Record<BodyNeed, string>> = {
  binding: 'bound roles without a body in the log: whether "bind" was needed, and on which role, cannot be told',
  role: 'wrote roles without a body in the log: whether "escalate" was needed cannot be told',
  approval: 'approved certificates without a body in the log: which signer needs "approve" cannot be told',
  signing:
    'wrote the status of certificate requests without a body in the log: whether a signer needs "sign" cannot be told',
  bundle: 'wrote trust bundles without a body in the log: whether a signer needs "attest" cannot be told',
};

const looksSecret = (text: string): boolean => redactValue(text) !== text;

/** Verbs, groups, resources and namespaces are few, names may be a million: what was looked at is remembered of the former. */
class Secrets {
  readonly #known = new Map<string, boolean>();

  isIn(access: Access): boolean {
    if (access.kind === 'url') return this.#has(access.verb) || looksSecret(access.path);
    const {verb, apiGroup, resource, namespace, name} = access;
    return [verb, apiGroup, resource, namespace].some(text => this.#has(text)) || (name !== '' && looksSecret(name));
  }

  #has(text: string): boolean {
    const known = this.#known.get(text) ?? looksSecret(text);
    this.#known.set(text, known);
    return known;
  }
}

/** A masked name grants nothing. */
const SECRET = 'hold what looks like a secret (--reveal writes it out)';

/** A class because what was seen, and what could not be, is gathered from several walks. */
class Gathering {
  readonly seen: Seen[] = [];
  readonly #notes = new Map<string, number>();
  readonly #reveal: boolean;
  readonly #secrets = new Secrets();

  constructor(reveal: boolean) {
    this.#reveal = reveal;
  }

  add(access: Access, evidence: Evidence, reason?: string): void {
    const fault = inexpressible(access) ?? (!this.#reveal && this.#secrets.isIn(access) ? SECRET : undefined);
    if (fault !== undefined) this.note(`${fault}: left out`, evidence.count);
    else this.seen.push({access, evidence, ...(reason === undefined ? {} : {reason})});
  }

  note(what: string, count: number): void {
    if (count > 0) this.#notes.set(what, (this.#notes.get(what) ?? 0) + count);
  }

  notes(): readonly string[] {
    return [...this.#notes].map(([what, count]) => `${requests(count)} ${count === 1 ? singular(what) : what}`);
  }
}

const SINGULAR: readonly (readonly [many: string, one: string])[] = [
  ['have', 'has'],
  ['are', 'is'],
  ['name', 'names'],
  ['hold', 'holds'],
  ['were', 'was'],
];
const singular = (what: string): string => {
  const found = SINGULAR.find(([many]) => what.startsWith(`${many} `));
  return found === undefined ? what : `${found[1]}${what.slice(found[0].length)}`;
};

/** What was not looked at, exactly. */
function noteRest<T>({left, leftFrom, gone}: Looked<T>, what: string, into: Gathering): void {
  const from = leftFrom === undefined ? '' : `, from ${formatMicroTime(leftFrom).slice(0, 19)}Z on`;
  into.note(`were not read for ${what}: too many${from}`, left);
  into.note(`could not be read any more for ${what}`, gone);
}

const lookOptions = ({mostRead = MOST_READ, pause}: CollectOptions) => ({most: mostRead, pause});

/** Writes whose bodies tell what else was asked for. */
async function collectBodies(source: Source, where: Expr, options: CollectOptions, into: Gathering): Promise<void> {
  const writes = and(where, MAY_NEED_BODY);
  const found = await classesOf(source, writes, {also: ['level'], ...pausing(options)});
  const wanted = found.filter(({access, outcome, code = 0}) => {
    if (bodyNeed(access) === undefined || outcome === 'unknown') return false;
    // Refused, by the authorizer or by what asks it besides.
    return options.denied === true ? code < 400 || code === 403 : outcome === 'allowed' && code < 400;
  });
  // At level Metadata there is no body to be read.
  const isBare = (one: RequestClass) => one.of('level') === 'Metadata';
  for (const {access, evidence} of wanted.filter(isBare)) into.note(UNTOLD[bodyNeed(access)!], evidence.count);
  const full = wanted.filter(one => !isBare(one));
  const isRole = ({access}: RequestClass) => bodyNeed(access) === 'role';
  const holds = mayDo(full.some(isRole) ? into.seen.map(({access}) => access) : []);
  const before = into.seen.length;
  const looked = await lookAt(source, writes, full, lookOptions(options), (event, {access}) =>
    toldBy(event, access, holds),
  );
  const roles: (RoleWrite & Pick<RequestClass, 'evidence'>)[] = [];
  for (const [{access, evidence}, told] of looked.told) {
    const besides = new Map(told.flatMap(one => one?.besides ?? []).map(one => [JSON.stringify(one), one]));
    for (const {access: more, reason} of besides.values()) into.add(more, evidence, reason);
    roles.push(...told.flatMap(one => (one?.role === undefined ? [] : [{...one.role, evidence}])));
    into.note(UNTOLD[bodyNeed(access)!], told.filter(one => one === undefined).length);
  }
  const holdsNow = mayDo(into.seen.slice(before).map(({access}) => access));
  const escalating = escalations(roles, access => holds(access) || holdsNow(access));
  for (const [evidence, some] of Map.groupBy(escalating, one => one.evidence))
    for (const {escalate} of new Map(some.map(one => [keyOf(one.escalate), one])).values())
      into.add(escalate, evidence, ESCALATED);
  noteRest(looked, 'what only their bodies tell', into);
}

type Told = {readonly besides?: readonly Besides[]; readonly role?: RoleWrite};

/** What the body of a write tells; undefined where it is not logged, or does not say. */
function toldBy(event: AuditEvent, access: Access, holds: (access: Access) => boolean): Told | undefined {
  const need = bodyNeed(access);
  if (access.kind === 'url' || need === undefined) return {};
  if (need !== 'role') {
    const besides = besidesBody(need, access, event);
    return besides && {besides};
  }
  const given = grantedIn(access, event);
  return given === 'untold' ? undefined : {role: {escalate: escalateOf(access), open: openOf(given, holds)}};
}

const ACTED = ['impersonatedUser.username'] as const;

/** Acting as others. That it was allowed is told by the event naming the other, whatever became of the request. */
async function collectActing(source: Source, where: Expr, options: CollectOptions, into: Gathering): Promise<number> {
  const classes = await classesOf(source, where, {also: ACTED, ...pausing(options)});
  const acting = classes.reduce((sum, {evidence}) => sum + evidence.count, 0);
  const looked = await lookAt(source, where, classes, lookOptions(options), (event, {access}) =>
    impersonationOf(event, access),
  );
  for (const [{evidence}, found] of looked.told) {
    const byAccess = new Map<string, {readonly access: Access; count: number}>();
    for (const {accesses, unknownMode} of found) {
      if (unknownMode !== undefined)
        into.note(`were made as somebody else by "${unknownMode}", which is not known here`, 1);
      for (const other of accesses) {
        const key = JSON.stringify(other);
        const known = byAccess.get(key) ?? {access: other, count: 0};
        known.count++;
        byAccess.set(key, known);
      }
    }
    // Variants of a class share its evidence where each has all of it, so that it is counted once.
    for (const {access: needed, count} of byAccess.values())
      into.add(needed, count < found.length ? {...evidence, count} : evidence);
  }
  noteRest(looked, 'the groups and extras assumed', into);
  return acting;
}

/** All that a subject needed for its requests among those of `where`. */
export async function collect(
  source: Source,
  where: Expr,
  subject: Subject,
  options: CollectOptions = {},
): Promise<Collected> {
  const {own, as, acting} = requestsOf(subject);
  const counts: Record<Outcome, number> = {allowed: 0, refused: 0, unknown: 0};
  const into = new Gathering(options.reveal === true);
  let looked = 0;
  const mine = and(where, {kind: 'or', of: [own, as]});
  const classes = await classesOf(source, mine, pausing(options));
  const isWanted = ({outcome}: RequestClass) =>
    outcome === 'allowed' || (outcome === 'refused' && options.denied === true);
  // Who may not act as another is refused before the request itself is asked for.
  const silent = classes.filter(one => isWanted(one) && one.outcome === 'refused' && one.of('decision') === undefined);
  const refusals = await lookAt(source, mine, silent, lookOptions(options), impersonationRefused);
  for (const one of classes) {
    const {access, outcome, code, evidence} = one;
    if (++looked % STRIDE === 0) await options.pause?.();
    counts[outcome] += evidence.count;
    if (!isWanted(one)) continue;
    const acts = refusals.told.get(one) ?? [];
    for (const act of new Map(acts.flatMap(act => (act === undefined ? [] : [[JSON.stringify(act), act]]))).values())
      into.add(act, evidence);
    if (acts.length > 0 && acts.every(act => act !== undefined)) continue;
    into.add(access, evidence);
    for (const {access: more, reason} of besidesRequest(access, code)) into.add(more, evidence, reason);
  }
  noteRest(refusals, 'whether it was acting as somebody that was refused', into);
  const actingCount = await collectActing(source, and(where, acting), options, into);
  await collectBodies(source, mine, options, into);
  return {seen: into.seen, counts, acting: actingCount, notes: into.notes()};
}
