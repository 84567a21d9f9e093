// Splitting command lines into words, as a shell does as far as it matters here, and with the line of each.
import type {Arg} from './server.ts';

export type Word = {readonly text: string /** From 0, counted in the text that was split. */; readonly line: number};

/**
 * Words between blanks; quotes hold them together, a backslash takes the next character as it is, and before a newline
 * joins the lines. Variables are left as they are.
 */
export function shellWords(text: string): readonly Word[] {
  const words: Word[] = [];
  let word: string | undefined;
  let line = 0;
  let start = 0;
  let quote = '';
  const add = (char: string) => {
    if (word === undefined) start = line;
    word = (word ?? '') + char;
  };
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (char === '\\' && quote !== "'") {
      const next = text[++i];
      if (next === '\n') line++;
      else if (next !== undefined) add(quote === '"' && !'"\\$`'.includes(next) ? `\\${next}` : next);
    } else if (quote !== '') {
      if (char === quote) quote = '';
      else add(char);
      if (char === '\n') line++;
    } else if (char === '"' || char === "'") {
      quote = char;
      add('');
    } else if (/\s/.test(char)) {
      if (word !== undefined) words.push({text: word, line: start});
      word = undefined;
      if (char === '\n') line++;
    } else add(char);
  }
  if (word !== undefined) words.push({text: word, line: start});
  return words;
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Programs that hold kube-apiserver among others, and the words that choose it. */
const BUNDLES: Readonly<Record<string, readonly string[]>> = {
  hyperkube: ['kube-apiserver', 'apiserver'],
};

const isApiServer = (word: string): boolean =>
  !word.startsWith('-') && /^kube-apiserver(?:-v?\d[\w.+-]*)?$/.test(baseName(word));

/** The arguments after the word that starts kube-apiserver; undefined if none does. */
export function apiServerArgs(
  words: readonly Arg[],
): {readonly program: string; readonly args: readonly Arg[]} | undefined {
  const bundled = words.findIndex(({text}, i) => BUNDLES[baseName(text)]?.includes(words[i + 1]?.text ?? '') === true);
  const start = bundled === -1 ? words.findIndex(({text}) => isApiServer(text)) : bundled + 1;
  if (start === -1) return undefined;
  return {program: words[bundled === -1 ? start : bundled]!.text, args: words.slice(start + 1)};
}

const SHELLS = ['sh', 'bash', 'ash', 'dash'];

/** Which word is the script that a shell is given; -1 if none is. */
export const scriptIndex = (words: readonly Pick<Arg, 'text'>[]): number =>
  SHELLS.includes(baseName(words[0]?.text ?? ''))
    ? words.findIndex(({text}, i) => i > 0 && !text.startsWith('-') && /-[a-z]*c$/.test(words[i - 1]!.text))
    : -1;

/**
 * The same, where a shell is given a script that starts it: `/bin/sh -c "exec kube-apiserver … 1>>log"`. What the script
 * redirects or pipes ends the arguments. `variable` gives those that the shell gets.
 */
export function commandArgs(
  words: readonly Arg[],
  variable: (name: string) => string | undefined = () => undefined,
): {readonly program: string; readonly args: readonly Arg[]; readonly isScript: boolean} | undefined {
  const script = scriptIndex(words);
  if (script !== -1) {
    const {text, at} = words[script]!;
    const expanded = text.replaceAll(
      /\$(?:\{(\w+)\}|([A-Za-z_]\w*))/g,
      (all, braced, plain) => variable(braced ?? plain) ?? all,
    );
    const inner = shellWords(expanded).map(
      (word): Arg => ({
        text: word.text,
        ...(at === undefined ? {} : {at: at.line === undefined ? at : {...at, line: at.line + word.line}}),
      }),
    );
    const found = apiServerArgs(inner);
    if (found === undefined) return undefined;
    const end = found.args.findIndex(({text: word}) => /^(?:\d*[<>|&;]|&&)/.test(word));
    return {...found, args: end === -1 ? found.args : found.args.slice(0, end), isScript: true};
  }
  const direct = apiServerArgs(words);
  return direct === undefined ? undefined : {...direct, isScript: false};
}
