// A tokenizer for colours only: it takes any text, valid JSON or not, and never fails.

/** Token `i` is [starts[i], starts[i + 1]) and of kind `kinds[i]`; the last one ends at `end`, up to where the text was read. */
export type Tokens = {readonly starts: readonly number[]; readonly kinds: readonly number[]; readonly end: number};

export const PLAIN = 0;
export const PUNCT = 1;
export const STRING = 2;
export const KEY = 3;
export const NUMBER = 4;
export const LITERAL = 5;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
/** What an ASCII character may be part of, a bit each: letters and digits overlap in the `e` of an exponent. */
const CLASSES = new Uint8Array(128);
const PUNCT_BIT = 1;
const DIGIT_BIT = 2;
const NUMERIC_BIT = 4;
const LETTER_BIT = 8;
const mark = (chars: string, bit: number) => {
  for (const char of chars) CLASSES[char.charCodeAt(0)]! |= bit;
};
mark('{}[],:', PUNCT_BIT);
mark('0123456789', DIGIT_BIT);
mark('0123456789+-.eE', NUMERIC_BIT);
mark('abcdefghijklmnopqrstuvwxyz', LETTER_BIT);

const is = (code: number, bit: number): boolean => code < 128 && (CLASSES[code]! & bit) !== 0;

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

function endOf(text: string, from: number, bit: number): number {
  let at = from + 1;
  while (at < text.length && is(text.charCodeAt(at), bit)) at++;
  return at;
}

/** Whether the string that ended at `at` is a key. */
const isKey = (text: string, at: number): boolean => text[pastBlanks(text, at)] === ':';

function pastBlanks(text: string, at: number): number {
  while (text[at] === ' ') at++;
  return at;
}

const WORDS: ReadonlySet<string> = new Set(['true', 'false', 'null']);

function next(text: string, from: number): readonly [end: number, kind: number] {
  const code = text.charCodeAt(from);
  if (code === QUOTE) {
    const end = endOfString(text, from);
    return [end, isKey(text, end) ? KEY : STRING];
  }
  if (is(code, PUNCT_BIT)) return [endOf(text, from, PUNCT_BIT), PUNCT];
  if (is(code, DIGIT_BIT) || (code === 0x2d && is(text.charCodeAt(from + 1), DIGIT_BIT))) {
    return [endOf(text, from, NUMERIC_BIT), NUMBER];
  }
  if (is(code, LETTER_BIT)) {
    const end = endOf(text, from, LETTER_BIT);
    return [end, end - from <= 5 && WORDS.has(text.slice(from, end)) ? LITERAL : PLAIN];
  }
  return [from + 1, PLAIN];
}

/** Tokens of a text that is still coming; a class because they grow together. */
export class TokensSoFar implements Tokens {
  readonly starts: number[] = [];
  readonly kinds: number[] = [];
  end = 0;

  /** @param text what is there of it: it begins as it did before. @param isWhole nothing comes behind it */
  read(text: string, isWhole: boolean): void {
    while (this.end < text.length) {
      const at = this.end;
      const [end, kind] = next(text, at);
      // It may go on, or turn out to be a key, with what comes.
      if (!isWhole && pastBlanks(text, end) >= text.length) return;
      if (kind !== PLAIN || this.kinds.at(-1) !== PLAIN) {
        this.starts.push(at);
        this.kinds.push(kind);
      }
      this.end = end;
    }
    if (this.starts.length > 0 || !isWhole) return;
    this.starts.push(0);
    this.kinds.push(PLAIN);
  }
}

/** Of any text, in one pass. An empty text has one empty token. */
export function tokenize(text: string): Tokens {
  const tokens = new TokensSoFar();
  tokens.read(text, true);
  return tokens;
}

/** The token that holds offset `at`. */
export function tokenAt({starts}: Tokens, at: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const mid = (low + high + 1) >>> 1;
    if (starts[mid]! <= at) low = mid;
    else high = mid - 1;
  }
  return low;
}
