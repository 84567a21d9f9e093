// The rows of a view, page by page, without keeping anybody waiting: the source works in slices, and a signal ends it between
// any two of them. What prints, exports and bundles goes through here.
import {setImmediate as nextTurn} from 'node:timers/promises';
import type {FieldName} from '../audit/fields.ts';
import type {EventDetail, Order, Page, Row, RowsQuery, Source, View} from '../source/source.ts';
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

export type Walk = {
  readonly signal?: AbortSignal;
  /** Rows at most; without it all. */
  readonly limit?: number;
  /** Told after every page: rows passed, and all there are. */
  readonly onProgress?: (given: number, total: number) => void;
  /** Told of an event that can no longer be read, whose row is then left out; without it the walk ends with that error. */
  readonly unreadable?: (reason: string) => void;
};

/** A page that is whole: one that a search has not finished is asked for again, which goes on where it stopped. */
async function wholePage(source: Source, view: View, query: RowsQuery, signal?: AbortSignal): Promise<Page> {
  for (;;) {
    signal?.throwIfAborted();
    const page = await source.rows(view, query, {...(signal && {signal}), patienceMs: PATIENCE_MS});
    if (page.partial?.why !== 'searching') return page;
    await nextTurn();
  }
}

/** @throws an AbortError once the signal is aborted; Error of the source */
export async function* itemsOf(
  source: Source,
  {view, order, cells, events}: Listing,
  {signal, limit = Number.POSITIVE_INFINITY, onProgress, unreadable}: Walk = {},
): AsyncGenerator<ExportItem, void, void> {
  const detailOf = async ({id}: Row): Promise<EventDetail | undefined> => {
    try {
      return await source.event(id, signal && {signal});
    } catch (error) {
      if (unreadable === undefined || signal?.aborted === true) throw error;
      unreadable(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  };
  async function* detailsOf(rows: readonly Row[]) {
    if (source.details === undefined) {
      for (const row of rows) yield {row, detail: await detailOf(row)};
      return;
    }
    let at = 0;
    for await (const detail of source.details(
      rows.map(({id}) => id),
      signal && {signal},
    )) {
      const row = rows[at++]!;
      // Asked for alone it says why.
      yield {row, detail: detail ?? (await detailOf(row))};
    }
  }
  let given = 0;
  let after: Row['id'] | undefined;
  while (given < limit) {
    // A page starts at its event, which the page before already gave.
    const again = after === undefined ? 0 : 1;
    const at = after === undefined ? {} : {at: after};
    const wanted = Math.min(PAGE, limit - given) + again;
    const page = await wholePage(source, view, {order, cells, limit: wanted, ...at}, signal);
    const rows = page.rows.slice(again);
    if (!events)
      for (const row of rows) {
        signal?.throwIfAborted();
        yield {row};
      }
    else
      for await (const {row, detail} of detailsOf(rows)) {
        signal?.throwIfAborted();
        if (detail !== undefined) yield {row, detail};
      }
    given += rows.length;
    onProgress?.(given, Math.max(Math.min(page.total, limit), given));
    after = rows.at(-1)?.id;
    if (after === undefined) return;
    await nextTurn();
  }
}
