// Elasticsearch takes a dot in a key for a path, so collectors write annotation keys with `_` for `.` on the way there. Known
// keys get their dots back: queries and the decision column look for them by name.
import {isObject, type JsonObject} from './event-shape.ts';

/** Domains of the keys that Kubernetes and OpenShift set; what follows the slash has underscores of its own. */
const FLAT_DOMAIN = /^(?:[a-z0-9-]+_)*(?:k8s|kubernetes|openshift)_io(?=\/)/;

/** A quick look: nearly every answered request has a decision. */
export const hasFlatAnnotations = (annotations: unknown): boolean =>
  annotations !== undefined && 'authorization_k8s_io/decision' in (annotations as JsonObject);

const restoredKey = (key: string): string => key.replace(FLAT_DOMAIN, domain => domain.replaceAll('_', '.'));

/** `event` with the dots of known annotation keys; itself if none has lost them. */
export function withDottedAnnotations(event: JsonObject): JsonObject {
  const {annotations} = event;
  if (!isObject(annotations) || !Object.keys(annotations).some(key => FLAT_DOMAIN.test(key))) return event;
  const entries = Object.entries(annotations).map(([key, value]) => [restoredKey(key), value] as const);
  return {...event, annotations: Object.fromEntries(entries)};
}
