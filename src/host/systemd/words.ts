// Words of a setting's value, as systemd's extract_first_word and replace_env_argv make them (v257, systemd.service(5) COMMAND LINES).
import type {Arg, At} from '../server.ts';

export type Variable = {
  readonly value: string;
  readonly at?: At;
  /** Of each character of `value`, its line in the file of `at`, where that is more than one. */
  readonly lines?: readonly number[];
};
export type Variables = ReadonlyMap<string, Variable>;

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  s: ' ',
  '\\': '\\',
  '"': '"',
  "'": "'",
};

export type Piece = {readonly text: string /** Where it begins in the value. */; readonly start: number};

/** Splits at blanks; quotes hold a word together only where it begins with one, and are not part of it. */
export function splitValue(value: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let i = 0;
  while (i < value.length) {
    while (i < value.length && /\s/.test(value[i]!)) i++;
    if (i >= value.length) break;
    const start = i;
    let text = '';
    let quote = '';
    for (; i < value.length && (quote !== '' || !/\s/.test(value[i]!)); i++) {
      const char = value[i]!;
      if (char === '\\' && i + 1 < value.length) {
        const [known, length] = unescaped(value, i + 1);
        text += known;
        i += length;
      } else if (quote === '' && (char === '"' || char === "'")) quote = char;
      else if (char === quote) quote = '';
      else text += char;
    }
    pieces.push({text, start});
  }
  return pieces;
}

/** Of the escape whose letter is at `at`: what it stands for, and how many characters it takes. */
function unescaped(value: string, at: number): readonly [text: string, length: number] {
  const char = value[at]!;
  const known = ESCAPES[char];
  if (known !== undefined) return [known, 1];
  const code = /^(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2}))/.exec(
    value.slice(at, at + 9),
  );
  if (code === null) return [`\\${char}`, 1];
  const number =
    code[4] === undefined ? Number.parseInt(code[1] ?? code[2] ?? code[3]!, 16) : Number.parseInt(code[4], 8);
  return number > 0x10ffff ? ['\uFFFD', code[0].length] : [String.fromCodePoint(number), code[0].length];
}

/** `%%` and the specifiers that a unit's own name answers; others stay. */
export const specified = (text: string, unit: string): string => {
  const full = unit.replace(/\.service$/, '');
  const [prefix, instance = ''] = full.split('@');
  const known: Readonly<Record<string, string>> = {'%': '%', n: unit, N: full, p: prefix!, i: instance, I: instance};
  return text.replace(/%([%nNpiI])/g, (_all, letter: string) => known[letter]!);
};

/** Characters before the program that say how it is run; `:` leaves variables as they are. */
const PREFIXES = /^[@\-:+!|]+/;

/**
 * The words of an ExecStart. `${NAME}` is put into its word as it is, `$NAME` as a word of its own becomes as many words as
 * its value has, `$$` is a dollar; what is not set is empty.
 */
export function commandWords(
  value: string,
  unit: string,
  variables: Variables,
  place: (start: number) => At,
): readonly Arg[] {
  const [first, ...rest] = splitValue(value);
  if (first === undefined) return [];
  const prefix = PREFIXES.exec(first.text)?.[0] ?? '';
  // With @ the second word is what the program is called, not an argument.
  const shown = prefix.includes('@') ? rest.slice(1) : rest;
  const program: Arg = {text: specified(first.text.slice(prefix.length), unit), at: place(first.start)};
  if (prefix.includes(':'))
    return [program, ...shown.map(({text, start}) => ({text: specified(text, unit), at: place(start)}))];
  return [program, ...shown.flatMap(({text, start}) => expanded(specified(text, unit), variables, place(start)))];
}

const placeIn = (variable: Variable | undefined, start: number): At | undefined => {
  const line = variable?.lines?.[start];
  return variable?.at === undefined || line === undefined ? variable?.at : {...variable.at, line};
};

function expanded(word: string, variables: Variables, at: At): readonly Arg[] {
  const alone = /^\$([A-Za-z_]\w*)$/.exec(word)?.[1];
  if (alone !== undefined) {
    const variable = variables.get(alone);
    return splitValue(variable?.value ?? '').map(({text, start}) => ({text, at: placeIn(variable, start) ?? at}));
  }
  let from: At | undefined;
  const text = word.replace(/\$(?:\{([A-Za-z_]\w*)\}|\$)/g, (_all, name: string | undefined) => {
    if (name === undefined) return '$';
    const variable = variables.get(name);
    from ??= variable?.at;
    return variable?.value ?? '';
  });
  return [{text, at: from ?? at}];
}
