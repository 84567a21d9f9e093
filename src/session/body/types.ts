// What the view of a body is made of: one row a line, each knowing which value it shows.
import type {Line} from '../line.ts';

export type BodyFormat = 'yaml' | 'json';

export type BodyOptions = {
  readonly format: BodyFormat;
  /** Paths that the user folded. */
  readonly folded: ReadonlySet<string>;
  /** Paths that the user opened although they fold by themselves. */
  readonly unfolded: ReadonlySet<string>;
  /** Cells; lines that are longer go on in the next line, indented by two more. Absent: lines are as long as they are. */
  readonly wrap?: number;
};

export type BodyLine = {
  readonly line: Line;
  /** Of the value, relative to the body, as the query language writes it: `spec.containers[0].image`; '' is the body. Not made visible: not for drawing. */
  readonly path: string;
  /** 0 for the body itself, one more for each container around the value. */
  readonly depth: number;
  /** Whether folding here means this line's own value. Continuations and closing brackets are not. */
  readonly foldable: boolean;
  /** Whether something of it is not shown. */
  readonly folded: boolean;
  /** What folding on this line would fold: the own path of a foldable line, else the container that it stands in. */
  readonly fold: string;
  /** The raw value of a scalar, for filtering by it and for copying: not made visible, never for drawing. */
  readonly scalar?: string;
  /** It goes on with the text of the line before, which was too long; its first span is only the indentation. */
  readonly continues?: true;
};

/** Containers that are folded until asked for: written by machines, for machines. */
export const FOLDED_KEYS: ReadonlySet<string> = new Set(['managedFields']);

/** Items of a list that are shown before it asks. */
export const LIST_LIMIT = 200;

/** Nesting that is shown; no honest object comes near it. */
export const DEPTH_LIMIT = 200;

type Folds = Pick<BodyOptions, 'folded' | 'unfolded'>;

/** The folds after the user toggled `line` (its `fold` where it is not foldable itself). */
export function toggleFold(line: BodyLine, {folded, unfolded}: Folds): Folds {
  const path = line.foldable ? line.path : line.fold;
  const nextFolded = new Set(folded);
  const nextUnfolded = new Set(unfolded);
  if (line.foldable && line.folded) {
    nextFolded.delete(path);
    nextUnfolded.add(path);
  } else {
    nextUnfolded.delete(path);
    nextFolded.add(path);
  }
  return {folded: nextFolded, unfolded: nextUnfolded};
}
