// Tells by its beginning what a file holds. Names say nothing: audit logs are called audit.log, audit-2021….log, x.log.json.
import {createReadStream, constants as fsConstants} from 'node:fs';
import {access} from 'node:fs/promises';
import type {Readable} from 'node:stream';
import {constants, gunzipSync} from 'node:zlib';
import {readAt} from './input.ts';
import {isAuditd, isKlog} from './other-text.ts';
import {pieceOf} from './piece.ts';
import {isGzip} from './read-stream.ts';
import {readRecord} from './record.ts';
import {mayGoOn} from './seams.ts';
import {isFalcoText} from './wrappers/falco-text.ts';
import {isLegacy} from './wrappers/legacy.ts';

const HEAD = 64 * 1024;

/** `unknown`: it may yet hold events. The last ones are names of programs that unpack it. */
export type Content =
  | 'events'
  | 'unknown'
  | 'empty'
  | 'klog'
  | 'auditd'
  | 'policy'
  | 'yaml event'
  | 'yaml'
  | 'other'
  | 'utf16'
  | 'binary'
  | 'zstd'
  | 'bzip2'
  | 'xz';

export type Look = {
  readonly isGzip: boolean;
  readonly content: Content;
  /** The log of a container that may begin with the rest of a line, whose beginning is in another file. */
  readonly mayGoOn: boolean;
};

const COMPRESSED: readonly (readonly [Content, readonly number[]])[] = [
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['bzip2', [0x42, 0x5a, 0x68]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
];

/** The beginning of the file, and the end as well where the beginning is a hole (see NUL_RUN). */
export async function look(fd: number, size: number): Promise<Look> {
  const head = await part(fd, 0, Math.min(HEAD, size));
  if (isGzip(head)) {
    const unpacked = unpackHead(head);
    if (unpacked === undefined) return {isGzip: true, content: 'unknown', mayGoOn: false};
    return {isGzip: true, content: contentOf(unpacked), mayGoOn: mayGoOn(unpacked)};
  }
  const isHole = head.length > 0 && head.every(byte => byte === 0);
  if (!isHole) return {isGzip: false, content: contentOf(head), mayGoOn: mayGoOn(head)};
  const tail = contentOf(await part(fd, Math.max(0, size - HEAD), Math.min(HEAD, size)));
  return {isGzip: false, content: tail === 'binary' ? 'unknown' : tail, mayGoOn: false};
}

async function part(fd: number, from: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, await readAt(fd, bytes, from));
}

/** As much as the head unpacks to; undefined if it is damaged, which reading will tell. */
function unpackHead(head: Buffer): Buffer | undefined {
  try {
    return gunzipSync(head, {finishFlush: constants.Z_SYNC_FLUSH}).subarray(0, 4 * HEAD);
  } catch {
    return undefined;
  }
}

const EVENT_KEYS = /"(?:auditID|protoPayload|output_fields)\\*"\s*:| AUDIT: id=\\*"/;
const EMPTY_LIST = /"\s{0,20}:\s{0,20}\[\s{0,20}\]/;
const YAML_EVENT = /^[ \t]*"?auditID"?:/m;

/** What `head`, the decoded beginning of an input, looks like. */
export function contentOf(head: Buffer): Content {
  if (head.length === 0) return 'empty';
  const program = COMPRESSED.find(([, magic]) => magic.every((byte, i) => head[i] === byte))?.[0];
  if (program !== undefined) return program;
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff) || isUtf16(head)) return 'utf16';
  const text = head.toString('utf8');
  if (hasEvents(text)) return 'events';
  return isBinary(text) ? 'binary' : textContent(text);
}

/** The key alone could stand in documentation: it must be in JSON, or an event must come out of a line. */
function hasEvents(text: string): boolean {
  if (!EVENT_KEYS.test(text)) return false;
  if (/^[\s\0\uFEFF]*[[{]/.test(text)) return true;
  const lines = text.split('\n');
  return lines.some((line, i) => {
    if (!EVENT_KEYS.test(line)) return false;
    const {items, problems} = readRecord(line);
    return (
      items.length > 0 ||
      problems.some(({code}) => code === 'SPLIT_LINE' || (code === 'PARTIAL_LINE' && i === lines.length - 1))
    );
  });
}

/** Without a byte order mark: every second byte of ASCII is 0. */
function isUtf16(head: Buffer): boolean {
  const some = head.subarray(0, 512);
  const zeros = [0, 0];
  some.forEach((byte, i) => {
    if (byte === 0) zeros[i % 2]!++;
  });
  const most = some.length / 2;
  return some.length >= 8 && Math.max(...zeros) > 0.8 * most && Math.min(...zeros) < 0.1 * most;
}

/** NULs before and after text are holes; among text they, and much that is no UTF-8, make it binary. */
function isBinary(text: string): boolean {
  let [from, to] = [0, text.length];
  while (text[from] === '\0') from++;
  while (to > from && text[to - 1] === '\0') to--;
  const inner = text.slice(from, to);
  const broken = inner.split('\uFFFD').length - 1;
  return inner.includes('\0') || broken > Math.max(2, inner.length / 10);
}

/** Without what containerd or CRI-O put before it. */
function contentOfLine(line: string): string {
  const piece = pieceOf(line);
  return piece?.form === 'CRI' ? line.slice(piece.content) : line;
}

/** An alert of Falco as text, or as JSON without its fields; other tools have rules and priorities too. */
const isAlert = (line: string): boolean =>
  isFalcoText(line) ||
  (/"rule\\*"\s*:/.test(line) &&
    /"priority\\*"\s*:/.test(line) &&
    readRecord(line).items.some(({alert}) => alert !== undefined));

function textContent(text: string): Content {
  const lines = text
    .replaceAll('\0', '')
    .split('\n')
    .filter(line => line.trim() !== '')
    .map(contentOfLine);
  if (lines.some(isKlog)) return 'klog';
  if (lines.some(isAuditd)) return 'auditd';
  if (lines.some(isLegacy) || lines.some(isAlert)) return 'events';
  if (YAML_EVENT.test(text)) return 'yaml event';
  if (/^kind:\s*["']?Policy\b/m.test(text)) return 'policy';
  if (lines.some(line => /^(?:---|[\w.-]+:(?:\s|$))/.test(line)) && !/^\s*[[{]/.test(lines[0]!)) return 'yaml';
  // Events may follow on lists without any.
  const isEmptyList = EMPTY_LIST.test(text) && [text, ...lines].some(some => readRecord(some).empty !== undefined);
  return lines.length === 0 || isEmptyList || isMiddle(text) ? 'unknown' : 'other';
}

/** Whether it begins with the middle of a line that a container runtime cut: its beginning and end may be in other files. */
function isMiddle(text: string): boolean {
  const piece = pieceOf(text.slice(0, text.indexOf('\n') + 1));
  return piece !== undefined && !piece.isLast && !piece.beginsEvent;
}

/** A pipe, or another file without a size. Waits for its writer without holding anything up. */
export async function openStream(path: string): Promise<Readable> {
  await access(path, fsConstants.R_OK);
  const stream = createReadStream(path);
  // Whoever reads it hears of the error; until then it must not end the process.
  stream.on('error', () => undefined);
  return stream;
}
