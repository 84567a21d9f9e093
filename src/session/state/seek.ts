// Saved bookmarks and the events that they were set on, found again in another index.

import {type Source, TIME_ORDER} from '../../source/source.ts';
import {CELLS} from '../cells.ts';
import type {Mark} from '../take/take.ts';
import type {SavedMark} from './state.ts';

/** auditIDs asked for at a time. */
const AT_ONCE = 200;

export type Sought = {
  readonly found: readonly Mark[];
  /** Whose events are not in this log (any more). */
  readonly lost: readonly SavedMark[];
};

/** Waits until all of the log has been read. Equal events are told apart by nothing: the first one is taken. */
export async function seekMarks(source: Source, marks: readonly SavedMark[], signal?: AbortSignal): Promise<Sought> {
  const found: Mark[] = [];
  const lost: SavedMark[] = [];
  for (let at = 0; at < marks.length; at += AT_ONCE) {
    const some = marks.slice(at, at + AT_ONCE);
    const values = [...new Set(some.map(({auditID}) => auditID))];
    const where = {kind: 'in', field: {kind: 'field', name: 'auditID'}, values} as const;
    const query = {order: TIME_ORDER, limit: Number.MAX_SAFE_INTEGER, cells: CELLS};
    const {rows} = await source.rows({where, stages: 'all'}, query, signal && {signal});
    for (const mark of some) {
      const row = rows.find(({id}) => id.auditID === mark.auditID && id.stage === mark.stage && id.time === mark.time);
      if (row === undefined) lost.push(mark);
      else found.push({id: row.id, row, note: mark.note});
    }
  }
  return {found, lost};
}
