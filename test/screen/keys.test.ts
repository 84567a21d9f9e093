import type {Key} from 'ink';
import {expect, test} from 'vitest';
import {presses} from '../../src/screen/keys.ts';

const NONE = {} as Key;

test.each<[name: string, input: string, key: Partial<Key>, names: readonly string[]]>([
  ['a letter', 'j', {}, ['j']],
  ['letters typed quickly', 'jjk', {}, ['j', 'j', 'k']],
  ['a space', ' ', {}, ['space']],
  [
    'control characters among letters, as a slow link brings them',
    '\x15ab\x17\x7f\r\n\x1b',
    {},
    ['ctrl-u', 'a', 'b', 'ctrl-w', 'backspace', 'enter', 'enter', 'esc'],
  ],
  ['control and a letter', 'd', {ctrl: true}, ['ctrl-d']],
  ['an arrow', '', {downArrow: true}, ['down']],
  ['control and an arrow', '', {leftArrow: true, ctrl: true}, ['ctrl-left']],
  ['Alt and a letter', 'b', {meta: true}, ['alt-b']],
  ['shift and Tab', '', {tab: true, shift: true}, ['shift-tab']],
  ['Esc, which some parsers call meta', '', {escape: true, meta: true}, ['esc']],
  ['Enter', '\r', {return: true}, ['enter']],
  ['a capital letter', 'G', {shift: true}, ['G']],
  [
    'one character of several code points',
    'e\u0301\u{1f469}\u200d\u{1f467}',
    {},
    ['e\u0301', '\u{1f469}\u200d\u{1f467}'],
  ],
  ['a key that is let go', 'j', {eventType: 'release'}, []],
])('%s', (_, input, key, names) => {
  expect(presses(input, {...NONE, ...key}).map(press => press.key)).toEqual(names);
});

test('only what types something has text', () => {
  expect(presses('a ', NONE)).toEqual([
    {key: 'a', text: 'a'},
    {key: 'space', text: ' '},
  ]);
  expect(presses('', {...NONE, downArrow: true})[0]).toEqual({key: 'down'});
});
