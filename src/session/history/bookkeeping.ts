// Fields that the API server and controllers keep for themselves: every write changes some, and nobody looks for them.
import type {FieldChange} from './diff.ts';
import {type Path, startsWith} from './path.ts';

const ALWAYS: readonly Path[] = [
  ['metadata', 'managedFields'],
  ['metadata', 'resourceVersion'],
  ['metadata', 'generation'],
  ['metadata', 'selfLink'],
  ['metadata', 'uid'],
  ['metadata', 'creationTimestamp'],
  ['metadata', 'annotations', 'kubectl.kubernetes.io/last-applied-configuration'],
  ['metadata', 'annotations', 'deployment.kubernetes.io/revision'],
];

const STATUS: Path = ['status'];

/** @param subresource of the request: a write to `status` changes only that, any other write leaves it alone. */
export const isBookkeeping = ({path}: FieldChange, subresource: string): boolean =>
  ALWAYS.some(start => startsWith(path, start)) ||
  (subresource === 'status' ? path[0] !== 'status' : startsWith(path, STATUS)) ||
  (path.length === 1 && (path[0] === 'kind' || path[0] === 'apiVersion'));
