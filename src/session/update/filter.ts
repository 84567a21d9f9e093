// Changing the filter: by typing, by keeping and dropping values, by going back.
import type {FieldName} from '../../audit/fields.ts';
import type {FieldRef} from '../../query/ast.ts';
import {EDITS, type Edit} from '../edits.ts';
import {applied, errorText, type FilterEdit, parseFilter, type Values} from '../filter.ts';
import {FACETS, type Session, viewOf} from '../session.ts';
import {contextOf, suggestionsFor, toggled} from '../suggest.ts';
import * as editing from '../text/editor.ts';
import {holdsSecret, MASKED_VALUE} from '../text/safe.ts';
import {NO_WIDTHS} from '../widths.ts';
import {andThen, ask, askFiltered, type Update, unchanged} from './ask.ts';

const fresh = (session: Session): Session => ({...session, table: {...session.table, widths: NO_WIDTHS}});

/** The filter `text` is used; one that does not parse is only complained about. */
export function applyFilter(session: Session, text: string): Update {
  const parsed = parseFilter(text, contextOf(session));
  if (parsed.error !== undefined)
    return unchanged({...session, notice: {text: errorText(parsed.error), style: 'error'}});
  if (text === session.filter.text) return unchanged(session);
  return askFiltered(fresh({...session, filter: applied(session.filter, text, parsed.expr)}));
}

/** With nothing under the cursor in the editor it opens with the filter and a space, ready for one more term. */
export function startTyping(session: Session): Update {
  const {text} = session.filter;
  const editor = editing.editorOf(text === '' || text.endsWith(' ') ? text : `${text} `);
  return typed(session, editor, text, undefined);
}

/** Enough to find a name among those of a big cluster. */
const MOST_VALUES = 500;

const isFacet = (name: FieldName): boolean => FACETS.some(field => field.name === name);

/** The editor with what is wrong and what could come next; values of the field that is typed are asked for once. */
function typed(session: Session, editor: editing.Editor, before: string, known: Values | undefined): Update {
  const parsed = parseFilter(editor.text, contextOf(session));
  const {suggestions, field} = suggestionsFor(editor, session, known);
  const isNew = field !== undefined && field !== known?.field && isFacet(field);
  const values = isNew ? {field, list: undefined} : known;
  const edit: FilterEdit = {editor, before, error: parsed.error, suggestions, chosen: -1, values};
  const next = {...session, filter: {...session.filter, edit}};
  return isNew ? ask(next, {kind: 'values', view: viewOf(next), field, top: MOST_VALUES}) : unchanged(next);
}

/** Values to suggest have come; what was chosen among those before stays chosen. */
export function tellValues(session: Session, values: Values): Update {
  const {edit} = session.filter;
  if (edit?.values?.field !== values.field) return unchanged(session);
  const {suggestions} = suggestionsFor(edit.editor, session, values);
  const chosen = suggestions.findIndex(({insert}) => insert === edit.suggestions[edit.chosen]?.insert);
  const next = {...session, filter: {...session.filter, edit: {...edit, suggestions, chosen, values}}};
  return edit.completes === true && suggestions.length > 0 ? complete(next) : preview(next);
}

/** Long enough not to look for every letter of a word that is typed quickly. */
const PREVIEW_MS = 120;

/** The value that is typed last, where it needs no quotes. */
const VALUE = /(?<=[:,])[^\s,"]+$/;

/** Without the word that is just being typed, as long as it may become a name or value that is suggested. */
function settledText({editor, suggestions, values}: FilterEdit): string {
  const {text, cursor} = editor;
  const mayBecome = suggestions.length > 0 || (values !== undefined && values.list === undefined);
  const isWhole =
    suggestions.some(({insert}) => insert.trimEnd() === text) ||
    values?.list?.includes(VALUE.exec(text)?.[0] ?? '') === true;
  const isOpen = cursor === text.length && mayBecome && !isWhole;
  return isOpen ? text.replace(/\S+$/, '') : text;
}

/** What is typed so far already filters, if it can be read. The history only learns what is accepted. */
function preview(session: Session): Update {
  const {edit} = session.filter;
  if (edit === undefined) return unchanged(session);
  const text = settledText(edit).trim();
  const parsed = parseFilter(text, contextOf(session));
  if (parsed.error !== undefined || text === session.filter.text) return unchanged(session);
  return askFiltered(fresh({...session, filter: {...session.filter, text, expr: parsed.expr}}), PREVIEW_MS);
}

const edited = (session: Session, next: (editor: editing.Editor) => editing.Editor): Update => {
  const {edit} = session.filter;
  if (edit === undefined) return unchanged(session);
  const editor = next(edit.editor);
  const after = typed(session, editor, edit.before, edit.values);
  return editor.text === edit.editor.text ? after : andThen(after, preview);
};

export const typeText = (session: Session, text: string): Update =>
  edited(session, editor => editing.insert(editor, text));
export const editText = (session: Session, edit: Edit): Update => edited(session, EDITS[edit]);

export function choose(session: Session, by: number): Update {
  const {edit} = session.filter;
  if (edit === undefined || edit.suggestions.length === 0) return unchanged(session);
  const count = edit.suggestions.length;
  const chosen = edit.chosen === -1 ? (by > 0 ? 0 : count - 1) : (edit.chosen + by + count) % count;
  return unchanged({...session, filter: {...session.filter, edit: {...edit, chosen}}});
}

export function complete(session: Session): Update {
  const {edit} = session.filter;
  const taken = edit?.suggestions[Math.max(0, edit.chosen)];
  if (edit === undefined) return unchanged(session);
  if (taken === undefined) {
    const isComing = edit.values !== undefined && edit.values.list === undefined;
    return unchanged(isComing ? {...session, filter: {...session.filter, edit: {...edit, completes: true}}} : session);
  }
  return edited(session, () => ({text: taken.insert, cursor: taken.cursor}));
}

/** Enter takes a suggestion that was chosen with the arrows, else the filter. */
export function accept(session: Session): Update {
  const {edit} = session.filter;
  if (edit === undefined) return unchanged(session);
  if (edit.chosen >= 0) return complete(session);
  const text = edit.editor.text.trim();
  const parsed = parseFilter(text, contextOf(session));
  if (parsed.error !== undefined) return unchanged(session);
  // The preview may have asked for it already, or be waiting for more letters that do not come.
  const filter = {...applied({...session.filter, text: edit.before}, text, parsed.expr), edit: undefined};
  const isAsked = text === session.filter.text && session.asked.window === undefined;
  return isAsked ? unchanged({...session, filter}) : askFiltered(fresh({...session, filter}));
}

export function cancel(session: Session): Update {
  const {edit} = session.filter;
  if (edit === undefined) return unchanged(session);
  const closed = {...session, filter: {...session.filter, edit: undefined}};
  if (edit.before === session.filter.text) return unchanged(closed);
  const parsed = parseFilter(edit.before, contextOf(session));
  if (parsed.error !== undefined) return unchanged(closed);
  return askFiltered(fresh({...closed, filter: {...closed.filter, text: edit.before, expr: parsed.expr}}));
}

export const clear = (session: Session): Update =>
  session.filter.text === '' ? unchanged(session) : applyFilter(session, '');

export function undo(session: Session): Update {
  const {past} = session.filter;
  const text = past.at(-1);
  if (text === undefined)
    return unchanged({...session, notice: {text: 'No change of the filter to undo.', style: 'dim'}});
  const next = applyFilter(session, text);
  return {...next, session: {...next.session, filter: {...next.session.filter, past: past.slice(0, -1)}}};
}

/** Through the filters used, without changing their order. */
export function recall(session: Session, by: number): Update {
  const {history, at} = session.filter;
  const to = at + by;
  const text = history[to];
  if (text === undefined) {
    const notice = by < 0 ? 'No older filter.' : 'No newer filter.';
    return unchanged({...session, notice: {text: notice, style: 'dim'}});
  }
  const next = applyFilter(session, text);
  return {...next, session: {...next.session, filter: {...next.session.filter, history, at: to}}};
}

/** Keeps or drops a value, or no longer does. */
export function pickValue(
  session: Session,
  field: FieldName | FieldRef,
  value: string | undefined,
  keep: boolean,
): Update {
  const isShown = session.focus === 'detail' && session.detail.reveal;
  if (value !== undefined && !isShown && holdsSecret(value))
    return unchanged({...session, notice: {text: MASKED_VALUE, style: 'warn'}});
  const ref: FieldRef = typeof field === 'string' ? {kind: 'field', name: field} : field;
  return applyFilter(session, toggled(session.filter.text, ref, value, keep, contextOf(session)));
}
