// Secrets in an event become `‹masked 1f3a9c04›` before anybody sees it: on screen, in exports, in what is copied. What is a
// secret is said by REDACTIONS; this walks the event and keeps whatever is not touched. Nothing here recurses over data:
// bodies nest as deep as their sender likes.
import {createHash} from 'node:crypto';
import type {AuditEvent, Json} from './event.ts';
import {
  hasDuplicateKeys,
  isContainer,
  isExactNumber,
  parseExact,
  setKey,
  stringifyExact,
  stringifyGo,
} from './exact-json.ts';
import {MAY_HOLD_SECRET, PLACE, type Place, REDACTIONS, type Redaction, type Verdict} from './redactions.ts';

export {REDACTIONS, redactionsTable} from './redactions.ts';

const RULES: readonly Redaction[] = REDACTIONS;
const KEY_RULES = RULES.flatMap(rule => (rule.key === undefined ? [] : [rule.key]));
const ELEMENT_RULES = RULES.flatMap(rule => (rule.element === undefined ? [] : [rule.element]));
const TEXT_RULES = RULES.flatMap(rule => (rule.text === undefined ? [] : [rule.text]));

const MASKED = /^["']?‹masked(?: [0-9a-f]{8}›|$)/;

/**
 * `‹masked 1f3a9c04›`: the first eight hexadecimal digits of the SHA-256 of the value, so that equal values look equal. Short
 * enough that many values share one, so it proves a guess of a weak password only roughly; still, show it to nobody
 * who may not know the value. What is masked already stays.
 */
export const maskOf = (value: string): string =>
  MASKED.test(value) ? value : `‹masked ${createHash('sha256').update(value).digest('hex').slice(0, 8)}›`;

/** JSON in a string in JSON in a string… is followed this far; what lies deeper in a Secret is masked whole. */
const MAX_NESTED = 4;

type Walk = {masked: number; readonly nested: number};

type Handling = {
  readonly place: Place;
  /** Absent: the rules for text decide. */
  readonly verdict?: Verdict | undefined;
};

function maskText(text: string, walk: Walk): string {
  const masked = text === '' ? text : maskOf(text);
  if (masked !== text) walk.masked++;
  return masked;
}

/** `undefined` where the text is not JSON, or only a scalar. */
function nestedJson(text: string): Json | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return parseExact(text);
  } catch {
    return undefined;
  }
}

function redactString(text: string, {place, verdict}: Handling, walk: Walk): string {
  if (verdict === 'all') return maskText(text, walk);
  const isSecret = (place & PLACE.secret) !== 0;
  if (!isSecret && !MAY_HOLD_SECRET.test(text)) return text;
  const json = walk.nested < MAX_NESTED ? nestedJson(text) : undefined;
  if (json !== undefined) {
    const inner: Walk = {masked: 0, nested: walk.nested + 1};
    const redacted = redactTree(json, place, inner);
    walk.masked += inner.masked;
    return inner.masked === 0 ? text : stringifyExact(redacted) + (/\s*$/.exec(text.slice(-8))?.[0] ?? '');
  }
  // What should be JSON and cannot be read may hold anything.
  if (verdict === 'unlessJson' || (isSecret && /^\s*[[{]/.test(text))) return maskText(text, walk);
  const put = (secret: string) => maskText(secret, walk);
  return TEXT_RULES.reduce((soFar, rule) => rule(soFar, put, place), text);
}

function redactLeaf(value: Json, handling: Handling, walk: Walk): Json {
  if (typeof value === 'string') return redactString(value, handling, walk);
  if (handling.verdict !== 'all' || value === null) return value;
  return maskText(isExactNumber(value) ? value.rawJSON : String(value), walk);
}

type JsonObject = {readonly [key: string]: Json};

/** A container on the way down. `copy` appears with the first change in it. */
type Frame = {
  readonly node: readonly Json[] | JsonObject;
  /** Of an array absent: its keys are its indices. */
  readonly keys: readonly string[] | undefined;
  next: number;
  copy: Json[] | {[key: string]: Json} | undefined;
  readonly handling: Handling;
  readonly slot: string | number;
  readonly parent: Frame | undefined;
};

function placeOf(node: JsonObject, place: Place): Place {
  switch (Object.hasOwn(node, 'kind') ? node.kind : undefined) {
    case 'Secret':
    case 'SecretList':
      return place | PLACE.secret;
    case 'ConfigMap':
    case 'ConfigMapList':
      return place | PLACE.configMap;
    default:
      return place;
  }
}

function open(node: Json, handling: Handling, slot: string | number, parent: Frame | undefined): Frame {
  if (Array.isArray(node)) return {node, keys: undefined, next: 0, copy: undefined, handling, slot, parent};
  const object = node as JsonObject;
  const inner = {...handling, place: placeOf(object, handling.place)};
  return {node: object, keys: Object.keys(object), next: 0, copy: undefined, handling: inner, slot, parent};
}

function put(frame: Frame, slot: string | number, value: Json): void {
  if (value === (frame.node as JsonObject)[slot]) return;
  frame.copy ??= Array.isArray(frame.node) ? [...(frame.node as readonly Json[])] : {...(frame.node as JsonObject)};
  if (Array.isArray(frame.copy)) frame.copy[slot as number] = value;
  else setKey(frame.copy, slot as string, value);
}

/** How an element of an array is handled: as the array, unless the one before it says that it is a secret. */
function beside(frame: Frame, index: number): Handling {
  const [before, value] = [
    index === 0 ? undefined : (frame.node as readonly Json[])[index - 1],
    (frame.node as readonly Json[])[index],
  ];
  if (typeof before !== 'string' || typeof value !== 'string' || !before.startsWith('-')) return frame.handling;
  return ELEMENT_RULES.some(rule => rule(before, value) === 'all')
    ? {...frame.handling, verdict: 'all'}
    : frame.handling;
}

/** How the value of `key` is handled, from how its object is. */
function below(frame: Frame, key: string, value: Json): Handling {
  const {place, verdict} = frame.handling;
  if (verdict === 'all') return frame.handling;
  let found: Verdict | undefined;
  for (const rule of KEY_RULES) {
    const says = rule(key, value, frame.node as JsonObject, place);
    if (says === 'all') return {place, verdict: 'all'};
    found ??= says;
  }
  const isData = (place & PLACE.configMap) !== 0 && (key === 'data' || key === 'binaryData');
  return found === undefined && !isData && verdict === undefined
    ? frame.handling
    : {place: isData ? place | PLACE.configData : place, verdict: found};
}

function redactTree(root: Json, place: Place, walk: Walk): Json {
  if (!isContainer(root)) return redactLeaf(root, {place}, walk);
  let frame = open(root, {place}, '', undefined);
  for (;;) {
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
    const value = (node as JsonObject)[slot]!;
    const handling = keys === undefined ? beside(frame, slot as number) : below(frame, slot as string, value);
    if (isContainer(value)) frame = open(value, handling, slot, frame);
    else put(frame, slot, redactLeaf(value, handling, walk));
  }
}

function placeOfEvent(event: Json): Place {
  const ref = (event as {readonly objectRef?: {readonly resource?: Json} | null} | null)?.objectRef;
  const resource = ref?.resource;
  return resource === 'secrets' ? PLACE.secret : resource === 'configmaps' ? PLACE.configMap : PLACE.plain;
}

function redactJson(event: Json): {readonly value: Json; readonly masked: number} {
  const walk: Walk = {masked: 0, nested: 0};
  return {value: redactTree(event, placeOfEvent(event), walk), masked: walk.masked};
}

export type Redacted = {
  /** The same object if nothing is masked; and so is every part of it that holds nothing masked. */
  readonly event: AuditEvent;
  /** How many values are masked. */
  readonly masked: number;
};

/** Masks what REDACTIONS call secret. Keys and structure stay. Takes any JSON for an event; never throws. */
export function redact(event: AuditEvent): Redacted {
  const {value, masked} = redactJson(event as unknown as Json);
  return {event: value as unknown as AuditEvent, masked};
}

/** One text, such as a cell of a table, by the rules that hold in any text. Never throws. */
export const redactValue = (text: string): string => redactString(text, {place: PLACE.plain}, {masked: 0, nested: 0});

/** The event as the text holds it, with its numbers; the parsed one if it holds something else. */
function exactly(raw: string, event: AuditEvent): Json {
  try {
    const parsed = parseExact(raw);
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
export function redactText(raw: string, event: AuditEvent): string {
  const {masked} = redact(event);
  if (masked > 0) return stringifyGo(redactJson(exactly(raw, event)).value);
  // Of a key that is there twice only the last value was looked at. The API server's own form cannot hide one.
  if (stringifyGo(event as unknown as Json) === raw || !hidesDuplicates(raw)) return raw;
  return stringifyGo(redactJson(exactly(raw, event)).value);
}
