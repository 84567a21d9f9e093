/** A place in what was read. */
export type SourceRef = {
  readonly file: string;
  /** 1-based; unknown while the lines before it are still unread. */
  readonly line?: number | undefined;
  /** In bytes of the decoded file. */
  readonly offset: number;
};
