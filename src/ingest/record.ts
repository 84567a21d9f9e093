// One record, as text, to the events in it. Lines of the API server take the short way: JSON.parse and a look at the types.
import {comingEvent} from '../audit/coming-event.ts';
import type {AuditEvent} from '../audit/event.ts';
import {counted} from '../audit/numbers.ts';
import type {Steps} from '../audit/steps.ts';
import {hasFlatAnnotations} from './annotation-keys.ts';
import type {RecordContent} from './block.ts';
import {EVENT_START, isAuditEvent, isObject, type JsonObject, toAuditEvent} from './event-shape.ts';
import {joinPieces} from './join-pieces.ts';
import {type JsonFault, jsonFault} from './json-fault.ts';
import {type GetNear, nearTime} from './near.ts';
import {otherLine, otherObject} from './other-text.ts';
import type {RecordProblem} from './problems.ts';
import {jsonStart, parse, parseExactly, remains} from './record-text.ts';
import {mentionsSecrets, quoted, typeOf} from './say.ts';
import {isKubectlLine} from './wrappers/kubectl.ts';
import type {Part, Wrapper} from './wrappers/wrapper.ts';
import {WRAPPERS} from './wrappers/wrappers.ts';

/** Records in records in records; a real one has at most three. */
const DEEPEST = 8;

const FORMS: readonly Wrapper[] = WRAPPERS;

const NO_PROBLEMS: readonly RecordProblem[] = [];

const WITHOUT_TIME = 'an alert of Falco without a date: json_output or time_format_iso_8601 in falco.yaml gives it one';

/** A field of alerts that has more digits than a double: text that has it is parsed exactly. */
const NANOS = 'evt.time';

/** An event that no form has touched: the short way. */
const isPlainEvent = (value: JsonObject): boolean =>
  isAuditEvent(value) &&
  !('k8s_audit_level' in value || 'openshift_audit_level' in value) &&
  !hasFlatAnnotations(value.annotations);

/**
 * Reads one record. Never throws: what is no event is a problem, and a blank record has neither. `near` is asked for a time not
 * far from the record's, of a record that says its own without the date.
 */
export function readRecord(text: string, near?: GetNear): RecordContent {
  const value = text.charCodeAt(0) === 0x7b ? parse(text) : undefined;
  if (isObject(value) && isPlainEvent(value)) {
    return {form: 'event', items: [value as unknown as AuditEvent], problems: NO_PROBLEMS};
  }
  const reading = new Reading(false, near);
  const form = value === undefined || text.includes(NANOS) ? reading.record(text) : reading.json(value, text);
  const {items, problems, empty} = reading;
  return empty.length === 0 ? {form, items, problems} : {form, items, problems, empty};
}

type ExactRecord = RecordContent & {readonly raw: readonly string[]};

/** A record with the numbers of its events as they were written; `raw` are their texts, as they were logged where they are. */
export function readExactly(text: string, near?: GetNear): ExactRecord {
  const value = text.charCodeAt(0) === 0x7b ? parseExactly(text) : undefined;
  if (isObject(value) && isPlainEvent(value)) {
    return {form: 'event', items: [value as unknown as AuditEvent], problems: NO_PROBLEMS, raw: [text.trim()]};
  }
  const reading = new Reading(true, near);
  const form = reading.record(text);
  const {items, problems, raw} = reading;
  return {form, items, problems, raw};
}

/** As readExactly; the bodies of a big event in the API server's own form are still coming (audit/coming.ts). */
export function* readOpening(text: string, near?: GetNear): Steps<ExactRecord> {
  const whole = text.trim();
  const value = yield* comingEvent(whole);
  if (value === undefined || !isPlainEvent(value)) return readExactly(text, near);
  return {form: 'event', items: [value as unknown as AuditEvent], problems: NO_PROBLEMS, raw: [whole]};
}

/** What was found in a record so far, while its parts are gone through. */
class Reading {
  readonly items: AuditEvent[] = [];
  readonly problems: RecordProblem[] = [];
  /** Forms of lists without elements. */
  readonly empty: string[] = [];
  /** The texts of `items`, only if `exact`. */
  readonly raw: string[] = [];
  readonly #exact: boolean;
  #near: GetNear | undefined;
  #depth = 0;
  /** The form whose events are made of something else, if one was found. It is the form of the record, whatever is around. */
  #mapped: string | undefined;

  constructor(exact: boolean, near?: GetNear) {
    this.#exact = exact;
    this.#near = near;
  }

  /** Reads a whole record. Returns its form. */
  record(text: string): string {
    // The lines around those that are elements of one array.
    if (text.length < 8 && /^\s*(?:\[|\],?)\s*$/.test(text)) return 'event';
    const joined = joinPieces(text);
    const form = joined?.form ?? this.text(text);
    if (joined !== undefined) this.#parts(joined.parts);
    return this.#mapped ?? form;
  }

  /** Reads a whole record that is JSON. Returns its form. */
  json(value: unknown, text: string): string {
    const form = this.#value(value, text.trim());
    return this.#mapped ?? form;
  }

  /** Reads a record, or what a wrapper held as text. Returns its form. */
  text(text: string, piece = false): string {
    if (text.includes('\0')) return this.#aroundNuls(text, piece);
    const trimmed = text.trim();
    if (trimmed === '') return 'event';
    if (!/^[[{]/.test(trimmed) || isKubectlLine(trimmed)) return this.#otherText(trimmed, piece);
    // The comma between lines that are elements of one array.
    const json = trimmed.endsWith(',') ? trimmed.slice(0, -1).trimEnd() : trimmed;
    const value = this.#parse(json);
    return value === undefined ? this.#pieces(json, piece) : this.#value(value, json);
  }

  /** A hole in a file ends whatever was before it. */
  #aroundNuls(text: string, piece: boolean): string {
    for (const [run] of text.matchAll(/\0+/g)) this.#problem('NUL_RUN', `${counted(run.length, 'NUL byte')}, skipped`);
    const forms = text.split(/\0+/).flatMap(part => (part.trim() === '' ? [] : this.text(part, piece)));
    return forms.at(-1) ?? 'event';
  }

  #problem(code: RecordProblem['code'], reason: string): void {
    this.problems.push({code, reason});
  }

  #parse = (text: string): unknown => (this.#exact || text.includes(NANOS) ? parseExactly(text) : parse(text));

  #value(value: unknown, text?: string): string {
    if (Array.isArray(value)) {
      if (this.#isTooDeep()) return 'event';
      if (value.length === 0) this.#problem('NOT_AN_EVENT', 'an empty array, not an audit event');
      this.#depth++;
      for (const element of value) this.#value(element);
      this.#depth--;
      return 'array';
    }
    if (isObject(value)) return this.#object(value, text);
    this.#problem('NOT_AN_EVENT', `${typeOf(value)}, not an audit event`);
    return 'event';
  }

  #isTooDeep(): boolean {
    if (this.#depth < DEEPEST) return false;
    this.#problem('NOT_AN_EVENT', `records in records, ${DEEPEST} levels deep, without an event`);
    return true;
  }

  #object(value: JsonObject, text: string | undefined): string {
    for (const form of FORMS) {
      const parts = form.unwrap?.(value);
      if (parts === undefined) continue;
      if (parts.length === 0) this.empty.push(form.name);
      this.#parts(parts, form, () => text ?? JSON.stringify(value));
      return form.name;
    }
    this.problems.push(otherObject(value));
    return 'event';
  }

  /** What a form holds. `logged`: the text of what it holds events in. */
  #parts(parts: readonly Part[], form?: Wrapper, logged?: () => string): void {
    if (this.#isTooDeep()) return;
    this.#depth++;
    for (const part of parts) {
      if (part.kind === 'event') this.#event(part.event, form, logged);
      else if (part.kind === 'alert') this.#alert(part.event, form, logged);
      else if (part.kind === 'value') this.#value(part.value);
      else if (part.kind === 'text') this.#textAt(part);
      else this.problems.push(part.problem);
    }
    this.#depth--;
  }

  /** What the form says of when the text was written is nearer to it than what is known of the record. */
  #textAt({text, piece, time}: Part & {readonly kind: 'text'}): void {
    const before = this.#near;
    const near = nearTime(time);
    if (near !== undefined) this.#near = () => near;
    this.text(text, piece);
    this.#near = before;
  }

  #alert(event: AuditEvent, form: Wrapper | undefined, logged: (() => string) | undefined): void {
    if (event.stageTimestamp === undefined) this.#problem('NO_TIME', WITHOUT_TIME);
    this.#made(event, form, logged);
  }

  #event(value: JsonObject, form: Wrapper | undefined, logged: (() => string) | undefined): void {
    const event = toAuditEvent(value, this.problems);
    if (event !== undefined) this.#made(event, form, logged ?? (() => JSON.stringify(value)));
  }

  #made(event: AuditEvent, form: Wrapper | undefined, logged: (() => string) | undefined): void {
    this.items.push(event);
    if (form?.isMapped === true) this.#mapped = form.name;
    if (this.#exact) this.raw.push(logged?.() ?? JSON.stringify(event));
  }

  /** Text that begins like JSON and is not: goes on after each whole value, and at each beginning of an event. */
  #pieces(text: string, piece: boolean): string {
    let form: string | undefined;
    for (let rest = text; rest !== ''; ) {
      const fault = jsonFault(rest);
      if (fault === undefined || fault.kind === 'extra') {
        const whole = rest.slice(0, fault?.at).trimEnd();
        const found = this.#value(this.#parse(whole), whole);
        form ??= found;
        rest = fault === undefined ? '' : rest.slice(fault.at).replace(/^[\s,]+/, '');
        if (rest !== '' && !/^[[{]/.test(rest)) {
          const next = rest.indexOf(EVENT_START);
          const between = next === -1 ? rest : rest.slice(0, next);
          this.#problem('NOT_JSON', `after a whole event the line goes on with ${remains(between, text)}`);
          rest = rest.slice(between.length);
        }
      } else {
        const next = rest.indexOf(EVENT_START, 1);
        this.#broken(rest, fault, next, piece, text);
        rest = next === -1 ? '' : rest.slice(next);
      }
    }
    return form ?? 'event';
  }

  /** `whole`: what `text` is the rest of. */
  #broken(text: string, fault: JsonFault, next: number, piece: boolean, whole: string): void {
    if (next !== -1) {
      const lost = text.slice(0, next);
      this.#problem(
        'GLUED_LINE',
        `an event breaks off after ${counted(lost.length, 'character')}, where the next one begins`,
      );
    } else if (fault.kind === 'cut' && piece) {
      const length = counted(text.length, 'character');
      this.#problem('SPLIT_LINE', `an event that the container runtime cut: after ${length} its last piece is missing`);
    } else if (fault.kind === 'cut') {
      this.#problem('PARTIAL_LINE', `an event breaks off after ${counted(text.length, 'character')}`);
    } else {
      const neighbourhood = mentionsSecrets(whole) ? '' : `: ${quoted(text.slice(fault.at))}`;
      this.#problem('NOT_JSON', `${fault.why} at column ${fault.at + 1}${neighbourhood}`);
    }
  }

  /** Text that does not begin like JSON: an event may come later in it. */
  #otherText(text: string, piece: boolean): string {
    for (const form of FORMS) {
      const parts = form.unwrapText?.(text, this.#near);
      if (parts === undefined) continue;
      this.#parts(parts, form, () => text);
      return form.name;
    }
    const known = otherLine(text);
    if (known !== undefined) this.problems.push(known);
    const start = known === undefined ? jsonStart(text) : text.indexOf(EVENT_START);
    if (start !== -1) {
      this.text(text.slice(start));
    } else if (known === undefined && (piece || (this.#depth > 0 && text.endsWith('}')))) {
      this.#problem('SPLIT_LINE', 'an event that the container runtime cut: what is before its last piece is missing');
    } else if (known === undefined) {
      this.#problem('NOT_JSON', `this is no JSON: ${remains(text, '')}`);
    }
    return 'prefixed';
  }
}
