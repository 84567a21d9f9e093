// A line too long to be taken as a whole keeps what stands before its bodies and after them: who, what, when and the result.
import {isObject} from './event-shape.ts';

/** So much of the beginning and of the end of a line is looked at: more than all but the bodies take. */
export const EDGE = 256 * 1024;

/** The annotation that says what is missing; its value is the length of the line. */
export const OVERSIZE = 'audit-tui/oversize';

const BODY = /,"(?:requestObject|responseObject)":/;
/** What the API server writes after the bodies begins so. */
const AFTER_BODIES = ',"requestReceivedTimestamp":"';

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The event of a line of `length` bytes, of which `head` and `tail` are the edges, without its bodies, as JSON.
 * @returns undefined if the edges do not look like those of an event
 */
export function withoutBodies(head: string, tail: string, length: number): string | undefined {
  const body = BODY.exec(head);
  if (body === null) return undefined;
  const before = head.slice(0, body.index);
  const after = tail.lastIndexOf(AFTER_BODIES);
  const whole = after === -1 ? undefined : parsed(before + tail.slice(after).trimEnd());
  const event = isObject(whole) ? whole : parsed(`${before}}`);
  if (!isObject(event) || !('auditID' in event)) return undefined;
  const annotations = isObject(event.annotations) ? event.annotations : {};
  return JSON.stringify({...event, annotations: {...annotations, [OVERSIZE]: `${length} bytes`}});
}
