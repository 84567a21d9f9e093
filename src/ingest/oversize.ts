// A line too long to be taken as a whole keeps what stands before its bodies and after them: who, what, when and the result.

import {counted, grouped} from '../audit/numbers.ts';
import {isObject} from './event-shape.ts';
import type {Problem} from './problems.ts';

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

/** The edges of a line that is too long, while it goes by. */
export class LongLine {
  #length = 0;
  #head: Buffer = Buffer.alloc(0);
  #tail: Buffer = Buffer.alloc(0);

  /** In bytes, so far. */
  get length(): number {
    return this.#length;
  }

  /** Takes copies. */
  add(bytes: Buffer): void {
    this.#length += bytes.length;
    const missing = EDGE - this.#head.length;
    if (missing > 0) this.#head = Buffer.concat([this.#head, bytes.subarray(0, missing)]);
    this.#tail = Buffer.concat([this.#tail, bytes.subarray(-EDGE)]).subarray(-EDGE);
  }

  /** What is kept of it, with a newline; undefined if it is no event with bodies. */
  event(): Buffer | undefined {
    const kept = withoutBodies(this.#head.toString('utf8'), this.#tail.toString('utf8'), this.#length);
    return kept === undefined ? undefined : Buffer.from(`${kept}\n`);
  }
}

/** What is to be said of such a line at byte `offset` of the input called `name`. */
export function longLineProblem(name: string, offset: number, length: number, isKept: boolean): Problem {
  const line = `a line of ${counted(length, 'byte')} at byte ${grouped(offset)} of ${name}`;
  const at = {file: name, offset};
  return isKept
    ? {code: 'OVERSIZE_EVENT', reason: `${line}: its bodies are left out`, at}
    : {code: 'LINE_TOO_LONG', reason: `${line}, skipped`, at};
}
