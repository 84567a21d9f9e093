// Everything that can happen to a session, named for what is meant and not for the key that means it.
import type {FieldName} from '../audit/fields.ts';
import type {About} from '../source/source.ts';
import type {Answer, Slot} from './ask.ts';
import type {Edit} from './edits.ts';
import type {PaneName, Size} from './layout.ts';
import type {Look} from './look.ts';
import type {PaletteAction} from './palette/palette.ts';
import type {PolicyPane} from './panes/policy.ts';
import type {Tab} from './session.ts';
import type {TakeAction} from './take/take.ts';
import type {ColumnsAction} from './update/columns.ts';
import type {HistoryAction} from './update/history.ts';
import type {MouseAction} from './update/mouse.ts';

export type Action =
  | TakeAction
  | ColumnsAction
  | HistoryAction
  | PaletteAction
  | MouseAction
  | {readonly type: 'history/step'}
  // From the world.
  | {readonly type: 'start'}
  | {readonly type: 'resize'; readonly size: Size}
  | {readonly type: 'source/changed'; readonly about: About}
  /** What events are explained by, found after the first frame. */
  | {readonly type: 'policy/known'; readonly policy: PolicyPane}
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
  | {readonly type: 'open'}
  | {readonly type: 'back'}
  | {readonly type: 'quit'}
  | {readonly type: 'quit/now'}
  | {readonly type: 'suspend'}
  | {readonly type: 'repaint'}
  | {readonly type: 'focus/by'; readonly by: -1 | 1}
  | {readonly type: 'focus/pane'; readonly pane: PaneName}
  | {readonly type: 'focus/facet'; readonly place: number}
  | {readonly type: 'zoom'}
  | {readonly type: 'value'; readonly how: 'keep' | 'drop'}
  | {readonly type: 'sort/column'}
  | {readonly type: 'sort/field'; readonly field: FieldName}
  | {readonly type: 'sort/reverse'}
  | {readonly type: 'stages/toggle'}
  | {readonly type: 'follow'}
  | {readonly type: 'pause'}
  | {readonly type: 'failure'; readonly back: boolean}
  /** More of the open tab is there, or more of it was looked through. */
  | {readonly type: 'detail/worked'}
  | {readonly type: 'detail/stage'; readonly by: -1 | 1}
  /** From an alert to the request that it speaks of, from a request to its alerts, and back. */
  | {readonly type: 'detail/link'}
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
  /** The histogram: by bars, marking on the way or not. */
  | {readonly type: 'bars/enter'}
  | {readonly type: 'bars/leave'}
  | {readonly type: 'bars/by'; readonly by: number; readonly marks?: true}
  | {readonly type: 'bars/end'; readonly end: 'start' | 'end'}
  | {readonly type: 'bars/mark'}
  | {readonly type: 'bars/narrow'}
  | {readonly type: 'bars/zoom'; readonly by: -1 | 1}
  /** A cell of the screen, counted from the left. */
  | {readonly type: 'bars/point'; readonly cell: number; readonly how: 'press' | 'drag' | 'in' | 'out'}
  | {readonly type: 'goto/open'}
  | {readonly type: 'goto/accept'}
  | {readonly type: 'goto/cancel'}
  | {readonly type: 'zone'}
  | {readonly type: 'look'; readonly look: Partial<Look>}
  | {readonly type: 'findings/open'}
  | {readonly type: 'findings/show'}
  | {readonly type: 'roles/open'}
  | {readonly type: 'roles/widen'; readonly by: 'denied' | 'expansions'}
  | {readonly type: 'roles/copy'}
  | {readonly type: 'timeline/open'}
  | {readonly type: 'timeline/narrow'}
  /** The source IP of the line, or the user. */
  | {readonly type: 'timeline/other'}
  | {readonly type: 'timeline/leave'}
  /** Typing a search; the value under the cursor as one; to the next or previous match. */
  | {readonly type: 'search/edit'}
  | {readonly type: 'search/accept'}
  | {readonly type: 'search/cancel'}
  | {readonly type: 'search/value'}
  | {readonly type: 'search/next'; readonly back: boolean}
  /** Searching the values of the facet under the cursor. */
  | {readonly type: 'facet/search'}
  | {readonly type: 'facet/choose'; readonly by: -1 | 1}
  | {readonly type: 'facet/leave'}
  | {readonly type: 'help'}
  /** Whatever lies over the panes, away. */
  | {readonly type: 'overlay/close'}
  /** What was read, or the part of it that could not be. */
  | {readonly type: 'read'; readonly part: 'inputs' | 'problems'}
  | {readonly type: 'read/unfold'};
