// Fuzzy search inside one facet: far more values than the facet shows, found as they are typed.
import Fuse from 'fuse.js';
import type {FieldName} from '../../audit/fields.ts';
import type {FacetValue} from '../../source/source.ts';
import type {Editor} from '../text/editor.ts';
import {safe} from '../text/safe.ts';

export type FacetSearch = {
  readonly field: FieldName;
  readonly editor: Editor;
  /** Values looked through, most frequent first; undefined until they are told. */
  readonly list: readonly FacetValue[] | undefined;
  /** Distinct values there are. */
  readonly distinct: number;
  /** Enter was pressed before they were told: the best of them is picked then. */
  readonly isAwaited: boolean;
};

/** Values asked for: the most frequent ones, as many as are looked through between two keys. */
export const MOST_SEARCHED = 5000;
const MOST_FOUND = 200;

type Entry = {readonly told: FacetValue; readonly text: string; readonly lower: string};

let entries:
  | {readonly list: readonly FacetValue[]; readonly all: readonly Entry[]; readonly fuse: Fuse<Entry>}
  | undefined;

/** What is masked on the screen is not found by what it hides. */
function entriesOf(list: readonly FacetValue[]) {
  if (entries?.list === list) return entries;
  const all = list.map((told): Entry => {
    const text = told.value === undefined || told.value === '' ? '(none)' : safe(told.value);
    return {told, text, lower: text.toLowerCase()};
  });
  const fuse = new Fuse(all, {keys: ['text'], threshold: 0.35, ignoreLocation: true, includeScore: true});
  entries = {list, all, fuse};
  return entries;
}

/** Those that hold what is typed as it stands, most frequent first, then those that are alike. */
export function foundValues(search: FacetSearch): readonly FacetValue[] {
  const known = found.get(search) ?? find(search);
  found.set(search, known);
  return known;
}

/** Asked for its rows and for their number. */
const found = new WeakMap<FacetSearch, readonly FacetValue[]>();

function find({list, editor}: FacetSearch): readonly FacetValue[] {
  if (list === undefined) return [];
  const {all, fuse} = entriesOf(list);
  const typed = editor.text.trim().toLowerCase();
  if (typed === '') return list.slice(0, MOST_FOUND);
  const holding = all.filter(({lower}) => lower.includes(typed)).slice(0, MOST_FOUND);
  const known = new Set(holding);
  // Of those that are as much alike, the ones with a word that begins so.
  const first = typed.slice(0, 2);
  const begins = ({lower}: Entry) => (lower.split(/[^a-z0-9]+/).some(word => word.startsWith(first)) ? 0 : 1);
  const alike = fuse
    .search(typed, {limit: MOST_FOUND})
    .filter(({item}) => !known.has(item))
    .map(({item, score}) => ({item, rank: Math.round((score ?? 0) * 20) * 2 + begins(item)}))
    .sort((a, b) => a.rank - b.rank)
    .map(({item}) => item);
  return [...holding, ...alike].slice(0, MOST_FOUND).map(({told}) => told);
}
