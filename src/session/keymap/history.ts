// The history of an object.
import type {Binding} from './binding.ts';

export const HISTORY_KEYS = [
  {
    id: 'history',
    keys: ['H'],
    where: ['table', 'detail'],
    help: 'The history of this object: every write to it, and what each changed',
    footer: ['history', 3],
    action: {type: 'history/open'},
  },
  {
    id: 'history.step',
    keys: ['enter'],
    where: ['history'],
    help: 'Open the event of this step; H comes back',
    footer: ['open', 8],
    action: {type: 'history/step'},
  },
  {
    id: 'history.reads',
    keys: ['R'],
    where: ['history'],
    help: 'Show requests that only read the object, or hide them',
    footer: ['reads', 6],
    action: {type: 'history/toggle', what: 'reads'},
  },
  {
    id: 'history.failed',
    keys: ['x'],
    where: ['history'],
    help: 'Show attempts that failed, or hide them',
    footer: ['failed', 6],
    action: {type: 'history/toggle', what: 'failed'},
  },
  {
    id: 'history.bookkeeping',
    keys: ['b'],
    where: ['history'],
    help: 'Show bookkeeping fields such as resourceVersion and managedFields, or hide them',
    footer: ['bookkeeping', 5],
    action: {type: 'history/toggle', what: 'bookkeeping'},
  },
  {
    id: 'history.scroll.down',
    keys: ['J', 'space'],
    where: ['history'],
    help: 'Scroll down in what this step changed',
    footer: ['scroll', 7],
    action: {type: 'history/scroll', by: 3},
  },
  {
    id: 'history.scroll.up',
    keys: ['K'],
    where: ['history'],
    help: 'Scroll up in what this step changed',
    action: {type: 'history/scroll', by: -3},
  },
  {
    id: 'history.back',
    keys: ['esc'],
    where: ['history'],
    help: 'Back to where the history was opened',
    footer: ['back', 4],
    action: {type: 'back'},
  },
] as const satisfies readonly Binding[];
