// Bookmarks and their notes: setting, editing, removing, going there.
import type {Session} from '../session.ts';
import {currentRow, halfWindow, sameEvent} from '../table.ts';
import {closed, noticed, prompt, withTake} from '../take/change.ts';
import {markOf} from '../take/marked.ts';
import {inTime} from '../take/report.ts';
import type {Mark, Prompt} from '../take/take.ts';
import * as editing from '../text/editor.ts';
import {andThen, ask, forget, heightOf, type Update, unchanged, windowAsk} from './ask.ts';

const without = (session: Session, mark: Mark): readonly Mark[] => session.take.marks.filter(other => other !== mark);

export function toggleMark(session: Session): Session {
  const row = currentRow(session.table);
  if (row === undefined) return noticed(session, 'There is no row under the cursor.');
  const mark = markOf(session, row.id);
  if (mark === undefined)
    return noticed(
      withTake(session, {marks: inTime([...session.take.marks, {id: row.id, row, note: ''}])}),
      "Bookmark set. ' lists them, a writes a note, ^S to a .md file writes the report.",
    );
  if (mark.note !== '') return noticed(session, "This bookmark has a note: remove it with d in the list, '.", 'warn');
  return noticed(withTake(session, {marks: without(session, mark)}), 'Bookmark taken away.');
}

const markUnderCursor = ({overlay, take}: Session): Mark | undefined =>
  overlay?.kind === 'marks' ? take.marks[overlay.scroll.cursor] : undefined;

export function openNote(session: Session): Session {
  if (session.overlay?.kind === 'marks') {
    const mark = markUnderCursor(session);
    return mark === undefined
      ? session
      : prompt(session, {what: 'note', editor: editing.editorOf(mark.note), mark, from: 'marks'});
  }
  const row = currentRow(session.table);
  if (row === undefined) return noticed(session, 'There is no row under the cursor.');
  const mark = markOf(session, row.id) ?? {id: row.id, row, note: ''};
  return prompt(session, {what: 'note', editor: editing.editorOf(mark.note), mark});
}

export function removeMark(session: Session): Session {
  const {overlay} = session;
  const mark = markUnderCursor(session);
  if (mark === undefined || overlay?.kind !== 'marks') return session;
  const next = withTake(session, {marks: without(session, mark)});
  const last = next.take.marks.length - 1;
  if (last < 0) return noticed(closed(next), 'No bookmark is left.');
  return {...next, overlay: {...overlay, scroll: {...overlay.scroll, cursor: Math.min(overlay.scroll.cursor, last)}}};
}

export function goToMark(session: Session): Update {
  const mark = markUnderCursor(session);
  if (mark === undefined) return unchanged(session);
  const half = halfWindow(heightOf(session));
  const shown = {...closed(session), focus: 'table'} as const;
  const next =
    session.filter.text === ''
      ? shown
      : noticed(shown, 'If the filter hides it, the row nearest to it has the cursor.');
  return andThen(forget(next, 'more'), after =>
    ask(after, windowAsk(after, {kind: 'around', at: mark.id, before: half, after: half, jump: true})),
  );
}

export function keepNote(session: Session, {from}: Prompt, mark: Mark, note: string): Session {
  const known = session.take.marks.find(({id}) => sameEvent(id, mark.id));
  const others = known === undefined ? session.take.marks : without(session, known);
  const next = withTake(session, {marks: inTime([...others, {...mark, note}]), unwritten: 'yes'});
  const at = next.take.marks.findIndex(({id}) => sameEvent(id, mark.id));
  if (from === 'marks') return {...next, overlay: {kind: 'marks', scroll: {cursor: at, top: 0}}};
  return noticed(closed(next), "Note kept for this session. ^S to a .md file writes it, ' lists them.");
}
