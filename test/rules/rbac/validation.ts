// What the API server refuses of roles and bindings, so that what is printed applies as it is.
// As kubernetes/kubernetes pkg/apis/rbac/validation/validation.go at v1.36.
import type {RbacObject, Rule, Subject} from './evaluator.ts';

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const isNamespace = (name: string) => name.length <= 63 && LABEL.test(name);
const isAccount = (name: string) => name.length <= 253 && name.split('.').every(part => LABEL.test(part));
/** A path segment; what is longer than 253 no key of the store should be. */
const isRoleName = (name: string) =>
  name !== '' && name.length <= 253 && name !== '.' && name !== '..' && !/[/%]/.test(name);

const GROUP = 'rbac.authorization.k8s.io';

function* faultsOfRule(rule: Rule, isNamespaced: boolean): Generator<string> {
  const {verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = []} = rule;
  if (verbs.length === 0) yield 'no verb';
  if (nonResourceURLs.length > 0) {
    if (isNamespaced) yield 'a URL in a namespace';
    if (apiGroups.length + resources.length + resourceNames.length > 0) yield 'resources and URLs';
    return;
  }
  if (apiGroups.length === 0) yield 'no API group';
  if (resources.length === 0) yield 'no resource';
}

function* faultsOfSubject({kind, name, namespace, apiGroup}: Subject & {apiGroup?: string}): Generator<string> {
  if (name === '') yield 'a subject without a name';
  if (kind === 'ServiceAccount') {
    if (!isAccount(name)) yield `a service account ${name}`;
    if (apiGroup !== undefined) yield 'a service account with an API group';
    if (!isNamespace(namespace ?? '')) yield 'a service account without a namespace';
  } else if (kind !== 'User' && kind !== 'Group') yield `a subject that is a ${kind}`;
  else if (apiGroup !== GROUP) yield `a ${kind} without its API group`;
}

const KEYS = ['apiVersion', 'kind', 'metadata', 'rules', 'roleRef', 'subjects'];

/** What is wrong with an object; nothing if it would be taken, also strictly. */
export function* faultsOf(object: RbacObject): Generator<string> {
  const {apiVersion, kind, metadata, rules = [], roleRef, subjects = []} = object;
  if (apiVersion !== `${GROUP}/v1`) yield `the version ${apiVersion}`;
  for (const key of Object.keys(object)) if (!KEYS.includes(key)) yield `the field ${key}`;
  if (!isRoleName(metadata.name)) yield `the name ${metadata.name}`;
  const isNamespaced = kind === 'Role' || kind === 'RoleBinding';
  if (isNamespaced !== (metadata.namespace !== undefined)) yield `the namespace ${metadata.namespace}`;
  if (isNamespaced && !isNamespace(metadata.namespace ?? '')) yield `the namespace ${metadata.namespace}`;
  if (kind === 'Role' || kind === 'ClusterRole') {
    for (const rule of rules) yield* faultsOfRule(rule, isNamespaced);
    return;
  }
  if (kind !== 'RoleBinding' && kind !== 'ClusterRoleBinding') yield `the kind ${kind}`;
  if (roleRef?.apiGroup !== GROUP || roleRef.kind !== kind.replace('Binding', '')) yield 'a reference to no role';
  if (!isRoleName(roleRef?.name ?? '')) yield `the role ${roleRef?.name}`;
  for (const subject of subjects) yield* faultsOfSubject(subject);
}
