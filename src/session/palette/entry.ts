// What the palette offers: one entry a thing that can be done, with the actions that do it.
import type {Action} from '../action.ts';
import type {Place} from '../keymap.ts';

export type Entry = {
  /** Stays the same from one time to the next: what was run lately is known by it. */
  readonly id: string;
  readonly title: string;
  /** The key that does the same, as people write it; '' where there is none. */
  readonly key: string;
  /** Where it belongs: a pane, or a table of its own. */
  readonly group: string;
  /** At once; in another pane, which is gone to first; only the way to where its key is; not now; never with what is open. */
  readonly how: 'here' | 'after' | 'there' | 'not' | 'never';
  /** One after the other. */
  readonly steps: readonly Action[];
  /** The last step means something only there: without it the way there ended otherwise, and said why. */
  readonly place?: Place;
  /** Said under the list; of what cannot be done, why. */
  readonly doc?: string;
};
