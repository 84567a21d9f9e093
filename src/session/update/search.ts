// Searching: typing what is searched for, and going from match to match, of the rows or inside of the open event.

import {percent} from '../../audit/numbers.ts';
import {and} from '../../query/ast.ts';
import type {Answer, Ask} from '../ask.ts';
import {EDITS, type Edit} from '../edits.ts';
import {parseFilter} from '../filter.ts';
import {underCursor} from '../pick/under-cursor.ts';
import {foldsFor, type Matches, matchesIn, otherTabs, placeIn, shownAt} from '../search/in-detail.ts';
import {searchMarks} from '../search/marks.ts';
import {NO_SEARCH} from '../search/search.ts';
import {type Session, viewOf, type Wait} from '../session.ts';
import {contextOf, toggled} from '../suggest.ts';
import {currentRow, sameEvent} from '../table.ts';
import * as editing from '../text/editor.ts';
import {holdsSecret, MASKED_VALUE} from '../text/safe.ts';
import {ask, forget, type Update, unchanged} from './ask.ts';
import {LAST_LINE, moveDetail, moveDetailBy, waitFor, waitNoMore} from './detail.ts';

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

/** What the cursor stands on, as + keeps it. */
export function searchValue(session: Session): Update {
  const found = underCursor(session);
  if (found.kind === 'none') return told(session, found.why);
  const isShown = session.focus === 'detail' && session.detail.reveal;
  const text = found.kind === 'clause' ? found.text : (found.value ?? '');
  if (!isShown && (holdsSecret(text) || text.includes('‹masked'))) return told(session, MASKED_VALUE, 'warn');
  const {field, value} = found.kind === 'value' ? found : {field: undefined, value: undefined};
  return searchFor(session, field === undefined ? text : toggled('', field, value, true, contextOf(session)));
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
  if (found.length === 0 && matches.done) return nowhere(session, back);
  const at = placeIn(session, matches);
  if (at === undefined) return searching(session, back);
  const ahead = back ? found.findLast(line => line < at) : found.find(line => line > at);
  // Backwards the nearest one counts, and around the end the last one: they have to be known.
  const isSure = matches.done || (ahead !== undefined && (!back || matches.seen > at));
  if (!isSure) return searching(session, back);
  const target = ahead ?? (back ? found.at(-1)! : found[0]!);
  const around = back ? 'Searched on from the last line.' : 'Searched on from the first line.';
  const text = ahead !== undefined ? undefined : target === at ? 'This is the only line that matches.' : around;
  return unchanged(showLine(session, matches, {kind: 'line', at: target, opened: 'nothing', text}));
}

const searching = (session: Session, back: boolean): Update =>
  unchanged(waitFor(session, {kind: 'match', back}, ` ${back ? 'N' : 'n'} goes to the match once it is found.`));

/** What waited for more of the tab is tried again, and its place kept on the screen. */
export function workedOn(session: Session): Update {
  const {wait, open} = session.detail;
  if (!open) return unchanged(session);
  if (wait === undefined) return unchanged(moveDetailBy(session, 0));
  const next = {...waitNoMore(session), notice: undefined};
  switch (wait.kind) {
    case 'end':
      return unchanged(moveDetail(next, LAST_LINE));
    case 'match':
      return nextLine(next, wait.back);
    case 'line':
      return unchanged(showLine(next, matchesIn(next), wait));
  }
}

/** The tab holds no match: those that do are named, in their order. */
function nowhere(session: Session, back: boolean): Update {
  const others = otherTabs(session).map(({tab, matches}) => ({tab, is: matches.found.length > 0, done: matches.done}));
  if (others.some(({is, done}) => !is && !done)) return searching(session, back);
  const holding = others.filter(({is}) => is).map(({tab}) => tab);
  const where = holding.length === 0 ? '' : ` Found in: ${holding.join(', ')}.`;
  return told(session, `No line of this tab matches.${where}`);
}

type ToLine = Extract<Wait, {kind: 'line'}>;

/** To line `at` of the tab as it is unfolded; what hides it is opened, long lists only where they have to be. */
function showLine(session: Session, matches: Matches, to: ToLine): Session {
  const {detail} = session;
  const {tab} = detail;
  const said = (moved: Session): Session =>
    to.text === undefined ? moved : {...moved, notice: {text: to.text, style: 'dim'}};
  if (tab !== 'request' && tab !== 'response') return said(moveDetail(session, to.at));
  const known = shownAt(session, matches, to.at);
  if (known === undefined) return waitFor(session, to, ' The match is shown then.');
  if (known !== -1) return said(moveDetail(session, known));
  if (to.opened === 'lists') return session;
  const opened = to.opened === 'nothing' ? 'way' : 'lists';
  const folds = foldsFor(detail.folds[tab], matches, to.at, opened === 'lists');
  const next = {...session, detail: {...detail, folds: {...detail.folds, [tab]: folds}}};
  return showLine(next, matches, {...to, opened});
}
