// A page of a view near a place: read off the order of all rows, so that no list of those of the view has to be made.
import {hasRow, type RowId, type RowSet} from './row-set.ts';

/** So many rows are looked at for a page: with more, a list of all is better made once. */
const NEAR = 1 << 18;

export type NearPage = {
  readonly rows: readonly RowId[];
  /** Rows of the set that come before. */
  readonly index: number;
};

/**
 * At most `limit` rows of `set`, which has `count` of them, from `place` of `byTime` on, or those before it where `back`.
 * @returns undefined if `near` rows do not tell
 */
export function pageNear(
  set: RowSet,
  count: number,
  byTime: Uint32Array,
  {place, back, limit}: {readonly place: number; readonly back: boolean; readonly limit: number},
  near = NEAR,
): NearPage | undefined {
  if (count === 0) return {rows: [], index: 0};
  const isIn = (row: RowId) => row < set.size && hasRow(set, row);
  const before = rankOf(byTime, place, near, count, isIn);
  if (before === undefined) return undefined;
  const rows: RowId[] = [];
  const end = back ? -1 : byTime.length;
  const step = back ? -1 : 1;
  for (let at = back ? place - 1 : place, left = near; at !== end && rows.length < limit; at += step) {
    if (left-- === 0) return undefined;
    if (isIn(byTime[at]!)) rows.push(byTime[at]!);
  }
  return back ? {rows: rows.reverse(), index: before - rows.length} : {rows, index: before};
}

/** How many of the rows come before `place`, counted from the nearer end. */
function rankOf(
  byTime: Uint32Array,
  place: number,
  near: number,
  count: number,
  isIn: (row: RowId) => boolean,
): number | undefined {
  const after = byTime.length - place;
  if (Math.min(place, after) > near) return undefined;
  const [from, to] = after <= place ? [place, byTime.length] : [0, place];
  let found = 0;
  for (let at = from; at < to; at++) if (isIn(byTime[at]!)) found++;
  return after <= place ? count - found : found;
}
