// Says in plain words where a text stops being JSON. JSON.parse says it in the words of one engine, and not always where.

export type JsonFault = {
  /** Index of the first character that cannot be there. */
  readonly at: number;
  /** Why, as the rest of a sentence: `a comma or } is missing`. */
  readonly why: string;
  /** `cut`: so far it is JSON, but it ends too early. `extra`: a whole value, then something else. */
  readonly kind: 'bad' | 'cut' | 'extra';
};

const SPACE = /[ \t\r\n]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const SCALAR = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y;
/** What the end of the text may have cut from an escape or a scalar. */
const CUT_ESCAPE = /\\(?:u[0-9a-fA-F]{0,3})?$/y;
const CUT_SCALAR = /(?:t|tr|tru|f|fa|fal|fals|n|nu|nul|-|-?\d+(?:\.\d*)?(?:[eE][+-]?)?)$/y;

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

const bad = (at: number, why: string): JsonFault => ({at, why, kind: 'bad'});
const cut = (text: string): JsonFault => ({at: text.length, why: 'it ends too early', kind: 'cut'});

/** Past the string that starts at `at`, or the fault in it. No regular expression: strings can be hundreds of megabytes. */
function string(text: string, at: number): number | JsonFault {
  for (let i = at + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x22) return i + 1;
    if (code < 0x20) return bad(i, 'a string holds a control character');
    if (code !== 0x5c) continue;
    const end = skip(ESCAPE, text, i);
    if (end === i) return skip(CUT_ESCAPE, text, i) > i ? cut(text) : bad(i, 'a string holds an unknown escape');
    i = end - 1;
  }
  return cut(text);
}

/** @returns `undefined` if `text` is JSON. */
export function jsonFault(text: string): JsonFault | undefined {
  const closers: string[] = [];
  let state: 'value' | 'first' | 'key' | 'after' = 'value';
  let at = 0;
  for (;;) {
    at = skip(SPACE, text, at);
    if (state === 'after' && closers.length === 0) {
      return at === text.length ? undefined : {at, why: 'something follows the JSON value', kind: 'extra'};
    }
    if (at >= text.length) return cut(text);
    const char = text[at]!;
    const closer = closers.at(-1);
    if ((state === 'after' || state === 'first') && char === closer) {
      closers.pop();
      at++;
      state = 'after';
    } else if (state === 'after') {
      if (char !== ',') return bad(at, `a comma or ${closer} is missing`);
      at++;
      state = closer === '}' ? 'key' : 'value';
    } else if (closer === '}' && (state === 'first' || state === 'key')) {
      if (char !== '"') return bad(at, 'a key in quotes is missing');
      const end = string(text, at);
      if (typeof end !== 'number') return end;
      at = skip(SPACE, text, end);
      if (at >= text.length) return cut(text);
      if (text[at] !== ':') return bad(at, 'the colon after a key is missing');
      at++;
      state = 'value';
    } else if (char === '{' || char === '[') {
      closers.push(char === '{' ? '}' : ']');
      at++;
      state = 'first';
    } else {
      const end = char === '"' ? string(text, at) : skip(SCALAR, text, at);
      if (typeof end !== 'number') return end;
      if (end === at) return skip(CUT_SCALAR, text, at) > at ? cut(text) : bad(at, 'this is no JSON value');
      at = end;
      state = 'after';
    }
  }
}
