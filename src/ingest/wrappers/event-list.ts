// What the webhook backend posts; its items carry neither kind nor apiVersion.
import type {JsonObject} from '../event-shape.ts';
import {SAMPLE_EVENT} from './sample.ts';
import type {Wrapper} from './wrapper.ts';

const {kind: _kind, apiVersion: _apiVersion, ...ITEM} = SAMPLE_EVENT;

/** Other lists of Kubernetes look the same if nothing is in them, those of events of the core among them. */
const isOther = ({kind, apiVersion}: JsonObject): boolean =>
  (kind !== undefined && kind !== 'EventList') ||
  (typeof apiVersion === 'string' && !apiVersion.startsWith('audit.k8s.io/'));

export const EVENT_LIST: Wrapper = {
  name: 'EventList',
  doc: 'Events in `items`: the body of a request of the webhook backend.',
  sample: JSON.stringify({kind: 'EventList', apiVersion: 'audit.k8s.io/v1', metadata: {}, items: [ITEM]}),
  unwrap: value => {
    const {items} = value;
    if (!Array.isArray(items) || (items.length === 0 && isOther(value))) return undefined;
    return items.map(item => ({kind: 'value', value: item}));
  },
};
