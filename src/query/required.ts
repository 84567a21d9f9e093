// Texts of which every match of a regular expression holds one: lines without them need not be looked at closely.

/** Characters that stand for themselves, also in a prefilter (see PLAIN in prefilter.ts). */
const LITERAL = /[A-Za-z0-9 _/@=-]/;

/** Escaped ones that do, as far as they are of use. */
const ESCAPED = /[./@=-]/;

/** Classes, assertions and white space: they end a text, and no more of the source belongs to them. */
const CLASSES = /[dDwWsSbBnrtfv^$\\.*+?()[\]{}|"',:;<>!#%&~`]/;

const QUANTIFIER = /^(?:[*+?]|\{\d+(?:,\d*)?\})\??/;

/** Shorter than this a text is in nearly every line. */
const SHORTEST = 3;

/** End of the class or group that opens at `from`, past its closing bracket; undefined if it has none. */
function closing(source: string, from: number): number | undefined {
  let depth = 0;
  let inClass = false;
  for (let at = from; at < source.length; at++) {
    const char = source[at];
    if (char === '\\') at++;
    else if (inClass) inClass = char !== ']';
    else if (char === '[') inClass = true;
    else if (char === '(') depth++;
    else if (char === ')') depth--;
    if (depth === 0 && !inClass && (char === ')' || char === ']')) return at + 1;
  }
  return undefined;
}

/** The longest text of each alternative; undefined where one has none, or where the source is not understood. */
export function requiredTexts(source: string): readonly string[] | undefined {
  const found: string[] = [];
  let longest = '';
  let run = '';
  const end = () => {
    if (run.length > longest.length) longest = run;
    run = '';
  };
  for (let at = 0; at < source.length; ) {
    const char = source[at]!;
    if (char === '|') {
      end();
      found.push(longest);
      longest = '';
      at++;
      continue;
    }
    let next = at + 1;
    let text: string | undefined;
    if (char === '\\') {
      const escaped = source[next];
      if (escaped === undefined) return undefined;
      if (ESCAPED.test(escaped)) text = escaped;
      else if (!CLASSES.test(escaped)) return undefined;
      next++;
    } else if (char === '[' || char === '(') {
      const after = closing(source, at);
      if (after === undefined) return undefined;
      next = after;
    } else if (LITERAL.test(char)) text = char;
    const [quantifier] = QUANTIFIER.exec(source.slice(next)) ?? [];
    if (text !== undefined && quantifier === undefined) run += text;
    else {
      // Once at least is certain, and what follows does not stand right behind that one.
      if (text !== undefined && (quantifier!.startsWith('+') || /^\{[1-9]/.test(quantifier!))) run += text;
      end();
    }
    at = next + (quantifier?.length ?? 0);
  }
  end();
  found.push(longest);
  return found.every(text => text.length >= SHORTEST) ? found : undefined;
}
