import {describe, expect, test} from 'vitest';
import {isAsciiTerminal, painter, painters, themeFor, type Wanted} from '../../src/screen/theme.ts';
import {span} from '../../src/session/line.ts';
import type {Look} from '../../src/session/look.ts';

const look = (theme: Look['theme'], ascii = false): Look => ({theme, ascii});

const RICH = {TERM: 'xterm-256color'};

test.each<[wanted: Wanted, env: Readonly<Record<string, string>>, theme: string]>([
  [{}, {}, '16'],
  [{}, {NO_COLOR: ''}, '16'],
  [{}, {NO_COLOR: '1'}, 'none'],
  [{}, RICH, '16'],
  [{}, {...RICH, COLORFGBG: '15;0'}, 'dark'],
  [{}, {...RICH, COLORFGBG: '0;15'}, 'light'],
  [{}, {...RICH, COLORFGBG: '0;default;7'}, 'light'],
  [{}, {...RICH, COLORFGBG: '7;8'}, 'dark'],
  [{}, {...RICH, COLORFGBG: '15;default'}, '16'],
  [{}, {...RICH, COLORFGBG: '15;99'}, '16'],
  [{}, {TERM: 'xterm', COLORFGBG: '0;15'}, '16'],
  [{}, {TERM: 'xterm', COLORTERM: 'truecolor', COLORFGBG: '0;15'}, 'light'],
  [{}, {...RICH, COLORFGBG: '0;15', NO_COLOR: '1'}, 'none'],
  [{config: 'light'}, {}, 'light'],
  [{config: 'light'}, {NO_COLOR: '1'}, 'light'],
  [{config: 'auto'}, {NO_COLOR: '1'}, 'none'],
  [{flag: 'dark', config: 'light'}, {}, 'dark'],
  [{flag: 'dark'}, {NO_COLOR: '1'}, 'dark'],
  [{flag: 'auto', config: 'light'}, {...RICH, COLORFGBG: '15;0'}, 'dark'],
])('%j in %j is %s', (wanted, env, theme) => expect(themeFor(wanted, env)).toBe(theme));

test.each([
  [{}, false],
  [{LANG: 'C'}, true],
  [{LANG: 'POSIX'}, true],
  [{LANG: 'en_US.ISO-8859-1'}, true],
  [{LANG: 'C.UTF-8'}, false],
  [{LANG: 'de_DE.utf8'}, false],
  [{LANG: 'C.UTF-8', LC_ALL: 'C'}, true],
  [{LANG: 'C', LC_CTYPE: 'en_US.UTF-8'}, false],
  [{LANG: 'C.UTF-8', LC_ALL: ''}, false],
  [{LANG: 'C.UTF-8', TERM: 'linux'}, true],
  [{LANG: 'C.UTF-8', TERM: 'xterm'}, false],
] as const)('with %j the screen is ASCII only: %s', (env, isAscii) => expect(isAsciiTerminal(env)).toBe(isAscii));

describe('painting', () => {
  const line = [span('a'), span('b…', 'error')];

  test('every sequence is closed', () => {
    expect(painter(look('16'))(line)).toBe('a\x1b[1;31mb…\x1b[0m');
  });

  test('under the cursor all of it is inverse, also where the style is', () => {
    expect(painter(look('none'))(line, 'focused')).toBe('\x1b[7ma\x1b[0m\x1b[7;1mb…\x1b[0m');
  });

  test('under the cursor a colour of the 256 stays whole, and what is faint has none', () => {
    const dim = [span('a', 'dim'), span('b', 'match')];
    expect(painter(look('dark'))(dim, 'other')).toBe('\x1b[2;7ma\x1b[0m\x1b[2;7;1;4;38;5;221mb\x1b[0m');
  });

  test('symbols are ASCII where that was asked for', () => {
    expect(painter(look('none', true))([span('…│▸')])).toBe('~|>');
  });

  test('a line is painted once', () => {
    const paint = painter(look('16'));
    const [first] = line;
    const before = paint(line);
    Object.assign(first as object, {text: 'changed'});
    expect(paint(line)).toBe(before);
    Object.assign(first as object, {text: 'a'});
  });

  test('a look that comes back finds what it painted', () => {
    const paintOf = painters();
    expect(paintOf(look('dark'))).toBe(paintOf(look('dark')));
    expect(paintOf(look('dark'))).not.toBe(paintOf(look('dark', true)));
  });
});
