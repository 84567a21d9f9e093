// A line editor as data: every key is a function from one Editor to the next. The filter bar, the palette and the
// prompts use it. The cursor always stands between two characters as a person counts them.
import {visible} from '../../audit/visible.ts';
import {graphemes, widthOf} from './fit.ts';

export type Editor = {
  readonly text: string;
  /** In UTF-16 units, on a grapheme boundary, 0 to text.length. */
  readonly cursor: number;
};

export const EMPTY_EDITOR: Editor = {text: '', cursor: 0};

/** An editor that holds `text`, the cursor at its end. */
export const editorOf = (text: string): Editor => insert(EMPTY_EDITOR, text);

/** Newlines and tabs of a paste become spaces, other control characters go. */
const clean = (text: string): string => text.replace(/[\r\n\t]+/g, ' ').replace(/[\p{Cc}\p{Cs}]/gu, '');

const lastOf = (text: string): number => graphemes(text).at(-1)?.length ?? 0;
const firstOf = (text: string): number => graphemes(text)[0]?.length ?? 0;

/** The nearest grapheme boundary at or after `cursor`: typing a mark may join what stood on both sides of it. */
function settle(text: string, cursor: number): Editor {
  let at = 0;
  for (const part of graphemes(text)) {
    if (at >= cursor) break;
    at += part.length;
  }
  return {text, cursor: at};
}

export function insert({text, cursor}: Editor, typed: string): Editor {
  const added = clean(typed);
  return settle(text.slice(0, cursor) + added + text.slice(cursor), cursor + added.length);
}

/** Removes [from, to). */
const cut = ({text}: Editor, from: number, to: number): Editor => settle(text.slice(0, from) + text.slice(to), from);

export const left = ({text, cursor}: Editor): Editor => ({text, cursor: cursor - lastOf(text.slice(0, cursor))});
export const right = ({text, cursor}: Editor): Editor => ({text, cursor: cursor + firstOf(text.slice(cursor))});
export const home = ({text}: Editor): Editor => ({text, cursor: 0});
export const end = ({text}: Editor): Editor => ({text, cursor: text.length});

/** To the start of the word before the cursor; words are what spaces part, as the shell's ^W sees them. */
export function wordLeft({text, cursor}: Editor): Editor {
  const before = text.slice(0, cursor);
  return {text, cursor: before.length - /\S*\s*$/.exec(before)![0].length};
}

/** Past the end of the word at or after the cursor. */
export function wordRight({text, cursor}: Editor): Editor {
  return {text, cursor: cursor + /^\s*\S*/.exec(text.slice(cursor))![0].length};
}

export const backspace = (editor: Editor): Editor => cut(editor, left(editor).cursor, editor.cursor);
export const deleteForward = (editor: Editor): Editor => cut(editor, editor.cursor, right(editor).cursor);
/** ^W */
export const deleteWordBack = (editor: Editor): Editor => cut(editor, wordLeft(editor).cursor, editor.cursor);
/** ^U */
export const deleteToStart = (editor: Editor): Editor => cut(editor, 0, editor.cursor);
/** ^K */
export const deleteToEnd = (editor: Editor): Editor => cut(editor, editor.cursor, editor.text.length);

export type EditorView = {
  readonly before: string;
  /** The character under the cursor, a space at the end of the text. */
  readonly at: string;
  readonly after: string;
  /** UTF-16 offset into the text of the first character shown, to draw an error's caret under it. */
  readonly start: number;
};

/** What to draw in `width` cells: never wider, scrolled sideways so that the cursor is inside. Safe for a terminal. */
export function editorView({text, cursor}: Editor, width: number): EditorView {
  const parts = graphemes(text);
  const shown = parts.map(visible);
  const cells = shown.map(widthOf);
  let index = 0;
  for (let at = 0; at < cursor && index < parts.length; index++) at += parts[index]!.length;
  const at = shown[index] ?? ' ';
  const sum = (from: number, to: number) => cells.slice(from, to).reduce((total, wide) => total + wide, 0);
  const room = width - widthOf(at);
  // What follows keeps up to a quarter of the line, so that the cursor does not stick to the right edge.
  const wanted = Math.min(sum(index + 1, parts.length), width >> 2);
  let from = 0;
  let used = sum(0, index);
  const limit = sum(0, parts.length) + (index === parts.length ? 1 : 0) <= width ? room : room - wanted;
  while (from < index && used > limit) used -= cells[from++]!;
  let to = index + 1;
  while (to < parts.length && used + cells[to]! <= room) used += cells[to++]!;
  return {
    before: shown.slice(from, index).join(''),
    at: room < 0 ? '' : at,
    after: shown.slice(index + 1, to).join(''),
    start: parts.slice(0, from).join('').length,
  };
}
