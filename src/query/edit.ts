// Edits of the user's own text: facets add and remove values of a term, the rest stays as it was written.
// Text that does not parse is left alone: there is no telling what its terms are.
import type {FieldName} from '../audit/fields.ts';
import {type FieldRef, sameField} from './ast.ts';
import {isQueryError} from './errors.ts';
import {type Clause, type ListItem, type Outline, outline} from './parse.ts';
import {termOf, valueText} from './print.ts';
import type {ParseContext} from './times.ts';

export type FacetMode = 'include' | 'exclude';

const ref = (name: FieldName): FieldRef => ({kind: 'field', name});

/** The term of one value of a facet; `undefined` are the events without a value: `ns:""`. */
export const termFor = (fieldName: FieldName, value: string | undefined, keep: boolean): string =>
  termOf(ref(fieldName), value, keep);

/** Values that the top-level terms of the field name exactly; '' are the events without a value. */
export function facetState(
  text: string,
  fieldName: FieldName,
  context: ParseContext,
): {readonly included: readonly string[]; readonly excluded: readonly string[]} {
  const result = outline(text, context);
  if (isQueryError(result)) return {included: [], excluded: []};
  const named = (negated: boolean) => [
    ...new Set(termsOf(result, fieldName, negated).flatMap(({items}) => items.flatMap(({exact}) => exact ?? []))),
  ];
  return {included: named(false), excluded: named(true)};
}

/**
 * Adds the value to the field's top-level term, or takes it out if it is there; including what was excluded moves it.
 * Everything else stays as the user wrote it, except that alternatives (`a OR b`) are put into parentheses.
 */
export function toggleTerm(
  text: string,
  fieldName: FieldName,
  value: string | undefined,
  mode: FacetMode,
  context: ParseContext,
): string {
  const exact = value ?? '';
  const negated = mode === 'exclude';
  const withoutIt = removeValue(text, fieldName, exact, negated, context);
  if (withoutIt === undefined) return text;
  if (withoutIt !== text) return withoutIt;
  const moved = removeValue(text, fieldName, exact, !negated, context) ?? text;
  return addValue(moved, fieldName, exact, negated, context);
}

/** Removes the last top-level term; of text that does not parse, the last word. */
export function removeLastTerm(text: string, context: ParseContext = {now: 0, zone: 'utc'}): string {
  const result = outline(text, context);
  if (isQueryError(result)) return text.trimEnd().replace(/\S+$/, '').trimEnd();
  const before = result.clauses.at(-2);
  return before === undefined ? '' : text.slice(0, before.at[1]);
}

type Term = {readonly clause: Clause; readonly items: readonly ListItem[]};

function termsOf({clauses, isOr}: Outline, fieldName: FieldName, negated: boolean): readonly Term[] {
  if (isOr) return [];
  return clauses
    .filter(clause => clause.negated === negated && clause.list !== undefined)
    .filter(clause => sameField(clause.list!.field, ref(fieldName)))
    .map(clause => ({clause, items: clause.list!.items}));
}

/** `undefined` if the text does not parse; the same text if the value is not in it. */
function removeValue(
  text: string,
  fieldName: FieldName,
  value: string,
  negated: boolean,
  context: ParseContext,
): string | undefined {
  const result = outline(text, context);
  if (isQueryError(result)) return undefined;
  for (const {clause, items} of termsOf(result, fieldName, negated)) {
    const index = items.findIndex(item => item.exact === value);
    if (index === -1) continue;
    const shorter =
      items.length === 1
        ? cutClause(text, result.clauses, clause)
        : cut(
            text,
            items.map(item => item.at),
            index,
          );
    return removeValue(shorter, fieldName, value, negated, context) ?? shorter;
  }
  return text;
}

/** Cuts one of several places out, with what joins it to the place before or, for the first, to the one after. */
function cut(text: string, places: readonly (readonly [number, number])[], index: number): string {
  const [start, end] = places[index]!;
  if (index > 0) return text.slice(0, places[index - 1]![1]) + text.slice(end);
  const next = places[1];
  return next === undefined ? text.slice(0, start) + text.slice(end) : text.slice(0, start) + text.slice(next[0]);
}

function cutClause(text: string, clauses: readonly Clause[], clause: Clause): string {
  const shorter = cut(
    text,
    clauses.map(({at}) => at),
    clauses.indexOf(clause),
  );
  return clauses.length === 1 ? '' : shorter;
}

function addValue(text: string, fieldName: FieldName, value: string, negated: boolean, context: ParseContext): string {
  const result = outline(text, context);
  if (isQueryError(result)) return text;
  const term = termFor(fieldName, value, !negated);
  const host = termsOf(result, fieldName, negated).find(({items}) => items.every(isWord));
  if (host !== undefined) {
    const end = host.items.at(-1)!.at[1];
    return `${text.slice(0, end)},${valueText(ref(fieldName), value)}${text.slice(end)}`;
  }
  if (text.trim() === '') return term;
  if (result.isOr) return `(${text.trim()}) ${term}`;
  return /\s$/.test(text) ? text + term : `${text} ${term}`;
}

/** A comparison is no list to add to: `code:>=400` and the value 404 are both wanted, not either. */
const isWord = ({kind}: ListItem): boolean => kind === 'in' || kind === 'like' || kind === 'match';
