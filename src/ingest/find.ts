// From the paths of the command line to open inputs. What cannot be read becomes a problem, and the others are read all the same.
import type {Dirent} from 'node:fs';
import {readdir, readlink, stat} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import type {Readable} from 'node:stream';
import {counted} from '../audit/numbers.ts';
import {logsBelow} from './below.ts';
import {codeOf} from './blocks.ts';
import {problemOf, WHERE} from './complaint.ts';
import {denied} from './follow-members.ts';
import {isSameId} from './held-file.ts';
import {type OpenInput, STANDARD_INPUT, streamInput} from './input.ts';
import {EMPTY, type Taken, takeSet} from './members.ts';
import {nearNames} from './near-names.ts';
import type {Problem} from './problems.ts';
import {rotatedName, withoutPacking} from './rotated.ts';
import {besides, type FileSet, liveName, type Member, rotatedBeside, setsOf} from './siblings.ts';
import {openStream} from './sniff.ts';
import type {Span} from './span.ts';

/** A file that is not read, and why: a few words that could follow a colon. */
export type Skipped = {readonly path: string; readonly reason: string};

export type Found = {
  /** In the order of the paths; inputs of one set stand together, newest first. */
  readonly inputs: readonly OpenInput[];
  readonly problems: readonly Problem[];
  /** Files of given directories and sets that are no audit logs, or that cannot matter for the time asked for. */
  readonly skipped: readonly Skipped[];
};

export type FindOptions = Span & {
  /** What `-` stands for: the process's standard input. */
  readonly stdin?: Readable & {readonly isTTY?: boolean};
  /** Whether a log brings along what was rotated from it: true. */
  readonly rotated?: boolean;
  /** Whether logs are to be followed: then `bytes.end` of a log is where its last whole line ends, and it is never skipped. */
  readonly follow?: boolean;
};

/** Opens what is at `paths`. Never throws. */
export async function findInputs(paths: readonly string[], options: FindOptions = {}): Promise<Found> {
  const taken: Taken[] = [];
  const distinct = new Set(paths);
  for (const path of distinct) {
    const plain = withoutPacking(path);
    if (plain !== path && distinct.has(plain)) taken.push({skipped: {path, reason: `${plain} holds the same`}});
    else taken.push(...(await take(path, options)));
  }
  const inputs: OpenInput[] = [];
  for (const {input} of taken) {
    if (input === undefined) continue;
    if (inputs.some(other => isSameFile(other, input))) await input.close();
    else inputs.push(input);
  }
  const problems = taken.flatMap(({problem, input}) =>
    problem === undefined || (input !== undefined && !inputs.includes(input)) ? [] : [problem],
  );
  const isRead = (path: string) => inputs.some(({name}) => name === path);
  const skipped = taken.flatMap(({skipped}) => (skipped === undefined || isRead(skipped.path) ? [] : [skipped]));
  return {inputs: setsTogether(inputs), problems: distinctProblems(problems), skipped: distinctPaths(skipped)};
}

const isSameFile = (a: OpenInput, b: OpenInput): boolean =>
  a.file !== undefined && b.file !== undefined && isSameId(a.file, b.file);

/** A file may have been met twice, by its name and in its set or directory. */
const distinctProblems = (problems: readonly Problem[]): readonly Problem[] => [
  ...new Map(problems.map(problem => [`${problem.code} ${problem.reason}`, problem])).values(),
];

const distinctPaths = (skipped: readonly Skipped[]): readonly Skipped[] => [
  ...new Map(skipped.map(one => [one.path, one])).values(),
];

/** Each set where its first input is; the log itself, then what was rotated, newest first. */
function setsTogether(inputs: readonly OpenInput[]): readonly OpenInput[] {
  const sets = Map.groupBy(inputs, input => input.set ?? input);
  return [...sets.values()].flatMap(set => {
    const rank = new Map(setsOf(set.map(({name}) => name)).flatMap(rankOf));
    return set.toSorted((a, b) => (rank.get(a.name) ?? 0) - (rank.get(b.name) ?? 0));
  });
}

const rankOf = ({members}: FileSet): readonly [string, number][] => members.map(({path}, rank) => [path, rank]);

async function take(path: string, options: FindOptions): Promise<readonly Taken[]> {
  if (path === '-') return [takeStdin(options.stdin ?? process.stdin)];
  try {
    const stats = await stat(path);
    if (stats.isDirectory()) return await takeDirectory(path, options);
    if (stats.isFIFO() || stats.isCharacterDevice()) return [{input: streamInput(path, await openStream(path))}];
    if (stats.isFile()) return await takeNamed(path, options);
    const what = stats.isSocket() ? 'a socket' : 'a device';
    return [{problem: problemOf('NOT_READABLE', path, `${path} is ${what}, which cannot be read as a log.`)}];
  } catch (error) {
    return [{problem: await failure(path, error)}];
  }
}

function takeStdin(stdin: Readable & {readonly isTTY?: boolean}): Taken {
  if (stdin.isTTY !== true) return {input: streamInput(STANDARD_INPUT, stdin)};
  const reason = 'Standard input is a terminal: pipe a log into it, as in `kubectl logs … | audit-tui -`.';
  return {problem: problemOf('NOT_READABLE', STANDARD_INPUT, reason)};
}

async function failure(path: string, error: unknown): Promise<Problem> {
  const code = codeOf(error);
  if (code !== 'ENOENT' && code !== 'ENOTDIR') return denied(path, code);
  const target = await readlink(path).catch(() => undefined);
  if (target !== undefined) {
    return problemOf('NO_SUCH_FILE', path, `${path} is a symbolic link to ${target}, which is not there.`);
  }
  return problemOf('NO_SUCH_FILE', path, `There is no ${path}.${await suggestion(path)}`);
}

async function suggestion(path: string): Promise<string> {
  const directory = dirname(path);
  try {
    const near = nearNames(path.slice(path.lastIndexOf('/') + 1), await readdir(directory));
    return near.length === 0 ? '' : ` Did you mean ${near.map(name => besides(path, name)).join(' or ')}?`;
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? ` Nor is there a directory ${directory}.` : '';
  }
}

/** A file that was named, and what was rotated from it. */
async function takeNamed(path: string, options: FindOptions): Promise<readonly Taken[]> {
  const {set, problem} = await setOf(path, options);
  const taken = await takeSet(set, options, {named: path, failure});
  return problem === undefined ? taken : [...taken, {problem}];
}

async function setOf(path: string, options: FindOptions): Promise<{readonly set: FileSet; readonly problem?: Problem}> {
  const names = await readdir(dirname(path)).catch((): string[] => []);
  const live = liveName(basename(path), name => names.includes(name));
  const [rotation] = setsOf(names.filter(name => name === live || name === basename(path)).map(n => besides(path, n)))
    .filter(set => set.live === besides(path, live))
    .flatMap(({members}) => members.filter(member => member.path === path));
  const own: Member = rotation ?? {path};
  if (own.rotated !== undefined || options.rotated === false) {
    return {set: {live: besides(path, live), members: [own]}};
  }
  try {
    return {set: {live: path, members: [{path}, ...(await rotatedBeside(path))]}};
  } catch (error) {
    return {set: {live: path, members: [{path}]}, problem: notListed(path, codeOf(error))};
  }
}

/** A log can be read where its directory cannot. */
function notListed(path: string, code: string): Problem {
  const lost = `so what was rotated from ${path} is not read`;
  return code === 'EACCES' || code === 'EPERM'
    ? problemOf('NO_PERMISSION', dirname(path), `No permission to list ${dirname(path)}, ${lost}: run it with sudo.`)
    : problemOf('NOT_READABLE', dirname(path), `${dirname(path)} cannot be listed (${code}), ${lost}.`);
}

/** The audit logs in a directory, told by their content, set by set in the order of their names. */
async function takeDirectory(path: string, options: FindOptions): Promise<readonly Taken[]> {
  const entries = await readdir(path, {withFileTypes: true});
  const files: string[] = [];
  const taken: Taken[] = [];
  for (const entry of entries) {
    try {
      if (await isFile(path, entry)) files.push(join(path, entry.name));
    } catch (error) {
      taken.push({problem: await failure(join(path, entry.name), error)});
    }
  }
  for (const set of setsOf(files)) taken.push(...(await takeSet(set, options, {failure})));
  if (taken.some(({input, problem}) => input !== undefined || problem !== undefined)) return taken;
  // What a time leaves out is a log all the same.
  if (taken.some(({isLog}) => isLog === true)) return taken;
  const empty = emptyLogs(taken);
  if (empty.length > 0) return (await Promise.all(empty.map(log => takeNamed(log, options)))).flat();
  const none = entries.some(entry => entry.isDirectory()) ? 'no files, only directories' : 'no files';
  const what = taken.length === 0 ? none : `${counted(taken.length, 'file')}, none of which begins like an audit log`;
  const reason = `${path} has ${what}. ${await elsewhere(path)}`;
  return [...taken, {problem: problemOf('NOT_AN_AUDIT_LOG', path, reason)}];
}

/** What to name instead of a directory without a log. */
async function elsewhere(path: string): Promise<string> {
  const below = await logsBelow(path, 3);
  if (below.length === 0) return WHERE;
  return below.length === 1
    ? `There is an audit log in ${below[0]}: name that.`
    : `There are audit logs in ${listed(below)}: name what you want.`;
}

const listed = (paths: readonly string[]): string =>
  [paths.slice(0, -1).join(', '), ...paths.slice(-1)].filter(text => text !== '').join(' and ');

/** Files to which nothing was written yet, where there is no other log: one that is alone, or is called what logs are mostly called. */
const emptyLogs = (taken: readonly Taken[]): readonly string[] =>
  taken
    .flatMap(({skipped}) => (skipped?.reason === EMPTY ? [skipped.path] : []))
    .filter(path => rotatedName(basename(path)) === undefined)
    .filter(path => taken.length === 1 || basename(path).includes('audit'));

const isFile = async (directory: string, entry: Dirent): Promise<boolean> =>
  entry.isFile() || (entry.isSymbolicLink() && (await stat(join(directory, entry.name))).isFile());
