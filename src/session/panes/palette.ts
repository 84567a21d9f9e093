// The command palette in place of the body: what is typed, what it finds with the keys beside it, what the chosen one does.

import {grouped} from '../../audit/numbers.ts';
import {labelIn} from '../key-text.ts';
import {type Line, span} from '../line.ts';
import type {Entry} from '../palette/entry.ts';
import {foundEntries} from '../palette/find.ts';
import type {Palette} from '../palette/palette.ts';
import {layout, type Session} from '../session.ts';
import {editorView} from '../text/editor.ts';
import {clip, fit, fitLine, lineWidth, widthOf} from '../text/fit.ts';
import {fitLines, listLines, scrollTo, type ViewLine} from '../view.ts';

/** Lines above the list. */
export const PALETTE_HEAD = 1;
/** What the chosen entry does stands below the list, where there is room for both. */
const foot = (height: number): number => (height >= 5 ? 1 : 0);

export const paletteRows = (session: Session): number => {
  const {height} = layout(session).body;
  return Math.max(1, height - PALETTE_HEAD - foot(height));
};

/** Where names of places stand beside the titles, the keys have a column. */
const KEY_WIDTH = 9;
const keyWidth = (key: string, width: number): number => (width >= 64 ? KEY_WIDTH : key === '' ? 0 : widthOf(key) + 2);

function entryLine({title, key, group, how}: Entry, isRecent: boolean, width: number): Line {
  // What belongs to the pane that has the keys names no other.
  const groupWidth = group === '' ? 0 : width >= 100 ? 26 : width >= 64 ? 16 : 0;
  const room = Math.max(1, width - 3 - keyWidth(key, width) - (groupWidth === 0 ? 0 : groupWidth + 1));
  return [
    how === 'never' ? span(' ✗ ', 'dim') : span(isRecent ? ' ● ' : '   ', 'accent'),
    span(fit(title, room), how === 'here' ? 'plain' : 'dim'),
    ...(groupWidth === 0 ? [] : [span(' '), span(fit(group, groupWidth), 'dim')]),
    span(fit(` ${key}`, keyWidth(key, width), 'right'), how === 'here' ? 'accent' : 'dim'),
  ];
}

export function paletteLines(session: Session, palette: Palette): readonly ViewLine[] {
  const {width, height} = layout(session).body;
  const entries = foundEntries(session);
  const rows = paletteRows(session);
  const {cursor} = scrollTo(palette.scroll, entries.length, rows);
  const count: Line = [span(` ${grouped(entries.length)} `, 'dim')];
  const view = editorView(palette.editor, Math.max(4, width - 3 - lineWidth(count)));
  const typed: Line = [
    span(' : ', 'accent'),
    span(view.before, 'input'),
    span(view.at, 'cursor'),
    span(view.after, 'input'),
  ];
  const head: Line = [...fitLine(typed, width - lineWidth(count)), ...count];
  const shown = listLines(entries, palette.scroll, rows, entry => ({
    key: entry.id,
    line: entryLine({...entry, key: labelIn(entry.key, session.look)}, session.recent.includes(entry.id), width),
  }));
  const none: ViewLine = {key: 'none', line: [span('   No command is called so. Esc goes back.', 'dim')]};
  const list = fitLines(shown.length > 0 ? shown : [none], width, rows);
  const chosen = entries[cursor];
  // Without more to say, all of a title that is cut.
  const doc =
    chosen?.doc ?? (widthOf(chosen?.title ?? '') > width - 3 - keyWidth(chosen?.key ?? '', width) ? chosen!.title : '');
  const below: readonly ViewLine[] =
    foot(height) === 0 ? [] : [{key: 'doc', line: [span(`   ${clip(doc, Math.max(1, width - 3))}`, 'dim')]}];
  return fitLines([{key: 'typed', line: head}, ...list, ...below], width, height);
}
