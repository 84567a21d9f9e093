// Credentials of a timeline: which ones its requests came with, which ones it had issued, and where each was used, by the
// credential-id that the API server writes beside a user. It names a credential and is none.
import type {AuditEvent} from '../../audit/event.ts';
import type {Micros} from '../../audit/time.ts';
import {and, type Expr, type FieldRef, NO_ALERTS} from '../../query/ast.ts';
import {termOf} from '../../query/print.ts';
import type {EventId, Row, View} from '../../source/source.ts';
import {type Gathered, type Identity, textCell} from './gather.ts';

const CREDENTIAL_ID = 'authentication.kubernetes.io/credential-id';
const ISSUED_ID = 'authentication.kubernetes.io/issued-credential-id';

const USED: FieldRef = {kind: 'path', segments: ['user', 'extra', CREDENTIAL_ID]};
const ISSUED: FieldRef = {kind: 'path', segments: ['annotations', ISSUED_ID]};
const field = (
  name: 'user.username' | 'impersonatedUser.username' | 'sourceIP' | 'verb' | 'objectRef.subresource',
): FieldRef => ({
  kind: 'field',
  name,
});
const is = (ref: FieldRef, value: string): Expr => ({kind: 'in', field: ref, values: [value]});

export const identityExpr = ({by, value}: Identity): Expr =>
  is(field(by === 'user' ? 'user.username' : 'sourceIP'), value);

/** The same without alerts, which are no requests. */
export const requestsOf = (identity: Identity): Expr => and(identityExpr(identity), NO_ALERTS);

/** What one event says of credentials. */
export type CredentialFact = {
  readonly id: EventId;
  readonly user: string;
  readonly used: string | undefined;
  readonly issued: {readonly credential: string; readonly to: string} | undefined;
};

export function factOf(id: EventId, event: AuditEvent): CredentialFact {
  const {namespace = '', name = ''} = event.objectRef ?? {};
  const credential = event.annotations?.[ISSUED_ID];
  return {
    id,
    user: event.user?.username ?? '',
    used: event.user?.extra?.[CREDENTIAL_ID]?.[0],
    issued:
      credential === undefined || credential === ''
        ? undefined
        : {credential, to: `system:serviceaccount:${namespace}:${name}`},
  };
}

/** Visits whose events are read for their credential, newest first, and tokens that are followed. */
export const MOST_VISITS_READ = 40;
export const MOST_TOKENS_READ = 40;

/** Events to read: a visit's first and last, because a token is renewed now and then, and the granted tokens. */
export function eventsToRead({visits, tokens}: Gathered): readonly EventId[] {
  const ends = visits.slice(-MOST_VISITS_READ).flatMap(({first, last}) => [first, last]);
  const all = [...ends, ...tokens.slice(-MOST_TOKENS_READ)];
  return [...new Map(all.map(id => [id.place, id])).values()];
}

/** A credential whose uses are asked for. */
export type Credential = {
  readonly credential: string;
  /** Whose it is. */
  readonly user: string;
  /** When the identity had it issued; undefined: it used it. */
  readonly issued?: Micros;
  /** No credential: what others did in the name of `user`, by impersonation. */
  readonly named?: true;
};

/** What others did in its name; a source IP has none. */
export const inNameOf = ({by, value}: Identity): readonly Credential[] =>
  by === 'user' ? [{credential: `as ${value}`, user: value, named: true}] : [];

export const MOST_CREDENTIALS = 20;

/** Each credential once; one that was issued and used by the same identity stands among the issued ones. */
export function credentialsOf(facts: readonly CredentialFact[]): readonly Credential[] {
  const found = new Map<string, Credential>();
  const ordered = [...facts].sort((a, b) => a.id.time - b.id.time);
  for (const {used, user} of ordered)
    if (used !== undefined && !found.has(used)) found.set(used, {credential: used, user});
  for (const {issued, id} of ordered)
    if (issued !== undefined)
      found.set(issued.credential, {credential: issued.credential, user: issued.to, issued: id.time});
  return [...found.values()];
}

/** Requests that came with a credential. By its user first: columns narrow what has to be searched for the id. */
export const usesView = ({credential, user, named}: Credential): View => ({
  where:
    named === true
      ? is(field('impersonatedUser.username'), user)
      : and(is(field('user.username'), user), is(USED, credential)),
  stages: 'latest',
});

/** The request that it was issued by. */
export const issuingView = ({credential}: Credential): View => ({
  where: and(is(field('verb'), 'create'), is(field('objectRef.subresource'), 'token'), is(ISSUED, credential)),
  stages: 'latest',
});

/** From one address with one program. */
export type Use = {
  readonly user: string;
  readonly ip: string;
  readonly agent: string;
  readonly requests: number;
  readonly first: Micros;
  readonly last: Micros;
};

export type Uses = {
  /** In the order of their first use. */
  readonly by: readonly Use[];
  readonly total: number;
  /** Requests that `by` was counted from, where those are not all. */
  readonly counted: number;
  /** Who had it issued, when and from where; undefined where that is not in the log. */
  readonly issuing: {readonly user: string; readonly ip: string; readonly at: Micros} | undefined;
};

/** Requests that are looked at for the uses of a credential, from either end. */
export const MOST_USES = 1000;

export function usesOf(rows: readonly Row[], total: number, issuing: Row | undefined): Uses {
  const by = new Map<string, {-readonly [key in keyof Use]: Use[key]}>();
  for (const row of rows) {
    const [user, ip, agent] = [textCell(row, 'user.username'), textCell(row, 'sourceIP'), textCell(row, 'userAgent')];
    const key = [user, ip, agent].join('\0');
    const {time} = row.id;
    const known = by.get(key);
    if (known === undefined) by.set(key, {user, ip, agent, requests: 1, first: time, last: time});
    else {
      known.requests++;
      known.first = Math.min(known.first, time);
      known.last = Math.max(known.last, time);
    }
  }
  return {
    by: [...by.values()].sort((a, b) => a.first - b.first),
    total,
    counted: rows.length,
    issuing:
      issuing === undefined
        ? undefined
        : {user: textCell(issuing, 'user.username'), ip: textCell(issuing, 'sourceIP'), at: issuing.id.time},
  };
}

/** The filter that keeps the uses of a credential, from one address where one is given. */
export const usesText = ({credential, user, named}: Credential, ip?: string): string =>
  [
    termOf(field(named === true ? 'impersonatedUser.username' : 'user.username'), user, true),
    ...(ip === undefined || ip === '' ? [] : [termOf(field('sourceIP'), ip, true)]),
    ...(named === true ? [] : [termOf(USED, credential, true)]),
  ].join(' ');
