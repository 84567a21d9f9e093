// The log of a container as Docker's json-file driver keeps it. Docker cuts at 16 KiB; only the last piece ends the line.
import {SAMPLE_LINE} from './sample.ts';
import type {Wrapper} from './wrapper.ts';

export const DOCKER: Wrapper = {
  name: 'docker',
  doc: 'The log of a container of Docker (json-file). Lines that it cut into pieces are joined.',
  sample: JSON.stringify({log: `${SAMPLE_LINE}\n`, stream: 'stdout', time: '2026-11-20T10:02:11.318300000Z'}),
  unwrap: ({log, stream, time}) =>
    typeof log === 'string' && typeof stream === 'string' && typeof time === 'string'
      ? [{kind: 'text', text: log, piece: !log.endsWith('\n'), time}]
      : undefined,
};
