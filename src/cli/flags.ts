// Flags and commands are rows: the parser, the help, the completions and the man page read them.

import {nearest} from '../query/nearest.ts';

export type FlagSpec = {
  /** Long name, without dashes. */
  readonly name: string;
  readonly short?: string;
  /** Placeholder of its value; a flag without one is a switch. */
  readonly value?: string;
  /** Said several times, its values count together, joined by commas; else the last one counts. */
  readonly many?: boolean;
  /** All values that it takes, where they are few. Shells complete them; a test holds them to what the command says. */
  readonly choices?: readonly string[];
  readonly doc: string;
};

export type PositionalSpec = {
  readonly name: string;
  readonly doc: string;
  /** As of a flag. */
  readonly choices?: readonly string[];
  readonly required?: boolean;
  /** Takes all that follow. */
  readonly many?: boolean;
  /** Holds a query, which may begin with a dash. */
  readonly query?: boolean;
};

/** What was said on the command line, nothing looked up yet. */
export type ParsedArgs = {
  /** '' for a switch. */
  readonly flags: ReadonlyMap<string, string>;
  readonly positionals: readonly string[];
};

export type ArgsResult =
  | {readonly ok: true; readonly args: ParsedArgs}
  /** One sentence. */
  | {readonly ok: false; readonly message: string};

/** `-user:x`, `-(a OR b)`, `-"text"`: a negated term, not a flag. */
const NEGATED_TERM = /^-(\p{L}[\w.[\]"/*-]*[:[]|[("/])/u;

const bad = (message: string): ArgsResult => ({ok: false, message});

export function parseArgs(
  argv: readonly string[],
  flags: readonly FlagSpec[],
  positionals: readonly PositionalSpec[],
): ArgsResult {
  const said = new Map<string, string>();
  const words: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const arg = argv[i]!;
    if (arg === '--') {
      words.push(...argv.slice(i + 1));
      break;
    }
    const takesQuery = positionals[Math.min(words.length, positionals.length - 1)]?.query === true;
    if (!arg.startsWith('-') || arg === '-' || (takesQuery && NEGATED_TERM.test(arg))) {
      words.push(arg);
      continue;
    }
    const long = arg.startsWith('--');
    const equals = long ? arg.indexOf('=') : -1;
    const name = long ? arg.slice(2, equals === -1 ? undefined : equals) : arg.slice(1, 2);
    const flag = flags.find(f => (long ? f.name : f.short) === name);
    if (flag === undefined) {
      const near = long
        ? nearest(
            name,
            flags.map(f => f.name),
          )
        : undefined;
      return bad(
        `There is no flag ${long ? `--${name}` : `-${name}`}${near === undefined ? '' : `; did you mean --${near}?`}`,
      );
    }
    const attached = long ? (equals === -1 ? undefined : arg.slice(equals + 1)) : arg.slice(2) || undefined;
    if (flag.value === undefined) {
      if (attached !== undefined && long) return bad(`--${flag.name} takes no value.`);
      said.set(flag.name, '');
      // `-ab` is `-a -b`.
      if (attached !== undefined) argv = [...argv.slice(0, i + 1), `-${attached}`, ...argv.slice(i + 1)];
      continue;
    }
    const value = attached ?? argv[++i];
    if (value === undefined) return bad(`--${flag.name} needs a value: ${flag.value}.`);
    const before = flag.many === true ? said.get(flag.name) : undefined;
    said.set(flag.name, before === undefined ? value : `${before},${value}`);
  }
  const missing = positionals.filter(p => p.required)[words.length];
  if (missing !== undefined) return bad(`${missing.name} is missing: ${missing.doc}`);
  if (words.length > positionals.length && positionals.at(-1)?.many !== true) {
    return bad(`"${words[positionals.length]}" is one argument too many.`);
  }
  return {ok: true, args: {flags: said, positionals: words}};
}
