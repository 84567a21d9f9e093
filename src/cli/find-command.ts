// From the first words of a command line to a row of COMMANDS. A command may have two words: the first names its group.
import {nearest} from '../query/nearest.ts';
import {COMMANDS, type CommandSpec} from './commands.ts';

const commands: readonly CommandSpec[] = COMMANDS;

export type GroupSpec = {readonly name: string; readonly title: string; readonly doc: string};

/** First words that are no command by themselves. */
export const GROUPS = [
  {
    name: 'policy',
    title: 'what an audit policy says and does',
    doc: 'A policy file is read as the API server reads it (--audit-policy-file). Nothing is sent anywhere, and no cluster is needed.',
  },
] as const satisfies readonly GroupSpec[];

export const membersOf = ({name}: GroupSpec): readonly CommandSpec[] =>
  commands.filter(command => command.name.startsWith(`${name} `));

export type FoundCommand =
  | {readonly kind: 'command'; readonly command: CommandSpec; readonly words: readonly string[]}
  | {readonly kind: 'group'; readonly group: GroupSpec; readonly words: readonly string[]}
  /** The explorer, or a word that is none of ours. */
  | {readonly kind: 'none'; readonly words: readonly string[]};

/** `words` are what is left of the command line. */
export function findCommand(argv: readonly string[]): FoundCommand {
  const named = (name: string) => commands.find(command => command.name !== '' && command.name === name);
  const two = argv.length > 1 ? named(`${argv[0]} ${argv[1]}`) : undefined;
  if (two !== undefined) return {kind: 'command', command: two, words: argv.slice(2)};
  const one = argv[0] === undefined ? undefined : named(argv[0]);
  if (one !== undefined) return {kind: 'command', command: one, words: argv.slice(1)};
  const group = GROUPS.find(({name}) => name === argv[0]);
  return group === undefined ? {kind: 'none', words: argv} : {kind: 'group', group, words: argv.slice(1)};
}

/** A word that looks like a mistyped command rather than a file: the command that may be meant. */
export function mistyped(word: string | undefined): string | undefined {
  if (word === undefined || !/^[a-z][a-z-]{2,15}$/.test(word)) return undefined;
  return nearest(word, [...commands.map(({name}) => name), ...GROUPS.map(({name}) => name)]);
}

/** What is wrong with the words after a group's name: one sentence. */
export function groupFault(group: GroupSpec, words: readonly string[]): string {
  const members = membersOf(group).map(({name}) => name.slice(group.name.length + 1));
  const word = words.find(candidate => !candidate.startsWith('-'));
  if (word === undefined) return `"${group.name}" needs one more word: ${members.join(', ')}.`;
  const near = nearest(word, members);
  const instead = near === undefined ? `there are ${members.join(', ')}` : `did you mean "${group.name} ${near}"?`;
  return `There is no command "${group.name} ${word}"; ${instead}${near === undefined ? '.' : ''}`;
}
