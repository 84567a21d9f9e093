// Text made safe for a terminal. Everything in a log was written by somebody else: what a terminal would obey, reorder,
// hide or draw as nothing becomes a symbol that can be seen. Log text reaches a screen only through here.

/**
 * What is never written as it is: controls (C0, DEL, C1), format controls (bidi, zero-width, tags), whatever Unicode calls
 * ignorable (variation selectors, fillers), line and paragraph separators, lone surrogates, noncharacters, and the blanks
 * that are no space. The last ones because a user named `admin` and one named `admin` with a no-break space are two users.
 */
const CLASS = String.raw`[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{DI}\p{NChar}\u2800]|(?! )\p{Zs}`;
const UNSAFE = new RegExp(CLASS, 'u');
const UNSAFE_ALL = new RegExp(CLASS, 'gu');
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

const CONTROL_PICTURES = 0x2400;

function symbolOf(char: string): string {
  const code = char.codePointAt(0)!;
  if (code < 0x20) return String.fromCharCode(CONTROL_PICTURES + code);
  if (code === 0x7f) return '␡';
  return `‹U+${code.toString(16).toUpperCase().padStart(4, '0')}›`;
}

/** Whether `visible` would leave it as it is: it can be written to one line of a terminal. */
export const isVisible = (text: string): boolean => PRINTABLE_ASCII.test(text) || !UNSAFE.test(text);

/**
 * Text for one line of a terminal: controls as their pictures (ESC `␛`, newline `␊`, tab `␉`), the rest of what cannot be
 * seen by its number, `‹U+202E›`. Safe text comes back as it is, and so does the result of an earlier call.
 */
export const visible = (text: string): string =>
  PRINTABLE_ASCII.test(text) ? text : text.replace(UNSAFE_ALL, symbolOf);

/** `\uXXXX` for each UTF-16 unit, the escape of JSON. */
const escapeUnits = (char: string) =>
  Array.from({length: char.length}, (_, i) => `\\u${char.charCodeAt(i).toString(16).padStart(4, '0')}`).join('');

function escapeInJson(char: string): string {
  if (char === '\n' || char === '\t') return char;
  if (char === '\r') return ' ';
  return escapeUnits(char);
}

/**
 * JSON text, on one or more lines, for a terminal: the same characters as in `visible` become `\uXXXX`, so that it is still
 * JSON of the same value. Its own newlines and tabs stay; carriage returns, which in JSON are only white space, do not.
 */
export const visibleJson = (json: string): string =>
  PRINTABLE_ASCII.test(json) ? json : json.replaceAll('\r\n', '\n').replace(UNSAFE_ALL, escapeInJson);
