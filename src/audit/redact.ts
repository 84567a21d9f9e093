// Secrets in an event become `‹masked 1f3a9c04›` before anybody sees it: on screen, in exports, in what is copied. What is a
// secret is said by REDACTIONS; this walks the event and keeps whatever is not touched. Nothing here recurses over data:
// bodies nest as deep as their sender likes.
import type {AuditEvent, Json} from './event.ts';
import {
  hasDuplicateKeys,
  isContainer,
  isExactNumber,
  keyName,
  parseEvery,
  setKey,
  stringifyEvery,
  stringifyGo,
} from './exact-json.ts';
import {isDull, placeOfEvent, placeOfKey, placeOfObject} from './redact-keys.ts';
import {type JsonObject, maskOf, PLACE, type Place, type Redaction, STICKY, type Verdict} from './redact-rule.ts';
import {MAY_HOLD_SECRET, REDACTIONS, type RedactionId} from './redactions.ts';
import {finish, type Steps} from './steps.ts';

export {maskOf} from './redact-rule.ts';
export {REDACTIONS, type RedactionId, redactionsTable} from './redactions.ts';

const RULES: readonly Redaction[] = REDACTIONS;
const KEY_RULES = RULES.flatMap(({id, key}) => (key === undefined ? [] : [{id, key}]));
const LIST_RULES = RULES.flatMap(({id, list}) => (list === undefined ? [] : [{id, list}]));
const TEXT_RULES = RULES.flatMap(({id, text}) => (text === undefined ? [] : [{id, text}]));

/** JSON in a string in JSON in a string… is followed this far; what lies deeper in a Secret is masked whole. */
const MAX_NESTED = 4;

/** Told of every value that a rule masks. */
type Note = (rule: string) => void;
type Walk = {readonly note: Note; readonly nested: number};

type Handling = {
  readonly place: Place;
  /** Absent: the rules for text decide. */
  readonly verdict?: Verdict | undefined;
  /** Whose verdict it is. */
  readonly rule?: string | undefined;
};

function maskText(text: string, rule: string, {note}: Walk): string {
  const masked = text === '' ? text : maskOf(text);
  if (masked !== text) note(rule);
  return masked;
}

/** `undefined` where the text is not JSON, or only a scalar. */
function nestedJson(text: string): Json | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return parseEvery(text);
  } catch {
    return undefined;
  }
}

function redactString(text: string, {place, verdict, rule = ''}: Handling, walk: Walk): string {
  if (verdict === 'all') return maskText(text, rule, walk);
  const isSecret = (place & PLACE.secret) !== 0;
  if ((place & (PLACE.secret | PLACE.configData)) === 0 && !MAY_HOLD_SECRET.test(text)) return text;
  const inner: Walk = {note: walk.note, nested: walk.nested + 1};
  const json = walk.nested < MAX_NESTED ? nestedJson(text) : undefined;
  if (json !== undefined) {
    const redacted = finish(redactTree(json, place & STICKY, inner));
    return redacted === json ? text : stringifyEvery(redacted) + (/\s*$/.exec(text.slice(-8))?.[0] ?? '');
  }
  // What should be JSON and cannot be read may hold anything.
  if (verdict === 'unlessJson' || (isSecret && /^\s*[[{]/.test(text)))
    return maskText(text, rule || 'secret-text', walk);
  const again = (decoded: string) =>
    walk.nested < MAX_NESTED ? redactString(decoded, {place: place & STICKY}, inner) : decoded;
  return TEXT_RULES.reduce(
    (soFar, {id, text: mask}) => mask(soFar, {place, again, put: secret => maskText(secret, id, walk)}),
    text,
  );
}

function redactLeaf(value: Json, handling: Handling, walk: Walk): Json {
  if (typeof value === 'string') return redactString(value, handling, walk);
  if (handling.verdict !== 'all' || value === null) return value;
  return maskText(isExactNumber(value) ? value.rawJSON : String(value), handling.rule ?? '', walk);
}

/** A container on the way down. `copy` appears with the first change in it. */
type Frame = {
  readonly node: readonly Json[] | JsonObject;
  /** Of an array absent: its keys are its indices. */
  readonly keys: readonly string[] | undefined;
  next: number;
  copy: Json[] | {[key: string]: Json} | undefined;
  readonly handling: Handling;
  /** Of an array of texts in which one was masked because of another: all of them. */
  readonly words: readonly string[] | undefined;
  readonly slot: string | number;
  readonly parent: Frame | undefined;
};

const isText = (value: Json): value is string => typeof value === 'string';

/** An array of texts as the rules for lists would have it. */
function redactWords(
  node: readonly Json[],
  owner: JsonObject | undefined,
  place: Place,
  walk: Walk,
): readonly string[] {
  let words = node as readonly string[];
  for (const {id, list} of LIST_RULES)
    words = list(words, owner, {place, again: text => text, put: secret => maskText(secret, id, walk)});
  return words;
}

function open(node: Json, handling: Handling, slot: string | number, parent: Frame | undefined, walk: Walk): Frame {
  const rest = {next: 0, copy: undefined, slot, parent};
  if (Array.isArray(node)) {
    // The words before `args` are in `command`; no other list of plain words is a command.
    const owner = slot === 'args' && parent?.keys !== undefined ? (parent.node as JsonObject) : undefined;
    const mayHold = owner !== undefined || node.some(item => isText(item) && /^-|=/.test(item));
    const isList = handling.verdict !== 'all' && mayHold && node.every(isText);
    const words = isList ? redactWords(node, owner, handling.place, walk) : undefined;
    return {...rest, node, keys: undefined, handling, words};
  }
  const object = node as JsonObject;
  const place = handling.place | placeOfObject(object);
  const inner = place === handling.place ? handling : {...handling, place};
  return {...rest, node: object, keys: Object.keys(object), handling: inner, words: undefined};
}

function put(frame: Frame, slot: string | number, value: Json): void {
  if (value === (frame.node as JsonObject)[slot]) return;
  frame.copy ??= Array.isArray(frame.node) ? [...(frame.node as readonly Json[])] : {...(frame.node as JsonObject)};
  if (Array.isArray(frame.copy)) frame.copy[slot as number] = value;
  else setKey(frame.copy, slot as string, value);
}

/** How the value of `key` is handled, from how its object is. */
function below(frame: Frame, key: string, value: Json): Handling {
  const {handling} = frame;
  if (handling.verdict === 'all') return handling;
  const {place} = handling;
  const name = keyName(key);
  if (place === PLACE.plain && handling.verdict === undefined && isDull(name)) return handling;
  let verdict: Verdict | undefined;
  let rule: string | undefined;
  for (const {id, key: judge} of KEY_RULES) {
    const says = judge(name, value, frame.node as JsonObject, place);
    if (says === undefined || verdict !== undefined) continue;
    [verdict, rule] = [says, id];
    if (says === 'all') return {place: place & STICKY, verdict, rule};
  }
  let inner = place;
  if (isContainer(value)) {
    const isData = (place & PLACE.configMap) !== 0 && (name === 'data' || name === 'binaryData');
    inner = (place & STICKY) | placeOfKey(name, value) | (isData ? PLACE.configData : 0);
  }
  return verdict === undefined && handling.verdict === undefined && inner === place
    ? handling
    : {place: inner, verdict, rule};
}

/** Values between two rests; a text counts as one more for every `1 << TEXT_SHIFT` units of it. */
const REST_AFTER = 500;
const TEXT_SHIFT = 6;

function* redactTree(root: Json, place: Place, walk: Walk): Steps<Json> {
  if (!isContainer(root)) return redactLeaf(root, {place}, walk);
  let frame = open(root, {place}, '', undefined, walk);
  let spent = 0;
  for (;;) {
    if (spent >= REST_AFTER) {
      spent = 0;
      yield;
    }
    const {node, keys, parent} = frame;
    if (frame.next === (keys === undefined ? (node as readonly Json[]).length : keys.length)) {
      const done = frame.copy ?? node;
      if (parent === undefined) return done;
      put(parent, frame.slot, done);
      frame = parent;
      continue;
    }
    const slot = keys === undefined ? frame.next : keys[frame.next]!;
    frame.next++;
    const value = frame.words?.[slot as number] ?? (node as JsonObject)[slot]!;
    const handling = keys === undefined ? frame.handling : below(frame, slot as string, value);
    spent += typeof value === 'string' ? 1 + (value.length >> TEXT_SHIFT) : 1;
    if (isContainer(value)) frame = open(value, handling, slot, frame, walk);
    else put(frame, slot, redactLeaf(value, handling, walk));
  }
}

const stepsOf = (event: Json, note: Note): Steps<Json> => redactTree(event, placeOfEvent(event), {note, nested: 0});

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
  let masked = 0;
  const value = yield* stepsOf(event as unknown as Json, () => {
    masked++;
  });
  return {event: value as unknown as AuditEvent, masked};
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

/** As redactText, a piece at a time; parsing and writing JSON are one piece each. */
export function* redactTextSteps(raw: string, event: AuditEvent): Steps<string> {
  const {masked} = yield* redactSteps(event);
  if (masked === 0) {
    // Of a key that is there twice only the last value was looked at. The API server's own form cannot hide one.
    yield;
    if (stringifyGo(event as unknown as Json) === raw) return raw;
    yield;
    if (!hidesDuplicates(raw)) return raw;
  }
  yield;
  const every = exactly(raw, event);
  yield;
  const redacted = yield* stepsOf(every, silent);
  yield;
  return stringifyGo(redacted);
}
