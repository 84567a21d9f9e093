// The filter line, and under it, while one is typed, what is wrong with it and what could come next.

import {grouped, percent} from '../../audit/numbers.ts';
import {visible} from '../../audit/visible.ts';
import {rowsText} from '../about-text.ts';
import {errorText} from '../filter.ts';
import {type Line, type Span, type Style, span} from '../line.ts';
import type {Session} from '../session.ts';
import {editorView} from '../text/editor.ts';
import {clip, fitLine, fitMiddle, lineWidth, widthOf} from '../text/fit.ts';
import {safe} from '../text/safe.ts';
import type {ViewLine} from '../view.ts';
import {wrapWords} from '../words.ts';
import {gotoLine, gotoMenu} from './goto.ts';

const PROMPT = '> ';

/** `14 of 1,204,331`, and how far the counting is. */
function counts(session: Session): Line {
  const {table, about, stages, filter, size, facets} = session;
  if (!table.told) return [];
  // While a log is loading the rows may be ahead of the news.
  const known = Math.max(table.total, stages === 'all' ? about.events : about.requests);
  // While it is paused the whole is what is shown, not what has come since.
  const all = session.paused && filter.text === '' ? table.total : known;
  const total =
    table.total === all || filter.text === '' ? '' : `${table.approx ? '~' : ''}${grouped(table.total)} of `;
  const late = [table.partial, facets.partial].find(partial => partial?.why === 'searching');
  const searching = late === undefined ? undefined : percent(late.done);
  const partial = (word: string): readonly Span[] =>
    searching === undefined ? [] : [span(`  ${word}${searching}`, 'accent')];
  const long: Line = [span(total + rowsText(about, stages, all), 'title'), ...partial('searching ')];
  // A filter that is long needs the room more than words do.
  const wanted = widthOf(filter.edit?.editor.text ?? filter.text);
  if (lineWidth(long) + PROMPT.length + wanted + 2 <= size.columns) return long;
  return [span(total + grouped(all), 'title'), ...partial('')];
}

const WORD = /("[^"]*"|\/[^/]*\/|[^\s"]+)+|\s+/g;

/** Terms that keep and terms that drop look different. */
const coloured = (text: string): readonly Span[] =>
  [...safe(text).matchAll(WORD)].map(([word]) =>
    span(word, /^\s/.test(word) ? 'plain' : /^-./.test(word) ? 'chipOut' : 'chip'),
  );

export function filterLine(session: Session): Line {
  if (session.goto !== undefined) return gotoLine(session);
  const width = session.size.columns;
  const right = counts(session);
  const room = Math.max(10, width - lineWidth(right) - 2 - PROMPT.length);
  const {edit, text} = session.filter;
  const left: readonly Span[] = (() => {
    if (edit !== undefined) {
      const view = editorView(edit.editor, room);
      return [span(PROMPT, 'accent'), span(view.before, 'input'), span(view.at, 'cursor'), span(view.after, 'input')];
    }
    if (text === '') return [span(PROMPT, 'dim'), span(clip('/ to filter', room), 'dim')];
    return [span(PROMPT, 'accent'), ...fitLine(coloured(text), Math.min(room, widthOf(safe(text))))];
  })();
  const gap = Math.max(1, width - lineWidth(left) - lineWidth(right));
  return fitLine([...left, span(' '.repeat(gap)), ...right], width);
}

const MOST_SUGGESTIONS = 10;

/** Lines over the top of the body. Of an error its place is marked under the input. */
export function filterMenu(session: Session, height: number): readonly ViewLine[] {
  if (session.goto !== undefined) return gotoMenu(session, height);
  const {edit} = session.filter;
  if (edit === undefined) return [];
  const width = session.size.columns;
  const lines: ViewLine[] = [];
  const view = editorView(edit.editor, Math.max(10, width - lineWidth(counts(session)) - 2 - PROMPT.length));
  const {error, suggestions, chosen} = edit;
  // What could come next says more than that something is missing yet.
  const typing = suggestions.length > 0 && error?.at[1] === edit.editor.text.length;
  if (error !== undefined && !typing && edit.editor.text.trim() !== '') {
    const {text} = edit.editor;
    const from = Math.max(view.start, error.at[0]);
    const indent = PROMPT.length + widthOf(visible(text.slice(view.start, from)));
    const carets = '^'.repeat(Math.max(1, widthOf(visible(text.slice(from, error.at[1])))));
    const style: Style = 'error';
    lines.push({
      key: 'caret',
      line: fitLine([span(' '.repeat(Math.min(indent, width - 1))), span(carets, style)], width),
    });
    wrapWords(visible(errorText(error)), width - 4).forEach((part, at) => {
      lines.push({key: `error ${at}`, line: fitLine([span('  '), span(part, style)], width)});
    });
  }
  const room = Math.min(MOST_SUGGESTIONS, Math.max(0, height - lines.length - 1));
  const top = Math.max(0, chosen - room + 1);
  const shown = suggestions.slice(top, top + room);
  const labelWidth = Math.min(
    80,
    Math.max(width >> 1, width - 32),
    shown.reduce((most, {text}) => Math.max(most, widthOf(visible(text))), 8),
  );
  shown.forEach(({text, doc}, at) => {
    const here = top + at === chosen;
    const line: Line = [
      span('  '),
      span(fitMiddle(visible(text), labelWidth), here ? 'title' : 'accent'),
      span('  '),
      span(visible(doc), 'dim'),
    ];
    const spots = [{row: top + at}];
    lines.push({
      key: `suggestion ${at}`,
      line: fitLine(line, width),
      spots,
      ...(here ? {cursor: 'focused' as const} : {}),
    });
  });
  // A line under the menu, so that it is not taken for rows.
  if (lines.length > 0 && lines.length < height)
    lines.push({key: 'end', line: fitLine([span('─'.repeat(width), 'rule')], width)});
  return lines.slice(0, height);
}
