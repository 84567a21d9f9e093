// Which rows of a view a page shows: near an end or a row they are read off the order of time, otherwise off a list of them all.
import {finish, type Steps} from '../audit/steps.ts';
import {sortedBy} from '../index/listing.ts';
import type {NearPage} from '../index/near-page.ts';
import type {RowId} from '../index/row-set.ts';
import type {Store} from '../index/store.ts';
import {lowerBoundOf} from '../index/time-order.ts';
import {type EventId, type Order, type RowsQuery, TIME_ORDER} from './source.ts';
import type {ViewRows, Views} from './views.ts';

/** `index`: how many rows of the view come before; `total`: how many it has. */
export type ListedPage = NearPage & {readonly total: number};

export const rowOf = (id: EventId): RowId => Number(id.place);

export class Pages {
  readonly #store: Store;
  readonly #views: Views;

  constructor(store: Store, views: Views) {
    this.#store = store;
    this.#views = views;
  }

  /** The page, if it needs no list of all rows. */
  near(rows: ViewRows, {order, at, back, limit}: RowsQuery): ListedPage | undefined {
    const isByTime = order.field === TIME_ORDER.field && order.descending === TIME_ORDER.descending;
    if (!isByTime || typeof at === 'number') return undefined;
    const page = this.#views.near(rows, at === undefined ? undefined : rowOf(at), back === true, limit);
    return page === undefined ? undefined : {...page, total: rows.count};
  }

  /** Pauses now and then. */
  *listed(rows: ViewRows, query: RowsQuery): Steps<ListedPage> {
    const listing = yield* this.#views.ordering(rows, query.order);
    const place = this.#placeOf(listing, query);
    const from = query.back === true ? Math.max(0, place - query.limit) : place;
    const to = query.back === true ? place : Math.min(listing.length, place + query.limit);
    return {rows: [...listing.subarray(from, to)], index: from, total: listing.length};
  }

  #placeOf(listing: Uint32Array, query: RowsQuery): number {
    if (query.at === undefined) return query.back === true ? listing.length : 0;
    if (typeof query.at === 'number') return this.#lowerBoundOfTime(listing, query.at, query.order);
    const row = rowOf(query.at);
    const found = listing.indexOf(row);
    return found !== -1 ? found : lowerBoundOf(listing, row, this.#compare(query.order));
  }

  #lowerBoundOfTime(listing: Uint32Array, time: number, order: Order): number {
    if (order.field !== 'stageTimestamp') return 0;
    const {stageTime} = this.#store.table;
    let low = 0;
    let high = listing.length;
    while (low < high) {
      const mid = (low + high) >>> 1;
      const at = stageTime.at(listing[mid]!);
      if (order.descending ? at > time : at < time) low = mid + 1;
      else high = mid;
    }
    return low;
  }

  /** For the place of a row that is not in the view. */
  #compare(order: Order) {
    const {compare, table} = this.#store;
    if (order.field === 'stageTimestamp') return order.descending ? (a: RowId, b: RowId) => compare(b, a) : compare;
    return (a: RowId, b: RowId) => {
      const pair = finish(sortedBy(Uint32Array.from(compare(a, b) <= 0 ? [a, b] : [b, a]), order, table));
      return a === b ? 0 : pair[0] === a ? -1 : 1;
    };
  }
}
