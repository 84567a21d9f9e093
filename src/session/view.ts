// What a pane hands to the screen: lines that fit its box exactly. The screen only says which colour a style is.
import type {Line} from './line.ts';
import {fitLine} from './text/fit.ts';

export type ViewLine = {
  /** Names what the line shows, so that a row that moved keeps its painted text. */
  readonly key: string;
  readonly line: Line;
  /** Where the cursor is: of the pane that has the focus, or of another. */
  readonly cursor?: 'focused' | 'other';
};

/** Exactly `height` lines of exactly `width` cells: cut, or filled with empty ones. */
export function fitLines(lines: readonly ViewLine[], width: number, height: number): readonly ViewLine[] {
  const fitted = lines.slice(0, height).map(view => ({...view, line: fitLine(view.line, width)}));
  for (let at = fitted.length; at < height; at++) fitted.push({key: `empty ${at}`, line: fitLine([], width)});
  return fitted;
}

/** Where a list of `total` lines scrolls to, so that `cursor` is on a screen of `height`. */
export function scrollTo(
  {cursor, top}: {readonly cursor: number; readonly top: number},
  total: number,
  height: number,
): {readonly cursor: number; readonly top: number} {
  const at = Math.max(0, Math.min(cursor, total - 1));
  const low = at - height + 1;
  const from = Math.max(0, Math.min(Math.max(low, Math.min(top, at)), total - height));
  return {cursor: at, top: from};
}
