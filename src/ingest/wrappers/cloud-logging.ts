// Google Cloud Logging as a collector fills it, from a cluster that is not GKE: the line as text, or parsed.

import {SAMPLE_LINE} from './sample.ts';
import {partOf, type Wrapper} from './wrapper.ts';

export const CLOUD_LOGGING: Wrapper = {
  name: 'Cloud Logging',
  doc: 'Entries of Google Cloud Logging with the line in `textPayload` or the event in `jsonPayload`.',
  sample: JSON.stringify({
    insertId: '1x2y3z',
    textPayload: SAMPLE_LINE,
    timestamp: '2026-11-20T10:02:11.318214Z',
  }),
  unwrap: ({textPayload, jsonPayload}) => {
    const part = partOf(textPayload ?? jsonPayload);
    return part === undefined ? undefined : [part];
  },
};
