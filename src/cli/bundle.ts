// `audit-tui bundle`: the evidence of a query in one folder that can be checked.

import {bytesText, counted, grouped} from '../audit/numbers.ts';
import {shellWord} from '../audit/shell-word.ts';
import type {Micros} from '../audit/time.ts';
import {visible} from '../audit/visible.ts';
import {print} from '../query/print.ts';
import {type BundleJob, NotWritten} from '../session/bundle/bundle.ts';
import {type Bundled, type Progress, writeBundle} from '../session/bundle/write.ts';
import {lasting, queryCommand} from '../session/take/command.ts';
import {TIME_ORDER} from '../source/source.ts';
import {maker, openFolder} from './bundle-folder.ts';
import {contextOf, exprOf} from './context.ts';
import {EXIT} from './exit.ts';
import {filteredBy} from './filter-flags.ts';
import type {ParsedArgs} from './flags.ts';
import {flagWords, isHopeless, tellProblems, whole, withSource} from './input.ts';
import {complain, type Io} from './io.ts';

/** Everything asked for, or what is wrong with it. */
function understand(args: ParsedArgs, io: Io, inputWords: readonly string[], logEnd?: Micros): BundleJob | string {
  const path = args.flags.get('out');
  if (path === undefined || path === '') return '--out is missing: the folder to write, which must not be there yet.';
  const context = contextOf(args, io, logEnd);
  const [text = '', ...paths] = args.positionals;
  const typed = exprOf(text, context);
  if (!typed.ok) return typed.message;
  const where = filteredBy(typed.value, args, context);
  if (!where.ok) return where.message;
  const query = where.value === typed.value ? lasting(text, typed.value, context) : print(where.value);
  const reveal = args.flags.has('reveal');
  const stages = args.flags.has('all-stages') ? 'all' : 'latest';
  const options = [
    ...['-o', 'jsonl'],
    ...(stages === 'all' ? ['--all-stages'] : []),
    ...(reveal ? ['--reveal'] : []),
    ...inputWords,
    ...(args.flags.has('local') ? ['--local'] : []),
  ];
  return {
    path,
    view: {where: where.value, stages},
    query,
    command: queryCommand(query, paths, options),
    reveal,
    zone: args.flags.has('local') ? 'local' : 'utc',
    marks: [],
  };
}

/** Progress is told so often at most, in milliseconds. */
const TELL_MS = 250;

/** On a terminal one line that is written over; elsewhere nothing. */
function progressTo(io: Io): {readonly tell: Progress; readonly clear: () => Promise<void>} {
  let last = performance.now();
  let shown = false;
  return {
    tell: (done, total, what) => {
      if (!io.err.isTerminal || performance.now() - last < TELL_MS) return;
      last = performance.now();
      shown = true;
      const words =
        what === 'rows'
          ? `writing rows: ${grouped(done)} of ${grouped(total)}`
          : `hashing the log: ${bytesText(done)} of ${bytesText(total)}`;
      void io.err.write(`\r\x1b[K${words}; ^C stops it`);
    },
    clear: async () => {
      if (shown) await io.err.write('\r\x1b[K');
    },
  };
}

export function sentenceOf({path, bytes, counts}: Bundled, reveal: boolean): string {
  const lost =
    counts.unreadable.length === 0 ? '' : ` ${counted(counts.unreadable.length, 'event')} could not be read.`;
  return `Wrote ${counted(counts.events, 'event')} to ${path}, ${bytesText(bytes)}, secrets ${reveal ? 'in clear' : 'masked'}.${lost}`;
}

const STOPS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const NUMBERS = {SIGHUP: 1, SIGINT: 2, SIGTERM: 15} as const;

async function write(job: BundleJob, io: Io, source: Parameters<typeof writeBundle>[1]['source']): Promise<number> {
  const stop = new AbortController();
  let signal: (typeof STOPS)[number] | undefined;
  const onSignal = (name: NodeJS.Signals) => {
    signal = name as (typeof STOPS)[number];
    stop.abort();
  };
  for (const name of STOPS) process.on(name, onSignal);
  const {tell: progress, clear} = progressTo(io);
  try {
    const setting = {source, open: openFolder, maker: maker(), now: io.now(), signal: stop.signal, progress};
    const bundled = await writeBundle(job, setting);
    await clear();
    await io.out.write(
      `${visible(sentenceOf(bundled, job.reveal))}\nCheck it: cd ${shellWord(visible(bundled.path))} && sha256sum -c SHA256SUMS\n`,
    );
    return bundled.counts.unreadable.length > 0 ? EXIT.error : EXIT.found;
  } catch (error) {
    await clear();
    if (signal !== undefined) {
      await complain('stopped: nothing was written.', io);
      return 128 + NUMBERS[signal];
    }
    if (error instanceof NotWritten) return complain(error.message, io);
    throw error;
  } finally {
    for (const name of STOPS) process.off(name, onSignal);
  }
}

export async function bundle(args: ParsedArgs, io: Io): Promise<number> {
  const inputWords = await flagWords(args.positionals.slice(1), args, io);
  const checked = understand(args, io, inputWords);
  if (typeof checked === 'string') return complain(checked, io);
  try {
    // A folder that cannot be made is told before a gigabyte is read.
    await (await openFolder(checked.path)).discard();
  } catch (error) {
    if (error instanceof NotWritten) return complain(error.message, io);
    throw error;
  }
  return withSource(args.positionals.slice(1), args, io, async source => {
    const job = await whole(source, end => understand(args, io, inputWords, end));
    if (typeof job === 'string') return complain(job, io);
    const {total} = await source.rows(job.view, {order: TIME_ORDER, limit: 0, cells: []});
    const failed = await tellProblems(source, io);
    if (isHopeless(source.about())) return EXIT.error;
    if (total === 0) {
      await io.err.write('audit-tui: no row matches: nothing was written.\n');
      return failed ? EXIT.error : EXIT.none;
    }
    const code = await write(job, io, source);
    return code === EXIT.found && failed ? EXIT.error : code;
  });
}
