// Terms of any kind in the filter's text: added to what is there, and taken out again however they are spelled.
import {isQueryError} from '../../query/errors.ts';
import {outline, type ParseContext, parse} from '../../query/parse.ts';
import {print} from '../../query/print.ts';

const printed = (text: string, context: ParseContext): string | undefined => {
  const parsed = parse(text, context);
  return parsed.ok ? print(parsed.expr) : undefined;
};

/** `text` without the clause, however it is spelled there; undefined if it is not there. */
export function withoutClause(text: string, clause: string, context: ParseContext): string | undefined {
  const found = outline(text, context);
  const name = printed(clause, context);
  if (isQueryError(found) || name === undefined || text.trim() === '') return undefined;
  if (printed(text, context) === name) return '';
  if (found.isOr) return undefined;
  const {clauses} = found;
  const index = clauses.findIndex(({at}) => printed(text.slice(...at), context) === name);
  const at = clauses[index]?.at;
  if (at === undefined) return undefined;
  // With what joins it to the term before, or of the first one to the term after.
  const [before, after] = [clauses[index - 1]?.at[1], clauses[1]?.at[0]];
  if (before !== undefined) return text.slice(0, before) + text.slice(at[1]);
  return after === undefined ? '' : text.slice(after);
}

/** `text` and the clause: both are wanted. */
export function withClause(text: string, clause: string, context: ParseContext): string {
  const found = outline(text, context);
  const before = text.trim();
  if (before === '') return clause;
  const isOr = !isQueryError(found) && found.isOr;
  return `${isOr ? `(${before})` : before} ${clause}`;
}

/** `(a b)`: several terms as one that can be left out, or taken back as a whole. */
export function grouped(terms: string, context: ParseContext): string {
  const found = outline(terms, context);
  return !isQueryError(found) && (found.isOr || found.clauses.length > 1) ? `(${terms})` : terms;
}

/** `text` with the term kept or dropped; asked twice, it is as before. What was dropped before is kept, and the other way round. */
export function toggleClause(text: string, term: string, keep: boolean, context: ParseContext): string {
  const one = grouped(term, context);
  const [wanted, other] = keep ? [one, `-${one}`] : [`-${one}`, one];
  const without = withoutClause(text, wanted, context);
  if (without !== undefined) return without;
  const rest = withoutClause(text, other, context) ?? text;
  return withClause(rest, keep && rest.trim() === '' ? term : wanted, context);
}
