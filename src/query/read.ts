// What a field or a path holds in one parsed event, reduced to the scalars that a query can compare.
// Bodies are hostile: only own properties are followed, and nothing recurses.
import type {AuditEvent, Json} from '../audit/event.ts';
import {fieldOf} from '../audit/fields.ts';
import type {FieldRef} from './ast.ts';

export type Scalar = string | number | boolean;

/** The values of a field; empty and absent ones are none at all, so that '' always means "no value". */
export function scalarsOf(field: FieldRef, event: AuditEvent): readonly Scalar[] {
  if (field.kind === 'path') return leavesOf(field.segments, event).filter(isScalar);
  const value = fieldOf(field.name).read(event);
  if (value === undefined || value === '') return [];
  return typeof value === 'object' ? value.filter(element => element !== '') : [value];
}

/** Neither absent, null nor empty; an object with keys counts. */
export const isPresent = (field: FieldRef, event: AuditEvent): boolean =>
  field.kind === 'path' ? leavesOf(field.segments, event).length > 0 : scalarsOf(field, event).length > 0;

const isScalar = (value: unknown): value is Scalar => typeof value !== 'object';

/**
 * What lies at the end of a path: scalars and objects, without null, '' and empty objects. An array on the way or at
 * the end means each of its elements, unless the segment is an index of it.
 */
function leavesOf(segments: readonly string[], event: AuditEvent): readonly (Scalar | object)[] {
  const leaves: (Scalar | object)[] = [];
  const todo: {readonly value: unknown; readonly depth: number}[] = [{value: event, depth: 0}];
  while (todo.length > 0) {
    const {value, depth} = todo.pop()!;
    const segment = segments[depth];
    if (Array.isArray(value)) {
      const isIndex = segment !== undefined && /^\d+$/.test(segment) && Object.hasOwn(value, segment);
      if (isIndex) todo.push({value: value[Number(segment)], depth: depth + 1});
      else for (let i = value.length - 1; i >= 0; i--) todo.push({value: value[i], depth});
    } else if (segment !== undefined) {
      if (isObject(value) && Object.hasOwn(value, segment)) todo.push({value: value[segment], depth: depth + 1});
    } else if (isObject(value)) {
      if (Object.keys(value).length > 0) leaves.push(value);
    } else if (value !== undefined && value !== null && value !== '') leaves.push(value as Scalar);
  }
  return leaves;
}

const isObject = (value: unknown): value is {readonly [key: string]: Json} =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every string of the event, decoded: values and keys. */
export function* stringsOf(event: AuditEvent): Generator<string> {
  const todo: unknown[] = [event];
  while (todo.length > 0) {
    const value = todo.pop();
    if (typeof value === 'string') yield value;
    else if (Array.isArray(value)) for (const element of value) todo.push(element);
    else if (isObject(value)) {
      yield* Object.keys(value);
      for (const key of Object.keys(value)) todo.push(value[key]);
    }
  }
}
