// Rows in aligned columns, for reading and for awk. The first rows are held back until they show how wide columns are.
import {type FieldName, type FieldValue, fieldOf} from '../audit/fields.ts';
import {redactValue} from '../audit/redact.ts';
import {formatMicroTime, formatTook} from '../audit/time.ts';
import type {Row} from '../source/source.ts';
import {type Column, cellText, columnLine, cutText, fitWidths} from './columns.ts';
import {cellsFor, type Format, type FormatOptions} from './format.ts';

/** Rows that are looked at for the widths before the first line is written. */
const MEASURED_ROWS = 200;

const two = (value: number) => String(value).padStart(2, '0');

/** Of this machine's zone at that time: `+01:00`. */
function offsetAt(millis: number): {readonly minutes: number; readonly text: string} {
  const minutes = -new Date(millis).getTimezoneOffset();
  const size = Math.abs(minutes);
  return {minutes, text: `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`};
}

/** Milliseconds suffice to read: `2026-11-20T10:02:11.310Z`, `2026-11-20T11:02:11.310+01:00`. */
function shortTime(micros: number, zone: FormatOptions['zone']): string {
  if (zone !== 'local') return `${formatMicroTime(micros).slice(0, -4)}Z`;
  const {minutes, text} = offsetAt(micros / 1000);
  return formatMicroTime(micros + minutes * 60e6).slice(0, -4) + text;
}

function plainText(name: FieldName, value: FieldValue, zone: FormatOptions['zone']): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  if (typeof value !== 'number') return value.join(',');
  const {kind} = fieldOf(name);
  return kind === 'time' ? shortTime(value, zone) : kind === 'duration' ? formatTook(value) : String(value);
}

type TableColumn = Column & {
  readonly text: (value: (name: FieldName) => string | undefined, row: Row) => string | undefined;
};

const TIME = {title: 'time', align: 'left', text: of => of('stageTimestamp')} as const satisfies TableColumn;
const STAGE = {title: 'stage', align: 'left', least: 6, text: of => of('stage')} as const satisfies TableColumn;

const isAlert = ({id}: Row): boolean => id.stage === 'Alert';

const USUAL_COLUMNS = [
  // A client may call a method as it likes.
  {title: 'verb', align: 'left', least: 6, text: (of, row) => of(isAlert(row) ? 'priority' : 'verb')},
  {
    title: 'code',
    align: 'right',
    least: 5,
    text: (of, row) => (row.id.stage === 'Panic' ? 'panic' : of('responseStatus.code')),
  },
  {title: 'user', align: 'left', least: 10, text: of => of('user.username')},
  {
    title: 'resource',
    align: 'left',
    least: 8,
    text: (of, row) => {
      // What an alert is called; one that was printed as text has no rule.
      if (isAlert(row)) return of('rule') ?? of('output');
      const resource = of('objectRef.resource');
      const subresource = of('objectRef.subresource');
      return resource === undefined ? of('path') : subresource === undefined ? resource : `${resource}/${subresource}`;
    },
  },
  {
    title: 'namespace/name',
    align: 'left',
    least: 14,
    text: of => {
      const namespace = of('objectRef.namespace');
      const name = of('objectRef.name');
      return namespace === undefined ? name : `${namespace}/${name ?? ''}`;
    },
  },
  {title: 'took', align: 'right', least: 6, text: of => of('took')},
] as const satisfies readonly TableColumn[];

const columnOf = (name: FieldName): TableColumn => {
  const {aliases, kind} = fieldOf(name);
  const column = {title: aliases[0]!, text: (of: (name: FieldName) => string | undefined) => of(name)};
  if (kind === 'number' || kind === 'duration') return {...column, align: 'right', least: 5};
  return kind === 'time' ? {...column, align: 'left'} : {...column, align: 'left', least: 8};
};

const columnsFor = ({fields, allStages}: FormatOptions): readonly TableColumn[] =>
  fields?.map(columnOf) ?? [TIME, ...(allStages ? [STAGE] : []), ...USUAL_COLUMNS];

export const TABLE_FORMAT = {
  name: 'table',
  doc: 'Aligned columns. Cut to the width of a terminal; whole in a pipe.',
  needs: 'row',
  open: options => {
    const columns = columnsFor(options);
    const fields = cellsFor({needs: 'row'}, options);
    const total = options.toTerminal ? options.width : undefined;
    const held: (readonly string[])[] = [];
    let widths: readonly number[] | undefined;

    // Where not even the least fits, the line is cut.
    const line = (cells: readonly string[]) => {
      const text = columnLine(columns, widths!, cells, total !== undefined);
      return total === undefined ? text : `${cutText(text.slice(0, -1), total)}\n`;
    };
    const release = () => {
      widths = fitWidths(columns, held, total);
      const lines = [columns.map(({title}) => title), ...held].map(line);
      held.length = 0;
      return lines.join('');
    };
    const cellsOf = (row: Row) => {
      const values = new Map(fields.map((name, i) => [name, plainText(name, row.cells[i], options.zone)]));
      return columns.map(({text}) => {
        const cell = text(name => values.get(name), row);
        return cellText(cell === undefined || options.reveal ? cell : redactValue(cell));
      });
    };

    return {
      begin: () => '',
      item: ({row}) => {
        const cells = cellsOf(row);
        if (widths !== undefined) return line(cells);
        held.push(cells);
        return held.length === MEASURED_ROWS ? release() : '';
      },
      end: () => (widths === undefined ? release() : ''),
    };
  },
} as const satisfies Format;
