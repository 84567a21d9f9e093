// The tables of docs/commands.md and of the README, made from the rows that the parser itself reads.
import {COMMANDS, type CommandSpec, GLOBAL_FLAGS} from './commands.ts';
import type {FlagSpec} from './flags.ts';
import {usage} from './help.ts';

const commands: readonly CommandSpec[] = COMMANDS;

const cell = (text: string): string => text.replaceAll('|', '\\|');
const code = (text: string): string => `\`${text}\``;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}

const flagNames = ({name, short, value}: FlagSpec): string =>
  [...(short === undefined ? [] : [`-${short}`]), `--${name}`]
    .map(flag => code(value === undefined ? flag : `${flag} ${value}`))
    .join(', ');

const flagsTable = (flags: readonly FlagSpec[]): string =>
  table(
    ['Flag', 'Does'],
    flags.map(flag => [flagNames(flag), flag.doc]),
  );

/** Markdown: one row a command. */
export const commandsTable = (): string =>
  table(
    ['Command', 'Does'],
    commands.map(command => [code(usage(command).replace(' [FLAG...]', '')), command.title]),
  );

function section(command: CommandSpec): string {
  return [
    `## ${code(command.name === '' ? 'audit-tui' : `audit-tui ${command.name}`)}: ${command.title}`,
    command.doc,
    ...(command.positionals.length === 0
      ? []
      : [
          table(
            ['Argument', 'Is'],
            command.positionals.map(positional => [code(positional.name), positional.doc]),
          ),
        ]),
    ...(command.flags.length === 0 ? [] : [flagsTable(command.flags)]),
    'For example:',
    command.examples.map(({line, doc}) => `    # ${doc}\n    ${line}`).join('\n'),
  ].join('\n\n');
}

/** Markdown: a section a command with its arguments, flags and examples, then the flags that all commands take. */
export const commandsReference = (): string =>
  [...commands.map(section), '## Every command', flagsTable(GLOBAL_FLAGS)].join('\n\n');
