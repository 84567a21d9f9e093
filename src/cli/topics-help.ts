// `audit-tui help`: topics as text, and the help of commands.

import {visible} from '../audit/visible.ts';
import {nearest} from '../query/nearest.ts';
import {COMMANDS, type CommandSpec} from './commands.ts';
import {EXIT} from './exit.ts';
import {findCommand, GROUPS} from './find-command.ts';
import type {ParsedArgs} from './flags.ts';
import {commandHelp, groupHelp, HELP_COLUMNS, overview, rowsText, wrap} from './help.ts';
import {complain, type Io} from './io.ts';
import {type Block, findTopic, TOPICS, type Topic} from './topics.ts';
import {VERSION} from './version.ts';

const commands: readonly CommandSpec[] = COMMANDS;

const plain = (text: string): string => text.replaceAll('`', '');

function blockText(block: Block, width: number): string {
  switch (block.kind) {
    case 'text':
      return `${wrap(plain(block.text), 0, width)}\n`;
    case 'heading':
      return `${block.text}\n`;
    case 'code':
      return block.lines.map(line => `    ${line}\n`).join('');
    case 'rows':
      return rowsText(
        block.rows.map(([left, right]) => [left, plain(right)] as const),
        width,
      );
  }
}

/** At most `width` columns wide where words allow it. */
export function topicHelp({name, title, blocks}: Topic, width: number): string {
  const body = blocks()
    .map((block, i, all) => `${i > 0 && all[i - 1]!.kind !== 'heading' ? '\n' : ''}${blockText(block, width)}`)
    .join('');
  const same = commands.some(command => command.name === name)
    ? `\n"audit-tui ${name} --help" tells about the command of that name.\n`
    : '';
  return `audit-tui help ${name}: ${title}\n\n${body}${same}`;
}

/** What `words` ask about; undefined if it is nothing of ours. No words ask about everything. */
export function helpAbout(words: readonly string[], version: string, width: number): string | undefined {
  if (words.length === 0) return overview(version, width);
  const topic = findTopic(words);
  if (topic !== undefined) return topicHelp(topic, width);
  const found = findCommand(words);
  if (found.words.length > 0) return undefined;
  if (found.kind === 'command') return commandHelp(found.command, width);
  return found.kind === 'group' ? groupHelp(found.group, width) : undefined;
}

export async function help({positionals}: ParsedArgs, io: Io): Promise<number> {
  const text = helpAbout(positionals, VERSION, Math.min(io.out.columns ?? HELP_COLUMNS, 100));
  if (text !== undefined) {
    await io.out.write(text);
    return EXIT.found;
  }
  const known = [...TOPICS, ...commands, ...GROUPS].map(({name}) => name);
  const near = nearest(positionals.join(' '), known);
  const instead =
    near === undefined ? `topics are ${TOPICS.map(({name}) => name).join(', ')}` : `did you mean ${near}?`;
  return complain(
    `there is no help about "${visible(positionals.join(' '))}"; ${instead}${near === undefined ? '.' : ''}`,
    io,
  );
}
