// The manual page audit-tui(1), made of the rows of COMMANDS and TOPICS. `audit-tui man` prints it, and it lies in man/.
import {COMMANDS, type CommandSpec, GLOBAL_FLAGS} from './commands.ts';
import {EXIT} from './exit.ts';
import type {FlagSpec, ParsedArgs, PositionalSpec} from './flags.ts';
import {usage} from './help.ts';
import type {Io} from './io.ts';
import {example, fill, item, literal, macro, paragraph, prose} from './man-roff.ts';
import {type Block, TOPICS, type Topic} from './topics.ts';
import {VERSION} from './version.ts';

const commands: readonly CommandSpec[] = COMMANDS;

/** Of the last change that a reader would see, as man pages have one. */
const DATE = '2026-11-26';

const bold = (text: string): string => `\\fB${literal(text)}\\fR`;
const italic = (text: string): string => `\\fI${literal(text)}\\fR`;

const flagName = ({name, short, value}: FlagSpec): string =>
  [...(short === undefined ? [] : [`-${short}`]), `--${name}`]
    .map(flag => (value === undefined ? bold(flag) : `${bold(flag)} ${italic(value)}`))
    .join(', ');

const flagItem = (flag: FlagSpec): readonly string[] => item(flagName(flag), flag.doc);

const sameFlag = (a: FlagSpec, b: FlagSpec): boolean => a.name === b.name && a.doc === b.doc;

/** Flags that mean the same in several commands are told once. */
const SHARED = 3;

const isShared = (flag: FlagSpec): boolean =>
  commands.filter(command => command.flags.some(other => sameFlag(flag, other))).length >= SHARED;

function sharedFlags(): readonly FlagSpec[] {
  const all = commands.flatMap(({flags}) => flags).filter(isShared);
  return all.filter((flag, i) => all.findIndex(other => sameFlag(flag, other)) === i);
}

/** `audit-tui query EXPR [PATH...]`: words to type bold, placeholders not. */
function synopsis(command: CommandSpec): string {
  const word = (text: string): string => text.replaceAll(/[A-Z]+/g, name => `\\fI${name}\\fR`);
  return [
    bold(['audit-tui', command.name].filter(Boolean).join(' ')),
    ...usage(command)
      .split(' ')
      .slice(command.name === '' ? 1 : 1 + command.name.split(' ').length)
      .map(word),
  ].join(' ');
}

const positionalItem = ({name, doc}: PositionalSpec): readonly string[] => item(italic(name), doc);

const exampleItems = ({examples}: CommandSpec): readonly string[] =>
  examples.flatMap(({line: shown, doc}) => item(bold(shown), doc));

function section(command: CommandSpec): readonly string[] {
  const own = command.flags.filter(flag => !isShared(flag));
  const shared = command.flags.filter(isShared).map(({name}) => bold(`--${name}`));
  return [
    macro('SS', prose(['audit-tui', command.name].filter(Boolean).join(' '))),
    synopsis(command),
    ...paragraph(`${command.title.charAt(0).toUpperCase()}${command.title.slice(1)}. ${command.doc}`),
    ...command.positionals.filter(({name}) => name !== 'PATH').flatMap(positionalItem),
    ...own.flatMap(flagItem),
    ...(shared.length === 0 ? [] : ['.PP', ...fill(`Also, as under COMMON FLAGS: ${shared.join(', ')}.`)]),
  ];
}

function block(content: Block): readonly string[] {
  switch (content.kind) {
    case 'text':
      return paragraph(content.text);
    case 'heading':
      return [macro('SS', prose(content.text))];
    case 'code':
      return example(content.lines);
    case 'rows':
      return content.rows.flatMap(([left, right]) => item(bold(left), right));
  }
}

const HEADINGS: Readonly<Record<string, string>> = {query: 'QUERY LANGUAGE', config: 'CONFIG FILE'};

const topicSection = ({name, blocks}: Topic): readonly string[] => [
  macro('SH', HEADINGS[name] ?? name.toUpperCase().replace('-', ' ')),
  ...blocks().flatMap(block),
];

/** mandoc wants no paragraph macro behind a heading. */
const tidy = (lines: readonly string[]): readonly string[] =>
  lines.filter((text, i) => !(text === '.PP' && /^\.S[HS] /.test(lines[i - 1] ?? '')));

export function manPage(version: string): string {
  const lines = [
    '.\\" Made of the tables of the program by "npm run docs": change those.',
    macro('TH', 'AUDIT\\-TUI', '1', DATE, `audit\\-tui ${version}`, 'User Commands'),
    '.nh',
    '.ad l',
    '.SH NAME',
    'audit\\-tui \\- explore Kubernetes API server audit logs',
    '.SH SYNOPSIS',
    ...commands.flatMap((command, i) => [...(i === 0 ? [] : ['.br']), synopsis(command)]),
    '.SH DESCRIPTION',
    ...paragraph(
      'audit-tui shows who did what, when, from where, and whether it succeeded, from the audit logs of a Kubernetes API server, interactively or for scripts. One row is one request, at its latest stage.',
    ),
    ...paragraph(
      'It opens logs read-only, starts no other processes, and writes files only when asked to. It uses the network only for a ClickHouse table that is named. Secrets are masked, and no byte of a log reaches the terminal unescaped.',
    ),
    ...paragraph(
      'A PATH is an audit log (its rotated files are read too), a directory of them, or - for standard input. Flags may stand anywhere; after -- everything is a path.',
    ),
    '.SH COMMANDS',
    ...commands.flatMap(section),
    '.SH COMMON FLAGS',
    ...[...sharedFlags(), ...GLOBAL_FLAGS].flatMap(flagItem),
    ...TOPICS.flatMap(topicSection),
    '.SH EXAMPLES',
    ...commands.flatMap(exampleItems),
    '.SH SEE ALSO',
    '.BR kubectl (1),',
    '.BR jq (1)',
  ];
  return `${tidy(lines).join('\n')}\n`;
}

export async function man(_args: ParsedArgs, io: Io): Promise<number> {
  await io.out.write(manPage(VERSION));
  return EXIT.found;
}
