// What of an event has to be there before it is shown: all but its big bodies, and of these what the summary tells.
import {arrival, arrivalOf} from '../../audit/coming.ts';
import type {AuditEvent} from '../../audit/event.ts';
import {redactOpening} from '../../audit/redact.ts';
import type {Steps} from '../../audit/steps.ts';

/** The event as it may be shown. */
export function* openingSteps(event: AuditEvent): Steps<AuditEvent> {
  const masked = yield* redactOpening(event);
  // The name that the API server made up.
  if (event.verb === 'create') yield* arrivalOf(masked.responseObject, 'metadata');
  // Of which type a patch is, any part of it may tell.
  if (event.verb === 'patch') yield* arrival(masked.requestObject);
  return masked;
}
