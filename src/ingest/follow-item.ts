// What one says to have a log followed, and what one hears.
import type {Chunk} from './block.ts';
import type {OpenInput} from './input.ts';
import type {Problem} from './problems.ts';

export type FollowOptions = {
  /** Up to here whole records have been read: `bytes.end` of an input that was found to be followed. */
  readonly from: number;
  /** Where the log is written: `name` of an input that was found. */
  readonly path: string;
  /** Time between two looks at the file, in milliseconds: 40. Five times that while the system tells of changes by itself. */
  readonly pollMs?: number;
  /** If so long, in milliseconds, nothing follows on a record without its end, it is a problem: 5,000. */
  readonly partialMs?: number;
  /** In bytes; a line longer than this is a problem: 128 MiB. */
  readonly longestLine?: number;
  readonly signal?: AbortSignal;
};

/**
 * A chunk has whole records of the input named last: the one given to `follow`, then those that come as items. Its `bytes` are used
 * again for the next chunk. Its block can be appended to the one before it by `extend`.
 *
 * `rotated`: all of the former input has been given; `former` is the path it has now, if that is known. Its blocks can be read on.
 * `truncated`: the same, after a truncation in place. Blocks of the former input throw from then on, except for those of which a
 * copy was found. The receiver closes both inputs, whenever it needs their blocks no more.
 */
export type FollowItem =
  | Chunk
  | {readonly problem: Problem}
  | {readonly rotated: OpenInput; readonly former?: string}
  | {readonly truncated: OpenInput; readonly former?: string};
