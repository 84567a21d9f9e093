// Bytes of records, for rows: events that share a record share its bytes.
import {SEGMENT_BITS} from './column.ts';
import type {RowId} from './row-set.ts';
import type {Table} from './table.ts';

/** Bytes of records with their newlines: writes those of the rows at the first `count` of `places` in a segment. */
export function bytesOf(table: Table) {
  const shared = sharedBytes(table);
  return (into: Float64Array, segment: number, places: Uint16Array, count: number): void => {
    if (!table.areAlone(segment)) {
      for (let k = 0; k < count; k++) into[k] = shared((segment << SEGMENT_BITS) | places[k]!);
      return;
    }
    table.lengthsTo(into, segment, places, count);
    for (let k = 0; k < count; k++) into[k]! += 1;
  };
}

/** For rows in ascending order. */
function sharedBytes(table: Table): (row: RowId) => number {
  let first = -1;
  let share = 0;
  let end = -1;
  return row => {
    const {block, offset, length, item} = table.place(row);
    const next = row + 1 < table.size ? table.place(row + 1) : undefined;
    if (item === 0 && next?.item !== 1) return length + 1;
    if (row >= first && row < end) return share;
    first = row;
    while (first > 0 && table.place(first).item > 0) first--;
    end = row + 1;
    while (end < table.size) {
      const other = table.place(end);
      if (other.block !== block || other.offset !== offset) break;
      end++;
    }
    share = (length + 1) / (end - first);
    return share;
  };
}
