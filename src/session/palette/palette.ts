// The command palette: what is typed in it, and where its cursor is. It lies over everything else and changes nothing of it
// until an entry is run, so that what is loading below goes on.
import type {Editor} from '../text/editor.ts';

export type Palette = {
  readonly editor: Editor;
  readonly scroll: {readonly cursor: number; readonly top: number};
};

export type PaletteAction =
  | {readonly type: 'palette/open'}
  | {readonly type: 'palette/close'}
  | {readonly type: 'palette/move'; readonly by: number}
  /** In screens. */
  | {readonly type: 'palette/page'; readonly by: -1 | 1}
  | {readonly type: 'palette/run'};
/** A click, on a line of the pane. */

/** Entries that are remembered as run, the latest first. */
export const MOST_RECENT = 8;

export const remembered = (recent: readonly string[], id: string): readonly string[] =>
  [id, ...recent.filter(other => other !== id)].slice(0, MOST_RECENT);
