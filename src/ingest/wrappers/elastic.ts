// Elastic's integration for Kubernetes audit logs: the event, parsed, in a document of the Elastic Common Schema.
import {isObject} from '../event-shape.ts';
import {SAMPLE_EVENT} from './sample.ts';
import type {Wrapper} from './wrapper.ts';

const {annotations: _annotations, ...event} = SAMPLE_EVENT;

export const ELASTIC: Wrapper = {
  name: 'Elastic',
  doc: "The event in `kubernetes.audit`: documents of Elastic's integration. Annotation keys get their dots back.",
  sample: JSON.stringify({
    '@timestamp': '2026-11-20T10:02:11.318Z',
    kubernetes: {
      audit: {
        ...event,
        annotations: {'authorization_k8s_io/decision': 'allow', 'authorization_k8s_io/reason': ''},
      },
    },
    event: {dataset: 'kubernetes.audit_logs'},
  }),
  unwrap: ({kubernetes}) => {
    const audit = isObject(kubernetes) ? kubernetes.audit : undefined;
    return isObject(audit) ? [{kind: 'value', value: audit}] : undefined;
  },
};
