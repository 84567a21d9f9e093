// What the cells of a row say: CELLS is what every row is asked with, and these are the texts that columns make of it.
import {PRIORITIES} from '../audit/alert.ts';
import type {Stage} from '../audit/event.ts';
import type {FieldName, FieldValue} from '../audit/fields.ts';
import type {Row} from '../source/source.ts';
import type {Style} from './line.ts';
import {fitMiddle, widthOf} from './text/fit.ts';
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

export const text = (row: Row, name: (typeof CELLS)[number]): string => {
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
export function isOver(row: Row): boolean {
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

/** Alerts about system calls are by nobody that Kubernetes knows: they say what was watched. */
const actor = (row: Row): string => text(row, 'user.username') || (isAlert(row) ? text(row, 'alertSource') : '');

/** User as the request ran: whom they acted as stands behind the arrow. */
export function who(row: Row): string {
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
export function fitWho(row: Row, width: number): string {
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

export function what(row: Row): string {
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

export function deed(row: Row): string {
  if (!isAlert(row)) return text(row, 'verb') || '–';
  const priority = text(row, 'priority');
  return SHORT_PRIORITY[priority] ?? priority;
}

/** How an alert is painted. */
export function priorityStyle(priority: string): Style {
  const at = (PRIORITIES as readonly string[]).indexOf(priority);
  return at >= PRIORITIES.indexOf('Error') ? 'error' : at >= PRIORITIES.indexOf('Warning') ? 'warn' : 'accent';
}

export function code(row: Row): string {
  if (row.id.stage === 'Panic') return 'PANIC';
  const status = cellOf(row, 'responseStatus.code');
  if (typeof status === 'number') return String(status);
  return isAlert(row) ? '' : isOver(row) ? '–' : '…';
}
