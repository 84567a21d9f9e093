// A line with text before its JSON. Which text makes no difference: the reader looks for the beginning of the event.
import {SAMPLE_LINE} from './sample.ts';
import type {Wrapper} from './wrapper.ts';

export const PREFIXED: Wrapper = {
  name: 'prefixed',
  doc: 'Text before the event: `aws logs tail`, S3 exports of CloudWatch, `oc adm node-logs` of several nodes, syslog.',
  sample: `2026-11-20T10:02:11.318000+00:00 kube-apiserver-audit-900118300c7497e54b1f844e21ac4f7b ${SAMPLE_LINE}`,
};
