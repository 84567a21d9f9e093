// Events read again to look for something in them, many at once: their numbers are plain ones, and of a block of which much is
// asked for all is read at once.
import type {AuditEvent} from '../audit/event.ts';
import {RecordReader} from './event-search.ts';
import type {RowId} from './row-set.ts';
import type {Table} from './table.ts';

/** Where fewer than one byte in so many of a block is asked for, records are read one by one. */
const SPARSE = 8;

/** Bytes read between two pauses: some milliseconds. */
const STRIDE = 256 * 1024;

/** Blocks of which much is asked for, and those that have to be unpacked for anything. */
function denseBlocks(table: Table, rows: readonly RowId[]): ReadonlySet<number> {
  const asked = new Map<number, number>();
  for (const row of rows) asked.set(table.blockOf(row), (asked.get(table.blockOf(row)) ?? 0) + table.lengthOf(row));
  return new Set([...asked].filter(([block, bytes]) => bytes * SPARSE > table.blocks[block]!.length).map(([at]) => at));
}

/** The events of rows, in their order; `undefined` where one cannot be read any more. Pauses now and then. */
export function* wholeEvents(
  table: Table,
  rows: readonly RowId[],
  isGone: (row: RowId) => boolean,
): Generator<undefined, readonly (AuditEvent | undefined)[]> {
  const dense = denseBlocks(table, rows);
  const reader = new RecordReader(table);
  const events: (AuditEvent | undefined)[] = [];
  let bytes = 0;
  for (const row of rows) {
    if (bytes > STRIDE) {
      bytes = 0;
      yield;
    }
    if (isGone(row)) {
      events.push(undefined);
      continue;
    }
    bytes += table.lengthOf(row);
    try {
      events.push(reader.event(row, reader.text(row, dense.has(table.blockOf(row)))));
    } catch {
      events.push(undefined);
    }
  }
  return events;
}
