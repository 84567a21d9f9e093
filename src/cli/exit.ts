/** Exit codes, as grep's. */
export const EXIT = {
  /** Something was found, or the explorer was left. */
  found: 0,
  none: 1,
  /** Wrong usage, a query with an error, or an input that could not be read. */
  error: 2,
  /** A defect of ours (EX_SOFTWARE). */
  internal: 70,
} as const;
