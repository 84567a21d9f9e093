// What the main thread and a scan worker say to each other.
import type {Micros} from '../audit/time.ts';
import type {Framing} from '../ingest/block.ts';
import type {ScannedChunk} from './chunk.ts';

/** Records to scan: a range of an open file, which the worker reads by itself, or bytes. */
export type Task = (
  | {
      readonly kind: 'file';
      readonly fd: number;
      readonly position: number;
      readonly length: number;
      readonly framing: Framing;
    }
  | {readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly framing: Framing}
) & {
  /** When they were last written, in microseconds, if that is not now. */
  readonly near?: Micros;
};

export type ToWorker = {
  readonly id: number;
  readonly task: Task;
  /** Of a chunk that has been merged, for another. */
  readonly spare: ArrayBuffer | undefined;
};

/** Answers come in the order of the tasks. */
export type FromWorker =
  /** It has started. */
  | {readonly type: 'ready'}
  | {
      readonly type: 'chunk';
      readonly id: number;
      readonly chunk: ScannedChunk /** Fewer than asked for if the file shrank. */;
      readonly got: number;
    }
  | {readonly type: 'failed'; readonly id: number; readonly reason: string};
