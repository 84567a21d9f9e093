// Help lies over everything: opening it, searching and moving in it, and back to what was there.
import {helpEntries, helpRows} from '../panes/help.ts';
import {placeOf} from '../place.ts';
import type {Session} from '../session.ts';
import {type Editor, EMPTY_EDITOR} from '../text/editor.ts';
import {scrollTo} from '../view.ts';

const TOP = {cursor: 0, top: 0};

export const openHelp = (session: Session): Session => ({
  ...session,
  help: {of: placeOf(session), search: EMPTY_EDITOR, scroll: TOP},
});

export const closeHelp = (session: Session): Session => ({...session, help: undefined});

export const searchHelp = (session: Session, next: (editor: Editor) => Editor): Session =>
  session.help === undefined
    ? session
    : {...session, help: {...session.help, search: next(session.help.search), scroll: TOP}};

/** By lines, or by `pages`. */
export function moveHelp(session: Session, by: number, unit: 'lines' | 'pages' = 'lines'): Session {
  const {help} = session;
  if (help === undefined) return session;
  const height = helpRows(session);
  const lines = unit === 'pages' ? Math.trunc(by * height) : by;
  const {cursor, top} = help.scroll;
  const to = {cursor: Math.max(0, cursor + lines), top: Math.max(0, top + (unit === 'pages' ? lines : 0))};
  return {...session, help: {...help, scroll: scrollTo(to, helpEntries(help.search.text, help.of).length, height)}};
}
