// One run of the program: from arguments to an exit code.
import {visible} from '../audit/visible.ts';
import {nearest} from '../query/nearest.ts';
import {COMMANDS, type CommandSpec, GLOBAL_FLAGS} from './commands.ts';
import {EXIT} from './exit.ts';
import {parseArgs} from './flags.ts';
import {commandHelp, overview} from './help.ts';
import {complain, type Io, ReaderGone, WriteFailed} from './io.ts';

const commands: readonly CommandSpec[] = COMMANDS;

const HELP_COLUMNS = 80;

/** A word that looks like a mistyped command rather than a file. */
function mistyped(word: string | undefined): string | undefined {
  if (word === undefined || !/^[a-z-]{3,12}$/.test(word)) return undefined;
  return nearest(
    word,
    commands.map(command => command.name),
  );
}

async function usageError(message: string, command: CommandSpec, io: Io): Promise<number> {
  const help = command.name === '' ? 'audit-tui --help' : `audit-tui ${command.name} --help`;
  await io.err.write(`audit-tui: ${visible(message)}\nSee "${help}".\n`);
  return EXIT.error;
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
  const named =
    argv[0] === undefined ? undefined : commands.find(command => command.name !== '' && command.name === argv[0]);
  const command = named ?? commands[0]!;
  const words = named === undefined ? argv : argv.slice(1);
  const wantsHelp = (flag: string) =>
    words.slice(0, words.includes('--') ? words.indexOf('--') : undefined).includes(flag);
  try {
    const width = Math.min(io.out.columns ?? HELP_COLUMNS, 100);
    if (wantsHelp('--help') || wantsHelp('-h')) {
      await io.out.write(named === undefined ? overview(version, width) : commandHelp(command, width));
      return EXIT.found;
    }
    if (wantsHelp('--version') || wantsHelp('-V')) {
      await io.out.write(`audit-tui ${version}\n`);
      return EXIT.found;
    }
    const parsed = parseArgs(words, [...command.flags, ...GLOBAL_FLAGS], command.positionals);
    if (!parsed.ok) return await usageError(parsed.message, command, io);
    const near = named === undefined && parsed.args.positionals[0] === argv[0] ? mistyped(argv[0]) : undefined;
    if (near !== undefined && !exists(argv[0]!)) {
      return await usageError(`There is no file and no command "${argv[0]}"; did you mean "${near}"?`, command, io);
    }
    const runCommand = await command.load();
    return await runCommand(parsed.args, io);
  } catch (error) {
    if (error instanceof ReaderGone) return EXIT.found;
    if (error instanceof WriteFailed) return complain(error.message, io).catch(() => EXIT.error);
    throw error;
  }
}
