// Comma-separated values (RFC 4180) for spreadsheets. A cell that a spreadsheet would take for a formula gets a quote in front:
// user agents are written by clients.
import {type FieldName, type FieldValue, fieldOf} from '../audit/fields.ts';
import {redactValue} from '../audit/redact.ts';
import {formatMicroTime} from '../audit/time.ts';
import {visible} from '../audit/visible.ts';
import {cellsFor, type Format} from './format.ts';

export type CsvCell = string | number | null;

/** One record. Numbers stay numbers; null is an empty cell. */
export function csvRecord(cells: readonly CsvCell[], toTerminal: boolean): string {
  const texts = cells.map(cell => {
    if (cell === null) return '';
    if (typeof cell === 'number') return String(cell);
    const harmless = /^[=+\-@\t\r\n]/.test(cell) ? `'${cell}` : cell;
    const shown = toTerminal ? visible(harmless) : harmless;
    return /[",\r\n]/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
  });
  return texts.join(',') + (toTerminal ? '\n' : '\r\n');
}

const heading = (name: FieldName): string => {
  const {aliases, kind} = fieldOf(name);
  return kind === 'duration' ? `${aliases[0]}_us` : aliases[0]!;
};

function csvCell(name: FieldName, value: FieldValue, reveal: boolean): CsvCell {
  if (value === undefined) return null;
  if (typeof value === 'number') return fieldOf(name).kind === 'time' ? formatMicroTime(value) : value;
  const text = typeof value === 'string' ? value : value.join(';');
  return reveal ? text : redactValue(text);
}

export const CSV_FORMAT = {
  name: 'csv',
  doc: 'Comma-separated values with a header, RFC 4180: times in UTC with microseconds, durations in microseconds, lists joined by `;`.',
  needs: 'row',
  open: options => {
    const {toTerminal, reveal} = options;
    const fields = cellsFor({needs: 'row'}, options);
    return {
      begin: () => csvRecord(fields.map(heading), toTerminal),
      item: ({row}) =>
        csvRecord(
          fields.map((name, i) => csvCell(name, row.cells[i], reveal)),
          toTerminal,
        ),
      end: () => '',
    };
  },
} as const satisfies Format;
