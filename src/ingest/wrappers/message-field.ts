// The line in a field `message`: Vector, Filebeat, Logstash, and one event of CloudWatch Logs; `MESSAGE` in a journal as JSON.
import {formatMicroTime} from '../../audit/time.ts';
import {SAMPLE_LINE} from './sample.ts';
import {partOf, type Wrapper} from './wrapper.ts';

/** Microseconds as text, as journald has them. */
const journalTime = (time: unknown): string | undefined =>
  typeof time === 'string' && /^\d{1,16}$/.test(time) ? formatMicroTime(Number(time)) : undefined;

export const MESSAGE_FIELD: Wrapper = {
  name: 'message',
  doc: 'The line in `message`: Vector, Filebeat, Logstash. In `MESSAGE`: `journalctl -o json`.',
  sample: JSON.stringify({
    file: '/var/log/kubernetes/audit.log',
    host: 'control-plane-1',
    message: SAMPLE_LINE,
    source_type: 'file',
    timestamp: '2026-11-20T10:02:11.400000000Z',
  }),
  unwrap: value => {
    const isJournal = typeof value.MESSAGE === 'string' && '__REALTIME_TIMESTAMP' in value;
    const part = isJournal
      ? partOf(value.MESSAGE, journalTime(value.__REALTIME_TIMESTAMP))
      : partOf(value.message, value.timestamp ?? value['@timestamp']);
    return part === undefined ? undefined : [part];
  },
};
