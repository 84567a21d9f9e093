// What a subject was seen to need, for its own requests and for acting as others.
import type {AuditEvent} from '../../audit/event.ts';
import {counted} from '../../audit/numbers.ts';
import {redactValue} from '../../audit/redact.ts';
import {and, type Expr} from '../../query/ast.ts';
import type {Source} from '../../source/source.ts';
import {type Access, type Evidence, inexpressible, mayDo, type Seen} from './access.ts';
import {type BodyNeed, besidesBody, besidesRequest, bodyNeed, MAY_NEED_BODY} from './besides.ts';
import {type ClassOptions, classesOf, type RequestClass} from './classes.ts';
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
  /** Events read for their bodies, at most about so many. */
  readonly mostRead?: number;
  /** What looks like a secret is written out. */
  readonly reveal?: boolean;
  /** Waited for now and then: others may work meanwhile. */
  readonly pause?: () => Promise<void>;
};

const MOST_READ = 5000;

const pausing = ({pause}: CollectOptions): ClassOptions => (pause === undefined ? {} : {pause});

/** Classes looked at between two pauses: some milliseconds. */
const STRIDE = 1024;
/** Events read between two pauses. */
const EVENTS_AT_ONCE = 32;

/**
 * What `look` gives of the events of a class, all of them or some. One is held at a time: bodies may be big. Those that cannot be
 * read any more are left out.
 */
async function fromEvents<T>(
  source: Source,
  {tally}: RequestClass,
  {pause}: CollectOptions,
  look: (event: AuditEvent) => T,
): Promise<readonly T[]> {
  const found: T[] = [];
  for (const [at, id] of tally.samples.entries()) {
    const detail = await source.event(id).catch(() => undefined);
    if (detail !== undefined) found.push(look(detail.event));
    if (at % EVENTS_AT_ONCE === 0) await pause?.();
  }
  return found;
}

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

/** Writes whose bodies tell what else was asked for. */
async function collectBodies(source: Source, where: Expr, options: CollectOptions, into: Gathering): Promise<void> {
  const found = await classesOf(source, and(where, MAY_NEED_BODY), {also: ['level'], samples: 16, ...pausing(options)});
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
  const most = Math.ceil((options.mostRead ?? MOST_READ) / Math.max(1, full.length));
  for (const one of most > 16 ? await again(source, where, full, most, options) : full) {
    const {access, evidence} = one;
    const need = bodyNeed(access);
    if (access.kind === 'url' || need === undefined) continue;
    const told = await fromEvents(source, one, options, event => besidesBody(need, access, event, holds));
    for (const {access: more, reason} of told.flatMap(besides => besides ?? [])) into.add(more, evidence, reason);
    const untold = told.filter(besides => besides === undefined).length;
    into.note(UNTOLD[need], told.length === evidence.count ? untold : untold === 0 ? 0 : evidence.count);
    if (told.length < evidence.count)
      into.note('were not all read for their bodies: too many are alike', evidence.count);
  }
}

/** The same classes with more samples. */
async function again(
  source: Source,
  where: Expr,
  wanted: readonly RequestClass[],
  samples: number,
  options: CollectOptions,
) {
  const keys = new Set(wanted.map(({tally}) => JSON.stringify(tally.key)));
  if (wanted.length === 0) return [];
  return (await classesOf(source, and(where, MAY_NEED_BODY), {also: ['level'], samples, ...pausing(options)})).filter(
    ({tally}) => keys.has(JSON.stringify(tally.key)),
  );
}

const ACTED = ['impersonatedUser.username'] as const;

/** Acting as others. That it was allowed is told by the event naming the other, whatever became of the request. */
async function collectActing(source: Source, where: Expr, options: CollectOptions, into: Gathering): Promise<number> {
  const rough = await classesOf(source, where, {also: ACTED, ...pausing(options)});
  const most = Math.ceil((options.mostRead ?? MOST_READ) / Math.max(1, rough.length));
  const classes =
    rough.length === 0 ? [] : await classesOf(source, where, {also: ACTED, samples: most, ...pausing(options)});
  let acting = 0;
  for (const one of classes) {
    const {access, evidence} = one;
    acting += evidence.count;
    const found = await fromEvents(source, one, options, event => impersonationOf(event, access));
    const isAll = found.length === evidence.count;
    if (!isAll)
      into.note('were made as somebody else, and not all were read for the groups and extras assumed', evidence.count);
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
      into.add(needed, isAll && count < found.length ? {...evidence, count} : evidence);
  }
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
  const mine = and(where, as === undefined ? own : {kind: 'or', of: [own, as]});
  for (const one of await classesOf(source, mine, {samples: 16, ...pausing(options)})) {
    const {access, outcome, code, evidence} = one;
    if (++looked % STRIDE === 0) await options.pause?.();
    counts[outcome] += evidence.count;
    const counted = outcome === 'allowed' || (outcome === 'refused' && options.denied === true);
    if (!counted) continue;
    // Who may not act as another is refused before the request itself is asked for.
    if (outcome === 'refused' && one.of('decision') === undefined) {
      const acts = await fromEvents(source, one, options, impersonationRefused);
      for (const act of acts) if (act !== undefined) into.add(act, evidence);
      if (acts.length > 0 && acts.every(act => act !== undefined)) continue;
    }
    into.add(access, evidence);
    for (const {access: more, reason} of besidesRequest(access, code)) into.add(more, evidence, reason);
  }
  const actingCount = await collectActing(source, and(where, acting), options, into);
  await collectBodies(source, mine, options, into);
  return {seen: into.seen, counts, acting: actingCount, notes: into.notes()};
}
