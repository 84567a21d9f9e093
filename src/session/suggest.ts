// The query room's suggestions and term editing, as the filter bar uses them.
import type {FieldRef} from '../query/ast.ts';
import {toggleTerm} from '../query/edit.ts';
import type {ParseContext} from '../query/parse.ts';
import {termOf} from '../query/print.ts';
import {type Suggestion, suggest} from '../query/suggest.ts';
import type {Session} from './session.ts';
import type {Editor} from './text/editor.ts';

/** Times in a filter are of the zone that the screen shows. */
export const contextOf = ({now, zone}: Session): ParseContext => ({now, zone});

/** Values come from the facets as far as they are known. */
export const suggestions = ({text, cursor}: Editor, session: Session): readonly Suggestion[] =>
  suggest(text, cursor, {
    ...contextOf(session),
    valuesOf: field =>
      session.facets.told.find(facet => facet.field === field)?.values.flatMap(({value}) => value ?? []) ?? [],
  });

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
