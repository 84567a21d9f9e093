// Lines as the terminal gets them, in the colours of a theme; and which theme a terminal gets that nobody chose one for.
import type {Line, Style} from '../session/line.ts';
import type {Look, ThemeChoice, ThemeName} from '../session/look.ts';
import {asciiText} from './ascii.ts';
import {THEMES} from './themes.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** What was asked for on the command line, and what the config file says. */
export type Wanted = {
  readonly flag?: ThemeChoice | undefined;
  readonly config?: ThemeChoice | undefined;
  /** Asked for or refused, by whichever of the two. */
  readonly ascii?: boolean | undefined;
};

const has256 = ({TERM = '', COLORTERM = ''}: Env): boolean =>
  TERM.includes('256color') || TERM.includes('direct') || COLORTERM === 'truecolor' || COLORTERM === '24bit';

/**
 * Of `fg;bg` or `fg;other;bg`, as rxvt sets it and Konsole, iTerm2 and others do: colour 7 and 9 to 15 are light. Undefined
 * where it says nothing: the terminal is not asked, because an answer that comes late is taken for keys.
 */
function background({COLORFGBG}: Env): 'dark' | 'light' | undefined {
  const last = COLORFGBG?.split(';').at(-1) ?? '';
  if (!/^\d{1,2}$/.test(last) || Number(last) > 15) return undefined;
  return Number(last) === 7 || Number(last) > 8 ? 'light' : 'dark';
}

/** Without a choice the terminal's own colours, unless it says what its background is and has colours to choose from. */
const automatic = (env: Env): ThemeName => (has256(env) ? background(env) : undefined) ?? '16';

/**
 * A flag goes before the config file, and both before NO_COLOR, as https://no-color.org has it: any value of that but the
 * empty one switches colours off.
 */
export function themeFor({flag, config}: Wanted, env: Env): ThemeName {
  if (flag !== undefined && flag !== 'auto') return flag;
  if (flag === undefined && config !== undefined && config !== 'auto') return config;
  return (env.NO_COLOR ?? '') !== '' ? 'none' : automatic(env);
}

/** The first that is set says it, as setlocale(3) has it. Where none is, nothing is known, and UTF-8 is what terminals speak. */
export function isAsciiLocale({LC_ALL, LC_CTYPE, LANG}: Env): boolean {
  const locale = LC_ALL || LC_CTYPE || LANG || '';
  return locale !== '' && !/utf-?8/i.test(locale);
}

/** The console of Linux has a few hundred glyphs: of blocks, arrows and ellipses it shows some as the same box. */
export const isAsciiTerminal = (env: Env): boolean => env.TERM === 'linux' || isAsciiLocale(env);

export const lookFor = (wanted: Wanted, env: Env): Look => ({
  theme: themeFor(wanted, env),
  ascii: wanted.ascii ?? isAsciiTerminal(env),
});

const CURSOR = {focused: '7', other: '2;7'} as const;

export type Paint = (line: Line, cursor?: 'focused' | 'other') => string;

const RESET = '\x1b[0m';

/** What is faint elsewhere; turned round, its colour would be a patch of another background. */
const FAINT: ReadonlySet<Style> = new Set(['dim', 'label', 'punct', 'rule']);

/**
 * A style under a cursor: dim on inverse is hard to read, and an inverse part would stand out of the cursor as if it had none.
 * A colour of the 256 is one parameter in three parts.
 */
const underCursor = (sgr: string, style: Style, cursor: string): string => {
  const [attributes = '', colour] = sgr.split('38;5;');
  const kept = attributes.split(';').filter(code => code !== '2' && code !== '7' && code !== '');
  return [cursor, ...kept, ...(colour === undefined || FAINT.has(style) ? [] : [`38;5;${colour}`])].join(';');
};

/** A line as the terminal gets it. Painted lines are kept for as long as the line itself. */
export function painter({theme, ascii}: Look): Paint {
  const {styles} = THEMES[theme];
  const known = {
    none: new WeakMap<Line, string>(),
    focused: new WeakMap<Line, string>(),
    other: new WeakMap<Line, string>(),
  };
  return (line, cursor) => {
    const memory = known[cursor ?? 'none'];
    const before = memory.get(line);
    if (before !== undefined) return before;
    let text = '';
    for (const part of line) {
      const sgr =
        cursor === undefined ? styles[part.style] : underCursor(styles[part.style], part.style, CURSOR[cursor]);
      const shown = ascii ? asciiText(part.text) : part.text;
      text += sgr === '' ? shown : `\x1b[${sgr}m${shown}${RESET}`;
    }
    memory.set(line, text);
    return text;
  };
}

/** One painter a look, for when it changes. */
export function painters(): (look: Look) => Paint {
  const made = new Map<string, Paint>();
  return look => {
    const name = `${look.theme} ${look.ascii}`;
    const paint = made.get(name) ?? painter(look);
    made.set(name, paint);
    return paint;
  };
}
