// A JSON array of records of any form, as `jq -s` or an export writes it. The reader itself goes through its elements.
import {SAMPLE_EVENT} from './sample.ts';
import type {Wrapper} from './wrapper.ts';

export const ARRAY: Wrapper = {
  name: 'array',
  doc: 'A JSON array of records of any form here, in one line, pretty-printed, or with one element a line.',
  sample: JSON.stringify([SAMPLE_EVENT]),
};
