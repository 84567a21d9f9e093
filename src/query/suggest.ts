// What could be typed next in the filter bar: names of fields, and values of the field whose term the cursor is in.
import Fuse from 'fuse.js';
import {FIELDS, type Field, type FieldName, findField} from '../audit/fields.ts';
import {OPERATORS, TOP_KEYS} from './names.ts';
import {valueText} from './print.ts';
import {isBoundary, KEYWORDS, nameEnd, quoteEnd, regexEnd, skipSpace, unquote, wordEnd} from './scan.ts';
import type {ParseContext} from './times.ts';

export type Suggestion = {
  /** What to show: a name, or a value as it is (pass it through `visible`). */
  readonly text: string;
  /** The whole new text of the filter bar. */
  readonly insert: string;
  /** Where the cursor is then, in UTF-16 units. */
  readonly cursor: number;
  readonly doc: string;
};

export type SuggestContext = ParseContext & {
  /** Values at hand, such as those of the facets, most frequent first. */
  readonly valuesOf?: (field: FieldName) => readonly string[];
};

/** More than anybody reads; also bounds the time a keystroke takes. */
const MOST = 20;
const MOST_SEARCHED = 5000;
const MOST_FUZZY = 1000;

type Candidate = {readonly text: string; readonly names: readonly string[]; readonly doc: string};

const NAMES: readonly Candidate[] = [
  ...(FIELDS as readonly Field[]).map(({aliases, name, label, doc}) => ({
    text: aliases[0]!,
    names: [...aliases, name, label],
    doc,
  })),
  ...OPERATORS.map(({name, doc}) => ({text: name as string, names: [name as string], doc})),
  ...TOP_KEYS.filter(key => findField(key) === undefined).map(key => ({
    text: key as string,
    names: [key as string],
    doc: `Any path under ${key}.`,
  })),
];

const TIMES: readonly Candidate[] = (
  [
    ['5m', 'Five minutes ago.'],
    ['15m', 'A quarter of an hour ago.'],
    ['1h', 'An hour ago.'],
    ['24h', 'A day ago.'],
    ['today', 'Midnight.'],
    ['yesterday', 'Midnight of the day before.'],
  ] as const
).map(([text, doc]) => ({text, names: [text], doc}));

/** What stands at the cursor: `typed` in [from, to) of the text is to be completed. */
type Slot =
  | {
      readonly kind: 'name';
      readonly typed: string;
      readonly from: number;
      readonly to: number;
      readonly hasColon: boolean;
    }
  | {readonly kind: 'value'; readonly name: string; readonly typed: string; readonly from: number; readonly to: number};

/** Best first; nothing where plain text is typed that resembles no field. `cursor` is in UTF-16 units. */
export function suggest(text: string, cursor: number, context: SuggestContext): readonly Suggestion[] {
  const slot = slotAt(text, cursor);
  if (slot === undefined) return [];
  const put = (inserted: string, {text: shown, doc}: Candidate): Suggestion => ({
    text: shown,
    insert: text.slice(0, slot.from) + inserted + text.slice(slot.to),
    cursor: slot.from + inserted.length,
    doc,
  });
  if (slot.kind === 'name') {
    const step = slot.hasColon ? 0 : 1;
    return rank(NAMES, slot.typed).map(found => {
      const suggestion = put(found.text + ':'.repeat(step), found);
      return slot.hasColon ? {...suggestion, cursor: suggestion.cursor + 1} : suggestion;
    });
  }
  const operator = slot.name.toLowerCase();
  if (operator === 'has')
    return rank(NAMES, slot.typed)
      .filter(isField)
      .map(found => put(found.text, found));
  if (OPERATORS.some(({name}) => name === operator))
    return rank(TIMES, slot.typed).map(found => put(found.text, found));
  const field = findField(slot.name);
  if (field === undefined) return [];
  const slash = field.name === 'objectRef.resource' ? slot.typed.indexOf('/') + 1 : 0;
  if (slash > 0)
    return rank(valuesFor(findField('objectRef.subresource')!, context), slot.typed.slice(slash))
      .filter(found => found.text !== '')
      .map(found => put(slot.typed.slice(0, slash) + found.text, found))
      .filter(suggestion => suggestion.insert !== text);
  return rank(valuesFor(field, context), slot.typed)
    .filter(found => found.text !== '')
    .map(found => put(valueText({kind: 'field', name: field.name}, found.text), found))
    .filter(suggestion => suggestion.insert !== text);
}

const isField = ({text}: Candidate): boolean => !OPERATORS.some(({name}) => name === text);

function valuesFor(field: Field, context: SuggestContext): readonly Candidate[] {
  const atHand = context.valuesOf?.(field.name) ?? [];
  return [...new Set([...(field.values ?? []), ...atHand])]
    .slice(0, MOST_SEARCHED)
    .map(text => ({text, names: [text], doc: field.label}));
}

/** Those that begin with what was typed, then those that hold it, then those that resemble it. */
function rank(candidates: readonly Candidate[], typed: string): readonly Candidate[] {
  if (typed === '') return candidates.slice(0, MOST);
  const lower = typed.toLowerCase();
  const found = candidates
    .map(candidate => ({candidate, place: placeOf(candidate, lower)}))
    .filter(({place}) => place < NOWHERE);
  const sorted = found.sort((a, b) => a.place - b.place).map(({candidate}) => candidate);
  if (sorted.length >= MOST || typed.length < 2 || typed.length > 32) return sorted.slice(0, MOST);
  const fuse = new Fuse(candidates.slice(0, MOST_FUZZY), {keys: ['names'], threshold: 0.3, ignoreLocation: true});
  const alike = fuse.search(typed, {limit: MOST}).map(({item}) => item);
  return [...new Set([...sorted, ...alike])].slice(0, MOST);
}

const NOWHERE = 3;

function placeOf({text, names}: Candidate, lower: string): number {
  if (text.toLowerCase().startsWith(lower)) return 0;
  if (names.some(name => name.toLowerCase().startsWith(lower))) return 1;
  return names.some(name => name.toLowerCase().includes(lower)) ? 2 : NOWHERE;
}

function slotAt(text: string, cursor: number): Slot | undefined {
  const start = termStart(text, cursor);
  if (start === undefined || text[start] === '"' || text[start] === '/') return undefined;
  const colon = nameEnd(text, start);
  const hasColon = text[colon] === ':';
  if (cursor <= colon) {
    const typed = text.slice(start, cursor);
    const isWord = typed === '' && colon > start;
    const isOther = !hasColon && (isWord || !isBoundary(text[colon]) || KEYWORDS.includes(typed));
    return isOther ? undefined : {kind: 'name', typed, from: start, to: colon, hasColon};
  }
  return hasColon ? valueSlot(text, text.slice(start, colon), colon + 1, cursor) : undefined;
}

function valueSlot(text: string, name: string, first: number, cursor: number): Slot | undefined {
  let from = first;
  for (;;) {
    if (text[from] === '/') return undefined;
    const isQuoted = text[from] === '"';
    const to = isQuoted ? (quoteEnd(text, from) ?? text.length) : wordEnd(text, from, true);
    if (cursor <= to) {
      const isClosed = isQuoted && cursor === to && quoteEnd(text, from) === to;
      const typed = isQuoted ? unquote(text.slice(from + 1, isClosed ? to - 1 : cursor)) : text.slice(from, cursor);
      return /^[<>]/.test(typed) ? undefined : {kind: 'value', name, typed, from, to};
    }
    if (text[to] !== ',') return undefined;
    from = to + 1;
  }
}

/** Start of the term that the cursor is in or at the end of, past its minus; `undefined` inside of what has no slots. */
function termStart(text: string, cursor: number): number | undefined {
  let at = 0;
  for (;;) {
    at = skipSpace(text, at);
    while (text[at] === '(' || text[at] === ')') at = skipSpace(text, at + 1);
    if (at >= cursor) return isBoundary(text[cursor - 1]) ? cursor : undefined;
    if (text[at] === '-') at++;
    const end = termEnd(text, at);
    if (cursor <= end) return at;
    at = Math.max(end, at + 1);
  }
}

function termEnd(text: string, start: number): number {
  let at = start;
  if (text[at] !== '"' && text[at] !== '/') {
    at = nameEnd(text, at);
    if (text[at] !== ':') return wordEnd(text, at);
    at++;
  }
  for (;;) {
    if (text[at] === '"') at = quoteEnd(text, at) ?? text.length;
    else at = (text[at] === '/' ? regexEnd(text, at, true) : undefined) ?? wordEnd(text, at, true);
    if (text[at] !== ',') return wordEnd(text, at);
    at++;
  }
}
