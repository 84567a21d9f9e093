// Lines of several pods, as `kubectl logs --prefix` prints them: `[pod/falco-x7k2p/falco] …`. They begin as an array does.
import {SAMPLE_LINE} from './sample.ts';
import type {Wrapper} from './wrapper.ts';

const PREFIX = /^\[pod\/[^\s\]]+\] /;

/** No value of an array begins with that. */
export const isKubectlLine = (line: string): boolean => line.startsWith('[pod/') && PREFIX.test(line);

export const KUBECTL: Wrapper = {
  name: 'kubectl',
  doc: 'Lines of several pods: `kubectl logs --prefix`.',
  sample: `[pod/kube-apiserver-cp-1/kube-apiserver] ${SAMPLE_LINE}`,
  unwrapText: line => (isKubectlLine(line) ? [{kind: 'text', text: line.replace(PREFIX, '')}] : undefined),
};
