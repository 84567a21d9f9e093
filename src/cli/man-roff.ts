// Text as roff, in the man macros that groff and mandoc both know. The page is ASCII: signs go by their names or numbers.

const NAMED: Readonly<Record<string, string>> = {
  '\\': '\\e',
  '-': '\\-',
  "'": '\\(aq',
  '`': '\\(ga',
  '^': '\\(ha',
  '~': '\\(ti',
  '"': '\\(dq',
};

const number = (char: string): string => `\\[u${char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]`;

/** What is to be typed as it stands. */
export const literal = (text: string): string =>
  [...text].map(char => NAMED[char] ?? (char > '~' || char < ' ' ? number(char) : char)).join('');

/** Prose: hyphens and apostrophes are the typesetter's. */
export const prose = (text: string): string =>
  [...text].map(char => (char === '-' || char === "'" ? char : literal(char))).join('');

/** Prose in which what stands between backticks is bold. */
export const marked = (text: string): string =>
  text
    .split('`')
    .map((part, i) => (i % 2 === 0 ? prose(part) : `\\fB${literal(part)}\\fR`))
    .join('');

/** A line that begins with a dot or a quote would be a request. */
const line = (text: string): string => (/^[.']/.test(text) ? `\\&${text}` : text);

/** Longest line of the source, in characters. */
const WIDTH = 79;

/** Lines of the source, which are no lines of the page: a sentence begins a new one, for that is how roff tells sentences. */
export const fill = (text: string): readonly string[] =>
  text.split(/(?<=[.?!:]) (?=\p{Lu}|\\f[BI])/u).flatMap(sentence => {
    const lines: string[] = [];
    for (const word of sentence.split(' ')) {
      const last = lines.at(-1);
      if (last !== undefined && last.length + 1 + word.length < WIDTH) lines[lines.length - 1] = `${last} ${word}`;
      else lines.push(word);
    }
    return lines.map(line);
  });

export const macro = (name: string, ...args: readonly string[]): string =>
  [`.${name}`, ...args.map(arg => (/^[^\s"]+$/.test(arg) ? arg : `"${arg}"`))].join(' ');

export const paragraph = (text: string): readonly string[] => ['.PP', ...fill(marked(text))];

/** What is on the left, bold and as it stands, above what it is. */
export const item = (left: string, right: string): readonly string[] => ['.TP', line(left), ...fill(marked(right))];

export const example = (lines: readonly string[]): readonly string[] => [
  '.PP',
  '.RS 4',
  '.nf',
  ...lines.map(text => line(`\\fB${literal(text)}\\fR`)),
  '.fi',
  '.RE',
];
