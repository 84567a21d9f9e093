// What kind of patch a body is, as far as it can be told: the log has no Content-Type. And which fields it sends.
import type {AuditEvent, Json} from '../../audit/event.ts';
import {isContainer} from '../../audit/exact-json.ts';
import {finish, type Steps} from '../../audit/steps.ts';
import {type Diff, type FieldChange, leafSteps, MOST_CHANGES} from './diff.ts';
import {isList, isObject, own, type Path, type Segment} from './path.ts';

export const PATCH_TYPES = {
  json: 'JSON patch',
  merge: 'merge patch',
  strategic: 'strategic merge patch',
  apply: 'server-side apply',
  mergeOrStrategic: 'merge patch',
  unknown: 'patch',
} as const;
export type PatchType = keyof typeof PATCH_TYPES;

/** Groups without a dot, and these, are built in; custom resources know no strategic merge patch. */
const BUILT_IN = /^(?:[a-z]*|[a-z0-9.-]+\.k8s\.io)$/;
/** Of these `.k8s.io` groups the resources are custom ones. */
const CUSTOM = /^(?:gateway\.networking|snapshot\.storage|metrics|x-k8s|.*\.x-k8s)\b/;

/** Keys that only a strategic merge patch has (k8s.io/apimachinery strategicpatch). */
const DIRECTIVE = /^\$(?:patch$|retainKeys$|setElementOrder\/|deleteFromPrimitiveList\/)/;

const LOOKED_AT = 10_000;

function hasDirective(root: Json): boolean {
  const rest: Json[] = [root];
  for (let seen = 0; seen < LOOKED_AT; seen++) {
    const value = rest.pop();
    if (value === undefined) return false;
    if (isList(value)) rest.push(...value.slice(0, 200).filter(isContainer));
    else if (isObject(value))
      for (const key of Object.keys(value)) {
        if (DIRECTIVE.test(key)) return true;
        if (isContainer(value[key])) rest.push(value[key]!);
      }
  }
  return false;
}

function parameters(event: AuditEvent): URLSearchParams {
  const uri = typeof event.requestURI === 'string' ? event.requestURI : '';
  const query = uri.indexOf('?');
  return new URLSearchParams(query === -1 ? '' : uri.slice(query + 1));
}

export const parameter = (event: AuditEvent, name: string): string | undefined =>
  parameters(event).get(name) ?? undefined;

/** A dry run changes nothing. */
export const isDryRun = (event: AuditEvent): boolean => parameters(event).getAll('dryRun').includes('All');

/** By the body's shape, its directives, and the parameters and group of the request. */
export function patchTypeOf(event: AuditEvent): PatchType {
  const {requestObject: body} = event;
  if (isList(body)) return 'json';
  // `force` is refused with any other patch, and an apply has to name its manager and the kind of its object.
  if (parameter(event, 'force') === 'true') return 'apply';
  if (!isObject(body)) return 'unknown';
  if (hasDirective(body)) return 'strategic';
  const isWhole = typeof own(body, 'kind') === 'string' && typeof own(body, 'apiVersion') === 'string';
  if (isWhole && parameter(event, 'fieldManager') !== undefined) return 'apply';
  const group = event.objectRef?.apiGroup ?? '';
  return typeof group === 'string' && (!BUILT_IN.test(group) || CUSTOM.test(group)) ? 'merge' : 'mergeOrStrategic';
}

/** RFC 6901. */
const segmentsOfPointer = (pointer: string): Path =>
  pointer
    .split('/')
    .slice(1)
    .map((part): Segment => {
      const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
      return /^\d+$/.test(key) ? Number(key) : key;
    });

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

function sentByJsonPatch(operations: readonly Json[]): Diff {
  const changes = operations.slice(0, MOST_CHANGES).flatMap((operation): readonly FieldChange[] => {
    const path = segmentsOfPointer(text(own(operation, 'path')));
    const from = segmentsOfPointer(text(own(operation, 'from')));
    const value = own(operation, 'value') ?? null;
    switch (own(operation, 'op')) {
      case 'add':
      case 'replace':
        return [{path, after: value}];
      case 'remove':
        return [{path}];
      case 'move':
      case 'copy':
        return [{path, from}];
      default:
        return [];
    }
  });
  return {changes, more: Math.max(0, operations.length - MOST_CHANGES)};
}

/** In a merge patch null takes a field away; directives are no fields. */
function asMerged({changes, more}: Diff): Diff {
  const merged = changes
    .filter(({path}) => !path.some(segment => typeof segment === 'string' && DIRECTIVE.test(segment)))
    .map((change): FieldChange => (change.after === null ? {path: change.path} : change));
  return {changes: merged, more};
}

/** The fields that a patch sends, with the values that it gives them; without `after` they are taken away. */
export const sentFields = (body: Json, type: PatchType): Diff => finish(sentSteps(body, type));

export function* sentSteps(body: Json, type: PatchType): Steps<Diff> {
  if (isList(body)) return sentByJsonPatch(body);
  const leaves = yield* leafSteps(body);
  if (type !== 'apply') return asMerged(leaves);
  const isIdentity = ({path}: FieldChange) =>
    path.length === 1 ? path[0] === 'kind' || path[0] === 'apiVersion' : path[0] === 'metadata' && path[1] === 'name';
  return {...leaves, changes: leaves.changes.filter(change => !isIdentity(change))};
}
