// What the webhook backend posts; its items carry neither kind nor apiVersion.
import {SAMPLE_EVENT} from './sample.ts';
import type {Wrapper} from './wrapper.ts';

const {kind: _kind, apiVersion: _apiVersion, ...ITEM} = SAMPLE_EVENT;

export const EVENT_LIST: Wrapper = {
  name: 'EventList',
  doc: 'Events in `items`: the body of a request of the webhook backend.',
  sample: JSON.stringify({kind: 'EventList', apiVersion: 'audit.k8s.io/v1', metadata: {}, items: [ITEM]}),
  unwrap: value => (Array.isArray(value.items) ? value.items.map(item => ({kind: 'value', value: item})) : undefined),
};
