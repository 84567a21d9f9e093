// Rows of KEYMAP as entries: those of the pane that has the keys run at once, the others go to their pane first.
import type {Action} from '../action.ts';
import {keysLabel, mergedBindings, whereLabel} from '../key-text.ts';
import {isTyping} from '../keymap/binding.ts';
import {type Binding, type BindingId, KEYMAP, type Place} from '../keymap.ts';
import {PANES, type PaneName} from '../layout.ts';
import {limitOfKey} from '../limits.ts';
import {placeOf} from '../place.ts';
import type {Session} from '../session.ts';
import type {Entry} from './entry.ts';

const ROWS: readonly Binding[] = KEYMAP;

/** Rows that the palette offers, the same meaning once. */
export const OFFERED: readonly Binding[] = mergedBindings(ROWS.filter(({palette}) => palette === undefined));

type Way = {
  /** The row that opens it. */
  readonly by: BindingId;
  /** What is done there needs nothing that only its list shows. */
  readonly blind?: true;
};

/** How a place that is no pane is gone to. In a list its rows have to be seen before a key means anything. */
export const WAYS: Readonly<Partial<Record<Place, Way>>> = {
  histogram: {by: 'bars', blind: true},
  copy: {by: 'copy', blind: true},
  read: {by: 'inputs'},
  timeline: {by: 'timeline'},
  findings: {by: 'findings'},
  roles: {by: 'roles', blind: true},
  history: {by: 'history'},
  marks: {by: 'marks'},
  noise: {by: 'noise'},
  columns: {by: 'columns'},
};

const rowOf = (id: string): Binding => ROWS.find(row => row.id === id)!;
const actionOfRow = ({action, keys}: Binding): Action => (typeof action === 'function' ? action(keys[0]!) : action);

/** The keys that mean it there. */
const keyAt = (binding: Binding, place: Place): string =>
  keysLabel(
    ROWS.filter(({help, where}) => help === binding.help && where.includes(place))
      .flatMap(({keys}) => keys)
      .slice(0, 1),
  );

/** Actions that take the keys to `pane` from wherever they are. */
const toPane = (session: Session, pane: PaneName): readonly Action[] => {
  const over: readonly Action[] = session.overlay === undefined ? [] : [{type: 'overlay/close'}];
  return pane === 'detail' && !session.detail.open
    ? [...over, {type: 'focus/pane', pane: 'table'}, {type: 'open'}, {type: 'focus/pane', pane}]
    : [...over, {type: 'focus/pane', pane}];
};

/** Actions that take the keys to the place of a row that is in force in a pane. */
function toPlace(session: Session, {by}: Way): readonly Action[] {
  const opener = rowOf(by);
  const pane = [session.focus, ...PANES].find(name => opener.where.includes(name)) ?? 'table';
  return [...toPane(session, pane), actionOfRow(opener)];
}

function wayOf(session: Session, here: Place, binding: Binding): Entry {
  const {id, help: title, where} = binding;
  const base = {id: `key:${id}`, title};
  const action = actionOfRow(binding);
  if (where.includes(here)) return {...base, key: keyAt(binding, here), group: '', how: 'here', steps: [action]};
  const group = whereLabel(where);
  const pane = [session.focus, ...PANES].find(name => where.includes(name));
  if (pane !== undefined) {
    const doc = `Goes to the ${pane} first.`;
    const steps = [...toPane(session, pane), action];
    return {...base, key: keyAt(binding, pane), group, how: 'after', steps, place: pane, doc};
  }
  const place = where.find(each => WAYS[each] !== undefined) ?? where.find(each => !isTyping(each)) ?? where[0]!;
  const key = keyAt(binding, place);
  const way = WAYS[place];
  if (way === undefined) return {...base, key, group, how: 'not', steps: [], doc: `Only in: ${group}.`};
  const opener = keysLabel(rowOf(way.by).keys.slice(0, 1));
  const there = toPlace(session, way);
  return way.blind === true
    ? {...base, key, group, how: 'after', steps: [...there, action], place, doc: `As ${opener}, then ${key}.`}
    : {...base, key, group, how: 'there', steps: there, place, doc: `Opens it with ${opener}; there press ${key}.`};
}

/** What cannot be done with what is open says why, and is none of the ways. */
function entryOf(session: Session, here: Place, binding: Binding): Entry {
  const entry = wayOf(session, here, binding);
  const why = limitOfKey(binding, session);
  return why === undefined ? entry : {...entry, how: 'never', steps: [], doc: why};
}

const RANK = {here: 0, after: 1, there: 2, not: 3, never: 4} as const;

/** Those that run here first, and among them those that the footer shows first. */
export function keyEntries(session: Session): readonly Entry[] {
  const here = placeOf({...session, palette: undefined});
  const worth = (binding: Binding) => (binding.footer === undefined ? 0 : binding.footer[1]);
  return OFFERED.toSorted((a, b) => worth(b) - worth(a))
    .map(binding => entryOf(session, here, binding))
    .toSorted((a, b) => RANK[a.how] - RANK[b.how]);
}
