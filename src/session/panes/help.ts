// Help: the KEYMAP as a list that can be searched; the keys of the place where it was opened come first.
import Fuse from 'fuse.js';
import {keyLabel, keysLabel, labelIn, mergedBindings, whereLabel} from '../key-text.ts';
import {type Binding, bindingsOf, type Place} from '../keymap.ts';
import {limitOfKey} from '../limits.ts';
import {type Line, span} from '../line.ts';
import {type Help, layout, type Session} from '../session.ts';
import {editorView} from '../text/editor.ts';
import {fit, widthOf} from '../text/fit.ts';
import {fitLines, listLines, scrollTo, type ViewLine} from '../view.ts';
import {wrapWords} from '../words.ts';

type Entry = Binding & {readonly names: string};

const names = (keys: readonly string[]): string => {
  const label = keysLabel(keys);
  return keys.length > 3 && label.includes('-') ? label : keys.map(keyLabel).join(' ');
};

/** Made when it is first looked at: it takes longer than a frame, and most starts never need it. */
const once = <T>(make: () => T): (() => T) => {
  let made: {readonly value: T} | undefined;
  return () => {
    made ??= {value: make()};
    return made.value;
  };
};

const entriesOnce = once((): readonly Entry[] =>
  mergedBindings().map(binding => ({...binding, names: names(binding.keys)})),
);

const isOf = ({where}: Entry, place: Place | undefined): boolean => place !== undefined && where.includes(place);

const fuseOnce = once(
  () =>
    new Fuse(entriesOnce(), {
      keys: [
        {name: 'help', weight: 2},
        {name: 'names', weight: 2},
        {name: 'where', weight: 1},
      ],
      threshold: 0.35,
      ignoreLocation: true,
    }),
);

/** Without a search those of `place` first. */
export function helpEntries(search: string, place?: Place): readonly Entry[] {
  const wanted = search.trim();
  const all = entriesOnce();
  if (wanted === '') return [...all.filter(entry => isOf(entry, place)), ...all.filter(entry => !isOf(entry, place))];
  const exact = all
    .filter(entry => entry.keys.includes(wanted) || entry.names.split(' ').includes(wanted))
    .toSorted((a, b) => Number(isOf(b, place)) - Number(isOf(a, place)));
  const found = fuseOnce()
    .search(wanted)
    .map(result => result.item);
  return [...exact, ...found.filter(entry => !exact.includes(entry))];
}

/** The keys that mean it there: elsewhere it may have others. */
const namesIn = ({help}: Entry, place: Place): string =>
  names(bindingsOf(place).flatMap(binding => (binding.help === help ? binding.keys : [])));

/** Lines below the list for all of a sentence that is cut in it, where there is room for both. */
const foot = (height: number): number => (height >= 10 ? 2 : 0);

/** Lines of the list; the search and a blank stand above it. */
export const helpRows = (session: Session): number => {
  const {height} = layout(session).body;
  return Math.max(1, height - 2 - foot(height));
};

/** The sentence of the row under the cursor, where its line has no room for all of it. */
function below({body}: ReturnType<typeof layout>, text: string, room: number): readonly ViewLine[] {
  const lines = foot(body.height);
  const shown = widthOf(text) <= room ? [] : wrapWords(text, Math.max(1, body.width - 2));
  return Array.from({length: lines}, (_, at) => ({key: `foot ${at}`, line: [span(` ${shown[at] ?? ''}`, 'dim')]}));
}

export function helpLines(session: Session, {of, search: typed, scroll}: Help): readonly ViewLine[] {
  const {body} = layout(session);
  const entries = helpEntries(typed.text, of);
  const height = helpRows(session);
  const first = body.width >= 60 ? `${whereLabel([of])} first  ` : '';
  const view = editorView(typed, Math.max(8, body.width - 20 - widthOf(first)));
  const search: Line = [
    span(' Keys  ', 'title'),
    span(first, 'dim'),
    span('search ', 'label'),
    span(view.before, 'input'),
    span(view.at, 'cursor'),
    span(view.after, 'input'),
  ];
  const keysWidth = body.width >= 60 ? 22 : 14;
  const whereWidth = body.width >= 90 ? 24 : 0;
  const lines = listLines(entries, scroll, height, entry => {
    const why = limitOfKey(entry, session);
    const isHere = isOf(entry, of) && why === undefined;
    const line: Line = [
      span(why === undefined ? ' ' : '✗', 'dim'),
      span(
        fit(labelIn(isOf(entry, of) ? namesIn(entry, of) : entry.names, session.look), keysWidth),
        isHere ? 'accent' : 'dim',
      ),
      span(' '),
      ...(whereWidth === 0 ? [] : [span(fit(whereLabel(entry.where), whereWidth), 'dim'), span(' ')]),
      span(why ?? entry.help, isHere ? 'plain' : 'dim'),
    ];
    return {key: `key ${entry.id}`, line};
  });
  const none: readonly ViewLine[] =
    lines.length > 0 ? lines : [{key: 'none', line: [span(' No key does that. Esc goes back.', 'dim')]}];
  const list = fitLines(none, body.width, height);
  const chosen = entries[scrollTo(scroll, entries.length, height).cursor];
  const why = chosen === undefined ? undefined : limitOfKey(chosen, session);
  // What the key would do, where its line says why it does nothing.
  const under = why === undefined ? (chosen?.help ?? '') : `${chosen!.help}. Not now: ${why}`;
  const room = body.width - 2 - keysWidth - (whereWidth === 0 ? 0 : whereWidth + 1);
  return fitLines(
    [
      {key: 'search', line: search},
      {key: 'blank', line: []},
      ...list,
      ...below(layout(session), under, why === undefined ? room : 0),
    ],
    body.width,
    body.height,
  );
}
