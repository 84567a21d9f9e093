// The file of a session: JSON of a known form, or a reason why it is left alone. Whatever stands in it, nothing throws.
import {ROW_STAGES, type Stage} from '../../audit/event.ts';
import {FIELDS, type FieldName, fieldOf} from '../../audit/fields.ts';
import {COLUMNS, type ColumnId} from '../columns.ts';
import type {SavedMark, SavedState} from './state.ts';

export const FORMAT = 1;
const KIND = 'audit-tui session';

/** Which files it is of: any one that is still there tells that it is the same log. */
export type SavedFile = {readonly path: string; readonly dev: number; readonly ino: number};

export type SavedSession = {
  /** Absolute, sorted: what the program was started with. */
  readonly paths: readonly string[];
  readonly files: readonly SavedFile[];
  readonly state: SavedState;
};

export type SessionRead =
  | {readonly ok: true; readonly session: SavedSession}
  /** A few words that could follow the file's name. */
  | {readonly ok: false; readonly why: string};

export const sessionText = ({paths, files, state}: SavedSession): string =>
  `${JSON.stringify({kind: KIND, format: FORMAT, paths, files, state}, null, 1)}\n`;

type JsonObject = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string';
const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

const listOf = <T>(value: unknown, is: (item: unknown) => item is T): readonly T[] | undefined =>
  Array.isArray(value) && value.every(is) ? value : undefined;

const isFile = (value: unknown): value is SavedFile =>
  isObject(value) && isText(value.path) && isCount(value.dev) && isCount(value.ino);

const isStage = (value: unknown): value is Stage => ROW_STAGES.some(stage => stage === value);

const isMark = (value: unknown): value is SavedMark =>
  isObject(value) && isCount(value.time) && isText(value.auditID) && isStage(value.stage) && isText(value.note);

const isColumn = (value: unknown): value is ColumnId => COLUMNS.some(({id}) => id === value);
const isField = (value: unknown): value is FieldName => FIELDS.some(({name}) => name === value);

function widthsOf(value: unknown): SavedState['widths'] | undefined {
  if (!isObject(value)) return undefined;
  const pairs = Object.entries(value);
  return pairs.every(([id, width]) => isColumn(id) && isCount(width)) ? Object.fromEntries(pairs) : undefined;
}

function stateFrom(value: unknown): SavedState | undefined {
  if (!isObject(value) || !isObject(value.order)) return undefined;
  const {filter, stages, order, zone} = value;
  const hidden = listOf(value.hidden, isColumn);
  const openFacets = listOf(value.openFacets, isField);
  const longFacets = listOf(value.longFacets, isField);
  const marks = listOf(value.marks, isMark);
  const widths = widthsOf(value.widths);
  if (hidden === undefined || hidden.length >= COLUMNS.length || widths === undefined) return undefined;
  if (openFacets === undefined || longFacets === undefined || marks === undefined) return undefined;
  if (!isText(filter) || (stages !== 'latest' && stages !== 'all') || (zone !== 'utc' && zone !== 'local'))
    return undefined;
  if (!isField(order.field) || !fieldOf(order.field).sortable || typeof order.descending !== 'boolean')
    return undefined;
  const by = {field: order.field, descending: order.descending};
  return {filter, stages, order: by, zone, hidden, widths, openFacets, longFacets, marks};
}

export function readSession(text: string): SessionRead {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return {ok: false, why: 'is no JSON'};
  }
  if (!isObject(value) || value.kind !== KIND) return {ok: false, why: 'is not a session of audit-tui'};
  if (isCount(value.format) && value.format > FORMAT)
    return {ok: false, why: `is of a newer audit-tui (format ${value.format})`};
  const paths = listOf(value.paths, isText);
  const files = listOf(value.files, isFile);
  const state = stateFrom(value.state);
  if (value.format !== FORMAT || paths === undefined || files === undefined || state === undefined)
    return {ok: false, why: 'is damaged'};
  return {ok: true, session: {paths, files, state}};
}
