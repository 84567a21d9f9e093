// Labelled rows of the summary: labels in one column, values wrapped beside them.
import type {AuditEvent} from '../../audit/event.ts';
import {type FieldName, fieldOf} from '../../audit/fields.ts';
import {visible} from '../../audit/visible.ts';
import {type Line, type Span, type Style, span} from '../line.ts';
import {wrapWordsLine} from '../words.ts';

export type SummaryLine = {
  readonly line: Line;
  /** The field that this line shows, for keeping and dropping its value with one key. */
  readonly field?: FieldName;
  /** Or the path in the event, of what is no field. */
  readonly path?: readonly string[];
  /** Its raw value, never for drawing. */
  readonly value?: string;
  /** Or a term that keeps it, of what is part of a value. */
  readonly clause?: string;
};

/** A row before it is wrapped. An empty label goes on under the row before. */
export type Row = {
  readonly label: string;
  /** Safe for a terminal. */
  readonly value: Line;
  readonly field?: FieldName;
  readonly path?: readonly string[];
  readonly raw?: string;
  readonly clause?: string;
};

/** Cells of the label column, the gap included. */
export const LABEL_WIDTH = 15;

/** Log text as a span. */
export const shown = (text: string, style: Style = 'plain'): Span => span(visible(text), style);

/** A remark of ours beside a value. */
export const note = (text: string): Span => span(`  ${text}`, 'dim');

export const row = (label: string, ...value: readonly Span[]): Row => ({label, value});

/** A row whose value can be filtered by; not there when the text is not. */
export const fieldRow = (
  label: string,
  field: FieldName,
  raw: string | undefined,
  ...notes: readonly Span[]
): readonly Row[] => (raw === undefined || raw === '' ? [] : [{...row(label, shown(raw), ...notes), field, raw}]);

/** A row whose value is filtered by its path in the event; not there when the text is not. */
export const pathRow = (
  label: string,
  path: readonly string[],
  raw: string | undefined,
  ...notes: readonly Span[]
): readonly Row[] => (raw === undefined || raw === '' ? [] : [{...row(label, shown(raw), ...notes), path, raw}]);

/** The value of a field that is text or a number, as queries write it. */
export function fieldText(event: AuditEvent, field: FieldName): string | undefined {
  const value = fieldOf(field).read(event);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** The rows of a section below one empty line; nothing for no rows. */
export function section(rows: readonly Row[], width: number): readonly SummaryLine[] {
  if (rows.length === 0) return [];
  return [{line: []}, ...rows.flatMap(each => lay(each, width))];
}

function lay({label, value, field, path, raw, clause}: Row, width: number): readonly SummaryLine[] {
  const line = [span(label.padEnd(LABEL_WIDTH), 'label'), ...value];
  const about = {
    ...(field === undefined ? {} : {field}),
    ...(path === undefined ? {} : {path}),
    ...(raw === undefined ? {} : {value: raw}),
    ...(clause === undefined ? {} : {clause}),
  };
  return wrapWordsLine(line, width, LABEL_WIDTH).map(wrapped => ({line: wrapped, ...about}));
}
