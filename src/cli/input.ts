// From PATH arguments to an open source, and from its problems to sentences on standard error.

import {grouped} from '../audit/numbers.ts';
import {formatMicroTime, type Micros} from '../audit/time.ts';
import {visible} from '../audit/visible.ts';
import {logEnd} from '../ingest/log-end.ts';
import {inputScope} from '../ingest/problems.ts';
import {parseTime} from '../query/times.ts';
import {type OpenOptions, openLocal} from '../source/open.ts';
import type {About, Problem, Source} from '../source/source.ts';
import {contextOf, notUnderstood, type Understood, understood} from './context.ts';
import type {ParsedArgs} from './flags.ts';
import {complain, type Io} from './io.ts';
import {isRemote} from './remote-path.ts';

type Opened = {readonly ok: true; readonly source: Source} | {readonly ok: false; readonly message: string};

/** A time of a flag, as since: takes it; `undefined` without the flag. */
function timeFlag(args: ParsedArgs, io: Io, name: string, end: Micros | undefined): Understood<Micros | undefined> {
  const text = args.flags.get(name);
  if (text === undefined) return understood(undefined);
  const window = parseTime(text, contextOf(args, io, end));
  return window === undefined
    ? notUnderstood(`--${name} takes a time such as 15m (ago), 10:30 or 2026-11-20T10:00Z, not "${visible(text)}"`)
    : understood(window.from);
}

/** An index smaller than this would hold nothing. */
const LEAST_MEMORY = 16 * 2 ** 20;
const UNITS: Readonly<Record<string, number>> = {'': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30};

/** Bytes; `undefined` without the flag. */
function memoryFlag(args: ParsedArgs): Understood<number | undefined> {
  const text = args.flags.get('max-memory');
  if (text === undefined) return understood(undefined);
  const [, number, unit] = /^(\d+(?:\.\d+)?)([kmg]?)(?:i?b)?$/i.exec(text) ?? [];
  const bytes = Number(number) * (UNITS[(unit ?? '').toLowerCase()] ?? 1);
  return bytes >= LEAST_MEMORY
    ? understood(bytes)
    : notUnderstood(`--max-memory takes a size of at least 16M, such as 512M or 2G, not "${visible(text)}"`);
}

/** What times of flags count from, as those of a query do: the log's end, where it is old and known without reading it. */
const endForFlags = async (paths: readonly string[], args: ParsedArgs): Promise<Micros | undefined> =>
  args.flags.has('since') || args.flags.has('until') ? await logEnd(paths) : undefined;

/** Flags that say which part of the logs is read; the others do not change what a query finds. */
const INPUT_FLAGS = ['no-rotated', 'since', 'until', 'max-memory'] as const;

/** Those that were given, as words of a command line that means the same later: times are written out. */
export async function flagWords(paths: readonly string[], args: ParsedArgs, io: Io): Promise<readonly string[]> {
  const end = await endForFlags(paths, args);
  return INPUT_FLAGS.flatMap(name => {
    const value = args.flags.get(name);
    if (value === undefined) return [];
    if (value === '') return [`--${name}`];
    const time = name === 'since' || name === 'until' ? timeFlag(args, io, name, end) : notUnderstood('');
    return [`--${name}`, time.ok && time.value !== undefined ? formatMicroTime(time.value) : value];
  });
}

type Window = {readonly follow: boolean; readonly from: Micros | undefined; readonly to: Micros | undefined};

/** Loaded only here: whoever reads files waits for none of it. */
async function openRemote(path: string, args: ParsedArgs, io: Io, {follow, from, to}: Window): Promise<Opened> {
  const {remoteOf} = await import('./remote.ts');
  const remote = await remoteOf(path, args, io);
  if (!remote.ok) return remote;
  const {openClickHouse} = await import('../source/clickhouse/open.ts');
  return openClickHouse({
    ...remote.value,
    follow: follow && to === undefined,
    ...(from === undefined ? {} : {from}),
    ...(to === undefined ? {} : {to}),
  });
}

/** What only the explorer asks for: as OpenOptions has it. */
type Opening = Pick<OpenOptions, 'follow' | 'hold'>;

/** Without a path, standard input if something can be read from it. */
async function openPaths(
  paths: readonly string[],
  args: ParsedArgs,
  io: Io,
  {follow = false, ...opening}: Opening,
): Promise<Opened> {
  const remote = paths.find(isRemote);
  if (remote !== undefined && paths.length > 1)
    return notUnderstood(`${remote} is read alone, without other logs: several clusters belong in one table`);
  const end = remote === undefined ? await endForFlags(paths, args) : undefined;
  const since = timeFlag(args, io, 'since', end);
  const until = timeFlag(args, io, 'until', end);
  if (!since.ok) return since;
  if (!until.ok) return until;
  if (remote !== undefined) return openRemote(remote, args, io, {follow, from: since.value, to: until.value});
  const memory = memoryFlag(args);
  if (!memory.ok) return memory;
  const options: OpenOptions = {
    ...opening,
    follow,
    rotated: !args.flags.has('no-rotated'),
    ...(since.value === undefined ? {} : {since: since.value}),
    ...(until.value === undefined ? {} : {until: until.value}),
    ...(memory.value === undefined ? {} : {maxMemory: memory.value}),
  };
  if (paths.length > 0) return {ok: true, source: await openLocal(paths, options)};
  if (io.stdinHasData) return {ok: true, source: await openLocal(['-'], options)};
  // Loaded only here: whoever names a log waits for none of it.
  const {withoutPath} = await import('./no-path.ts');
  const own = withoutPath(args, io);
  if (!own.ok) return own;
  await io.err.write(`audit-tui: reading ${visible(own.path)} (${visible(own.why)})\n`);
  return {ok: true, source: await openLocal([own.path], options)};
}

/** Opens, uses and closes. @returns what `use` gives, or the exit code of a failure, which has been told. */
export async function withSource(
  paths: readonly string[],
  args: ParsedArgs,
  io: Io,
  use: (source: Source) => Promise<number>,
  opening: Opening = {},
): Promise<number> {
  const opened = await openPaths(paths, args, io, opening);
  if (!opened.ok) return complain(opened.message, io);
  try {
    return await use(opened.source);
  } finally {
    await opened.source.close();
  }
}

/** Resolves when everything was read. */
export function loaded(source: Source): Promise<void> {
  return new Promise(resolve => {
    if (!source.about().loading) return resolve();
    const stop = source.onChange(() => {
      if (source.about().loading) return;
      stop();
      resolve();
    });
  });
}

/** Waits for all of the log, then understands what was asked: times may count from its end. */
export async function whole<T>(source: Source, understand: (logEnd: Micros | undefined) => T): Promise<T> {
  await loaded(source);
  return understand(source.about().extent?.to);
}

const isDropped = (about: About) => (about.notes ?? []).some(({kind}) => kind === 'dropped');

/** Something that was asked for was not read: the answer may lack what is there. */
const hasUnread = (about: About) =>
  isDropped(about) || about.problems.some(problem => inputScope(problem.code) === 'unread');

/** Nothing to show, and a reason for it that is worth more than an empty answer. */
export const isHopeless = (about: About): boolean => !about.loading && about.events === 0 && hasUnread(about);

const place = ({at}: Problem) =>
  at.line === undefined ? `${at.file} at byte ${grouped(at.offset)}` : `${at.file}:${at.line}`;

/** A sentence for each input with a problem, then one that counts the bad records of the others. */
export function problemSentences(about: About): readonly string[] {
  const inputs = about.problems.filter(problem => inputScope(problem.code) !== undefined);
  const records = about.problems.filter(problem => inputScope(problem.code) === undefined);
  const count = records.reduce((sum, problem) => sum + problem.count, 0);
  const first = records[0]?.examples[0];
  const sentences = inputs.flatMap(problem => problem.examples.map(example => example.reason));
  // Of an input that is no log, every record is bad; its own sentence says enough.
  if (first !== undefined && !isHopeless(about)) {
    const kinds = records.map(problem => `${problem.title}: ${problem.count}`).join(', ');
    const were = count === 1 ? 'record was' : 'records were';
    sentences.push(`${count} ${were} not read as written (${kinds}); the first: ${place(first)}: ${first.reason}`);
  }
  const dropped = (about.notes ?? []).filter(({kind}) => kind === 'dropped').map(({text}) => text);
  const skipped = (about.inputs ?? []).filter(({state}) => state === 'skipped');
  const one = skipped.find(({note}) => note?.includes('time asked for')) ?? skipped[0];
  // Where nothing is left to read, the reason is not that nothing matches.
  const all =
    one !== undefined && about.files.length === 0 && sentences.length === 0
      ? [
          `nothing was read: ${one.name}: ${one.note ?? ''}${skipped.length > 1 ? `, and ${skipped.length - 1} more` : ''}`,
        ]
      : [];
  return [...sentences, ...dropped, ...all].map(visible);
}

/** Before what has to see every event of a server that has very many. */
export async function tellCost(source: Source, io: Io): Promise<void> {
  const {costly} = source.about();
  if (costly !== undefined) await io.err.write(`audit-tui: ${visible(costly)} It goes on all the same; ^C stops it.\n`);
}

/** Writes them to standard error. @returns whether an input could not be read. */
export async function tellProblems(source: Source, io: Io): Promise<boolean> {
  const about = source.about();
  for (const sentence of problemSentences(about)) await io.err.write(`audit-tui: ${sentence}\n`);
  return hasUnread(about);
}
