// A wrapper says what is inside a JSON object of its form; each part is then read by the whole table again, so that forms nest.
import type {AuditEvent} from '../../audit/event.ts';
import type {JsonObject} from '../event-shape.ts';
import type {GetNear} from '../near.ts';
import type {RecordProblem} from '../problems.ts';

export type Part =
  /** An audit event itself. */
  | {readonly kind: 'event'; readonly event: JsonObject}
  /** An alert, made into a row already. */
  | {readonly kind: 'alert'; readonly event: AuditEvent}
  /** JSON of any form. */
  | {readonly kind: 'value'; readonly value: unknown}
  /** A string that holds a record. `piece`: the form tells that it is only a piece of one. `time`: when it was written, RFC 3339. */
  | {readonly kind: 'text'; readonly text: string; readonly piece?: boolean; readonly time?: unknown}
  | {readonly kind: 'problem'; readonly problem: RecordProblem};

export type Wrapper = {
  /** As the event view names it. */
  readonly name: string;
  /** Who writes it. */
  readonly doc: string;
  /** A short record of this form, with one event. */
  readonly sample: string;
  /** Its events are not audit events as logged, but made of what the form says in its own way. */
  readonly isMapped?: true;
  /** The parts, or `undefined` if `value` has another form. Forms that are no JSON object have none. */
  readonly unwrap?: (value: JsonObject) => readonly Part[] | undefined;
  /** As `unwrap`, of a line that does not begin like JSON. */
  readonly unwrapText?: (line: string, near?: GetNear) => readonly Part[] | undefined;
};

/** A field that holds a record, as text or already parsed. */
export function partOf(value: unknown, time?: unknown): Part | undefined {
  if (typeof value === 'string') return {kind: 'text', text: value, time};
  return typeof value === 'object' && value !== null ? {kind: 'value', value} : undefined;
}
