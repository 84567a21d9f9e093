// Fields read out of the event's JSON, for what a table has no column for, and for the columns of the recommended one.
import type {FieldName} from '../../audit/fields.ts';
import {commas, literal, type Sql, sql} from './sql.ts';

const path = (raw: Sql, keys: readonly string[]): Sql => commas([raw, ...keys.map(literal)]);
const textAt = (raw: Sql, ...keys: readonly string[]): Sql => sql`JSONExtractString(${path(raw, keys)})`;
const listAt = (raw: Sql, ...keys: readonly string[]): Sql => sql`JSONExtract(${path(raw, keys)}, 'Array(String)')`;

/** A DateTime64(6, 'UTC') out of RFC 3339; the epoch for what is none. */
export const timeIn = (text: Sql): Sql => sql`parseDateTime64BestEffortOrZero(${text}, 6, 'UTC')`;

/** Of kind `text`, where they lie in the event. */
const TEXTS: readonly (readonly [FieldName, ...string[]])[] = [
  ['stage', 'stage'],
  ['level', 'level'],
  ['verb', 'verb'],
  ['user.username', 'user', 'username'],
  ['objectRef.resource', 'objectRef', 'resource'],
  ['objectRef.namespace', 'objectRef', 'namespace'],
  ['objectRef.name', 'objectRef', 'name'],
  ['objectRef.subresource', 'objectRef', 'subresource'],
  ['objectRef.apiGroup', 'objectRef', 'apiGroup'],
  ['objectRef.apiVersion', 'objectRef', 'apiVersion'],
  ['decision', 'annotations', 'authorization.k8s.io/decision'],
  ['authorizationReason', 'annotations', 'authorization.k8s.io/reason'],
  ['truncated', 'annotations', 'audit.k8s.io/truncated'],
  ['userAgent', 'userAgent'],
  ['impersonatedUser.username', 'impersonatedUser', 'username'],
  ['responseStatus.reason', 'responseStatus', 'reason'],
  ['responseStatus.message', 'responseStatus', 'message'],
  ['requestURI', 'requestURI'],
  ['auditID', 'auditID'],
];

/** The fields of an event of which `raw` is the JSON. Times are of type DateTime64(6, 'UTC'), a code Nullable(Float64). */
export function eventFields(raw: Sql): ReadonlyMap<FieldName, Sql> {
  const ips = listAt(raw, 'sourceIPs');
  const uri = textAt(raw, 'requestURI');
  return new Map<FieldName, Sql>([
    ...TEXTS.map(([name, ...keys]) => [name, textAt(raw, ...keys)] as const),
    ['user.groups', listAt(raw, 'user', 'groups')],
    ['sourceIPs', ips],
    ['sourceIP', sql`arrayElement(${ips}, -1)`],
    ['responseStatus.code', sql`JSONExtract(${path(raw, ['responseStatus', 'code'])}, 'Nullable(Float64)')`],
    ['path', sql`if(JSONType(${path(raw, ['objectRef'])}) = 'Object', '', splitByChar('?', ${uri})[1])`],
    ['stageTimestamp', timeIn(textAt(raw, 'stageTimestamp'))],
    ['requestReceivedTimestamp', timeIn(textAt(raw, 'requestReceivedTimestamp'))],
  ]);
}
