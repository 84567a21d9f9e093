// Bookmarks, notes, copying, exporting and saved filters: what the keys do, and what comes back from outside.
import {isVisible} from '../../audit/visible.ts';
import type {Answer, Ask, Effect} from '../ask.ts';
import type {SavedFilter} from '../config/config.ts';
import {EDITS, type Edit} from '../edits.ts';
import {countedFor, toggleHidden} from '../presets/hide.ts';
import {PRESETS} from '../presets/presets.ts';
import {type Session, viewOf} from '../session.ts';
import {contextOf} from '../suggest.ts';
import {currentRow, halfWindow, sameEvent} from '../table.ts';
import {commandOf} from '../take/command.ts';
import {COPIES, type CopySpec} from '../take/copies.ts';
import {type ExportName, exportNames, formatOf} from '../take/file-name.ts';
import {inTime} from '../take/report.ts';
import type {Mark, Prompt, Take, TakeAction, TakeEffect, TakeOverlay, TakeTold} from '../take/take.ts';
import * as editing from '../text/editor.ts';
import {andThen, ask, forget, heightOf, type Update, unchanged, windowAsk} from './ask.ts';
import {applyFilter} from './filter.ts';

const TOP = {cursor: 0, top: 0};

const effect = (session: Session, what: TakeEffect): Update => ({session, effects: [what satisfies Effect]});
const noticed = (session: Session, text: string, style: 'dim' | 'warn' | 'error' | 'ok' = 'dim'): Session => ({
  ...session,
  notice: {text, style},
});
const withTake = (session: Session, take: Partial<Take>): Session => ({...session, take: {...session.take, ...take}});
const closed = (session: Session): Session => ({...session, overlay: undefined});

export const isTakeAction = (action: {readonly type: string}): action is TakeAction => action.type.startsWith('take/');

/** The presets, then the user's own. */
export const savedFilters = ({take}: Pick<Session, 'take'>): readonly SavedFilter[] => [...PRESETS, ...take.own];

/** Lines of the list that lies over the body. */
export const takeRows = (session: Session, {kind}: TakeOverlay): number =>
  kind === 'copy'
    ? COPIES.length
    : kind === 'marks'
      ? session.take.marks.length
      : kind === 'noise'
        ? savedFilters(session).length
        : 1;

export function updateTake(session: Session, action: TakeAction): Update {
  switch (action.type) {
    case 'take/open':
      return open(session, action.what);
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
      return hide(session);
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

function open(session: Session, what: 'copy' | 'export' | 'marks' | 'noise'): Update {
  switch (what) {
    case 'copy':
      return unchanged({...session, overlay: {kind: 'copy', scroll: TOP}});
    case 'marks':
      return unchanged(
        session.take.marks.length === 0
          ? noticed(session, 'There is no bookmark: m sets one, a sets one with a note.')
          : {...session, overlay: {kind: 'marks', scroll: TOP}},
      );
    case 'noise':
      return askShares(withTake({...session, overlay: {kind: 'noise', scroll: TOP}}, {shares: new Map()}));
    case 'export': {
      const name = session.overlay?.kind === 'marks' ? 'audit-report.md' : 'audit-events.jsonl';
      return unchanged(prompt(session, {what: 'export', editor: editing.editorOf(name)}));
    }
  }
}

const prompt = (session: Session, how: Pick<Prompt, 'what' | 'editor'> & Partial<Prompt>): Session => ({
  ...session,
  overlay: {kind: 'prompt', reveal: false, scroll: TOP, ...how},
});

// Bookmarks

const sameMark = (session: Session, mark: Mark, id: Mark['id']): boolean =>
  sameEvent(mark.id, id) || (session.stages === 'latest' && mark.id.auditID === id.auditID && id.auditID !== '');

export const markOf = (session: Session, id: Mark['id']): Mark | undefined =>
  session.take.marks.find(mark => sameMark(session, mark, id));

const without = (session: Session, mark: Mark): readonly Mark[] => session.take.marks.filter(other => other !== mark);

function toggleMark(session: Session): Session {
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

function openNote(session: Session): Session {
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

function removeMark(session: Session): Session {
  const {overlay} = session;
  const mark = markUnderCursor(session);
  if (mark === undefined || overlay?.kind !== 'marks') return session;
  const next = withTake(session, {marks: without(session, mark)});
  const last = next.take.marks.length - 1;
  if (last < 0) return noticed(closed(next), 'No bookmark is left.');
  return {...next, overlay: {...overlay, scroll: {...overlay.scroll, cursor: Math.min(overlay.scroll.cursor, last)}}};
}

function goToMark(session: Session): Update {
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

function keepNote(session: Session, {from}: Prompt, mark: Mark, note: string): Session {
  const known = session.take.marks.find(({id}) => sameEvent(id, mark.id));
  const others = known === undefined ? session.take.marks : without(session, known);
  const next = withTake(session, {marks: inTime([...others, {...mark, note}])});
  const at = next.take.marks.findIndex(({id}) => sameEvent(id, mark.id));
  if (from === 'marks') return {...next, overlay: {kind: 'marks', scroll: {cursor: at, top: 0}}};
  return noticed(closed(next), "Note kept for this session. ^S to a .md file writes it, ' lists them.");
}

function startExport(session: Session, typed: Prompt, path: string): Update {
  if (session.take.exporting !== undefined) return unchanged(session);
  if (path === '') return unchanged(failing(session, typed, 'The file needs a name.'));
  const format: ExportName | undefined = formatOf(path);
  if (format === undefined)
    return unchanged(failing(session, typed, `The end of the name says the format: ${exportNames()}.`));
  const {marks} = session.take;
  if (format === 'report' && marks.length === 0)
    return unchanged(failing(session, typed, 'The report is made of bookmarks, and there is none: m sets one.'));
  const total = format === 'report' ? marks.length : session.table.total;
  const {problem: _, exists, ...rest} = typed;
  const next = withTake({...session, overlay: rest}, {exporting: {path, done: 0, total}});
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

/** Typing into the prompt; while a file is written its name stays. */
const typing = (session: Session, next: (editor: editing.Editor) => editing.Editor): Session => {
  if (session.overlay?.kind !== 'prompt' || session.take.exporting !== undefined) return session;
  const {problem: _, exists: __, ...rest} = session.overlay;
  return {...session, overlay: {...rest, editor: next(rest.editor)}};
};

export const typePrompt = (session: Session, text: string): Session =>
  typing(session, editor => editing.insert(editor, text));
export const editPrompt = (session: Session, edit: Edit): Session => typing(session, EDITS[edit]);

// Saved filters

function openSave(session: Session): Session {
  if (session.filter.text === '') return noticed(session, 'Nothing is filtered: there is nothing to save.');
  if (!isVisible(session.filter.text))
    return noticed(session, 'The filter holds a control character: it can not be saved.', 'warn');
  return prompt(session, {what: 'save', editor: editing.EMPTY_EDITOR, from: 'noise'});
}

/** The list stays open: its shares are counted anew under the other filter. */
function hide(session: Session): Update {
  const {overlay} = session;
  const filter = overlay?.kind === 'noise' ? savedFilters(session)[overlay.scroll.cursor] : undefined;
  if (filter === undefined) return unchanged(session);
  const text = toggleHidden(session.filter.text, filter.query, contextOf(session));
  return andThen(applyFilter(session, text), next => askShares(withTake(next, {shares: new Map()})));
}

/** What the first saved filter hides that is not counted yet; one at a time, so that the rows come first. */
function askShares(session: Session): Update {
  if (session.overlay?.kind !== 'noise') return unchanged(session);
  const next = savedFilters(session).find(({name}) => !(session.take.shares.get(name)?.isWhole ?? false));
  const counted = next && countedFor(session.filter.text, next.query, contextOf(session));
  if (next === undefined || counted === undefined) return forget(session, 'share');
  const {stages} = session;
  return ask(session, {
    kind: 'share',
    name: next.name,
    base: {where: counted.base, stages},
    hidden: {where: counted.hidden, stages},
  });
}

export function tellShare(session: Session, answer: Extract<Answer, {kind: 'share'}>, original: Ask): Update {
  if (original.kind !== 'share') return unchanged(session);
  const {hides, of, partial} = answer;
  const shares = new Map(session.take.shares).set(original.name, {
    hides,
    of,
    isWhole: partial?.why !== 'searching',
  });
  return askShares(withTake(session, {shares}));
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
        : withTake(session, {exporting: {...take.exporting, done: news.done, total: news.total}});
    case 'exported':
      return noticed(
        withTake(overlay?.kind === 'prompt' ? closed(session) : session, {exporting: undefined}),
        news.text,
        'ok',
      );
    case 'failed': {
      const next = withTake(session, {exporting: undefined});
      return overlay?.kind === 'prompt' ? failing(next, overlay, news.text) : noticed(next, news.text, 'error');
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
