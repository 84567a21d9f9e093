// What the flags of several commands mean.
import {FIELDS, type Field, findField} from '../audit/fields.ts';
import type {Micros} from '../audit/time.ts';
import {visible} from '../audit/visible.ts';
import type {Expr} from '../query/ast.ts';
import {caret} from '../query/caret.ts';
import {nearest} from '../query/nearest.ts';
import {type ParseContext, parse} from '../query/parse.ts';
import {referenceTime} from '../query/times.ts';
import type {ParsedArgs} from './flags.ts';
import type {Io} from './io.ts';

/** Either a value or one or more lines for the user. */
export type Understood<T> = {readonly ok: true; readonly value: T} | {readonly ok: false; readonly message: string};

export const understood = <T>(value: T): Understood<T> => ({ok: true, value});
/** What stood on the command line may hold what a terminal would obey. */
export const notUnderstood = (message: string): {readonly ok: false; readonly message: string} => ({
  ok: false,
  message: message.split('\n').map(visible).join('\n'),
});

/** `logEnd`: the newest stageTimestamp, once it is known. */
export const contextOf = (args: ParsedArgs, io: Io, logEnd?: Micros): ParseContext => ({
  now: referenceTime(io.now(), logEnd),
  zone: args.flags.has('local') ? 'local' : 'utc',
});

export function exprOf(text: string, context: ParseContext): Understood<Expr> {
  const parsed = parse(text, context);
  return parsed.ok ? understood(parsed.expr) : notUnderstood(`the query has an error\n${caret(text, parsed.error)}`);
}

export function fieldsNamed(
  names: string,
  usable: (field: Field) => boolean,
  flag: string,
): Understood<readonly Field[]> {
  const fields: Field[] = [];
  for (const name of names.split(',').map(word => word.trim())) {
    const field = findField(name);
    if (field === undefined) {
      const near = nearest(
        name,
        (FIELDS as readonly Field[]).flatMap(f => [f.name, ...f.aliases]),
      );
      return notUnderstood(
        `--${flag}: there is no field "${name}"${near === undefined ? '' : `; did you mean ${near}?`}`,
      );
    }
    if (!usable(field)) {
      const good = (FIELDS as readonly Field[]).filter(usable).map(f => f.aliases[0] ?? f.name);
      return notUnderstood(`--${flag}: "${name}" cannot be used here; these can: ${good.join(', ')}`);
    }
    fields.push(field);
  }
  return understood(fields);
}

/** A whole number of at least 0, or `fallback` without the flag. */
export function countFlag(args: ParsedArgs, name: string, fallback: number): Understood<number> {
  const text = args.flags.get(name);
  if (text === undefined) return understood(fallback);
  return /^\d{1,9}$/.test(text)
    ? understood(Number(text))
    : notUnderstood(`--${name} takes a whole number, not "${text}"`);
}

/** One of some words, or the first of them without the flag. */
export function choiceFlag<T extends string>(args: ParsedArgs, name: string, choices: readonly T[]): Understood<T> {
  const text = args.flags.get(name) ?? choices[0]!;
  const choice = choices.find(c => c === text);
  if (choice !== undefined) return understood(choice);
  const near = nearest(text, choices);
  return notUnderstood(
    `--${name}: there is no "${text}"; ${near === undefined ? `choose from ${choices.join(', ')}` : `did you mean ${near}?`}`,
  );
}
