/** A place in what was read. */
export type SourceRef = {
  readonly file: string;
  /** 1-based; unknown while the lines before it are still unread. */
  readonly line?: number | undefined;
  /** In bytes of the decoded file; less than 0 where `file` is none, but a table. */
  readonly offset: number;
};
