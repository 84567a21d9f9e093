// KEYMAP: one row a binding. Help, footer and docs/keys.md are made from it; a key that is not here does nothing.
import type {Action} from './action.ts';

/** Where keys go: the focused pane, or what lies over it. In `filter` and `help` every other character is typed. */
export const PLACES = ['table', 'facets', 'detail', 'filter', 'help', 'read'] as const;
export type Place = (typeof PLACES)[number];

export type Binding = {
  readonly id: string;
  /** The first two are named in the footer and help; letters as they are typed, the others by name. */
  readonly keys: readonly string[];
  readonly where: readonly Place[];
  readonly help: string;
  /** Two words for the footer, and how much it is worth there: the higher, the sooner it gets its room. */
  readonly footer?: readonly [text: string, worth: number];
  readonly action: Action | ((key: string) => Action);
};

/** The panes. */
export const BROWSE = ['table', 'facets', 'detail'] as const;
const LISTS = [...BROWSE, 'read'] as const;
const SCROLLS = [...LISTS, 'help'] as const;
const TYPING = ['filter', 'help'] as const;

export const KEYMAP = [
  {id: 'down', keys: ['j'], where: LISTS, help: 'Next line', action: {type: 'move/by', by: 1}},
  {id: 'down.arrow', keys: ['down'], where: SCROLLS, help: 'Next line', action: {type: 'move/by', by: 1}},
  {id: 'up', keys: ['k'], where: LISTS, help: 'Previous line', action: {type: 'move/by', by: -1}},
  {id: 'up.arrow', keys: ['up'], where: SCROLLS, help: 'Previous line', action: {type: 'move/by', by: -1}},
  {id: 'page.down', keys: ['pagedown'], where: SCROLLS, help: 'A screen down', action: {type: 'move/page', by: 1}},
  {id: 'page.up', keys: ['pageup'], where: SCROLLS, help: 'A screen up', action: {type: 'move/page', by: -1}},
  {id: 'page.down.ctrl', keys: ['ctrl-f'], where: LISTS, help: 'A screen down', action: {type: 'move/page', by: 1}},
  {id: 'page.up.ctrl', keys: ['ctrl-b'], where: LISTS, help: 'A screen up', action: {type: 'move/page', by: -1}},
  {id: 'half.down', keys: ['ctrl-d'], where: LISTS, help: 'Half a screen down', action: {type: 'move/page', by: 0.5}},
  {id: 'half.up', keys: ['ctrl-u'], where: LISTS, help: 'Half a screen up', action: {type: 'move/page', by: -0.5}},
  {
    id: 'first',
    keys: ['g', 'home'],
    where: LISTS,
    help: 'First line; of the table the oldest row by time',
    action: {type: 'move/end', end: 'start'},
  },
  {
    id: 'last',
    keys: ['G', 'end'],
    where: LISTS,
    help: 'Last line; of the table the newest row by time',
    action: {type: 'move/end', end: 'end'},
  },
  {
    id: 'cell.left',
    keys: ['left', 'h'],
    where: ['table'],
    help: 'The cell to the left, for + - and s',
    action: {type: 'move/side', by: -1},
  },
  {
    id: 'cell.right',
    keys: ['right', 'l'],
    where: ['table'],
    help: 'The cell to the right, for + - and s',
    action: {type: 'move/side', by: 1},
  },
  {
    id: 'facet.close',
    keys: ['left', 'h'],
    where: ['facets'],
    help: 'Close this facet',
    action: {type: 'move/side', by: -1},
  },
  {
    id: 'facet.open',
    keys: ['right', 'l'],
    where: ['facets'],
    help: 'Open this facet',
    action: {type: 'move/side', by: 1},
  },
  {
    id: 'tab.left',
    keys: ['left', 'h'],
    where: ['detail'],
    help: 'The tab to the left: Summary, Request, Response, Raw',
    action: {type: 'move/side', by: -1},
  },
  {
    id: 'tab.right',
    keys: ['right', 'l'],
    where: ['detail'],
    help: 'The tab to the right',
    footer: ['tab', 6],
    action: {type: 'move/side', by: 1},
  },
  {
    id: 'filter',
    keys: ['/'],
    where: BROWSE,
    help: 'Type a filter',
    footer: ['filter', 9],
    action: {type: 'filter/edit'},
  },
  {
    id: 'open',
    keys: ['enter'],
    where: ['table'],
    help: 'Open the request under the cursor',
    footer: ['open', 8],
    action: {type: 'open'},
  },
  {
    id: 'facet.pick',
    keys: ['enter', 'space'],
    where: ['facets'],
    help: 'Show only this value, or no longer; on a title, open or close it',
    footer: ['pick', 8],
    action: {type: 'open'},
  },
  {
    id: 'row.next',
    keys: ['J'],
    where: ['detail'],
    help: 'Open the next row of the table',
    action: {type: 'row/by', by: 1},
  },
  {
    id: 'row.previous',
    keys: ['K'],
    where: ['detail'],
    help: 'Open the previous row of the table',
    action: {type: 'row/by', by: -1},
  },
  {
    id: 'fold',
    keys: ['enter', 'space'],
    where: ['detail'],
    help: 'Fold or unfold what the cursor is on',
    footer: ['fold', 5],
    action: {type: 'detail/fold'},
  },
  {
    id: 'keep',
    keys: ['+', '='],
    where: BROWSE,
    help: 'Keep only rows with the value under the cursor; again, no longer',
    footer: ['keep', 7],
    action: {type: 'value', how: 'keep'},
  },
  {
    id: 'drop',
    keys: ['-'],
    where: BROWSE,
    help: 'Drop rows with the value under the cursor; again, no longer',
    footer: ['drop', 7],
    action: {type: 'value', how: 'drop'},
  },
  {
    id: 'back',
    keys: ['esc'],
    where: [...BROWSE, 'read', 'help'],
    help: 'One step back; at the table, clear the filter',
    footer: ['back', 4],
    action: {type: 'back'},
  },
  {
    id: 'pane.next',
    keys: ['tab'],
    where: BROWSE,
    help: 'Next pane',
    footer: ['pane', 4],
    action: {type: 'focus/by', by: 1},
  },
  {id: 'pane.previous', keys: ['shift-tab'], where: BROWSE, help: 'Previous pane', action: {type: 'focus/by', by: -1}},
  {
    id: 'facet.jump',
    keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
    where: BROWSE,
    help: 'Go to the facet with that number',
    action: key => ({type: 'focus/facet', place: Number(key) - 1}),
  },
  {
    id: 'facets',
    keys: ['f'],
    where: BROWSE,
    help: 'Go to the facets',
    footer: ['facets', 3],
    action: {type: 'focus/pane', pane: 'facets'},
  },
  {
    id: 'zoom',
    keys: ['z'],
    where: BROWSE,
    help: 'Give this pane the whole screen, or take it back',
    action: {type: 'zoom'},
  },
  {
    id: 'undo',
    keys: ['\\'],
    where: BROWSE,
    help: 'Undo the last change of the filter',
    footer: ['undo', 2],
    action: {type: 'filter/undo'},
  },
  {id: 'clear', keys: ['X'], where: BROWSE, help: 'Clear the filter', action: {type: 'filter/clear'}},
  {
    id: 'recall.older',
    keys: ['['],
    where: BROWSE,
    help: 'The filter before this one',
    action: {type: 'filter/recall', by: -1},
  },
  {
    id: 'recall.newer',
    keys: [']'],
    where: BROWSE,
    help: 'The filter after this one',
    action: {type: 'filter/recall', by: 1},
  },
  {
    id: 'failure.next',
    keys: ['e'],
    where: BROWSE,
    help: 'Next failure: code 400 and above, or a panic',
    footer: ['failure', 3],
    action: {type: 'failure', back: false},
  },
  {id: 'failure.previous', keys: ['E'], where: BROWSE, help: 'Previous failure', action: {type: 'failure', back: true}},
  {
    id: 'sort',
    keys: ['s'],
    where: ['table'],
    help: 'Sort by the column of the cursor; again, by time',
    action: {type: 'sort/column'},
  },
  {id: 'sort.reverse', keys: ['S'], where: ['table'], help: 'Reverse the order', action: {type: 'sort/reverse'}},
  {
    id: 'follow',
    keys: ['F'],
    where: BROWSE,
    help: 'Follow: to the newest row, and stay on it as new ones come; again, no longer',
    action: {type: 'follow'},
  },
  {
    id: 'pause',
    keys: ['space'],
    where: ['table'],
    help: 'Pause: count new rows without showing them; again, show them',
    action: {type: 'pause'},
  },
  {
    id: 'stages',
    keys: ['u'],
    where: BROWSE,
    help: 'One row a request, or one row an event',
    action: {type: 'stages/toggle'},
  },
  {
    id: 'stage.next',
    keys: ['o'],
    where: ['table', 'detail'],
    help: 'The next stage of this request in the detail',
    action: {type: 'detail/stage', by: 1},
  },
  {
    id: 'stage.previous',
    keys: ['O'],
    where: ['table', 'detail'],
    help: 'The previous stage of this request in the detail',
    action: {type: 'detail/stage', by: -1},
  },
  {
    id: 'format',
    keys: ['v'],
    where: ['table', 'detail'],
    help: 'Bodies as YAML, JSON, or the event as logged',
    action: {type: 'detail/format'},
  },
  {
    id: 'wrap',
    keys: ['w'],
    where: ['table', 'detail'],
    help: 'Wrap long lines, or cut them',
    action: {type: 'detail/wrap'},
  },
  {
    id: 'reveal',
    keys: ['r'],
    where: ['table', 'detail'],
    help: 'Show masked secrets of the open event, or mask them again',
    action: {type: 'detail/reveal'},
  },
  {
    id: 'inputs',
    keys: ['i'],
    where: LISTS,
    help: 'What was read: files, forms, problems, gaps',
    footer: ['inputs', 2],
    action: {type: 'read', part: 'inputs'},
  },
  {
    id: 'problems',
    keys: ['p'],
    where: LISTS,
    help: 'What could not be read, and why',
    action: {type: 'read', part: 'problems'},
  },
  {
    id: 'example',
    keys: ['enter', 'space'],
    where: ['read'],
    help: 'Show the whole reason of this example, or only its first line',
    footer: ['whole reason', 6],
    action: {type: 'read/unfold'},
  },
  {id: 'help', keys: ['?'], where: LISTS, help: 'All keys', footer: ['help', 10], action: {type: 'help'}},
  {
    id: 'quit',
    keys: ['q'],
    where: LISTS,
    help: 'One step back; at the table, quit',
    footer: ['quit', 1],
    action: {type: 'quit'},
  },
  {id: 'quit.now', keys: ['ctrl-c'], where: PLACES, help: 'Quit', action: {type: 'quit/now'}},
  {id: 'suspend', keys: ['ctrl-z'], where: PLACES, help: 'Suspend; fg comes back', action: {type: 'suspend'}},
  {
    id: 'accept',
    keys: ['enter'],
    where: ['filter'],
    help: 'Use this filter',
    footer: ['use it', 9],
    action: {type: 'filter/accept'},
  },
  {
    id: 'cancel',
    keys: ['esc'],
    where: ['filter'],
    help: 'Back to the filter before',
    footer: ['cancel', 8],
    action: {type: 'filter/cancel'},
  },
  {
    id: 'complete',
    keys: ['tab'],
    where: ['filter'],
    help: 'Take the suggestion',
    footer: ['complete', 7],
    action: {type: 'filter/complete'},
  },
  {
    id: 'suggestion.next',
    keys: ['down', 'ctrl-n'],
    where: ['filter'],
    help: 'Next suggestion',
    footer: ['next', 6],
    action: {type: 'filter/choose', by: 1},
  },
  {
    id: 'suggestion.previous',
    keys: ['up', 'ctrl-p'],
    where: ['filter'],
    help: 'Previous suggestion',
    action: {type: 'filter/choose', by: -1},
  },
  {
    id: 'edit.left',
    keys: ['left', 'ctrl-b'],
    where: TYPING,
    help: 'A character left',
    action: {type: 'edit', edit: 'left'},
  },
  {
    id: 'edit.right',
    keys: ['right', 'ctrl-f'],
    where: TYPING,
    help: 'A character right',
    action: {type: 'edit', edit: 'right'},
  },
  {
    id: 'edit.word.left',
    keys: ['alt-b', 'ctrl-left', 'alt-left'],
    where: TYPING,
    help: 'A word left',
    action: {type: 'edit', edit: 'wordLeft'},
  },
  {
    id: 'edit.word.right',
    keys: ['alt-f', 'ctrl-right', 'alt-right'],
    where: TYPING,
    help: 'A word right',
    action: {type: 'edit', edit: 'wordRight'},
  },
  {
    id: 'edit.home',
    keys: ['ctrl-a', 'home'],
    where: TYPING,
    help: 'To the start',
    action: {type: 'edit', edit: 'home'},
  },
  {id: 'edit.end', keys: ['ctrl-e', 'end'], where: TYPING, help: 'To the end', action: {type: 'edit', edit: 'end'}},
  {
    id: 'edit.backspace',
    keys: ['backspace'],
    where: TYPING,
    help: 'Delete the character before',
    action: {type: 'edit', edit: 'backspace'},
  },
  {
    id: 'edit.delete',
    keys: ['delete', 'ctrl-d'],
    where: TYPING,
    help: 'Delete the character under the cursor',
    action: {type: 'edit', edit: 'deleteForward'},
  },
  {
    id: 'edit.delete.word',
    keys: ['ctrl-w'],
    where: TYPING,
    help: 'Delete the word before',
    action: {type: 'edit', edit: 'deleteWordBack'},
  },
  {
    id: 'edit.delete.start',
    keys: ['ctrl-u'],
    where: TYPING,
    help: 'Delete to the start',
    action: {type: 'edit', edit: 'deleteToStart'},
  },
  {
    id: 'edit.delete.end',
    keys: ['ctrl-k'],
    where: TYPING,
    help: 'Delete to the end',
    action: {type: 'edit', edit: 'deleteToEnd'},
  },
] as const satisfies readonly Binding[];

export type BindingId = (typeof KEYMAP)[number]['id'];

const TABLE: ReadonlyMap<string, Binding> = new Map(
  (KEYMAP as readonly Binding[]).flatMap(binding =>
    binding.where.flatMap(place => binding.keys.map(key => [`${place} ${key}`, binding] as const)),
  ),
);

/** What `key` means there; undefined if nothing. */
export function actionOf(place: Place, key: string): Action | undefined {
  const binding = TABLE.get(`${place} ${key}`);
  if (binding === undefined) return undefined;
  return typeof binding.action === 'function' ? binding.action(key) : binding.action;
}

export const bindingsOf = (place: Place): readonly Binding[] =>
  (KEYMAP as readonly Binding[]).filter(binding => binding.where.includes(place));
