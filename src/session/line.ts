// Ready text for the screen: what to show and what it is, never which colour. The theme in screen/ decides that.

/** What a piece of text is. One row a meaning; the theme maps each to colours and to a monochrome form. */
export const STYLES = [
  'plain',
  'dim',
  'title',
  'label',
  'accent',
  'ok',
  'warn',
  'error',
  'key',
  'string',
  'number',
  'literal',
  'punct',
  'masked',
  'match',
  'input',
  'chip',
  'chipOut',
  'bar',
  'barFailed',
  'cell',
  'cursor',
  'rule',
  'added',
  'removed',
] as const;
export type Style = (typeof STYLES)[number];

/** `text` is already safe for a terminal and holds no newline. */
export type Span = {readonly text: string; readonly style: Style};
export type Line = readonly Span[];

export const span = (text: string, style: Style = 'plain'): Span => ({text, style});
