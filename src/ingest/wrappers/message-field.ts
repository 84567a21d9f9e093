// The line in a field `message`: Vector, Filebeat, Logstash, and one event of CloudWatch Logs.
import {SAMPLE_LINE} from './sample.ts';
import {partOf, type Wrapper} from './wrapper.ts';

export const MESSAGE_FIELD: Wrapper = {
  name: 'message',
  doc: 'The line in `message`: Vector, Filebeat, Logstash.',
  sample: JSON.stringify({
    file: '/var/log/kubernetes/audit.log',
    host: 'control-plane-1',
    message: SAMPLE_LINE,
    source_type: 'file',
    timestamp: '2026-11-20T10:02:11.400000000Z',
  }),
  unwrap: value => {
    const part = partOf(value.message, value.timestamp ?? value['@timestamp']);
    return part === undefined ? undefined : [part];
  },
};
