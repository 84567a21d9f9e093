// The roles that somebody needs.
import {type Binding, BROWSE} from './binding.ts';

const HERE = ['roles'] as const;

export const ROLES_KEYS = [
  {
    id: 'roles',
    keys: ['I'],
    where: BROWSE,
    help: 'Roles: the least RBAC that allows what the user under the cursor did, as YAML; of a group in its facet',
    action: {type: 'roles/open'},
  },
  {
    id: 'roles.denied',
    keys: ['d'],
    where: HERE,
    help: 'Allow what was refused too; again, no longer',
    footer: ['refused too', 9],
    action: {type: 'roles/widen', by: 'denied'},
  },
  {
    id: 'roles.expand',
    keys: ['x'],
    where: HERE,
    help: 'Grant more than was seen: all names and all namespaces where several were seen, and verbs that go together; again, no longer',
    footer: ['more', 8],
    action: {type: 'roles/widen', by: 'expansions'},
  },
  {
    id: 'roles.copy',
    keys: ['y'],
    where: HERE,
    help: 'Copy the YAML',
    footer: ['copy', 8],
    action: {type: 'roles/copy'},
  },
  {
    id: 'roles.leave',
    keys: ['esc', 'q', 'I'],
    where: HERE,
    help: 'Back to the panes',
    footer: ['back', 7],
    action: {type: 'overlay/close'},
  },
  {id: 'roles.help', keys: ['?'], where: HERE, help: 'All keys', action: {type: 'help'}},
  {id: 'roles.down', keys: ['j', 'down'], where: HERE, help: 'Next line', action: {type: 'move/by', by: 1}},
  {id: 'roles.up', keys: ['k', 'up'], where: HERE, help: 'Previous line', action: {type: 'move/by', by: -1}},
  {
    id: 'roles.page.down',
    keys: ['pagedown', 'ctrl-f', 'space'],
    where: HERE,
    help: 'A screen down',
    action: {type: 'move/page', by: 1},
  },
  {
    id: 'roles.page.up',
    keys: ['pageup', 'ctrl-b'],
    where: HERE,
    help: 'A screen up',
    action: {type: 'move/page', by: -1},
  },
  {id: 'roles.first', keys: ['g', 'home'], where: HERE, help: 'First line', action: {type: 'move/end', end: 'start'}},
  {id: 'roles.last', keys: ['G', 'end'], where: HERE, help: 'Last line', action: {type: 'move/end', end: 'end'}},
] as const satisfies readonly Binding[];
