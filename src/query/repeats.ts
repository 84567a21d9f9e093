// Regular expressions that backtrack without end: the text they meet is written by whoever is being looked for, and a search
// that cannot be stopped is a terminal that is lost. A repetition inside a repetition is refused, whatever the text.

type Group = {
  /** Something in it repeats. */
  repeats: boolean;
  /** How each of its alternatives begins. */
  readonly begins: string[];
  atStart: boolean;
};

const group = (): Group => ({repeats: false, begins: [], atStart: true});

/** Anything could be meant by it. */
const VAGUE = '.';

const QUANTIFIER = /^(?:[*+]|\{(\d+)(,(\d*))?\})\??/;

/** The quantifier at `at` that allows more than one, its length; 0 for none. */
function repetition(source: string, at: number): number {
  const match = QUANTIFIER.exec(source.slice(at, at + 24));
  if (match === null) return 0;
  const [text, least, range, most] = match;
  const once = least !== undefined && Number(range === undefined ? least : most === '' ? 2 : most) < 2;
  return once ? 0 : text.length;
}

/** The end of the character class that begins at `at`. */
function classEnd(source: string, at: number): number {
  let i = at + 1;
  while (i < source.length && source[i] !== ']') i += source[i] === '\\' ? 2 : 1;
  return i + 1;
}

const isAmbiguous = ({begins}: Group): boolean =>
  begins.length > 1 && (begins.includes(VAGUE) || new Set(begins).size < begins.length);

/** Whether `source` holds a repetition of something that repeats, or of alternatives that begin alike. */
export function hasNestedRepeat(source: string): boolean {
  const open: Group[] = [group()];
  for (let i = 0; i < source.length; ) {
    const current = open.at(-1)!;
    const char = source[i]!;
    if (char === '(') {
      if (current.atStart) current.begins.push(VAGUE);
      current.atStart = false;
      open.push(group());
      i += /^\(\?(?:[:=!]|<[=!]|<[^>]*>)/.exec(source.slice(i, i + 40))?.[0].length ?? 1;
      continue;
    }
    if (char === '|') {
      current.atStart = true;
      i++;
      continue;
    }
    const isEnd = char === ')' && open.length > 1;
    const end = isEnd ? i + 1 : char === '[' ? classEnd(source, i) : char === '\\' ? i + 2 : i + 1;
    const length = repetition(source, end);
    if (isEnd) {
      open.pop();
      const parent = open.at(-1)!;
      if (length > 0 && (current.repeats || isAmbiguous(current))) return true;
      if (length > 0 || current.repeats) parent.repeats = true;
    } else {
      if (current.atStart) current.begins.push(/^[[\\.]/.test(char) ? VAGUE : char.toLowerCase());
      current.atStart = false;
      if (length > 0) current.repeats = true;
    }
    i = end + length;
  }
  return false;
}
