// Where words, quoted texts, regular expressions and names end. No meaning is given to them here.

/** Words that are operators when they stand alone. */
export const KEYWORDS: readonly string[] = ['AND', 'OR', 'NOT'];

const isSpace = (char: string): boolean => /\s/.test(char);

/** What ends every bare word: white space and parentheses. The end of the text counts. */
export const isBoundary = (char: string | undefined): boolean =>
  char === undefined || char === '(' || char === ')' || isSpace(char);

export function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && isSpace(text[at]!)) at++;
  return at;
}

/** End of the bare word at `from`; in a list of values a comma ends it too. */
export function wordEnd(text: string, from: number, inList = false): number {
  let at = from;
  while (!isBoundary(text[at]) && !(inList && text[at] === ',')) at++;
  return at;
}

/** End of the quoted text whose opening quote is at `from`, past its closing quote; `undefined` if it has none. */
export function quoteEnd(text: string, from: number): number | undefined {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at + 1;
  }
  return undefined;
}

/** Inside of quotes to text: `\"` and `\\` lose their backslash, every other backslash stands for itself. */
export const unquote = (inside: string): string => inside.replace(/\\(["\\])/g, '$1');

export const quote = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;

/**
 * End of the regular expression whose slash is at `from`, past its closing slash; `undefined` if this is a plain word such
 * as `/healthz` or `/api/v1/pods`. It ends at the first slash without a backslash, and a boundary must follow. Lest two
 * words with slashes (`path:/healthz path:/`) look like one expression, no quote or colon stands in it after white space,
 * and its closing slash stands where no term or value could begin.
 */
export function regexEnd(text: string, from: number, inList = false): number | undefined {
  let spaced = false;
  let couldBegin = true;
  for (let at = from + 1; at < text.length; at++) {
    let char = text[at]!;
    if (char === '/') {
      const next = text[at + 1];
      return !couldBegin && (isBoundary(next) || (inList && next === ',')) ? at + 1 : undefined;
    }
    if (char === '\\' && at + 1 < text.length) char = text[++at]!;
    if (char === '"' && (spaced || (inList && text[at - 1] === ','))) return undefined;
    if (char === ':' && spaced) return undefined;
    spaced ||= isSpace(char);
    couldBegin = isSpace(char) || (inList && char === ',') || (couldBegin && at > from + 1 && /[-(]/.test(char));
  }
  return undefined;
}

/** End of the field name or path at `from`: before a colon, a comma, a quote or a boundary that is not inside brackets. */
export function nameEnd(text: string, from: number): number {
  let at = from;
  while (!isBoundary(text[at]) && text[at] !== ':' && text[at] !== ',' && text[at] !== '"') {
    at = text[at] === '[' ? (bracketEnd(text, at) ?? at + 1) : at + 1;
  }
  return at;
}

function bracketEnd(text: string, from: number): number | undefined {
  if (text[from + 1] === '"') {
    const end = quoteEnd(text, from + 1);
    return end !== undefined && text[end] === ']' ? end + 1 : undefined;
  }
  for (let at = from + 1; !isBoundary(text[at]); at++) if (text[at] === ']') return at + 1;
  return undefined;
}
