/** The table that the ClickHouse exporter of the OpenTelemetry Collector makes, as version 0.165 does (facts, not its text). */
const MAP = 'Map(LowCardinality(String), String)';
const RESOURCE = [
  'cluster.name',
  'container.name',
  'deployment.name',
  'namespace.name',
  'node.name',
  'pod.name',
  'pod.uid',
].map(name => `k8s.${name}`);

const COLUMNS = [
  'Timestamp DateTime64(9) CODEC(Delta(8), ZSTD(3))',
  ...['TraceId', 'SpanId'].map(name => `${name} String`),
  'TraceFlags UInt8',
  'SeverityText LowCardinality(String)',
  'SeverityNumber UInt8',
  'ServiceName LowCardinality(String)',
  'Body String CODEC(ZSTD(3))',
  'ResourceSchemaUrl LowCardinality(String)',
  `ResourceAttributes ${MAP}`,
  'ScopeSchemaUrl LowCardinality(String)',
  'ScopeName String',
  'ScopeVersion LowCardinality(String)',
  `ScopeAttributes ${MAP}`,
  `LogAttributes ${MAP}`,
  'EventName String',
  ...RESOURCE.map(
    name => `\`__otel_materialized_${name}\` LowCardinality(String) MATERIALIZED ResourceAttributes['${name}']`,
  ),
  'INDEX idx_lower_body lower(Body) TYPE tokenbf_v1(32768, 3, 0) GRANULARITY 8',
];

export const OTEL_LOGS = `CREATE TABLE logs.otel_logs (${COLUMNS.join(', ')}) ENGINE = MergeTree
  PARTITION BY toDate(Timestamp) ORDER BY (toStartOfFiveMinutes(Timestamp), ServiceName, Timestamp)`;
