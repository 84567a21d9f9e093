// Keys of the command palette.
import {type Binding, LINE, PLACES, TYPING} from './binding.ts';

const HERE = ['palette'] as const;
const OPEN = {not: 'The palette is open.'};

export const PALETTE_KEYS = [
  {
    id: 'palette',
    keys: [':'],
    where: PLACES.filter(place => !(TYPING as readonly string[]).includes(place)),
    help: 'Commands: everything that can be done, by its name',
    footer: ['commands', 2],
    palette: OPEN,
    action: {type: 'palette/open'},
  },
  {
    id: 'palette.run',
    keys: ['enter'],
    where: HERE,
    help: 'Run this command',
    footer: ['run', 9],
    palette: OPEN,
    action: {type: 'palette/run'},
  },
  {
    id: 'palette.close',
    keys: ['esc'],
    where: HERE,
    help: 'Close the commands',
    footer: ['close', 8],
    palette: OPEN,
    action: {type: 'palette/close'},
  },
  {
    id: 'palette.down',
    keys: ['down', 'ctrl-n', 'tab'],
    where: HERE,
    help: 'Next command',
    footer: ['next', 7],
    palette: LINE,
    action: {type: 'palette/move', by: 1},
  },
  {
    id: 'palette.up',
    keys: ['up', 'ctrl-p', 'shift-tab'],
    where: HERE,
    help: 'Previous command',
    palette: LINE,
    action: {type: 'palette/move', by: -1},
  },
  {
    id: 'palette.page.down',
    keys: ['pagedown'],
    where: HERE,
    help: 'A screen of commands down',
    palette: LINE,
    action: {type: 'palette/page', by: 1},
  },
  {
    id: 'palette.page.up',
    keys: ['pageup'],
    where: HERE,
    help: 'A screen of commands up',
    palette: LINE,
    action: {type: 'palette/page', by: -1},
  },
] as const satisfies readonly Binding[];
