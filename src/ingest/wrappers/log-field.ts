// The line in a field `log`: Docker's json-file driver, and Fluent Bit without a parser.
import {SAMPLE_LINE} from './sample.ts';
import type {Wrapper} from './wrapper.ts';

export const LOG_FIELD: Wrapper = {
  name: 'log',
  doc: "The line in `log`: Docker's json-file logs, Fluent Bit.",
  sample: JSON.stringify({log: `${SAMPLE_LINE}\n`, stream: 'stdout', time: '2026-11-20T10:02:11.318300000Z'}),
  unwrap: value => {
    const {log} = value;
    if (typeof log !== 'string') return undefined;
    // Docker cuts at 16 KiB; only the last piece ends the line.
    const piece = typeof value.stream === 'string' && typeof value.time === 'string' && !log.endsWith('\n');
    return [{kind: 'text', text: log, piece}];
  },
};
