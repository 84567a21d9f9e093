// What deserves a look first.
import {type Binding, BROWSE} from './binding.ts';

const HERE = ['findings'] as const;

export const FINDINGS_KEYS = [
  {
    id: 'findings',
    keys: ['!'],
    where: BROWSE,
    help: 'Findings: what deserves a look first, worst first',
    action: {type: 'findings/open'},
  },
  {
    id: 'findings.show',
    keys: ['enter'],
    where: HERE,
    help: 'Filter to the events of the finding; ! comes back',
    footer: ['its events', 9],
    action: {type: 'findings/show'},
  },
  {
    id: 'findings.keep',
    keys: ['+', '='],
    where: HERE,
    help: 'Keep only requests of this finding, as a term of the filter; again, no longer',
    footer: ['keep', 3],
    action: {type: 'value', how: 'keep'},
  },
  {
    id: 'findings.drop',
    keys: ['-'],
    where: HERE,
    help: 'Drop requests of this finding, as a term of the filter; again, no longer',
    footer: ['drop', 3],
    action: {type: 'value', how: 'drop'},
  },
  {
    id: 'findings.leave',
    keys: ['esc', 'q', '!'],
    where: HERE,
    help: 'Back to the panes',
    footer: ['back', 8],
    action: {type: 'overlay/close'},
  },
  {id: 'findings.help', keys: ['?'], where: HERE, help: 'All keys', action: {type: 'help'}},
  {id: 'findings.down', keys: ['j', 'down'], where: HERE, help: 'Next line', action: {type: 'move/by', by: 1}},
  {id: 'findings.up', keys: ['k', 'up'], where: HERE, help: 'Previous line', action: {type: 'move/by', by: -1}},
  {
    id: 'findings.page.down',
    keys: ['pagedown', 'ctrl-f', 'space'],
    where: HERE,
    help: 'A screen down',
    action: {type: 'move/page', by: 1},
  },
  {
    id: 'findings.page.up',
    keys: ['pageup', 'ctrl-b'],
    where: HERE,
    help: 'A screen up',
    action: {type: 'move/page', by: -1},
  },
  {
    id: 'findings.first',
    keys: ['g', 'home'],
    where: HERE,
    help: 'First line',
    action: {type: 'move/end', end: 'start'},
  },
  {id: 'findings.last', keys: ['G', 'end'], where: HERE, help: 'Last line', action: {type: 'move/end', end: 'end'}},
] as const satisfies readonly Binding[];
