// manifest.json of a bundle: what was asked, by which command it can be asked again, what of it was masked, what the log could
// not tell, and the files that it was read from.
import {formatMicroTime, type Micros} from '../../audit/time.ts';
import {print} from '../../query/print.ts';
import type {About, Original} from '../../source/source.ts';
import type {Mark} from '../take/take.ts';
import type {BundleJob, Maker} from './bundle.ts';

/** Of a source file: its SHA-256, or why there is none. */
export type Hashed = {readonly sha256: string} | {readonly reason: string};

export type Counts = {
  /** Rows of the query. */
  readonly rows: number;
  /** Of these, events that could be read again: the lines of events.jsonl. */
  readonly events: number;
  /** Why the others could not. */
  readonly unreadable: readonly string[];
  /** Values that were masked, and events that held one. */
  readonly maskedValues: number;
  readonly maskedEvents: number;
  /** Bookmarks that are no row of the query: only timeline.md has them. */
  readonly marksOutside: number;
};

export type Facts = {
  readonly job: BundleJob;
  readonly maker: Maker;
  readonly made: Micros;
  readonly about: About;
  readonly counts: Counts;
  readonly sources: readonly {readonly original: Original; readonly hashed: Hashed}[];
};

/** How many reasons are named. */
const MOST_REASONS = 20;

const time = (micros: Micros | undefined): string | undefined =>
  micros === undefined ? undefined : formatMicroTime(micros);

/** Which bytes the hash is of, in words. */
function scopeOf({indexed, file, state}: Original): string {
  if (indexed === undefined) return 'standard input: it cannot be read again';
  if (file === undefined || file.size === indexed) return 'the whole file';
  const first = `the first ${indexed} bytes, up to which it was indexed`;
  return state === 'following' ? `${first}; it is still written to` : `${first}; it has ${file.size} bytes now`;
}

const sourceOf = ({original, hashed}: Facts['sources'][number], {inputs}: About) => {
  const {name, kind, state, file, indexed, from} = original;
  const report = inputs?.find(input => input.name === name);
  return {
    path: name,
    kind,
    state,
    bytes: file?.size,
    indexedBytes: indexed,
    leftOutBytes: from,
    mtime: file === undefined ? undefined : time(Math.round(file.mtimeMs * 1000)),
    device: file?.dev,
    inode: file?.ino,
    ...hashed,
    of: scopeOf(original),
    events: report?.events,
    from: time(report?.from),
    to: time(report?.to),
  };
};

const markOf = ({id, note}: Mark) => ({
  time: time(id.time),
  auditID: id.auditID,
  stage: id.stage,
  ...(note === '' ? {} : {note}),
});

/** Reads as JSON, indented, its newline included. */
export function manifestText(facts: Facts): string {
  const {job, maker, made, about, counts, sources} = facts;
  const {unreadable, ...numbers} = counts;
  const manifest = {
    kind: 'audit-tui incident bundle',
    format: 1,
    made: time(made),
    by: {tool: 'audit-tui', version: maker.version, host: maker.host, directory: maker.directory},
    query: {
      text: job.query,
      canonical: print(job.view.where),
      rows: job.view.stages === 'all' ? 'every event' : 'the latest stage of each request',
      zone: job.zone,
    },
    command: job.command,
    counts: {...numbers, unreadable: unreadable.length, bookmarks: job.marks.length},
    secrets: job.reveal
      ? 'in clear'
      : 'masked by ‹masked …›, the first eight digits of the SHA-256 of the value, so that equal ones look equal',
    log: {
      name: about.name,
      events: about.events,
      requests: about.requests,
      from: time(about.extent?.from),
      to: time(about.extent?.to),
      whole: about.loading ? 'no: it was still being read' : 'yes',
    },
    problems: [
      ...about.problems.map(({code, title, count, examples}) => ({
        code,
        title,
        count,
        examples: examples.map(({reason, at}) => ({reason, file: at.file, line: at.line, offset: at.offset})),
      })),
      ...(unreadable.length === 0
        ? []
        : [{code: 'NOT_READ_AGAIN', count: unreadable.length, examples: unreadable.slice(0, MOST_REASONS)}]),
    ],
    notes: (about.notes ?? []).map(({text}) => text),
    notRead: (about.inputs ?? [])
      .filter(({state}) => state === 'skipped' || state === 'failed')
      .map(({name, note}) => ({path: name, reason: note})),
    bookmarks: job.marks.map(markOf),
    sources: sources.map(source => sourceOf(source, about)),
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
