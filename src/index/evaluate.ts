// An Expr over the table. `care` is the set of rows that anyone still asks about: each term of an `and` sees only what the
// terms before it left, and the cheap terms go first.
import type {Steps} from '../audit/steps.ts';
import type {Expr} from '../query/ast.ts';
import type {Answer, Deadline, EventSearch} from './event-search.ts';
import {codedOf, isColumnTerm, type Term} from './filter.ts';
import {narrowed, Terms} from './narrow.ts';
import {intersect, isEmpty, noRows, type RowSet, subtract, union} from './row-set.ts';
import type {Table} from './table.ts';

export type Evaluation = {
  readonly table: Table;
  readonly search: EventSearch;
  readonly deadline: Deadline;
  /** Blocks by the time of their events. */
  readonly newestFirst: readonly number[];
  /** Terms that columns alone answer, of this table: facets ask for the same ones in many combinations. */
  readonly terms?: Terms;
};

/** Whether columns alone do not tell. Past the limit of a dictionary, events may be read all the same. */
export function needsEvents(expr: Expr): boolean {
  switch (expr.kind) {
    case 'and':
    case 'or':
      return expr.of.some(needsEvents);
    case 'not':
      return needsEvents(expr.of);
    default:
      return !isColumnTerm(expr);
  }
}

const cheapFirst = (of: readonly Expr[]) => [...of.filter(e => !needsEvents(e)), ...of.filter(needsEvents)];

/** The rows of `care` that satisfy `expr`; it may be `care` itself. Pauses now and then. */
export function* evaluate(expr: Expr, care: RowSet, context: Evaluation): Steps<Answer> {
  if (expr.kind === 'and' && expr.of.length === 0) return {yes: care, unknown: noRows(care.size)};
  const narrow = termsOf(context).narrow(expr);
  if (narrow !== undefined) return {yes: yield* narrowed(care, narrow), unknown: noRows(care.size)};
  switch (expr.kind) {
    case 'and': {
      let possible = care;
      let unknown = noRows(care.size);
      for (const term of cheapFirst(expr.of)) {
        if (isEmpty(possible)) break;
        const answer = yield* evaluate(term, possible, context);
        yield;
        unknown = union(intersect(unknown, union(answer.yes, answer.unknown)), answer.unknown);
        possible = union(answer.yes, answer.unknown);
      }
      return {yes: subtract(possible, unknown), unknown};
    }
    case 'or': {
      let yes = noRows(care.size);
      let unknown = noRows(care.size);
      for (const term of cheapFirst(expr.of)) {
        const answer = yield* evaluate(term, subtract(care, yes), context);
        yield;
        yes = union(yes, answer.yes);
        unknown = subtract(union(unknown, answer.unknown), yes);
      }
      return {yes, unknown};
    }
    case 'not': {
      const {yes, unknown} = yield* evaluate(expr.of, care, context);
      return {yes: subtract(subtract(care, yes), unknown), unknown};
    }
    default:
      return isColumnTerm(expr) ? yield* evaluateColumn(expr, care, context) : searched(expr, care, context);
  }
}

const searched = (term: Term, care: RowSet, {search, deadline, newestFirst}: Evaluation): Answer =>
  search.look(term, care, deadline, newestFirst);

const termsOf = ({terms, table}: Evaluation): Terms => terms ?? new Terms(table);

/** Rows whose value has no code are asked about their event. */
function* evaluateColumn(term: Term, care: RowSet, context: Evaluation): Steps<Answer> {
  const yes = yield* narrowed(care, termsOf(context).term(term));
  const unindexed = unindexedOf(term, context.table, care);
  if (unindexed === undefined) return {yes, unknown: noRows(care.size)};
  const asked = searched(term, unindexed, context);
  return {yes: union(subtract(yes, unindexed), asked.yes), unknown: asked.unknown};
}

function unindexedOf(term: Term, table: Table, care: RowSet): RowSet | undefined {
  const column = codedOf(term, table);
  if (column === undefined || column.unindexed.isEmpty) return undefined;
  return intersect(care, column.unindexed.snapshot(care.size));
}
