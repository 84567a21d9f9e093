// What an authorizer is asked, in the words in which a role can grant it.
import type {Micros} from '../../audit/time.ts';

export type ResourceAccess = {
  readonly kind: 'resource';
  readonly verb: string;
  /** '' is the core group. */
  readonly apiGroup: string;
  /** With its subresource: `pods`, `pods/log`. */
  readonly resource: string;
  /** '' where the request had none when it was authorized: a create, a list. */
  readonly name: string;
  /** '' is the cluster: cluster-scoped objects, and requests over all namespaces. */
  readonly namespace: string;
};

export type UrlAccess = {readonly kind: 'url'; readonly verb: string; readonly path: string};

export type Access = ResourceAccess | UrlAccess;

/** Requests that are alike. Its identity counts: one that needs several accesses is counted once in a rule that grants them all. */
export type Evidence = {readonly count: number; readonly from?: Micros; readonly to?: Micros};

/** An access that requests needed. */
export type Seen = {
  readonly access: Access;
  readonly evidence: Evidence;
  /** Why it is needed, where the request itself does not say so: a few words, without text of the log. */
  readonly reason?: string;
};

export const READ_VERBS = ['get', 'list', 'watch'] as const;

const VERB_ORDER = [...READ_VERBS, 'create', 'update', 'patch', 'delete', 'deletecollection'];

/** Reading before writing, the rest by the alphabet. */
export function compareVerbs(a: string, b: string): number {
  const [left, right] = [VERB_ORDER.indexOf(a), VERB_ORDER.indexOf(b)];
  if (left !== -1 && right !== -1) return left - right;
  if (left !== right && (left === -1 || right === -1)) return left === -1 ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Verbs that no request has: the API server asks for them besides. One name more is one privilege more. */
export const isSpecialVerb = (verb: string): boolean =>
  ['impersonate', 'bind', 'escalate', 'approve', 'sign', 'attest'].includes(verb) || verb.includes(':');

const DNS_LABEL = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;
export const isDnsLabel = (text: string): boolean => DNS_LABEL.test(text);

const DNS_NAME = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;

/** A dotted name, as that of a service account: Kubernetes limits it as a whole, and not its parts. */
export const isDnsName = (text: string): boolean => text.length <= 253 && DNS_NAME.test(text);

/**
 * Why no role can grant this and nothing else; undefined if one can. What stands for everything in a role was perhaps asked for
 * literally: `GET /apis/*\/v1/x`. As kubernetes/kubernetes pkg/apis/rbac/v1/evaluation_helpers.go at v1.36.
 */
export function inexpressible(access: Access): string | undefined {
  const {verb} = access;
  if (verb === '') return 'have no verb that a role could grant';
  if (Object.values(access).some(value => !value.isWellFormed())) return 'hold text that is no Unicode';
  if (verb === '*') return 'have the verb *, which in a role means every verb';
  if (access.kind === 'url')
    return access.path.endsWith('*')
      ? 'are for a path that ends in *, which in a role means every path below'
      : undefined;
  const {apiGroup, resource, namespace} = access;
  if (resource === '' || resource.startsWith('/')) return 'name no resource';
  if (apiGroup === '*' || resource.split('/').includes('*'))
    return 'name a group or resource *, which in a role means all of them';
  if (namespace !== '' && !isDnsLabel(namespace)) return 'are for a namespace that cannot exist';
  return undefined;
}

/** Values behind their lengths: no two accesses have the same. */
export const keyOfResource = (verb: string, group: string, resource: string, namespace: string, name: string): string =>
  `${verb.length},${group.length},${resource.length},${namespace.length} ${verb}${group}${resource}${namespace}${name}`;

/** The same for equal accesses, and for no others. */
export const keyOf = (access: Access): string =>
  access.kind === 'url'
    ? `${access.verb.length} ${access.verb}${access.path}`
    : keyOfResource(access.verb, access.apiGroup, access.resource, access.namespace, access.name);

/** What allows an access besides itself, the widest first: names and namespaces are limits. */
export function widerThan(access: Access): readonly Access[] {
  if (access.kind === 'url') return [];
  const {name, namespace} = access;
  return [
    ...(name !== '' && namespace !== '' ? [{...access, name: '', namespace: ''}] : []),
    ...(namespace !== '' ? [{...access, namespace: ''}] : []),
    ...(name !== '' ? [{...access, name: ''}] : []),
  ];
}

/** Tells whether somebody who may do all of `granted` may do an access. */
export function mayDo(granted: Iterable<Access>): (asked: Access) => boolean {
  const keys = new Set<string>();
  for (const access of granted) keys.add(keyOf(access));
  return asked => keys.has(keyOf(asked)) || widerThan(asked).some(wider => keys.has(keyOf(wider)));
}
