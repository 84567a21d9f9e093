// A line of a container that goes on in the next file: its pieces wait until that shows how it begins.
import type {Chunk} from './block.ts';
import {memoryBlock} from './blocks.ts';
import type {OpenInput} from './input.ts';
import {mayGoOn, openIn, restIn} from './seams.ts';

/** Pieces that a file which was rotated away left open. */
export type LeftOpen = {
  readonly input: OpenInput;
  readonly bytes: Buffer;
  readonly start: number;
  readonly stream: number;
};

/** Of pieces, with the rest of their line if it is known. */
export function chunkOf({input, bytes, start}: LeftOpen, rest: Buffer = Buffer.alloc(0)): Chunk {
  const all = Buffer.concat([bytes, rest]);
  return {block: memoryBlock(input, all, start, 'pieces'), bytes: all, consumed: rest.length};
}

/**
 * How many bytes of the next file, which begins with `beginning`, are the rest: 0 if it goes on with something else. Undefined as
 * long as that cannot be told.
 */
export function restLength({stream}: LeftOpen, beginning: Buffer): number | undefined {
  const rest = restIn(beginning);
  if (rest?.stream === stream) return rest.length;
  const lines = beginning.subarray(0, beginning.lastIndexOf(10) + 1);
  return lines.length === 0 || goesOn({stream}, lines) ? undefined : 0;
}

/** Whether `lines`, all of them whole, are more of the same line, and do not end it. */
export function goesOn({stream}: Pick<LeftOpen, 'stream'>, lines: Buffer): boolean {
  const open = openIn(lines);
  return open?.start === 0 && open.stream === stream && mayGoOn(lines);
}
