// Row sets for tests, and work in pieces done at once.
import {emptySet, type RowId, type RowSet} from '../../src/index/row-set.ts';

/** What work that pauses comes to. */
export function done<T>(work: Generator<undefined, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

export function setOf(size: number, has: (row: RowId) => boolean): RowSet {
  const set = emptySet(size);
  for (let row = 0; row < size; row++) if (has(row)) set.words[row >>> 5]! |= 1 << (row & 31);
  return set;
}
