// Where something stands inside a body, with list items named by what identifies them: `containers[web].image` stays the same
// container when another one is put before it.
import type {Json} from '../../audit/event.ts';
import {isContainer} from '../../audit/exact-json.ts';
import {childKey} from '../body/path.ts';

export type JsonObject = {readonly [key: string]: Json};
export type Scalar = string | number | boolean;

/** A key, an index, the item of a list whose `key` has that value, or the item that is that value. */
export type Segment = string | number | {readonly key: string; readonly value: Scalar} | {readonly item: Scalar};

export type Path = readonly Segment[];

export const isObject = (value: Json | undefined): value is JsonObject => isContainer(value) && !Array.isArray(value);

export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

/** What `object` itself has there, never what it inherits. */
export const own = (object: Json | undefined, key: string): Json | undefined =>
  isObject(object) && Object.hasOwn(object, key) ? object[key] : undefined;

export const at = (value: Json | undefined, ...keys: readonly string[]): Json | undefined =>
  keys.reduce<Json | undefined>(own, value);

export const textAt = (value: Json | undefined, ...keys: readonly string[]): string | undefined => {
  const found = at(value, ...keys);
  return typeof found === 'string' ? found : undefined;
};

export const isScalar = (value: Json | undefined): value is Scalar =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/** What stands in brackets; cut, because a value may be a whole text. */
const LONGEST = 60;
const label = (value: Scalar): string => {
  const text = String(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
};

/** As people write it: `spec.template.spec.containers[web].image`. Not made visible: not for drawing as it is. */
export function pathText(path: Path): string {
  let text = '';
  for (const segment of path) {
    if (typeof segment === 'string') text = childKey(text, segment);
    else if (typeof segment === 'number') text += `[${segment}]`;
    else text += `[${label('item' in segment ? segment.item : segment.value)}]`;
  }
  return text;
}

const sameSegment = (a: Segment | undefined, b: Segment): boolean => {
  if (a === undefined || typeof a !== 'object' || typeof b !== 'object') return a === b;
  if ('item' in a) return 'item' in b && a.item === b.item;
  return 'key' in b && a.key === b.key && a.value === b.value;
};

/** Whether `path` begins with `start`. */
export const startsWith = (path: Path, start: Path): boolean =>
  start.length <= path.length && start.every((segment, place) => sameSegment(path[place], segment));
