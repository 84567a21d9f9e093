// The rows of a view as a condition: its filter, its window, and one row a request.
import {asksForStage, fieldsOf} from '../../query/ast.ts';
import type {View} from '../source.ts';
import {type Layout, rankOf, requestOf, weightOf} from './layout.ts';
import {all, constant, type Sql, sql, TRUE} from './sql.ts';
import {condition, inWindow} from './translate.ts';

/**
 * `exact` compares all events of each request. Over very many events that takes more memory than a server gives; `stages` looks
 * only for later stages of requests that are not finished, and so counts an event that is there twice as two.
 */
export type Joining = 'exact' | 'stages';

const isEverything = (where: Sql): boolean => where === TRUE;

/** The filter and the window, without what makes one row of a request. */
export const filterOf = (view: View, layout: Layout): Sql =>
  all([layout.where, condition(view.where, layout), inWindow(layout, view.from, view.to)]);

/** Rows that no event of their request, of those in `among`, comes after. */
function latestExact(layout: Layout, among: Sql): Sql {
  const weight = weightOf(layout);
  const latest = sql`SELECT max(${weight}) FROM ${layout.table} WHERE ${among} GROUP BY ${requestOf(layout)}`;
  return sql`${weight} IN (${latest})`;
}

/** Rows of a last stage in `filter`, and those of whose request there is no event of a later one, of those in `among`. */
function latestByStage(layout: Layout, filter: Sql, among: Sql): Sql {
  const rank = rankOf(layout.stage);
  const request = requestOf(layout);
  const later = (than: number) => {
    const at = constant(than);
    const open = sql`SELECT ${request} FROM ${layout.table} WHERE ${all([filter, sql`${rank} = ${at}`])}`;
    const done = all([among, sql`${rank} > ${at}`, sql`${request} IN (${open})`]);
    return sql`(${rank} != ${at} OR ${request} NOT IN (SELECT ${request} FROM ${layout.table} WHERE ${done}))`;
  };
  return all([filter, later(0), later(1)]);
}

/** Among which events of its request a row of a view is the latest. */
export const amongOf = (view: View, layout: Layout): Sql =>
  asksForStage(view.where) ? filterOf(view, layout) : layout.where;

/** The rows of a view. */
export function viewCondition(view: View, layout: Layout, joining: Joining): Sql {
  const filter = filterOf(view, layout);
  if (view.stages === 'all') return filter;
  const byEvent = asksForStage(view.where);
  if (joining === 'stages') return latestByStage(layout, filter, byEvent ? filter : layout.where);
  if (byEvent) return all([filter, latestExact(layout, filter)]);
  // Which event is the latest is asked only of requests that have one in the view. A filter leaves few of them, and indexes know
  // where an auditID is not.
  const key = fieldsOf(view.where).length > 0 ? layout.auditID : requestOf(layout);
  const concerned = isEverything(filter) ? TRUE : sql`${key} IN (SELECT ${key} FROM ${layout.table} WHERE ${filter})`;
  return all([filter, latestExact(layout, all([layout.where, concerned]))]);
}

/** Whether a view over `where` makes one row of a request in a way that can be wrong. */
export const isApproximate = (view: View, joining: Joining): boolean =>
  view.stages === 'latest' && joining === 'stages';
