// Typing in a facet: its values are asked for once, and what is typed chooses among them.
import {EDITS, type Edit} from '../edits.ts';
import {facetRows, sameSpot, spotOf} from '../facet-rows.ts';
import {type FacetSearch, MOST_SEARCHED} from '../search/facet.ts';
import {type Session, viewOf} from '../session.ts';
import * as editing from '../text/editor.ts';
import {andThen, ask, forget, type Update, unchanged} from './ask.ts';
import {moveFacets, moveFacetsBy, openFacet, pickFacet} from './facets.ts';

const withSearch = (session: Session, search: FacetSearch | undefined): Session => ({
  ...session,
  facets: {...session.facets, search},
});

export function startFacetSearch(session: Session): Update {
  const {field} = session.facets.spot;
  const opened = openFacet(session, field, true);
  const distinct = session.facets.told.find(facet => facet.field === field)?.distinct ?? 0;
  const next = withSearch(opened, {field, editor: editing.EMPTY_EDITOR, list: undefined, distinct, isAwaited: false});
  return ask(moveFacetsBy(next, 0), {kind: 'values', view: viewOf(next), field, top: MOST_SEARCHED});
}

/** The cursor stays on its value where that is found still, else it goes to the best one. */
function settled(session: Session): Session {
  const {field} = session.facets.search!;
  const rows = facetRows(session);
  const title = rows.findIndex(row => row.field === field);
  const here = rows.findIndex(row => row.part === 'value' && sameSpot(row, session.facets.spot));
  return moveFacets(session, here > title ? here : rows[title + 1]?.field === field ? title + 1 : title);
}

function typed(session: Session, next: (editor: editing.Editor) => editing.Editor): Update {
  const {search} = session.facets;
  if (search === undefined) return unchanged(session);
  const editor = next(search.editor);
  const after = withSearch(session, {...search, editor, isAwaited: false});
  if (editor.text === search.editor.text) return unchanged(after);
  // Other letters, another best: the cursor goes to it.
  const {field} = search;
  return unchanged(settled({...after, facets: {...after.facets, spot: {field, part: 'title'}}}));
}

export const typeFacet = (session: Session, text: string): Update =>
  typed(session, editor => editing.insert(editor, text));
export const editFacet = (session: Session, edit: Edit): Update => typed(session, EDITS[edit]);

/** Up and down among what is found. */
export function chooseFacet(session: Session, by: number): Update {
  const {search} = session.facets;
  if (search === undefined) return unchanged(session);
  const rows = facetRows(session);
  const moved = moveFacetsBy(session, by);
  const row = rows.find(each => sameSpot(spotOf(each), moved.facets.spot));
  return unchanged(row?.part === 'value' && row.field === search.field ? moved : session);
}

/** The values have come. */
export function tellFacet(session: Session, list: FacetSearch['list'], distinct: number): Update {
  const {search} = session.facets;
  if (search === undefined) return unchanged(session);
  const told = settled(withSearch(session, {...search, list, distinct, isAwaited: false}));
  return search.isAwaited ? pickFacet(told) : unchanged(told);
}

export const leaveFacetSearch = (session: Session): Update =>
  andThen(forget(session, 'values'), next => unchanged(moveFacetsBy(withSearch(next, undefined), 0)));
