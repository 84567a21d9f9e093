// CloudWatch Logs, where EKS sends its audit log: `aws logs get-log-events` and `filter-log-events`.
import {SAMPLE_LINE} from './sample.ts';
import type {Wrapper} from './wrapper.ts';

export const CLOUDWATCH: Wrapper = {
  name: 'CloudWatch',
  doc: 'EKS: the output of `aws logs get-log-events` or `filter-log-events`, with the lines in `events[].message`.',
  sample: JSON.stringify({
    events: [{timestamp: 1795255331318, message: SAMPLE_LINE, ingestionTime: 1795255335000}],
    nextForwardToken: 'f/0',
  }),
  unwrap: value =>
    Array.isArray(value.events) ? value.events.map(event => ({kind: 'value', value: event})) : undefined,
};
