// Bytes of records, for rows: events that share a record share its bytes.
import {SEGMENT_BITS} from './column.ts';
import type {RowId} from './row-set.ts';
import type {Table} from './table.ts';

/** Bytes of each row's record with its newline. Quickest for rows in ascending order. */
export function bytesOf(table: Table): (row: RowId) => number {
  const shared = sharedBytes(table);
  let segment = -1;
  let areAlone = false;
  return row => {
    if (row >>> SEGMENT_BITS !== segment) {
      segment = row >>> SEGMENT_BITS;
      areAlone = table.areAlone(segment);
    }
    return areAlone ? table.lengthOf(row) + 1 : shared(row);
  };
}

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
