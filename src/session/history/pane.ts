// The state of the history pane: the object, its requests as far as they are known, and the history read from them so far.
import type {EventId} from '../../source/source.ts';
import type {Scroll} from '../session.ts';
import type {History, Step} from './steps.ts';
import type {ObjectTarget} from './target.ts';

export type HistoryPane = {
  readonly target: ObjectTarget;
  /** Whether requests that only looked at the object are asked for. */
  readonly reads: boolean;
  readonly failed: boolean;
  readonly bookkeeping: boolean;
  /** Requests found so far, the newest last; older ones come before them. */
  readonly rows: readonly EventId[];
  /** No older ones are to come. */
  readonly whole: boolean;
  /** How far the search for them is, from 0 to 1. */
  readonly done: number;
  /** Older requests that are left out. */
  readonly left: number;
  /** How many of `rows` the history holds. */
  readonly read: number;
  readonly history: History;
  /** The event that it was opened on: the cursor goes there when all is read, unless it has been moved. */
  readonly from: EventId | undefined;
  /** The cursor stays on the newest step as steps come. */
  readonly sticks: boolean;
  /** First line shown of what the step under the cursor changed. */
  readonly top: number;
  /** Events of the log when its newest rows were asked for. */
  readonly events: number;
  /** The newest rows are asked for again: events of the log at that time. */
  readonly renewing: number | undefined;
};

export type HistoryOverlay = {readonly kind: 'history'; readonly scroll: Scroll};

export const shownSteps = ({history, reads, failed}: HistoryPane): readonly Step[] =>
  history.steps.filter(({kind}) => kind === 'write' || (kind === 'read' ? reads : failed));
