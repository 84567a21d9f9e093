// Rules as the objects of Kubernetes that carry them: a ClusterRole for what is of the cluster, a Role in each namespace, and
// their bindings.

import {finish, type Steps} from '../../audit/steps.ts';
import {RBAC} from './besides.ts';
import type {Grant} from './grants.ts';
import {type PolicyRule, rulesOf, type SeenRule} from './rules.ts';
import {objectName, type Subject} from './subject.ts';

export type Meta = {
  readonly name: string;
  readonly namespace?: string;
  readonly annotations?: Readonly<Record<string, string>>;
};

export type RoleObject = {
  readonly apiVersion: string;
  readonly kind: 'Role' | 'ClusterRole';
  readonly metadata: Meta;
  readonly rules: readonly PolicyRule[];
};

export type BindingObject = {
  readonly apiVersion: string;
  readonly kind: 'RoleBinding' | 'ClusterRoleBinding';
  readonly metadata: Meta;
  readonly roleRef: {readonly apiGroup: string; readonly kind: RoleObject['kind']; readonly name: string};
  readonly subjects: readonly Readonly<Record<string, string>>[];
};

/** A role with its binding, and what speaks for each of its rules. */
export type BoundRole = {
  readonly role: RoleObject;
  readonly binding: BindingObject;
  readonly seen: readonly SeenRule[];
};

const API_VERSION = `${RBAC}/v1`;

const subjectObject = (subject: Subject): Readonly<Record<string, string>> =>
  subject.kind === 'ServiceAccount'
    ? {kind: 'ServiceAccount', name: subject.name, namespace: subject.namespace}
    : {apiGroup: RBAC, kind: subject.kind, name: subject.name};

function boundRole(grants: readonly Grant[], subject: Subject, namespace: string, name: string): BoundRole {
  const seen = rulesOf(grants);
  const kind = namespace === '' ? 'ClusterRole' : 'Role';
  const metadata: Meta = {name, ...(namespace === '' ? {} : {namespace})};
  return {
    role: {apiVersion: API_VERSION, kind, metadata, rules: seen.map(({rule}) => rule)},
    binding: {
      apiVersion: API_VERSION,
      kind: `${kind}Binding`,
      metadata,
      roleRef: {apiGroup: RBAC, kind, name},
      subjects: [subjectObject(subject)],
    },
    seen,
  };
}

/** The cluster first, then namespaces by name. */
export function* boundSteps(
  grants: readonly Grant[],
  subject: Subject,
  name = objectName(subject),
): Steps<readonly BoundRole[]> {
  const byNamespace = new Map<string, Grant[]>();
  for (const grant of grants) {
    const namespace = grant.access.kind === 'url' ? '' : grant.access.namespace;
    const known = byNamespace.get(namespace) ?? [];
    byNamespace.set(namespace, known);
    known.push(grant);
  }
  const bound: BoundRole[] = [];
  for (const namespace of [...byNamespace.keys()].sort()) {
    yield;
    bound.push(boundRole(byNamespace.get(namespace)!, subject, namespace, name));
  }
  return bound;
}

/** The same, all of it at once. */
export const boundRoles = (grants: readonly Grant[], subject: Subject, name?: string): readonly BoundRole[] =>
  finish(boundSteps(grants, subject, name));
