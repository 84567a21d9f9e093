// The prompt of the search, in the last line while it is typed.
import {errorText} from '../filter.ts';
import {type Line, type Span, span} from '../line.ts';
import type {Session} from '../session.ts';
import {editorView} from '../text/editor.ts';
import {fitLine, widthOf} from '../text/fit.ts';
import {safe} from '../text/safe.ts';

const PROMPT = 'search ';

/** What is typed, and beside it what is wrong with it. */
export function searchPrompt(session: Session, width: number): Line {
  const {edit} = session.search;
  if (edit === undefined) return [];
  const wanted = Math.max(16, widthOf(edit.editor.text) + 1);
  const isWrong = edit.error !== undefined;
  const most = Math.max(8, (isWrong ? width >> 1 : width) - PROMPT.length);
  const view = editorView(edit.editor, Math.min(wanted, most));
  const left: readonly Span[] = [
    span(PROMPT, 'accent'),
    span(view.before, 'input'),
    span(view.at, 'cursor'),
    span(view.after, 'input'),
  ];
  if (edit.error !== undefined)
    return fitLine([...left, span('  '), span(safe(errorText(edit.error)), 'error')], width);
  const hint = edit.editor.text === '' ? '  words, /regex/ or terms as in a filter' : '  Enter finds  Esc cancels';
  return fitLine([...left, span(hint, 'dim')], width);
}
