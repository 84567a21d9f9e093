// From PATH arguments to an open source, and from its problems to sentences on standard error.
import {visible} from '../audit/visible.ts';
import type {ProblemCode} from '../ingest/problems.ts';
import {openLocal} from '../source/open.ts';
import type {About, Problem, Source} from '../source/source.ts';
import type {Io} from './io.ts';

export type Opened = {readonly ok: true; readonly source: Source} | {readonly ok: false; readonly message: string};

/** Without a path, standard input if something can be read from it. */
export async function openPaths(paths: readonly string[], io: Io): Promise<Opened> {
  if (paths.length > 0) return {ok: true, source: await openLocal(paths)};
  if (io.stdinHasData) return {ok: true, source: await openLocal(['-'])};
  return {
    ok: false,
    message:
      'Name an audit log, a directory of them, or - for standard input: audit-tui /var/log/kubernetes/audit/audit.log',
  };
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

const INPUT_CODES: ReadonlySet<string> = new Set<ProblemCode>([
  'READ_FAILED',
  'EMPTY_FILE',
  'NO_SUCH_FILE',
  'NO_PERMISSION',
  'NOT_READABLE',
  'NOT_TEXT',
  'NOT_AN_AUDIT_LOG',
]);

/** Whether a problem is about a whole input rather than one record of it. */
export const isInputProblem = (code: string): boolean => INPUT_CODES.has(code);

const place = ({at}: Problem) => (at.line === undefined ? at.file : `${at.file}:${at.line}`);

/** A sentence for each input that could not be read, then one that counts the bad records. */
export function problemSentences(about: About): readonly string[] {
  const inputs = about.problems.filter(problem => isInputProblem(problem.code));
  const records = about.problems.filter(problem => !isInputProblem(problem.code));
  const count = records.reduce((sum, problem) => sum + problem.count, 0);
  const first = records[0]?.examples[0];
  return [
    ...inputs.flatMap(problem => problem.examples.map(example => `${example.at.file}: ${example.reason}`)),
    ...(first === undefined
      ? []
      : [
          `${count} ${count === 1 ? 'record was' : 'records were'} not read as written (${records
            .map(problem => `${problem.title}: ${problem.count}`)
            .join(', ')}); the first: ${place(first)}: ${first.reason}`,
        ]),
  ].map(visible);
}

/** Writes them to standard error. @returns whether an input could not be read. */
export async function tellProblems(source: Source, io: Io): Promise<boolean> {
  const about = source.about();
  for (const sentence of problemSentences(about)) await io.err.write(`audit-tui: ${sentence}\n`);
  return about.problems.some(problem => isInputProblem(problem.code));
}
