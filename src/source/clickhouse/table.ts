// The recommended table: the whole event, and a column for each field that the explorer filters, counts and sorts by.
import type {FieldName} from '../../audit/fields.ts';
import {eventFields} from './event-fields.ts';
import {hashOfRequest, micros} from './layout.ts';
import {constant, ident, type Sql, sql, statement} from './sql.ts';

type Column = {readonly field: FieldName; readonly name: string; readonly type: string; readonly codec?: string};

/** In the order of the table. What is empty in a column is absent in the event. */
export const COLUMNS: readonly Column[] = [
  {field: 'stageTimestamp', name: 'time', type: "DateTime64(6, 'UTC')", codec: 'DoubleDelta, ZSTD(1)'},
  {field: 'auditID', name: 'audit_id', type: 'String', codec: 'ZSTD(1)'},
  {field: 'stage', name: 'stage', type: 'LowCardinality(String)'},
  {field: 'requestReceivedTimestamp', name: 'received', type: "DateTime64(6, 'UTC')", codec: 'DoubleDelta, ZSTD(1)'},
  {field: 'level', name: 'level', type: 'LowCardinality(String)'},
  {field: 'verb', name: 'verb', type: 'LowCardinality(String)'},
  {field: 'user.username', name: 'user', type: 'LowCardinality(String)'},
  {field: 'user.groups', name: 'groups', type: 'Array(LowCardinality(String))'},
  {field: 'impersonatedUser.username', name: 'impersonated_user', type: 'LowCardinality(String)'},
  {field: 'sourceIP', name: 'source_ip', type: 'LowCardinality(String)'},
  {field: 'sourceIPs', name: 'source_ips', type: 'Array(LowCardinality(String))'},
  {field: 'userAgent', name: 'user_agent', type: 'LowCardinality(String)'},
  {field: 'objectRef.resource', name: 'resource', type: 'LowCardinality(String)'},
  {field: 'objectRef.subresource', name: 'subresource', type: 'LowCardinality(String)'},
  {field: 'objectRef.namespace', name: 'namespace', type: 'LowCardinality(String)'},
  {field: 'objectRef.name', name: 'name', type: 'String', codec: 'ZSTD(1)'},
  {field: 'objectRef.apiGroup', name: 'api_group', type: 'LowCardinality(String)'},
  {field: 'objectRef.apiVersion', name: 'api_version', type: 'LowCardinality(String)'},
  {field: 'requestURI', name: 'uri', type: 'String', codec: 'ZSTD(1)'},
  {field: 'path', name: 'path', type: 'LowCardinality(String)'},
  {field: 'responseStatus.code', name: 'code', type: 'Nullable(Float64)', codec: 'ZSTD(1)'},
  {field: 'responseStatus.reason', name: 'reason', type: 'LowCardinality(String)'},
  {field: 'responseStatus.message', name: 'message', type: 'String', codec: 'ZSTD(1)'},
  {field: 'decision', name: 'decision', type: 'LowCardinality(String)'},
  {field: 'authorizationReason', name: 'authorization_reason', type: 'LowCardinality(String)'},
  {field: 'truncated', name: 'truncated', type: 'LowCardinality(String)'},
];

/**
 * What events of one request have in common, worked out once: half of what one row a request costs otherwise. MATERIALIZED, so
 * that it is always what the other columns say. A table that was made without it is read all the same.
 */
export const REQUEST = {name: 'request_hash', type: 'FixedString(16)'} as const;

const typed = ({type}: Column): Sql => ({parts: [type]});

/**
 * CREATE TABLE of the recommended table. Columns are DEFAULT, not MATERIALIZED: whoever inserts only `event` gets them all,
 * and the loader gives its own values, also of an event that is nested deeper than the server's JSON functions go.
 * @param table as `ident` made it
 * @param retentionDays rows older than this are removed by the server; kept for ever if absent
 */
export function createTable(table: Sql, retentionDays?: number): string {
  const values = eventFields(ident('event'));
  const columns = COLUMNS.map(column => {
    const codec: Sql = {parts: column.codec === undefined ? [] : [` CODEC(${column.codec})`]};
    return sql`  ${ident(column.name)} ${typed(column)} DEFAULT ${values.get(column.field)!}${codec}`;
  });
  const days = constant(Math.trunc(retentionDays ?? 0));
  const ttl = retentionDays === undefined ? sql`` : sql`\nTTL toDateTime(${ident('time')}) + INTERVAL ${days} DAY`;
  const lines: Sql = {parts: columns.flatMap(({parts}) => [...parts, ',\n'])};
  return statement(sql`CREATE TABLE IF NOT EXISTS ${table}
(
  ${ident('event')} String CODEC(ZSTD(3)),
${lines}  ${ident('place')} UInt64 DEFAULT cityHash64(${ident('event')}),
  ${ident(REQUEST.name)} ${{parts: [REQUEST.type]}} MATERIALIZED ${hashOfRequest(ident('audit_id'), micros(ident('received')))},
  INDEX by_audit_id ${ident('audit_id')} TYPE bloom_filter GRANULARITY 1,
  INDEX by_user ${ident('user')} TYPE set(100) GRANULARITY 4,
  INDEX by_namespace ${ident('namespace')} TYPE set(100) GRANULARITY 4,
  INDEX by_name ${ident('name')} TYPE bloom_filter GRANULARITY 4
)
ENGINE = ReplacingMergeTree
PARTITION BY toDate(${ident('time')})
ORDER BY (${ident('time')}, ${ident('audit_id')}, ${ident('stage')}, ${ident('place')})${ttl}`).query;
}
