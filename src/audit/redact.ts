// Secrets in an event become `‹masked 1f3a9c04›` before anybody sees it: on screen, in exports, in what is copied. What is a
// secret is said by REDACTIONS; redact-walk.ts goes through the event.
import {arrival, isComing} from './coming.ts';
import type {AuditEvent, Json} from './event.ts';
import {hasDuplicateKeys, isContainer, parseEvery, stringifyGo} from './exact-json.ts';
import {BIG} from './outline.ts';
import {placeOfEvent, placeOfObject} from './redact-keys.ts';
import {type JsonObject, PLACE} from './redact-rule.ts';
import {below, type Container, type Note, redactComing, redactString, redactTree} from './redact-walk.ts';
import type {RedactionId} from './redactions.ts';
import {finish, type Steps} from './steps.ts';
import {stringifyGoSteps} from './write-steps.ts';

export {maskOf} from './redact-rule.ts';
export {REDACTIONS, type RedactionId, redactionsTable} from './redactions.ts';

const stepsOf = (event: Json, note: Note): Steps<Json> => redactTree(event, placeOfEvent(event), {note, nested: 0});

const BODIES = ['requestObject', 'responseObject'] as const;

const redactJson = (event: Json, note: Note): Json => finish(stepsOf(event, note));

const silent: Note = () => undefined;

export type Redacted = {
  /** The same object if nothing is masked; and so is every part of it that holds nothing masked. */
  readonly event: AuditEvent;
  /** How many values are masked. */
  readonly masked: number;
};

/** As redact, of an event of megabytes a piece at a time. A text is one piece however long it is. */
export function* redactSteps(event: AuditEvent): Steps<Redacted> {
  for (const body of BODIES) yield* arrival((event as AuditEvent | null)?.[body]);
  let masked = 0;
  const value = yield* stepsOf(event as unknown as Json, () => {
    masked++;
  });
  return {event: value as unknown as AuditEvent, masked};
}

/** As redact, of an event whose bodies may still be coming: all else is masked at once, and what comes of them comes masked. */
export function* redactOpening(event: AuditEvent): Steps<AuditEvent> {
  const coming = BODIES.filter(key => isComing(event[key]));
  if (coming.length === 0) return (yield* redactSteps(event)).event;
  const whole = event as unknown as JsonObject;
  const place = placeOfEvent(whole) | placeOfObject(whole);
  const rest = Object.fromEntries(Object.entries(whole).filter(([key]) => !coming.some(body => body === key)));
  const masked = (yield* redactTree(rest, place, {note: silent, nested: 0})) as JsonObject;
  const bodies = coming.map(key => {
    const body = event[key] as Container;
    return [key, redactComing(body, below({node: whole, handling: {place}}, key, body), silent)] as const;
  });
  return {...whole, ...masked, ...Object.fromEntries(bodies)} as unknown as AuditEvent;
}

/** Masks what REDACTIONS call secret. Keys and structure stay. Takes any JSON for an event; never throws. */
export const redact = (event: AuditEvent): Redacted => finish(redactSteps(event));

/** How many values each rule masks in an event. */
export function redactionCounts(event: AuditEvent): ReadonlyMap<RedactionId, number> {
  const counts = new Map<RedactionId, number>();
  redactJson(event as unknown as Json, rule =>
    counts.set(rule as RedactionId, (counts.get(rule as RedactionId) ?? 0) + 1),
  );
  return counts;
}

/** One text, such as a cell of a table, by the rules that hold in any text. Never throws. */
export const redactValue = (text: string): string =>
  redactString(text, {place: PLACE.plain}, {note: silent, nested: 0});

/** The event as the text holds it, with its numbers; the parsed one if it holds something else. */
function exactly(raw: string, event: AuditEvent): Json {
  try {
    const parsed = parseEvery(raw);
    if (isContainer(parsed) && !Array.isArray(parsed)) return parsed;
  } catch {
    // Glued or cut: what could be read of it is the event.
  }
  return event as unknown as Json;
}

function hidesDuplicates(raw: string): boolean {
  try {
    return hasDuplicateKeys(raw);
  } catch {
    return true;
  }
}

/**
 * The text of an event, masked. Where nothing is secret it is `raw` itself, byte for byte; else compact JSON as the API server
 * writes it, numbers as they were.
 * @param event what `raw` was parsed to
 */
export const redactText = (raw: string, event: AuditEvent): string => finish(redactTextSteps(raw, event));

/**
 * As redactText, a piece at a time; of a text in another form than the API server's own parsing and writing are one piece each.
 * @param shown the event as it is masked, where that is known; it may still be coming
 */
export function* redactTextSteps(raw: string, event: AuditEvent, shown?: AuditEvent): Steps<string> {
  const masked = shown ?? (yield* redactSteps(event)).event;
  const text = yield* written(masked, raw.length);
  if (text === raw) return raw;
  const logged = masked === event ? text : yield* written(event, raw.length);
  // Of a key that is there twice only the last value was looked at. The API server's own form cannot hide one.
  if (logged === raw) return text;
  yield;
  if (text === logged && !hidesDuplicates(raw)) return raw;
  yield;
  const every = exactly(raw, event);
  yield;
  const redacted = yield* stepsOf(every, silent);
  yield;
  return stringifyGo(redacted);
}

/** All of the event as the API server writes it. @param length about how long that is */
function* written(event: AuditEvent, length: number): Steps<string> {
  for (const body of BODIES) yield* arrival((event as AuditEvent | null)?.[body]);
  const json = event as unknown as Json;
  return length > BIG ? yield* stringifyGoSteps(json) : stringifyGo(json);
}
