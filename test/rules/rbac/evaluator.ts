// Role-based access control as its documentation tells it, over the objects themselves: who may do what. It shares no code with
// what makes the roles, and reads requests from their URLs, which that does not look at.
import type {AuditEvent} from '../../../src/audit/event.ts';
import {requestInfoOfEvent} from '../../../src/audit/request-info.ts';

export type Rule = {
  apiGroups?: string[];
  resources?: string[];
  resourceNames?: string[];
  nonResourceURLs?: string[];
  verbs: string[];
};
export type Subject = {kind: string; name: string; namespace?: string};
export type RbacObject = {
  apiVersion: string;
  kind: string;
  metadata: {name: string; namespace?: string; annotations?: Record<string, string>};
  rules?: Rule[];
  roleRef?: {apiGroup: string; kind: string; name: string};
  subjects?: Subject[];
};

/** What an authorizer is asked. */
export type Question = {
  verb: string;
  group: string;
  /** Empty for what is no resource. */
  resource: string;
  subresource: string;
  name: string;
  namespace: string;
  path: string;
  /** Who may do all of these need not be allowed it. */
  orAll?: readonly Question[];
};

const has = (list: string[] | undefined, value: string) => (list ?? []).includes(value) || (list ?? []).includes('*');

function ruleAllows(rule: Rule, q: Question): boolean {
  if (!has(rule.verbs, q.verb)) return false;
  if (q.resource === '')
    return (rule.nonResourceURLs ?? []).some(
      url => url === q.path || (url.endsWith('*') && q.path.startsWith(url.replace(/\*+$/, ''))),
    );
  const whole = q.subresource === '' ? q.resource : `${q.resource}/${q.subresource}`;
  const isResource =
    has(rule.resources, whole) || (q.subresource !== '' && (rule.resources ?? []).includes(`*/${q.subresource}`));
  const isNamed = (rule.resourceNames ?? []).length === 0 || rule.resourceNames!.includes(q.name);
  return has(rule.apiGroups, q.group) && isResource && isNamed;
}

const isSubject = (subject: Subject, user: string, groups: readonly string[]): boolean =>
  subject.kind === 'ServiceAccount'
    ? user === `system:serviceaccount:${subject.namespace}:${subject.name}`
    : subject.kind === 'Group'
      ? groups.includes(subject.name)
      : subject.name === user;

/** Bindings of the cluster hold everywhere, those of a namespace for requests with that namespace. */
export function allows(objects: readonly RbacObject[], user: string, groups: readonly string[], q: Question): boolean {
  return objects.some(binding => {
    const {roleRef, subjects = [], metadata} = binding;
    if (roleRef === undefined || !subjects.some(subject => isSubject(subject, user, groups))) return false;
    if (binding.kind === 'RoleBinding' && (q.resource === '' || q.namespace !== metadata.namespace)) return false;
    const role = objects.find(
      ({kind, metadata: other}) =>
        kind === roleRef.kind &&
        other.name === roleRef.name &&
        (kind === 'ClusterRole' || other.namespace === metadata.namespace),
    );
    return (role?.rules ?? []).some(rule => ruleAllows(rule, q));
  });
}

/** Whether somebody who has the roles gets what was asked for. */
export const covers = (objects: readonly RbacObject[], user: string, groups: readonly string[], q: Question): boolean =>
  allows(objects, user, groups, q) || (q.orAll?.every(other => allows(objects, user, groups, other)) ?? false);

export function questionOf(event: AuditEvent): Question {
  const {verb, apiGroup, resource, subresource, name, namespace, path} = requestInfoOfEvent(event);
  return {verb, group: apiGroup, resource, subresource, name, namespace, path};
}

/** All that was asked about whom the request was made as: the request, and what comes with it by its own words. */
export function questionsOf(event: AuditEvent): readonly Question[] {
  const q = questionOf(event);
  const stream =
    q.verb === 'get' &&
    q.group === '' &&
    q.resource === 'pods' &&
    ['exec', 'attach', 'portforward'].includes(q.subresource);
  const creates = q.resource !== '' && event.responseStatus?.code === 201 && ['patch', 'update'].includes(q.verb);
  return [q, ...(stream || creates ? [{...q, verb: 'create'}] : [])];
}

const plain: Question = {verb: '', group: '', resource: '', subresource: '', name: '', namespace: '', path: ''};

/** What was asked about who made the request, when it was made as somebody else. */
export function actingQuestions(event: AuditEvent): readonly Question[] {
  const {username = '', groups = [], uid, extra = {}} = event.impersonatedUser ?? {};
  if (username === '') return [];
  const [, namespace, account] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(username) ?? [];
  const act = {...plain, verb: 'impersonate'};
  const own = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`];
  const asked = groups.filter(group => group !== 'system:authenticated');
  const isImplied = account !== undefined && asked.length === 2 && own.every(group => asked.includes(group));
  const authentication = 'authentication.k8s.io';
  return [
    account === undefined
      ? {...act, resource: 'users', name: username}
      : {...act, resource: 'serviceaccounts', name: account, namespace: namespace!},
    ...(isImplied ? [] : asked.map(name => ({...act, resource: 'groups', name}))),
    ...(uid === undefined ? [] : [{...act, group: authentication, resource: 'uids', name: uid}]),
    ...Object.entries(extra).flatMap(([subresource, values]) =>
      values.map(name => ({...act, group: authentication, resource: 'userextras', subresource, name})),
    ),
  ];
}

type Written = {
  rules?: Rule[] | null;
  aggregationRule?: object | null;
  roleRef?: {kind: string; name: string};
  spec?: {signerName?: string};
};

const EVERY_VERB: readonly Question[] = [
  {...plain, verb: '*', group: '*', resource: '*'},
  {...plain, verb: '*', path: '*'},
];

/** What the rules of a role give in a namespace, one by one. */
function givenBy(rules: readonly Rule[], namespace: string): readonly Question[] {
  return rules.flatMap(({verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = []}) =>
    verbs.flatMap(verb => [
      ...nonResourceURLs.map(path => ({...plain, verb, path})),
      ...apiGroups.flatMap(group =>
        resources.flatMap(whole => {
          const [resource = '', ...rest] = whole.split('/');
          const names = resourceNames.length === 0 ? [''] : resourceNames;
          return names.map(name => ({...plain, verb, group, resource, subresource: rest.join('/'), name, namespace}));
        }),
      ),
    ]),
  );
}

/**
 * What was asked besides about who wrote a role, a binding or a certificate, where the event holds it.
 * @param denied also where it was refused
 */
export function writtenQuestions(event: AuditEvent, denied: boolean): readonly Question[] {
  const {verb, group, resource, subresource, name, namespace} = questionOf(event);
  const {code = 0} = event.responseStatus ?? {};
  if (!['create', 'update', 'patch'].includes(verb) || (code >= 400 && !(denied && code === 403))) return [];
  const {requestObject, responseObject} = event as {
    requestObject?: Written;
    responseObject?: Written & {kind?: string};
  };
  const body = responseObject !== undefined && responseObject.kind !== 'Status' ? responseObject : requestObject;
  if (body === undefined || body === null) return [];
  if (group === 'certificates.k8s.io') {
    const act = subresource === 'approval' ? 'approve' : subresource === 'status' ? 'sign' : '';
    const {signerName = ''} = body.spec ?? {};
    return act === '' || signerName === '' ? [] : [{...plain, verb: act, group, resource: 'signers', name: signerName}];
  }
  if (group !== 'rbac.authorization.k8s.io') return [];
  if (['rolebindings', 'clusterrolebindings'].includes(resource)) {
    if (body.roleRef === undefined) return [];
    const role = body.roleRef.kind === 'Role' ? 'roles' : 'clusterroles';
    return [{...plain, verb: 'bind', group, resource: role, name: body.roleRef.name, namespace}];
  }
  if (!['roles', 'clusterroles'].includes(resource)) return [];
  const isAggregated = body.aggregationRule !== undefined && body.aggregationRule !== null;
  const orAll = [...givenBy(body.rules ?? [], namespace), ...(isAggregated ? EVERY_VERB : [])];
  return [{...plain, verb: 'escalate', group, resource, name: verb === 'create' ? '' : name, namespace, orAll}];
}

/** The objects with one thing less, for each thing that can be taken from a rule. */
export function* withLess(
  objects: readonly RbacObject[],
): Generator<readonly [what: string, less: readonly RbacObject[]]> {
  for (const [at, object] of objects.entries()) {
    const change = (rules: Rule[]) => objects.map((other, i) => (i === at ? {...object, rules} : other));
    for (const [i, rule] of (object.rules ?? []).entries()) {
      const others = object.rules!.filter((_, j) => j !== i);
      yield [`rule ${i} of ${object.kind} ${object.metadata.namespace ?? ''}`, change(others)];
      for (const key of ['apiGroups', 'resources', 'resourceNames', 'nonResourceURLs', 'verbs'] as const) {
        const values = rule[key] ?? [];
        for (const value of values) {
          const left = values.filter(other => other !== value);
          // A rule without names would hold for every name, without any of the others for nothing.
          const rules = left.length === 0 ? others : others.toSpliced(i, 0, {...rule, [key]: left});
          yield [`${key} ${value} of rule ${i} of ${object.kind} ${object.metadata.namespace ?? ''}`, change(rules)];
        }
      }
    }
  }
}
