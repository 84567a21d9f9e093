// Copying, exporting and what lies over the body for it: what the keys do, and what comes back from outside.

import {counted} from '../../audit/numbers.ts';
import type {Effect} from '../ask.ts';
import {folderName, isFolderName} from '../bundle/bundle.ts';
import {COLUMNS} from '../columns.ts';
import {EDITS, type Edit} from '../edits.ts';
import {PRESETS} from '../presets/presets.ts';
import {savedFilters} from '../presets/saved.ts';
import {type Session, viewOf} from '../session.ts';
import {sameEvent} from '../table.ts';
import {closed, noticed, prompt, TOP, withTake} from '../take/change.ts';
import {bundleCommand, commandOf, lastingQuery} from '../take/command.ts';
import {COPIES, type CopySpec} from '../take/copies.ts';
import {type ExportName, exportNames, formatOf} from '../take/file-name.ts';
import {inTime} from '../take/report.ts';
import type {Mark, Prompt, TakeAction, TakeEffect, TakeOverlay, TakeTold} from '../take/take.ts';
import * as editing from '../text/editor.ts';
import {type Update, unchanged} from './ask.ts';
import {applyFilter} from './filter.ts';
import {goToMark, keepNote, openNote, removeMark, toggleMark} from './marks.ts';
import {askShares, hide, openSave} from './noise.ts';

const effect = (session: Session, what: TakeEffect): Update => ({session, effects: [what satisfies Effect]});
export const isTakeAction = (action: {readonly type: string}): action is TakeAction => action.type.startsWith('take/');

/** Lines of the list that lies over the body. */
export const takeRows = (session: Session, {kind}: TakeOverlay): number =>
  kind === 'copy'
    ? COPIES.length
    : kind === 'marks'
      ? session.take.marks.length
      : kind === 'noise'
        ? savedFilters(session).length
        : kind === 'columns'
          ? COLUMNS.length
          : 1;

export function updateTake(session: Session, action: TakeAction): Update {
  switch (action.type) {
    case 'take/open':
      return open(session, action.what, action.ending);
    case 'take/mark':
      return unchanged(toggleMark(session));
    case 'take/note':
      return unchanged(openNote(session));
    case 'take/copy':
      return copy(session, action.what);
    case 'take/accept':
      return accept(session);
    case 'take/remove':
      return unchanged(removeMark(session));
    case 'take/hide':
      return hide(session, action.name);
    case 'take/use': {
      const filter = savedFilters(session).find(({name}) => name === action.name);
      return filter === undefined ? unchanged(session) : applyFilter(closed(session), filter.query);
    }
    case 'take/save':
      return unchanged(openSave(session));
    case 'take/reveal':
      return unchanged(toggleReveal(session));
    case 'take/cancel':
      return cancel(session);
    case 'take/told':
      return unchanged(told(session, action.told));
  }
}

function open(
  session: Session,
  what: 'copy' | 'export' | 'bundle' | 'marks' | 'noise' | 'columns',
  ending = '.jsonl',
): Update {
  switch (what) {
    case 'copy':
      return unchanged({...session, overlay: {kind: 'copy', scroll: TOP}});
    case 'marks':
      return unchanged(
        session.take.marks.length === 0
          ? noticed(session, 'There is no bookmark: m sets one, a sets one with a note.')
          : {...session, overlay: {kind: 'marks', scroll: TOP}},
      );
    case 'columns': {
      const cursor = Math.max(
        0,
        COLUMNS.findIndex(({id}) => id === session.table.column),
      );
      return unchanged({...session, overlay: {kind: 'columns', scroll: {cursor, top: 0}}});
    }
    case 'noise':
      return askShares(withTake({...session, overlay: {kind: 'noise', scroll: TOP}}, {shares: new Map()}));
    case 'bundle':
      return unchanged(prompt(session, {what: 'export', editor: editing.editorOf(folderName(session.now))}));
    case 'export': {
      const isReport = session.overlay?.kind === 'marks' || formatOf(ending) === 'report';
      const name = isReport ? 'audit-report.md' : `audit-events${ending}`;
      return unchanged(prompt(session, {what: 'export', editor: editing.editorOf(name)}));
    }
  }
}

// Copying

function copy(session: Session, what: string): Update {
  const spec = (COPIES as readonly CopySpec[]).find(({id}) => id === what);
  if (spec === undefined) return unchanged(session);
  // The value and the path are those under the cursor of the pane, not of this list.
  const after = closed(session);
  const copied = spec.of(after);
  if ('none' in copied) return unchanged(noticed(after, copied.none));
  if ('event' in copied)
    return effect(after, {kind: 'copy/event', id: copied.event, reveal: after.detail.open && after.detail.reveal});
  return effect(after, {kind: 'copy', what: spec.title, text: copied.text});
}

// What the cursor of a list is on, or what was typed

function accept(session: Session): Update {
  const {overlay} = session;
  switch (overlay?.kind) {
    case 'copy':
      return copy(session, COPIES[overlay.scroll.cursor]?.id ?? '');
    case 'marks':
      return goToMark(session);
    case 'noise': {
      const filter = savedFilters(session)[overlay.scroll.cursor];
      return filter === undefined ? unchanged(session) : applyFilter(closed(session), filter.query);
    }
    case 'prompt':
      return acceptPrompt(session, overlay);
    default:
      return unchanged(session);
  }
}

function acceptPrompt(session: Session, typed: Prompt): Update {
  const text = typed.editor.text.trim();
  switch (typed.what) {
    case 'note':
      return unchanged(typed.mark === undefined ? closed(session) : keepNote(session, typed, typed.mark, text));
    case 'save': {
      if (text === '') return unchanged(failing(session, typed, 'The filter needs a name.'));
      if (PRESETS.some(({name}) => name === text))
        return unchanged(failing(session, typed, `"${text}" is the name of a preset: choose another.`));
      return effect(session, {kind: 'filter/save', filter: {name: text, query: session.filter.text}});
    }
    case 'export':
      return startExport(session, typed, text);
  }
}

const failing = (session: Session, {problem: _, exists: __, ...typed}: Prompt, problem: string): Session => ({
  ...session,
  overlay: {...typed, problem},
});

function startExport(session: Session, typed: Prompt, path: string): Update {
  if (session.take.exporting !== undefined) return unchanged(session);
  if (path === '') return unchanged(failing(session, typed, 'The file needs a name.'));
  if (isFolderName(path)) return startBundle(session, typed, path);
  const format: ExportName | undefined = formatOf(path);
  if (format === undefined)
    return unchanged(failing(session, typed, `The end of the name says the format: ${exportNames()}; / is a bundle.`));
  const {marks} = session.take;
  if (format === 'report' && marks.length === 0)
    return unchanged(
      failing(
        session,
        typed,
        'The report is made of bookmarks, and there is none: m sets one. A name ending in .timeline.md is for all rows.',
      ),
    );
  const total = format === 'report' ? marks.length : session.table.total;
  const {problem: _, exists, ...rest} = typed;
  const next = withTake({...session, overlay: rest}, {exporting: {path, done: 0, total, what: 'rows'}});
  return effect(next, {
    kind: 'export',
    job: {
      path,
      format,
      view: viewOf(session),
      order: session.order,
      reveal: typed.reveal,
      overwrite: exists === path,
      zone: session.zone,
      marks,
      command: commandOf(session),
    },
  });
}

/** The rows of the filter, the bookmarks and notes, and what it takes to check them, in a folder. */
function startBundle(session: Session, {problem: _, exists: __, ...typed}: Prompt, path: string): Update {
  const {marks} = session.take;
  const exporting = {path, done: 0, total: session.table.total, what: 'rows'} as const;
  return effect(withTake({...session, overlay: typed}, {exporting}), {
    kind: 'bundle',
    job: {
      path,
      view: viewOf(session),
      query: lastingQuery(session),
      command: bundleCommand(session, typed.reveal),
      reveal: typed.reveal,
      zone: session.zone,
      marks,
    },
  });
}

const toggleReveal = (session: Session): Session =>
  session.overlay?.kind === 'prompt' && session.overlay.what === 'export' && session.take.exporting === undefined
    ? {...session, overlay: {...session.overlay, reveal: !session.overlay.reveal}}
    : session;

function cancel(session: Session): Update {
  const {overlay} = session;
  if (session.take.exporting !== undefined) return effect(session, {kind: 'export/stop'});
  if (overlay?.kind === 'prompt' && overlay.from !== undefined)
    return unchanged({...session, overlay: {kind: overlay.from, scroll: TOP}});
  return unchanged(closed(session));
}

/** Bookmarks of the time before are looked for, once the log is there. */
export const seekMarks = (session: Session): Update =>
  session.take.sought.length === 0
    ? unchanged(session)
    : effect(session, {kind: 'marks/seek', marks: session.take.sought});

/** Typing into the prompt; while a file is written its name stays. */
const typing = (session: Session, next: (editor: editing.Editor) => editing.Editor): Session => {
  if (session.overlay?.kind !== 'prompt' || session.take.exporting !== undefined) return session;
  const {problem: _, exists: __, ...rest} = session.overlay;
  return {...session, overlay: {...rest, editor: next(rest.editor)}};
};

export const typePrompt = (session: Session, text: string): Session =>
  typing(session, editor => editing.insert(editor, text));
export const editPrompt = (session: Session, edit: Edit): Session => typing(session, EDITS[edit]);

/** Whether q may quit: notes that are written nowhere are told of once. */
export function mayQuit(session: Session): Update | undefined {
  const {marks, unwritten} = session.take;
  if (session.take.keeps || unwritten !== 'yes' || marks.every(({note}) => note === '')) return undefined;
  const text = 'Your notes are in no file yet: ^S to a .md file writes them, q once more quits without.';
  return unchanged(noticed(withTake(session, {unwritten: 'told'}), text, 'warn'));
}

// What comes back

function told(session: Session, news: TakeTold): Session {
  const {overlay, take} = session;
  switch (news.kind) {
    case 'notice':
      return {...session, notice: {text: news.text, style: news.style}};
    case 'progress':
      return take.exporting === undefined
        ? session
        : withTake(session, {
            exporting: {...take.exporting, done: news.done, total: news.total, what: news.what ?? 'rows'},
          });
    case 'exported': {
      const done = withTake(session, {exporting: undefined, ...(news.holdsNotes ? {unwritten: 'no'} : {})});
      return noticed(overlay?.kind === 'prompt' ? closed(done) : done, news.text, 'ok');
    }
    case 'failed': {
      const next = withTake(session, {exporting: undefined});
      return overlay?.kind === 'prompt' ? failing(next, overlay, news.text) : noticed(next, news.text, 'error');
    }
    case 'marks': {
      const known = ({id}: Mark) => take.marks.some(mark => sameEvent(mark.id, id));
      const marks = inTime([...take.marks, ...news.found.filter(mark => !known(mark))]);
      const next = withTake(session, {marks, sought: news.lost});
      if (news.lost.length === 0) return next;
      const many = counted(news.lost.length, 'bookmark');
      return noticed(
        next,
        `${many} of the session before ${news.lost.length === 1 ? 'is' : 'are'} not in this log: kept, not shown.`,
        'warn',
      );
    }
    case 'exists': {
      const next = withTake(session, {exporting: undefined});
      return overlay?.kind === 'prompt' ? {...next, overlay: {...overlay, exists: news.path}} : next;
    }
    case 'saved': {
      const next = noticed(withTake(session, {own: news.filters}), news.text, 'ok');
      return overlay?.kind === 'prompt' ? {...next, overlay: {kind: 'noise', scroll: TOP}} : next;
    }
  }
}
