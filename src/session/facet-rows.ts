// The lines of the facets pane as data: titles, values, and "more". What is in the filter always shows, counted or not.
import type {Field, FieldName} from '../audit/fields.ts';
import type {About, Facet, FacetValue} from '../source/source.ts';
import {pickedOf} from './filter.ts';
import {foundValues} from './search/facet.ts';
import {FACETS, type FacetSpot, type Facets, type Session} from './session.ts';

export type FacetRow = FacetSpot & {
  /** Of a value; undefined where it was not counted, such as a value of the filter that is far down the list. */
  readonly count?: number | undefined;
  readonly picked?: 'in' | 'out';
  /** Of a title: whether its values show, and how many there are. Of "more": how many are not shown. */
  readonly open?: boolean;
  readonly rest?: number;
  /** Of a title: 0-based, for the keys 1 to 9. */
  readonly place?: number;
};

export const SHORT = 6;
/** Values asked of a facet that shows all. */
export const LONG = 500;

export const topAsked = (facets: Facets): number => (facets.long.size > 0 ? LONG : SHORT + 2);

const valueRow = ({value, count}: FacetValue, field: FieldName, picked: ReturnType<typeof pickedOf>): FacetRow => ({
  field,
  part: 'value',
  value,
  count,
  ...(picked.included.has(value ?? '') ? {picked: 'in'} : picked.excluded.has(value ?? '') ? {picked: 'out'} : {}),
});

function valueRows(
  facet: Facet | undefined,
  field: FieldName,
  long: boolean,
  picked: ReturnType<typeof pickedOf>,
): FacetRow[] {
  const told = facet?.values ?? [];
  const limit = long ? told.length : told.length <= SHORT + 1 ? told.length : SHORT;
  const isPicked = (value: string | undefined) => picked.included.has(value ?? '') || picked.excluded.has(value ?? '');
  const rows: FacetRow[] = told
    .filter(({value}, at) => at < limit || isPicked(value))
    .map(told => valueRow(told, field, picked));
  const shown = new Set(rows.map(row => row.value ?? ''));
  for (const [values, how] of [
    [picked.included, 'in'],
    [picked.excluded, 'out'],
  ] as const)
    for (const value of values)
      if (!shown.has(value)) rows.push({field, part: 'value', value: value === '' ? undefined : value, picked: how});
  return rows;
}

/** Where there are no alerts, their facets have nothing to show; and nothing has that of a field that is not kept. */
const isEmpty = ({of, name}: Field, facet: Facet | undefined, {unknown, lacks}: About): boolean =>
  unknown?.includes(name) === true ||
  (of === 'source' && lacks?.files !== undefined) ||
  (of === 'alert' && (facet?.values ?? []).every(({value}) => value === undefined));

let memory: {readonly key: readonly unknown[]; readonly rows: readonly FacetRow[]} | undefined;

/** Asked several times for one session, while moving and while drawing: the last answer is kept. */
export function facetRows(session: Session): readonly FacetRow[] {
  const {facets, filter, about} = session;
  const shown = [facets.told, facets.open, facets.long, facets.search];
  const key = [...shown, filter.expr, about.unknown, about.lacks];
  if (memory?.key.every((part, at) => part === key[at])) return memory.rows;
  const rows: FacetRow[] = [];
  FACETS.forEach((field, place) => {
    const {name} = field;
    // One that is searched has the pane for itself.
    if (facets.search !== undefined && facets.search.field !== name) return;
    const facet = facets.told.find(told => told.field === name);
    const open = facets.open.has(name);
    const picked = pickedOf(filter, name);
    const inUse = picked.included.size > 0 ? 'in' : picked.excluded.size > 0 ? 'out' : undefined;
    if (inUse === undefined && isEmpty(field, facet, about)) return;
    const distinct = facet?.distinct ?? 0;
    rows.push({
      field: name,
      part: 'title',
      open,
      place,
      rest: distinct,
      ...(inUse === undefined ? {} : {picked: inUse}),
    });
    const {search} = facets;
    // What is told of a facet is not what was typed: until all its values are there, nothing is found.
    if (search !== undefined && (search.list !== undefined || search.editor.text !== '')) {
      rows.push(...foundValues(search).map(told => valueRow(told, name, picked)));
      return;
    }
    if (!open) return;
    const long = facets.long.has(name);
    const values = valueRows(facet, name, long, picked);
    rows.push(...values);
    const counted = values.filter(row => row.count !== undefined).length;
    const rest = distinct - counted;
    if (rest > 0 || (long && counted > SHORT + 1)) rows.push({field: name, part: 'more', rest, open: long});
  });
  memory = {key, rows};
  return rows;
}

export const sameSpot = (a: FacetSpot, b: FacetSpot): boolean =>
  a.field === b.field && a.part === b.part && (a.part !== 'value' || a.value === b.value);

/** Where the cursor is; a spot that went away stands for the title of its facet. */
export function facetCursor(rows: readonly FacetRow[], spot: FacetSpot): number {
  const at = rows.findIndex(row => sameSpot(row, spot));
  return at !== -1
    ? at
    : Math.max(
        0,
        rows.findIndex(row => row.field === spot.field && row.part === 'title'),
      );
}

export const spotOf = ({field, part, value}: FacetRow): FacetSpot => ({
  field,
  part,
  ...(part === 'value' ? {value} : {}),
});
