// How items of a Kubernetes list are told apart: by the merge key that the API declares for that list (patchMergeKey and
// listMapKeys in k8s.io/api), so that an item is the same one wherever it stands. Lists of plain values are sets.
import type {Json} from '../../audit/event.ts';
import {isObject, isScalar, type JsonObject, own, type Scalar, type Segment} from './path.ts';

/** By the name of the list. The first key by which all items of both lists differ is taken. */
const KEYS_OF: Readonly<Record<string, readonly string[]>> = {
  volumeMounts: ['mountPath'],
  volumeDevices: ['devicePath'],
  ports: ['containerPort', 'name', 'port'],
  ownerReferences: ['uid'],
  conditions: ['type'],
  hostAliases: ['ip'],
  podIPs: ['ip'],
  hostIPs: ['ip'],
  topologySpreadConstraints: ['topologyKey'],
  tolerations: ['key'],
  taints: ['key'],
  managedFields: [],
};

const USUAL = ['name', 'key', 'ip', 'type', 'id', 'host', 'path'] as const;

/** `''`: the items are what tells them apart. */
export type ListKey = string;

function keyed(items: readonly Json[], key: string): boolean {
  const seen = new Set<Scalar>();
  for (const item of items) {
    const value = key === '' ? item : own(item, key);
    if (!isScalar(value) || seen.has(value)) return false;
    seen.add(value);
  }
  return true;
}

/** What tells the items of `before` and `after`, two states of the list `name`, apart; undefined: only their place does. */
export function listKey(
  name: string | undefined,
  before: readonly Json[],
  after: readonly Json[],
): ListKey | undefined {
  const one = before[0] ?? after[0];
  if (one === undefined) return undefined;
  if (isScalar(one)) return keyed(before, '') && keyed(after, '') ? '' : undefined;
  if (!isObject(one)) return undefined;
  const declared = name === undefined || !Object.hasOwn(KEYS_OF, name) ? USUAL : KEYS_OF[name]!;
  return declared.find(key => keyed(before, key) && keyed(after, key));
}

export const segmentOf = (item: Json, key: ListKey): Segment =>
  key === '' ? {item: item as Scalar} : {key, value: (item as JsonObject)[key] as Scalar};

/** Where the item of `segment` is in `items`, -1 if nowhere. */
export const placeOf = (items: readonly Json[], segment: Segment): number =>
  typeof segment !== 'object'
    ? -1
    : items.findIndex(item => ('item' in segment ? item === segment.item : own(item, segment.key) === segment.value));
