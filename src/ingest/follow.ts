// Follows a log as it grows: through rotation, truncation and absence, giving every record once, in order.
import type {Chunk} from './block.ts';
import type {OpenInput} from './input.ts';
import type {Problem} from './problems.ts';

export type FollowOptions = {
  /** Up to here whole records have been read: `bytes.end` of an input that was found to be followed. */
  readonly from: number;
  /** Where the log is written; `name` of the input, if it was found by name. */
  readonly path: string;
  /** Longest time between two looks at the file, in milliseconds: 40. */
  readonly pollMs?: number;
  /** If so long, in milliseconds, nothing follows on a line that is not whole, it is a problem: 5,000. */
  readonly partialMs?: number;
  readonly signal?: AbortSignal;
};

/**
 * A chunk holds whole records of the current input: `block.input`. `bytes` is used again for the next chunk.
 * `rotated`: all that the former input held has been given, except for a file whose writer stopped; what follows belongs to the new one.
 * `truncated`: the same after a truncation in place. Blocks of the former input then throw, unless a copy of it was found.
 * Either input is for the receiver to close.
 */
export type FollowItem =
  | Chunk
  | {readonly problem: Problem}
  | {readonly rotated: OpenInput}
  | {readonly truncated: OpenInput};
