// What of an explorer's session is worth keeping for the next time: filter, order, columns, facets, bookmarks and notes. Times
// of a filter are written out, so that it means the same then.
import type {Stage} from '../../audit/event.ts';
import type {FieldName} from '../../audit/fields.ts';
import type {Micros} from '../../audit/time.ts';
import {type Order, TIME_ORDER} from '../../source/source.ts';
import {isUsual} from '../chosen.ts';
import type {ColumnId} from '../columns.ts';
import {OPEN_AT_FIRST, type Session} from '../session.ts';
import {lastingQuery} from '../take/command.ts';
import type {Zone} from '../time-text.ts';
import {applyFilter} from '../update/filter.ts';

/** A bookmark without its place, which another index counts anew: time, auditID and stage find it again. */
export type SavedMark = {
  readonly time: Micros;
  readonly auditID: string;
  readonly stage: Stage;
  readonly note: string;
};

export type SavedState = {
  readonly filter: string;
  readonly stages: Session['stages'];
  readonly order: Order;
  readonly zone: Zone;
  readonly hidden: readonly ColumnId[];
  readonly widths: Readonly<Partial<Record<ColumnId, number>>>;
  readonly openFacets: readonly FieldName[];
  readonly longFacets: readonly FieldName[];
  readonly marks: readonly SavedMark[];
};

const isSameSet = (a: ReadonlySet<string>, b: readonly string[]): boolean =>
  a.size === b.length && b.every(x => a.has(x));

const isPlain = ({filter, stages, order, chosen, facets, take}: Session): boolean =>
  filter.text === '' &&
  stages === 'latest' &&
  order.field === TIME_ORDER.field &&
  order.descending === TIME_ORDER.descending &&
  isUsual(chosen) &&
  isSameSet(facets.open, OPEN_AT_FIRST) &&
  facets.long.size === 0 &&
  take.marks.length === 0 &&
  take.sought.length === 0;

/** undefined: nothing that was not there at the start. */
export function stateOf(session: Session): SavedState | undefined {
  if (isPlain(session)) return undefined;
  const {stages, order, zone, chosen, facets, take} = session;
  return {
    filter: lastingQuery(session),
    stages,
    order,
    zone,
    hidden: [...chosen.hidden],
    widths: chosen.widths,
    openFacets: [...facets.open],
    longFacets: [...facets.long],
    marks: [...take.marks.map(({id: {time, auditID, stage}, note}) => ({time, auditID, stage, note})), ...take.sought],
  };
}

/**
 * A session that has not been shown yet, as it was left. What its user says now (a filter on the command line) is not
 * overruled. Bookmarks are sought when the log has been read.
 */
export function restored(session: Session, state: SavedState, hasFilter: boolean): Session {
  const {stages, order, zone, hidden, widths, openFacets, longFacets, marks} = state;
  const next: Session = {
    ...session,
    stages,
    order,
    zone: session.zone === 'local' ? 'local' : zone,
    chosen: {hidden: new Set(hidden), widths},
    facets: {...session.facets, open: new Set(openFacets), long: new Set(longFacets)},
    take: {...session.take, sought: marks},
    notice: {text: 'The session of these logs, as it was left.', style: 'dim'},
  };
  return hasFilter || state.filter === '' ? next : {...applyFilter(next, state.filter).session, asked: {}};
}
