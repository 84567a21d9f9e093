// The filter: its text is the single truth, facets and keys edit that text. While it is typed the parsed part already counts.
import type {FieldName} from '../audit/fields.ts';
import {EVERYTHING, type Expr} from '../query/ast.ts';
import {explain, type QueryError} from '../query/errors.ts';
import {type ParseContext, parse} from '../query/parse.ts';
import type {Suggestion} from '../query/suggest.ts';
import type {Editor} from './text/editor.ts';

/** Values of a field to suggest, most frequent first; `list` is undefined until they are told. */
export type Values = {readonly field: FieldName; readonly list: readonly string[] | undefined};

export type FilterEdit = {
  readonly editor: Editor;
  /** The filter before typing began; Esc goes back to it. */
  readonly before: string;
  readonly error: QueryError | undefined;
  readonly suggestions: readonly Suggestion[];
  /** Index of the chosen suggestion; -1 is none, and Tab takes the first. */
  readonly chosen: number;
  /** Asked for the field whose value is being typed. */
  readonly values: Values | undefined;
  /** Completion was asked for before there was anything to take: the first of what comes is taken. */
  readonly completes?: true;
};

export type Filter = {
  /** What the rows are filtered by; always parses. */
  readonly text: string;
  readonly expr: Expr;
  readonly edit: FilterEdit | undefined;
  /** Filters used, oldest first, and which of them this one is. */
  readonly history: readonly string[];
  readonly at: number;
  /** Texts that the undo key goes back to, newest last. */
  readonly past: readonly string[];
};

export const EMPTY_FILTER: Filter = {text: '', expr: EVERYTHING, edit: undefined, history: [''], at: 0, past: []};

export type ParsedFilter =
  | {readonly expr: Expr; readonly error?: undefined}
  | {readonly expr?: undefined; readonly error: QueryError};

export function parseFilter(text: string, context: ParseContext): ParsedFilter {
  const parsed = parse(text, context);
  return parsed.ok ? {expr: parsed.expr} : {error: parsed.error};
}

export const errorText = (error: QueryError): string => explain(error);

const MOST_HISTORY = 100;

/** With another text: the one before can be undone, and both are in the history. `text` must parse to `expr`. */
export function applied(filter: Filter, text: string, expr: Expr): Filter {
  if (text === filter.text) return {...filter, expr};
  const history = [...filter.history.filter(known => known !== text), text].slice(-MOST_HISTORY);
  return {
    ...filter,
    text,
    expr,
    history,
    at: history.length - 1,
    past: [...filter.past, filter.text].slice(-MOST_HISTORY),
  };
}

export type Picked = {readonly included: ReadonlySet<string>; readonly excluded: ReadonlySet<string>};

/** Values of a field that the filter keeps or drops; '' stands for the rows without one. */
export function pickedOf({expr}: Pick<Filter, 'expr'>, name: FieldName): Picked {
  const included = new Set<string>();
  const excluded = new Set<string>();
  for (const term of expr.kind === 'and' ? expr.of : [expr]) {
    const out = term.kind === 'not';
    const inner = out ? term.of : term;
    if (inner.kind !== 'in' || inner.field.kind !== 'field' || inner.field.name !== name) continue;
    for (const value of inner.values) (out ? excluded : included).add(value);
  }
  return {included, excluded};
}
