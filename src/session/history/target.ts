// Which object a history is about, and which requests belong to it: its own, creates that only their answer names, and what
// takes it away together with others.
import type {AuditEvent} from '../../audit/event.ts';
import type {FieldName} from '../../audit/fields.ts';
import {and, type Expr, NO_ALERTS} from '../../query/ast.ts';
import type {View} from '../../source/source.ts';
import {isObject, own, textAt} from './path.ts';

export type ObjectTarget = {
  readonly resource: string;
  /** '' is the core group. */
  readonly apiGroup: string;
  /** '' where the resource has none. */
  readonly namespace: string;
  readonly name: string;
};

/** Those that may change an object. `create` and `update` are also what a connection to a pod is called. */
export const WRITES = ['create', 'update', 'patch', 'delete', 'deletecollection'] as const;

/** Connections to what runs behind the object: with any verb they are more than a look at it. */
export const CONNECTIONS = ['exec', 'attach', 'portforward', 'proxy'] as const;

const string = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The name that the API server gave or that was asked for. */
export const createdName = (event: AuditEvent): string | undefined =>
  (own(event.responseObject, 'kind') === 'Status' ? undefined : textAt(event.responseObject, 'metadata', 'name')) ??
  textAt(event.requestObject, 'metadata', 'name');

/** The object of a request, or a sentence that says why it has none. */
export function objectOf(event: AuditEvent): ObjectTarget | string {
  const ref = event.objectRef as AuditEvent['objectRef'] | null;
  const resource = string(ref?.resource);
  if (ref === undefined || ref === null || resource === '')
    return 'This request is about no object: it has a path only.';
  const isPlainCreate = event.verb === 'create' && string(ref.subresource) === '';
  const name = string(ref.name) || (isPlainCreate ? (createdName(event) ?? '') : '');
  if (name === '')
    return isPlainCreate
      ? 'The name of what this request created was not logged: its level leaves the response out.'
      : `This ${string(event.verb) || 'request'} is about many ${resource}, not about one.`;
  return {resource, apiGroup: string(ref.apiGroup), namespace: string(ref.namespace), name};
}

export const sameObject = (a: ObjectTarget, b: ObjectTarget): boolean =>
  a.resource === b.resource && a.apiGroup === b.apiGroup && a.namespace === b.namespace && a.name === b.name;

/** `deployments.apps staging/checkout`. Not made visible. */
export const objectText = ({resource, apiGroup, namespace, name}: ObjectTarget): string =>
  `${resource}${apiGroup === '' ? '' : `.${apiGroup}`} ${namespace === '' ? '' : `${namespace}/`}${name}`;

const is = (field: FieldName, ...values: readonly string[]): Expr => ({
  kind: 'in',
  field: {kind: 'field', name: field},
  values,
});

const either = (...of: readonly Expr[]): Expr => ({kind: 'or', of});

/** Rows that may belong to the history of `target`; with `reads` those that only looked at it, too. */
export function viewOfObject(target: ObjectTarget, reads: boolean): View {
  const {resource, apiGroup, namespace, name} = target;
  // A request about a namespace has that namespace, but for the one that creates it.
  const isNamespace = resource === 'namespaces' && apiGroup === '';
  const place = isNamespace ? is('objectRef.namespace', name, '') : is('objectRef.namespace', namespace);
  const named = and(
    is('objectRef.name', name),
    ...(reads ? [] : [either(is('verb', ...WRITES), is('objectRef.subresource', ...CONNECTIONS))]),
  );
  const unnamed = and(is('objectRef.name', ''), is('verb', 'create', 'deletecollection'));
  const own = and(
    NO_ALERTS,
    is('objectRef.resource', resource),
    is('objectRef.apiGroup', apiGroup),
    place,
    either(named, unnamed),
  );
  if (namespace === '' || isNamespace) return {where: own, stages: 'latest'};
  const around = and(
    NO_ALERTS,
    is('objectRef.resource', 'namespaces'),
    is('objectRef.apiGroup', ''),
    is('objectRef.name', namespace),
    is('objectRef.subresource', ''),
    is('verb', 'delete'),
  );
  return {where: either(own, around), stages: 'latest'};
}

/** Whether a create without a name in its reference created `target`. */
export const created = (event: AuditEvent, target: ObjectTarget): boolean =>
  isObject(event.responseObject) || isObject(event.requestObject) ? createdName(event) === target.name : false;
