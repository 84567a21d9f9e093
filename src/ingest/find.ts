// From the paths of the command line to open inputs. What cannot be read becomes a problem, and the others are read all the same.
import type {Dirent} from 'node:fs';
import {readdir, stat} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import type {Readable} from 'node:stream';
import {codeOf} from './blocks.ts';
import {fileInput, type OpenInput, openPlain, STANDARD_INPUT, streamInput} from './input.ts';
import {nearNames} from './near-names.ts';
import type {Problem, ProblemCode} from './problems.ts';
import {counted} from './say.ts';
import {type Look, look, openStream} from './sniff.ts';

export type Found = {
  readonly inputs: readonly OpenInput[];
  readonly problems: readonly Problem[];
  /** Files of given directories that are no audit logs. */
  readonly skipped: readonly string[];
};

export type FindOptions = {
  /** What `-` stands for: the process's standard input. */
  readonly stdin?: Readable & {readonly isTTY?: boolean};
};

type Taken = {input?: OpenInput; problem?: Problem; skipped?: string};

const problem = (code: ProblemCode, file: string, reason: string): Problem => ({code, reason, at: {file, offset: 0}});

/** Opens what is at `paths`, in that order. Never throws. */
export async function findInputs(paths: readonly string[], options: FindOptions = {}): Promise<Found> {
  const taken: Taken[] = [];
  for (const path of new Set(paths)) taken.push(...(await take(path, options)));
  const inputs: OpenInput[] = [];
  for (const {input} of taken) {
    if (input === undefined) continue;
    if (inputs.some(other => isSameFile(other, input))) await input.close();
    else inputs.push(input);
  }
  const problems = taken.flatMap(({problem, input}) =>
    problem === undefined || (input !== undefined && !inputs.includes(input)) ? [] : [problem],
  );
  return {inputs, problems, skipped: taken.flatMap(({skipped}) => skipped ?? [])};
}

const isSameFile = (a: OpenInput, b: OpenInput): boolean =>
  a.file !== undefined && a.file.dev === b.file?.dev && a.file.ino === b.file.ino;

async function take(path: string, options: FindOptions): Promise<readonly Taken[]> {
  if (path === '-') return [takeStdin(options.stdin ?? process.stdin)];
  try {
    const stats = await stat(path);
    if (stats.isDirectory()) return await takeDirectory(path);
    if (stats.isFIFO() || stats.isCharacterDevice()) return [{input: streamInput(path, await openStream(path))}];
    if (stats.isFile()) return [await takeFile(path)];
    const what = stats.isSocket() ? 'a socket' : 'a device';
    return [{problem: problem('NOT_READABLE', path, `${path} is ${what}, which cannot be read as a log.`)}];
  } catch (error) {
    return [{problem: await failure(path, error)}];
  }
}

function takeStdin(stdin: Readable & {readonly isTTY?: boolean}): Taken {
  if (stdin.isTTY !== true) return {input: streamInput(STANDARD_INPUT, stdin)};
  const reason = 'Standard input is a terminal: pipe a log into it, as in `kubectl logs … | audit-tui -`.';
  return {problem: problem('NOT_READABLE', STANDARD_INPUT, reason)};
}

async function failure(path: string, error: unknown): Promise<Problem> {
  const code = codeOf(error);
  if (code === 'EACCES' || code === 'EPERM') {
    return problem('NO_PERMISSION', path, `No permission to read ${path}: run it with sudo.`);
  }
  if (code !== 'ENOENT' && code !== 'ENOTDIR')
    return problem('NOT_READABLE', path, `${path} cannot be opened (${code}).`);
  return problem('NO_SUCH_FILE', path, `There is no ${path}.${await suggestion(path)}`);
}

async function suggestion(path: string): Promise<string> {
  const directory = dirname(path);
  try {
    const near = nearNames(path.slice(path.lastIndexOf('/') + 1), await readdir(directory));
    return near.length === 0 ? '' : ` Did you mean ${near.map(name => siblingOf(path, name)).join(' or ')}?`;
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? ` Nor is there a directory ${directory}.` : '';
  }
}

const siblingOf = (path: string, name: string) => path.slice(0, path.lastIndexOf('/') + 1) + name;

/** A file that was named: read as far as it can be, whatever it looks like. */
async function takeFile(path: string): Promise<Taken> {
  const {fd, stats} = await openPlain(path);
  const seen = await look(fd, stats.size);
  const input = fileInput(path, seen.isGzip ? 'gzip' : 'plain', fd, stats);
  const complaint = complaintAbout(path, seen);
  if (complaint?.code !== 'NOT_TEXT') return complaint === undefined ? {input} : {input, problem: complaint};
  await input.close();
  return {problem: complaint};
}

const WHERE = 'The audit log is where --audit-log-path of kube-apiserver points.';

/** What is to be said of a file before it is read. */
function complaintAbout(path: string, {content}: Look): Problem | undefined {
  const no = (what: string) => problem('NOT_AN_AUDIT_LOG', path, `${path} ${what} ${WHERE}`);
  switch (content) {
    case 'events':
    case 'unknown':
      return undefined;
    case 'empty':
      return problem('EMPTY_FILE', path, `${path} is empty: nothing has been logged to it yet.`);
    case 'klog':
      return no("is the API server's own log, not its audit log.");
    case 'auditd':
      return no('is a log of Linux auditd, not of Kubernetes.');
    case 'policy':
      return no('is an audit policy, which says what to log, not a log.');
    case 'yaml event':
      return no('holds an audit event as YAML; logs are JSON, one event a line.');
    case 'yaml':
      return no('looks like YAML; logs are JSON, one event a line.');
    case 'other':
      return no('begins with nothing that looks like an audit event.');
    case 'utf16':
      return problem('NOT_TEXT', path, `${path} is text in UTF-16: convert it with \`iconv -f UTF-16 -t UTF-8\`.`);
    case 'binary':
      return problem('NOT_TEXT', path, `${path} is a binary file, not a log.`);
    default:
      return problem(
        'NOT_TEXT',
        path,
        `${path} is compressed by ${content}: unpack it with \`${content} -dc\` and pipe it into \`audit-tui -\`.`,
      );
  }
}

/** The audit logs in a directory, told by their content, in the order of their names. */
async function takeDirectory(path: string): Promise<readonly Taken[]> {
  const entries = (await readdir(path, {withFileTypes: true})).sort((a, b) => (a.name < b.name ? -1 : 1));
  const names = new Set(entries.map(entry => entry.name));
  const taken: Taken[] = [];
  for (const entry of entries) taken.push(...(await takeEntry(path, entry, names)));
  if (taken.some(({input, problem}) => input !== undefined || problem !== undefined)) return taken;
  const files = taken.length === 0 ? 'no files' : counted(taken.length, 'file');
  const reason = `${path} has ${files}${taken.length === 0 ? '' : ', none of which begins like an audit log'}. ${WHERE}`;
  return [...taken, {problem: problem('NOT_AN_AUDIT_LOG', path, reason)}];
}

/** While the API server compresses a rotated file, it is there twice; the plain one is whole. */
const isTwin = (name: string, names: ReadonlySet<string>) => name.endsWith('.gz') && names.has(name.slice(0, -3));

async function takeEntry(directory: string, entry: Dirent, names: ReadonlySet<string>): Promise<readonly Taken[]> {
  const path = join(directory, entry.name);
  try {
    if (!entry.isFile() && !(entry.isSymbolicLink() && (await stat(path)).isFile())) return [];
    if (isTwin(entry.name, names)) return [{skipped: path}];
    const {fd, stats} = await openPlain(path);
    const seen = await look(fd, stats.size);
    const input = fileInput(path, seen.isGzip ? 'gzip' : 'plain', fd, stats);
    if (seen.content === 'events') return [{input}];
    await input.close();
    return [{skipped: path}];
  } catch (error) {
    return [{problem: await failure(path, error)}];
  }
}
