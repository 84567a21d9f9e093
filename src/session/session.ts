// Session: the whole state of the explorer as one value. update() makes the next one, panes draw it, nobody else changes it.
import type {AuditEvent} from '../audit/event.ts';
import {FIELDS, type Field, type FieldName} from '../audit/fields.ts';
import type {Micros} from '../audit/time.ts';
import {NO_SETTINGS, type Settings} from '../rules/findings/settings.ts';
import {
  type About,
  type EventDetail,
  type EventId,
  type Facet,
  type Histogram,
  type Order,
  type Partial,
  type Row,
  TIME_ORDER,
  type View,
} from '../source/source.ts';
import type {Slot} from './ask.ts';
import {type Chosen, USUAL} from './chosen.ts';
import {EMPTY_FILTER, type Filter} from './filter.ts';
import type {FindingsOverlay} from './findings/ask.ts';
import type {HistoryOverlay, HistoryPane} from './history/pane.ts';
import type {Place} from './keymap/binding.ts';
import {type Layout, layoutOf, type PaneName, type Size} from './layout.ts';
import type {Style} from './line.ts';
import {type Look, USUAL_LOOK} from './look.ts';
import type {Palette} from './palette/palette.ts';
import {type Links, NO_LINKS} from './panes/alert.ts';
import {NO_POLICY, type PolicyPane} from './panes/policy.ts';
import type {RolesOverlay} from './roles/ask.ts';
import type {FacetSearch} from './search/facet.ts';
import {NO_SEARCH, type Search} from './search/search.ts';
import {EMPTY_TABLE, type Table} from './table.ts';
import {EMPTY_TAKE, type Take, type TakeOverlay} from './take/take.ts';
import type {Editor} from './text/editor.ts';
import type {Bars} from './time/bars.ts';
import type {Zone} from './time-text.ts';
import type {TimelineOverlay} from './timeline/timeline.ts';

/** One line of the facets pane, named by what it shows, so that new counts do not move the cursor. */
export type FacetSpot = {
  readonly field: FieldName;
  readonly part: 'title' | 'value' | 'more';
  /** Of a value: undefined are the rows without one. */
  readonly value?: string | undefined;
};

export type Facets = {
  readonly told: readonly Facet[];
  readonly partial: Partial | undefined;
  readonly spot: FacetSpot;
  readonly top: number;
  readonly open: ReadonlySet<FieldName>;
  /** Facets that show more than their first few values. */
  readonly long: ReadonlySet<FieldName>;
  /** One facet whose values are searched. */
  readonly search: FacetSearch | undefined;
};

export const TABS = ['summary', 'request', 'response', 'diff', 'policy', 'raw'] as const;
export type Tab = (typeof TABS)[number];

export type Scroll = {readonly cursor: number; readonly top: number};
export type Folds = {readonly folded: ReadonlySet<string>; readonly unfolded: ReadonlySet<string>};

export type Loaded = {
  readonly id: EventId;
  readonly detail: EventDetail;
  /** What may be shown: masked unless revealed. */
  readonly shown: AuditEvent;
  /** As it is shown unless revealed. */
  readonly masked: AuditEvent;
  readonly revealed: boolean;
};

export type Wait =
  /** The cursor goes to the last line. */
  | {readonly kind: 'end'}
  /** To the next match. */
  | {readonly kind: 'match'; readonly back: boolean}
  /** To a match, line `at` of all lines, once it is known where that shows; `text` is said then. */
  | {
      readonly kind: 'line';
      readonly at: number;
      /** What was opened for it so far: the containers on the way to it, then long lists, too. */
      readonly opened: 'nothing' | 'way' | 'lists';
      readonly text: string | undefined;
    };

export type Detail = {
  readonly open: boolean;
  /** What it shows or is about to. */
  readonly id: EventId | undefined;
  /** The row of the table that it was opened for; `id` may be another stage of it. */
  readonly of: EventId | undefined;
  readonly loaded: Loaded | undefined;
  /** The stages of its request. */
  readonly related: readonly Row[];
  readonly failed: string | undefined;
  readonly tab: Tab;
  readonly format: 'yaml' | 'json';
  readonly wrap: boolean;
  /** What a key asked for that has to wait for the rest of a big body; any other key drops it. */
  readonly wait: Wait | undefined;
  readonly reveal: boolean;
  readonly folds: Readonly<Record<'request' | 'response', Folds>>;
  readonly scroll: Readonly<Record<Tab, Scroll>>;
  /** What the tab of that name explains events by. */
  readonly policy: PolicyPane;
  /** The alerts about its request; of an alert the requests. */
  readonly links: Links;
};

export type Overlay =
  | FindingsOverlay
  | TimelineOverlay
  | HistoryOverlay
  | RolesOverlay
  | TakeOverlay
  | {
      readonly kind: 'read';
      readonly part: 'inputs' | 'problems';
      readonly scroll: Scroll;
      /** Examples that show all of their reason. */
      readonly unfolded: ReadonlySet<string>;
    };

/** The keys, those of the place first where it was opened. */
export type Help = {readonly of: Place; readonly search: Editor; readonly scroll: Scroll};

export type Notice = {readonly text: string; readonly style: Style};

export type Session = {
  readonly size: Size;
  /** When the last action came; what relative times of a filter mean. */
  readonly now: Micros;
  readonly about: About;
  /** Of times on the screen and of times in the filter that name none. */
  readonly zone: Zone;
  readonly look: Look;
  readonly filter: Filter;
  readonly search: Search;
  readonly stages: View['stages'];
  readonly order: Order;
  /** The table's columns. */
  readonly chosen: Chosen;
  readonly table: Table;
  readonly facets: Facets;
  readonly histogram: Histogram | undefined;
  readonly detail: Detail;
  readonly focus: PaneName;
  readonly zoomed: boolean;
  readonly overlay: Overlay | undefined;
  /** Over it: what lies below goes on. */
  readonly help: Help | undefined;
  readonly palette: Palette | undefined;
  /** Entries of the palette that were run, the latest first. */
  readonly recent: readonly string[];
  /** The histogram has the focus: its cursor and its mark. */
  readonly bars: Bars | undefined;
  /** The prompt for a time to go to. */
  readonly goto: Editor | undefined;
  /** Bookmarks, exports, saved filters. */
  readonly take: Take;
  /** Of the object that was looked at last, for coming back to it. */
  readonly history: HistoryPane | undefined;
  /** How findings are set, and their list as it was left for the events of one. */
  readonly findings: {readonly settings: Settings; readonly left: FindingsOverlay | undefined};
  readonly notice: Notice | undefined;
  /** The request whose answer each slot waits for. */
  readonly asked: Readonly<{[slot in Slot]?: number}>;
  /** What was asked in the slot last, for asking on where an answer was partial. */
  readonly lastRequest: number;
  /** On the newest row the cursor stays on the newest row. */
  readonly follow: boolean;
  /** Requests there were when the newest row last had the cursor and was shown. */
  readonly seen: number;
  /** New rows are counted, not shown. */
  readonly paused: boolean;
  /** The source changed while a window was under way: it is asked again afterwards. */
  readonly stale: boolean;
};

export const FACETS = (FIELDS as readonly Field[]).filter(field => field.facet);

export const OPEN_AT_FIRST: readonly FieldName[] = [
  'stage',
  'verb',
  'user.username',
  'objectRef.resource',
  'objectRef.namespace',
  'responseStatus.code',
  'priority',
  'rule',
];

const TOP: Scroll = {cursor: 0, top: 0};
const NO_FOLDS: Folds = {folded: new Set(), unfolded: new Set()};

export const EMPTY_DETAIL: Detail = {
  open: false,
  id: undefined,
  of: undefined,
  loaded: undefined,
  related: [],
  failed: undefined,
  tab: 'summary',
  format: 'yaml',
  wrap: true,
  wait: undefined,
  reveal: false,
  folds: {request: NO_FOLDS, response: NO_FOLDS},
  scroll: {summary: TOP, request: TOP, response: TOP, diff: TOP, policy: TOP, raw: TOP},
  policy: NO_POLICY,
  links: NO_LINKS,
};

/** A terminal smaller than anybody can read is drawn as the smallest that they can. */
const bounded = (size: Size): Size => {
  const {columns, rows} = layoutOf(size, {focus: 'table', detail: false, zoomed: false});
  return {columns, rows};
};

export const initialSession = (size: Size, about: About, now: Micros, zone: Zone = 'utc'): Session => ({
  size: bounded(size),
  now,
  about,
  zone,
  look: USUAL_LOOK,
  filter: EMPTY_FILTER,
  search: NO_SEARCH,
  stages: 'latest',
  order: TIME_ORDER,
  chosen: USUAL,
  table: EMPTY_TABLE,
  facets: {
    told: [],
    partial: undefined,
    spot: {field: 'stage', part: 'title'},
    top: 0,
    open: new Set(OPEN_AT_FIRST),
    long: new Set(),
    search: undefined,
  },
  histogram: undefined,
  detail: EMPTY_DETAIL,
  focus: 'table',
  zoomed: false,
  overlay: undefined,
  help: undefined,
  palette: undefined,
  recent: [],
  bars: undefined,
  goto: undefined,
  take: EMPTY_TAKE,
  history: undefined,
  findings: {settings: NO_SETTINGS, left: undefined},
  notice: undefined,
  asked: {},
  lastRequest: 0,
  follow: true,
  seen: about.requests,
  paused: false,
  stale: false,
});

export const layout = (session: Session): Layout =>
  layoutOf(session.size, {
    focus: session.focus,
    detail: session.detail.open,
    zoomed: session.zoomed,
    ...(session.table.told && session.table.rows.length > 0 ? {rows: session.table.rows.length} : {}),
  });

export const viewOf = (session: Session): View => ({where: session.filter.expr, stages: session.stages});
