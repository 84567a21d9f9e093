// The fields that the kernel fills, and how a value of each is decoded from its bytes in the line.
import type {FieldName} from '../../audit/fields.ts';
import {CODED_FIELDS, type CodedValue} from '../coded.ts';

/** In the order of their numbers in assembly/fields.ts. */
export const KERNEL_FIELDS = [
  'stage',
  'level',
  'verb',
  'user.username',
  'user.groups',
  'objectRef.resource',
  'objectRef.namespace',
  'objectRef.name',
  'responseStatus.code',
  'decision',
  'sourceIP',
  'userAgent',
  'objectRef.subresource',
  'impersonatedUser.username',
  'objectRef.apiGroup',
  'responseStatus.reason',
  'path',
  'authorizationReason',
  'truncated',
  'objectRef.apiVersion',
] as const satisfies readonly FieldName[];

/** The index in CODED_FIELDS of each of KERNEL_FIELDS. */
export const CODED_AT: readonly number[] = KERNEL_FIELDS.map(name =>
  CODED_FIELDS.findIndex(field => field.name === name),
);

/** Indices in CODED_FIELDS of those that no line which the kernel takes can hold. */
export const ALERTS_AT: readonly number[] = CODED_FIELDS.flatMap(({of}, at) => (of === 'alert' ? [at] : []));

/** Whether the kernel fills every other coded field; if one was added since, it cannot be used. */
export const KNOWS_ALL_FIELDS =
  CODED_FIELDS.length === KERNEL_FIELDS.length + ALERTS_AT.length && !CODED_AT.includes(-1);

/** The string that stands as `raw` between quotes. */
export const decodeText = (raw: string): string => (raw.includes('\\') ? (JSON.parse(`"${raw}"`) as string) : raw);

/** `raw` is what stands between the quotes, or the whole array. */
export function decode(field: (typeof KERNEL_FIELDS)[number], raw: string): CodedValue {
  if (field === 'user.groups') return JSON.parse(raw) as readonly string[];
  const text = decodeText(raw);
  // The kernel cuts at a question mark that is written as such; it may have been escaped.
  const query = field === 'path' ? text.indexOf('?') : -1;
  return query === -1 ? text : text.slice(0, query);
}
