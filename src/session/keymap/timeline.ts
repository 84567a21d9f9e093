// The timeline of a user or a source IP.
import {type Binding, BROWSE} from './binding.ts';

const HERE = ['timeline'] as const;

export const TIMELINE_KEYS = [
  {
    id: 'timeline',
    keys: ['U'],
    where: BROWSE,
    help: 'Timeline of the user under the cursor: sessions, first seen, tokens; of a source IP in its facet',
    footer: ['user', 3],
    action: {type: 'timeline/open'},
  },
  {
    id: 'timeline.narrow',
    keys: ['enter'],
    where: HERE,
    help: 'Filter by the session or credential under the cursor, and show its requests',
    footer: ['show requests', 9],
    action: {type: 'timeline/narrow'},
  },
  {
    id: 'timeline.keep',
    keys: ['+', '='],
    where: HERE,
    help: 'Keep only requests of this session or credential, as a term of the filter; again, no longer',
    footer: ['keep', 3],
    action: {type: 'value', how: 'keep'},
  },
  {
    id: 'timeline.drop',
    keys: ['-'],
    where: HERE,
    help: 'Drop requests of this session or credential, as a term of the filter; again, no longer',
    footer: ['drop', 3],
    action: {type: 'value', how: 'drop'},
  },
  {
    id: 'timeline.other',
    keys: ['a'],
    where: HERE,
    help: 'Timeline of the source IP of this line; of a source IP that of the user',
    footer: ['source IP', 8],
    action: {type: 'timeline/other'},
  },
  {
    id: 'timeline.leave',
    keys: ['esc', 'q', 'U'],
    where: HERE,
    help: 'Back to the timeline before, or to the panes',
    footer: ['back', 7],
    action: {type: 'timeline/leave'},
  },
  {id: 'timeline.help', keys: ['?'], where: HERE, help: 'All keys', action: {type: 'help'}},
  {id: 'timeline.down', keys: ['j', 'down'], where: HERE, help: 'Next line', action: {type: 'move/by', by: 1}},
  {id: 'timeline.up', keys: ['k', 'up'], where: HERE, help: 'Previous line', action: {type: 'move/by', by: -1}},
  {
    id: 'timeline.page.down',
    keys: ['pagedown', 'ctrl-f', 'space'],
    where: HERE,
    help: 'A screen down',
    action: {type: 'move/page', by: 1},
  },
  {
    id: 'timeline.page.up',
    keys: ['pageup', 'ctrl-b'],
    where: HERE,
    help: 'A screen up',
    action: {type: 'move/page', by: -1},
  },
  {
    id: 'timeline.first',
    keys: ['g', 'home'],
    where: HERE,
    help: 'First line',
    action: {type: 'move/end', end: 'start'},
  },
  {id: 'timeline.last', keys: ['G', 'end'], where: HERE, help: 'Last line', action: {type: 'move/end', end: 'end'}},
] as const satisfies readonly Binding[];
