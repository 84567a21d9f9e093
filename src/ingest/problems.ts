// PROBLEMS: one row a way in which input can fail to be an event. Nothing that was read goes uncounted.
import type {SourceRef} from './source-ref.ts';

type ProblemSpec = {
  readonly code: string;
  /** A few words for a heading. */
  readonly title: string;
  /** What it means and what to do about it. */
  readonly doc: string;
  /** Set where it is about a whole input rather than a record: whether nothing could be read of it, or only less. */
  readonly input?: 'unread' | 'less';
};

export const PROBLEMS = [
  {
    code: 'NOT_JSON',
    title: 'not JSON',
    doc: 'The text is no JSON, so no event can be read from it. Something else wrote into the log, or it was damaged; the text is skipped.',
  },
  {
    code: 'PARTIAL_LINE',
    title: 'cut off',
    doc: 'An event breaks off before its end: the API server is writing it just now, or it crashed, or the disk was full. If the log is followed, the event comes when its end is written; otherwise the rest is lost.',
  },
  {
    code: 'GLUED_LINE',
    title: 'cut off, with the next event in the same line',
    doc: 'After a crash the API server goes on in the middle of a line. The event that broke off is lost; the whole one after it was read.',
  },
  {
    code: 'SPLIT_LINE',
    title: 'a piece of a line',
    doc: 'A container runtime cuts lines longer than 16 KiB into pieces. They are joined, also where the log was rotated in between, but here one is missing: the container or its runtime ended, or the file that has it is gone. The audit log file itself (--audit-log-path) has whole lines.',
  },
  {
    code: 'NOT_AN_EVENT',
    title: 'JSON, but no audit event',
    doc: 'The JSON is something other than an event of audit.k8s.io; the reason says what it looks like. It is skipped.',
  },
  {
    code: 'NO_AUDIT_ID',
    title: 'no auditID',
    doc: 'An event without auditID cannot be joined to its request, and is skipped. The API server always writes one: look at what processed the log on its way.',
  },
  {
    code: 'NO_STAGE',
    title: 'no stage',
    doc: 'An event without stage does not say whether its request was received or answered, and is skipped. The API server always writes one: look at what processed the log on its way.',
  },
  {
    code: 'BAD_STAGE',
    title: 'unknown stage',
    doc: 'The stage is none of RequestReceived, ResponseStarted, ResponseComplete, Panic. The event is kept: as ResponseComplete if it has a responseStatus, else as RequestReceived.',
  },
  {
    code: 'BAD_LEVEL',
    title: 'unknown level',
    doc: 'The level is absent or none of None, Metadata, Request, RequestResponse. The event is kept, with the least level at which its bodies are logged.',
  },
  {
    code: 'NO_TIME',
    title: 'no time',
    doc: 'The event has no stageTimestamp, or one that is no RFC 3339 time. It is kept, but has no place in time.',
  },
  {
    code: 'BAD_FIELD',
    title: 'field of a wrong type',
    doc: 'A field holds another type than the API server writes, such as a number for verb. The event is kept without that field; the raw view shows it as logged.',
  },
  {
    code: 'OTHER_LOG',
    title: 'entry of another log',
    doc: 'A collector sent several logs in one stream, and this entry is not from the audit log. It is skipped.',
  },
  {
    code: 'UNREAD_FORM',
    title: 'a form that is not read',
    doc: 'This is audit data that says too little to be an event: Kubernetes before 1.8 logged the response of a request in a line of its own, with nothing but its code. The line of the request was read.',
  },
  {
    code: 'KLOG_LINE',
    title: "line of the API server's own log",
    doc: 'A klog line, which is what components write about themselves. Among events it means that --audit-log-path is "-"; a file of nothing else is the wrong file: the audit log is where --audit-log-path points.',
  },
  {
    code: 'AUDITD_LINE',
    title: 'line of the Linux audit log',
    doc: 'Linux auditd records system calls of the node (type=… msg=audit(…)), not requests to Kubernetes. The audit log of Kubernetes is where --audit-log-path of kube-apiserver points.',
  },
  {
    code: 'NUL_RUN',
    title: 'NUL bytes',
    doc: 'A stretch of zero bytes: the file was truncated while the API server had it open (logrotate with copytruncate), or the node lost power. Nothing was in there; it is skipped.',
  },
  {
    code: 'OVERSIZE_EVENT',
    title: 'too long, kept without its bodies',
    doc: 'The line is longer than 128 MiB. The event was kept, without its request and response bodies; its annotation `audit-tui/oversize` says how long the line is, and the reason where it is.',
  },
  {
    code: 'LINE_TOO_LONG',
    title: 'line too long',
    doc: 'A line is longer than 128 MiB and no event that could be kept without its bodies. It is skipped.',
  },
  {
    code: 'TRUNCATED_GZIP',
    title: 'gzip file breaks off',
    input: 'less',
    doc: 'The compressed file ends too early: it is still being written, or was copied in part. All that could be unpacked was read.',
  },
  {
    code: 'BAD_GZIP',
    title: 'damaged gzip file',
    input: 'less',
    doc: 'The compressed data is damaged, or something follows it that is not gzip. All before that place was read.',
  },
  {
    code: 'READ_FAILED',
    title: 'cannot be read on',
    input: 'unread',
    doc: 'Reading failed half-way, as with a failing disk or a network file system that went away. What was read before is shown.',
  },
  {
    code: 'FILE_SHRANK',
    title: 'file became shorter',
    input: 'less',
    doc: 'The file was truncated while it was being read (logrotate with copytruncate). What is still there was read.',
  },
  {
    code: 'MISSED_ROTATION',
    title: 'rotated files may have been missed',
    input: 'less',
    doc: 'While nobody looked, as after ^Z, the log was rotated so often that the file that was followed is gone. Files that came after it and were removed as well were never read; those that are there were.',
  },
  {
    code: 'EMPTY_FILE',
    title: 'empty file',
    input: 'less',
    doc: 'The file has no content. An API server without an audit policy creates the log and never writes to it: check --audit-policy-file.',
  },
  {
    code: 'NO_SUCH_FILE',
    title: 'no such file',
    input: 'unread',
    doc: 'Nothing has that name. The audit log is where --audit-log-path of kube-apiserver points.',
  },
  {
    code: 'NO_PERMISSION',
    title: 'no permission',
    input: 'unread',
    doc: 'Audit logs belong to root and nobody else may read them. Run audit-tui with sudo.',
  },
  {
    code: 'NOT_READABLE',
    title: 'not a file to read',
    input: 'unread',
    doc: 'The path is something that has no content to read, such as a socket, or opening it failed.',
  },
  {
    code: 'NOT_TEXT',
    title: 'not text',
    input: 'unread',
    doc: 'The file is binary, or text in UTF-16, or compressed by something other than gzip. The reason says how to convert it.',
  },
  {
    code: 'NOT_AN_AUDIT_LOG',
    title: 'no audit log',
    input: 'unread',
    doc: 'What is there begins with nothing that looks like an audit event. The audit log is where --audit-log-path of kube-apiserver points.',
  },
] as const satisfies readonly ProblemSpec[];

/** What the row of a code says of whole inputs; undefined for problems of one record, and for codes of other sources. */
export const inputScope = (code: string): 'unread' | 'less' | undefined =>
  (PROBLEMS as readonly ProblemSpec[]).find(row => row.code === code)?.input;

export type ProblemCode = (typeof PROBLEMS)[number]['code'];

export type Problem = {
  readonly code: ProblemCode;
  /** One sentence: what is wrong and, where there is something, what to do. */
  readonly reason: string;
  readonly at: SourceRef;
  /** The record as it stands, of which not all if it is long, secrets masked; absent where it is about a whole input. */
  readonly text?: string;
};

/** A problem of one record; who holds the record knows its place. */
export type RecordProblem = Pick<Problem, 'code' | 'reason' | 'text'>;

/** The table as Markdown, for the docs. */
export function problemsTable(): string {
  const rows = PROBLEMS.map(({code, title, doc}) => `| \`${code}\` | ${title} | ${doc} |`);
  return ['| code | in short | what it means, what to do |', '|---|---|---|', ...rows, ''].join('\n');
}
