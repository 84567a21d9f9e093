// A tokenizer for colours only: it takes any text, valid JSON or not, and never fails.

/** Token `i` is [starts[i], starts[i + 1]) and of kind `kinds[i]`; the last one ends with the text. */
export type Tokens = {readonly count: number; readonly starts: Uint32Array; readonly kinds: Uint8Array};

export const PLAIN = 0;
export const PUNCT = 1;
export const STRING = 2;
export const KEY = 3;
export const NUMBER = 4;
export const LITERAL = 5;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const PUNCTUATION = new Set([...'{}[],:'].map(char => char.charCodeAt(0)));

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;
const isLetter = (code: number): boolean => code >= 0x61 && code <= 0x7a;
/** Digits, signs, dots and exponents: what a number goes on with. */
const isNumeric = (code: number): boolean => isDigit(code) || '+-.eE'.includes(String.fromCharCode(code));

/** Past the closing quote, or at the end of the line where there is none. */
function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at + 1;
    if (code === NEWLINE) return at;
    if (code === BACKSLASH) at++;
  }
  return text.length;
}

function endOf(text: string, from: number, is: (code: number) => boolean): number {
  let at = from + 1;
  while (at < text.length && is(text.charCodeAt(at))) at++;
  return at;
}

/** Whether the string that ended at `at` is a key. */
function isKey(text: string, at: number): boolean {
  while (text[at] === ' ') at++;
  return text[at] === ':';
}

const WORDS: ReadonlySet<string> = new Set(['true', 'false', 'null']);

function next(text: string, from: number): readonly [end: number, kind: number] {
  const code = text.charCodeAt(from);
  if (code === QUOTE) {
    const end = endOfString(text, from);
    return [end, isKey(text, end) ? KEY : STRING];
  }
  if (PUNCTUATION.has(code)) return [endOf(text, from, other => PUNCTUATION.has(other)), PUNCT];
  if (isDigit(code) || (code === 0x2d && isDigit(text.charCodeAt(from + 1))))
    return [endOf(text, from, isNumeric), NUMBER];
  if (isLetter(code)) {
    const end = endOf(text, from, isLetter);
    return [end, end - from <= 5 && WORDS.has(text.slice(from, end)) ? LITERAL : PLAIN];
  }
  return [from + 1, PLAIN];
}

/** Of any text, in one pass. An empty text has one empty token. */
export function tokenize(text: string): Tokens {
  const starts: number[] = [];
  const kinds: number[] = [];
  for (let at = 0; at < text.length; ) {
    const [end, kind] = next(text, at);
    if (kind !== PLAIN || kinds.at(-1) !== PLAIN) {
      starts.push(at);
      kinds.push(kind);
    }
    at = end;
  }
  if (starts.length === 0) {
    starts.push(0);
    kinds.push(PLAIN);
  }
  const count = starts.push(text.length) - 1;
  return {count, starts: Uint32Array.from(starts), kinds: Uint8Array.from(kinds)};
}

/** The token that holds offset `at`. */
export function tokenAt({starts, count}: Tokens, at: number): number {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const mid = (low + high + 1) >>> 1;
    if (starts[mid]! <= at) low = mid;
    else high = mid - 1;
  }
  return low;
}
