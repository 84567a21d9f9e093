// The rows of a view as a condition: its filter, its window, and one row a request.
import {asksForStage, fieldsOf} from '../../query/ast.ts';
import type {View} from '../source.ts';
import {type Layout, weightOf} from './layout.ts';
import {all, type Sql, sql, TRUE} from './sql.ts';
import {condition, inWindow, isCheap} from './translate.ts';

/**
 * How the latest event of a request is found. `weights` compares all events of each request. `stages` looks only whether requests
 * that are not finished have a later stage, which takes a third of that; it is the same where no request has two events of one
 * stage, see Twins.
 */
export type Joining = 'weights' | 'stages';

const isEverything = (where: Sql): boolean => where === TRUE;

/** The filter and the window, without what makes one row of a request. */
export const filterOf = (view: View, layout: Layout): Sql =>
  all([layout.where, condition(view.where, layout), inWindow(layout, view.from, view.to)]);

/**
 * A test of very many values, as it is. Written plainly, the server would first sort them to look what its indexes say of them,
 * which takes ten times as long as the test and never says anything.
 */
const plainly = (test: Sql): Sql => sql`greatest(0, ${test})`;

/** Stages that none of the same request comes after. */
const LAST = sql`('ResponseComplete', 'Panic', 'Alert')`;

export const isLast = ({stage}: Layout): Sql => sql`(${stage} IN ${LAST})`;

/** Rows that no event of their request, of those in `among`, comes after. */
function latestByWeight(layout: Layout, among: Sql): Sql {
  const weight = weightOf(layout);
  const latest = sql`SELECT max(${weight}) FROM ${layout.table} WHERE ${among} GROUP BY ${layout.request}`;
  return plainly(sql`${weight} IN (${latest})`);
}

/** The key of a request where it is a column: what tells requests apart, or what most often does. */
const keyOf = (view: View, layout: Layout): Sql =>
  layout.request.parts.length > 1 && fieldsOf(view.where).length > 0 ? layout.auditID : layout.request;

/**
 * Rows of a last stage in `filter`, and those of whose request there is no event of a later one, of those in `among`.
 * @param isCheap whether looking at `filter` once more costs less than remembering the requests of all events
 */
function latestByStage(view: View, layout: Layout, filter: Sql, among: Sql): Sql {
  const {table, stage, request} = layout;
  const last = isLast(layout);
  const open = all([filter, sql`NOT ${last}`]);
  const concerned = isCheap(view.where, layout)
    ? plainly(sql`${request} IN (SELECT ${request} FROM ${table} WHERE ${open})`)
    : TRUE;
  const done = sql`SELECT ${request} FROM ${table} WHERE ${all([among, last, concerned])}`;
  const started = sql`SELECT ${request} FROM ${table} WHERE ${all([among, sql`${stage} = 'ResponseStarted'`])}`;
  const isOpen = sql`${request} NOT IN (${done}) AND if(${stage} = 'RequestReceived', ${request} NOT IN (${started}), 1)`;
  return all([filter, sql`if(${last}, 1, ${isOpen})`]);
}

/** Among which events of its request a row of a view is the latest. */
export const amongOf = (view: View, layout: Layout): Sql =>
  asksForStage(view.where) ? filterOf(view, layout) : layout.where;

/** The rows of a view. */
export function viewCondition(view: View, layout: Layout, joining: Joining): Sql {
  const filter = filterOf(view, layout);
  if (view.stages === 'all') return filter;
  const byEvent = asksForStage(view.where);
  if (joining === 'stages') return latestByStage(view, layout, filter, byEvent ? filter : layout.where);
  if (byEvent) return all([filter, latestByWeight(layout, filter)]);
  // Which event is the latest is asked only of requests that have one in the view.
  const key = keyOf(view, layout);
  const some = sql`${key} IN (SELECT ${key} FROM ${layout.table} WHERE ${filter})`;
  // Where an auditID is not, indexes know.
  const concerned = isEverything(filter) ? TRUE : key === layout.auditID ? some : plainly(some);
  return all([filter, latestByWeight(layout, all([layout.where, concerned]))]);
}
