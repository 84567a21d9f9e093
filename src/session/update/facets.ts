// The facets pane: moving over its lines, opening and closing facets, picking values.
import type {FieldName} from '../../audit/fields.ts';
import {type FacetRow, facetCursor, facetRows, spotOf, topAsked} from '../facet-rows.ts';
import {layoutOf} from '../layout.ts';
import {FACETS, type Facets, layout, type Session} from '../session.ts';
import {scrollTo} from '../view.ts';
import {ask, facetsAsk, type Update, unchanged} from './ask.ts';
import {pickValue} from './filter.ts';

const heightOf = (session: Session): number =>
  (layout(session).facets ?? layoutOf(session.size, {focus: 'facets', detail: false, zoomed: false}).facets!).height;

export const facetUnderCursor = (session: Session): FacetRow | undefined => {
  const rows = facetRows(session);
  return rows[facetCursor(rows, session.facets.spot)];
};

export function moveFacets(session: Session, to: number): Session {
  const rows = facetRows(session);
  const {cursor, top} = scrollTo({cursor: to, top: session.facets.top}, rows.length, heightOf(session));
  const row = rows[cursor];
  return row === undefined ? session : {...session, facets: {...session.facets, spot: spotOf(row), top}};
}

export const moveFacetsBy = (session: Session, by: number): Session =>
  moveFacets(session, Math.max(0, facetCursor(facetRows(session), session.facets.spot) + by));

export const pageFacets = (session: Session, screens: number): Session =>
  moveFacetsBy(session, Math.trunc(screens * heightOf(session)));

/** The line of facets at `line` of the pane. */
export const pointFacets = (session: Session, line: number): Session => moveFacets(session, session.facets.top + line);

const withFacets = (session: Session, facets: Partial<Facets>): Session =>
  moveFacetsBy({...session, facets: {...session.facets, ...facets}}, 0);

const toggledIn = <T>(set: ReadonlySet<T>, value: T, on: boolean): ReadonlySet<T> => {
  const next = new Set(set);
  if (on) next.add(value);
  else next.delete(value);
  return next;
};

export function openFacet(session: Session, field: FieldName, on: boolean): Session {
  const {open, spot} = session.facets;
  return withFacets(session, {
    open: toggledIn(open, field, on),
    spot: on ? spot : {field, part: 'title'},
  });
}

/** More or fewer of a facet's values; those not told yet are asked for. */
function lengthen(session: Session, field: FieldName, on: boolean): Update {
  const next = withFacets(session, {long: toggledIn(session.facets.long, field, on)});
  return topAsked(next.facets) === topAsked(session.facets) ? unchanged(next) : ask(next, facetsAsk(next));
}

/** To the facet with that number, opened, its title at the top if it can be. */
export function jumpToFacet(session: Session, place: number): Session {
  const field = FACETS[place]?.name;
  if (field === undefined) return session;
  const opened = openFacet({...session, focus: 'facets'}, field, true);
  const rows = facetRows(opened);
  const at = rows.findIndex(row => row.field === field && row.part === 'title');
  const first = rows[at + 1]?.part === 'value' ? at + 1 : at;
  return moveFacets({...opened, facets: {...opened.facets, top: at}}, first);
}

/** Enter and Space. */
export function pickFacet(session: Session): Update {
  const {search} = session.facets;
  if (search !== undefined && search.list === undefined && search.editor.text !== '')
    return unchanged(withFacets(session, {search: {...search, isAwaited: true}}));
  const row = facetUnderCursor(session);
  if (row === undefined) return unchanged(session);
  switch (row.part) {
    case 'title':
      if (session.facets.search?.field === row.field) return unchanged(session);
      return unchanged(openFacet(session, row.field, row.open !== true));
    case 'more':
      return lengthen(session, row.field, row.open !== true);
    case 'value':
      return row.picked === 'out'
        ? pickValue(session, row.field, row.value, false)
        : pickValue(session, row.field, row.value, true);
  }
}

/** `+` and `-`. */
export function pickFacetAs(session: Session, keep: boolean): Update {
  const row = facetUnderCursor(session);
  if (row === undefined || row.part !== 'value')
    return unchanged({...session, notice: {text: 'Choose a value of the facet first.', style: 'dim'}});
  return pickValue(session, row.field, row.value, keep);
}

export function sideFacet(session: Session, by: -1 | 1): Session {
  const row = facetUnderCursor(session);
  return row === undefined ? session : openFacet(session, row.field, by === 1);
}
