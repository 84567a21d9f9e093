// Where a value ends that stands in a text behind its name: quoted at any depth of escapes, up to the end of a line, or up to
// what cannot be a part of it. Every function looks at a character once.
import {MASK} from './redact-rule.ts';

export type Span = {readonly from: number; readonly to: number};

const OPENING = /(\\*)(["'`])/y;

/** Offset of the quote that closes a value opened by `slashes` backslashes and `quote`; the end of the text if there is none. */
function closing(text: string, from: number, slashes: number, quote: string): number {
  for (let at = text.indexOf(quote, from); at !== -1; at = text.indexOf(quote, at + 1)) {
    let before = 0;
    while (at - before > from && text[at - before - 1] === '\\') before++;
    // JSON in JSON: a level down n backslashes are (n - 1) / 2, and a quote closes behind an even number of them.
    if (before <= slashes || ((before - slashes) / (slashes + 1)) % 2 === 0) return at - Math.min(before, slashes);
  }
  return text.length;
}

/** A quoted value at `at`: what is between the quotes, and where it ends with them. */
export function quotedAt(text: string, at: number): (Span & {readonly end: number}) | undefined {
  OPENING.lastIndex = at;
  const open = OPENING.exec(text);
  if (open === null) return undefined;
  const [whole, slashes, quote] = open as unknown as [string, string, string];
  const from = at + whole.length;
  if (slashes === '' && text.startsWith(quote.repeat(2), from) && text[from] === quote) {
    const end = text.indexOf(quote.repeat(3), from + 2);
    return {from: from + 2, to: end === -1 ? text.length : end, end: end === -1 ? text.length : end + 3};
  }
  const to = closing(text, from, slashes.length, quote);
  return {from, to, end: Math.min(text.length, to + whole.length)};
}

const LINE = new RegExp(`(?:${MASK}|[^\\r\\n])*`, 'y');

/** Up to the end of the line at `at`, without trailing blanks; further where the line ends in a backslash. */
export function lineAt(text: string, at: number): Span {
  let to = at;
  for (;;) {
    LINE.lastIndex = to;
    LINE.exec(text);
    to = LINE.lastIndex;
    if (text[to - 1] !== '\\' || to >= text.length) break;
    to += text.startsWith('\r\n', to) ? 2 : 1;
  }
  let last = to;
  while (last > at && (text[last - 1] === ' ' || text[last - 1] === '\t')) last--;
  return {from: at, to: last};
}

/** `&`, `;`, `,` and brackets belong to a value unless another one, or nothing, follows them. */
const BARE = new RegExp(
  `(?:${MASK}|[^\\s"'\`<>&;,)\\]}\\\\]|&(?![&\\w.-]{1,64}=|&|$)|;(?!\\s|$|[\\w .-]{1,64}=)|,(?!\\s|$|["'\\\\]|[\\w.-]{1,64}[=:])` +
    `|[)\\]}](?![)\\]}]{0,8}(?:[,;.\\s"'\`\\\\]|$))|\\\\(?!["'nrt]))+`,
  'y',
);
const FLOW = new RegExp(`(?:${MASK}|[^\\r\\n,}\\]]|,(?!\\s)|[}\\]](?!\\s|,|$|[}\\]]))+`, 'y');

function spanOf(pattern: RegExp, text: string, at: number): Span {
  pattern.lastIndex = at;
  const found = pattern.exec(text);
  const length = found === null ? 0 : found[0].trimEnd().length;
  return {from: at, to: at + length};
}

/** A value without quotes in the middle of a text. */
export const bareAt = (text: string, at: number): Span => spanOf(BARE, text, at);

/** A value without quotes in `{a: x, b: y}`. */
export const flowAt = (text: string, at: number): Span => spanOf(FLOW, text, at);
