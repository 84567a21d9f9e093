// The few keys that the README shows, in the words of the KEYMAP. All of them are in docs/keys.md.
import {keyLabel, keysLabel} from '../../src/session/key-text.ts';
import {type Binding, type BindingId, KEYMAP} from '../../src/session/keymap.ts';

/** Bindings of one line stand together; the first one's help is shown. */
const SHOWN: readonly (readonly [BindingId, ...BindingId[]])[] = [
  ['down', 'down.arrow'],
  ['up', 'up.arrow'],
  ['first'],
  ['last'],
  ['pane.next'],
  ['facet.jump'],
  ['open'],
  ['row.next'],
  ['row.previous'],
  ['back'],
  ['filter'],
  ['keep'],
  ['drop'],
  ['undo'],
  ['clear'],
  ['search'],
  ['search.next'],
  ['failure.next'],
  ['failure.previous'],
  ['sort'],
  ['stages'],
  ['tab.right'],
  ['format'],
  ['reveal'],
  ['zoom'],
  ['inputs'],
  ['problems'],
  ['follow'],
  ['pause'],
  ['help'],
  ['quit'],
];

const binding = (id: BindingId): Binding => (KEYMAP as readonly Binding[]).find(row => row.id === id)!;

const label = (ids: readonly BindingId[]): string =>
  ids
    .flatMap(id => {
      const {keys} = binding(id);
      return keys.length > 3 ? [keysLabel(keys)] : keys.slice(0, 2).map(keyLabel);
    })
    .map(key => `\`${key.replace('|', '\\|')}\``)
    .join(' ');

/** Markdown: one row a key. */
export const keysShort = (): string =>
  ['| Key | Does |', '|---|---|', ...SHOWN.map(ids => `| ${label(ids)} | ${binding(ids[0]).help} |`)].join('\n');
