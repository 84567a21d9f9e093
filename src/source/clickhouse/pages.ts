// A page without looking at all of the table: events come in the order of the page, and passed over are copies of one event and, where
// a row is a request, those that have a later one of it.
import type {EventId, Row, View} from '../source.ts';
import type {Cells} from './engine.ts';
import type {Layout} from './layout.ts';
import {type PageQuery, pageQuery, readPage, requestsQuery, withRequests} from './rows.ts';
import type {Sql} from './sql.ts';
import {amongOf, filterOf} from './view.ts';

type Ask = (query: Sql) => Promise<readonly Cells[]>;

/** Events that are asked for beyond the rows wanted, and how that grows: some requests have two or three. */
const SPARE = 2;
const GROWTH = 4;
/** Where hardly an event is the latest of its request, looking at all of them together costs less. */
const ROUNDS = 4;

/** Rows with their stages; where each is a request, whether it is the latest is not looked at. */
export async function eventPage(ask: Ask, where: Sql, query: PageQuery, layout: Layout): Promise<readonly Row[]> {
  const found = readPage(await ask(pageQuery(where, query, layout)), query);
  return (await requestsOf(ask, found, layout.where, layout)).map(({row}) => row);
}

/** @param placed the place of a row in the order, to go on from it */
export async function nearPage(
  ask: Ask,
  view: View,
  query: PageQuery,
  layout: Layout,
  placed: (id: EventId) => Promise<PageQuery['at']>,
): Promise<readonly Row[] | undefined> {
  const filter = filterOf(view, layout);
  const among = amongOf(view, layout);
  const rows: Row[] = [];
  // A copy of an event, which the server has not merged yet, is the same event.
  const given = new Set<string>();
  let at = query.at;
  let last: EventId | undefined;
  const isEvents = view.stages === 'all';
  for (let round = 0, size = query.limit * (isEvents ? 1 : SPARE) + 1; round < ROUNDS; round++, size *= GROWTH) {
    const asked = {...query, ...(at === undefined ? {} : {at}), limit: size};
    // In the order in which they are asked for: backwards from the nearest.
    const found = readPage(await ask(pageQuery(filter, asked, layout)), {cells: query.cells, back: false});
    // Forward, a page begins at its place, which has been looked at.
    const fresh = found.filter(({row}) => !given.has(row.id.place) && given.add(row.id.place));
    const told = await requestsOf(ask, fresh, among, layout);
    rows.push(...told.filter(({isLatest}) => isEvents || isLatest).map(({row}) => row));
    last = found.at(-1)?.row.id;
    if (rows.length >= query.limit || found.length < size || last === undefined) {
      const page = rows.slice(0, query.limit);
      return query.back ? page.reverse() : page;
    }
    at = await placed(last);
  }
  return undefined;
}

async function requestsOf(ask: Ask, found: ReturnType<typeof readPage>, among: Sql, layout: Layout) {
  if (found.length === 0) return [];
  const ids = found.map(({row}) => row.id.auditID);
  return withRequests(found, await ask(requestsQuery(ids, among, layout)));
}
