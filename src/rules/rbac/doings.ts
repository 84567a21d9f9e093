// What somebody was allowed to do, and who that was: of a request made by acting as somebody there are two.
import type {Access} from './access.ts';
import {besidesRequest} from './besides.ts';
import type {RequestClass} from './classes.ts';
import {actingAs} from './impersonation.ts';
import type {FileSubject} from './roles-file.ts';
import {serviceAccountOf} from './subject.ts';
import type {Variant} from './unused-besides.ts';

/** Anybody at all. */
export const ANYBODY: FileSubject = {kind: 'Group', name: '*', namespace: ''};

const SERVICE_ACCOUNTS = 'system:serviceaccounts';

/** Groups that everyone with a name has without being told. */
function impliedGroups(user: string): readonly string[] {
  const account = serviceAccountOf(user);
  return [
    user === 'system:anonymous' ? 'system:unauthenticated' : 'system:authenticated',
    ...(account === undefined ? [] : [SERVICE_ACCOUNTS, `${SERVICE_ACCOUNTS}:${account.namespace}`]),
  ];
}

/** What somebody was allowed to do. */
export type Doing = {
  readonly user: string;
  /** As logged; of whom somebody acted as, only where the event was read: columns tell the name alone. */
  readonly groups: readonly string[];
  readonly accesses: readonly Access[];
};

/** Of a request made by acting as somebody there are two: what was asked for in the other's name, and the acting. */
export function doingsOf(
  {access, code, outcome, of}: RequestClass,
  {more, acting, asGroups = []}: Variant,
): readonly Doing[] {
  const [user, as, groups] = [of('user.username'), of('impersonatedUser.username'), of('user.groups')];
  const logged = typeof groups === 'object' ? groups : [];
  const name = typeof user === 'string' ? user : '';
  const asked = {accesses: [access, ...besidesRequest(access, code).map(besides => besides.access), ...more]};
  if (typeof as !== 'string') return outcome === 'allowed' ? [{user: name, groups: logged, ...asked}] : [];
  const act: Doing = {user: name, groups: logged, accesses: acting ?? [actingAs(as)]};
  // The log names the other only where acting was allowed.
  return outcome === 'allowed' ? [{user: as, groups: asGroups, ...asked}, act] : [act];
}

export function isBy({user, groups}: Doing, subject: FileSubject): boolean {
  if (subject === ANYBODY) return true;
  if (user === '') return false;
  if (subject.kind === 'ServiceAccount') return user === `system:serviceaccount:${subject.namespace}:${subject.name}`;
  if (subject.kind === 'User') return user === subject.name;
  return subject.kind === 'Group' && (groups.includes(subject.name) || impliedGroups(user).includes(subject.name));
}

/** Requests of whoever has any of the roles, by acting as somebody or under their own name. */
export const isOfAny = (
  one: RequestClass,
  assignments: readonly {readonly subjects: readonly FileSubject[]}[],
): boolean =>
  doingsOf(one, {more: [], count: 0}).some(doing =>
    assignments.some(({subjects}) => subjects.some(subject => isBy(doing, subject))),
  );
