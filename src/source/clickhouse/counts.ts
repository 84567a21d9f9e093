// Numbers of rows: of a view, of its bars, of the whole table.
import type {Micros} from '../../audit/time.ts';
import {stepFor} from '../../index/histogram.ts';
import type {Histogram} from '../source.ts';
import type {Cells} from './engine.ts';
import {failedOf, type Layout, micros} from './layout.ts';
import {all, integer, type Sql, sql} from './sql.ts';
import {moment} from './translate.ts';

export const countQuery = (where: Sql, layout: Layout): Sql =>
  sql`SELECT count() AS __n FROM ${layout.table} WHERE ${where}`;

export const readCount = (rows: readonly Cells[]): number => Number(rows[0]?.[0] ?? 0);

export type Scale = {readonly from: Micros; readonly step: Micros; readonly size: number};

/** Bars as the local index has them: of a width that people count in. */
export function scaleOf(from: Micros, to: Micros, bars: number): Scale {
  const step = stepFor(Math.max(0, to - from), bars);
  const start = Math.floor(from / step) * step;
  return {from: start, step, size: Math.floor((to - start) / step) + 1};
}

/** Rows of (bar, count, failed), bars without events left out. */
export function histogramQuery(where: Sql, {from, step, size}: Scale, layout: Layout): Sql {
  const inside = all([
    where,
    sql`${layout.time} != ${moment(0)}`,
    sql`${layout.time} >= ${moment(from)}`,
    sql`${layout.time} < ${moment(from + step * size)}`,
  ]);
  return sql`SELECT intDiv(${micros(layout.time)} - ${integer(from)}, ${integer(step)}) AS __b, count() AS __n, countIf(${failedOf(layout)}) AS __f FROM ${layout.table} WHERE ${inside} GROUP BY __b`;
}

export function readHistogram(rows: readonly Cells[], {from, step, size}: Scale): Histogram {
  const bars = Array.from({length: size}, () => ({count: 0, failed: 0}));
  for (const [bar, count, failed] of rows) {
    const at = Number(bar);
    if (at in bars) bars[at] = {count: Number(count), failed: Number(failed)};
  }
  return {from, step, bars};
}

export type Extent = {
  readonly events: number;
  /** Of these, how many have no time; absent where all have one. */
  readonly untimed?: number;
  readonly extent?: {readonly from: Micros; readonly to: Micros};
};

/** How many events there are and from when to when: of the parts' own books, where columns are what they seem. */
export const extentQuery = (layout: Layout): Sql =>
  sql`SELECT count() AS __n, ${micros(sql`min(${layout.time})`)} AS __f, ${micros(sql`max(${layout.time})`)} AS __t FROM ${layout.table} WHERE ${layout.where}`;

/** As `extentQuery`, without the events that have no time. */
export const timedExtentQuery = (layout: Layout): Sql =>
  sql`SELECT count() AS __n, ${micros(sql`min(${layout.time})`)} AS __f, ${micros(sql`max(${layout.time})`)} AS __t FROM ${layout.table} WHERE ${all([layout.where, sql`${layout.time} != ${moment(0)}`])}`;

export function readExtent([row]: readonly Cells[]): Extent {
  const [count, from, to] = (row ?? []).map(Number);
  if (count === undefined || count === 0) return {events: 0};
  return to === 0 || from === undefined || to === undefined ? {events: count} : {events: count, extent: {from, to}};
}
