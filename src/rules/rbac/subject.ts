// Whom rules are for, and what the objects that carry them are called.
import type {Expr, FieldRef} from '../../query/ast.ts';
import {and} from '../../query/ast.ts';
import {isDnsLabel, isDnsName} from './access.ts';

export type Subject =
  | {readonly kind: 'User' | 'Group'; readonly name: string}
  | {readonly kind: 'ServiceAccount'; readonly namespace: string; readonly name: string};

const SERVICE_ACCOUNT = 'system:serviceaccount:';

/** Namespace and name of the service account that a user is; undefined for other users, and for what can be none. */
export function serviceAccountOf(user: string): {readonly namespace: string; readonly name: string} | undefined {
  if (!user.startsWith(SERVICE_ACCOUNT)) return undefined;
  const [namespace = '', name = '', more] = user.slice(SERVICE_ACCOUNT.length).split(':');
  return more === undefined && isDnsLabel(namespace) && isDnsName(name) ? {namespace, name} : undefined;
}

/** By the full user name, which tells service accounts. */
export function subjectOfUser(user: string): Subject {
  const account = serviceAccountOf(user);
  return account === undefined ? {kind: 'User', name: user} : {kind: 'ServiceAccount', ...account};
}

export const userNameOf = (subject: Exclude<Subject, {kind: 'Group'}>): string =>
  subject.kind === 'ServiceAccount' ? `${SERVICE_ACCOUNT}${subject.namespace}:${subject.name}` : subject.name;

/** `user "alice"`, for sentences; not yet safe for a terminal. */
export const subjectText = (subject: Subject): string =>
  subject.kind === 'Group' ? `group "${subject.name}"` : `user "${userNameOf(subject)}"`;

const field = (name: 'user.username' | 'user.groups' | 'impersonatedUser.username'): FieldRef => ({
  kind: 'field',
  name,
});
const AS = field('impersonatedUser.username');
const is = (ref: FieldRef, value: string): Expr => ({kind: 'in', field: ref, values: [value]});

/** The groups that were assumed, which no column holds. */
const AS_GROUPS: FieldRef = {kind: 'path', segments: ['impersonatedUser', 'groups']};

/** The requests of a subject as three queries; own and as have none in common. */
export function requestsOf(subject: Subject): {
  /** Made under its own name. */
  readonly own: Expr;
  /** Made by somebody who acted as it, or as one of the group. */
  readonly as: Expr;
  /** Made by it, acting as somebody. */
  readonly acting: Expr;
} {
  const self =
    subject.kind === 'Group' ? is(field('user.groups'), subject.name) : is(field('user.username'), userNameOf(subject));
  const alone = and(self, is(AS, ''));
  const acting = and(self, {kind: 'has', field: AS});
  const as =
    subject.kind === 'Group' ? and({kind: 'has', field: AS}, is(AS_GROUPS, subject.name)) : is(AS, userNameOf(subject));
  return {own: alone, as, acting};
}

/** FNV-1a, six hexadecimal digits: enough to keep the names of a few users apart. */
function shortHash(text: string): string {
  let hash = 0x811c9dc5;
  for (const char of text) hash = Math.imul(hash ^ char.codePointAt(0)!, 0x01000193);
  return ((hash ^ (hash >>> 15)) >>> 0).toString(16).padStart(8, '0').slice(0, 6);
}

const PREFIX = 'audit-tui-';
/** Of a DNS label. */
const LONGEST = 63;

/** A DNS label that tells the subject; where letters had to be left out, a hash keeps it apart from others. */
export function objectName(subject: Subject): string {
  const text =
    subject.kind === 'ServiceAccount'
      ? `${subject.namespace}-${subject.name}`
      : subject.kind === 'Group'
        ? `group-${subject.name}`
        : subject.name;
  const slug = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  if (slug !== '' && slug === subject.name && PREFIX.length + slug.length <= LONGEST) return `${PREFIX}${slug}`;
  const hash = shortHash(JSON.stringify(subject));
  const room = LONGEST - PREFIX.length - hash.length - 1;
  const part = slug.slice(0, room).replace(/-$/, '');
  return `${PREFIX}${part === '' ? '' : `${part}-`}${hash}`;
}
