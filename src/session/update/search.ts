// Searching: typing what is searched for, and going from match to match, of the rows or inside of the open event.
import type {FieldRef} from '../../query/ast.ts';
import {and} from '../../query/ast.ts';
import type {Answer, Ask} from '../ask.ts';
import {EDITS, type Edit} from '../edits.ts';
import {parseFilter} from '../filter.ts';
import {percent} from '../numbers.ts';
import {foldsFor, type Matches, matchesIn, placeIn, shownAt} from '../search/in-detail.ts';
import {searchMarks} from '../search/marks.ts';
import {NO_SEARCH} from '../search/search.ts';
import {type Session, TABS, viewOf} from '../session.ts';
import {contextOf, toggled} from '../suggest.ts';
import {currentRow, sameEvent} from '../table.ts';
import * as editing from '../text/editor.ts';
import {holdsSecret, MASKED_VALUE} from '../text/safe.ts';
import {ask, forget, type Update, unchanged} from './ask.ts';
import {bodyPath, lineUnderCursor, moveDetail} from './detail.ts';
import {facetUnderCursor} from './facets.ts';
import {cellValue} from './table.ts';

const told = (session: Session, text: string, style: 'dim' | 'warn' = 'dim'): Update =>
  unchanged({...session, notice: {text, style}});

const withSearch = (session: Session, search: Partial<Session['search']>): Session => ({
  ...session,
  search: {...session.search, ...search},
});

export const startSearch = (session: Session): Update =>
  unchanged(withSearch(session, {edit: {editor: editing.EMPTY_EDITOR, expr: undefined, error: undefined}}));

function typed(session: Session, next: (editor: editing.Editor) => editing.Editor): Update {
  const {edit} = session.search;
  if (edit === undefined) return unchanged(session);
  const editor = next(edit.editor);
  if (editor.text === edit.editor.text) return unchanged(withSearch(session, {edit: {...edit, editor}}));
  const isEmpty = editor.text.trim() === '';
  const parsed = parseFilter(editor.text.trim(), contextOf(session));
  return unchanged(
    withSearch(session, {
      edit: {editor, expr: isEmpty ? undefined : parsed.expr, error: isEmpty ? undefined : parsed.error},
    }),
  );
}

export const typeSearch = (session: Session, text: string): Update =>
  typed(session, editor => editing.insert(editor, text));
export const editSearch = (session: Session, edit: Edit): Update => typed(session, EDITS[edit]);

export const cancelSearch = (session: Session): Update => unchanged(withSearch(session, {edit: undefined}));
export const clearSearch = (session: Session): Session => ({...session, search: NO_SEARCH});

/** Enter: a text that cannot be read stays to be mended. */
export function acceptSearch(session: Session): Update {
  const {edit} = session.search;
  if (edit === undefined) return unchanged(session);
  const text = edit.editor.text.trim();
  if (text === '') return session.search.text === '' ? cancelSearch(session) : nextMatch(closed(session), false);
  return edit.error === undefined ? searchFor(session, text) : unchanged(session);
}

const closed = (session: Session): Session => withSearch(session, {edit: undefined});

function searchFor(session: Session, text: string): Update {
  const parsed = parseFilter(text, contextOf(session));
  if (parsed.error !== undefined) return unchanged(session);
  return nextMatch(withSearch(session, {text, expr: parsed.expr, edit: undefined}), false);
}

type Picked = {readonly field: FieldRef; readonly value: string | undefined};

/** What the cursor stands on, or why that is nothing to search for. */
function underCursor(session: Session): Picked | string {
  const ref = (name: Extract<FieldRef, {kind: 'field'}>['name']): FieldRef => ({kind: 'field', name});
  if (session.focus === 'facets') {
    const row = facetUnderCursor(session);
    if (row?.part !== 'value') return 'Choose a value of the facet first.';
    return {field: ref(row.field), value: row.value};
  }
  if (session.focus === 'table') {
    const cell = cellValue(session);
    return typeof cell === 'string' ? cell : {field: ref(cell.field), value: cell.value};
  }
  const line = lineUnderCursor(session);
  if (line?.field !== undefined && line.value !== undefined) return {field: ref(line.field), value: line.value};
  if (line?.path !== undefined && line.value !== undefined)
    return {field: {kind: 'path', segments: line.path}, value: line.value};
  const path = bodyPath(session, line?.body);
  if (path === undefined || line?.body?.scalar === undefined) return 'This line has no value to search for.';
  return {field: path, value: line.body.scalar};
}

export function searchValue(session: Session): Update {
  const found = underCursor(session);
  if (typeof found === 'string') return told(session, found);
  const {field, value} = found;
  const isShown = session.focus === 'detail' && session.detail.reveal;
  if (value !== undefined && !isShown && (holdsSecret(value) || value.includes('‹masked')))
    return told(session, MASKED_VALUE, 'warn');
  return searchFor(session, toggled('', field, value, true, contextOf(session)));
}

export function nextMatch(session: Session, back: boolean): Update {
  return session.focus === 'detail' ? nextLine(session, back) : nextRow(session, back);
}

function nextRow(session: Session, back: boolean): Update {
  const {expr} = session.search;
  const row = currentRow(session.table);
  if (expr === undefined) return told(session, 'Nothing is searched for: & asks what for, * takes the value here.');
  if (row === undefined) return told(session, 'There is no row to search from.');
  const view = {...viewOf(session), where: and(session.filter.expr, expr)};
  const from = {kind: 'nearest', view, order: session.order, at: row.id, back, wanted: 'match'} as const;
  return ask(session, from);
}

type Nearest = Extract<Ask, {kind: 'nearest'}>;

/** No row yet, or none at all: a search goes on at the other end once. */
export function foundNoRow(session: Session, answer: Extract<Answer, {kind: 'nearest'}>, asked: Nearest): Update {
  const {back, partial} = answer;
  if (partial?.why === 'searching') return told(session, `searching ${percent(partial.done)}  Esc stops`);
  if (asked.wanted !== 'match')
    return told(session, back ? 'No failure before this row.' : 'No failure after this row.');
  if (asked.at !== undefined) {
    const {at: _, ...fromEnd} = asked;
    return ask(session, fromEnd);
  }
  return told(session, `No row here matches ${session.search.text}`);
}

/** What is said once a row is found. */
export function foundRow(
  session: Session,
  answer: Extract<Answer, {kind: 'nearest'}>,
  asked: Nearest,
): string | undefined {
  if (asked.at !== undefined) return undefined;
  const here = currentRow(session.table);
  if (here !== undefined && answer.row !== undefined && sameEvent(here.id, answer.row.id))
    return 'This is the only row that matches.';
  return answer.back ? 'Searched on from the last row.' : 'Searched on from the first row.';
}

/** Esc while rows are searched. */
export function stopSearching(session: Session): Update {
  const stopped = forget(session, 'nearest');
  return {...stopped, session: {...stopped.session, notice: {text: 'The search was stopped.', style: 'dim'}}};
}

function nextLine(session: Session, back: boolean): Update {
  const marks = searchMarks(session);
  const matches = matchesIn(session);
  const {found} = matches;
  if (session.search.expr === undefined && marks.anywhere.length + marks.body.length + marks.ofField.size === 0)
    return told(session, 'Nothing is searched for: & asks what for, * takes the value here.');
  if (found.length === 0) return told(session, `No line of this tab matches.${elsewhere(session)}`);
  const at = placeIn(session, matches);
  const ahead = back ? found.findLast(line => line < at) : found.find(line => line > at);
  const target = ahead ?? (back ? found.at(-1)! : found[0]!);
  const moved = showLine(session, matches, target);
  if (ahead !== undefined) return unchanged(moved);
  if (target === at) return told(moved, 'This is the only line that matches.');
  return told(moved, back ? 'Searched on from the last line.' : 'Searched on from the first line.');
}

/** The tabs that do hold matches, in their order. */
function elsewhere(session: Session): string {
  const {detail} = session;
  const holding = TABS.filter(
    tab => tab !== detail.tab && matchesIn({...session, detail: {...detail, tab}}).found.length > 0,
  );
  return holding.length === 0 ? '' : ` Found in: ${holding.join(', ')}.`;
}

/** To line `target` of the tab as it is unfolded; what hides it is opened. */
function showLine(session: Session, matches: Matches, target: number): Session {
  const {detail} = session;
  const {tab} = detail;
  const known = shownAt(session, matches, target);
  if (known !== -1 || (tab !== 'request' && tab !== 'response')) return moveDetail(session, known);
  for (const wide of [false, true]) {
    const folds = foldsFor(detail.folds[tab], matches, target, wide);
    const opened = {...session, detail: {...detail, folds: {...detail.folds, [tab]: folds}}};
    const at = shownAt(opened, matches, target);
    if (at !== -1) return moveDetail(opened, at);
  }
  return session;
}
