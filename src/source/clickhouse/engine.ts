// A server that answers queries, whatever speaks to it. Everything above asks through this; only connect.ts knows the client.
import type {Sql} from './sql.ts';

/** A row as JSON arrays have it. */
export type Cells = readonly unknown[];

/** How far the server is, as it says itself. */
export type Progress = {readonly read: number; readonly total: number};

export type EngineCall = {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
};

export interface Engine {
  /**
   * All rows of the answer.
   * @throws Error with one clear sentence: of the server, or why it is not reached
   */
  query(query: Sql, call?: EngineCall): Promise<readonly Cells[]>;
  /** For statements that have no answer. */
  command(query: Sql): Promise<void>;
  /** Rows as objects by column, in one piece: all of it is written or none. */
  insert(table: Sql, rows: readonly Readonly<Record<string, unknown>>[], signal?: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
