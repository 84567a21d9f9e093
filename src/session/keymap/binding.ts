// What a row of KEYMAP is, and where keys go.
import type {Action} from '../action.ts';

/** Where keys go: the focused pane, or what lies over it. In those of TYPING every other character is typed. */
export const PLACES = [
  'table',
  'facets',
  'detail',
  'filter',
  'help',
  'read',
  'histogram',
  'goto',
  'timeline',
  'findings',
  'roles',
  'search',
  'facet',
  'copy',
  'marks',
  'noise',
  'columns',
  'prompt',
  'history',
  'palette',
] as const;
export type Place = (typeof PLACES)[number];

export type Binding = {
  readonly id: string;
  /** The first two are named in the footer and help; letters as they are typed, the others by name. */
  readonly keys: readonly string[];
  readonly where: readonly Place[];
  readonly help: string;
  /** Two words for the footer, and how much it is worth there: the higher, the sooner it gets its room. */
  readonly footer?: readonly [text: string, worth: number];
  /** Why the command palette does not offer it; without it, it does. */
  readonly palette?: {readonly not: string};
  readonly action: Action | ((key: string) => Action);
};

/** The panes. */
export const BROWSE = ['table', 'facets', 'detail'] as const;
export const LISTS = [...BROWSE, 'read', 'history'] as const;
export const SCROLLS = [...LISTS, 'help', 'copy', 'marks', 'noise', 'columns'] as const;
export const TYPING = ['filter', 'help', 'goto', 'search', 'facet', 'prompt', 'palette'] as const;

/** Of a key in a line of text: there `:` is a character, so that no palette opens. */
export const LINE = {not: 'It belongs to a line of text that is being typed.'};

export const isTyping = (place: Place): boolean => (TYPING as readonly Place[]).includes(place);
