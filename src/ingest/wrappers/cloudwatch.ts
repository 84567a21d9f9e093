// CloudWatch Logs, where EKS sends the logs of its control plane: what `aws logs` prints, and what a subscription delivers.
import {isObject} from '../event-shape.ts';
import {isOtherStream, otherStream} from '../other-text.ts';
import {SAMPLE_LINE} from './sample.ts';
import type {Part, Wrapper} from './wrapper.ts';

/** `filter-log-events` names the stream of each event, a subscription that of all. */
function eventPart(event: unknown, stream: unknown): Part {
  const ownStream = isObject(event) ? (event.logStreamName ?? stream) : stream;
  return typeof ownStream === 'string' && isOtherStream(ownStream)
    ? {kind: 'problem', problem: otherStream(ownStream)}
    : {kind: 'value', value: event};
}

export const CLOUDWATCH: Wrapper = {
  name: 'CloudWatch',
  doc: 'EKS: the output of `aws logs get-log-events` or `filter-log-events`, with the lines in `events[].message`, and subscriptions (`logEvents[].message`).',
  sample: JSON.stringify({
    events: [{timestamp: 1795255331318, message: SAMPLE_LINE, ingestionTime: 1795255335000}],
    nextForwardToken: 'f/0',
  }),
  unwrap: ({events, logEvents, logStream}) => {
    const list = events ?? logEvents;
    return Array.isArray(list) ? list.map(event => eventPart(event, logStream)) : undefined;
  },
};
