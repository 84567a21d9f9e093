// Compressed files that a log which is followed left behind: they are read whole, from their beginning.
import {memoryBlock} from './blocks.ts';
import type {FollowItem} from './follow-item.ts';
import type {Tail, TailLimits} from './follow-tail.ts';
import type {HeldFile} from './held-file.ts';
import {fileInput, type OpenInput} from './input.ts';
import {type ReadItem, readInput} from './read.ts';

export const readWhole = (input: OpenInput, {longestLine, signal}: TailLimits): AsyncIterable<ReadItem> =>
  readInput(input, {longestLine, ...(signal && {signal})});

/** What a compressed copy of the log at `set` holds after what `tail` read. Closes `file`. */
export async function* restOfPacked(
  file: HeldFile,
  tail: Tail,
  set: string,
  limits: TailLimits,
): AsyncGenerator<FollowItem> {
  const {input} = tail;
  const packed = fileInput(file, {name: input.name, kind: 'gzip', set});
  for await (const item of readWhole(packed, limits)) {
    if ('problem' in item) {
      yield item;
      continue;
    }
    const {block, bytes} = item;
    const from = Math.max(0, tail.position - block.start);
    if (from >= block.length) continue;
    const rest = bytes.subarray(from);
    const start = block.start + from;
    yield {block: memoryBlock(input, rest, start, block.framing), bytes: rest, consumed: start + rest.length};
  }
  file.close();
}
