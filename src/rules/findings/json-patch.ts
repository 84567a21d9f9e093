// A JSON patch (RFC 6902) as the objects that it puts in, so that paths of a query find in it what they find in an object.
import type {AuditEvent, Json} from '../../audit/event.ts';

const isIndex = (segment: string): boolean => /^(\d+|-)$/.test(segment);

/** `/spec/containers/0/image` and a value: that value at that path, and nothing else. */
function placed(path: string, value: Json): Json {
  const segments = path
    .split('/')
    .slice(1)
    .map(segment => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
  return segments.reduceRight<Json>((inner, segment) => (isIndex(segment) ? [inner] : {[segment]: inner}), value);
}

function objectOf(op: Json): Json {
  if (typeof op !== 'object' || op === null || Array.isArray(op)) return null;
  const {path, value} = op as {readonly [key: string]: Json};
  return typeof path === 'string' && value !== undefined ? placed(path, value) : null;
}

/** The event with what its patch puts in as its request: a list, which means any of its elements. Others as they are. */
export const withPatch = (event: AuditEvent): AuditEvent =>
  Array.isArray(event.requestObject) ? {...event, requestObject: event.requestObject.map(objectOf)} : event;
