// The explorer, or where standard output is no terminal, a summary and how to go on.
import {openSync} from 'node:fs';
import {ReadStream} from 'node:tty';
import {visible} from '../audit/visible.ts';
import type {Source} from '../source/source.ts';
import {contextOf, exprOf} from './context.ts';
import {EXIT} from './exit.ts';
import type {ParsedArgs} from './flags.ts';
import {isInputProblem, loaded, openPaths, problemSentences, tellProblems} from './input.ts';
import type {Io} from './io.ts';
import {summary} from './summary.ts';

/** An input that holds no event is told apart from a big one within this time, in milliseconds. */
const GLANCE_MS = 400;

/** Keys come from the terminal also when data comes on standard input. */
function keyboard(io: Io): ReadStream | undefined {
  if ('isTTY' in io.stdin && io.stdin.isTTY === true) return io.stdin as ReadStream;
  try {
    return new ReadStream(openSync('/dev/tty', 'r+'));
  } catch {
    return undefined;
  }
}

const glance = (source: Source) =>
  Promise.race([loaded(source), new Promise<void>(resolve => setTimeout(resolve, GLANCE_MS).unref())]);

/** Nothing to explore, and a reason that is worth more than an empty screen. */
async function isHopeless(source: Source): Promise<boolean> {
  const about = source.about();
  if (about.files.length > 0 && !about.problems.some(problem => isInputProblem(problem.code))) return false;
  await glance(source);
  const {events, loading, problems} = source.about();
  return events === 0 && !loading && problems.some(problem => isInputProblem(problem.code));
}

export async function explore(args: ParsedArgs, io: Io): Promise<number> {
  const filter = args.flags.get('filter') ?? '';
  const checked = exprOf(filter, contextOf(args, io));
  if (!checked.ok) {
    await io.err.write(`audit-tui: ${checked.message}\n`);
    return EXIT.error;
  }
  const opened = await openPaths(args.positionals, io);
  if (!opened.ok) {
    await io.err.write(`audit-tui: ${opened.message}\n`);
    return EXIT.error;
  }
  const {source} = opened;
  try {
    if (!io.out.isTerminal) {
      await loaded(source);
      const failed = await tellProblems(source, io);
      if (source.about().events === 0 && failed) return EXIT.error;
      await io.out.write(await summary(source, args.positionals));
      return EXIT.found;
    }
    if (await isHopeless(source)) {
      for (const sentence of problemSentences(source.about())) await io.err.write(`audit-tui: ${visible(sentence)}\n`);
      return EXIT.error;
    }
    const keys = keyboard(io);
    if (keys === undefined) {
      await io.err.write(
        'audit-tui: there is no terminal to read keys from; use "audit-tui query" or "audit-tui top".\n',
      );
      return EXIT.error;
    }
    const {explore: show} = await import('../screen/explore.tsx');
    return await show({
      source,
      stdin: keys,
      stdout: io.stdout,
      options: {filter, zone: args.flags.has('local') ? 'local' : 'utc', env: io.env},
    });
  } finally {
    await source.close();
  }
}
