// The entries that what is typed finds: those that hold its words as they stand, then those that are alike (fuse.js).
import Fuse from 'fuse.js';
import {limitsKey} from '../limits.ts';
import type {Session} from '../session.ts';
import type {Entry} from './entry.ts';
import {keyEntries} from './keys.ts';
import {tableEntries} from './tables.ts';

type Known = {
  readonly of: readonly unknown[];
  readonly all: readonly Entry[];
  readonly fuse: Fuse<Entry>;
  readonly found: Map<string, readonly Entry[]>;
};

/** Asked for while moving, drawing and running: what was made for one session stays until something that it shows changes. */
let memory: Known | undefined;

function known(session: Session): Known {
  const {filter, overlay, focus, bars, detail, chosen, take, facets, recent, look, table, paused} = session;
  const here = [overlay, focus, bars, detail.open, table.column, paused, limitsKey(session)];
  const of = [filter.text, chosen, take.own, facets.search, recent, look, ...here];
  if (memory?.of.every((part, at) => part === of[at])) return memory;
  const entries = [...keyEntries(session), ...tableEntries(session)];
  const lately = recent.flatMap(id => entries.filter(entry => entry.id === id));
  const all = [...lately, ...entries.filter(({id}) => !recent.includes(id))];
  const fuse = new Fuse(all, {
    keys: [
      {name: 'title', weight: 3},
      {name: 'group', weight: 1},
    ],
    threshold: 0.4,
    ignoreLocation: true,
    // Else a short title that is less alike goes before a sentence that holds the word.
    ignoreFieldNorm: true,
  });
  memory = {of, all, fuse, found: new Map()};
  return memory;
}

/**
 * The less, the better: a key by its name, a title that begins with what is typed, words of it that do, words that begin with
 * each of the words typed, these anywhere. Undefined: not all of them are there.
 */
function rankOf({key, title, group}: Entry, typed: string, words: readonly string[]): number | undefined {
  if (key !== '' && key === typed) return 0;
  const text = `${title} ${group}`.toLowerCase();
  if (!words.every(word => text.includes(word))) return undefined;
  const phrase = words.join(' ');
  if (text.startsWith(phrase)) return 1;
  if (text.includes(` ${phrase}`)) return 2;
  const starts = text.split(/[^a-z0-9.]+/);
  return words.every(word => starts.some(start => start.startsWith(word))) ? 3 : 4;
}

const HOW = {here: 0, after: 0, there: 1, not: 1, never: 1} as const;

function find({all, fuse}: Known, typed: string): readonly Entry[] {
  const words = typed.toLowerCase().split(/\s+/);
  const holding = all
    .flatMap(entry => {
      const rank = rankOf(entry, typed, words);
      return rank === undefined ? [] : [{entry, rank: rank * 2 + HOW[entry.how]}];
    })
    .toSorted((a, b) => a.rank - b.rank)
    .map(({entry}) => entry);
  const taken = new Set(holding);
  const alike = fuse
    .search(typed)
    .filter(({item}) => !taken.has(item))
    .map(({item}) => item);
  return [...holding, ...alike];
}

/** All of them while nothing is typed: what was run lately first, then what the keys of this pane do. */
export function foundEntries(session: Session): readonly Entry[] {
  const now = known(session);
  const typed = session.palette?.editor.text.trim() ?? '';
  if (typed === '') return now.all;
  const before = now.found.get(typed);
  if (before !== undefined) return before;
  const found = find(now, typed);
  now.found.set(typed, found);
  return found;
}
