// Keys as KEYMAP names them, from what Ink makes of the bytes of the terminal.
import type {Key} from 'ink';

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

const SPECIAL: Readonly<Record<string, string>> = {' ': 'space', '\r': 'enter', '\n': 'enter', '\t': 'tab'};

const SEGMENTS = new Intl.Segmenter('en', {granularity: 'grapheme'});

/** One call of Ink's may hold several keys: what was typed quickly arrives in one piece. */
export function presses(input: string, key: Key): readonly Press[] {
  if (key.eventType === 'release') return [];
  if (key.tab) return [{key: key.shift ? 'shift-tab' : 'tab'}];
  const named = NAMED.find(([flag]) => key[flag] === true);
  if (named !== undefined) {
    const prefix = key.ctrl ? 'ctrl-' : key.meta && !key.escape ? 'alt-' : '';
    return [{key: prefix + named[1]}];
  }
  if (key.ctrl) return [{key: `ctrl-${input.toLowerCase()}`}];
  if (key.meta) return input === '' ? [] : [{key: `alt-${input}`}];
  return Array.from(SEGMENTS.segment(input), ({segment}) => {
    const special = SPECIAL[segment];
    if (special === undefined) return {key: segment, text: segment};
    return special === 'space' ? {key: special, text: segment} : {key: special};
  });
}
