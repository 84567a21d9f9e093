// The event as the API server writes it, one a line.
import {withDottedAnnotations} from '../annotation-keys.ts';
import {SAMPLE_LINE} from './sample.ts';
import type {Wrapper} from './wrapper.ts';

export const EVENT: Wrapper = {
  name: 'event',
  doc: 'One event of audit.k8s.io, v1 or an older version: the file at `--audit-log-path`.',
  sample: SAMPLE_LINE,
  unwrap: value => {
    const isAudit = typeof value.apiVersion === 'string' && value.apiVersion.startsWith('audit.k8s.io/');
    const claims = (value.kind === 'Event' && isAudit) || ('auditID' in value && ('stage' in value || isAudit));
    // Without their dots: Fluent Bit with a JSON parser and Replace_Dots, Elastic.
    return claims ? [{kind: 'event', event: withDottedAnnotations(value)}] : undefined;
  },
};
