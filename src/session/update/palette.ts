// The command palette: opening it, typing in it, and running one of its entries.
import type {Action} from '../action.ts';
import {EDITS, type Edit} from '../edits.ts';
import {foundEntries} from '../palette/find.ts';
import {type PaletteAction, remembered} from '../palette/palette.ts';
import {paletteRows} from '../panes/palette.ts';
import {placeOf} from '../place.ts';
import type {Session} from '../session.ts';
import * as editing from '../text/editor.ts';
import {scrollTo} from '../view.ts';
import {type Update, unchanged} from './ask.ts';

export const isPaletteAction = (action: {readonly type: string}): action is PaletteAction =>
  action.type.startsWith('palette/');

const TOP = {cursor: 0, top: 0};

/** What makes the next session of an action: update() itself, which this file cannot import. */
type Step = (session: Session, action: Action) => Update;

function move(session: Session, by: number): Session {
  const {palette} = session;
  if (palette === undefined) return session;
  const {cursor, top} = palette.scroll;
  const at = Math.max(0, cursor + by);
  return {
    ...session,
    palette: {...palette, scroll: scrollTo({cursor: at, top}, foundEntries(session).length, paletteRows(session))},
  };
}

/** The entry under the cursor: its steps in turn, the last one only where the others led to its place. */
function run(session: Session, step: Step): Update {
  const entry = foundEntries(session)[session.palette?.scroll.cursor ?? 0];
  if (session.palette === undefined || entry === undefined) return unchanged(session);
  if (entry.how === 'not' || entry.how === 'never')
    return unchanged({...session, notice: {text: entry.doc ?? '', style: 'dim'}});
  let done = unchanged({...session, palette: undefined, recent: remembered(session.recent, entry.id)});
  entry.steps.forEach((action, at) => {
    const isLast = at === entry.steps.length - 1;
    if (entry.how === 'after' && isLast && placeOf(done.session) !== entry.place) return;
    const next = step(done.session, action);
    done = {session: next.session, effects: [...done.effects, ...next.effects]};
  });
  if (entry.how !== 'there' || placeOf(done.session) !== entry.place) return done;
  return {...done, session: {...done.session, notice: {text: `${entry.key}: ${entry.title}`, style: 'accent'}}};
}

const typed = (session: Session, next: (editor: editing.Editor) => editing.Editor): Session => {
  const {palette} = session;
  if (palette === undefined) return session;
  const editor = next(palette.editor);
  return {...session, palette: {editor, scroll: editor.text === palette.editor.text ? palette.scroll : TOP}};
};

export const typePalette = (session: Session, text: string): Session =>
  typed(session, editor => editing.insert(editor, text));
export const editPalette = (session: Session, edit: Edit): Session => typed(session, EDITS[edit]);

export function updatePalette(session: Session, action: PaletteAction, step: Step): Update {
  switch (action.type) {
    case 'palette/open':
      return unchanged({...session, palette: {editor: editing.EMPTY_EDITOR, scroll: TOP}});
    case 'palette/close':
      return unchanged({...session, palette: undefined});
    case 'palette/move':
      return unchanged(move(session, action.by));
    case 'palette/page':
      return unchanged(move(session, action.by * paletteRows(session)));
    case 'palette/run':
      return run(session, step);
  }
}
