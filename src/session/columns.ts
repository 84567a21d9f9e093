// COLUMNS of the table: one row a column, what it is called, what it shows of a row and how wide it may be.
import type {FieldName} from '../audit/fields.ts';
import {formatTook} from '../audit/time.ts';
import type {Row} from '../source/source.ts';
import {
  type CELLS,
  cellOf,
  code,
  deed,
  fitWho,
  isAlert,
  isOver,
  outcome,
  priorityStyle,
  stagesMark,
  text,
  what,
  who,
} from './cells.ts';
import type {Style} from './line.ts';
import {fit, fitMiddle} from './text/fit.ts';

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

export const COLUMNS = [
  {
    id: 'time',
    title: 'Time',
    field: 'stageTimestamp',
    keeps: ({id}) => (id.time > 0 ? {field: 'stageTimestamp', value: String(id.time)} : undefined),
    ...FIXED,
    min: 12,
    max: 23,
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
