// The query room's suggestions and term editing, as the filter bar uses them.
import type {FieldName} from '../audit/fields.ts';
import type {FieldRef} from '../query/ast.ts';
import {toggleTerm} from '../query/edit.ts';
import type {ParseContext} from '../query/parse.ts';
import {termOf} from '../query/print.ts';
import {type Suggestion, suggest} from '../query/suggest.ts';
import {referenceTime} from '../query/times.ts';
import type {Values} from './filter.ts';
import type {Session} from './session.ts';
import type {Editor} from './text/editor.ts';
import {holdsSecret} from './text/safe.ts';

/** Times in a filter are of the zone that the screen shows, and count from the end of a log that is old. */
export const contextOf = ({now, zone, about}: Pick<Session, 'now' | 'zone' | 'about'>): ParseContext => ({
  now: referenceTime(now, about.extent?.to),
  zone,
});

export type Suggested = {
  readonly suggestions: readonly Suggestion[];
  /** The field whose value is being typed. */
  readonly field: FieldName | undefined;
};

/** Values come from what was asked for this field, or else from the facets as far as they are known. */
export function suggestionsFor({text, cursor}: Editor, session: Session, values: Values | undefined): Suggested {
  let field: FieldName | undefined;
  const found = suggest(text, cursor, {
    ...contextOf(session),
    valuesOf: name => {
      field = name;
      const told = session.facets.told.find(facet => facet.field === name)?.values.flatMap(({value}) => value ?? []);
      return ((values?.field === name ? values.list : undefined) ?? told ?? []).filter(value => !holdsSecret(value));
    },
  });
  return {suggestions: found, field};
}

/** The text with the value kept, or dropped; asked twice, it is as before. */
export function toggled(
  text: string,
  field: FieldRef,
  value: string | undefined,
  keep: boolean,
  context: ParseContext,
): string {
  if (field.kind === 'field') return toggleTerm(text, field.name, value, keep ? 'include' : 'exclude', context);
  const term = termOf(field, value, keep);
  const terms = ` ${text} `;
  if (terms.includes(` ${term} `)) return terms.replace(` ${term} `, ' ').trim();
  const opposite = termOf(field, value, !keep);
  return `${terms.replace(` ${opposite} `, ' ').trim()} ${term}`.trim();
}
