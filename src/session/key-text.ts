// Keys as people write them: for the footer, for help and for docs/keys.md.
import {TYPING} from './keymap/binding.ts';
import {type Binding, BROWSE, KEYMAP, PLACES, type Place} from './keymap.ts';
import type {Look} from './look.ts';

const SHOWN: Readonly<Record<string, string>> = {
  up: '↑',
  down: '↓',
  left: '←',
  'shift-left': 'S-←',
  'shift-right': 'S-→',
  right: '→',
  enter: 'Enter',
  esc: 'Esc',
  tab: 'Tab',
  'shift-tab': 'S-Tab',
  space: 'Space',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  home: 'Home',
  end: 'End',
  backspace: 'Backspace',
  delete: 'Del',
};

/** A key as people write it: `^D`, `S-Tab`, `Enter`, `j`. */
export const keyLabel = (key: string): string =>
  SHOWN[key] ??
  (key.startsWith('ctrl-')
    ? key.length === 6
      ? `^${key.slice(5).toUpperCase()}`
      : `^${keyLabel(key.slice(5))}`
    : key.startsWith('alt-')
      ? `M-${keyLabel(key.slice(4))}`
      : key);

/** All its keys, a run of digits as one: `1-9`. */
export const keysLabel = (keys: readonly string[]): string =>
  keys.length > 3 && keys.every(key => /^\d$/.test(key)) ? `${keys[0]}-${keys.at(-1)}` : keys.map(keyLabel).join(' ');

const ARROWS: Readonly<Record<string, string>> = {'↑': 'Up', '↓': 'Down', '←': 'Left', '→': 'Right'};

/** A label where only ASCII is shown: an arrow drawn as `>` would be taken for the key `>`. */
export const labelIn = (label: string, {ascii}: Look): string =>
  ascii ? label.replace(/[←→↑↓]/g, arrow => ARROWS[arrow]!) : label;

const WHERE_LABEL: Readonly<Record<Place, string>> = {
  table: 'table',
  facets: 'facets',
  detail: 'detail',
  filter: 'while typing a filter',
  help: 'help',
  read: 'what was read',
  histogram: 'histogram',
  goto: 'going to a time',
  timeline: 'timeline',
  findings: 'findings',
  roles: 'roles',
  search: 'while typing a search',
  facet: 'while searching a facet',
  copy: 'copying',
  marks: 'bookmarks',
  noise: 'saved filters',
  columns: 'columns',
  prompt: 'naming a file or a note',
  history: 'history',
  palette: 'commands',
};

export const whereLabel = (where: readonly Place[]): string =>
  where.length === PLACES.length
    ? 'everywhere'
    : BROWSE.every(place => where.includes(place))
      ? 'any pane'
      : TYPING.every(place => where.includes(place))
        ? 'wherever one types'
        : where.map(place => WHERE_LABEL[place]).join(', ');

/** The bindings that do the same, together: help and docs show one line for them. */
export function mergedBindings(bindings: readonly Binding[] = KEYMAP): readonly Binding[] {
  const merged = new Map<string, Binding>();
  for (const binding of bindings) {
    const name = `${binding.help}\0${typeof binding.action === 'function' ? binding.id : JSON.stringify(binding.action)}`;
    const known = merged.get(name);
    merged.set(
      name,
      known === undefined
        ? binding
        : {
            ...known,
            keys: [...new Set([...known.keys, ...binding.keys])],
            where: PLACES.filter(place => known.where.includes(place) || binding.where.includes(place)),
          },
    );
  }
  return [...merged.values()];
}

/** The table of docs/keys.md. */
export const keysTable = (): string =>
  [
    '| Keys | Where | What |',
    '|---|---|---|',
    ...mergedBindings().map(({keys, where, help}) => {
      const names = keys.length > 3 && keysLabel(keys).includes('-') ? [keysLabel(keys)] : keys.map(keyLabel);
      return `| ${names.map(name => `\`${name.replace('|', '\\|')}\``).join(' ')} | ${whereLabel(where)} | ${help} |`;
    }),
    '',
  ].join('\n');
