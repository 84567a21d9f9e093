// LIMITS: what cannot be done with the log that is open, and why. One row a restriction: footer, help and palette grey what it
// takes, the keys say its sentence instead of doing something, and docs/clickhouse.md shows the rows.
import {type Field, type FieldName, fieldOf} from '../audit/fields.ts';
import type {About, Lack} from '../source/source.ts';
import type {Action} from './action.ts';
import {COLUMNS, type Column} from './columns.ts';
import {keysLabel, mergedBindings} from './key-text.ts';
import type {Binding} from './keymap.ts';
import {FACETS, initialSession, type Session} from './session.ts';

export type Limit = {
  readonly id: string;
  /** What it takes, for people. */
  readonly what: string;
  /** When, for people. */
  readonly when: string;
  readonly takes: (action: Action, session: Session) => boolean;
  /** One sentence for whoever presses the key; undefined where it can be done. */
  readonly why: (about: About, action: Action, session: Session) => string | undefined;
};

/** The field that an action is about: of the facet gone to, the column shown, what is sorted by. */
function fieldIn(action: Action, {table, overlay}: Session): FieldName | undefined {
  const columns = COLUMNS as readonly Column[];
  switch (action.type) {
    case 'focus/facet':
      return FACETS[action.place]?.name;
    case 'sort/field':
      return action.field;
    case 'sort/column':
      return columns.find(({id}) => id === table.column)?.field;
    case 'columns/toggle': {
      const under = overlay?.kind === 'columns' ? columns[overlay.scroll.cursor] : undefined;
      return (action.id === undefined ? under : columns.find(({id}) => id === action.id))?.field;
    }
    default:
      return undefined;
  }
}

const isOf = (kind: Field['of']) => (action: Action, session: Session) => {
  const name = fieldIn(action, session);
  return name !== undefined && fieldOf(name).of === kind;
};

const lacks =
  (what: Lack) =>
  ({lacks: all}: About): string | undefined =>
    all?.[what];

const isDone = ({loading}: About): boolean => !loading;

const NO_ALERTS = 'There are no alerts of Falco here: open their file beside the log, audit-tui audit.log falco.json.';

const noAlerts = (about: About): string | undefined =>
  about.alerts === undefined && isDone(about) ? (about.lacks?.alerts ?? NO_ALERTS) : undefined;

/** Tabs that show what no column holds. */
const OF_EVENTS: ReadonlySet<string> = new Set(['request', 'response', 'diff', 'raw']);

export const LIMITS: readonly Limit[] = [
  {
    id: 'everything',
    what: 'findings and roles',
    when: 'the server has more than 500,000 events in the window that was opened',
    takes: ({type}) => type === 'findings/open' || type === 'roles/open',
    why: ({costly}) => costly,
  },
  {
    id: 'files',
    what: 'what could not be read',
    when: 'a table is open: lines that are not events did not come into it',
    takes: action => action.type === 'read' && action.part === 'problems',
    why: lacks('files'),
  },
  {
    id: 'file',
    what: 'the facet File and sorting by it',
    when: 'a table is open',
    takes: isOf('source'),
    why: lacks('files'),
  },
  {
    id: 'alerts',
    what: 'the way from a request to alerts of Falco, their facets, and sorting by them',
    when: 'there are no alerts; a table never has any',
    takes: (action, session) => action.type === 'detail/link' || isOf('alert')(action, session),
    why: noAlerts,
  },
  {
    id: 'bodies',
    what: 'the tabs Request, Response, Diff and Raw',
    when: 'the table keeps no whole events',
    takes: action => action.type === 'detail/format' || (action.type === 'detail/tab' && OF_EVENTS.has(action.tab)),
    why: lacks('bodies'),
  },
  {
    id: 'field',
    what: 'the facet, the column and the order of a field',
    when: 'the table keeps no whole events and no column for the field',
    takes: (action, session) => fieldIn(action, session) !== undefined,
    why: ({unknown = []}, action, session) => {
      const name = fieldIn(action, session);
      if (name === undefined || !unknown.includes(name)) return undefined;
      return `The table keeps no ${fieldOf(name).label.toLowerCase()}: it has no column for it, and no whole events.`;
    },
  },
  {
    id: 'follow',
    what: 'following and pausing',
    when: 'the log is read once: `--no-follow`, standard input at its end',
    takes: ({type}, {paused}) => type === 'follow' || (type === 'pause' && !paused),
    why: about =>
      about.following === true || !isDone(about)
        ? undefined
        : 'The log is not followed, it is read once: nothing new comes. G goes to the newest row.',
  },
];

/** Why an action cannot be done with what is open; undefined if it can. */
export function limitOf(action: Action, session: Session): string | undefined {
  for (const {takes, why} of LIMITS) {
    const found = takes(action, session) ? why(session.about, action, session) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

const actionOf = ({action, keys}: Binding): Action => (typeof action === 'function' ? action(keys[0]!) : action);

/** The same of a key. */
export const limitOfKey = (binding: Binding, session: Session): string | undefined =>
  limitOf(actionOf(binding), session);

/** All that the limits of a session depend on besides its own state. */
export const limitsKey = ({about: {costly, lacks: all, unknown, alerts, following, loading}}: Session): string =>
  JSON.stringify([costly, all, unknown, alerts === undefined, following, loading]);

/** Fields whose values can be counted. */
export const countedFields = ({unknown = []}: About): readonly FieldName[] =>
  FACETS.map(({name}) => name).filter(name => !unknown.includes(name));

const NOTHING: About = {name: '', files: [], events: 0, requests: 0, bytes: {read: 0}, loading: false, problems: []};

/** The table of docs/clickhouse.md. */
export function limitsTable(): string {
  const session = initialSession({columns: 80, rows: 24}, NOTHING, 0);
  const keysOf = ({takes}: Limit): string =>
    mergedBindings()
      .filter(binding => takes(actionOf(binding), session))
      .map(({keys}) => `\`${keysLabel(keys.length > 3 ? keys : keys.slice(0, 1))}\``)
      .join(' ');
  const rows = LIMITS.map(limit => `| ${limit.what} | ${keysOf(limit)} | ${limit.when} |`);
  return ['| What | Keys | Not where |', '|---|---|---|', ...rows, ''].join('\n');
}
