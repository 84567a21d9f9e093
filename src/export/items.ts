// The rows of a view for an export, page by page, without keeping anybody waiting: the source works in slices, and a signal
// ends it between any two of them.
import {setImmediate as nextTurn} from 'node:timers/promises';
import type {FieldName} from '../audit/fields.ts';
import type {Order, Page, RowsQuery, Source, View} from '../source/source.ts';
import type {ExportItem} from './format.ts';

const PAGE = 500;

/** How long the source works at a time, in milliseconds. */
const PATIENCE_MS = 9;

export type Listing = {
  readonly view: View;
  readonly order: Order;
  readonly cells: readonly FieldName[];
  /** Whether each item holds its event. */
  readonly events: boolean;
};

/** A page that is whole: one that a search has not finished is asked for again, which goes on where it stopped. */
async function wholePage(source: Source, view: View, query: RowsQuery, signal: AbortSignal): Promise<Page> {
  for (;;) {
    signal.throwIfAborted();
    const page = await source.rows(view, query, {signal, patienceMs: PATIENCE_MS});
    if (page.partial?.why !== 'searching') return page;
    await nextTurn();
  }
}

/**
 * @param onProgress told after every page: items given, and all there are
 * @throws an AbortError once `signal` is aborted; Error of the source
 */
export async function* itemsOf(
  source: Source,
  {view, order, cells, events}: Listing,
  signal: AbortSignal,
  onProgress: (given: number, total: number) => void = () => {},
): AsyncGenerator<ExportItem, void, void> {
  let given = 0;
  let after: ExportItem['row']['id'] | undefined;
  for (;;) {
    // A page starts at its event, which the page before already gave.
    const again = after === undefined ? 0 : 1;
    const at = after === undefined ? {} : {at: after};
    const page = await wholePage(source, view, {order, cells, limit: PAGE + again, ...at}, signal);
    const rows = page.rows.slice(again);
    for (const row of rows) {
      signal.throwIfAborted();
      yield events ? {row, detail: await source.event(row.id, {signal})} : {row};
    }
    given += rows.length;
    onProgress(given, Math.max(page.total, given));
    after = rows.at(-1)?.id;
    if (after === undefined) return;
    await nextTurn();
  }
}
