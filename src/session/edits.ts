// Every editing key's function, by name.
import * as editor from './text/editor.ts';

export const EDITS = {
  left: editor.left,
  right: editor.right,
  home: editor.home,
  end: editor.end,
  wordLeft: editor.wordLeft,
  wordRight: editor.wordRight,
  backspace: editor.backspace,
  deleteForward: editor.deleteForward,
  deleteWordBack: editor.deleteWordBack,
  deleteToStart: editor.deleteToStart,
  deleteToEnd: editor.deleteToEnd,
} as const satisfies Readonly<Record<string, (editor: editor.Editor) => editor.Editor>>;

export type Edit = keyof typeof EDITS;
