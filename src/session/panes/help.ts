// Help: the KEYMAP as a list that can be searched.
import Fuse from 'fuse.js';
import {keyLabel, keysLabel, mergedBindings, whereLabel} from '../key-text.ts';
import type {Binding} from '../keymap.ts';
import {type Line, span} from '../line.ts';
import {layout, type Overlay, type Session} from '../session.ts';
import {editorView} from '../text/editor.ts';
import {fit} from '../text/fit.ts';
import {fitLines, scrollTo, type ViewLine} from '../view.ts';

type Entry = Binding & {readonly names: string};

const names = (binding: Binding): string => {
  const label = keysLabel(binding.keys);
  return binding.keys.length > 3 && label.includes('-') ? label : binding.keys.map(keyLabel).join(' ');
};

const ENTRIES: readonly Entry[] = mergedBindings().map(binding => ({...binding, names: names(binding)}));

const FUSE = new Fuse(ENTRIES, {
  keys: [
    {name: 'help', weight: 2},
    {name: 'names', weight: 2},
    {name: 'where', weight: 1},
  ],
  threshold: 0.35,
  ignoreLocation: true,
});

export function helpEntries(search: string): readonly Entry[] {
  const wanted = search.trim();
  if (wanted === '') return ENTRIES;
  const exact = ENTRIES.filter(entry => entry.keys.includes(wanted) || entry.names.split(' ').includes(wanted));
  const found = FUSE.search(wanted).map(result => result.item);
  return [...exact, ...found.filter(entry => !exact.includes(entry))];
}

/** Lines of the list; the search and a blank stand above it. */
export const helpRows = (session: Session): number => Math.max(1, layout(session).body.height - 2);

export function helpLines(session: Session, overlay: Extract<Overlay, {kind: 'help'}>): readonly ViewLine[] {
  const {body} = layout(session);
  const entries = helpEntries(overlay.search.text);
  const height = helpRows(session);
  const {cursor, top} = scrollTo(overlay.scroll, entries.length, height);
  const view = editorView(overlay.search, Math.max(8, body.width - 20));
  const search: Line = [
    span(' Keys  ', 'title'),
    span('search ', 'label'),
    span(view.before, 'input'),
    span(view.at, 'cursor'),
    span(view.after, 'input'),
  ];
  const keysWidth = body.width >= 60 ? 22 : 14;
  const whereWidth = body.width >= 90 ? 24 : 0;
  const lines = entries.slice(top, top + height).map((entry, at): ViewLine => {
    const line: Line = [
      span(' '),
      span(fit(entry.names, keysWidth), 'accent'),
      span(' '),
      ...(whereWidth === 0 ? [] : [span(fit(whereLabel(entry.where), whereWidth), 'dim'), span(' ')]),
      span(entry.help),
    ];
    return {key: entry.id, line, ...(top + at === cursor ? {cursor: 'focused' as const} : {})};
  });
  const none: readonly ViewLine[] =
    lines.length > 0 ? lines : [{key: 'none', line: [span(' No key does that. Esc goes back.', 'dim')]}];
  return fitLines([{key: 'search', line: search}, {key: 'blank', line: []}, ...none], body.width, body.height);
}
