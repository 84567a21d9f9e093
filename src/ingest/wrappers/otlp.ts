// OpenTelemetry's JSON encoding of log records: resourceLogs, scopeLogs, logRecords, and the line in the body.
import {isObject} from '../event-shape.ts';
import {SAMPLE_LINE} from './sample.ts';
import type {Part, Wrapper} from './wrapper.ts';

const listOf = (value: unknown, key: string): readonly unknown[] =>
  isObject(value) && Array.isArray(value[key]) ? value[key] : [];

function recordPart(record: unknown): Part {
  const body = isObject(record) ? record.body : undefined;
  const text = isObject(body) ? body.stringValue : undefined;
  return typeof text === 'string' ? {kind: 'text', text} : {kind: 'value', value: body};
}

export const OTLP: Wrapper = {
  name: 'OTLP',
  doc: 'OpenTelemetry log records as JSON, with the line in `body.stringValue`.',
  sample: JSON.stringify({
    resourceLogs: [
      {
        resource: {attributes: []},
        scopeLogs: [{logRecords: [{timeUnixNano: '1795255331318214000', body: {stringValue: SAMPLE_LINE}}]}],
      },
    ],
  }),
  unwrap: value =>
    Array.isArray(value.resourceLogs)
      ? value.resourceLogs
          .flatMap(resource => listOf(resource, 'scopeLogs'))
          .flatMap(scope => listOf(scope, 'logRecords'))
          .map(recordPart)
      : undefined,
};
