// Everything that can happen to a session, named for what is meant and not for the key that means it.
import type {About} from '../source/source.ts';
import type {Answer, Slot} from './ask.ts';
import type {Edit} from './edits.ts';
import type {PaneName, Size} from './layout.ts';
import type {Tab} from './session.ts';

export type Action =
  // From the world.
  | {readonly type: 'start'}
  | {readonly type: 'resize'; readonly size: Size}
  | {readonly type: 'source/changed'; readonly about: About}
  | {readonly type: 'answer'; readonly slot: Slot; readonly request: number; readonly answer: Answer}
  | {readonly type: 'refused'; readonly slot: Slot; readonly request: number; readonly reason: string}
  // In the focused pane.
  | {readonly type: 'move/by'; readonly by: number}
  /** In screens; a half is allowed. */
  | {readonly type: 'move/page'; readonly by: number}
  | {readonly type: 'move/end'; readonly end: 'start' | 'end'}
  /** A cell, a tab, a facet closed or opened. */
  | {readonly type: 'move/side'; readonly by: -1 | 1}
  /** In the table, wherever the focus is. */
  | {readonly type: 'row/by'; readonly by: -1 | 1}
  | {readonly type: 'point'; readonly pane: PaneName; readonly line: number}
  | {readonly type: 'open'}
  | {readonly type: 'back'}
  | {readonly type: 'quit'}
  | {readonly type: 'quit/now'}
  | {readonly type: 'suspend'}
  | {readonly type: 'focus/by'; readonly by: -1 | 1}
  | {readonly type: 'focus/pane'; readonly pane: PaneName}
  | {readonly type: 'focus/facet'; readonly place: number}
  | {readonly type: 'zoom'}
  | {readonly type: 'value'; readonly how: 'keep' | 'drop'}
  | {readonly type: 'sort/column'}
  | {readonly type: 'sort/reverse'}
  | {readonly type: 'stages/toggle'}
  | {readonly type: 'follow'}
  | {readonly type: 'pause'}
  | {readonly type: 'failure'; readonly back: boolean}
  | {readonly type: 'detail/stage'; readonly by: -1 | 1}
  | {readonly type: 'detail/tab'; readonly tab: Tab}
  | {readonly type: 'detail/format'}
  | {readonly type: 'detail/wrap'}
  | {readonly type: 'detail/reveal'}
  | {readonly type: 'detail/fold'}
  | {readonly type: 'filter/edit'}
  | {readonly type: 'filter/accept'}
  | {readonly type: 'filter/cancel'}
  | {readonly type: 'filter/complete'}
  | {readonly type: 'filter/choose'; readonly by: -1 | 1}
  | {readonly type: 'filter/clear'}
  | {readonly type: 'filter/undo'}
  | {readonly type: 'filter/recall'; readonly by: -1 | 1}
  | {readonly type: 'edit'; readonly edit: Edit}
  | {readonly type: 'type'; readonly text: string}
  | {readonly type: 'help'}
  /** What was read, or the part of it that could not be. */
  | {readonly type: 'read'; readonly part: 'inputs' | 'problems'}
  | {readonly type: 'read/unfold'};
