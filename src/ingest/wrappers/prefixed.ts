// A line with text before its JSON. Which text makes no difference: the reader looks for the beginning of the event.
import {SAMPLE_LINE} from './sample.ts';
import type {Wrapper} from './wrapper.ts';

export const PREFIXED: Wrapper = {
  name: 'prefixed',
  doc: 'Text before the event: container logs of containerd and CRI-O (`… stdout F {`), `aws logs tail`, S3 exports of CloudWatch, `oc adm node-logs` of several nodes, syslog.',
  sample: `2026-11-20T10:02:11.318300000Z stdout F ${SAMPLE_LINE}`,
};
