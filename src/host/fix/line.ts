// A flag in a line of words, as a shell or systemd has them: found, changed, renamed, taken out.
import {auditFlag} from '../flags.ts';
import {shellWords} from '../words.ts';
import {type Edit, isFlag} from './edit.ts';

export type FlagEdit = Edit & {kind: 'flag' | 'rename flag' | 'remove flag'};

export const isFlagEdit = (edit: Edit): edit is FlagEdit =>
  edit.kind === 'flag' || edit.kind === 'rename flag' || edit.kind === 'remove flag';

/** A value that needs no quotes, wherever it stands. */
export const isSafe = (value: string): boolean => /^[\w./:@,+=-]*$/.test(value);

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The flag with dashes or underscores inside. */
const nameSource = (name: string): string => escaped(name).replaceAll('-', '[-_]');

/** What may follow a word. */
const END = '(?=[\\s\'"\\\\]|$)';

/**
 * A line with the flag in it changed, where it is more than once the last one; `isFirst` takes the first one instead.
 * undefined if it is not there as it was read, or has a value that is not plain. `lead` is a pattern for what stands
 * before the name.
 */
export function changedLine(line: string, edit: FlagEdit, lead = '--', isFirst = false): string | undefined {
  const name = edit.kind === 'rename flag' ? edit.from : edit.name;
  const start = `(?<![\\w-])(${lead})${nameSource(name)}`;
  const found = (source: string) => {
    const all = [...line.matchAll(new RegExp(source, 'g'))];
    return isFirst ? all[0] : all.at(-1);
  };
  if (edit.kind === 'rename flag') {
    const match = found(`${start}(?=[=\\s'"\\\\]|$)`);
    if (match === undefined) return undefined;
    return `${line.slice(0, match.index)}${match[1]}${edit.to}${line.slice(match.index + match[0].length)}`;
  }
  // As pflag reads it: a switch never takes the next word, and nothing takes the next flag.
  const between = auditFlag(name)?.kind === 'switch' || lead !== '--' ? '=' : '=|[ \\t]+(?!--)';
  const match = found(`${start}(?:(${between})([\\w./:@,+=-]+)${END}|(?==?(?:[\\s'"\\\\]|$)))`);
  if (match === undefined) return undefined;
  const after = line.slice(match.index + match[0].length);
  if (edit.kind === 'remove flag') return without(line.slice(0, match.index), after.replace(/^=/, ''));
  return `${line.slice(0, match.index)}${match[1]}${name}${match[2] ?? '='}${edit.value}${after.replace(/^=/, '')}`;
}

/** A word in quotes of its own goes with them: empty ones would be an argument. */
function without(before: string, after: string): string {
  const quote = /['"]$/.exec(before)?.[0];
  const isQuoted = quote !== undefined && after.startsWith(quote) && /^(?:\s|\\|$)/.test(after.slice(1));
  const [left, right] = isQuoted ? [before.slice(0, -1), after.slice(1)] : [before, after];
  return left.replace(/[ \t]+$/, '') + right;
}

/** What k3s passes on to kube-apiserver, and how it may spell it: a flag of its own has no dashes there. */
const PASSED_ON = /^(?:--kube-apiserver-arg=)?(?:--)?(?=audit[-_])/;

/** Whether the value is the next word. */
const isBare = (word: string): boolean =>
  /^--[\w-]+$/.test(word) && auditFlag(word.slice(2).replaceAll('_', '-'))?.kind !== 'switch';

/** The arguments in a line of a command, each with its value. */
export function argsIn(line: string): readonly string[] {
  const words = shellWords(line).map(({text}) => text);
  const args: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const [word, next] = [words[i]!, words[i + 1]];
    const takesNext = isBare(word) && next !== undefined && (word === '--kube-apiserver-arg' || !next.startsWith('--'));
    args.push((takesNext ? `${word}=${next}` : word).replace(PASSED_ON, '--'));
    if (takesNext) i++;
  }
  return args;
}

/**
 * Whether `after` is the line `before` of a command with nothing else changed: a value in quotes of its own, with a blank in it
 * or on the next line is more than the pattern above sees. Not for what a variable holds: there quotes are around all of it.
 */
export function isChanged(before: string, after: string, edit: FlagEdit, isFirst = false): boolean {
  if (edit.kind === 'rename flag') return true;
  const [old, now] = [argsIn(before), argsIn(after)];
  const last = old.at(-1) ?? '';
  if (/\\\s*$/.test(before) && isBare(last) && isFlag(last, edit.name)) return false;
  const isSaid = (arg: string) => isFlag(arg, edit.name);
  const at = isFirst ? old.findIndex(isSaid) : old.findLastIndex(isSaid);
  if (at === -1) return false;
  const wanted = edit.kind === 'flag' ? old.with(at, `--${edit.name}=${edit.value}`) : old.toSpliced(at, 1);
  return now.join('\n') === wanted.join('\n');
}
