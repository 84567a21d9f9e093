import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import * as edit from '../../../src/session/text/editor.ts';
import {graphemes, widthOf} from '../../../src/session/text/fit.ts';

/** `|` is the cursor. */
const at = (drawing: string): edit.Editor => ({text: drawing.replace('|', ''), cursor: drawing.indexOf('|')});
const draw = ({text, cursor}: edit.Editor): string => `${text.slice(0, cursor)}|${text.slice(cursor)}`;

const KEYS = {
  left: edit.left,
  right: edit.right,
  home: edit.home,
  end: edit.end,
  'word left': edit.wordLeft,
  'word right': edit.wordRight,
  backspace: edit.backspace,
  delete: edit.deleteForward,
  '^W': edit.deleteWordBack,
  '^U': edit.deleteToStart,
  '^K': edit.deleteToEnd,
} as const;

describe('keys', () => {
  test.each<[key: keyof typeof KEYS, before: string, after: string]>([
    ['left', 'ab|c', 'a|bc'],
    ['left', '|abc', '|abc'],
    ['left', 'a日|', 'a|日'],
    ['left', 'a👍🏽|', 'a|👍🏽'],
    ['right', 'a|e\u0301b', 'ae\u0301|b'],
    ['right', 'abc|', 'abc|'],
    ['home', 'ab|c', '|abc'],
    ['end', 'a|bc', 'abc|'],
    ['word left', 'verb:get ns:pr|od', 'verb:get |ns:prod'],
    ['word left', 'verb:get   |', '|verb:get   '],
    ['word left', '|a b', '|a b'],
    ['word right', 'verb:|get ns:prod', 'verb:get| ns:prod'],
    ['word right', 'verb:get| ns:prod', 'verb:get ns:prod|'],
    ['backspace', 'ab|c', 'a|c'],
    ['backspace', '|abc', '|abc'],
    ['backspace', 'ae\u0301|c', 'a|c'],
    ['delete', 'a|bc', 'a|c'],
    ['delete', 'abc|', 'abc|'],
    ['delete', '|🇩🇪c', '|c'],
    ['^W', 'verb:get ns:pr|od', 'verb:get |od'],
    ['^W', 'verb:get  |x', '|x'],
    ['^U', 'ab|cd', '|cd'],
    ['^K', 'ab|cd', 'ab|'],
  ])('%s turns %j into %j', (key, before, after) => {
    expect(draw(KEYS[key](at(before)))).toBe(after);
  });
});

describe('insert', () => {
  test.each([
    ['a|c', 'b', 'ab|c'],
    ['|', 'verb:get', 'verb:get|'],
    ['a|', 'x\ny\r\nz', 'ax y z|'],
    ['a|', '\u001b[31mred\u0007', 'a[31mred|'],
    ['a|', 'tab\there', 'atab here|'],
    ['a|', '\u009b1m', 'a1m|'],
    ['a|', '', 'a|'],
    ['e|x', '\u0301', 'e\u0301|x'],
  ])('into %j of %j gives %j', (before, typed, after) => {
    expect(draw(edit.insert(at(before), typed))).toBe(after);
  });
});

const anyKeys = fc.array(
  fc.oneof(
    fc.constantFrom(...Object.values(KEYS)),
    fc.string({unit: 'grapheme', maxLength: 5}).map(typed => (editor: edit.Editor) => edit.insert(editor, typed)),
    fc.string({unit: 'binary', maxLength: 5}).map(typed => (editor: edit.Editor) => edit.insert(editor, typed)),
  ),
  {maxLength: 30},
);

test('whatever is pressed, the cursor stands between two characters', () => {
  fc.assert(
    fc.property(anyKeys, keys => {
      const editor = keys.reduce((now, key) => key(now), edit.EMPTY_EDITOR);
      let offset = 0;
      const boundaries = [0, ...graphemes(editor.text).map(part => (offset += part.length))];
      expect(boundaries).toContain(editor.cursor);
      expect(editor.text).not.toMatch(/\p{Cc}/u);
    }),
  );
});

describe('editorView', () => {
  test.each<[drawing: string, width: number, view: Partial<edit.EditorView>]>([
    ['|', 10, {before: '', at: ' ', after: '', start: 0}],
    ['verb|', 10, {before: 'verb', at: ' ', after: ''}],
    ['ve|rb', 10, {before: 've', at: 'r', after: 'b'}],
    ['0123456789|', 8, {before: '3456789', at: ' ', after: '', start: 3}],
    ['|0123456789', 8, {before: '', at: '0', after: '1234567', start: 0}],
    ['0123456789|abcdef', 8, {before: '56789', at: 'a', after: 'bc', start: 5}],
    ['日本|語', 5, {before: '本', at: '語', after: '', start: 1}],
    ['a\u202e|b', 20, {before: 'a‹U+202E›', at: 'b', after: ''}],
  ])('%j in %i cells', (drawing, width, view) => {
    expect(edit.editorView(at(drawing), width)).toMatchObject(view);
  });

  test('is never wider than it may be and always shows the cursor', () => {
    fc.assert(
      fc.property(anyKeys, fc.integer({min: 12, max: 40}), (keys, width) => {
        const editor = keys.reduce((now, key) => key(now), edit.EMPTY_EDITOR);
        const {before, at: under, after} = edit.editorView(editor, width);
        expect(widthOf(before + under + after)).toBeLessThanOrEqual(width);
        expect(under).not.toBe('');
      }),
    );
  });
});
