// JSON whose numbers come back as they were written. Bodies hold integers past 2^53 (int64 fields of custom resources), and
// evidence that rounds them is none; JSON.parse would. Only numbers that need it are kept aside, the rest are plain numbers.
import {randomUUID} from 'node:crypto';
import type {Json} from './event.ts';

/** A number that a double would not give back as it was written: `9007199254740993`, `1.0`, `1e3`, `-0`. */
export type ExactNumber = {readonly rawJSON: string};

// In every Node this package runs on, but not yet in TypeScript's own library.
declare global {
  interface JSON {
    rawJSON(text: string): ExactNumber;
    isRawJSON(value: unknown): boolean;
  }
}

/** Told by what it is, not by its looks: an object of a log that has a key `rawJSON` is none. */
export const isExactNumber = (value: unknown): value is ExactNumber => JSON.isRawJSON(value);

/** An object or an array, told from an ExactNumber, which is a leaf. */
export const isContainer = (value: Json | undefined): value is readonly Json[] | {readonly [key: string]: Json} =>
  typeof value === 'object' && value !== null && !JSON.isRawJSON(value);

/** Finds numbers that may need to be kept. It also finds some inside strings, which costs time and nothing else. */
const MAY_NEED = /(?:^|[:,[\s])(?:-?\d{16,}|-0|-?\d+(?:\.\d+(?:[eE][-+]?\d+)?|[eE][-+]?\d+))(?=[\s,\]}]|$)/;

function scalar(source: string): Json {
  if (source === 'true') return true;
  if (source === 'false') return false;
  if (source === 'null') return null;
  const number = Number(source);
  return String(number) === source ? number : JSON.rawJSON(source);
}

/** Assigns as JSON.parse does: `__proto__` is a key like any other. */
export function setKey(object: {[key: string]: Json}, key: string, value: Json): void {
  if (key !== '__proto__') object[key] = value;
  else Object.defineProperty(object, key, {value, writable: true, enumerable: true, configurable: true});
}

/** Offset of the quote that closes the string opened at `open`. */
function closingQuote(text: string, open: number): number {
  for (let at = text.indexOf('"', open + 1); ; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === 0x5c) slashes++;
    if (slashes % 2 === 0) return at;
  }
}

/**
 * A key that stands twice in its object is kept under a name of its own, which nobody can foresee. Only `parseEvery` makes
 * such keys; `keyName` and `stringifyEvery` take them back.
 */
const AGAIN = `\u0000${randomUUID()}:`;

/** The key as the text has it. */
export const keyName = (key: string): string =>
  key.startsWith(AGAIN) ? key.slice(key.indexOf(':', AGAIN.length) + 1) : key;

const AGAIN_IN_JSON = JSON.stringify(AGAIN).slice(1, -1);
const AGAINS_IN_JSON = new RegExp(`"${AGAIN_IN_JSON.replace('\\', '\\\\')}\\d+:`, 'g');

const withDuplicates = new WeakSet<object>();

/** The texts that stand under `key`: one or none, and more where a text has the key twice. */
export function textsAt(object: {readonly [key: string]: Json}, key: string): readonly string[] {
  const value = Object.hasOwn(object, key) ? object[key] : undefined;
  if (!withDuplicates.has(object)) return typeof value === 'string' ? [value] : [];
  return Object.keys(object)
    .filter(each => keyName(each) === key)
    .map(each => object[each])
    .filter(each => typeof each === 'string');
}

type Open =
  | {readonly kind: 'array'; readonly value: Json[]}
  | {readonly kind: 'object'; readonly value: {[key: string]: Json}; key: string | undefined};

const SCALAR = /[^\s,\]}]+/y;

/** Parses text that JSON.parse has accepted. Without recursion: bodies nest as deep as their sender likes. */
function parseValid(text: string, onDuplicate?: (object: {[key: string]: Json}, key: string) => string): Json {
  const open: Open[] = [];
  let root: Json | undefined;
  const add = (value: Json) => {
    const top = open.at(-1);
    if (top === undefined) root = value;
    else if (top.kind === 'array') top.value.push(value);
    else {
      const isAgain = onDuplicate !== undefined && Object.hasOwn(top.value, top.key!);
      setKey(top.value, isAgain ? onDuplicate(top.value, top.key!) : top.key!, value);
      top.key = undefined;
    }
  };
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === '{' || char === '[') {
      const next: Open = char === '{' ? {kind: 'object', value: {}, key: undefined} : {kind: 'array', value: []};
      add(next.value);
      open.push(next);
    } else if (char === '}' || char === ']') open.pop();
    else if (char === '"') {
      const end = closingQuote(text, at);
      const inner = text.slice(at + 1, end);
      const value = inner.includes('\\') ? (JSON.parse(text.slice(at, end + 1)) as string) : inner;
      const top = open.at(-1);
      if (top?.kind === 'object' && top.key === undefined) top.key = value;
      else add(value);
      at = end;
    } else if (char > ' ' && char !== ',' && char !== ':') {
      SCALAR.lastIndex = at;
      const source = SCALAR.exec(text)![0];
      add(scalar(source));
      at += source.length - 1;
    }
  }
  return root!;
}

/**
 * JSON.parse that keeps numbers as they were written. As fast as JSON.parse where no number needs it.
 * @throws SyntaxError as JSON.parse does.
 */
export function parseExact(text: string): Json {
  const plain = JSON.parse(text) as Json;
  return MAY_NEED.test(text) ? parseValid(text) : plain;
}

/**
 * Whether an object somewhere in it has a key twice, of which every parser shows one only.
 * @throws SyntaxError as JSON.parse does.
 */
export function hasDuplicateKeys(text: string): boolean {
  JSON.parse(text);
  let found = false;
  parseValid(text, (_object, key) => {
    found = true;
    return key;
  });
  return found;
}

/** `true` for text that JSON.parse and JSON.stringify, or Go, would give back as it is: nothing is hidden in it. */
function isPlain(text: string, value: Json): boolean {
  try {
    const plain = JSON.stringify(value);
    return plain === text || (text.includes('\\u') && escapeGo(plain) === text);
  } catch {
    return false;
  }
}

/**
 * parseExact that keeps the values of keys that stand more than once in their object, for `stringifyEvery`.
 * @throws SyntaxError as JSON.parse does.
 */
export function parseEvery(text: string): Json {
  const plain = JSON.parse(text) as Json;
  if (isPlain(text.trimEnd(), plain)) return plain;
  let count = 0;
  return parseValid(text, (object, key) => {
    withDuplicates.add(object);
    count++;
    return `${AGAIN}${count}:${key}`;
  });
}

/** stringifyExact for what parseEvery gave, or a changed copy of it. */
export const stringifyEvery = (value: Json): string => {
  const text = stringifyExact(value);
  return text.includes(AGAIN_IN_JSON) ? text.replace(AGAINS_IN_JSON, '"') : text;
};

/** Valid JSON without the white space between its tokens; the tokens stay as they are, keys that are there twice too. */
export function compactJson(json: string): string {
  const out: string[] = [];
  let from = 0;
  for (let open = json.indexOf('"'); open !== -1; open = json.indexOf('"', from)) {
    const end = closingQuote(json, open) + 1;
    out.push(json.slice(from, open).replace(/\s+/g, ''), json.slice(open, end));
    from = end;
  }
  out.push(json.slice(from).replace(/\s+/g, ''));
  return out.join('');
}

/** Compact, without recursion. */
function stringifyDeep(root: Json): string {
  const out: string[] = [];
  const rest: (() => void)[] = [];
  const write = (value: Json) => {
    if (!isContainer(value)) out.push(JSON.stringify(value));
    else if (Array.isArray(value)) list('[', ']', value.length, i => write(value[i]!));
    else {
      const entries = Object.entries(value);
      list('{', '}', entries.length, i => {
        const [key, item] = entries[i]!;
        out.push(JSON.stringify(key), ':');
        write(item);
      });
    }
  };
  // `write` opens a list and returns: what is left of it waits in `rest`, not on the stack.
  const list = (start: string, end: string, length: number, item: (i: number) => void) => {
    out.push(start);
    let i = 0;
    const step = () => {
      if (i === length) {
        out.push(end);
        return;
      }
      if (i > 0) out.push(',');
      rest.push(step);
      item(i++);
    };
    rest.push(step);
  };
  write(root);
  for (let step = rest.pop(); step !== undefined; step = rest.pop()) step();
  return out.join('');
}

/**
 * JSON text that gives numbers of `parseExact` back as they were written. What nests too deep for JSON.stringify
 * (some thousands of levels) comes on one line whatever the indent, for its indents alone would fill the memory.
 */
export function stringifyExact(value: Json, indent?: number): string {
  try {
    return JSON.stringify(value, undefined, indent);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return stringifyDeep(value);
  }
}

const GO_ESCAPES: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

/** JSON text with the HTML characters escaped as the Go encoder does; nothing else changes. */
export const escapeGo = (json: string): string => json.replace(/[<>&\u2028\u2029]/g, char => GO_ESCAPES[char]!);

/** Compact JSON as Go's encoding/json writes it, HTML characters escaped: the form of the lines in an audit log. */
export const stringifyGo = (value: Json): string => escapeGo(stringifyEvery(value));
