// Text as Go's %q quotes it.

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

const HEX_LENGTHS: Readonly<Record<string, number>> = {x: 2, u: 4, U: 8};

/** What an escape with a code stands for. From \x80 on, \x is a byte that was no UTF-8. */
function charOf(letter: string, hex: string): string {
  const code = Number.parseInt(hex, 16);
  return code > 0x10ffff || (letter === 'x' && code >= 0x80) ? '\uFFFD' : String.fromCodePoint(code);
}

/**
 * The quoted text that begins with the quote at `from`, and where it ends.
 * @returns `undefined` if there is no quote at `from`, or none that ends the text.
 */
export function unquote(text: string, from: number): {readonly value: string; readonly end: number} | undefined {
  if (text[from] !== '"') return undefined;
  const parts: string[] = [];
  for (let at = from + 1, plain = at; ; ) {
    const char = text[at];
    if (char === undefined) return undefined;
    if (char !== '"' && char !== '\\') {
      at++;
      continue;
    }
    parts.push(text.slice(plain, at));
    if (char === '"') return {value: parts.join(''), end: at + 1};
    const letter = text[at + 1] ?? '';
    const length = HEX_LENGTHS[letter] ?? 0;
    const hex = text.slice(at + 2, at + 2 + length);
    const isCode = length > 0 && /^[0-9a-fA-F]+$/.test(hex) && hex.length === length;
    parts.push(isCode ? charOf(letter, hex) : (ESCAPES[letter] ?? letter));
    at += 2 + (isCode ? length : 0);
    plain = at;
  }
}
