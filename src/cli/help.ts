// Help is made from the rows of COMMANDS.
import {COMMANDS, type CommandSpec, GLOBAL_FLAGS} from './commands.ts';
import {type GroupSpec, membersOf} from './find-command.ts';
import type {FlagSpec} from './flags.ts';
import {TOPIC_NAMES} from './topics-names.ts';

const commands: readonly CommandSpec[] = COMMANDS;

/** Where the width of the terminal is not known. */
export const HELP_COLUMNS = 80;

/** Words in lines of `width` columns; all but the first begin with `indent` spaces. */
export function wrap(text: string, indent: number, width: number): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent + line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines.join(`\n${' '.repeat(indent)}`);
}

const flagName = ({short, name, value}: FlagSpec) =>
  `${short === undefined ? '    ' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;

/** What is wider than this, in columns, or than half of the page, stands on a line of its own. */
const MOST_LEFT = 34;

/** Two columns. */
export function rowsText(pairs: readonly (readonly [left: string, right: string])[], width: number): string {
  const lengths = pairs.map(([name]) => name.length);
  const most = Math.min(MOST_LEFT, Math.floor(width / 2));
  const left = Math.max(...lengths.filter(length => length <= most), Math.min(most, ...lengths));
  return pairs
    .map(([name, doc]) => {
      const head = name.length > left ? `${name}\n${' '.repeat(left + 2)}` : name.padEnd(left);
      return `  ${head}  ${wrap(doc, left + 4, width)}\n`;
    })
    .join('');
}

export function usage({name, positionals, flags}: CommandSpec): string {
  const words = positionals.map(p =>
    p.required ? `${p.name}${p.many ? '...' : ''}` : p.many ? `[${p.name}...]` : `[${p.name}]`,
  );
  return ['audit-tui', name, ...words, ...(flags.length > 0 ? ['[FLAG...]'] : [])]
    .filter(word => word !== '')
    .join(' ');
}

const examples = ({examples: list}: CommandSpec) => list.map(({line, doc}) => `  ${line}\n      ${doc}\n`).join('');

/** `audit-tui --help`, at most `width` columns wide where words allow it. */
export function overview(version: string, width: number): string {
  const explorer = commands[0]!;
  return [
    `audit-tui ${version}: explore Kubernetes API-server audit logs\n\n`,
    'Usage\n',
    commands.map(command => `  ${usage(command)}\n`).join(''),
    '\nCommands\n',
    rowsText(
      commands.map(command => [command.name === '' ? '(none)' : command.name, command.title] as const),
      width,
    ),
    '\nFlags of the explorer\n',
    rowsText(
      [...explorer.flags, ...GLOBAL_FLAGS].map(flag => [flagName(flag), flag.doc] as const),
      width,
    ),
    '\nExamples\n',
    examples(explorer),
    `\n${wrap(`"audit-tui COMMAND --help" tells more about a command, "audit-tui help TOPIC" about ${TOPIC_NAMES.slice(0, -1).join(', ')} and ${TOPIC_NAMES.at(-1)}.`, 0, width)}\n`,
    'Exit status: 0 found, 1 nothing found, 2 error.\n',
  ].join('');
}

/** `audit-tui query --help`. */
export function commandHelp(command: CommandSpec, width: number): string {
  return [
    `${command.name === '' ? 'audit-tui' : `audit-tui ${command.name}`}: ${command.title}\n\n`,
    'Usage\n',
    `  ${usage(command)}\n\n`,
    `${wrap(command.doc, 0, width)}\n\n`,
    ...(command.positionals.length === 0
      ? []
      : [
          'Arguments\n',
          rowsText(
            command.positionals.map(p => [p.name, p.doc] as const),
            width,
          ),
          '\n',
        ]),
    'Flags\n',
    rowsText(
      [...command.flags, ...GLOBAL_FLAGS].map(flag => [flagName(flag), flag.doc] as const),
      width,
    ),
    '\nExamples\n',
    examples(command),
  ].join('');
}

/** `audit-tui policy --help`. */
export function groupHelp(group: GroupSpec, width: number): string {
  const members = membersOf(group);
  return [
    `audit-tui ${group.name}: ${group.title}\n\n`,
    `${wrap(group.doc, 0, width)}\n\n`,
    'Usage\n',
    members.map(command => `  ${usage(command)}\n`).join(''),
    '\nCommands\n',
    rowsText(
      members.map(command => [command.name, command.title] as const),
      width,
    ),
    '\nExamples\n',
    members.map(command => examples({...command, examples: command.examples.slice(0, 1)})).join(''),
    `\n"audit-tui ${group.name} COMMAND --help" tells more about a command.\n`,
  ].join('');
}
