// What a path holds in one parsed event, and all the text there is in it.
// Bodies are hostile: only own properties are followed, and nothing recurses.
import type {AuditEvent, Json} from '../audit/event.ts';
import {isExactNumber} from '../audit/exact-json.ts';
import type {Scalar} from './value.ts';

/**
 * What lies at the end of a path: scalars and objects, without null, '' and empty objects. An array on the way or at
 * the end means each of its elements, unless the segment is an index of it.
 */
export function leavesOf(segments: readonly string[], event: AuditEvent): readonly (Scalar | object)[] {
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
    } else if (isExactNumber(value)) leaves.push(Number(value.rawJSON));
    else if (isObject(value)) {
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
