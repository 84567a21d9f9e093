// The line in a field `log`: Fluent Bit without a parser.
import {isObject} from '../event-shape.ts';
import {isFalcoAlert} from './falco.ts';
import {SAMPLE_LINE} from './sample.ts';
import type {Wrapper} from './wrapper.ts';

export const LOG_FIELD: Wrapper = {
  name: 'log',
  doc: 'The line in `log`: Fluent Bit.',
  sample: JSON.stringify({date: 1795255331.3184, log: SAMPLE_LINE}),
  unwrap: ({log, date, '@timestamp': timestamp}) => {
    if (typeof log === 'string') return [{kind: 'text', text: log, time: timestamp ?? date}];
    return isObject(log) && ('auditID' in log || isFalcoAlert(log)) ? [{kind: 'value', value: log}] : undefined;
  },
};
