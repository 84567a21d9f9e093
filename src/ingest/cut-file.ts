// Cuts a plain file of lines into blocks from its end to its beginning, without reading more than the places of the cuts:
// whoever scans a block reads it. What is not so regular is left to the reader of read-file.ts.
import type {Block} from './block.ts';
import {BLOCK_HEAD, fileBlock} from './blocks.ts';
import type {HeldFile} from './held-file.ts';
import {type FileBytes, type OpenInput, readAt} from './input.ts';
import {framingOf} from './lines.ts';

const HEAD = 64 * 1024;
/** Most events end within it. */
const PEEK = 8 * 1024;
const LONG_PEEK = 256 * 1024;
/** What nearly all events are shorter than: an object in etcd is at most 1.5 MB, and an event may hold two and a list. */
const LONGEST_BLOCK = 16 * 2 ** 20;
const NEWLINE = 10;
const BOM = [0xef, 0xbb, 0xbf];

/** A block of a plain file that nobody has read yet; it lies at `block.start` of `file`. */
export type Cut = {
  readonly block: Block;
  readonly file: HeldFile;
  /** As in Chunk. */
  readonly consumed: number;
};

/** The part of the file below `end` has to be read by `readInput`. */
export type Rest = {readonly rest: {readonly end: number}};

export type CutSizes = {
  /** Of the newest block, so that the first screen comes soon. */
  readonly first: number;
  /** Each block is twice as long as the one before, up to this. */
  readonly others: number;
};

/** A place after a newline, and bytes that lie there. */
type LineStart = {readonly start: number; readonly head: Uint8Array};

/** The first line that begins after a newline at or after `from`; undefined if there is no newline before `to`. */
async function nextLine(file: HeldFile, from: number, to: number): Promise<LineStart | undefined> {
  let size = PEEK;
  for (let at = from; at < to; at += size) {
    const peek = Buffer.allocUnsafe(Math.min(size, to - at));
    const got = await readAt(file, peek, at);
    const newline = peek.subarray(0, got).indexOf(NEWLINE);
    if (newline !== -1) return withHead(file, at + newline + 1, peek.subarray(newline + 1, got), to);
    if (got === 0) return undefined;
    size = LONG_PEEK;
  }
  return undefined;
}

/** `known` are bytes from `start` on, perhaps too few to tell the block by. */
async function withHead(file: HeldFile, start: number, known: Buffer, to: number): Promise<LineStart> {
  const wanted = Math.min(BLOCK_HEAD, to - start);
  if (known.length >= wanted) return {start, head: known};
  const head = Buffer.alloc(wanted);
  return {start, head: head.subarray(0, await readAt(file, head, start))};
}

/** Where the content begins, after a byte order mark, or -1 if it is not made of lines. */
async function contentOf(file: HeldFile, size: number): Promise<number> {
  const head = Buffer.alloc(Math.min(HEAD, size));
  const got = head.subarray(0, await readAt(file, head, 0));
  const begin = BOM.every((byte, i) => got[i] === byte) ? BOM.length : 0;
  return got.length === head.length && framingOf(got.subarray(begin).toString('utf8')) === 'lines' ? begin : -1;
}

/**
 * The first line of a block of about `length` bytes that ends at `end`. A line that is longer than that has a block of its own,
 * up to LONGEST_BLOCK: undefined beyond it.
 */
async function cutAt(file: HeldFile, floor: number, end: number, length: number): Promise<LineStart | undefined> {
  for (let reach = length; ; reach *= 2) {
    const from = Math.max(floor, end - reach);
    if (from === floor) return withHead(file, floor, Buffer.alloc(0), end);
    // A cut at `from` itself is right only after a newline, so look from the byte before it.
    const line = await nextLine(file, from - 1, end);
    if (line !== undefined && line.start < end) return line;
    if (reach >= Math.max(length, LONGEST_BLOCK)) return undefined;
  }
}

/**
 * Blocks newest first. Ends with a `rest` where cutting alone does not do: other framings than lines, and a line longer
 * than LONGEST_BLOCK.
 */
export async function* cutFile(
  input: OpenInput,
  bytes: FileBytes,
  {first, others}: CutSizes,
): AsyncGenerator<Cut | Rest> {
  const {file} = bytes;
  const content = await contentOf(file, bytes.end);
  const floor = Math.max(content, bytes.start);
  let length = first;
  let {end} = bytes;
  while (content !== -1 && end > floor) {
    const line = await cutAt(file, floor, end, length);
    if (line === undefined) break;
    const {start, head} = line;
    const block = fileBlock(input, file, start, end - start, 'lines', head);
    yield {block, file, consumed: start === floor ? bytes.end - bytes.start : bytes.end - start};
    end = start;
    length = Math.min(length * 2, others);
  }
  if (content === -1 || end > floor) yield {rest: {end}};
}
