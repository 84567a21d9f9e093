// A line of a container that files share: the runtime cut it into pieces, and the log was rotated between them. The older file
// ends with pieces, the newer one begins with their rest; both are read with the older file, as one record. Between them there may
// be files that are nothing but its middle.
import type {Input} from './block.ts';
import {beginning} from './follow-members.ts';
import type {HeldFile} from './held-file.ts';
import {readAt} from './input.ts';
import {framingOf} from './lines.ts';
import {lineEnd} from './newline.ts';
import {pieceAt} from './piece.ts';

/** What comes after the end of a file. */
export type Rest = {
  /** Whole lines of the newer file; before them, those that the older one leaves open, if that could be told. */
  readonly bytes: Buffer;
  readonly stream: number;
  /** The newer file, if the lines may not belong to the older one. */
  readonly input?: Input;
};

/** What files that share a line read of themselves, and of each other. */
export type Seam = {
  /** Where the newer file begins, and how many lines are before that. */
  readonly start: number;
  readonly lines: number;
  /** Where the older file ends; undefined if that is known only once it is read. */
  readonly end?: number;
  /** Undefined if the older file is nothing but the middle of the line, which a file before it has. */
  readonly rest?: Rest;
};

type File = {readonly file: HeldFile; readonly isGzip: boolean; readonly name: string};

/**
 * What the file `newer` begins with, if `older` may have left a line open. Reads a little of both. `after` is the seam between
 * `newer` and the file after it. @throws the system's error
 */
export async function seamOf(newer: File, older: File, after?: Seam): Promise<Seam | undefined> {
  const {size} = older.file.stats;
  const open = older.isGzip ? undefined : await openAt(older.file, size);
  if (!older.isGzip && open === undefined) return undefined;
  if (framingOf((await beginning(older.file)).toString('utf8')) !== 'pieces') return undefined;
  const its = isMiddle(after) ? middleOf(newer, after.rest) : await beginningOf(newer);
  if (its === undefined || (open !== undefined && open.stream !== its.stream)) return undefined;
  const {start, bytes, stream} = its;
  const seam = {start, lines: countLines(bytes.subarray(0, start))};
  if (open === undefined) {
    const input: Input = {name: newer.name, kind: newer.isGzip ? 'gzip' : 'plain'};
    return {...seam, rest: {bytes, stream, input}};
  }
  return {
    ...seam,
    end: open.start,
    rest: {bytes: Buffer.concat([await part(older.file, open.start, size), bytes]), stream},
  };
}

/** The lines that end what `older` left open; `start` of them are in the newer file. */
type Beginning = {readonly start: number; readonly bytes: Buffer; readonly stream: number};

async function beginningOf({file, isGzip}: File): Promise<Beginning | undefined> {
  const head = isGzip ? await beginning(file) : await part(file, 0, Math.min(LONGEST, file.stats.size));
  const its = restIn(head);
  return its && {start: its.length, bytes: head.subarray(0, its.length), stream: its.stream};
}

/** Whether the older file of this seam is nothing but pieces that go on with a line, and do not end it. */
export const isMiddle = (seam: Seam | undefined): seam is Seam & {readonly rest: Rest} =>
  seam?.end === 0 && seam.rest !== undefined && mayGoOn(seam.rest.bytes);

const middleOf = ({file}: File, {bytes, stream}: Rest): Beginning => ({start: file.stats.size, bytes, stream});

const countLines = (bytes: Uint8Array): number => bytes.reduce((count, byte) => count + (byte === 10 ? 1 : 0), 0);

const TAIL = 64 * 1024;
/** Longer than any event that is joined so. */
const LONGEST = 16 * 2 ** 20;

/** Where `bytes`, whole lines, begin with the pieces of a line that they leave open; undefined if they leave none open. */
export function openIn(bytes: Uint8Array): {readonly start: number; readonly stream: number} | undefined {
  let open: {start: number; stream: number} | undefined;
  for (let end = bytes.length; end > 0; ) {
    const start = bytes.lastIndexOf(10, end - 2) + 1;
    const piece = bytes[end - 1] === 10 ? pieceAt(bytes, start, end) : undefined;
    if (piece === undefined || piece.isLast || (open !== undefined && piece.stream !== open.stream)) break;
    open = {start, stream: piece.stream};
    if (piece.beginsEvent) break;
    end = start;
  }
  return open;
}

/** The same of a file that ends at `end`. */
export async function openAt(file: HeldFile, end: number): Promise<{start: number; stream: number} | undefined> {
  for (let length = TAIL; ; length *= 4) {
    const from = Math.max(0, end - length);
    const bytes = await part(file, from, end);
    const open = openIn(bytes);
    if (open === undefined) return undefined;
    // The first line of the window may be a part of one.
    if (open.start > 0 || from === 0) return {start: from + open.start, stream: open.stream};
    if (length >= LONGEST) return undefined;
  }
}

/** Whether the first line may be the rest of one. */
export const mayGoOn = (head: Uint8Array): boolean => pieceAt(head, 0, lineEnd(head, 0))?.beginsEvent === false;

/**
 * Length of the lines at the beginning of `bytes` that end what a file before may have left open, and their stream.
 * @returns undefined if they go on with nothing, or their last one is not there
 */
export function restIn(bytes: Uint8Array): {readonly length: number; readonly stream: number} | undefined {
  let stream: number | undefined;
  for (let start = 0; start < bytes.length; ) {
    const end = lineEnd(bytes, start);
    const piece = bytes[end - 1] === 10 ? pieceAt(bytes, start, end) : undefined;
    if (piece === undefined || piece.beginsEvent || (stream !== undefined && piece.stream !== stream)) return undefined;
    if (piece.isLast) return {length: end, stream: piece.stream};
    stream = piece.stream;
    start = end;
  }
  return undefined;
}

export async function part(file: HeldFile, from: number, to: number): Promise<Buffer> {
  const bytes = Buffer.alloc(to - from);
  return bytes.subarray(0, await readAt(file, bytes, from));
}
