// OpenShift's log collector keeps the event's fields at the top level, but overwrites `level` with that of its own record.
import {SAMPLE_EVENT} from './sample.ts';
import type {Wrapper} from './wrapper.ts';

export const VIAQ: Wrapper = {
  name: 'viaq',
  doc: 'OpenShift logging (ViaQ): the event with `level` moved to `k8s_audit_level` or `openshift_audit_level`.',
  sample: JSON.stringify({
    '@timestamp': '2026-11-20T10:02:11.318214Z',
    ...SAMPLE_EVENT,
    level: 'default',
    k8s_audit_level: 'Metadata',
    log_type: 'audit',
    log_source: 'kubeAPI',
  }),
  unwrap: value => {
    const level = value.k8s_audit_level ?? value.openshift_audit_level;
    return level === undefined ? undefined : [{kind: 'event', event: {...value, level}}];
  },
};
