// Hiding what a saved filter finds, as a term of the filter text that everybody can see and edit: `-(resource:leases)`.
import {and, type Expr} from '../../query/ast.ts';
import {type ParseContext, parse} from '../../query/parse.ts';
import {withClause, withoutClause} from '../pick/clause.ts';

export const hidingTerm = (query: string): string => `-(${query.trim()})`;

export const isHidden = (text: string, query: string, context: ParseContext): boolean =>
  withoutClause(text, hidingTerm(query), context) !== undefined;

/** `text` without the term, the rest as it was written. */
export const shownAgain = (text: string, query: string, context: ParseContext): string =>
  withoutClause(text, hidingTerm(query), context) ?? text;

/** `text` with the term, or without it if it is there. */
export const toggleHidden = (text: string, query: string, context: ParseContext): string =>
  withoutClause(text, hidingTerm(query), context) ?? withClause(text, hidingTerm(query), context);

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
