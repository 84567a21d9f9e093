// What a pane hands to the screen: lines that fit its box exactly. The screen only says which colour a style is.
import type {Line} from './line.ts';
import type {Tab} from './session.ts';
import {fitLine} from './text/fit.ts';

/** What a click or the wheel finds under cells of a line; all of them where no cells are named. */
export type Spot = {
  /** Of the pane's list, as its cursor counts; absent on a title. */
  readonly row?: number;
  /** Of the detail: the tab that stands there. */
  readonly tab?: Tab;
  /** Text beside or below the list that scrolls by itself. */
  readonly isText?: true;
  /** [from, to), counted from the left of the box. */
  readonly from?: number;
  readonly to?: number;
};

export type ViewLine = {
  /** Names what the line shows, so that a row that moved keeps its painted text. */
  readonly key: string;
  readonly line: Line;
  /** Where the cursor is: of the pane that has the focus, or of another. */
  readonly cursor?: 'focused' | 'other';
  /** What is there for the mouse; nothing where they are absent. */
  readonly spots?: readonly Spot[];
};

/** Exactly `height` lines of exactly `width` cells: cut, or filled with empty ones. */
export function fitLines(lines: readonly ViewLine[], width: number, height: number): readonly ViewLine[] {
  const fitted = lines.slice(0, height).map(view => ({...view, line: fitLine(view.line, width)}));
  for (let at = fitted.length; at < height; at++) fitted.push({key: `empty ${at}`, line: fitLine([], width)});
  return fitted;
}

type Scroll = {readonly cursor: number; readonly top: number};

/** Where a list of `total` lines scrolls to, so that `cursor` is on a screen of `height`. */
export function scrollTo({cursor, top}: Scroll, total: number, height: number): Scroll {
  const at = Math.max(0, Math.min(cursor, total - 1));
  const low = at - height + 1;
  const from = Math.max(0, Math.min(Math.max(low, Math.min(top, at)), total - height));
  return {cursor: at, top: from};
}

/** Those of `rows` that are on a screen of `height`, the cursor on its own. */
export function listLines<Row>(
  rows: readonly Row[],
  scroll: Scroll,
  height: number,
  draw: (row: Row, at: number) => {readonly key: string; readonly line: Line},
): readonly ViewLine[] {
  const {cursor, top} = scrollTo(scroll, rows.length, height);
  return rows.slice(top, top + height).map((row, place): ViewLine => {
    const at = top + place;
    return {...draw(row, at), spots: [{row: at}], ...(at === cursor ? {cursor: 'focused'} : {})};
  });
}
