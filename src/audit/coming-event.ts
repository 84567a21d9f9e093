// An event of megabytes without waiting for its bodies: they are cut where their text can be cut, and come piece by piece. What
// comes is what `parseExact` gives; where that cannot be promised nothing comes, and the event has to be parsed whole.
import {COMING, comes, grows} from './coming.ts';
import type {Json} from './event.ts';
import {parseExact, setKey} from './exact-json.ts';
import {BIG, closingQuote, type Outline, outlineOf} from './outline.ts';
import {SIBLINGS} from './redact-rule.ts';
import type {Steps} from './steps.ts';

type Fields = {[key: string]: Json};

/** Members [first, first + count) of `into`, which are text [from, to). */
type Piece = {
  readonly into: Fields | Json[];
  /** Of a map: all of its keys, in the order of the text. */
  readonly keys: readonly string[] | undefined;
  readonly first: number;
  readonly count: number;
  readonly from: number;
  readonly to: number;
};

/** UTF-16 units: from what length on containers are cut, and how much of them is parsed in one piece, if it is several members. */
export type Sizes = {readonly big: number; readonly piece: number};
const USUAL: Sizes = {big: BIG, piece: 1 << 14};

/** A value whose text is no JSON: the file was written over since it was indexed. */
export const NO_JSON = '‹unreadable: the file was written over›';

/** What rules and summaries ask for before they see the rest. */
const FIRST: ReadonlySet<string> = new Set([...SIBLINGS, 'metadata']);

const BODIES: ReadonlySet<string> = new Set(['requestObject', 'responseObject']);

/** What cannot be cut. */
class Uncut extends Error {}

/** Text [from, to) of member `i`. */
const spanOf = ({from, to, commas}: Outline, i: number): readonly [from: number, to: number] => [
  i === 0 ? from + 1 : commas[i - 1]! + 1,
  commas[i] ?? to - 1,
];

const isBlank = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;

function pastBlanks(text: string, from: number): number {
  let at = from;
  while (isBlank(text.charCodeAt(at))) at++;
  return at;
}

/** The key of the member at `from`, and where its value begins. */
function keyAt(text: string, from: number): {readonly key: string; readonly value: number} {
  const open = pastBlanks(text, from);
  const close = text[open] === '"' ? closingQuote(text, open) : -1;
  const colon = close === -1 ? -1 : pastBlanks(text, close + 1);
  if (text[colon] !== ':') throw new Uncut();
  const inner = text.slice(open + 1, close);
  const key = /[\\\0-\x1f]/.test(inner) ? (JSON.parse(text.slice(open, close + 1)) as string) : inner;
  return {key, value: pastBlanks(text, colon + 1)};
}

/** Rules look at all words of a list that holds nothing else: that has to be there at once. Numbers are parsed as quickly. */
function isFlat(text: string, outline: Outline): boolean {
  if (text[outline.from] !== '[') return false;
  for (let i = 0; i <= outline.commas.length; i++) {
    const first = text[pastBlanks(text, spanOf(outline, i)[0])];
    if (first === '{' || first === '[') return false;
  }
  return true;
}

/** The pieces of what is cut; those of each body by its key, where the outline is an event's. */
type Pieces = {readonly all: Piece[]; readonly bodies?: Map<string, Piece[]>; readonly most: number};

/** Members between two rests. */
const REST_AFTER = 500;

/**
 * The container with all of its keys and without their values, which `pieces` will bring. What is big in it is cut likewise.
 * @throws Uncut, and SyntaxError where it is no JSON
 */
function* cut(text: string, outline: Outline, {all, bodies, most}: Pieces): Steps<Fields | Json[]> {
  const count = outline.commas.length + 1;
  const isMap = text[outline.from] === '{';
  if (text[outline.to - 1] !== (isMap ? '}' : ']')) throw new Uncut();
  const keys: string[] = [];
  const into = (isMap ? {} : new Array<Json>(count).fill(COMING)) as Fields | Json[];
  grows(into);
  let next = 0;
  let first = 0;
  const flush = (end: number) => {
    if (end === first) return;
    const [from, to] = [spanOf(outline, first)[0], spanOf(outline, end - 1)[1]];
    all.push({into, keys: isMap ? keys : undefined, first, count: end - first, from, to});
  };
  for (let i = 0; i < count; i++) {
    const [from, to] = spanOf(outline, i);
    if (i % REST_AFTER === REST_AFTER - 1) yield;
    const {key, value} = isMap ? keyAt(text, from) : {key: undefined, value: pastBlanks(text, from)};
    if (value === to) throw new Uncut();
    if (key !== undefined) {
      // Of equal keys the last one counts, and its place is that of the first.
      if (Object.hasOwn(into, key)) throw new Uncut();
      setKey(into as Fields, key, COMING);
      keys.push(key);
    }
    const inner = outline.inner[next];
    const isBig = inner !== undefined && inner.from < to;
    if (isBig) next++;
    const isOurs = key === undefined || (bodies === undefined ? !FIRST.has(key) : BODIES.has(key));
    if (isBig && isOurs && !isFlat(text, inner)) {
      if (value !== inner.from || pastBlanks(text, inner.to) !== to) throw new Uncut();
      flush(i);
      first = i + 1;
      const pieces = bodies === undefined ? all : [];
      if (key !== undefined) bodies?.set(key, pieces);
      const container = yield* cut(text, inner, {all: pieces, most});
      if (key === undefined) (into as Json[])[i] = container;
      else setKey(into as Fields, key, container);
    } else if (key !== undefined && FIRST.has(key)) setKey(into as Fields, key, parseExact(text.slice(value, to)));
    else if (to - spanOf(outline, first)[0] > most) {
      flush(i + 1);
      first = i + 1;
    }
  }
  flush(count);
  return into;
}

/** @throws SyntaxError */
function parsePiece(text: string, {keys, from, to}: Piece): Fields | readonly Json[] {
  const members = text.slice(from, to);
  return parseExact(keys === undefined ? `[${members}]` : `{${members}}`) as Fields | readonly Json[];
}

function put({into, keys, first, count}: Piece, values: Fields | readonly Json[]): void {
  for (let i = first; i < first + count; i++) {
    const key = keys === undefined ? i - first : keys[i]!;
    const value = Object.hasOwn(values, key) ? (values as Fields)[key]! : NO_JSON;
    if (keys === undefined) (into as Json[])[i] = value;
    else setKey(into as Fields, key as string, value);
  }
}

function* fill(text: string, pieces: readonly Piece[]): Steps<void> {
  for (const piece of pieces) {
    let values: Fields | readonly Json[] = {};
    try {
      values = parsePiece(text, piece);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    put(piece, values);
    yield;
  }
}

/**
 * The object that `text` is, whose bodies are still coming. `undefined` where no body is big, and for all that has to be parsed
 * whole: what is no object or no JSON, keys that stand twice.
 */
export function* comingEvent(
  text: string,
  {big, piece}: Sizes = USUAL,
): Steps<{readonly [key: string]: Json} | undefined> {
  if (text.length <= big) return undefined;
  try {
    const outline = yield* outlineOf(text, big);
    if (outline === undefined || text[0] !== '{' || outline.to !== text.length) return undefined;
    const [all, bodies] = [[] as Piece[], new Map<string, Piece[]>()];
    const event = (yield* cut(text, outline, {all, bodies, most: piece})) as Fields;
    if (bodies.size === 0) return undefined;
    for (const each of all) put(each, parsePiece(text, each));
    for (const [key, pieces] of bodies) comes(event[key] as object, fill(text, pieces));
    return event;
  } catch (error) {
    if (error instanceof Uncut || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
