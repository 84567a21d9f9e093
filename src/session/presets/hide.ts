// Hiding what a saved filter finds, as a term of the filter text that everybody can see and edit: `-(resource:leases)`.
import {and, type Expr} from '../../query/ast.ts';
import {isQueryError} from '../../query/errors.ts';
import {outline, type ParseContext, parse} from '../../query/parse.ts';
import {print} from '../../query/print.ts';

export const hidingTerm = (query: string): string => `-(${query.trim()})`;

/** `text` without the term that hides `query`, however it is spelled there; undefined if it is not there. */
function without(text: string, query: string, context: ParseContext): string | undefined {
  const found = outline(text, context);
  const wanted = parse(hidingTerm(query), context);
  if (isQueryError(found) || found.isOr || !wanted.ok) return undefined;
  const name = print(wanted.expr);
  const {clauses} = found;
  const index = clauses.findIndex(({at}) => {
    const clause = parse(text.slice(...at), context);
    return clause.ok && print(clause.expr) === name;
  });
  const at = clauses[index]?.at;
  if (at === undefined) return undefined;
  // With what joins it to the term before, or of the first one to the term after.
  const [before, after] = [clauses[index - 1]?.at[1], clauses[1]?.at[0]];
  if (before !== undefined) return text.slice(0, before) + text.slice(at[1]);
  return after === undefined ? '' : text.slice(after);
}

export const isHidden = (text: string, query: string, context: ParseContext): boolean =>
  without(text, query, context) !== undefined;

/** `text` without the term, the rest as it was written. */
export const shownAgain = (text: string, query: string, context: ParseContext): string =>
  without(text, query, context) ?? text;

/** `text` with the term, or without it if it is there. */
export function toggleHidden(text: string, query: string, context: ParseContext): string {
  if (isHidden(text, query, context)) return shownAgain(text, query, context);
  const found = outline(text, context);
  const before = text.trim();
  if (before === '') return hidingTerm(query);
  const isOr = !isQueryError(found) && found.isOr;
  return `${isOr ? `(${before})` : before} ${hidingTerm(query)}`;
}

export type Counted = {
  /** What the filter without the term leaves. */
  readonly base: Expr;
  /** Of these, what the saved filter finds. */
  readonly hidden: Expr;
};

/** What to count for the share that hiding `query` takes. */
export function countedFor(text: string, query: string, context: ParseContext): Counted | undefined {
  const base = parse(shownAgain(text, query, context), context);
  const hidden = parse(query, context);
  if (!base.ok || !hidden.ok) return undefined;
  return {base: base.expr, hidden: and(base.expr, hidden.expr)};
}
