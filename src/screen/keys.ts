// Keys as KEYMAP names them, from what Ink makes of the bytes of the terminal.
import type {Key} from 'ink';
import {graphemes} from '../session/text/fit.ts';

export type Press = {
  readonly key: string;
  /** What it types where text is typed. */
  readonly text?: string;
};

const NAMED = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageDown', 'pagedown'],
  ['pageUp', 'pageup'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'esc'],
  ['backspace', 'backspace'],
  ['delete', 'delete'],
] as const satisfies readonly (readonly [keyof Key, string])[];

const SPECIAL: Readonly<Record<string, string>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\b': 'backspace',
  '\x7f': 'backspace',
  '\x1b': 'esc',
};

/** A control character by itself, or a run of text. */
const PIECES = /[\x00-\x1f\x7f]|[^\x00-\x1f\x7f]+/g;

/** One call of Ink's may hold several keys: what was typed quickly arrives in one piece. */
export function presses(input: string, key: Key): readonly Press[] {
  if (key.eventType === 'release') return [];
  if (key.tab) return [{key: key.shift ? 'shift-tab' : 'tab'}];
  const named = NAMED.find(([flag]) => key[flag] === true);
  if (named !== undefined) {
    const prefix = key.ctrl ? 'ctrl-' : key.meta && !key.escape ? 'alt-' : '';
    // Shift marks sideways; elsewhere the shell takes such a key for the one without it.
    const shift = key.shift && (named[1] === 'left' || named[1] === 'right') ? 'shift-' : '';
    return [{key: prefix === '' ? shift + named[1] : prefix + named[1]}];
  }
  if (key.ctrl) return [{key: `ctrl-${input.toLowerCase()}`}];
  if (key.meta) return input === '' ? [] : [{key: `alt-${input}`}];
  return (input.match(PIECES) ?? []).flatMap(piece =>
    piece < ' ' || piece === '\x7f' ? [control(piece)] : typed(piece),
  );
}

/** ^A to ^Z as KEYMAP names them. */
const control = (char: string): Press => ({
  key: SPECIAL[char] ?? `ctrl-${String.fromCharCode(char.charCodeAt(0) + 0x60)}`,
});

const typed = (text: string): readonly Press[] =>
  graphemes(text).map(segment => ({key: segment === ' ' ? 'space' : segment, text: segment}));
