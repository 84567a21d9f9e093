// Help and problems lie over the body: opening and closing them, moving and searching in them.

import {helpEntries, helpRows} from '../panes/help.ts';
import {problemsContent, problemsRows} from '../panes/problems.ts';
import {layout, type Overlay, type Session} from '../session.ts';
import {type Editor, EMPTY_EDITOR} from '../text/editor.ts';
import {scrollTo} from '../view.ts';

const TOP = {cursor: 0, top: 0};

export const openHelp = (session: Session): Session => ({
  ...session,
  overlay: {kind: 'help', search: EMPTY_EDITOR, scroll: TOP},
});

export const toggleProblems = (session: Session): Session => ({
  ...session,
  overlay: session.overlay?.kind === 'problems' ? undefined : {kind: 'problems', scroll: TOP},
});

const sizeOf = (session: Session, overlay: Overlay): readonly [total: number, height: number] =>
  overlay.kind === 'help'
    ? [helpEntries(overlay.search.text).length, helpRows(session)]
    : [problemsContent(session.about, layout(session).body.width).length, problemsRows(session)];

export function moveOverlay(
  session: Session,
  move: {readonly by: number} | {readonly pages: number} | {readonly to: 'start' | 'end'},
): Session {
  const {overlay} = session;
  if (overlay === undefined) return session;
  const [total, height] = sizeOf(session, overlay);
  const {cursor, top} = overlay.scroll;
  const by = 'by' in move ? move.by : 'pages' in move ? Math.trunc(move.pages * height) : 0;
  const to = 'to' in move ? (move.to === 'start' ? 0 : total - 1) : cursor + by;
  const shift = 'pages' in move ? by : 0;
  return {
    ...session,
    overlay: {...overlay, scroll: scrollTo({cursor: Math.max(0, to), top: Math.max(0, top + shift)}, total, height)},
  };
}

export const searchHelp = (session: Session, next: (editor: Editor) => Editor): Session =>
  session.overlay?.kind === 'help'
    ? {...session, overlay: {...session.overlay, search: next(session.overlay.search), scroll: TOP}}
    : session;
