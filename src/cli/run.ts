// One run of the program: from arguments to an exit code.
import {visible} from '../audit/visible.ts';
import {SourceFailure} from '../source/source.ts';
import {COMMANDS, type CommandSpec, GLOBAL_FLAGS} from './commands.ts';
import {EXIT} from './exit.ts';
import {findCommand, groupFault, mistyped} from './find-command.ts';
import {parseArgs} from './flags.ts';
import {commandHelp, groupHelp, HELP_COLUMNS, overview} from './help.ts';
import {complain, type Io, ReaderGone, WriteFailed} from './io.ts';
import {startIsOver} from './pace.ts';

const commands: readonly CommandSpec[] = COMMANDS;

/** `name` is that of a command or a group, '' is the explorer. */
async function usageError(message: string, name: string, io: Io): Promise<number> {
  const help = name === '' ? 'audit-tui --help' : `audit-tui ${name} --help`;
  await io.err.write(`audit-tui: ${visible(message)}\nSee "${help}".\n`);
  return EXIT.error;
}

/** `--help keys`: a topic, if that is what the words besides flags are. */
async function topicAsked(words: readonly string[], version: string, width: number): Promise<string | undefined> {
  const asked = words.filter(word => !word.startsWith('-'));
  return asked.length === 0 ? undefined : (await import('./topics-help.ts')).helpAbout(asked, version, width);
}

/**
 * @param exists whether a path names something, so that a file called `query` can still be told from the command
 * @returns the exit code. Never throws but for our own defects.
 */
export async function run(
  argv: readonly string[],
  version: string,
  io: Io,
  exists: (path: string) => boolean,
): Promise<number> {
  const found = findCommand(argv);
  const {words} = found;
  const wantsHelp = (flag: string) =>
    words.slice(0, words.includes('--') ? words.indexOf('--') : undefined).includes(flag);
  try {
    const width = Math.min(io.out.columns ?? HELP_COLUMNS, 100);
    if (wantsHelp('--help') || wantsHelp('-h')) {
      const help =
        found.kind === 'command'
          ? commandHelp(found.command, width)
          : found.kind === 'group'
            ? groupHelp(found.group, width)
            : ((await topicAsked(words, version, width)) ?? overview(version, width));
      await io.out.write(help);
      return EXIT.found;
    }
    if (wantsHelp('--version') || wantsHelp('-V')) {
      await io.out.write(`audit-tui ${version}\n`);
      return EXIT.found;
    }
    if (found.kind === 'group') return await usageError(groupFault(found.group, words), found.group.name, io);
    const near = found.kind === 'none' ? mistyped(argv[0]) : undefined;
    if (near !== undefined && !exists(argv[0]!)) {
      return await usageError(`There is no file and no command "${argv[0]}"; did you mean "${near}"?`, '', io);
    }
    const command = found.kind === 'command' ? found.command : commands[0]!;
    const parsed = parseArgs(words, [...command.flags, ...GLOBAL_FLAGS], command.positionals);
    if (!parsed.ok) return await usageError(parsed.message, command.name, io);
    const runCommand = await command.load();
    // The explorer's start goes on until its first frame.
    if (command.name !== '') startIsOver();
    return await runCommand(parsed.args, io);
  } catch (error) {
    if (error instanceof ReaderGone) return EXIT.found;
    if (error instanceof SourceFailure) return complain(visible(error.message), io).catch(() => EXIT.error);
    if (error instanceof WriteFailed) return complain(error.message, io).catch(() => EXIT.error);
    throw error;
  }
}
