// The search: what n and N go to. It is a query as the filter is, but the rows that it does not find stay.
import type {Expr} from '../../query/ast.ts';
import type {QueryError} from '../../query/errors.ts';
import type {Editor} from '../text/editor.ts';

export type SearchEdit = {
  readonly editor: Editor;
  /** What is typed so far, where it can be read: its matches show already. */
  readonly expr: Expr | undefined;
  readonly error: QueryError | undefined;
};

export type Search = {
  /** What is searched for; always parses, '' is nothing. */
  readonly text: string;
  readonly expr: Expr | undefined;
  readonly edit: SearchEdit | undefined;
};

export const NO_SEARCH: Search = {text: '', expr: undefined, edit: undefined};
