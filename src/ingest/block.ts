// What ingest hands to the index: runs of whole records that can be read again later, because bodies stay where they are.
import type {AuditEvent} from '../audit/event.ts';
import type {RecordProblem} from './problems.ts';

export type Input = {
  /**
   * As shown to the user: the path as given, a file inside a directory as given, or `(standard input)`. It changes when a log that
   * is followed is rotated.
   */
  readonly name: string;
  readonly kind: 'plain' | 'gzip' | 'stdin';
  /** In bytes on disk, when it was opened; unknown for standard input. */
  readonly size?: number;
};

/**
 * `lines`: a record ends at a newline. `pieces`: the log of a container, in which a record may be several lines that are
 * joined, with those of other streams between them. `documents`: JSON over several lines; a record ends at a line that closes it.
 * `whole`: the input is one JSON value over several lines without indentation, hence one record.
 */
export type Framing = 'lines' | 'pieces' | 'documents' | 'whole';

/** A run of whole records of one input. */
export interface Block {
  readonly input: Input;
  /** Offset of its first byte in the decoded input. */
  readonly start: number;
  /** Decoded length in bytes; `extend` adds to it. */
  readonly length: number;
  readonly framing: Framing;
  /**
   * Bytes [from, to) of this block, read again from the held descriptor or unpacked from memory. Synchronous: one record
   * takes microseconds. The result may be shared with other readers until the next call: do not keep or change it.
   * @throws Error with one clear sentence if the file can no longer be read.
   */
  read(from?: number, to?: number): Uint8Array;
  /**
   * Lengthens this block by `next`, if that begins where this ends, and both are bytes of one file, at most 8 MiB together.
   * Then `next` may be dropped: what was at 0 in it is here at the former length. False if not, and where there is no `extend`.
   */
  extend?(next: Block): boolean;
  /** Bytes of memory it holds besides itself (0 where it is read from disk). */
  readonly held: number;
}

/** A block with its bytes, for the first scan. `bytes` is reused for the next block: take what you need before asking for it. */
export type Chunk = {
  readonly block: Block;
  readonly bytes: Uint8Array;
  /** How much of the input, in bytes on disk, has been read when this chunk is done. */
  readonly consumed: number;
};

/** What one record holds. All of it empty: a blank line. */
export type RecordContent = {
  /** Name of the input form, a row of WRAPPERS. */
  readonly form: string;
  readonly items: readonly AuditEvent[];
  readonly problems: readonly RecordProblem[];
  /** Names of the forms of lists in it that have no events: nothing is lost with them. */
  readonly empty?: readonly string[];
};
