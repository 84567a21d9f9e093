// COLUMNS of the table: one row a column, what it is called, what it shows of a row and how wide it may be. CELLS says what
// they need of a source.
import {PRIORITIES} from '../audit/alert.ts';
import type {Stage} from '../audit/event.ts';
import type {FieldName, FieldValue} from '../audit/fields.ts';
import {formatTook} from '../audit/time.ts';
import type {Row} from '../source/source.ts';
import type {Style} from './line.ts';
import {fit, fitMiddle, widthOf} from './text/fit.ts';
import {safe} from './text/safe.ts';

/** What every row is asked with. One list for all, so that rows stay comparable when the layout changes. */
export const CELLS = [
  'verb',
  'responseStatus.code',
  'user.username',
  'impersonatedUser.username',
  'objectRef.resource',
  'objectRef.subresource',
  'objectRef.apiGroup',
  'path',
  'objectRef.namespace',
  'objectRef.name',
  'took',
  'level',
  'decision',
  'sourceIP',
  'userAgent',
  'priority',
  'rule',
  'output',
  'alertSource',
] as const satisfies readonly FieldName[];

const PLACE: ReadonlyMap<FieldName, number> = new Map(CELLS.map((name, at) => [name, at]));

export const cellOf = (row: Row, name: (typeof CELLS)[number]): FieldValue => row.cells[PLACE.get(name)!];

const text = (row: Row, name: (typeof CELLS)[number]): string => {
  const value = cellOf(row, name);
  return typeof value === 'string' ? safe(value) : '';
};

const STAGE_LETTER: Readonly<Record<Stage, string>> = {
  RequestReceived: 'R',
  ResponseStarted: 'S',
  ResponseComplete: 'C',
  Panic: '!',
  Alert: 'A',
};

export const isAlert = ({id}: Row): boolean => id.stage === 'Alert';

/** A failed login ends with ResponseStarted; whatever else stands there is still running or was cut off. */
function isOver(row: Row): boolean {
  if (row.id.stage === 'ResponseComplete' || row.id.stage === 'Panic' || isAlert(row)) return true;
  const code = cellOf(row, 'responseStatus.code');
  return row.id.stage === 'ResponseStarted' && typeof code === 'number' && code >= 400;
}

/** `R·S·C`; `R…` was received and nothing more is known. */
export const stagesMark = (row: Row): string => {
  if (isAlert(row)) return 'alert';
  const stages = row.stages.length > 0 ? row.stages : [row.id.stage];
  return stages.map(stage => STAGE_LETTER[stage]).join('·') + (isOver(row) ? '' : '…');
};

/** How a row went, as its code and stages are painted. */
export function outcome(row: Row): Style {
  if (row.id.stage === 'Panic') return 'error';
  const code = cellOf(row, 'responseStatus.code');
  if (typeof code !== 'number') return isOver(row) ? 'plain' : 'warn';
  if (code >= 500 || code === 401 || code === 403) return 'error';
  return code >= 400 ? 'warn' : 'ok';
}

export type ColumnSpec = {
  readonly id: string;
  readonly title: string;
  /** What it sorts by and, with `keeps`, filters by. */
  readonly field: FieldName;
  /** The value that `+` keeps, of which field, times and durations in microseconds; undefined where the cell has none. */
  readonly keeps: (row: Row) => {readonly field: FieldName; readonly value: string} | undefined;
  readonly align: 'left' | 'right';
  readonly min: number;
  /** Below this many cells its text says little. */
  readonly fair?: number;
  readonly max: number;
  /** Names that differ at their end are cut in the middle. */
  readonly middle: boolean;
  /** Takes part in sharing the room that is left. */
  readonly grows: boolean;
  /** The higher, the sooner it goes when there is no room; above 1 already when texts are cut below `fair`. 0 stays. */
  readonly spare: number;
  readonly text: (row: Row) => string;
  /** The text in exactly `width` cells, where cutting it anywhere would mislead. */
  readonly fit?: (row: Row, width: number) => string;
  readonly style: (row: Row) => Style;
};

const value = (field: FieldName, name: (typeof CELLS)[number]) => (row: Row) => {
  const cell = cellOf(row, name);
  return cell === undefined || cell === '' ? undefined : {field, value: String(cell)};
};

const FIXED = {align: 'left', middle: false, grows: false} as const;
const GROWS = {align: 'left', middle: true, grows: true, spare: 0} as const;
const plain = (): Style => 'plain';
const dim = (): Style => 'dim';

/** Alerts about system calls are by nobody that Kubernetes knows: they say what was watched. */
const actor = (row: Row): string => text(row, 'user.username') || (isAlert(row) ? text(row, 'alertSource') : '');

/** User as the request ran: whom they acted as stands behind the arrow. */
function who(row: Row): string {
  const as = text(row, 'impersonatedUser.username');
  const user = actor(row);
  return as === '' ? user || '–' : `${user || '–'}→${as}`;
}

/** What all of a kind begin with says little: `…:kube-system:builder` is a service account, `…:worker-1` a node. */
const KIND = /^system(?::serviceaccount|:node|:bootstrap)?(?=:.)/;

/** A user in exactly `width` cells. */
export function fitUser(user: string, width: number): string {
  if (widthOf(user) <= width) return fitMiddle(user, width);
  return fitMiddle(user.replace(KIND, '…'), width);
}

/** Who acted and as whom are each cut by themselves, so that neither end is taken for the other. */
function fitWho(row: Row, width: number): string {
  const as = text(row, 'impersonatedUser.username');
  const user = actor(row) || '–';
  const whole = as === '' ? user : `${user}→${as}`;
  if (as === '' || widthOf(whole) <= width || width < 5) return fitUser(whole, width);
  const room = width - 1;
  const half = room >> 1;
  const right = Math.min(widthOf(as), Math.max(half, room - widthOf(user)));
  return fitMiddle(`${fitUser(user, room - right).trimEnd()}→${fitUser(as, right).trimEnd()}`, width);
}

/** What an alert is called; one that was printed as text has no rule, and its output says it. */
const ruleOf = (row: Row): string => text(row, 'rule') || text(row, 'output') || '–';

function what(row: Row): string {
  if (isAlert(row)) return ruleOf(row);
  const resource = text(row, 'objectRef.resource');
  if (resource === '') return text(row, 'path') || '–';
  const sub = text(row, 'objectRef.subresource');
  const group = text(row, 'objectRef.apiGroup');
  // metrics.k8s.io/pods are not pods.
  const shown = group === 'metrics.k8s.io' ? `${resource}.metrics` : resource;
  return sub === '' ? shown : `${shown}/${sub}`;
}

/** Priorities as they fit where a verb stands. */
const SHORT_PRIORITY: Readonly<Record<string, string>> = {Informational: 'Info', Emergency: 'Emerg'};

function deed(row: Row): string {
  if (!isAlert(row)) return text(row, 'verb') || '–';
  const priority = text(row, 'priority');
  return SHORT_PRIORITY[priority] ?? priority;
}

/** How an alert is painted. */
export function priorityStyle(priority: string): Style {
  const at = (PRIORITIES as readonly string[]).indexOf(priority);
  return at >= PRIORITIES.indexOf('Error') ? 'error' : at >= PRIORITIES.indexOf('Warning') ? 'warn' : 'accent';
}

function code(row: Row): string {
  if (row.id.stage === 'Panic') return 'PANIC';
  const status = cellOf(row, 'responseStatus.code');
  if (typeof status === 'number') return String(status);
  return isAlert(row) ? '' : isOver(row) ? '–' : '…';
}

export const COLUMNS = [
  {
    id: 'time',
    title: 'Time',
    field: 'stageTimestamp',
    keeps: ({id}) => (id.time > 0 ? {field: 'stageTimestamp', value: String(id.time)} : undefined),
    ...FIXED,
    min: 12,
    max: 18,
    spare: 0,
    // The table knows whether the date has to be shown, and writes this one itself.
    text: () => '',
    style: dim,
  },
  {
    id: 'verb',
    title: 'Verb',
    field: 'verb',
    keeps: row => (isAlert(row) ? value('priority', 'priority')(row) : value('verb', 'verb')(row)),
    ...FIXED,
    min: 4,
    // All but deletecollection.
    max: 10,
    spare: 0,
    text: deed,
    style: row => (isAlert(row) ? priorityStyle(text(row, 'priority')) : 'plain'),
  },
  {
    id: 'code',
    title: 'Code',
    field: 'responseStatus.code',
    keeps: value('responseStatus.code', 'responseStatus.code'),
    ...FIXED,
    min: 4,
    max: 5,
    spare: 0,
    text: code,
    style: outcome,
  },
  {
    id: 'user',
    title: 'User',
    field: 'user.username',
    keeps: row =>
      value('user.username', 'user.username')(row) ??
      (isAlert(row) ? value('alertSource', 'alertSource')(row) : undefined),
    ...GROWS,
    min: 8,
    fair: 18,
    max: 60,
    text: who,
    fit: fitWho,
    style: row => (isAlert(row) && text(row, 'user.username') === '' ? 'dim' : 'plain'),
  },
  {
    id: 'resource',
    title: 'Resource',
    field: 'objectRef.resource',
    keeps: row =>
      (isAlert(row) ? value('rule', 'rule')(row) : undefined) ??
      value('objectRef.resource', 'objectRef.resource')(row) ??
      value('path', 'path')(row),
    ...GROWS,
    min: 8,
    fair: 12,
    max: 40,
    text: what,
    // Names of rules differ at their beginning.
    fit: (row, width) => (isAlert(row) ? fit(what(row), width) : fitMiddle(what(row), width)),
    style: row => (text(row, 'objectRef.resource') === '' && !isAlert(row) ? 'dim' : 'plain'),
  },
  {
    id: 'namespace',
    title: 'Namespace',
    field: 'objectRef.namespace',
    keeps: value('objectRef.namespace', 'objectRef.namespace'),
    ...GROWS,
    min: 6,
    fair: 10,
    max: 40,
    text: row => text(row, 'objectRef.namespace'),
    style: plain,
  },
  {
    id: 'name',
    title: 'Name',
    field: 'objectRef.name',
    keeps: value('objectRef.name', 'objectRef.name'),
    ...GROWS,
    min: 8,
    fair: 14,
    max: 80,
    text: row => text(row, 'objectRef.name'),
    style: plain,
  },
  {
    id: 'took',
    title: 'Took',
    field: 'took',
    keeps: value('took', 'took'),
    ...FIXED,
    align: 'right',
    min: 6,
    max: 7,
    spare: 1,
    text: row => {
      const took = cellOf(row, 'took');
      return typeof took === 'number' ? formatTook(took) : '';
    },
    style: dim,
  },
  {
    id: 'stages',
    title: 'Stages',
    field: 'stage',
    keeps: row => ({field: 'stage', value: row.id.stage}),
    ...FIXED,
    min: 6,
    max: 6,
    spare: 2,
    text: stagesMark,
    style: row => (row.id.stage === 'Panic' ? 'error' : isOver(row) ? 'dim' : 'warn'),
  },
  {
    id: 'level',
    title: 'Level',
    field: 'level',
    keeps: value('level', 'level'),
    ...FIXED,
    min: 8,
    max: 15,
    spare: 3,
    text: row => text(row, 'level'),
    style: dim,
  },
  {
    id: 'decision',
    title: 'Decision',
    field: 'decision',
    keeps: value('decision', 'decision'),
    ...FIXED,
    min: 8,
    max: 8,
    spare: 3,
    text: row => text(row, 'decision'),
    style: row => (text(row, 'decision') === 'forbid' ? 'error' : 'plain'),
  },
  {
    id: 'ip',
    title: 'Source IP',
    field: 'sourceIP',
    keeps: value('sourceIP', 'sourceIP'),
    ...GROWS,
    min: 9,
    max: 39,
    text: row => text(row, 'sourceIP'),
    style: plain,
  },
  {
    id: 'agent',
    title: 'User agent',
    field: 'userAgent',
    keeps: value('userAgent', 'userAgent'),
    ...GROWS,
    min: 10,
    max: 60,
    text: row => text(row, 'userAgent'),
    style: dim,
  },
] as const satisfies readonly ColumnSpec[];

export type ColumnId = (typeof COLUMNS)[number]['id'];
export type Column = ColumnSpec & {readonly id: ColumnId};
