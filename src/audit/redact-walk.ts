// The walk through an event that REDACTIONS are asked on: what none of them calls secret is kept as it is. Nothing here recurses
// over data: bodies nest as deep as their sender likes.
import {COMING, comeOn, comes, isComing, isGrowing} from './coming.ts';
import type {Json} from './event.ts';
import {isContainer, isExactNumber, keyName, parseEvery, setKey, stringifyEvery} from './exact-json.ts';
import {isDull, placeOfKey, placeOfObject} from './redact-keys.ts';
import {type JsonObject, maskOf, PLACE, type Place, type Redaction, STICKY, type Verdict} from './redact-rule.ts';
import {MAY_HOLD_SECRET, REDACTIONS} from './redactions.ts';
import {finish, type Steps} from './steps.ts';

const RULES: readonly Redaction[] = REDACTIONS;
const KEY_RULES = RULES.flatMap(({id, key}) => (key === undefined ? [] : [{id, key}]));
const LIST_RULES = RULES.flatMap(({id, list}) => (list === undefined ? [] : [{id, list}]));
const TEXT_RULES = RULES.flatMap(({id, text}) => (text === undefined ? [] : [{id, text}]));

/** JSON in a string in JSON in a string… is followed this far; what lies deeper in a Secret is masked whole. */
const MAX_NESTED = 4;

/** Told of every value that a rule masks. */
export type Note = (rule: string) => void;
export type Walk = {
  readonly note: Note;
  readonly nested: number;
  /** What is walked through, where it is still coming. */
  readonly coming?: Json;
};

export type Handling = {
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

export function redactString(text: string, {place, verdict, rule = ''}: Handling, walk: Walk): string {
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

export type Container = readonly Json[] | JsonObject;

/** A container on the way down. `copy` appears with the first change in it; that of one that grows is there at once. */
type Frame = {
  readonly node: Container;
  /** Of an array absent: its keys are its indices. */
  readonly keys: readonly string[] | undefined;
  next: number;
  readonly grows: boolean;
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

function open(
  node: Container,
  handling: Handling,
  slot: string | number,
  parent: Frame | undefined,
  walk: Walk,
): Frame {
  const grows = walk.coming !== undefined && isGrowing(node);
  const copy = grows ? emptied(node) : undefined;
  if (copy !== undefined && parent !== undefined) put(parent, slot, copy);
  const rest = {next: 0, grows, copy, slot, parent};
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
  const keys = grows ? metadataFirst(Object.keys(object)) : Object.keys(object);
  return {...rest, node: object, keys, handling: inner, words: undefined};
}

/** All of its keys, without their values. */
function emptied(node: Container): Json[] | {[key: string]: Json} {
  if (Array.isArray(node)) return new Array<Json>(node.length).fill(COMING);
  const copy: {[key: string]: Json} = {};
  for (const key of Object.keys(node)) setKey(copy, key, COMING);
  return copy;
}

/** The name of an object stands in it, and is asked for before the rest. */
const metadataFirst = (keys: readonly string[]): readonly string[] =>
  keys.includes('metadata') ? ['metadata', ...keys.filter(key => key !== 'metadata')] : keys;

function put(frame: Frame, slot: string | number, value: Json): void {
  if (!frame.grows && value === (frame.node as JsonObject)[slot]) return;
  frame.copy ??= Array.isArray(frame.node) ? [...(frame.node as readonly Json[])] : {...(frame.node as JsonObject)};
  if (Array.isArray(frame.copy)) frame.copy[slot as number] = value;
  else setKey(frame.copy, slot as string, value);
}

/** How the value of `key` is handled, from how its object is. */
export function below({node, handling}: Pick<Frame, 'node' | 'handling'>, key: string, value: Json): Handling {
  if (handling.verdict === 'all') return handling;
  const {place} = handling;
  const name = keyName(key);
  if (place === PLACE.plain && handling.verdict === undefined && isDull(name)) return handling;
  let verdict: Verdict | undefined;
  let rule: string | undefined;
  for (const {id, key: judge} of KEY_RULES) {
    const says = judge(name, value, node as JsonObject, place);
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

/** @param place where it stands */
export function* redactTree(root: Json, place: Place, walk: Walk): Steps<Json> {
  if (!isContainer(root)) return redactLeaf(root, {place}, walk);
  return yield* through(open(root, {place}, '', undefined, walk), walk);
}

/** A masked copy of a value that is still coming, which comes with it: nothing of it is there before it is masked. */
export function redactComing(root: Container, handling: Handling, note: Note): Json {
  const walk: Walk = {note, nested: 0, coming: root};
  const frame = open(root, handling, '', undefined, walk);
  if (frame.copy === undefined) throw new Error('only what grows can be masked while it comes');
  comes(frame.copy, through(frame, walk));
  return frame.copy;
}

function* through(first: Frame, walk: Walk): Steps<Json> {
  let frame = first;
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
    const value = frame.words?.[slot as number] ?? (node as JsonObject)[slot]!;
    if (value === COMING && isComing(walk.coming)) {
      comeOn(walk.coming!);
      yield;
      continue;
    }
    frame.next++;
    const handling = keys === undefined ? frame.handling : below(frame, slot as string, value);
    spent += typeof value === 'string' ? 1 + (value.length >> TEXT_SHIFT) : 1;
    if (isContainer(value)) frame = open(value, handling, slot, frame, walk);
    else put(frame, slot, redactLeaf(value, handling, walk));
  }
}
