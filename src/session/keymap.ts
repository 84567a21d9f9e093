// KEYMAP: one row a binding. Help, footer and docs/keys.md are made from it; a key that is not here does nothing.
import type {Action} from './action.ts';
import type {Binding, Place} from './keymap/binding.ts';
import {BROWSE_KEYS} from './keymap/browse.ts';
import {COLUMN_KEYS} from './keymap/columns.ts';
import {FINDINGS_KEYS} from './keymap/findings.ts';
import {HISTORY_KEYS} from './keymap/history.ts';
import {MOVE_KEYS} from './keymap/move.ts';
import {PALETTE_KEYS} from './keymap/palette.ts';
import {ROLES_KEYS} from './keymap/roles.ts';
import {SEARCH_KEYS} from './keymap/search.ts';
import {TAKE_KEYS} from './keymap/take.ts';
import {TIME_KEYS} from './keymap/time.ts';
import {TIMELINE_KEYS} from './keymap/timeline.ts';
import {TYPING_KEYS} from './keymap/typing.ts';

export {type Binding, BROWSE, isTyping, PLACES, type Place} from './keymap/binding.ts';

/** In the order of the help. */
export const KEYMAP = [
  ...MOVE_KEYS,
  ...BROWSE_KEYS,
  ...TIME_KEYS,
  ...TIMELINE_KEYS,
  ...FINDINGS_KEYS,
  ...ROLES_KEYS,
  ...SEARCH_KEYS,
  ...COLUMN_KEYS,
  ...TAKE_KEYS,
  ...HISTORY_KEYS,
  ...PALETTE_KEYS,
  ...TYPING_KEYS,
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
