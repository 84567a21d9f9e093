// Output of `audit-tui top`: counts by one or more fields, with failures and latencies.
import {redactValue} from '../audit/redact.ts';
import {formatTook, type Micros} from '../audit/time.ts';
import {visibleJson} from '../audit/visible.ts';
import type {OTHER_VALUES} from '../index/groups.ts';
import {type Column, cellText, columnLine, cutText, fitWidths} from './columns.ts';
import {csvRecord} from './csv.ts';
import type {FormatOptions} from './format.ts';

/** null: the rows without a value; `{other: true}`: all values past those that the index holds. */
export type TopValue = string | typeof OTHER_VALUES | null;

export type TopRow = {
  /** By the fields asked for, under the names they were asked by. */
  readonly key: Readonly<Record<string, TopValue>>;
  readonly count: number;
  readonly failed: number;
  /** Latencies; null where no row has one. */
  readonly p50: Micros | null;
  readonly p90: Micros | null;
  readonly p99: Micros | null;
};

export type TopOptions = Pick<FormatOptions, 'toTerminal' | 'width' | 'reveal'> & {
  /** Names of the keys, in the order asked for. */
  readonly by: readonly string[];
  /** Of all rows counted, those that are not shown too: what a share is of. */
  readonly total: number;
};

const LATENCIES = ['p50', 'p90', 'p99'] as const;

const keyOf = (row: TopRow, name: string, reveal: boolean): TopValue => {
  const value = Object.hasOwn(row.key, name) ? row.key[name]! : null;
  return typeof value !== 'string' || reveal ? value : redactValue(value);
};

/** Where there is only text: as no Kubernetes name, and only there can it be taken for a value. */
const textOf = (value: TopValue): string | null =>
  value === null || typeof value === 'string' ? value : '(other values)';

const share = (count: number, total: number) => (total === 0 ? '-' : `${((count / total) * 100).toFixed(1)}%`);

/** Aligned columns, with shares and latencies for reading. */
export function topTable(rows: readonly TopRow[], {by, total, toTerminal, width, reveal}: TopOptions): string {
  const right = (title: string): Column => ({title, align: 'right'});
  const columns: readonly Column[] = [
    ...by.map(title => ({title, align: 'left', least: 8}) as const),
    ...['count', 'share', 'failed', ...LATENCIES].map(right),
  ];
  const cells = rows.map(row => [
    ...by.map(name => cellText(textOf(keyOf(row, name, reveal)))),
    String(row.count),
    share(row.count, total),
    String(row.failed),
    ...LATENCIES.map(name => (row[name] === null ? '-' : formatTook(row[name]))),
  ]);
  const limit = toTerminal ? width : undefined;
  const widths = fitWidths(columns, cells, limit);
  return [columns.map(({title}) => title), ...cells]
    .map(line => columnLine(columns, widths, line, limit !== undefined))
    .map(line => (limit === undefined ? line : `${cutText(line.slice(0, -1), limit)}\n`))
    .join('');
}

/** RFC 4180; latencies in whole microseconds. */
export function topCsv(rows: readonly TopRow[], {by, toTerminal, reveal}: TopOptions): string {
  const header = [...by, 'count', 'failed', ...LATENCIES.map(name => `${name}_us`)];
  const records = rows.map(row => [
    ...by.map(name => textOf(keyOf(row, name, reveal))),
    row.count,
    row.failed,
    ...LATENCIES.map(name => row[name]),
  ]);
  return [header, ...records].map(record => csvRecord(record, toTerminal)).join('');
}

/**
 * An array of `{key, count, failed, p50, p90, p99}`; latencies in microseconds or null. A value of a key is text, null where
 * there is none, or `{other: true}`.
 */
export function topJson(rows: readonly TopRow[], {by, toTerminal, reveal}: TopOptions): string {
  const lines = rows.map(row => {
    const {count, failed, p50, p90, p99} = row;
    const key = Object.fromEntries(by.map(name => [name, keyOf(row, name, reveal)]));
    return JSON.stringify({key, count, failed, p50, p90, p99});
  });
  const json = lines.length === 0 ? '[]\n' : `[\n${lines.join(',\n')}\n]\n`;
  return toTerminal ? visibleJson(json) : json;
}

/** What `top -o` takes. */
export const TOP_FORMATS = [
  {name: 'table', doc: 'Aligned columns, with the share of all rows.', print: topTable},
  {
    name: 'json',
    doc: 'An array of `{key, count, failed, p50, p90, p99}`, latencies in microseconds. A value of a key is text, null, or `{"other": true}`: all values past those that the index holds.',
    print: topJson,
  },
  {name: 'csv', doc: 'Comma-separated values with a header, latencies in microseconds.', print: topCsv},
] as const;
