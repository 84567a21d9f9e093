// What a file looked like up to some place: enough to know it, or a copy of it, again, and to see that it was written anew.
import type {HeldFile} from './held-file.ts';
import {readAt} from './input.ts';

/** So many bytes before the place: they hold an auditID, or at least the time at the end of a longer event. */
const PRINT = 4096;
/** So many bytes of the beginning. */
const HEAD = 1024;

export type Marks = {
  /** The beginning of the file, if that is before the place. */
  readonly head: Buffer;
  /** What is just before the place. */
  readonly print: Buffer;
};

export const NO_MARKS: Marks = {head: Buffer.alloc(0), print: Buffer.alloc(0)};

async function part(file: HeldFile, from: number, to: number): Promise<Buffer> {
  const bytes = Buffer.alloc(to - from);
  return bytes.subarray(0, await readAt(file, bytes, from));
}

export const marksOf = async (file: HeldFile, end: number): Promise<Marks> => ({
  head: await part(file, 0, Math.min(HEAD, end)),
  print: await part(file, Math.max(0, end - PRINT), end),
});

/** The marks for the place `added.length` further on. */
export const withMore = ({head, print}: Marks, added: Buffer): Marks => ({
  head: head.length < HEAD ? Buffer.concat([head, added.subarray(0, HEAD - head.length)]) : head,
  print: Buffer.concat([print, added.subarray(-PRINT)]).subarray(-PRINT),
});

/** Whether `file` is still as it was up to `end`. */
export async function isMarked(file: HeldFile, end: number, {print}: Marks): Promise<boolean> {
  return (await part(file, end - print.length, end)).equals(print);
}

/** So many bytes tell one file from another: an event's auditID is among the first 130. */
export const ENOUGH = 256;

/** Whether `beginning`, that of another file, is the same as far as both go. Too little to tell is no. */
export function isSameHead(beginning: Buffer, {head}: Pick<Marks, 'head'>): boolean {
  const length = Math.min(beginning.length, head.length);
  return printOf(head) !== undefined && length >= ENOUGH && beginning.compare(head, 0, length, 0, length) === 0;
}

/** A file and its copies have it in common, and no two others; undefined if there is too little, or a hole, which says nothing. */
export function printOf(head: Buffer): string | undefined {
  const some = head.subarray(0, ENOUGH);
  return some.length < ENOUGH || some.every(byte => byte === 0) ? undefined : some.toString('latin1');
}
