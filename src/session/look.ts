// How the screen looks, as far as a session knows: which theme, and whether only ASCII may be written. The colours are in screen/.

/** `auto` is resolved before the first frame. */
export const THEME_NAMES = ['auto', 'dark', 'light', '16', 'none'] as const;
export type ThemeChoice = (typeof THEME_NAMES)[number];
export type ThemeName = Exclude<ThemeChoice, 'auto'>;

export type Look = {readonly theme: ThemeName; readonly ascii: boolean};

export const USUAL_LOOK: Look = {theme: '16', ascii: false};

export const isThemeChoice = (text: string): text is ThemeChoice => (THEME_NAMES as readonly string[]).includes(text);
