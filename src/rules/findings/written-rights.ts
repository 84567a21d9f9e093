// Roles and bindings as somebody wrote them, read from the body of the request: who was to get which rights.
import type {AuditEvent} from '../../audit/event.ts';
import {leavesOf} from '../../query/read.ts';
import {withPatch} from './json-patch.ts';

/** A user or group as requests name it: of a service account the user that it is. */
export type SubjectName = {readonly kind: 'User' | 'Group'; readonly name: string};

/** A rule of a role. A list that is not there is one that a patch left as it was. */
export type WrittenRule = {
  readonly verbs?: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
};

export type WrittenBody = {
  /** Whether it is the whole object, or what a patch puts in. */
  readonly isWhole: boolean;
  /** Of a binding. */
  readonly role: string | undefined;
  readonly subjects: readonly SubjectName[];
  /** Of a role. */
  readonly rules: readonly WrittenRule[];
  /** Cluster roles into which a controller copies it. */
  readonly aggregatedTo: readonly string[];
};

/** What was asked for in a request, as a rule may allow it. */
export type Asked = {
  readonly verb: string;
  readonly apiGroup: string;
  /** With its subresource; '' of a path. */
  readonly resource: string;
  readonly path: string;
};

type Plain = {readonly [key: string]: unknown};

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textsOf = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value : [value]).filter(item => typeof item === 'string');

export const accountOf = (ns: string, name: string): string => `system:serviceaccount:${ns}:${name}`;

function subjectOf(subject: unknown): readonly SubjectName[] {
  if (!isPlain(subject)) return [];
  const {kind, name, namespace} = subject;
  if (typeof name !== 'string') return [];
  if (kind === 'Group') return [{kind, name}];
  return [{kind: 'User', name: kind === 'ServiceAccount' ? accountOf(String(namespace ?? ''), name) : name}];
}

function ruleOf(rule: unknown): readonly WrittenRule[] {
  if (!isPlain(rule)) return [];
  const list = (name: keyof WrittenRule) => (rule[name] === undefined ? {} : {[name]: textsOf(rule[name])});
  return [{...list('verbs'), ...list('apiGroups'), ...list('resources'), ...list('nonResourceURLs')}];
}

const AGGREGATE = /^rbac\.authorization\.k8s\.io\/aggregate-to-(.+)$/;

/** undefined where no body was logged. */
export function writtenBody(event: AuditEvent): WrittenBody | undefined {
  const {responseObject, requestObject, verb} = event;
  const isAnswer = isPlain(responseObject) && responseObject.kind !== 'Status';
  if (!isAnswer && (requestObject === undefined || requestObject === null)) return undefined;
  const patched = withPatch(event);
  const at = (...path: readonly string[]) =>
    leavesOf([isAnswer ? 'responseObject' : 'requestObject', ...path], patched);
  return {
    isWhole: isAnswer || verb !== 'patch',
    role: at('roleRef', 'name').find(name => typeof name === 'string'),
    subjects: at('subjects').flatMap(subjectOf),
    rules: at('rules').flatMap(ruleOf),
    aggregatedTo: at('metadata', 'labels').flatMap(labels =>
      isPlain(labels)
        ? Object.keys(labels).flatMap(label => (labels[label] === 'true' ? (AGGREGATE.exec(label)?.[1] ?? []) : []))
        : [],
    ),
  };
}

const has = (list: readonly string[] | undefined, value: string): boolean =>
  list === undefined || list.includes('*') || list.includes(value);

/** As plugin/pkg/auth/authorizer/rbac at v1.36 tells it, names aside: what only names allow is allowed here too. */
export function ruleAllows(rule: WrittenRule, {verb, apiGroup, resource, path}: Asked): boolean {
  if (!has(rule.verbs, verb)) return false;
  if (resource === '')
    return (rule.nonResourceURLs ?? []).some(
      url => url === path || (url.endsWith('*') && path.startsWith(url.replace(/\*+$/, ''))),
    );
  if (rule.resources === undefined && rule.nonResourceURLs !== undefined) return false;
  const sub = resource.indexOf('/');
  const isAnySub = sub !== -1 && rule.resources?.includes(`*${resource.slice(sub)}`) === true;
  return has(rule.apiGroups, apiGroup) && (isAnySub || has(rule.resources, resource));
}

/** Every verb on every resource: as good as cluster-admin where it holds. */
export const allowsAll = ({verbs, resources}: WrittenRule): boolean =>
  verbs?.includes('*') === true && resources?.includes('*') === true;
